"""Every decoder of what travels: any bytes are read or refused in an orderly way, in one spelling only."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.authority import operations
from sync.authority.operations import AuthorityOp, decode_authority
from sync.bundle.format import Content, Envelope, Manifest
from sync.log.operation import OPERATION_LIMIT, Insert, encode_operation
from sync.log.segment import Head
from sync.primitives.codec import Decoder, encode
from sync.primitives.errors import Malformed, NotCanonical, SyncError, TooLarge
from sync.replica import certificates
from sync.replica.acknowledgements import Statement
from sync.replica.certificates import Cut, Order, decode_certificate, encode_certificate
from sync.replica.checkpoints.snapshot import CircleSnapshot
from sync.replica.group_encryption import Blob
from tests.sync.spelling import damaged, distorted, of_type

seeds = st.integers(0, 2**32)
OPERATIONS: list[type[msgspec.Struct]] = [
    each
    for each in vars(operations).values()
    if isinstance(each, type) and issubclass(each, AuthorityOp) and each.__module__ == operations.__name__
]
DECODERS: list[tuple[type[msgspec.Struct], Callable[[bytes], Any]]] = [
    *((each, decode_authority) for each in OPERATIONS),
    *((each, decode_certificate) for each in (Order, Cut)),
    *((each, Decoder(each).decode) for each in (CircleSnapshot, Content, Statement, Blob, Manifest, Envelope)),
]


def test_all_operations_of_the_authority_are_tried():
    assert len(OPERATIONS) == len(operations.AUTHORITY_TAGS)


@pytest.mark.long
@pytest.mark.parametrize(("shape", "decoder"), DECODERS, ids=lambda each: getattr(each, "__name__", ""))
@given(data=st.data(), seed=seeds)
def test_spoilt_bytes_are_refused_in_an_orderly_way(
    shape: type[msgspec.Struct], decoder: Callable[[bytes], Any], data: st.DataObject, seed: int
):
    packed = encode(data.draw(of_type(shape)))
    for spoilt in (packed, damaged(packed, seed), distorted(packed, seed)):
        with contextlib.suppress(SyncError):
            assert getattr(decoder(spoilt), "raw", None) == spoilt or encode(decoder(spoilt)) == spoilt


def an_order(**changes: Any) -> bytes:
    replacement = encode_operation(Insert(5, "person", {}))
    order = Order(bytes(16), [(bytes(16), ["phone"])], [(bytes(32), [(0, replacement)])], b"")
    return encode_certificate(msgspec.structs.replace(order, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"circle": b"short"},
        {"targets": [(b"short", [])]},
        {"leaves": [(b"short", [])]},
        {"leaves": [(bytes(32), [(0, b"rubbish")])]},
        {"leaves": [(bytes(32), [(0, encode([77, 5]))])]},
        {"leaves": [(bytes(32), [(0, b"\x93\x00\xcc\x05\xa1p")])]},
        {"cut": b"short"},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(changes: dict[str, Any]):
    decode_certificate(an_order())
    with pytest.raises(Malformed):
        decode_certificate(an_order(**changes))


def test_an_order_cannot_bring_in_more_than_an_operation():
    large = b"\x94\x00\x05\xa1p\x81\xa1f\xda\xff\xff" + b"x" * OPERATION_LIMIT
    with pytest.raises(TooLarge):
        decode_certificate(an_order(leaves=[(bytes(32), [(0, large)])]))


def test_a_cut_that_makes_no_sense_is_refused():
    decode_certificate(encode_certificate(Cut(bytes(16), [Head(bytes(16), 0, bytes(32))], bytes(32))))
    for cut in (
        Cut(b"", [], bytes(32)),
        Cut(bytes(16), [], b""),
        Cut(bytes(16), [Head(b"", 0, bytes(32))], bytes(32)),
        Cut(bytes(16), [Head(bytes(16), 0, b"")], bytes(32)),
    ):
        with pytest.raises(Malformed):
            decode_certificate(encode_certificate(cut))


def test_a_certificate_has_a_largest_size_and_one_spelling(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(NotCanonical):
        decode_certificate(b"\xdc\x00\x04" + encode_certificate(Cut(bytes(16), [], bytes(32)))[1:])
    monkeypatch.setattr(certificates, "CERTIFICATE_LIMIT", 100)
    with pytest.raises(TooLarge):
        decode_certificate(an_order())
