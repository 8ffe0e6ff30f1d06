"""A vault for the length of a command, and where its passphrase comes from."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.cli.named_files import read
from app.cli.world import World, world_of
from app.i18n import _
from app.problems import UserProblem, WrongValue

if TYPE_CHECKING:
    from app.storage.vault.vault import Vault

VARIABLE = "SWITCHBOARD_PASSPHRASE"


@contextmanager
def opened(context: typer.Context, folder: Path, passphrase_file: Path | None) -> Generator[Vault]:
    """Give the vault in a folder, closed again whatever happens. What a command did not finish is not kept."""
    world = world_of(context)
    check_there(world, folder)
    with opened_by(world, folder, known_passphrase(world, passphrase_file)) as vault:
        yield vault


@contextmanager
def opened_by(world: World, folder: Path, passphrase: str) -> Generator[Vault]:
    """Give the same with a passphrase that is known already."""
    from app.services.vaults import vaults

    vault = vaults.open_vault(folder, passphrase, world.registry(), world.environment(), say_replaced_code)
    try:
        yield vault
    except KeyboardInterrupt:
        # The interruption may have left the connection unusable; the next opening rolls back and signs.
        with suppress(Exception):
            vault.close()
        raise
    except BaseException:
        vault.close()
        raise
    vault.close()


def say_replaced_code(code: str) -> None:
    """Give the recovery code after an interrupted change of the key.

    On standard error, as a program may read the rest.
    """
    for line in (
        _("The last change of the vault's key was interrupted, and has been brought to its end."),
        _("Every earlier recovery code has ended. The new one, which is not shown again:"),
        f"\n    {code}\n",
        _("Write it on paper now and keep it away from this computer."),
    ):
        typer.echo(line, err=True)


def check_there(world: World, folder: Path) -> None:
    """Says what is wrong with a vault's folder before anybody has to type a passphrase."""
    from app.storage.folder.folder import VaultFolder

    VaultFolder.open(folder, now=world.environment().here()).close()


def check_free(world: World, folder: Path) -> None:
    """Says what is wrong with the place of a new vault before anybody has to think of a passphrase."""
    from app.storage.folder.folder import VaultFolder

    VaultFolder.create(folder, now=world.environment().here()).close()


def known_passphrase(world: World, file: Path | None) -> str:
    """Give the passphrase of a vault that there is."""
    given = _given(world, file)
    return _asked(world, _("Passphrase: ")) if given is None else given


def new_passphrase(world: World, file: Path | None) -> str:
    """Give a passphrase for a new vault: typed twice where somebody is asked."""
    given = _given(world, file)
    return _asked_twice(world) if given is None else given


def other_passphrase(world: World, file: Path | None) -> str:
    """Give a passphrase to take the place of one; the variable holds that one, if any."""
    given = _given(world, file) if file is not None else None
    return _asked_twice(world) if given is None else given


def _asked_twice(world: World) -> str:
    typed = _asked(world, _("New passphrase: "))
    if _asked(world, _("The same once more: ")) != typed:
        raise WrongValue(
            _("These were two different passphrases."), kept=_("Nothing was changed."), do=_("Try again, slowly.")
        )
    return typed


def _given(world: World, file: Path | None) -> str | None:
    """Tell what the file holds, but for the line end that editors add; or else the variable."""
    if file is None:
        return world.variables.get(VARIABLE)
    try:
        text = read(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongValue(
            _("The passphrase file {path} is not text in UTF-8.").format(path=file), do=_("Save it as UTF-8.")
        ) from error
    line = text.removesuffix("\n").removesuffix("\r")
    if not line or "\n" in line:
        raise WrongValue(
            _("The passphrase file {path} has to hold one line.").format(path=file), do=_("Write the passphrase in it.")
        )
    return line


def _asked(world: World, question: str) -> str:
    if world.ask is None:
        raise UserProblem(
            _("The vault's passphrase is needed, and nobody is here to type it."),
            do=_("Give --passphrase-file FILE, or set {variable}.").format(variable=VARIABLE),
        )
    return world.ask(question)
