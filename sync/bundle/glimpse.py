"""A first look at a bundle, in little memory: who says to have made it, and how long its lists are, before it is read.

A bundle is decrypted and unpacked piece by piece and walked through once; of what passes only the manifest, the
sender's own seal and, where asked for, the authority's part are kept. So a stranger's file costs the same however
much it unpacks to, and no list is decoded whose length was not read before.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sync.bundle.format import (
    AUTHORITY_LIMIT,
    BLOBS_LIMIT,
    BUNDLE_LIMIT,
    RATIO_LIMIT,
    STATEMENTS_LIMIT,
    Envelope,
    Manifest,
    check_manifest,
    read,
)
from sync.bundle.weight import SPARE, VALUE, Allowance
from sync.primitives import age
from sync.primitives.codec import Decoder
from sync.primitives.compression import decompressing
from sync.primitives.errors import Malformed, TooLarge
from sync.replica.statements import STATEMENT_LIMIT, Seal

MANIFEST_LIMIT = 1 << 20
ITEM = 16
"""A blob, a statement or a seal has fewer values in it."""
_PREFIX = 8
_SEAL_FIELDS = 3
_NARROWEST_FIXARRAY, _WIDEST_FIXARRAY = 0x90, 0x9F
_ENVELOPE_FIELDS = 6
_seals = Decoder(Seal)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What was seen of a bundle: its manifest, and what shows whether its sender made it.

    `authority` is the authority's part, or None where `wants` said that it is not needed. `whole` reads all of it.
    `allowance` is what is left of the weight that the manifest says.
    """

    encoded: bytes
    manifest: Manifest
    authority: bytes | None
    seal: Seal | None
    whole: Callable[[], Envelope]
    allowance: Allowance


def glimpse(
    data: bytes, identities: Sequence[age.Identity], device: bytes, wants: Callable[[Manifest], int | None]
) -> Glimpse:
    """Look at a bundle; `wants` is asked with its manifest before anything else of it is unpacked.

    It raises to refuse, or gives how many bytes of the authority's part to keep at the most, or None to keep nothing
    of it. Raises what `envelope.read` raises, and `TooLarge` for a list that is longer than it may be.
    """
    if len(data) > BUNDLE_LIMIT:
        raise TooLarge("a bundle is larger than 1 GiB")
    packed = _unpadded(age.decrypt(io.BytesIO(data), list(identities)))
    walk = _Walk(decompressing(packed, limit=BUNDLE_LIMIT, ratio=RATIO_LIMIT))
    if walk.array() != _ENVELOPE_FIELDS:
        raise Malformed("a bundle has other parts than it can have")
    encoded = walk.binary(MANIFEST_LIMIT)
    manifest = check_manifest(encoded, device)
    limit = wants(manifest)
    allowance = walk.allowance = Allowance(manifest.weight + SPARE)
    authority = None
    if limit is None:
        walk.skip_binary(AUTHORITY_LIMIT)
    else:
        authority = walk.binary(limit)
    room = BLOBS_LIMIT
    for _ in range(2):
        count = walk.array(room)
        room -= count
        for _ in range(count):
            walk.skip(ITEM)
    statements = walk.array(STATEMENTS_LIMIT)
    for _ in range(statements):
        walk.skip(ITEM)
    seals = walk.array(STATEMENTS_LIMIT - statements)
    walk.allowance = None
    seal = _seals.decode(walk.recorded(STATEMENT_LIMIT * 2)) if seals else None
    walk.allowance = allowance
    for _ in range(seals - 1):
        walk.skip(ITEM)
    return Glimpse(encoded, manifest, authority, seal, lambda: read(data, identities, device)[0], allowance)


def check_lists(data: bytes, limits: Sequence[int]) -> None:
    """Read the lengths of the lists within an encoded array before it is decoded; raises `TooLarge` or `Malformed`.

    `limits` has the most items of each field, 0 for a field that is not a list.
    """
    walk = _Walk(iter([data]))
    if walk.array() != len(limits):
        raise Malformed("a part of a bundle has other fields than it can have")
    for limit in limits:
        if not limit:
            walk.skip(ITEM)
            continue
        for _ in range(walk.array(limit)):
            walk.skip(ITEM)


def check_items(data: bytes, most: int) -> None:
    """Count the values within encoded bytes before they are decoded; raises `TooLarge` beyond `most`."""
    _Walk(iter([data])).skip(most)


