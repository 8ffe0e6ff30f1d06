"""Vaults as a person meets them: start a group, join one, open, recover, and the list of those used lately."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.domain.registry import Registry
from app.storage import keyslots, opening
from app.storage.environment import Environment
from app.storage.files import make_private_folder, plain_words, write_atomically
from app.storage.folder import is_vault
from app.storage.vault import Vault

__all__ = ["Environment", "Vault", "create_vault", "join_group", "open_vault", "open_with_recovery_code"]

RECENT = "recent.json"
_RECENT_MOST = 8
_NEUTRAL_NAME = "switchboard"


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


def open_vault(folder: Path, passphrase: str, registry: Registry, environment: Environment) -> Vault:
    """Opens a vault with its passphrase."""
    vault = opening.open_vault(folder, passphrase, registry, environment)
    remember(folder, environment)
    return vault


def open_with_recovery_code(
    folder: Path, code: str, passphrase: str, registry: Registry, environment: Environment
) -> Vault:
    """Opens a vault with the printed code and gives it a new passphrase."""
    keyslots.check_new_passphrase(passphrase)
    vault = opening.open_vault_with_code(folder, code, registry, environment)
    try:
        keys = vault.folder.keys_file
        unlocked = keyslots.unlock_with_recovery_code(keys, code)
        keyslots.set_passphrase(keys, unlocked, passphrase, policy=environment.policy, random=environment.random)
    except BaseException:
        vault.close()
        raise
    remember(folder, environment)
    return vault


def change_passphrase(vault: Vault, old: str, new: str) -> None:
    """Exchanges the passphrase; raises `WrongPassphrase` if `old` is not the present one."""
    environment = vault.environment
    keyslots.change_passphrase(vault.folder.keys_file, old, new, policy=environment.policy, random=environment.random)


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
