"""The keys of a vault: the database key, wrapped by the passphrase and by the recovery code.

The wrapping is AES-256-GCM with the slot's whole header as associated data; its key comes from
Argon2id (RFC 9106) for a passphrase and from HKDF-SHA256 (RFC 5869) for a recovery code, which is
128 random bits and needs no slow derivation.

A change of the database key cannot happen in two files at once. So the slots hold both the old and
the new key while the database is being re-encrypted, and whichever of them opens it is the right one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.i18n import _
from app.problems import Bug, UserProblem, WrongPassphrase, WrongValue
from app.storage import keyfile, recovery_code
from app.storage.cost import KEY_BYTES, Cost, Policy, derive
from app.storage.keyfile import (
    SALT_BYTES,
    VAULT_ID_BYTES,
    PassphraseHeader,
    Random,
    RecoveryHeader,
    Wrapper,
)

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST_PASSPHRASE = 8
LONGEST_PASSPHRASE = 1024


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a passphrase or recovery code gave: the vault's id and the key or keys of its database.

    There are two keys, the old one first, if a change of key was interrupted: try both.
    """

    vault_id: bytes
    keys: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Created:
    """The key of a new vault, and the recovery code to print; neither can be asked for again."""

    vault_id: bytes
    key: bytes = field(repr=False)
    recovery_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rekeying:
    """A change of the database key that has been announced in the slots but not finished.

    Show the new recovery code before the database is re-encrypted: the old one ends with it.
    """

    old_key: bytes = field(repr=False)
    new_key: bytes = field(repr=False)
    recovery_code: str = field(repr=False)
    vault_id: bytes
    wrappers: tuple[Wrapper, ...] = field(repr=False)


def prepare_passphrase(passphrase: str) -> bytes:
    """Bring a passphrase into the one form in which every keyboard gives the same bytes (NFKC, UTF-8)."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def check_new_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that nobody should choose; raises WrongValue with ``field="passphrase"``."""
    length = len(unicodedata.normalize("NFKC", passphrase).strip())
    if length < SHORTEST_PASSPHRASE:
        raise WrongValue(
            _("A passphrase needs at least {count} characters; spaces at its ends do not count.").format(
                count=SHORTEST_PASSPHRASE
            ),
            field="passphrase",
            do=_("Four or five unrelated words are easy to remember and hard to guess."),
        )
    if length > LONGEST_PASSPHRASE:
        raise WrongValue(
            _("A passphrase may have {count} characters at the most.").format(count=LONGEST_PASSPHRASE),
            field="passphrase",
        )


def create(file: Path, passphrase: str, *, policy: Policy, random: Random) -> Created:
    """Draw the id and the database key of a new vault and write its first two slots."""
    check_new_passphrase(passphrase)
    vault_id, key = random(VAULT_ID_BYTES), random(KEY_BYTES)
    code = recovery_code.new_code(random)
    wrappers = (
        _new_passphrase_wrapper(vault_id, passphrase, policy, random),
        _new_recovery_wrapper(vault_id, code, random),
    )
    keyfile.write(file, vault_id, [wrapper.wrap([key], random) for wrapper in wrappers])
    return Created(vault_id, key, code)


def vault_id(file: Path) -> bytes:
    """Read the vault's random id, which is no secret, without unlocking anything."""
    return keyfile.read(file).vault_id


def unlock_with_passphrase(file: Path, passphrase: str, *, policy: Policy) -> Unlocked:
    """Open the slot of a passphrase; a wrong one raises WrongPassphrase and costs its second too."""
    stored = keyfile.read(file)
    for slot in stored.slots:
        header = keyfile.header_of(slot, stored.vault_id)
        if isinstance(header, PassphraseHeader):
            cost = Cost(header.memory_kib, header.iterations, header.lanes)
            policy.check(cost)
            key = derive(prepare_passphrase(passphrase), header.salt, cost)
            keys = Wrapper(slot.header, key).unwrap(slot)
            if keys is not None:
                return Unlocked(stored.vault_id, keys)
    raise WrongPassphrase(
        _("This passphrase does not open the vault."),
        kept=_("Nothing was changed; you may try as often as you like."),
        do=_("Check the keyboard layout and Caps Lock, or use the printed recovery code."),
    )


def unlock_with_recovery_code(file: Path, code: str) -> Unlocked:
    """Open the slot of a recovery code.

    Raises MistypedRecoveryCode if it cannot be anybody's code, WrongPassphrase if not this vault's.
    """
    stored = keyfile.read(file)
    entropy = recovery_code.entropy_of(code)
    for slot in stored.slots:
        header = keyfile.header_of(slot, stored.vault_id)
        if isinstance(header, RecoveryHeader):
            keys = Wrapper(slot.header, _stretch(entropy, header.salt)).unwrap(slot)
            if keys is not None:
                return Unlocked(stored.vault_id, keys)
    raise WrongPassphrase(
        _("This recovery code does not open this vault."),
        kept=_("Nothing was changed."),
        do=_("It may be of another vault, or an earlier one that has been replaced since."),
    )


