"""A change of the database key, in the one order in which no interruption can lock anybody out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.storage.keys import keyfile, keyslots
from app.storage.wiping import wipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.storage.database.database import Database
    from app.storage.keys.cost import Policy
    from app.storage.keys.keyfile import Random
    from app.storage.keys.keyslots import Unlocked


def change_key(
    keys_file: Path,
    database: Database,
    passphrase: str,
    *,
    show: Callable[[str], None],
    policy: Policy,
    random: Random,
    new_passphrase: str = "",
    code: str = "",
) -> Unlocked:
    """Encrypt an open vault anew, so that an old passphrase with an old copy of ``keys`` opens nothing.

    ``passphrase`` is the present one, ``new_passphrase`` the one that shall take its place, if another.
    ``show`` gets the new recovery code before anything depends on it: ``code``, or else a fresh one. If
    this fails or is killed, the vault still opens; ``settle`` then has to be called.
    """
    with keyslots.unlock_with_passphrase(keys_file, passphrase, policy=policy) as unlocked:
        rekeying = keyslots.begin_rekey(
            keys_file, unlocked, new_passphrase or passphrase, policy=policy, random=random, code=code
        )
    show(rekeying.recovery_code)
    database.rekey(rekeying.new_key)
    return keyslots.finish_rekey(keys_file, rekeying, random=random)


def settle(
    keys_file: Path,
    database: Database,
    unlocked: Unlocked,
    passphrase: str,
    *,
    policy: Policy,
    random: Random,
) -> str | None:
    """Tidy up after an interrupted change of key, right after opening; None if there was none.

    Otherwise the slots now lead to the key that fits, and the new recovery code is returned, to be
    shown: whatever was printed before counts no more. ``passphrase`` becomes or stays the vault's.
    """
    if not keyslots.is_interrupted(keyfile.read_same(keys_file, unlocked.vault_id)):
        return None
    key = database.key
    try:
        return keyslots.settle(keys_file, unlocked, key, passphrase, policy=policy, random=random).recovery_code
    finally:
        wipe(key)
