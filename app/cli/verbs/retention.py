"""`retention`: what has been kept for long enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table, short_ids
from app.cli.vaults import opened
from app.cli.verbs.erasures import say_plan
from app.cli.verbs.printing import day
from app.cli.verbs.trust import Yes, spelled
from app.cli.work import work
from app.cli.world import world_of
from app.i18n import _, ngettext
from app.problems import NotFound

if TYPE_CHECKING:
    from app.records.registry import Registry
    from app.services.retention.retention import Due


def retention(
    context: typer.Context,
    folder: VaultFolder,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", metavar="ID", help=_("Keep this one longer; repeat it."))
    ] = None,
    until: Annotated[str, typer.Option("--until", metavar="DAY", help=_("For --keep: the last day."))] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("For --keep: why."))] = "",
    erase: Annotated[
        list[str] | None, typer.Option("--erase", metavar="ID", help=_("Erase this one everywhere; repeat it."))
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """List what has been kept for long enough; each can be kept longer or erased."""
    from app.services.retention import erasing
    from app.services.retention import retention as queue

    if keep and erase:
        raise typer.BadParameter(_("Keep some first, then erase others."), param_hint="--keep, --erase")
    last = day(until, "--until")
    if keep and last is None:
        raise typer.BadParameter(_("Say until when, as in 2027-12-31."), param_hint="--until")
    with opened(context, folder, passphrase_file) as vault:
        found = queue.queue(vault)
        if keep and last is not None:
            chosen = [_meant(found, text) for text in keep]
            queue.keep(vault, chosen, last, reason)
            for due in chosen:
                say(_("{title} is kept until {day}.").format(title=due.title, day=last.isoformat()))
            return
        if erase:
            planned = queue.plans(vault, [_meant(found, text) for text in erase])
            for each in planned:
                say_plan(each, vault.registry)
            if not yes:
                words = [word for text in erase for word in ("--erase", text)]
                say()
                say(_("Nothing was erased yet. To erase: {command}").format(
                    command=spelled("retention", folder, *words, "--yes")
                ))  # fmt: skip
                return
            work(world_of(context), erasing.erasing_all(vault, planned))
            say(_("Erased here; the order goes out with your next bundles."))
            return
        registry = vault.registry
    if as_json:
        say_json([_as_json(due) for due in found])
    elif not found:
        say(_("Nothing has been kept for too long."))
    else:
        _say(found, registry)


def _meant(found: Sequence[Due], text: str) -> Due:
    """Tell what is meant by the beginning of an id, with .FIELD behind it for a field."""
    record, _dot, field = text.strip().lower().partition(".")
    some = [due for due in found if record and due.record.startswith(record) and due.field == field]
    if len(some) == 1:
        return some[0]
    what = _("Several begin with “{text}”.") if some else _("“{text}” is not among what was kept for too long.")
    raise NotFound(what.format(text=text), do=_("`switchboard retention VAULT` lists it."))


def _say(found: Sequence[Due], registry: Registry) -> None:
    ids = short_ids([due.record for due in found]) if len({due.record for due in found}) == len(found) else None
    shorts = ids or [due.record[:12] for due in found]
    names = [f"{short}.{due.field}" if due.field else short for due, short in zip(found, shorts, strict=True)]
    rows = [
        (name, _about(due, registry), due.title, due.kept_until.isoformat(), due.last_change.isoformat(), due.why)
        for due, name in zip(found, names, strict=True)
    ]
    say_table((_("Id"), _("Kind"), _("Title"), _("Kept until"), _("Last change"), _("Why it was kept")), rows)
    say()
    count = len(found)
    text = ngettext(
        "{count} has been kept for long enough. Keep it longer, or erase it:",
        "{count} have been kept for long enough. Keep each longer, or erase it:",
        count,
    )
    say(text.format(count=count))
    say(f"  switchboard retention VAULT --keep {names[0]} --until DAY")
    say(f"  switchboard retention VAULT --erase {names[0]}")


def _about(due: Due, registry: Registry) -> str:
    kind = registry[due.kind]
    return f"{_(kind.one)}: {_(kind.attributes[due.field].label)}" if due.field else _(kind.one)


def _as_json(due: Due) -> dict[str, object]:
    return {
        "record": due.record,
        "kind": due.kind,
        "field": due.field,
        "title": due.title,
        "why": due.why,
        "kept_until": due.kept_until,
        "last_change": due.last_change,
        "circle": due.circle,
        "holders": due.holders,
    }