def set_passphrase(file: Path, unlocked: Unlocked, passphrase: str, *, policy: Policy, random: Random) -> None:
    """Give an unlocked vault a new passphrase, as after opening it by its recovery code."""
    check_new_passphrase(passphrase)
    stored = keyfile.read_same(file, unlocked.vault_id)
    wrapper = _new_passphrase_wrapper(unlocked.vault_id, passphrase, policy, random)
    others = keyfile.slots_of(stored, RecoveryHeader)
    keyfile.write(file, stored.vault_id, [wrapper.wrap(unlocked.keys, random), *others])


def change_passphrase(file: Path, old: str, new: str, *, policy: Policy, random: Random) -> Unlocked:
    """Exchange the passphrase for another; WrongPassphrase if ``old`` is not the present one.

    Somebody who knows the old one and has an old copy of ``keys`` can still open the database:
    only a change of its key (``begin_rekey``) ends that.
    """
    check_new_passphrase(new)
    unlocked = unlock_with_passphrase(file, old, policy=policy)
    set_passphrase(file, unlocked, new, policy=policy, random=random)
    return unlocked


def new_recovery_code(file: Path, unlocked: Unlocked, *, random: Random) -> str:
    """Replace the recovery code; the printed one is worth nothing from then on."""
    stored = keyfile.read_same(file, unlocked.vault_id)
    code = recovery_code.new_code(random)
    wrapper = _new_recovery_wrapper(unlocked.vault_id, code, random)
    others = keyfile.slots_of(stored, PassphraseHeader)
    keyfile.write(file, stored.vault_id, [*others, wrapper.wrap(unlocked.keys, random)])
    return code


def begin_rekey(file: Path, unlocked: Unlocked, passphrase: str, *, policy: Policy, random: Random) -> Rekeying:
    """Draw a new database key and write slots that lead to the old and to the new one.

    ``passphrase`` is the present one and is verified. The old recovery slot stays, with the old key
    only, until ``finish_rekey``: if the database is never re-encrypted, the old sheet still counts.
    """
    stored = keyfile.read_same(file, unlocked.vault_id)
    old_recovery = keyfile.slots_of(stored, RecoveryHeader)
    if len(unlocked.keys) != 1 or len(old_recovery) != 1:
        raise UserProblem(
            _("The last change of the vault's key was interrupted."),
            kept=_("Nothing is lost."),
            do=_("Close the vault and open it again with the passphrase, then repeat the change."),
        )
    unlock_with_passphrase(file, passphrase, policy=policy)
    old_key, new_key = unlocked.keys[0], random(KEY_BYTES)
    code = recovery_code.new_code(random)
    wrappers = (
        _new_passphrase_wrapper(unlocked.vault_id, passphrase, policy, random),
        _new_recovery_wrapper(unlocked.vault_id, code, random),
    )
    slots = [wrapper.wrap([old_key, new_key], random) for wrapper in wrappers]
    keyfile.write(file, stored.vault_id, [*slots, *old_recovery])
    return Rekeying(old_key, new_key, code, stored.vault_id, wrappers)


def finish_rekey(file: Path, rekeying: Rekeying, *, random: Random) -> Unlocked:
    """Forget the old key, once the database is known to be encrypted with the new one."""
    slots = [wrapper.wrap([rekeying.new_key], random) for wrapper in rekeying.wrappers]
    keyfile.write(file, rekeying.vault_id, slots)
    return Unlocked(rekeying.vault_id, (rekeying.new_key,))


def settle(file: Path, unlocked: Unlocked, key: bytes, passphrase: str, *, policy: Policy, random: Random) -> Created:
    """Put an end to an interrupted change of key: keep ``key``, which was seen to open the database.

    The recovery code is a new one, because nobody can tell whether its sheet was printed. The
    passphrase becomes ``passphrase``, which may be the present one.
    """
    check_new_passphrase(passphrase)
    if key not in unlocked.keys:
        raise Bug(_("The key to keep is none of those that the slots lead to."))
    code = recovery_code.new_code(random)
    wrappers = (
        _new_passphrase_wrapper(unlocked.vault_id, passphrase, policy, random),
        _new_recovery_wrapper(unlocked.vault_id, code, random),
    )
    keyfile.write(file, unlocked.vault_id, [wrapper.wrap([key], random) for wrapper in wrappers])
    return Created(unlocked.vault_id, key, code)


def _new_passphrase_wrapper(vault_id: bytes, passphrase: str, policy: Policy, random: Random) -> Wrapper:
    """Calibrate the cost for this computer as it is today, and derive."""
    cost = policy.calibrate()
    salt = random(SALT_BYTES)
    header = PassphraseHeader(vault_id, salt, cost.memory_kib, cost.iterations, cost.lanes)
    return Wrapper(msgspec.msgpack.encode(header), derive(prepare_passphrase(passphrase), salt, cost))


def _new_recovery_wrapper(vault_id: bytes, code: str, random: Random) -> Wrapper:
    """Derive the wrapping key of a recovery code."""
    salt = random(SALT_BYTES)
    header = RecoveryHeader(vault_id, salt)
    return Wrapper(msgspec.msgpack.encode(header), _stretch(recovery_code.entropy_of(code), salt))


def _stretch(entropy: bytes, salt: bytes) -> bytes:
    """Make a wrapping key of the 128 bits of a recovery code."""
    info = b"switchboard/keyslot/recovery/1"
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(entropy)
