"""`quarantine`, `take-over`, `story`: what waits for a review, and who decided what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, short_ids
from app.cli.vaults import opened
from app.i18n import _, ngettext
from app.problems import NotFound, WrongValue

if TYPE_CHECKING:
    from app.records.almanac import Almanac
    from app.records.registry import Registry
    from app.services.members.quarantine import Waiting, WaitingChange


def quarantine(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """List what suspended or removed laptops have written and nobody has taken over."""
    from app.services.members import quarantine as waiting_room
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        found, registry, almanac = waiting_room.waiting(vault), vault.registry, group.almanac(vault)
    if as_json:
        say_json([_as_json(batch) for batch in found])
    elif not found:
        say(_("Nothing waits for a review."))
    else:
        _say(found, registry, almanac)


def _say(found: Sequence[Waiting], registry: Registry, almanac: Almanac) -> None:
    shorts = short_ids([batch.segment for batch in found])
    for batch, short in zip(found, shorts, strict=True):
        when = almanac.stamp(batch.at)
        say(_("{batch}  by {name}, {when}, in “{circle}”").format(
            batch=short, name=batch.name, when=when, circle=batch.circle
        ))  # fmt: skip
        if batch.aside is not None:
            say("    " + _("left out by {name}: {reason}").format(name=batch.aside.by, reason=batch.aside.reason))
            continue
        for change in batch.changes:
            say(f"    {_line(change, registry)}")
    say()
    say(_("Ask whoever made them, by another way than a bundle. Then take over a batch:"))
    say(f"  switchboard take-over VAULT {shorts[0]} --note " + _('"I asked them"'))
    say(_("or single changes of it with --change NUMBER. What is not right is left out, and asks nobody any more:"))
    say(f"  switchboard leave-out VAULT {shorts[0]} --note " + _('"they did not write it"'))


def _line(change: WaitingChange, registry: Registry) -> str:
    kind = _(registry[change.kind].one) if change.kind in registry else change.kind or _("a record unknown here")
    values = ", ".join(f"{label}: {text}" for label, text in change.values)
    parts = [f"{change.index:>3}  {_(change.what)}", f"{kind}: {change.title}" if change.title else kind, values]
    return "  ".join(part for part in parts if part)


def _as_json(batch: Waiting) -> dict[str, object]:
    return {
        "batch": batch.segment,
        "device": batch.device,
        "name": batch.name,
        "circle": batch.circle,
        "at": batch.at,
        "why": batch.why,
        "left_out": batch.aside and {"by": batch.aside.by, "reason": batch.aside.reason},
        "changes": [
            {
                "change": change.index,
                "record": change.record,
                "kind": change.kind,
                "what": change.what,
                "title": change.title,
                "values": [list(pair) for pair in change.values],
            }
            for change in batch.changes
        ],
    }


def take_over(
    context: typer.Context,
    folder: VaultFolder,
    batch: Annotated[str, typer.Argument(metavar="BATCH", help=_("The beginning of its name, as quarantine shows."))],
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help=_("Why you are sure of it, for the others to read."))
    ],
    change: Annotated[
        list[int] | None, typer.Option("--change", metavar="N", help=_("Only this change, as your own; repeat it."))
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take a batch over from quarantine, with all before it in its laptop's log; or single changes."""
    from app.services.members import quarantine as waiting_room

    if not note.strip():
        raise WrongValue(_("Say with --note why you are sure of it."), kept=_("Nothing was taken over."))
    with opened(context, folder, passphrase_file) as vault:
        before = waiting_room.waiting(vault)
        meant = _meant(before, batch)
        if change:
            _check(meant, change)
            waiting_room.take_over_part(vault, meant.segment, change)
            say(ngettext(
                "{count} change is yours now. The batch itself stays in quarantine.",
                "{count} changes are yours now. The batch itself stays in quarantine.", len(set(change)),
            ).format(count=len(set(change))))  # fmt: skip
            return
        waiting_room.take_over(vault, [meant.segment], note.strip())
        left = {each.segment for each in waiting_room.waiting(vault)}
    taken = [each for each in before if each.segment not in left]
    count = sum(len(each.changes) for each in taken)
    say(ngettext("{count} change by {name} counts now, for everybody who gets your next bundle.",
                 "{count} changes by {name} count now, for everybody who gets your next bundle.", count).format(
        count=count, name=meant.name
    ))  # fmt: skip
    if len(taken) > 1:
        say(_("They stood in {count} batches: those before the one you named belong to it.").format(count=len(taken)))


def leave_out(
    context: typer.Context,
    folder: VaultFolder,
    batch: Annotated[str, typer.Argument(metavar="BATCH", help=_("The beginning of its name, as quarantine shows."))],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=_("Why, for the others to read."))],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Note that a batch was looked at and stays in quarantine; `undo` takes it back."""
    from app.services.members import quarantine as waiting_room

    with opened(context, folder, passphrase_file) as vault:
        waiting_room.leave_out(vault, _meant(waiting_room.waiting(vault), batch).segment, note)
    say(_("Left out. It counts for nobody and asks nobody any more."))


def _meant(found: Sequence[Waiting], text: str) -> Waiting:
    some = [each for each in found if text.strip() and each.segment.startswith(text.strip().lower())]
    if len(some) == 1:
        return some[0]
    what = _("Several batches begin with “{text}”.") if some else _("No batch “{text}” waits in quarantine.")
    raise NotFound(what.format(text=text), do=_("`switchboard quarantine VAULT` lists them."))


def _check(batch: Waiting, changes: Sequence[int]) -> None:
    known = {each.index for each in batch.changes}
    strange = sorted(set(changes) - known)
    if strange:
        raise NotFound(
            _("There is no change {number} in this batch.").format(number=strange[0]),
            kept=_("Nothing was taken over."),
            do=_("There are: {names}.").format(names=", ".join(map(str, sorted(known)))),
        )


def story(
    context: typer.Context,
    folder: VaultFolder,
    everything: Annotated[bool, typer.Option("--all", help=_("With the upkeep of keys and snapshots."))] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Tells who decided what about the group, oldest first."""
    from app.services.members import audit_log as told
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        lines = [line for line in told.story(vault) if everything or not line.quiet]
        almanac = group.almanac(vault)
    if as_json:
        say_json(
            [
                {"at": line.at, "who": line.who, "sentence": line.sentence, "void": line.void, "upkeep": line.quiet}
                for line in lines
            ]
        )
        return
    for line in lines:
        void = "  " + _("(does not count: {why})").format(why=line.void) if line.void else ""
        say(f"{almanac.stamp(line.at)}  {line.who} {line.sentence}{void}")
