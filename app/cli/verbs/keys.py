"""The vault's own key: `passphrase`, `recovery-code`, `shares`, `keystore`, `checklist`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.arguments import AsJson, Force, PassphraseFile, VaultFolder
from app.cli.named_files import OutputExists, reserved
from app.cli.output import say, say_json, say_table
from app.cli.vaults import check_there, known_passphrase, opened, opened_by, other_passphrase
from app.cli.verbs.founding import say_code
from app.cli.verbs.recovering import NewPassphraseFile, line
from app.cli.work import work
from app.cli.world import World, world_of
from app.i18n import _
from app.problems import NotFound, WrongValue

if TYPE_CHECKING:
    from app.services.vaults.keys import EscrowSet
    from app.services.vaults.recovery_sheets import Slip
    from app.services.vaults.vaults import Vault

PaperSize = Annotated[Literal["a4", "letter"], typer.Option("--paper", help=_("The size of the paper."))]


def passphrase(
    context: typer.Context,
    folder: VaultFolder,
    new_key: Annotated[
        bool,
        typer.Option(
            "--new-key",
            help=_(
                "Encrypt everything anew. Without it, a copy of the folder made before still opens with the old"
                " passphrase."
            ),
        ),
    ] = False,
    passphrase_file: PassphraseFile = None,
    new_passphrase_file: NewPassphraseFile = None,
) -> None:
    """Exchanges the passphrase for another."""
    from app.services.vaults import keys

    world = world_of(context)
    check_there(world, folder)
    old = known_passphrase(world, passphrase_file)
    with opened_by(world, folder, old) as vault:
        new = other_passphrase(world, new_passphrase_file)
        keys.check_new_passphrase(vault, new)
        if not new_key:
            keys.change_passphrase(vault, old, new)
            say(_("The passphrase is changed. A copy of the folder made before still opens with the old one."))
            return
        code = keys.draw_code(vault)
        say_code(code)
        keys.change_passphrase(vault, old, new, rekey=code)
    say(_("The passphrase and the vault's key are changed. The recovery code above is the only one that counts."))
    say(_("Shares and the keystore have ended: make them anew if you want them."))


def recovery_code(
    context: typer.Context,
    folder: VaultFolder,
    check: Annotated[
        bool, typer.Option("--check", help=_("Make no new one: type the one on paper, to see that it is right."))
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.pdf", help=_("Write a sheet to print, which is not encrypted.")),
    ] = None,
    paper: PaperSize = "a4",
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Make a new recovery code, which ends the one before; or check the one on paper."""
    from app.services.settings import group
    from app.services.vaults import keys, recovery_sheets

    world = world_of(context)
    with opened(context, folder, passphrase_file) as vault:
        if check:
            keys.check_code(vault, line(_("The words of the recovery code: "), _("Give them on standard input.")))
            say(_("The paper is right: these words open the vault."))
            return
        code = keys.draw_code(vault)
        if out is None:
            say_code(code)
        else:
            sheet = recovery_sheets.code_sheet(code, group.almanac(vault).now(), paper)
            _write_sheet(world, sheet, out, force=force)
            say(_("The recovery code is in {file}. Print it, then delete the file.").format(file=out))
        if world.ask is None:
            keys.use_code(vault, code)
            say(_("The code before has ended. Check the paper with: switchboard recovery-code VAULT --check"))
            return
        _check_words(world, vault, code)
        keys.use_code(vault, code)
        keys.note_code_checked(vault)
    say(_("The paper is right. The code before has ended."))


def _check_words(world: World, vault: Vault, code: str) -> None:
    """Has two words read from the paper; if they are wrong, the code before stays."""
    from app.services.vaults import keys

    assert world.ask is not None
    try:
        for place in keys.places_to_check(vault):
            keys.check_words(code, {place: world.ask(_("Word {place} on the paper: ").format(place=place))})
    except WrongValue as problem:
        raise WrongValue(
            problem.what, kept=_("The code before still counts, this one does not."), do=problem.do
        ) from problem


