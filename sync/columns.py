"""How segments are laid out in a bundle: by column, so that like stands beside like before zstd sees it.

The signed bytes are not sent as they are: they follow from the columns, and the leaves in the signed header prove it.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from sync.codec import Decoder, Wire, encode
from sync.errors import Malformed, TooLarge
from sync.keys import ED25519_SIGNATURE, ML_DSA_65_SIGNATURE, Signatures
from sync.operation import (
    Delete,
    Dot,
    Exclude,
    Include,
    Insert,
    RecordOp,
    Restore,
    Set,
    Unknown,
    Vouch,
    decode_operation,
    encode_operation,
)
from sync.segment import SEGMENT_OPERATIONS, Segment

OPERATIONS_LIMIT = 1 << 22
REBUILT_LIMIT = 512 << 20
"""In one bundle. An operation can take a byte or less here and many more once it is rebuilt, so both are counted."""

_SHIFT, _WIDE_SHIFT = 12, 32
_BETWEEN = "\0"
_INSERT, _SET, _INCLUDE, _EXCLUDE, _DELETE, _RESTORE, _RAW = range(7)


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


_columns = Decoder(Columns)
_INTEGERS = {"counts", "shape", "time", "log", "dots"}


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
    """The inverse of `pack_integers`; raises `Malformed` where the length does not fit `count`."""
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


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _unzigzag(value: int) -> int:
    return value >> 1 if value & 1 == 0 else -(value + 1 >> 1)


@dataclass(frozen=True, slots=True)
class Laid:
    """Encoded columns, and the positions in them where one column, or plane of one, ends and another begins."""

    data: bytes
    seams: list[int]


def to_columns(segments: list[Segment]) -> bytes:
    """The encoded columns of segments, in their order."""
    return lay_out(segments).data


def lay_out(segments: list[Segment]) -> Laid:
    """The same with its seams, for compression."""
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
        [[_joined(column) for column in shaped] for shaped in layout.values],
    )
    return Laid(encode(columns), list(_seams(columns)))


def _seams(columns: Columns) -> Iterator[int]:
    position = 1
    for name in Columns.__struct_fields__:
        column = getattr(columns, name)
        position += len(encode(column))
        if name in _INTEGERS and column[0]:
            width = (len(column) - 1) // column[0]
            yield from range(position - width * (column[0] - 1), position, width)
        yield position


def _joined(column: list[Any]) -> list[Any] | str:
    texts = cast("list[str]", column) if column and all(isinstance(value, str) for value in column) else []
    return _BETWEEN.join(texts) if texts and not any(_BETWEEN in text for text in texts) else column


def _parted(column: list[Any] | str) -> list[Any]:
    return cast("list[Any]", column.split(_BETWEEN)) if isinstance(column, str) else column


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
        return _SHIFT if all(index >> _SHIFT == 0 for _, index in self.dots) else _WIDE_SHIFT

    def add(self, data: bytes) -> None:
        operation = decode_operation(data, trusted=True)
        if isinstance(operation, Unknown | Vouch):
            self._shaped(_RAW, "", ("",), [data])
            return
        if isinstance(operation, Insert):
            self._shaped(_INSERT, operation.kind, tuple(operation.fields), operation.fields.values())
        elif isinstance(operation, Set):
            self._shaped(_SET, "", tuple(operation.fields), operation.fields.values())
        elif isinstance(operation, Include | Exclude):
            shape = _INCLUDE if isinstance(operation, Include) else _EXCLUDE
            self._shaped(shape, operation.field, ("",), [operation.elements])
        else:
            self._shaped(_DELETE if isinstance(operation, Delete) else _RESTORE, "", (), ())
        self.time.append(_zigzag(operation.time - self._before))
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


def from_columns(data: bytes) -> list[Segment]:
    """The segments; raises `Malformed` or `TooLarge` where columns do not fit together. Nothing is verified yet."""
    columns = _columns.decode(data)
    number = len(columns.headers)
    if len(columns.ed25519) != number * ED25519_SIGNATURE or len(columns.ml_dsa) != number * ML_DSA_65_SIGNATURE:
        raise Malformed("the signatures do not fit the segments")
    if not len(columns.seeds) == len(columns.salts) == len(columns.erased) == number:
        raise Malformed("the columns of segments have different lengths")
    counts = unpack_integers(columns.counts, number)
    if max(counts, default=0) > SEGMENT_OPERATIONS or sum(counts) > OPERATIONS_LIMIT:
        raise TooLarge("a bundle names more operations than it can hold")
    operations = _Operations(columns, sum(counts)).all()
    segments: list[Segment] = []
    start = 0
    for position, count in enumerate(counts):
        signatures = Signatures(
            columns.ed25519[position * ED25519_SIGNATURE : (position + 1) * ED25519_SIGNATURE],
            columns.ml_dsa[position * ML_DSA_65_SIGNATURE : (position + 1) * ML_DSA_65_SIGNATURE],
        )
        segments.append(
            Segment(
                columns.headers[position],
                signatures,
                columns.seeds[position],
                columns.salts[position],
                columns.erased[position],
                operations[start : start + count],
            )
        )
        start += count
    return segments


class _Operations:
    """Reads the columns from front to back and rebuilds the operations' canonical bytes."""

    def __init__(self, columns: Columns, count: int) -> None:
        self._shapes = columns.shapes
        self._values = [[iter(_parted(column)) for column in shaped] for shaped in columns.values]
        self._shape = unpack_integers(columns.shape, count)
        widths = [len(columns) for columns in self._values]
        if widths != [_width(shape) for shape in self._shapes] or max(self._shape, default=-1) >= len(widths):
            raise Malformed("the shapes of a bundle do not fit its operations")
        raw = sum(self._shapes[number].type == _RAW for number in self._shape)
        inserts = sum(self._shapes[number].type == _INSERT for number in self._shape)
        self._time = iter(unpack_integers(columns.time, count - raw))
        referring = count - raw - inserts
        if columns.shift not in {_SHIFT, _WIDE_SHIFT}:
            raise Malformed("the dots of a bundle are packed in another way")
        logs, dots = unpack_integers(columns.log, referring), unpack_integers(columns.dots, referring)
        low = (1 << columns.shift) - 1
        self._dots = ((log, dot >> columns.shift, dot & low) for log, dot in zip(logs, dots, strict=True))
        self._before = self._size = 0

    def all(self) -> list[msgspec.Raw]:
        try:
            operations = [self._next(number) for number in self._shape]
        except StopIteration as error:
            raise Malformed("a column of a bundle is too short") from error
        if any(True for shaped in self._values for column in shaped for _ in column):
            raise Malformed("a column of a bundle is too long")
        return operations

    def _next(self, number: int) -> msgspec.Raw:
        data = self._rebuild(number)
        self._size += len(data)
        if self._size > REBUILT_LIMIT:
            raise TooLarge("the operations of a bundle are larger than it can hold")
        return msgspec.Raw(data)

    def _rebuild(self, number: int) -> bytes:
        shape = self._shapes[number]
        values = [next(column) for column in self._values[number]]
        if shape.type == _RAW:
            if not isinstance(values[0], bytes):
                raise Malformed("an operation in a bundle is not bytes")
            return values[0]
        time = self._before = self._before + _unzigzag(next(self._time))
        if shape.type == _INSERT:
            return encode_operation(Insert(time, shape.name, dict(zip(shape.fields, values, strict=True))))
        return encode_operation(_rebuilt(shape, time, next(self._dots), values))


def _width(shape: Shape) -> int:
    """How many columns of values a shape has; what is never set is empty, so that there is one way to say a thing."""
    if shape.type in {_DELETE, _RESTORE}:
        named = shape.name == "" and not shape.fields
    elif shape.type in {_INCLUDE, _EXCLUDE}:
        named = shape.fields == [""]
    elif shape.type == _RAW:
        named = shape.name == "" and shape.fields == [""]
    else:
        named = shape.type == _INSERT or (shape.type == _SET and shape.name == "")
    if not named:
        raise Malformed("a bundle holds operations of a shape this version does not know")
    return len(shape.fields)


def _rebuilt(shape: Shape, time: int, record: Dot, values: list[Any]) -> RecordOp:
    if shape.type == _SET:
        return Set(time, record, dict(zip(shape.fields, values, strict=True)))
    if shape.type == _INCLUDE:
        return Include(time, record, shape.name, values[0])
    if shape.type == _EXCLUDE:
        return Exclude(time, record, shape.name, values[0])
    return Delete(time, record) if shape.type == _DELETE else Restore(time, record)
