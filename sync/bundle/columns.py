"""How segments are laid out in a bundle: by column, so that like stands beside like before zstd sees it.

The signed bytes are not sent as they are: they follow from the columns, and the leaves in the signed header prove it.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, cast

from sync.log.operation import Delete, Exclude, Include, Insert, Set, Unknown, Vouch, decode_operation
from sync.log.segment import Segment
from sync.primitives.codec import Wire, encode
from sync.primitives.errors import Malformed

SHIFT, WIDE_SHIFT = 12, 32
BETWEEN = "\0"
INSERT, SET, INCLUDE, EXCLUDE, DELETE, RESTORE, RAW = range(7)
"""The types of shapes: those of operations, and one for what is kept as its bytes."""


class Shape(Wire, frozen=True):
    """What many operations have in common: their type, kind or field, and the names of the fields they write."""

    type: int
    name: str
    fields: list[str]


class Columns(Wire, frozen=True):
    """Segments, then all their operations; integer columns as byte planes, values grouped by shape and field.

    `dots` are segment << shift | operation, with a shift of 12 unless somebody names an operation beyond 4,096. Values
    that are all text are one text, joined by zero characters.
    """

    headers: list[bytes]
    ed25519: bytes
    ml_dsa: bytes
    seeds: list[bytes]
    salts: list[list[bytes]]
    erased: list[list[tuple[int, bytes]]]
    counts: bytes
    shapes: list[Shape]
    shape: bytes
    time: bytes
    log: bytes
    shift: int
    dots: bytes
    values: list[list[list[Any] | str]]


_INTEGERS = frozenset({"counts", "shape", "time", "log", "dots"})
_ARRAY = 0x90
"""MessagePack's short array: the low bits of the byte are its length."""


def pack_integers(values: list[int]) -> bytes:
    """Integers from 0 to 2^64-1 as byte planes, lowest first; planes that are all zero at the top are left out."""
    words = array("Q", values)
    if words.itemsize != 8:
        raise SystemError("an unsigned long long has not 8 bytes here")
    if sys.byteorder == "big":
        words.byteswap()
    data = words.tobytes()
    planes = [data[plane::8] for plane in range(8)]
    while planes and not any(planes[-1]):
        planes.pop()
    return bytes([len(planes)]) + b"".join(planes)


def unpack_integers(data: bytes, count: int) -> list[int]:
    """Give the inverse of `pack_integers`; raises `Malformed` where the length does not fit `count`."""
    if not data or data[0] > 8 or len(data) != 1 + data[0] * count:
        raise Malformed("a column has the wrong length")
    if data[0] and not any(data[len(data) - count :]):
        raise Malformed("a column begins with a plane of zeros")
    spread = bytearray(8 * count)
    for plane in range(data[0]):
        spread[plane::8] = data[1 + plane * count : 1 + (plane + 1) * count]
    words = array("Q", bytes(spread))
    if sys.byteorder == "big":
        words.byteswap()
    return words.tolist()


def zigzag(value: int) -> int:
    """Give an integer that is not negative for one of either sign; near zero stays near zero."""
    return value << 1 if value >= 0 else (-value << 1) - 1


def unzigzag(value: int) -> int:
    """Give the inverse of `zigzag`."""
    return value >> 1 if value & 1 == 0 else -(value + 1 >> 1)


@dataclass(frozen=True, slots=True)
class Laid:
    """Encoded columns, and the positions in them where one column, or plane of one, ends and another begins."""

    data: bytes
    seams: list[int]


def to_columns(segments: list[Segment]) -> bytes:
    """Give the encoded columns of segments, in their order."""
    return lay_out(segments).data