def shares(
    context: typer.Context,
    folder: VaultFolder,
    needed: Annotated[int, typer.Option("--need", metavar="K", help=_("How many together open the vault."))] = 0,
    count: Annotated[int, typer.Option("--of", metavar="N", help=_("How many to make."))] = 0,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help=_("Write a sheet for each share, which is not encrypted.")),
    ] = None,
    handed: Annotated[bool, typer.Option("--handed-out", help=_("Note that all have been handed out."))] = False,
    end: Annotated[bool, typer.Option("--end", help=_("Make all shares worthless."))] = False,
    paper: PaperSize = "a4",
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Make shares, which ends those before; without options, says how it stands."""
    from app.services.vaults import keys

    world = world_of(context)
    if bool(needed) != bool(count):
        raise typer.BadParameter(_("Say both how many to make and how many are needed."), param_hint="--need, --of")
    with opened(context, folder, passphrase_file) as vault:
        if count:
            drawn = keys.draw_shares(vault, needed, count)
            _give_out(world, vault, drawn, out, paper=paper, force=force)
            keys.use_shares(vault, drawn)
        if end:
            keys.end_shares(vault)
        if handed:
            keys.note_shares_handed(vault)
        state = keys.state(vault)
    if state.shares is None:
        say(_("There are no shares of this vault."))
        return
    terms = state.shares
    say(_("{needed} of {count} shares open the vault.").format(needed=terms.needed, count=terms.count))
    if state.shares_handed is None:
        say(_("Once all are handed out, note it with: switchboard shares VAULT --handed-out"))


def _give_out(
    world: World, vault: Vault, drawn: EscrowSet, out: Path | None, *, paper: Literal["a4", "letter"], force: bool
) -> None:
    """Give the words of each share, on the terminal or on sheets. They open nothing yet."""
    from app.services.settings import group
    from app.services.vaults import recovery_sheets

    if out is None:
        for number, words in enumerate(drawn.shares, start=1):
            say(_("Share {number} of {count}:").format(number=number, count=len(drawn.shares)))
            say(f"    {words}")
            say()
        return
    if not out.is_dir():
        raise NotFound(_("There is no folder {folder}.").format(folder=out), do=_("Make it first."))
    files = {number: out / f"share-{number}-of-{len(drawn.shares)}.pdf" for number in range(1, len(drawn.shares) + 1)}
    for file in files.values():
        if file.exists() and not force:
            raise OutputExists(
                _("There is already a file {path}.").format(path=file),
                kept=_("It was not touched, and the shares before still count."),
                do=_("Choose another folder, or say --force to replace it."),
            )
    for number, file in files.items():
        _write_sheet(
            world, recovery_sheets.share_sheet(drawn, number, group.almanac(vault).now(), paper), file, force=force
        )
        say(_("Share {number} of {count} is in {file}.").format(number=number, count=len(files), file=file))
    say(_("Print each, hand it to one person, and delete the files: they are not encrypted."))


def keystore(
    context: typer.Context,
    folder: VaultFolder,
    on: Annotated[
        bool | None,
        typer.Option(
            "--on/--off", help=_("With --on, whoever can log in to this computer account can open the vault.")
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Lets the keystore open the vault, or stops that; without an option, says how it stands."""
    from app.services.vaults import keys

    with opened(context, folder, passphrase_file) as vault:
        if on is not None:
            (keys.keystore_on if on else keys.keystore_off)(vault)
        state = keys.state(vault).keystore
    say(
        {
            "on": _("Whoever can log in to this computer account can open the vault."),
            "off": _("The keystore does not open the vault."),
            "none": _("This computer has no keystore that protects what it keeps."),
        }[state]
    )


def checklist(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """List what to have done before it is needed."""
    from app.services.vaults import keys

    with opened(context, folder, passphrase_file) as vault:
        steps = keys.checklist(vault)
    if as_json:
        say_json(
            [{"key": s.key, "title": s.title, "done": s.done, "optional": s.optional, "said": s.said} for s in steps]
        )
        return
    words = {True: _("done"), False: _("to do")}
    rows = [
        (words[step.done] if step.done or not step.optional else _("optional"), step.title, step.said or step.why)
        for step in steps
    ]
    say_table((_("State"), _("What"), _("How it stands")), rows)


def _write_sheet(world: World, sheet: Slip, path: Path, *, force: bool) -> None:
    from app.services.printing import pipeline

    with reserved(path, force=force) as output:
        output.write(work(world, pipeline.pdf(pipeline.SheetRenderer(world.sheets()), sheet)))
