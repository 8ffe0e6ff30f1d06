"""Operations as they are written, signed and stored.

A record is named by its dot: (index into the segment's table of logs, segment, operation); index 0 is the log
itself. What an operation saw is not spelled out value by value: a segment has one causal past (its header's `deps`
and its own earlier operations), because a device seals before it takes in anything new. That costs no byte an edit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import msgspec

from sync.primitives.clock import check_time
from sync.primitives.codec import Decoder, DotRef, IdRef, encode
from sync.primitives.errors import Malformed, NotCanonical, TooLarge

OPERATION_LIMIT = 64 * 1024
NAME_LIMIT = 200
NOTE_LIMIT = 2000
DEPTH_LIMIT = 16
"""How deep an operation of a later version may be nested: far below where decoding it would depend on the stack."""

Dot = tuple[int, int, int]


class Op(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """Base of all operations; `time` is the hybrid logical clock in milliseconds since 1970, UTC."""

    time: int


INSERT_TAG = 0


class Insert(Op, frozen=True, tag=INSERT_TAG):
    """A new record of a kind, with its first values, of which lists are sets; its id is made from its own dot."""

    kind: str
    fields: dict[str, Any]


class Set(Op, frozen=True, tag=1):
    """New values of fields of a record; each supersedes the values that the author saw."""

    record: Dot
    fields: dict[str, Any]


class Include(Op, frozen=True, tag=2):
    """Elements put into a set field."""

    record: Dot
    field: str
    elements: list[str]


class Exclude(Op, frozen=True, tag=3):
    """Elements taken out of a set field, as far as the author saw them."""

    record: Dot
    field: str
    elements: list[str]


class Delete(Op, frozen=True, tag=4):
    """The record goes, unless somebody changed it unseen."""

    record: Dot


class Restore(Op, frozen=True, tag=5):
    """Deletions that the author saw no longer hold."""

    record: Dot


class Vouch(Op, frozen=True, tag=6):
    """Its author has reviewed what their segment's `deps` name of a circle, and takes it out of quarantine."""

    note: str


class Unknown:
    """An operation of a later version: verified, kept and passed on, without effect until this program is renewed."""

    __slots__ = ("raw", "tag")

    def __init__(self, tag: int, raw: bytes) -> None:
        self.tag = tag
        self.raw = raw


RecordOp = Insert | Set | Include | Exclude | Delete | Restore
RECORD_OPS = (Insert, Set, Include, Exclude, Delete, Restore)
"""The same to ask with: a union is slow to ask, and this is asked of every operation."""
CircleOp = RecordOp | Vouch
_FIRST_UNKNOWN_TAG = 7
_DOT_END = 1 << 32
_TEXT = frozenset({str})
_PLAIN = frozenset({str, bool, type(None)})
"""Most values are of these types, which allow all that the format does; text can only be too large."""

_records = Decoder[CircleOp].of_union(CircleOp)
_many = Decoder[list[CircleOp]].of_union(list[CircleOp])
_values = msgspec.msgpack.Decoder(list[msgspec.Raw])
_anything = msgspec.msgpack.Decoder(list[Any])


def decode_operation(data: bytes, *, trusted: bool = False) -> CircleOp | Unknown:
    """Raise `Malformed`, `NotCanonical` or `TooLarge`; `trusted` bytes were checked before they were stored."""
    if len(data) > OPERATION_LIMIT:
        raise TooLarge("an operation is larger than 64 KiB")
    tag = tag_of(data)
    if tag >= _FIRST_UNKNOWN_TAG:
        if not trusted:
            _check_unknown(data)
        return Unknown(tag, data)
    if trusted:
        return _records.decode_trusted(data)
    operation = _records.decode(data)
    check_operation(operation)
    return operation


def decode_operations(encoded: Sequence[bytes | msgspec.Raw], *, trusted: bool = False) -> list[CircleOp | Unknown]:
    """Decode those of a segment at one go, if this version knows them all; raises what `decode_operation` does."""
    joined = _array(len(encoded)) + b"".join(encoded)
    try:
        found = _many.decode_trusted(joined) if trusted else _checked(encoded, joined)
    except (Malformed, NotCanonical, TooLarge):  # One after the other, which finds what is wrong, or of later versions.
        return [decode_operation(bytes(each), trusted=trusted) for each in encoded]
    return cast("list[CircleOp | Unknown]", found)


def _array(count: int) -> bytes:
    """Give the first bytes of a MessagePack array."""
    return bytes([0x90 | count]) if count < 16 else b"\xdc" + count.to_bytes(2, "big")


