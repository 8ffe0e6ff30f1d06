"""Vaults as a person meets them: start a group, join one, open, recover, and the list of those used lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.problems import UserProblem
from app.records.registry import Registry
from app.services.vaults import keys
from app.services.vaults.recent import default_folder, forget, recent, remember
from app.storage import opening
from app.storage.folder.environment import Environment
from app.storage.folder.parts import KEYS
from app.storage.keys import escrow, keyslots, keystore
from app.storage.vault.vault import Vault

__all__ = [
    "Environment",
    "Vault",
    "create_vault",
    "default_folder",
    "forget",
    "join_group",
    "open_vault",
    "open_with_keystore",
    "open_with_recovery_code",
    "open_with_shares",
    "recent",
    "remember",
]

Show = Callable[[str], None]
"""Gets a recovery code that has taken the place of all earlier ones, to be shown to the person."""


def create_vault(
    folder: Path, passphrase: str, group: str, me: str, registry: Registry, environment: Environment
) -> tuple[Vault, str]:
    """Start a group: its first vault, and the recovery code, which is shown once."""
    vault, code = opening.create_vault(folder, passphrase, group, me, registry, environment)
    remember(folder, environment)
    return vault, code


def join_group(
    folder: Path, passphrase: str, me: str, registry: Registry, environment: Environment
) -> tuple[Vault, str]:
    """Give an empty vault that waits to be admitted, and its recovery code."""
    vault, code = opening.join_vault(folder, passphrase, me, registry, environment)
    remember(folder, environment)
    return vault, code


def open_vault(
    folder: Path, passphrase: str, registry: Registry, environment: Environment, show: Show | None = None
) -> Vault:
    """Open a vault with its passphrase; `show` is called if an interrupted change of its key was brought to an end."""
    vault = opening.open_vault(folder, passphrase, registry, environment, show)
    remember(folder, environment)
    return vault


def open_with_recovery_code(
    folder: Path, code: str, passphrase: str, registry: Registry, environment: Environment, show: Show | None = None
) -> Vault:
    """Open a vault with the printed code and give it a new passphrase."""

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
    """Open a vault with as many of its shares as it needs, and give it a new passphrase.

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
    """Open a vault with what this computer's keystore keeps; raises `NoKeystore`, after which the passphrase is asked.

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
    """Give the number of a share typed from paper, if it belongs to the set that opens the vault.

    Raises `Mistyped`, which names the word at fault where there is one, or `ForeignShare`.
    """
    share, terms = escrow.read_share(typed), escrow.terms_of(folder / KEYS)
    if terms is not None:
        escrow.check_fit(share, terms)
    return share.index + 1


def _unseen(_code: str) -> None:
    """Stand in where nobody can be shown a code; the checklist says that there is none on paper."""
