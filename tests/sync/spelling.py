"""Every shape that travels, and the ways to spell or spoil it that a reader must refuse."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from sync.authority import membership
from sync.bundle import columns, join_request
from sync.bundle import format as envelope
from sync.log import operation, segment
from sync.log.operation import Op
from sync.primitives import keys
from sync.primitives.codec import DotRef, IdRef, Wire
from sync.replica import acknowledgements, group_encryption

MODULES = (group_encryption, columns, envelope, join_request, keys, acknowledgements, membership, operation, segment)

small = st.integers(0, 2**40)
names = st.text(min_size=1, max_size=8)
dots = st.tuples(st.integers(0, 5), st.integers(0, 2**32 - 1), st.integers(0, 4095))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.binary(max_size=20),
    dots.map(DotRef),
    st.binary(min_size=16, max_size=16).map(IdRef),
)
register_values = st.one_of(scalars, st.lists(scalars, max_size=3))
register_fields = st.dictionaries(names, register_values, max_size=4)
first_fields = st.dictionaries(names, st.one_of(scalars, st.lists(st.text(max_size=8), max_size=3)), max_size=4)

record_operations = st.one_of(
    st.builds(operation.Insert, small, names, first_fields),
    st.builds(operation.Set, small, dots, register_fields),
    st.builds(operation.Include, small, dots, names, st.lists(st.text(max_size=8), max_size=3)),
    st.builds(operation.Exclude, small, dots, names, st.lists(st.text(max_size=8), max_size=3)),
    st.builds(operation.Delete, small, dots),
    st.builds(operation.Restore, small, dots),
)


def wire_types() -> list[type[msgspec.Struct]]:
    """All structures that are ever encoded to travel or to be signed."""
    found = [each for module in MODULES for each in vars(module).values() if isinstance(each, type)]
    shapes = {each for each in found if issubclass(each, Wire | Op) and each not in {Wire, Op}}
    return sorted(shapes, key=lambda each: each.__name__)


def of_type(shape: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Any value of a structure, however senseless: what its types allow."""
    return _of(inspect.type_info(shape))


def _of(info: inspect.Type) -> st.SearchStrategy[Any]:
    match info:
        case inspect.StructType():
            found = st.builds(info.cls, *(_of(each.type) for each in info.fields))
        case inspect.UnionType():
            found = st.one_of(*(_of(each) for each in info.types))
        case inspect.ListType():
            found = st.lists(_of(info.item_type), max_size=3)
        case inspect.TupleType():
            found = st.tuples(*(_of(each) for each in info.item_types))
        case inspect.DictType():
            found = st.dictionaries(_of(info.key_type), _of(info.value_type), max_size=3)
        case _:
            found = _SIMPLE[type(info)]
    return found


_SIMPLE: dict[type[inspect.Type], st.SearchStrategy[Any]] = {
    inspect.NoneType: st.none(),
    inspect.BoolType: st.booleans(),
    inspect.IntType: st.integers(-(2**63), 2**64 - 1),
    inspect.StrType: st.text(max_size=20),
    inspect.BytesType: st.binary(max_size=40),
    inspect.AnyType: register_values,
    inspect.RawType: st.binary(max_size=8).map(lambda data: msgspec.Raw(msgspec.msgpack.encode(data))),
}


# -- spelled otherwise


def respellings(value: Any) -> Iterator[bytes]:
    """Give MessagePack of plain lists, mappings and scalars, each time with one item in a longer form than needed."""
    for place in range(_count(value)):
        left = [place]
        yield _spell(value, lambda left=left: _due(left))


def _due(left: list[int]) -> bool:
    left[0] -= 1
    return left[0] == -1


def _count(value: Any) -> int:
    if isinstance(value, list):
        return 1 + sum(map(_count, value))
    if isinstance(value, dict):
        return 1 + sum(_count(key) + _count(each) for key, each in value.items())
    return 0 if value is None or isinstance(value, bool | float | msgspec.msgpack.Ext) else 1


def _spell(value: Any, wide: Callable[[], bool]) -> bytes:
    if value is None or isinstance(value, bool | float | msgspec.msgpack.Ext):
        return msgspec.msgpack.encode(value)
    long = wide()
    if isinstance(value, list):
        head = struct.pack(">BI", 0xDD, len(value)) if long else _head([None] * len(value), len(value))
        return head + b"".join(_spell(each, wide) for each in value)
    if isinstance(value, dict):
        pairs = b"".join(_spell(key, wide) + _spell(each, wide) for key, each in value.items())
        return (struct.pack(">BI", 0xDF, len(value)) if long else _head(dict.fromkeys(range(len(value))), 0)) + pairs
    return _long(value) if long else msgspec.msgpack.encode(value)


def _head(value: Any, size: int) -> bytes:
    """Give the first bytes of a short mapping, or of a list of `size` items that take a byte each."""
    packed = msgspec.msgpack.encode(value)
    return packed[: len(packed) - size] if size or not value else packed[:1]


def _long(value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return struct.pack(">Bq", 0xD3, value) if value < 0 else struct.pack(">BQ", 0xCF, value)
    data = value.encode() if isinstance(value, str) else value
    return struct.pack(">BI", 0xDB if isinstance(value, str) else 0xC6, len(data)) + data


# -- spoilt


def damaged(data: bytes, seed: int) -> bytes:
    """Give the bytes with a few changed, cut out, put in or doubled."""
    chance, spoilt = random.Random(seed), bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(spoilt) + 1)
        match chance.randrange(5):
            case 0 if at < len(spoilt):
                spoilt[at] ^= 1 << chance.randrange(8)
            case 1 if at < len(spoilt):
                spoilt[at] = chance.choice((0, 0x7F, 0x80, 0x90, 0xC0, 0xC4, 0xCF, 0xD6, 0xDD, 0xFF))
            case 2:
                del spoilt[at : at + chance.randrange(9)]
            case 3:
                spoilt[at:at] = chance.randbytes(chance.randrange(9))
            case _:
                spoilt[at:at] = spoilt[at : at + chance.randrange(20)]
    return bytes(spoilt)


STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2**32, 2**63, 2**64 - 1, -(2**63), 1.5, math.nan, "", "x" * 300, b"", b"\0", bytes(17),
    [], [[]], [None] * 5, {}, {"a": 1}, {"b": {"c": []}}, [0, 0, 0], msgspec.msgpack.Ext(1, b"\x93\0\0\0"),
    msgspec.msgpack.Ext(2, bytes(16)), msgspec.msgpack.Ext(9, b""), [[[[[[]]]]]],
)  # fmt: skip


def distorted(data: bytes, seed: int) -> bytes:
    """Well-formed MessagePack again, with a few values anywhere within it replaced, dropped or doubled."""
    chance, value = random.Random(seed), msgspec.msgpack.decode(data)
    for _ in range(chance.randint(1, 3)):
        value = _distort(value, chance)
    return msgspec.msgpack.encode(value)


def _distort(value: Any, chance: random.Random) -> Any:
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        changed = [*value[:at], _distort(value[at], chance), *value[at + 1 :]]
        return chance.choices((changed, [*changed, changed[at]], changed[1:]), (18, 1, 1))[0]
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        return {**value, key: _distort(value[key], chance)}
    if isinstance(value, bytes) and value and chance.random() < 0.5:
        return damaged(value, chance.randrange(2**32))
    return chance.choice(STRANGE)