def _checked(encoded: Sequence[bytes | msgspec.Raw], joined: bytes) -> list[CircleOp]:
    sizes = list(map(len, encoded))
    found = _many.decode(joined)
    # A forger's operations can be whole values together that are none each.
    if max(sizes, default=0) > OPERATION_LIMIT or list(map(len, _values.decode(joined))) != sizes:
        raise Malformed("an operation is too large, or not one value")
    for operation in found:
        check_operation(operation)
    return found


def tag_of(data: bytes) -> int:
    """Give the tag of an encoded operation, a small integer: the second byte of a short MessagePack array."""
    if len(data) < 2 or not 0x90 <= data[0] <= 0x9F or data[1] > 0x7F:
        raise Malformed("this is not an operation")
    return data[1]


def _check_unknown(data: bytes) -> None:
    """Refuse of a later version what is not one value in its one spelling, text-keyed and of bounded depth."""
    try:
        value = _anything.decode(data)
    except (msgspec.DecodeError, ValueError, TypeError, RecursionError) as error:
        raise Malformed("an operation of a later version cannot be read") from error
    level: list[Any] = [value]
    for _ in range(DEPTH_LIMIT):
        level = [part for each in level for part in _parts(each)]
    if level:
        raise Malformed("an operation of a later version is nested too deep")
    if encode(value) != data:
        raise NotCanonical("an operation of a later version is not in its one spelling")


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return cast("dict[Any, Any]", value).values()
    return cast("list[Any]", value) if isinstance(value, list) else ()


def check_operation(operation: CircleOp) -> None:
    """Raise `Malformed` for values that the format does not allow."""
    check_time(operation.time)
    if isinstance(operation, Vouch):
        if len(operation.note) > NOTE_LIMIT:
            raise Malformed("a note is too long")
        return
    if isinstance(operation, Set):
        _check_dot(operation.record)
        _check_fields(operation.fields)
    elif isinstance(operation, Insert):
        if _check_fields(operation.fields):
            _check_elements(operation.fields)
        _check_name(operation.kind)
    else:
        _check_dot(operation.record)
        if isinstance(operation, Include | Exclude):
            _check_name(operation.field)


def _check_fields(fields: Mapping[str, Any]) -> bool:
    """Tell whether any value is of other types than most are."""
    if fields and ("" in fields or max(map(len, fields)) > NAME_LIMIT):
        raise Malformed("a name is empty or too long")
    if _PLAIN.issuperset(map(type, fields.values())):
        return False
    for value in fields.values():
        if type(value) not in _PLAIN:
            check_value(value)
    return True


def _check_name(name: str) -> None:
    if not 0 < len(name) <= NAME_LIMIT:
        raise Malformed("a name is empty or too long")


def _check_dot(dot: Dot) -> None:
    log, seq, index = dot
    if not (0 <= log < _DOT_END and 0 <= seq < _DOT_END and 0 <= index < _DOT_END):
        raise Malformed("a number in the name of a record is out of range")


def _check_elements(fields: Mapping[str, Any]) -> None:
    """In a new record a list makes a set field, and its elements are text, as those of `Include` and `Exclude`."""
    for value in fields.values():
        if isinstance(value, list) and not _TEXT.issuperset(map(type, cast("list[Any]", value))):
            raise Malformed("an element of a set is not text")


def check_value(value: Any) -> None:
    """Values are None, booleans, integers of 64 bits, finite numbers, text, bytes, references, flat lists of them."""
    if type(value) in _PLAIN:
        return
    if isinstance(value, list):
        if _PLAIN.issuperset(map(type, cast("list[Any]", value))):
            return
        for element in cast("list[Any]", value):
            if isinstance(element, list):
                raise Malformed("a value is nested too deep")
            check_value(element)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Malformed("a number is not finite")
    elif isinstance(value, DotRef):
        _check_dot(value.dot)
    elif isinstance(value, int):
        if not -(1 << 63) <= value < 1 << 63:
            raise Malformed("a number is larger than databases can hold")
    elif not (value is None or isinstance(value, str | bytes | IdRef)):
        raise Malformed(f"a value of type {type(value).__name__} is not part of the format")


def encode_operation(operation: Op) -> bytes:
    """Give the canonical bytes; raises `TooLarge` above 64 KiB, `Malformed` for what the format cannot express."""
    data = encode(operation)
    if len(data) > OPERATION_LIMIT:
        raise TooLarge("an operation is larger than 64 KiB")
    return data
