"""The bytes of the file ``keys``.

Layout: ``switchboard-keys``, a two-byte big-endian version, then one MessagePack array. A slot
carries its header as the very bytes that were authenticated with it, so that nothing has to be
encoded again in order to verify it.

A file with a passphrase and recovery codes alone is of version 1, which every program reads. One that
also has slots for secret shares or for the computer's keystore is of version 2: a program that does not
know these says so, instead of losing them when it writes the file again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.i18n import _
from app.problems import VaultDamaged
from app.storage.files import newer_version, plain_words, write_atomically
from app.storage.keys.cost import KEY_BYTES
from app.storage.wiping import wipe

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"switchboard-keys"
VERSION = 1
VERSION_WITH_OTHERS = 2
SLOT_VERSION = 1
VAULT_ID_BYTES = 16
SALT_BYTES = 16
NONCE_BYTES = 12
LARGEST_FILE = 16 * 1024

_Thing = TypeVar("_Thing")

Random = Callable[[int], bytes]
Sixteen = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
Key = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]


class PassphraseHeader(msgspec.Struct, tag="passphrase", array_like=True, frozen=True, forbid_unknown_fields=True):
    """What is needed to derive the wrapping key from a passphrase."""

    vault_id: Sixteen
    salt: Sixteen
    memory_kib: int
    iterations: int
    lanes: int


class RecoveryHeader(msgspec.Struct, tag="recovery", array_like=True, frozen=True, forbid_unknown_fields=True):
    """What is needed to derive the wrapping key from a recovery code."""

    vault_id: Sixteen
    salt: Sixteen


class EscrowHeader(msgspec.Struct, tag="escrow", array_like=True, frozen=True, forbid_unknown_fields=True):
    """What is needed to tell the shares of this vault's escrow key from others, and how many open it."""

    vault_id: Sixteen
    salt: Sixteen
    identifier: Annotated[int, msgspec.Meta(ge=0, lt=1 << 15)]
    needed: Annotated[int, msgspec.Meta(ge=1, le=16)]
    count: Annotated[int, msgspec.Meta(ge=1, le=16)]


class KeystoreHeader(msgspec.Struct, tag="keystore", array_like=True, frozen=True, forbid_unknown_fields=True):
    """Under which name the computer's keystore keeps the wrapping key."""

    vault_id: Sixteen
    salt: Sixteen
    entry: Sixteen


Header = PassphraseHeader | RecoveryHeader | EscrowHeader | KeystoreHeader


class KeySlot(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """One way in: the header as it was authenticated, and the keys that it leads to."""

    header: Annotated[bytes, msgspec.Meta(max_length=256)]
    nonce: Annotated[bytes, msgspec.Meta(min_length=NONCE_BYTES, max_length=NONCE_BYTES)]
    wrapped: Annotated[bytes, msgspec.Meta(max_length=256)]


class KeyFile(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What stands behind the magic and the version."""

    vault_id: Sixteen
    slots: Annotated[list[KeySlot], msgspec.Meta(min_length=1, max_length=8)]


class _Secret(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What a slot wraps: one database key, or two while the key is being changed."""

    keys: Annotated[list[Key], msgspec.Meta(min_length=1, max_length=2)]


_HEADERS: msgspec.msgpack.Decoder[Header] = msgspec.msgpack.Decoder(Header)
_SECRETS = msgspec.msgpack.Decoder(_Secret)
_KEY_FILES = msgspec.msgpack.Decoder(KeyFile)


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A slot's header with the wrapping key it leads to, so that the slot can be filled again."""

    header: bytes
    key: bytes = field(repr=False)

    def wrap(self, keys: Sequence[bytes], random: Random) -> KeySlot:
        """Fill the slot, under a fresh nonce."""
        nonce = random(NONCE_BYTES)
        secret = msgspec.msgpack.encode(_Secret(list(keys)))
        try:
            return KeySlot(self.header, nonce, AESGCM(self.key).encrypt(nonce, secret, self._bound()))
        finally:
            wipe(secret)

    def unwrap(self, slot: KeySlot) -> tuple[bytes, ...] | None:
        """Open the slot, or return None if the wrapping key is not the one it was filled with.

        The keys are copies of their own, for `wipe` once they are no longer needed.
        """
        try:
            secret = AESGCM(self.key).decrypt(slot.nonce, slot.wrapped, self._bound())
        except InvalidTag:
            return None
        try:
            return tuple(_decode(secret, _SECRETS).keys)
        finally:
            wipe(secret)

    def _bound(self) -> bytes:
        """Bind the slot to the version of its format as well as to its header."""
        return MAGIC + SLOT_VERSION.to_bytes(2, "big") + self.header


def header_of(slot: KeySlot, vault_id: bytes) -> Header:
    """Decode a slot's header; one that was cut out of another vault's file is refused."""
    header = _decode(slot.header, _HEADERS)
    if header.vault_id != vault_id:
        raise damaged()
    return header


def slots_of(stored: KeyFile, *kinds: type[Header]) -> list[KeySlot]:
    """Pick the slots of some kinds, as they are."""
    return [slot for slot in stored.slots if isinstance(header_of(slot, stored.vault_id), kinds)]


def write(file: Path, vault_id: bytes, slots: Sequence[KeySlot]) -> None:
    """Write the whole file in one atomic step, but never one that could not be read again."""
    stored = KeyFile(vault_id, list(slots))
    body = msgspec.msgpack.encode(stored)
    _decode(body, _KEY_FILES)
    write_atomically(file, MAGIC + _version_of(stored).to_bytes(2, "big") + body)


def _version_of(stored: KeyFile) -> int:
    """Give the lowest version whose programs know every slot of the file."""
    kinds = [_decode(slot.header, _HEADERS) for slot in stored.slots]
    return VERSION_WITH_OTHERS if any(isinstance(each, EscrowHeader | KeystoreHeader) for each in kinds) else VERSION


def read_same(file: Path, vault_id: bytes) -> KeyFile:
    """Read the file that is about to be replaced, and make sure that it is the one that was unlocked."""
    stored = read(file)
    if stored.vault_id != vault_id:
        raise damaged()
    return stored


def read(file: Path) -> KeyFile:
    """Read and check the file; raises NotAVault for a newer version and VaultDamaged for nonsense."""
    with plain_words(file), file.open("rb") as stream:
        data = stream.read(LARGEST_FILE + 1)
    start = len(MAGIC) + 2
    if not data.startswith(MAGIC) or len(data) < start or len(data) > LARGEST_FILE:
        raise damaged()
    version = int.from_bytes(data[len(MAGIC) : start], "big")
    if version > VERSION_WITH_OTHERS:
        raise newer_version()
    stored = _decode(data[start:], _KEY_FILES)
    if version != _version_of(stored):
        raise damaged()
    return stored


def _decode(data: bytes, decoder: msgspec.msgpack.Decoder[_Thing]) -> _Thing:
    """Decode MessagePack and accept only the one encoding that this program itself would write."""
    try:
        thing = decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:  # The latter for a tag that is no UTF-8.
        raise damaged() from error
    again = msgspec.msgpack.encode(thing)
    same = again == data
    wipe(again)
    if not same:
        raise damaged()
    return thing


def damaged() -> VaultDamaged:
    """Say that the key file is not what this program wrote."""
    return VaultDamaged(
        _("The file “keys” of this vault is damaged, cut short, or of something else."),
        kept=_("Nothing was changed, and the database beside it was not touched."),
        do=_("Bring “keys” back from a backup of this vault; without it nobody can open the database."),
    )
