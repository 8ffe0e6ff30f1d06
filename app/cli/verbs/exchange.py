"""`bundle` and `open`: handing over and taking in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, Force, PassphraseFile, VaultFolder, Yes, some_words
from app.cli.named_files import reserved
from app.cli.output import say, say_json, size_of
from app.cli.vaults import opened
from app.cli.verbs import folders
from app.cli.work import work
from app.cli.world import world_of
from app.i18n import _, ngettext
from app.problems import BadBundle, NotFound, Problem, UserProblem

if TYPE_CHECKING:
    from app.records.almanac import Almanac
    from app.services.exchange.deletion_guard import Loss
    from app.services.exchange.exchange import RecordChange, TakenBundle
    from app.services.vaults.vaults import Vault

_WHAT = ("new", "changed", "deleted", "erased")


def bundle(
    context: typer.Context,
    folder: VaultFolder,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help=_("Where to write it; in a folder it gets a random name."))
    ],
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="NAME", help=_("For this member; can be given several times. Default: all.")),
    ] = None,
    each: Annotated[
        bool,
        typer.Option("--each", help=_("A bundle for each laptop into the folder FILE.")),
    ] = False,
    everything: Annotated[
        bool,
        typer.Option("--everything", help=_("All that they may read, whatever they have stated to have; and files.")),
    ] = False,
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Make a bundle of what its recipients have not stated to have, or of everything."""
    from app.services.exchange import exchange

    if each:
        folders.fill(context, folder, out, to, passphrase_file, everything=everything)
        return
    with reserved(out, force=force, folder=True) as output, opened(context, folder, passphrase_file) as vault:
        devices = exchange.devices_named(vault, to) if to else None
        made = work(world_of(context), exchange.make_bundle(vault, devices, everything=everything))
        path = output.write(made.data, made.name)
    say(_("The bundle is in {file} ({size}), for {names}.").format(
        file=path, size=size_of(len(made.data)), names=", ".join(made.recipients)
    ))  # fmt: skip


