"""Vaults as a person meets them: start a group, join one, open, recover, and the list of those used lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from app.domain.registry import Registry
from app.problems import UserProblem
from app.services import keys
from app.storage import escrow, keyslots, keystore, opening
from app.storage.environment import Environment
from app.storage.files import make_private_folder, plain_words, write_atomically
from app.storage.folder import KEYS, is_vault
from app.storage.vault import Vault

__all__ = [
    "Environment",
    "Vault",
    "create_vault",
    "join_group",
    "open_vault",
    "open_with_keystore",
    "open_with_recovery_code",
    "open_with_shares",
]

RECENT = "recent.json"
_RECENT_MOST = 8
_NEUTRAL_NAME = "switchboard"
Show = Callable[[str], None]
"""Gets a recovery code that has taken the place of all earlier ones, to be shown to the person."""


def create_vault(
    folder: Path, passphrase: str, group: str, me: str, registry: Registry, environment: Environment
) -> tuple[Vault, str]:
    """Starts a group: its first vault, and the recovery code, which is shown once."""
    vault, code = opening.create_vault(folder, passphrase, group, me, registry, environment)
    remember(folder, environment)
    return vault, code


def join_group(
    folder: Path, passphrase: str, me: str, registry: Registry, environment: Environment
) -> tuple[Vault, str]:
    """An empty vault that waits to be admitted, and its recovery code."""
    vault, code = opening.join_vault(folder, passphrase, me, registry, environment)
    remember(folder, environment)
    return vault, code


def open_vault(
    folder: Path, passphrase: str, registry: Registry, environment: Environment, show: Show | None = None
) -> Vault:
    """Opens a vault with its passphrase; `show` is called if an interrupted change of its key was brought to an end."""
    vault = opening.open_vault(folder, passphrase, registry, environment, show)
    remember(folder, environment)
    return vault


def open_with_recovery_code(
    folder: Path, code: str, passphrase: str, registry: Registry, environment: Environment, show: Show | None = None
) -> Vault:
    """Opens a vault with the printed code and gives it a new passphrase."""

    def unlock(file: Path) -> keyslots.Unlocked:
        return keyslots.unlock_with_recovery_code(file, code)

    vault = opening.recover_vault(folder, unlock, passphrase, registry, environment, show or _unseen)
    remember(folder, environment)
    return vault


def open_with_shares(
    folder: Path,
    shares: Sequence[str],
    passphrase: str,
    registry: Registry,
    environment: Environment,
    show: Show | None = None,
) -> Vault:
    """Opens a vault with as many of its shares as it needs, and gives it a new passphrase.

    Their holders have seen each other's by then, so the checklist asks for new ones.
    """

    def unlock(file: Path) -> keyslots.Unlocked:
        return escrow.unlock(file, shares)

    vault = opening.recover_vault(folder, unlock, passphrase, registry, environment, show or _unseen)
    try:
        keys.note_shares_used(vault)
    except BaseException:
        vault.close()
        raise
    remember(folder, environment)
    return vault


def open_with_keystore(folder: Path, registry: Registry, environment: Environment) -> Vault:
    """Opens a vault with what this computer's keystore keeps; raises `NoKeystore`, after which the passphrase is asked.

    An interrupted change of the key is left alone: to end it takes the passphrase.
    """

    def unlock(file: Path) -> keyslots.Unlocked:
        return keystore.unlock(file, environment.keystore())

    vault = opening.open_vault_as_it_is(folder, unlock, registry, environment)
    remember(folder, environment)
    return vault


def offers_keystore(folder: Path, environment: Environment) -> bool:
    """Whether a vault was set up to be opened with a keystore, and this computer has one. Whatever is wrong: no."""
    try:
        return keystore.is_on(folder / KEYS) and environment.keystore() is not None
    except UserProblem:
        return False


def shares_needed(folder: Path) -> int:
    """How many shares open a vault; 0 if none do, or if that cannot be read."""
    try:
        terms = escrow.terms_of(folder / KEYS)
    except UserProblem:
        return 0
    return terms.needed if terms is not None else 0


def check_share(folder: Path, typed: str) -> int:
    """The number of a share typed from paper, if it belongs to the set that opens the vault.

    Raises `Mistyped`, which names the word at fault where there is one, or `ForeignShare`.
    """
    share, terms = escrow.read_share(typed), escrow.terms_of(folder / KEYS)
    if terms is not None:
        escrow.check_fit(share, terms)
    return share.index + 1


def _unseen(_code: str) -> None:
    """Stand in where nobody can be shown a code; the checklist says that there is none on paper."""


def recent(environment: Environment) -> list[Path]:
    """The folders of vaults used lately that are still there, the last one first."""
    try:
        names = msgspec.json.decode((environment.paths.config_folder / RECENT).read_bytes(), type=list[str])
    except (OSError, msgspec.DecodeError):
        return []
    return [folder for name in names if is_vault(folder := Path(name))]


def remember(folder: Path, environment: Environment) -> None:
    """Puts a vault at the head of those used lately. Only its folder is noted, never whose vault it is."""
    folders = [folder.resolve(), *(each for each in recent(environment) if each != folder.resolve())]
    data = msgspec.json.encode([str(each) for each in folders[:_RECENT_MOST]])
    place = environment.paths.config_folder
    with plain_words(place):
        make_private_folder(place)
    write_atomically(place / RECENT, data)


def forget(folder: Path, environment: Environment) -> None:
    """Takes a vault off the list."""
    folders = [str(each) for each in recent(environment) if each != folder.resolve()]
    write_atomically(environment.paths.config_folder / RECENT, msgspec.json.encode(folders))


def default_folder(environment: Environment) -> Path:
    """A free place for a new vault, under a name that says nothing about the group."""
    place, number = environment.paths.default_vaults_folder, 1
    while (folder := place / (_NEUTRAL_NAME if number == 1 else f"{_NEUTRAL_NAME}-{number}")).exists():
        number += 1
    return folder
