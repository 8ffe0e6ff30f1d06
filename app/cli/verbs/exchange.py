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
from app.cli.verbs.taken import check_code_has_a_use, compare, losses_said, say_taken, taken_as_json
from app.cli.work import work
from app.cli.world import world_of
from app.i18n import _
from app.problems import NotFound, Problem, UserProblem

if TYPE_CHECKING:
    from app.services.exchange.exchange import TakenBundle
    from app.services.vaults.vaults import Vault


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


def _at(file: Path, problem: Problem, done: Sequence[Path]) -> Problem:
    """Give the same problem, with the file it is about and what was taken before it."""
    kept = problem.kept
    if done:
        names = ", ".join(str(each) for each in done)
        kept = _("Nothing of it was taken; before it was: {names}.").format(names=names)
    return type(problem)(f"{file}: {problem.what}", kept=kept, do=problem.do)


def only_copy(context: typer.Context, folder: VaultFolder, passphrase_file: PassphraseFile = None) -> None:
    """Says that this vault is the only one left of this laptop: others then wait for no other copy of it."""
    from app.services.exchange import copies

    with opened(context, folder, passphrase_file) as vault:
        known = copies.only_copy(vault)
    if known:
        say(_("This is the only vault of this laptop from now on. Hand over a bundle, so that the others hear of it."))
    else:
        say(_("This vault has never heard of another copy of it. Nothing was changed."))
