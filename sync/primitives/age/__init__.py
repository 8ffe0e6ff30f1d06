"""age v1 files (c2sp.org/age) with one recipient type only, the post-quantum hybrid `mlkem768x25519`.

No armour, no passphrases, no classical keys: a file of ours opens with any age program that knows the hybrid type,
and a file of theirs opens here if it has a hybrid stanza for us.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from sync.primitives.age.errors import (
    AgeError,
    BadHeader,
    BadKey,
    NoMatch,
    NotAnAgeFile,
    Tampered,
    Truncated,
    UnsupportedVersion,
)
from sync.primitives.age.header import Stanza, read_header, write_header
from sync.primitives.age.identity import FILE_KEY_SIZE, Identity, Random, Recipient, check_stanza
from sync.primitives.age.payload import CHUNK, NONCE_SIZE, decrypt_payload, encrypt_payload, read_nonce
from sync.primitives.age.source import AgeSource, Readable

__all__ = [
    "AgeError",
    "BadHeader",
    "BadKey",
    "Identity",
    "NoMatch",
    "NotAnAgeFile",
    "Readable",
    "Recipient",
    "Stanza",
    "Tampered",
    "Truncated",
    "UnsupportedVersion",
    "Unwraps",
    "decrypt",
    "encrypt",
]


class Unwraps(Protocol):
    """What `decrypt` asks of an identity."""

    def unwrap(self, stanza: Stanza) -> bytes:
        """Give the file key, or `NoMatch` if the stanza is not for this identity."""
        ...


def encrypt(
    plaintext: Iterable[bytes] | bytes,
    recipients: Sequence[Recipient],
    *,
    random: Random,
    dummies_to: Sequence[int] = (8, 16, 32, 64),
) -> Iterator[bytes]:
    """Give the bytes of an age file for all recipients, as an iterator that never holds more than a chunk.

    The stanzas are filled up with dummies, wrapped to throw-away keys, to the next number of `dummies_to` (beyond
    the greatest: to its next multiple; none if it is empty) and put in random order, so that a file shows neither
    how many can open it nor in which order they were named. Each recipient counts once. Raises ValueError at once,
    not at the first step, without recipients or with more than a header may hold.
    """
    wanted = list(dict.fromkeys(recipients))
    if not wanted:
        raise ValueError("an age file needs a recipient")
    file_key = random(FILE_KEY_SIZE)
    dummies = [_dummy(random) for _ in range(_padded_count(len(wanted), dummies_to) - len(wanted))]
    stanzas = [*(recipient.wrap(file_key) for recipient in wanted), *dummies]
    header = write_header(_shuffled(stanzas, random), file_key)
    pieces = _slices(plaintext) if isinstance(plaintext, bytes) else plaintext
    return _file(header, encrypt_payload(file_key, random(NONCE_SIZE), pieces))


def decrypt(file: Readable, identities: Sequence[Unwraps]) -> Iterator[bytes]:
    """Give verified plaintext chunks (up to 64 KiB) of a binary age file that reads to its end.

    The header is read and checked at once: `NotAnAgeFile`, `BadHeader`, `NoMatch`, `Tampered`, `Truncated`. The
    iterator then raises `Tampered` or `Truncated` where the payload is not whole, so nothing may be believed to be
    complete before it has ended. A malformed stanza of our type makes the file invalid wherever it stands, even
    beside a good one. A flipped bit within our stanza is `NoMatch`, for no one can tell it from another's stanza.
    """
    source = AgeSource(file)
    header = read_header(source)
    for stanza in header.stanzas:
        check_stanza(stanza)
    file_key = _unwrap(header.stanzas, identities)
    header.verify(file_key)
    return decrypt_payload(file_key, read_nonce(source), source)


def _unwrap(stanzas: Sequence[Stanza], identities: Sequence[Unwraps]) -> bytes:
    for stanza in stanzas:
        for identity in identities:
            try:
                return identity.unwrap(stanza)
            except NoMatch:
                continue
    raise NoMatch(f"none of {len(stanzas)} stanzas opens with the {len(identities)} identities at hand")


def _padded_count(count: int, steps: Sequence[int]) -> int:
    if not steps:
        return count
    greatest = max(steps)
    multiple = -(-count // greatest) * greatest
    return min((step for step in steps if step >= count), default=multiple)


def _dummy(random: Random) -> Stanza:
    """Other random bytes, not the file key, wrapped to a key that nobody keeps."""
    return Identity.generate(random).recipient().wrap(random(FILE_KEY_SIZE))


def _shuffled(stanzas: Sequence[Stanza], random: Random) -> list[Stanza]:
    """Uniformly random order: sorting by random 128-bit numbers needs no generator but the one handed in."""
    return sorted(stanzas, key=lambda _: random(16))


def _slices(plaintext: bytes) -> Iterator[bytes]:
    return (plaintext[start : start + CHUNK] for start in range(0, len(plaintext), CHUNK))


def _file(header: bytes, payload: Iterator[bytes]) -> Iterator[bytes]:
    yield header
    yield from payload
