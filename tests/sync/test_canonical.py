"""Invariant 11: what is decoded is what was encoded, and for each value there is one spelling only."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.authority.operations import Admit, Found, Lockbox, OpenCircle, OpenEpoch, decode_authority
from sync.bundle.column_reader import from_columns
from sync.bundle.columns import Columns, lay_out, pack_integers, to_columns, unpack_integers
from sync.log.operation import (
    DEPTH_LIMIT,
    Delete,
    Insert,
    Set,
    Unknown,
    check_operation,
    decode_operation,
    decode_operations,
    encode_operation,
)
from sync.log.segment import Segment, SegmentHeader, read_header
from sync.primitives.codec import Decoder, IdRef, decode, encode
from sync.primitives.errors import Malformed, NotCanonical, SyncError, TooLarge
from sync.primitives.keys import Signatures
from tests.effort import IN_PROPORTION, growth
from tests.sync.spelling import (
    damaged,
    distorted,
    of_type,
    record_operations,
    register_values,
    respellings,
    wire_types,
)

seeds = st.integers(0, 2**32)


@pytest.mark.long
@pytest.mark.parametrize("shape", wire_types(), ids=lambda shape: shape.__name__)
@given(data=st.data())
def test_every_structure_comes_back_from_its_bytes(shape: type[msgspec.Struct], data: st.DataObject):
    value = data.draw(of_type(shape))
    decoder = Decoder(shape)
    packed = encode(value)
    assert decoder.decode(packed) == value
    assert encode(decoder.decode(packed)) == packed
    with pytest.raises(Malformed):
        decoder.decode(packed + b"\xc0")
    with pytest.raises(Malformed):
        decoder.decode(packed[:-1])
    fields = msgspec.msgpack.decode(packed)
    with pytest.raises(Malformed):
        decoder.decode(encode([*fields, None]))


@given(operation=record_operations)
def test_an_operation_is_spelled_in_one_way(operation: Any):
    packed = encode_operation(operation)
    assert decode_operation(packed) == operation
    for other in respellings(msgspec.msgpack.decode(packed)):
        if other != packed:
            with pytest.raises(Malformed):
                decode_operation(other)


@pytest.mark.parametrize(
    "spelling",
    [
        b"\x94\x00\x05\xa1p\x82\xa1g\x01\xa1f\x01",  # keys not sorted
        b"\x94\x00\x05\xa1p\x82\xa1f\x01\xa1f\x01",  # a key twice
        b"\x94\x00\x05\xa1p\x81\x01\x01",  # a key that is no text
        b"\x94\x00\x05\xa1p\x81\xa1f\x82\x01\x01\xa1a\x01",  # a mapping for a value, of mixed keys
        b"\x94\x00\x05\xa1p\x81\xa1f\x81\x91\x01\x01",  # a list for a key
        b"\x94\x00\x05\xa1p\x81\xa1f\xca\x3f\xc0\x00\x00",  # a short float
        b"\x94\x00\x05\xa1p\x81\xa1f\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00",  # not a number
        b"\x94\x00\x05\xa1p\x81\xa1f\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00",  # infinity
        b"\x94\x00\x05\xa1p\x81\xa1f\xd6\xff\x00\x00\x00\x01",  # a timestamp
        b"\x94\x00\x05\xa1p\x81\xa1f\xd4\x07\x01",  # an unknown extension
        b"\x94\x00\x05\xa1p\x81\xa1f\xd5\x02\x01\x01",  # an id of two bytes
        b"\x94\x00\x05\xa1p\x81\xa1f\xc7\x05\x01\x93\xcc\x01\x01\x01",  # a dot in a longer form
        b"\x94\x00\x05\xa1p\x81\xa1f\xd6\x01\x93\xff\x01\x01",  # a dot with a negative number
        b"\x94\x00\x05\xa1p\x81\xa1f\x91\x91\x01",  # a list in a list
        b"\x94\x00\x05\xa1p\x81\xa1f\x91\x01",  # a set of numbers
        b"\x94\x00\x05\xa1p\x81\xa1f\xcf\x80\x00\x00\x00\x00\x00\x00\x00",  # an integer of 64 bits without sign
        b"\x94\x00\xff\xa1p\x80",  # a time before 1970
        b"\x94\x00\xcf\x00\x00\x80\x00\x00\x00\x00\x00\xa1p\x80",  # a time beyond calendars
        b"\x94\x00\x05\xa0\x80",  # no kind
        b"\x94\x00\x05\xa1p\x81\xa0\x01",  # a field without a name
        b"\x94\x00\x05\xa3\xed\xa0\x80\x80",  # half a character
        b"\x95\x00\x05\xa1p\x80\x00",  # a field more
        b"\x93\x00\x05\xa1p",  # a field less
        b"\x93\x04\x05\x93\xff\x00\x00",  # a record of a negative log
        b"\x93\x04\x05\x93\x00\xcf\x00\x00\x00\x01\x00\x00\x00\x00\x00",  # a record of segment 2^32
        b"\x93\xcc\x04\x05\x93\x00\x00\x00",  # the tag in a longer form
        b"\xdc\x00\x03\x04\x05\x93\x00\x00\x00",  # the array in a longer form
        b"", b"\x90", b"\x91", b"\xc0", b"\x91\xff",
    ],
)  # fmt: skip
def test_no_other_spelling_and_no_forbidden_value_is_an_operation(spelling: bytes):
    with pytest.raises(Malformed):
        decode_operation(spelling)


@given(value=register_values)
def test_every_allowed_value_is_kept_as_it_is(value: Any):
    assert decode_operation(encode_operation(Set(1, (0, 0, 0), {"f": value}))) == Set(1, (0, 0, 0), {"f": value})


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, "\ud800", object(), {1, 2}, {1: 2, "a": 3}, (1,), [1]])
def test_what_the_format_cannot_express_is_refused_when_it_is_written(value: Any):
    with pytest.raises(Malformed):
        written(value)


def written(value: Any) -> bytes:
    """As `sync.log.writer` writes it."""
    operation = Insert(1, "person", {"f": value})
    check_operation(operation)
    return encode_operation(operation)


SEGMENT = [
    Insert(1, "person", {"f": IdRef(bytes(16)), "tags": ["a"]}),
    Set(2, (0, 0, 0), {"f": "x"}),
    Delete(3, (0, 0, 0)),
]


@pytest.mark.parametrize("later", [[], [b"\x92\x4d\x05"]])
@pytest.mark.parametrize("count", [1, 30])
def test_those_of_a_segment_are_the_same_at_one_go(later: list[bytes], count: int):
    encoded = [*map(encode_operation, SEGMENT), *later] * count
    one_by_one = [decode_operation(each) for each in encoded]
    for found in (decode_operations(encoded), decode_operations(encoded, trusted=True)):
        assert [getattr(each, "raw", each) for each in found] == [getattr(each, "raw", each) for each in one_by_one]


def test_none_of_those_of_a_segment_may_be_part_of_another():
    one, two = encode_operation(Delete(1, (0, 0, 0))), encode_operation(Delete(2, (0, 0, 0)))
    for split in (one[:3], one + two[:3], b""):
        with pytest.raises(Malformed):
            decode_operations([split, (one + two)[len(split) :]])


@pytest.mark.parametrize("value", [2.5, float("inf")])
def test_each_of_those_of_a_segment_is_checked(value: float):
    encoded = [encode(Set(1, (0, 0, 0), {"f": value})), encode(Set(1, (0, 0, 0), {"f": "x" * 66_000}))]
    with pytest.raises(TooLarge if value == 2.5 else Malformed):
        decode_operations(encoded)


def test_an_operation_has_at_most_64_kibibytes():
    assert decode_operation(encode_operation(Insert(1, "note", {"f": "x" * 65_000})))
    with pytest.raises(TooLarge):
        encode_operation(Insert(1, "note", {"f": "x" * 66_000}))
    with pytest.raises(TooLarge):
        decode_operation(encode(Insert(1, "note", {"f": "x" * 66_000})))


# -- operations of later versions


later_values = st.recursive(register_values, lambda inner: st.dictionaries(st.text(max_size=3), inner), max_leaves=6)


@pytest.mark.long
@given(rest=st.lists(later_values, max_size=4))
def test_an_operation_of_a_later_version_passes_as_it_is(rest: list[Any]):
    packed = encode([77, 5, *rest])
    unknown = decode_operation(packed)
    assert isinstance(unknown, Unknown)
    assert (unknown.tag, unknown.raw) == (77, packed)
    for other in respellings(msgspec.msgpack.decode(packed)):
        if other != packed:
            with pytest.raises(Malformed):
                decode_operation(other)


def test_an_extension_of_a_later_version_passes_too():
    packed = msgspec.msgpack.encode([77, 5, msgspec.msgpack.Ext(9, b"later")])
    assert isinstance(decode_operation(packed), Unknown)


@pytest.mark.parametrize("depth", [DEPTH_LIMIT + 1, 500, 20_000])
def test_a_later_version_must_not_nest_deeper_than_every_stack_can_follow(depth: int):
    assert isinstance(decode_operation(b"\x92\x4d" + b"\x91" * (DEPTH_LIMIT - 3) + b"\x05"), Unknown)
    with pytest.raises(Malformed):
        decode_operation(b"\x92\x4d" + b"\x91" * depth + b"\x05")


@pytest.mark.parametrize("spoilt", [b"\x92\x4d", b"\x92\x4d\xc1", b"\x92\x4d\x05\x05", b"\x92\x4d\x81\x01\x01"])
def test_what_a_later_version_wrote_must_be_one_value(spoilt: bytes):
    with pytest.raises(Malformed):
        decode_operation(spoilt)


# -- columns

later_operations = st.lists(register_values, max_size=2).map(lambda rest: encode([77, 5, *rest]))
raw_operations = st.one_of(record_operations.map(encode_operation), later_operations)


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    """As they may look once some operations were erased; the columns do not care for signatures."""
    operations = [msgspec.Raw(each) for each in draw(st.lists(raw_operations, max_size=6))]
    signatures = Signatures(draw(st.binary(min_size=64, max_size=64)), draw(st.just(bytes(3309))))
    erased = draw(st.lists(st.tuples(st.integers(0, 20), st.binary(min_size=32, max_size=32)), max_size=2))
    salts = [bytes([number]) * 16 for number in range(len(operations))] if erased else []
    return Segment(draw(st.binary(max_size=30)), signatures, b"" if erased else bytes(16), salts, erased, operations)


@pytest.mark.long
@given(some=st.lists(segments(), max_size=5))
def test_segments_come_back_from_columns_byte_for_byte(some: list[Segment]):
    back = from_columns(to_columns(some))
    assert encode(back) == encode(some)


@pytest.mark.long
@given(some=st.lists(segments(), min_size=1, max_size=3), seed=seeds)
def test_columns_are_spelled_in_one_way(some: list[Segment], seed: int):
    packed = to_columns(some)
    spellings = [other for other in respellings(msgspec.msgpack.decode(packed)) if other != packed]
    with pytest.raises(Malformed):
        from_columns(spellings[seed % len(spellings)])


@given(values=st.lists(st.integers(0, 2**64 - 1), max_size=20))
def test_integers_come_back_from_byte_planes(values: list[int]):
    packed = pack_integers(values)
    assert unpack_integers(packed, len(values)) == values
    with pytest.raises(Malformed):
        unpack_integers(packed + b"\0", len(values))
    if packed[0] < 8 and values:
        with pytest.raises(Malformed):
            unpack_integers(bytes([packed[0] + 1]) + packed[1:] + bytes(len(values)), len(values))


@pytest.mark.long
@given(some=st.lists(segments(), max_size=4), seed=seeds)
def test_spoilt_columns_are_refused_in_an_orderly_way(some: list[Segment], seed: int):
    packed = to_columns(some)
    for spoilt in (damaged(packed, seed), distorted(packed, seed)):
        try:
            back = from_columns(spoilt)
        except SyncError:
            continue
        assert all(isinstance(bytes(operation), bytes) for segment in back for operation in segment.operations)


@given(operation=record_operations, seed=seeds)
def test_spoilt_operations_are_refused_in_an_orderly_way(operation: Any, seed: int):
    packed = encode_operation(operation)
    for spoilt in (damaged(packed, seed), distorted(packed, seed)):
        try:
            decoded = decode_operation(spoilt)
        except SyncError:
            continue
        assert isinstance(decoded, Unknown) or encode_operation(decoded) == spoilt


@pytest.mark.parametrize("shape", [Found, Admit, OpenCircle, OpenEpoch, Lockbox], ids=lambda shape: shape.__name__)
@given(data=st.data(), seed=seeds)
def test_spoilt_operations_of_the_authority_are_refused_in_an_orderly_way(
    shape: type[msgspec.Struct], data: st.DataObject, seed: int
):
    packed = encode(data.draw(of_type(shape)))
    for spoilt in (packed, damaged(packed, seed), distorted(packed, seed)):
        with contextlib.suppress(SyncError):
            decode_authority(spoilt)


@given(header=of_type(SegmentHeader), seed=seeds)
def test_spoilt_headers_are_refused_in_an_orderly_way(header: SegmentHeader, seed: int):
    """Any fields at all, and numbers and lengths that are right so that the fields are looked at."""
    likely = msgspec.structs.replace(header, format=1, suite=1, group=b"group", log=bytes(16), nonce=bytes(16))
    for packed in (encode(header), encode(likely)):
        for spoilt in (packed, damaged(packed, seed), distorted(packed, seed)):
            with contextlib.suppress(SyncError):
                read_header(spoilt, b"group")


def columns(**changes: Any) -> bytes:
    """Give the columns of one forged segment of one deletion, changed."""
    signatures = Signatures(bytes(64), bytes(3309))
    deletion = msgspec.Raw(b"\x93\x04\x05\x93\x00\x00\x00")
    packed = to_columns([Segment(b"header", signatures, bytes(16), [], [], [deletion])])
    return encode(msgspec.structs.replace(decode(packed, Columns), **changes))


@pytest.mark.parametrize(
    "count", [4097, 2**16, 2**24, 2**40, 2**64 - 1]
)  # fmt: skip
def test_a_few_bytes_never_stand_for_more_operations_than_a_segment_holds(count: int):
    with pytest.raises((TooLarge, Malformed)):
        from_columns(columns(counts=pack_integers([count]), time=b"\0", log=b"\0", dots=b"\0", shape=b"\0"))


def test_many_small_segments_never_stand_for_more_operations_than_a_bundle_holds():
    number = 2000
    bomb = columns(
        headers=[b""] * number, ed25519=bytes(64 * number), ml_dsa=bytes(3309 * number), seeds=[b""] * number,
        salts=[[]] * number, erased=[[]] * number, counts=pack_integers([4096] * number),
        time=b"\0", log=b"\0", dots=b"\0", shape=b"\0",
    )  # fmt: skip
    with pytest.raises(TooLarge):
        from_columns(bomb)


def test_a_number_is_not_taken_for_the_size_of_an_operation():
    shape = {"shapes": [[6, "", [""]]], "time": b"\0", "log": b"\0", "dots": b"\0"}
    for value in (2**40, -1, "text", None, [1, 2]):
        with pytest.raises(Malformed):
            from_columns(columns(values=[[[value]]], **shape))
    assert from_columns(columns(values=[[[b"\x92\x4d\x05"]]], **shape))


def test_a_short_column_of_names_and_nothing_cannot_grow_without_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sync.bundle.column_reader.REBUILT_LIMIT", 100_000)
    wide = [f"{number:0200}" for number in range(300)]
    bomb = columns(
        counts=pack_integers([10]), shape=b"\0", shapes=[[0, "p", wide]], values=[[[None] * 10] * 300], time=b"\0",
        log=b"\0", dots=b"\0",
    )  # fmt: skip
    with pytest.raises(TooLarge):
        from_columns(bomb)


@pytest.mark.parametrize(
    "shape", [[6, "", []], [2, "f", []], [3, "f", ["a", "b"]], [4, "x", []], [5, "", ["f"]], [1, "p", []], [7, "", []],
              [-1, "", []], [2**40, "", []]]
)  # fmt: skip
def test_a_shape_that_no_operation_has_is_refused(shape: list[Any]):
    with pytest.raises(Malformed):
        from_columns(columns(shapes=[shape], values=[[[b""]] * len(shape[2])]))


def test_times_cannot_run_out_of_all_bounds():
    with pytest.raises(Malformed):
        from_columns(
            columns(
                counts=pack_integers([3]), shape=b"\0", time=pack_integers([2**64 - 2] * 3), log=b"\0", dots=b"\0",
            )
        )  # fmt: skip


def test_another_spelling_is_told_from_another_shape():
    with pytest.raises(NotCanonical):
        decode(b"\xdc\x00\x02\xc4\x00\xc4\x00", Signatures)


@given(dots=st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=20))
def test_a_dot_of_any_size_comes_back(dots: list[tuple[int, int]]):
    operations = [msgspec.Raw(encode_operation(Delete(5, (0, *dot)))) for dot in dots]
    segment = Segment(b"header", Signatures(bytes(64), bytes(3309)), bytes(16), [], [], operations)
    assert from_columns(to_columns([segment])) == [segment]


def test_columns_take_time_in_step_with_the_number_of_operations():
    """Forty thousand edits were once gone through forty thousand times: a bundle of them took minutes to make."""
    deletion = msgspec.Raw(encode_operation(Delete(5, (0, 0, 0))))

    def laid(count: int) -> Callable[[], object]:
        segment = Segment(b"header", Signatures(bytes(64), bytes(3309)), bytes(16), [], [], [deletion] * count)
        return lambda: to_columns([segment])

    assert growth(laid, 100) < IN_PROPORTION


@given(texts=st.lists(st.text(), max_size=5))
def test_texts_come_back_whatever_stands_in_them(texts: list[str]):
    operations = [msgspec.Raw(encode_operation(Set(5, (0, 0, 0), {"note": text}))) for text in texts]
    segment = Segment(b"header", Signatures(bytes(64), bytes(3309)), bytes(16), [], [], operations)
    assert from_columns(to_columns([segment])) == [segment]


def test_columns_are_encoded_as_the_one_structure_that_they_are():
    operations = [msgspec.Raw(encode_operation(Set(5, (0, 0, 0), {"note": text}))) for text in ("one", "two")]
    segment = Segment(b"header", Signatures(bytes(64), bytes(3309)), bytes(16), [], [], operations)
    laid = lay_out([segment])
    assert decode(laid.data, Columns).values == [["one\0two"]]
    assert laid.seams == sorted(set(laid.seams))
    assert laid.seams[-1] == len(laid.data)