def lay_out(segments: list[Segment]) -> Laid:
    """Give the same with its seams, for compression."""
    layout = _Layout()
    for segment in segments:
        for operation in segment.operations:
            layout.add(bytes(operation))
    shift = layout.shift
    columns = Columns(
        [segment.header for segment in segments],
        b"".join(segment.signatures.ed25519 for segment in segments),
        b"".join(segment.signatures.ml_dsa for segment in segments),
        [segment.seed for segment in segments],
        [segment.salts for segment in segments],
        [segment.erased for segment in segments],
        pack_integers([len(segment.operations) for segment in segments]),
        [Shape(kind, name, list(fields)) for kind, name, fields in layout.shapes],
        pack_integers(layout.shape),
        pack_integers(layout.time),
        pack_integers(layout.log),
        shift,
        pack_integers([seq << shift | index for seq, index in layout.dots]),
        [[joined(column) for column in shaped] for shaped in layout.values],
    )
    return laid_out(columns, _INTEGERS)


def laid_out(columns: Wire, integers: Collection[str]) -> Laid:
    """Encode columns, of which some are integers, with the seams between them."""
    parts = [encode(getattr(columns, name)) for name in columns.__struct_fields__]
    data = b"".join((bytes([_ARRAY + len(parts)]), *parts))
    return Laid(data, list(_seams(columns, integers, list(map(len, parts)))))


def _seams(columns: Wire, integers: Collection[str], lengths: list[int]) -> Iterator[int]:
    position = 1
    for name, length in zip(columns.__struct_fields__, lengths, strict=True):
        position += length
        column = getattr(columns, name)
        if name in integers and column[0]:
            width = (len(column) - 1) // column[0]
            yield from range(position - width * (column[0] - 1), position, width)
        yield position


def parted(column: list[Any] | str) -> list[Any]:
    """Give the values of a column; the inverse of `joined`."""
    return cast("list[Any]", column.split(BETWEEN)) if isinstance(column, str) else column


def joined(column: list[Any]) -> list[Any] | str:
    """Give values that are all text as one text."""
    texts = cast("list[str]", column) if column and all(isinstance(value, str) for value in column) else []
    return BETWEEN.join(texts) if texts and not any(BETWEEN in text for text in texts) else column


class _Layout:
    """Gathers the columns; the keys of `shapes` have Shape's fields, hashable."""

    def __init__(self) -> None:
        self.shapes: dict[tuple[int, str, tuple[str, ...]], int] = {}
        self.values: list[list[list[Any]]] = []
        self.shape: list[int] = []
        self.time: list[int] = []
        self.log: list[int] = []
        self.dots: list[tuple[int, int]] = []
        self._before = 0

    @property
    def shift(self) -> int:
        """Enough bits for every operation's number; it goes through all of them."""
        return SHIFT if all(index >> SHIFT == 0 for _, index in self.dots) else WIDE_SHIFT

    def add(self, data: bytes) -> None:
        operation = decode_operation(data, trusted=True)
        if isinstance(operation, Unknown | Vouch):
            self._shaped(RAW, "", ("",), [data])
            return
        if isinstance(operation, Insert):
            self._shaped(INSERT, operation.kind, tuple(operation.fields), operation.fields.values())
        elif isinstance(operation, Set):
            self._shaped(SET, "", tuple(operation.fields), operation.fields.values())
        elif isinstance(operation, Include | Exclude):
            shape = INCLUDE if isinstance(operation, Include) else EXCLUDE
            self._shaped(shape, operation.field, ("",), [operation.elements])
        else:
            self._shaped(DELETE if isinstance(operation, Delete) else RESTORE, "", (), ())
        self.time.append(zigzag(operation.time - self._before))
        self._before = operation.time
        if not isinstance(operation, Insert):
            log, seq, index = operation.record
            self.log.append(log)
            self.dots.append((seq, index))

    def _shaped(self, kind: int, name: str, fields: tuple[str, ...], values: Any) -> None:
        key = (kind, name, fields)
        number = self.shapes.get(key)
        if number is None:
            number = self.shapes[key] = len(self.shapes)
            self.values.append([[] for _ in fields])
        self.shape.append(number)
        for column, value in zip(self.values[number], values, strict=True):
            column.append(value)
