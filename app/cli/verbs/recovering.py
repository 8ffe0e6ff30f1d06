"""`recover`: a vault whose passphrase is forgotten is opened with what is on paper."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.arguments import VaultFolder
from app.cli.named_files import read
from app.cli.output import say
from app.cli.vaults import check_there, other_passphrase, say_replaced_code
from app.cli.world import world_of
from app.i18n import _
from app.problems import UserProblem, WrongValue

CODE_WORDS = 12
_MOST_TRIES = 50

NewPassphraseFile = Annotated[
    Path | None,
    typer.Option("--new-passphrase-file", metavar="FILE", help=_("Read the new passphrase from a file.")),
]


def recover(
    context: typer.Context,
    folder: VaultFolder,
    code: Annotated[
        Path | None, typer.Option("--code", metavar="FILE", help=_("Read the words of the recovery code from a file."))
    ] = None,
    share: Annotated[
        list[Path] | None,
        typer.Option("--share", metavar="FILE", help=_("Read the words of a share from a file; repeat it.")),
    ] = None,
    new_passphrase_file: NewPassphraseFile = None,
) -> None:
    """Open a vault with what is on paper, and set a new passphrase."""
    from app.services.vaults import vaults

    world = world_of(context)
    check_there(world, folder)
    words, typed = (_text(code) if code else ""), [_text(file) for file in share or []]
    if not words and not typed:
        words, typed = _typed(folder)
    passphrase = other_passphrase(world, new_passphrase_file)
    registry, environment = world.registry(), world.environment()
    if words:
        vault = vaults.open_with_recovery_code(folder, words, passphrase, registry, environment, say_replaced_code)
    else:
        vault = vaults.open_with_shares(folder, typed, passphrase, registry, environment, say_replaced_code)
    vault.close()
    say(_("The vault opens with the new passphrase."))
    if typed:
        say(_("Make new shares now: those who keep these have seen each other's."))


def _typed(folder: Path) -> tuple[str, list[str]]:
    """Give the code, or as many shares as it takes: a mistyped one is asked for again, the others stay."""
    from app.services.vaults import vaults

    needed, found = vaults.shares_needed(folder), dict[int, str]()
    otherwise = _("Give --code FILE, or --share FILE for each share.")
    question = (
        _("The words of the recovery code, or of the first share: ")
        if needed
        else _("The words of the recovery code: ")
    )
    for _turn in range(_MOST_TRIES):
        text = line(question, otherwise)
        if not found and (not needed or len(text.split()) <= CODE_WORDS):
            return text, []
        try:
            number = vaults.check_share(folder, text)
        except UserProblem as problem:
            typer.echo(str(problem), err=True)
            continue
        if number in found:
            typer.echo(_("This is share {number} once more.").format(number=number), err=True)
        found[number] = text
        if len(found) == needed:
            return "", list(found.values())
        question = _("{done} of {needed} needed are right. The words of the next share: ").format(
            done=len(found), needed=needed
        )
    raise WrongValue(_("These were too many tries."), kept=_("Nothing was changed."), do=otherwise)


def _text(file: Path) -> str:
    try:
        return read(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongValue(
            _("The file {path} is not text in UTF-8.").format(path=file), do=_("Save it as UTF-8.")
        ) from error


def line(question: str, otherwise: str) -> str:
    """Words typed on one line; they show, because nobody types so many in the dark."""
    typer.echo(question, nl=False, err=True)
    text = sys.stdin.readline()
    if not text.strip():
        raise UserProblem(_("The words from the paper are needed, and nobody is here to type them."), do=otherwise)
    return text.strip()
