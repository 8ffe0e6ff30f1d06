"""`bundle` and `open`: handing over and taking in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import folders
from app.cli.arguments import AsJson, Force, PassphraseFile, VaultFolder
from app.cli.named_files import read, reserved
from app.cli.output import say, say_json, size_of
from app.cli.vaults import opened
from app.cli.work import work
from app.cli.world import world_of
from app.i18n import _, ngettext
from app.problems import BadBundle, Problem

if TYPE_CHECKING:
    from app.services.exchange import RecordChange, Taken
    from app.services.vaults import Vault

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
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Makes a bundle of what its recipients have not stated to have."""
    from app.services import exchange

    if each:
        folders.fill(context, folder, out, to, passphrase_file)
        return
    with reserved(out, force=force, folder=True) as output, opened(context, folder, passphrase_file) as vault:
        devices = exchange.devices_named(vault, to) if to else None
        made = work(world_of(context), exchange.make_bundle(vault, devices))
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
        str, typer.Option("--code", metavar="WORDS", help=_("For an answer: the words on the admin's screen."))
    ] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Takes bundles in, each of them whole or not at all."""
    if any(file.is_dir() for file in files):
        folders.open_all(
            context, folder, files, dry_run=dry_run, code=code, as_json=as_json, passphrase=passphrase_file
        )
        return
    bundles = [(file, read(file)) for file in files]
    done: list[Path] = []
    answers: list[object] = []
    with opened(context, folder, passphrase_file) as vault:
        for file, data in bundles:
            try:
                taken = open_one(context, vault, data, code, dry_run=dry_run)
            except Problem as problem:
                raise _at(file, problem, done) from problem
            if not dry_run:
                done.append(file)
            if as_json:
                answers.append(taken_as_json(file, taken))
            else:
                say_taken(file, taken, dry_run=dry_run)
    if as_json:
        say_json(answers)


def open_one(context: typer.Context, vault: Vault, data: bytes, code: str, *, dry_run: bool) -> Taken:
    """Takes one bundle, or only looks; an answer is taken only with its words, if words are given."""
    from app.services import exchange

    world = world_of(context)
    if code and vault.group is None:
        looked = work(world, exchange.look_into(vault, data))
        if looked.group_code.split() != code.lower().replace("-", " ").replace(",", " ").split():
            raise BadBundle(
                _("These are not the words of this answer, which are: {words}.").format(words=looked.group_code),
                kept=_("This laptop has not joined."),
                do=_("Compare them with the admin's screen; if they differ, the answer is not from that group."),
            )
    return work(world, exchange.look_into(vault, data) if dry_run else exchange.take(vault, data))


def _at(file: Path, problem: Problem, done: Sequence[Path]) -> Problem:
    """The same problem, with the file it is about and what was taken before it."""
    kept = problem.kept
    if done:
        names = ", ".join(str(each) for each in done)
        kept = _("Nothing of it was taken; before it was: {names}.").format(names=names)
    return type(problem)(f"{file}: {problem.what}", kept=kept, do=problem.do)


def say_taken(file: Path, taken: Taken, *, dry_run: bool) -> None:
    """What one bundle did, or would do."""
    made = taken.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    say(_("{file}: from {name}, made {time}").format(file=file, name=taken.sender, time=made))
    for line in _lines(taken, dry_run=dry_run):
        say(f"  {line}")


def _lines(taken: Taken, *, dry_run: bool) -> list[str]:
    lines: list[str] = []
    if taken.joined:
        lines.append(_("These words have to stand on the admin's screen too: {words}").format(words=taken.group_code))
        if not dry_run:
            lines.append(_("If they do not, write nothing into this vault: it would not be the group you mean."))
    if taken.seen_before:
        lines.append(_("It has been opened here before."))
    if taken.members:
        lines.append(_("New in the group: {names}").format(names=", ".join(taken.members)))
    lines.extend(_counted(taken, dry_run=dry_run))
    notes = [
        (taken.waiting, _("Some of it waits for changes that have not come yet.")),
        (taken.quarantined, _("Some of it is kept apart: its author had been suspended.")),
        (taken.unreadable, _("Some of it is for circles that you do not belong to, and was not kept.")),
        (taken.forked, _("A laptop has written two histories: it was set back or copied. Both are kept.")),
    ]
    lines.extend(text for count, text in notes if count)
    if taken.clocks_ahead:
        lines.append(_("The clock is more than a day ahead at: {names}").format(names=", ".join(taken.clocks_ahead)))
    if taken.backwards:
        lines.append(_("Knows less than before: {names}").format(names=", ".join(taken.backwards)))
    return lines


def _counted(taken: Taken, *, dry_run: bool) -> list[str]:
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


def taken_as_json(file: Path, taken: Taken) -> dict[str, object]:
    """The same for a program to read."""
    return {
        "file": str(file),
        "bundle": taken.bundle,
        "from": taken.sender,
        "made_at": taken.made_at,
        "seen_before": taken.seen_before,
        "joined": taken.joined,
        "group_code": taken.group_code,
        "members": list(taken.members),
        "segments": {
            "new": taken.new,
            "known": taken.known,
            "waiting": taken.waiting,
            "quarantined": taken.quarantined,
            "unreadable": taken.unreadable,
            "forked": taken.forked,
        },
        "clocks_ahead": list(taken.clocks_ahead),
        "backwards": list(taken.backwards),
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