def open_bundles(
    context: typer.Context,
    folder: VaultFolder,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help=_("Bundles in any order, or folders that hold some."))
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Say what each would change by itself, and change nothing."))
    ] = False,
    code: Annotated[
        str,
        typer.Option(
            "--code",
            metavar="WORDS",
            callback=some_words,
            help=_("For an answer: the words on the admin's screen."),
        ),
    ] = "",
    yes: Yes = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take bundles in, each of them whole or not at all.

    The answer to a join request is only looked into without --code. What deletes many records needs --yes.
    """
    if any(file.is_dir() for file in files):
        folders.open_all(
            context, folder, files, dry_run=dry_run, code=code, yes=yes, as_json=as_json, passphrase=passphrase_file
        )
        return
    from app.services.settings import group

    bundles = [(file, foreign(file)) for file in files]
    done: list[Path] = []
    answers: list[object] = []
    with opened(context, folder, passphrase_file) as vault:
        sitting = Sitting(code, dry_run=dry_run, yes=yes)
        for file, data in bundles:
            try:
                taken, kept = open_one(context, vault, data, sitting)
            except Problem as problem:
                raise _at(file, problem, done) from problem
            if kept:
                done.append(file)
            if as_json:
                answers.append(taken_as_json(file, taken, kept=kept))
            else:
                say_taken(file, taken, group.almanac(vault), dry_run=not kept)
    if as_json:
        say_json(answers)


def foreign(path: Path) -> bytes:
    """Give the content of a file that somebody handed over; a pipe or a device, which may never end, is not opened."""
    from app.services.exchange import foreign_files

    if not path.exists():
        raise NotFound(_("There is no file {path}.").format(path=path), do=_("Check its name and folder."))
    return foreign_files.read(path.resolve())


@dataclass(slots=True)
class Sitting:
    """What was said for all bundles of one command, and what those taken so far have deleted."""

    code: str
    dry_run: bool = False
    yes: bool = False
    gone: Counter[str] = field(default_factory=Counter[str])


def open_one(context: typer.Context, vault: Vault, data: bytes, sitting: Sitting) -> tuple[TakenBundle, bool]:
    """Take one bundle, or only looks; gives what it did or would do, and whether it was taken.

    An answer is taken only with its words, and what deletes many records only with `yes`.
    """
    from app.services.exchange import exchange
    from app.services.exchange.deletion_guard import deletes_many, losses_of

    world = world_of(context)
    check_code_has_a_use(vault, sitting.code)
    joins = vault.group is None
    looked = work(world, exchange.look_into(vault, data))
    if joins and sitting.code:
        compare(looked, sitting.code)
    if sitting.dry_run or (joins and not sitting.code):
        return looked, False
    if not sitting.yes and not joins:
        losses = losses_of(vault, looked)
        if deletes_many(losses, sitting.gone):
            raise UserProblem(
                _("It is from {name} and would delete {losses}.").format(
                    name=looked.sender, losses=losses_said(losses)
                ),
                kept=_("Nothing of it was taken."),
                do=_("Ask {name} whether that is meant, and then say --yes.").format(name=looked.sender),
            )
    taken = work(world, exchange.take(vault, data))
    sitting.gone.update(taken.gone)
    return taken, True


def losses_said(found: Sequence[Loss]) -> str:
    """How many of which records would go."""
    return ", ".join(_("{n} of {known} {kind}").format(n=loss.gone, known=loss.known, kind=loss.kind) for loss in found)


def check_code_has_a_use(vault: Vault, code: str) -> None:
    """Refuses words where there is nothing to compare them with, so that nobody believes that they were compared."""
    if code and vault.group is not None:
        raise UserProblem(
            _("There is nothing to compare these words with: this laptop belongs to a group already."),
            kept=_("Nothing was taken."),
            do=_("Leave --code away; it is for the answer to a join request."),
        )


def compare(looked: TakenBundle, code: str) -> None:
    """Raise `BadBundle` unless these are the words of an answer that was looked into."""
    if looked.group_code.split() != code.lower().replace("-", " ").replace(",", " ").split():
        raise BadBundle(
            _("These are not the words of this answer, which are: {words}.").format(words=looked.group_code),
            kept=_("This laptop has not joined."),
            do=_("Compare them with the admin's screen; if they differ, the answer is not from that group."),
        )


def _at(file: Path, problem: Problem, done: Sequence[Path]) -> Problem:
    """Give the same problem, with the file it is about and what was taken before it."""
    kept = problem.kept
    if done:
        names = ", ".join(str(each) for each in done)
        kept = _("Nothing of it was taken; before it was: {names}.").format(names=names)
    return type(problem)(f"{file}: {problem.what}", kept=kept, do=problem.do)


def say_taken(file: Path, taken: TakenBundle, almanac: Almanac, *, dry_run: bool) -> None:
    """Tell what one bundle did, or would do."""
    say(_("{file}: from {name}, made {time}").format(file=file, name=taken.sender, time=almanac.stamp(taken.made_at)))
    for line in _lines(taken, dry_run=dry_run):
        say(f"  {line}")


def only_copy(context: typer.Context, folder: VaultFolder, passphrase_file: PassphraseFile = None) -> None:
    """Says that this vault is the only one left of this laptop: others then wait for no other copy of it."""
    from app.services.exchange import copies

    with opened(context, folder, passphrase_file) as vault:
        known = copies.only_copy(vault)
    if known:
        say(_("This is the only vault of this laptop from now on. Hand over a bundle, so that the others hear of it."))
    else:
        say(_("This vault has never heard of another copy of it. Nothing was changed."))


def _lines(taken: TakenBundle, *, dry_run: bool) -> list[str]:
    lines: list[str] = []
    if taken.joined:
        lines.append(_("These words have to stand on the admin's screen too: {words}").format(words=taken.group_code))
        if dry_run:
            lines.append(_("This laptop has not joined. If they are the same, give them with --code."))
    if taken.seen_before:
        lines.append(_("It has been opened here before."))
    if taken.members:
        lines.append(_("New in the group: {names}").format(names=", ".join(taken.members)))
    lines.extend(_counted(taken, dry_run=dry_run))
    return lines + odd_lines(taken)


def odd_lines(taken: TakenBundle) -> list[str]:
    """Tell what is odd about a bundle, and of whose laptops: most of it is told once."""
    from app.services.exchange import copies

    notes = [
        (taken.waiting, _("Some of it waits for changes that have not come yet.")),
        (taken.quarantined, _("Some of it is kept apart: its author had been suspended.")),
        (taken.unreadable, _("Some of it is for circles that you do not belong to, and was not kept.")),
        (taken.refused, _("Something that had waited was not what it claimed to be, and was thrown away.")),
        (taken.forked, _("A laptop has written two histories: it was set back or copied. Both are kept.")),
    ]
    lines = [text for count, text in notes if count]
    if taken.clocks_ahead:
        lines.append(_("The clock is more than a day ahead at: {names}").format(names=", ".join(taken.clocks_ahead)))
    if taken.backwards:
        lines.append(_("Knows less than before: {names}").format(names=", ".join(taken.backwards)))
    return lines + copies.sentences(taken)


def _counted(taken: TakenBundle, *, dry_run: bool) -> list[str]:
    """How many records of which kind are new, changed and deleted; in a dry run, which."""
    if not taken.changes and not taken.members:
        return [_("No value differs after it.") if taken.new else _("Nothing in it is new here.")]
    lines = [line for what in _WHAT if (line := _count(taken.changes, what))]
    disputed = sum(bool(change.disputed) for change in taken.changes)
    if disputed:
        lines.append(ngettext("{count} record to settle", "{count} records to settle", disputed).format(count=disputed))
    if dry_run:
        lines += [
            f"{change.what} {change.kind} {change.record[:8]} {change.title}".rstrip() for change in taken.changes
        ]
    return lines


def _count(changes: Sequence[RecordChange], what: str) -> str:
    kinds = [change.kind for change in changes if change.what == what]
    words = {"new": _("new"), "changed": _("changed"), "deleted": _("deleted"), "erased": _("erased")}
    counted = [f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)]
    return f"{words[what]}: {', '.join(counted)}" if counted else ""


def taken_as_json(file: Path, taken: TakenBundle, *, kept: bool = True) -> dict[str, object]:
    """Give the same for a program to read."""
    return {
        "file": str(file),
        "bundle": taken.bundle,
        "taken": kept,
        "from": taken.sender,
        "made_at": taken.made_at,
        "seen_before": taken.seen_before,
        "joined": taken.joined and kept,
        "group_code": taken.group_code,
        "members": list(taken.members),
        "segments": {
            "new": taken.new,
            "known": taken.known,
            "waiting": taken.waiting,
            "quarantined": taken.quarantined,
            "unreadable": taken.unreadable,
            "forked": taken.forked,
            "refused": taken.refused,
        },
        "clocks_ahead": list(taken.clocks_ahead),
        "backwards": list(taken.backwards),
        "twice": list(taken.twice),
        "i_exist_twice": taken.i_exist_twice,
        "differs": list(taken.differs),
        "changes": [
            {
                "id": change.record,
                "kind": change.kind,
                "title": change.title,
                "what": change.what,
                "fields": list(change.fields),
                "disputed": list(change.disputed),
            }
            for change in taken.changes
        ],
    }