def _unpadded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Tell what is inside of the padding; the padding itself is checked when the bundle is read as a whole."""
    head, left = b"", -1
    for piece in pieces:
        rest = piece
        if left < 0:
            head += rest
            if len(head) < _PREFIX:
                continue
            left, rest = int.from_bytes(head[:_PREFIX], "big"), head[_PREFIX:]
            if left > BUNDLE_LIMIT:
                raise Malformed("the padding of a bundle is not right")
        if left > 0 and rest:
            yield rest[:left]
        left -= min(left, len(rest))
        if not left:
            return
    raise Malformed("a bundle ends within what its padding says")


class _Walk:
    """Goes through MessagePack that comes in pieces; keeps what it is asked for and drops the rest."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = memoryview(b"")
        self._record: bytearray | None = None
        self._record_limit = 0
        self.allowance: Allowance | None = None
        """What is passed over is taken from it, if there is one."""

    def array(self, most: int = BUNDLE_LIMIT) -> int:
        """Give the length of a list, before any of its items."""
        mark = self._take(1)[0]
        if _NARROWEST_FIXARRAY <= mark <= _WIDEST_FIXARRAY:
            count = mark & 0x0F
        elif mark in {0xDC, 0xDD}:
            count = self._number(2 if mark == 0xDC else 4)
        else:
            raise Malformed("a part of a bundle is not a list where one should be")
        if count > most:
            raise TooLarge("a bundle holds more of one thing than it can")
        return count

    def binary(self, most: int) -> bytes:
        """Give a byte string of at most so many bytes."""
        return self._take(self._binary_length(most))

    def skip_binary(self, most: int) -> None:
        """Give the same, dropped."""
        self._drop(self._binary_length(most))

    def recorded(self, most: int) -> bytes:
        """One value as its bytes."""
        self._record, self._record_limit = bytearray(), most
        self.skip(ITEM)
        found, self._record = bytes(self._record), None
        return found

    def skip(self, most: int = BUNDLE_LIMIT) -> None:
        """One value, whatever it is, dropped; raises `TooLarge` if there are more values in it than `most`."""
        left, seen = 1, 0
        while left:
            seen += 1
            if seen + left > most:
                raise TooLarge("a bundle holds more of one thing than it can")
            if self.allowance:
                self.allowance.spend(VALUE)
            left += self._skip_one() - 1

    def _skip_one(self) -> int:
        """Pass over one value, and give how many values are inside of it."""
        mark = self._take(1)[0]
        if mark < 0x80 or mark >= 0xE0 or mark in {0xC0, 0xC2, 0xC3}:
            return 0
        if mark < 0xA0:
            return (mark & 0x0F) * (2 if mark < 0x90 else 1)
        if mark < 0xC0:
            self._drop(mark & 0x1F)
            return 0
        fixed = {0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8,
                 0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17}  # fmt: skip
        if mark in fixed:
            self._drop(fixed[mark])
            return 0
        sized = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xC7: 1, 0xC8: 2, 0xC9: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
        if mark in sized:
            self._drop(self._number(sized[mark]) + (1 if 0xC7 <= mark <= 0xC9 else 0))
            return 0
        nested = {0xDC: (2, 1), 0xDD: (4, 1), 0xDE: (2, 2), 0xDF: (4, 2)}
        if mark not in nested:
            raise Malformed("a bundle holds a byte that means nothing")
        width, each = nested[mark]
        return self._number(width) * each

    def _binary_length(self, most: int) -> int:
        mark = self._take(1)[0]
        if not 0xC4 <= mark <= 0xC6:
            raise Malformed("a part of a bundle is not bytes where it should be")
        length = self._number(1 << (mark - 0xC4))
        if length > most:
            raise TooLarge("a bundle holds more of one thing than it can")
        return length

    def _number(self, width: int) -> int:
        return int.from_bytes(self._take(width), "big")

    def _take(self, size: int) -> bytes:
        parts = list(self._spans(size))
        return bytes(parts[0]) if len(parts) == 1 else b"".join(parts)

    def _drop(self, size: int) -> None:
        for _ in self._spans(size):
            pass

    def _spans(self, size: int) -> Iterator[memoryview]:
        if self.allowance:
            self.allowance.spend(size)
        while size:
            if not self._piece:
                piece = next(self._pieces, None)
                if piece is None:
                    raise Malformed("a part of a bundle ends too early")
                self._piece = memoryview(piece)
            span, self._piece = self._piece[:size], self._piece[size:]
            size -= len(span)
            if self._record is not None:
                if len(self._record) + len(span) > self._record_limit:
                    raise TooLarge("a seal is larger than it can be")
                self._record += span
            yield span
