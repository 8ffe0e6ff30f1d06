"""Reading columns: the operations' canonical bytes are rebuilt from them, and proved by the leaves later on."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.bundle.columns import (
    DELETE,
    EXCLUDE,
    INCLUDE,
    INSERT,
    RAW,
    RESTORE,
    SET,
    SHIFT,
    WIDE_SHIFT,
    Columns,
    Shape,
    parted,
    unpack_integers,
    unzigzag,
)
from sync.bundle.weight import OPERATION, UNBOUNDED, Allowance, weigh
from sync.log.operation import Delete, Dot, Exclude, Include, Insert, RecordOp, Restore, Set, encode_operation
from sync.log.segment import SEGMENT_OPERATIONS, Segment
from sync.primitives.codec import Decoder
from sync.primitives.errors import Malformed, TooLarge
from sync.primitives.keys import ED25519_SIGNATURE, ML_DSA_65_SIGNATURE, Signatures

OPERATIONS_LIMIT = 1 << 22
REBUILT_LIMIT = 512 << 20
"""In one bundle. An operation can take a byte or less here and many more once it is rebuilt, so both are counted."""

_columns = Decoder(Columns)


def from_columns(data: bytes, most: int = OPERATIONS_LIMIT, allowance: Allowance | None = None) -> list[Segment]:
    """Give the segments; raises `Malformed` or `TooLarge` where columns do not fit together. Nothing is verified yet.

    All that they weigh is taken from `allowance` before it is made.
    """
    allowance = allowance or Allowance(UNBOUNDED)
    allowance.spend(weigh(data, allowance.left))
    columns = _columns.decode(data)
    number = len(columns.headers)
    if len(columns.ed25519) != number * ED25519_SIGNATURE or len(columns.ml_dsa) != number * ML_DSA_65_SIGNATURE:
        raise Malformed("the signatures do not fit the segments")
    if not len(columns.seeds) == len(columns.salts) == len(columns.erased) == number:
        raise Malformed("the columns of segments have different lengths")
    counts = unpack_integers(columns.counts, number)
    if max(counts, default=0) > SEGMENT_OPERATIONS or sum(counts) > most:
        raise TooLarge("a bundle names more operations than it can hold")
    allowance.spend(OPERATION * sum(counts))
    operations = _Operations(columns, sum(counts), allowance).all()
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

    def __init__(self, columns: Columns, count: int, allowance: Allowance) -> None:
        self._allowance = allowance
        self._shapes = columns.shapes
        self._values = [[iter(parted(column)) for column in shaped] for shaped in columns.values]
        self._shape = unpack_integers(columns.shape, count)
        widths = [len(columns) for columns in self._values]
        if widths != [_width(shape) for shape in self._shapes] or max(self._shape, default=-1) >= len(widths):
            raise Malformed("the shapes of a bundle do not fit its operations")
        raw = sum(self._shapes[number].type == RAW for number in self._shape)
        inserts = sum(self._shapes[number].type == INSERT for number in self._shape)
        self._time = iter(unpack_integers(columns.time, count - raw))
        referring = count - raw - inserts
        if columns.shift not in {SHIFT, WIDE_SHIFT}:
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
        self._allowance.spend(len(data))
        self._size += len(data)
        if self._size > REBUILT_LIMIT:
            raise TooLarge("the operations of a bundle are larger than it can hold")
        return msgspec.Raw(data)

    def _rebuild(self, number: int) -> bytes:
        shape = self._shapes[number]
        values = [next(column) for column in self._values[number]]
        if shape.type == RAW:
            if not isinstance(values[0], bytes):
                raise Malformed("an operation in a bundle is not bytes")
            return values[0]
        time = self._before = self._before + unzigzag(next(self._time))
        if shape.type == INSERT:
            return encode_operation(Insert(time, shape.name, dict(zip(shape.fields, values, strict=True))))
        return encode_operation(_rebuilt(shape, time, next(self._dots), values))


def _width(shape: Shape) -> int:
    """How many columns of values a shape has; what is never set is empty, so that there is one way to say a thing."""
    if shape.type in {DELETE, RESTORE}:
        named = shape.name == "" and not shape.fields
    elif shape.type in {INCLUDE, EXCLUDE}:
        named = shape.fields == [""]
    elif shape.type == RAW:
        named = shape.name == "" and shape.fields == [""]
    else:
        named = shape.type == INSERT or (shape.type == SET and shape.name == "")
    if not named:
        raise Malformed("a bundle holds operations of a shape this version does not know")
    return len(shape.fields)


def _rebuilt(shape: Shape, time: int, record: Dot, values: list[Any]) -> RecordOp:
    if shape.type == SET:
        return Set(time, record, dict(zip(shape.fields, values, strict=True)))
    if shape.type == INCLUDE:
        return Include(time, record, shape.name, values[0])
    if shape.type == EXCLUDE:
        return Exclude(time, record, shape.name, values[0])
    return Delete(time, record) if shape.type == DELETE else Restore(time, record)
