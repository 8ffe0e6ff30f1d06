"""The keys of a vault: the database key, wrapped by the passphrase and by the recovery code.

Slots for secret shares (``escrow``) and for the computer's keystore (``keystore``) may stand beside these.

The wrapping is AES-256-GCM with the slot's whole header as associated data; its key comes from
Argon2id (RFC 9106) for a passphrase and from HKDF-SHA256 (RFC 5869) for a recovery code, which is
128 random bits and needs no slow derivation.

A change of the database key cannot happen in two files at once. So the slots hold both the old and
the new key while the database is being re-encrypted, and whichever of them opens it is the right one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.i18n import _
from app.problems import Bug, UserProblem, WrongPassphrase, WrongValue
from app.storage.keys import keyfile, recovery_code, weak_passphrases
from app.storage.keys.cost import KEY_BYTES, Cost, Policy, derive
from app.storage.keys.keyfile import (
    SALT_BYTES,
    VAULT_ID_BYTES,
    EscrowHeader,
    KeySlot,
    KeystoreHeader,
    PassphraseHeader,
    Random,
    RecoveryHeader,
    Wrapper,
)
from app.storage.wiping import wipe

if TYPE_CHECKING:
    from collections.abc import Iterable
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

    def wipe(self) -> None:
        """Overwrite the keys, which nothing else may hold by then: the database has its own copy."""
        for key in self.keys:
            wipe(key)

    def __enter__(self) -> Self:
        """Give the keys for a block, after which they are overwritten."""
        return self

    def __exit__(self, *_raised: object) -> None:
        """Overwrite them."""
        self.wipe()


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


def check_new_passphrase(passphrase: str, random: Random | None = None, names: Iterable[str] = ()) -> None:
    """Refuse a passphrase that nobody should choose; raises WrongValue with ``field="passphrase"``.

    The refusal says why, and with ``random`` it offers five words to use instead. ``names`` of the group and its
    member are guessed first.
    """
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
    reason = weak_passphrases.why_weak(passphrase, names)
    if reason:
        words = weak_passphrases.five_words(random) if random else ""
        raise WrongValue(
            _("This passphrase would soon be guessed: {reason}").format(reason=reason),
            field="passphrase",
            do=_("Take five words that belong to nobody, such as: {words}").format(words=words)
            if words
            else _("Four or five unrelated words are easy to remember and hard to guess."),
        )


def create(file: Path, passphrase: str, *, policy: Policy, random: Random) -> Created:
    """Draw the id and the database key of a new vault and write its first two slots."""
    check_new_passphrase(passphrase, random)
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
            key = _derived(passphrase, header.salt, cost)
            keys = Wrapper(slot.header, key).unwrap(slot)
            wipe(key)
            if keys is not None:
                return Unlocked(stored.vault_id, keys)
    raise WrongPassphrase(
        _("This passphrase does not open the vault."),
        kept=_("Nothing was changed; you may try as often as you like."),
        do=_("Check the keyboard layout and Caps Lock, or use the printed recovery code."),
    )


def unlock_with_recovery_code(file: Path, code: str) -> Unlocked:
    """Open the slot of a recovery code.

    Raises Mistyped if it cannot be anybody's code, WrongPassphrase if not this vault's.
    """
    stored = keyfile.read(file)
    entropy = recovery_code.entropy_of(code)
    for slot in stored.slots:
        header = keyfile.header_of(slot, stored.vault_id)
        if isinstance(header, RecoveryHeader):
            keys = Wrapper(slot.header, stretch(entropy, header.salt, "recovery")).unwrap(slot)
            if keys is not None:
                return Unlocked(stored.vault_id, keys)
    raise WrongPassphrase(
        _("This recovery code does not open this vault."),
        kept=_("Nothing was changed."),
        do=_("It may be of another vault, or an earlier one that has been replaced since."),
    )


def set_passphrase(file: Path, unlocked: Unlocked, passphrase: str, *, policy: Policy, random: Random) -> None:
    """Give an unlocked vault a new passphrase, as after opening it by its recovery code."""
    check_new_passphrase(passphrase, random)
    stored = keyfile.read_same(file, unlocked.vault_id)
    wrapper = _new_passphrase_wrapper(unlocked.vault_id, passphrase, policy, random)
    others = [slot for slot in stored.slots if slot not in keyfile.slots_of(stored, PassphraseHeader)]
    keyfile.write(file, stored.vault_id, [wrapper.wrap(unlocked.keys, random), *others])


def change_passphrase(file: Path, old: str, new: str, *, policy: Policy, random: Random) -> Unlocked:
    """Exchange the passphrase for another; WrongPassphrase if ``old`` is not the present one.

    Somebody who knows the old one and has an old copy of ``keys`` can still open the database:
    only a change of its key (``begin_rekey``) ends that.
    """
    check_new_passphrase(new, random)
    unlocked = unlock_with_passphrase(file, old, policy=policy)
    set_passphrase(file, unlocked, new, policy=policy, random=random)
    return unlocked


def new_recovery_code(file: Path, unlocked: Unlocked, *, random: Random, code: str = "") -> str:
    """Replace the recovery code, by the one given or a fresh one; the printed one is worth nothing from then on."""
    code = code or recovery_code.new_code(random)
    wrapper = _new_recovery_wrapper(unlocked.vault_id, code, random)
    put_slot(file, unlocked.vault_id, RecoveryHeader, wrapper.wrap(unlocked.keys, random))
    return code


def put_slot(file: Path, vault_id: bytes, kind: type[keyfile.Header], slot: KeySlot | None) -> None:
    """Put a slot in the place of those of its kind; None only takes them away."""
    stored = keyfile.read_same(file, vault_id)
    if is_interrupted(stored):
        raise interrupted()
    gone = keyfile.slots_of(stored, kind)
    others = [each for each in stored.slots if each not in gone]
    keyfile.write(file, vault_id, [*others, *([slot] if slot is not None else [])])


def recovery_mark(file: Path) -> bytes:
    """Give what tells the recovery code in force from any other, and nothing about its words."""
    stored = keyfile.read(file)
    found = [keyfile.header_of(slot, stored.vault_id) for slot in keyfile.slots_of(stored, RecoveryHeader)]
    return found[0].salt if len(found) == 1 and isinstance(found[0], RecoveryHeader) else b""


def is_interrupted(stored: keyfile.KeyFile) -> bool:
    """Tell from the slots whether a change of the database key has begun and not ended."""
    return len(keyfile.slots_of(stored, RecoveryHeader)) != 1


def interrupted() -> UserProblem:
    """Say that an earlier change of the key has to be finished first."""
    return UserProblem(
        _("The last change of the vault's key was interrupted."),
        kept=_("Nothing is lost."),
        do=_("Close the vault and open it again with the passphrase, then go on."),
    )


def begin_rekey(
    file: Path, unlocked: Unlocked, passphrase: str, *, policy: Policy, random: Random, code: str = ""
) -> Rekeying:
    """Draw a new database key and write slots that lead to the old and to the new one.

    ``passphrase`` opens the vault from now on; ``code`` is the recovery code that will, a fresh one if
    there is none. All other slots stay, with the old key only, until ``finish_rekey``: if the database
    is never re-encrypted, the old sheet still counts.
    """
    check_new_passphrase(passphrase, random)
    stored = keyfile.read_same(file, unlocked.vault_id)
    if len(unlocked.keys) != 1 or is_interrupted(stored):
        raise interrupted()
    old_key, new_key = unlocked.keys[0], random(KEY_BYTES)
    code = code or recovery_code.new_code(random)
    wrappers = (
        _new_passphrase_wrapper(unlocked.vault_id, passphrase, policy, random),
        _new_recovery_wrapper(unlocked.vault_id, code, random),
    )
    slots = [wrapper.wrap([old_key, new_key], random) for wrapper in wrappers]
    others = keyfile.slots_of(stored, RecoveryHeader, EscrowHeader, KeystoreHeader)
    keyfile.write(file, stored.vault_id, [*slots, *others])
    return Rekeying(old_key, new_key, code, stored.vault_id, wrappers)


def finish_rekey(file: Path, rekeying: Rekeying, *, random: Random) -> Unlocked:
    """Forget the old key, once the database is known to be encrypted with the new one.

    Shares and a keystore that led to the old one are worth nothing from then on.
    """
    slots = [wrapper.wrap([rekeying.new_key], random) for wrapper in rekeying.wrappers]
    keyfile.write(file, rekeying.vault_id, slots)
    return Unlocked(rekeying.vault_id, (rekeying.new_key,))


def settle(file: Path, unlocked: Unlocked, key: bytes, passphrase: str, *, policy: Policy, random: Random) -> Created:
    """Put an end to an interrupted change of key: keep ``key``, which was seen to open the database.

    The recovery code is a new one, because nobody can tell whether its sheet was printed. The
    passphrase becomes ``passphrase``, which may be the present one: it is not judged again, for a vault of
    long ago must open with what it was given then. Shares and a keystore stay if they lead to ``key``.
    """
    if key not in unlocked.keys:
        raise Bug(_("The key to keep is none of those that the slots lead to."))
    code = recovery_code.new_code(random)
    wrappers = (
        _new_passphrase_wrapper(unlocked.vault_id, passphrase, policy, random),
        _new_recovery_wrapper(unlocked.vault_id, code, random),
    )
    others = keyfile.slots_of(keyfile.read_same(file, unlocked.vault_id), EscrowHeader, KeystoreHeader)
    kept = others if key == unlocked.keys[0] else []
    keyfile.write(file, unlocked.vault_id, [*(wrapper.wrap([key], random) for wrapper in wrappers), *kept])
    return Created(unlocked.vault_id, key, code)


def _new_passphrase_wrapper(vault_id: bytes, passphrase: str, policy: Policy, random: Random) -> Wrapper:
    """Calibrate the cost for this computer as it is today, and derive."""
    cost = policy.calibrate()
    salt = random(SALT_BYTES)
    header = PassphraseHeader(vault_id, salt, cost.memory_kib, cost.iterations, cost.lanes)
    return Wrapper(msgspec.msgpack.encode(header), _derived(passphrase, salt, cost))


def _derived(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Derive the wrapping key of a passphrase, and overwrite the bytes that are made of it on the way."""
    prepared = prepare_passphrase(passphrase)
    try:
        return derive(prepared, salt, cost)
    finally:
        wipe(prepared)


def _new_recovery_wrapper(vault_id: bytes, code: str, random: Random) -> Wrapper:
    """Derive the wrapping key of a recovery code."""
    salt = random(SALT_BYTES)
    header = RecoveryHeader(vault_id, salt)
    return Wrapper(msgspec.msgpack.encode(header), stretch(recovery_code.entropy_of(code), salt, "recovery"))


def stretch(secret: bytes, salt: bytes, kind: str) -> bytes:
    """Make the wrapping key of a slot of a secret that nobody can guess, such as the 128 bits of a recovery code."""
    info = f"switchboard/keyslot/{kind}/1".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(secret)
