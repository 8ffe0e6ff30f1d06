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
    from app.storage.vault import Vault

VARIABLE = "SWITCHBOARD_PASSPHRASE"


@contextmanager
def opened(context: typer.Context, folder: Path, passphrase_file: Path | None) -> Generator[Vault]:
    """The vault in a folder, closed again whatever happens. What a command did not finish is not kept."""
    world = world_of(context)
    check_there(world, folder)
    passphrase = known_passphrase(world, passphrase_file)

    from app.services import vaults

    vault = vaults.open_vault(folder, passphrase, world.registry(), world.environment())
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


def check_there(world: World, folder: Path) -> None:
    """Says what is wrong with a vault's folder before anybody has to type a passphrase."""
    from app.storage.folder import VaultFolder

    VaultFolder.open(folder, now=world.environment().now()).close()


def check_free(world: World, folder: Path) -> None:
    """Says what is wrong with the place of a new vault before anybody has to think of a passphrase."""
    from app.storage.folder import VaultFolder

    VaultFolder.create(folder, now=world.environment().now()).close()


def known_passphrase(world: World, file: Path | None) -> str:
    """The passphrase of a vault that there is."""
    given = _given(world, file)
    return _asked(world, _("Passphrase: ")) if given is None else given


def new_passphrase(world: World, file: Path | None) -> str:
    """A passphrase for a new vault: typed twice where somebody is asked."""
    given = _given(world, file)
    if given is not None:
        return given
    typed = _asked(world, _("New passphrase: "))
    if _asked(world, _("The same once more: ")) != typed:
        raise WrongValue(
            _("These were two different passphrases."), kept=_("Nothing was made."), do=_("Try again, slowly.")
        )
    return typed


def _given(world: World, file: Path | None) -> str | None:
    """What the file holds, but for the line end that editors add; or else the variable."""
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
