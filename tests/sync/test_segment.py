"""What a segment proves: who made every operation of it, and that none was changed, added or taken away."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from sync.log.change import Create
from sync.log.operation import Insert, encode_operation
from sync.log.segment import (
    HEADER_LIMIT,
    SEGMENT_OPERATIONS,
    Head,
    LogOpening,
    Segment,
    SegmentHeader,
    check_shape,
    leaf,
    numbered,
    read_header,
    salts_of,
    seal,
    verify,
)
from sync.primitives.codec import encode
from sync.primitives.errors import BadSignature, ForeignGroup, Malformed, TooLarge, Unsupported
from sync.primitives.keys import DeviceSecrets, Signatures
from tests.sync.world import World, header_of

GROUP = bytes(range(32))
OPERATIONS = [encode_operation(Insert(5, "person", {"name": name})) for name in ("Ann", "Bea", "Cem")]
SECRETS = DeviceSecrets(b"\1" * 32, b"\2" * 32, b"\3" * 32)
OTHERS = DeviceSecrets(b"\4" * 32, b"\5" * 32, b"\6" * 32)
OPENING = LogOpening(bytes(16), bytes(16), bytes(16))
HEADER = SegmentHeader(1, 1, GROUP, b"l" * 16, 0, b"", OPENING, [], [], [], b"n" * 16, 5, 0, b"")
SEED = b"s" * 16


def sealed() -> Segment:
    return seal(HEADER, OPERATIONS, SEED, SECRETS)


def changed(segment: Segment, **changes: object) -> Segment:
    return msgspec.structs.replace(segment, **changes)


def erased(segment: Segment, *indexes: int) -> Segment:
    """As after an erasure: leaf hashes for some operations, salts one by one for the others."""
    operations = list(map(bytes, segment.operations))
    salts = salts_of(segment.seed, len(operations))
    gone = [(index, leaf(salts[index], operations[index])) for index in indexes]
    kept = [index for index in range(len(operations)) if index not in indexes]
    return changed(
        segment,
        seed=b"",
        salts=[salts[index] for index in kept],
        erased=gone,
        operations=[segment.operations[index] for index in kept],
    )


def check(segment: Segment) -> None:
    verify(segment, read_header(segment.header, GROUP), SECRETS.public())


def test_a_segment_as_it_was_sealed_verifies():
    segment = sealed()
    check(segment)
    assert list(numbered(segment, 3)) == list(enumerate(OPERATIONS))
    with pytest.raises(BadSignature):
        verify(segment, read_header(segment.header, GROUP), OTHERS.public())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda good, other: Signatures(other.ed25519, good.ml_dsa),
        lambda good, other: Signatures(good.ed25519, other.ml_dsa),
        lambda good, _other: Signatures(good.ed25519, b""),
        lambda good, _other: Signatures(b"", good.ml_dsa),
        lambda good, _other: Signatures(bytes(64), good.ml_dsa),
        lambda good, _other: Signatures(good.ed25519, bytes(3309)),
        lambda good, _other: Signatures(good.ed25519[:-1] + b"\0", good.ml_dsa),
        lambda good, _other: Signatures(good.ml_dsa, good.ed25519),
    ],
)
def test_one_good_signature_is_not_enough(spoil: Callable[[Signatures, Signatures], Signatures]):
    segment = sealed()
    other = OTHERS.sign("segment", segment.header)
    with pytest.raises(BadSignature):
        check(changed(segment, signatures=spoil(segment.signatures, other)))


def test_a_signature_for_another_purpose_is_not_one_for_a_segment():
    segment = sealed()
    with pytest.raises(BadSignature):
        check(changed(segment, signatures=SECRETS.sign("statement", segment.header)))


def test_no_operation_can_be_changed_added_moved_or_left_out():
    segment = sealed()
    one, two, three = segment.operations
    other = msgspec.Raw(encode_operation(Insert(5, "person", {"name": "Eve"})))
    for operations in ([one, other, three], [two, one, three], [one, one, three]):
        with pytest.raises(BadSignature):
            check(changed(segment, operations=operations))
    for operations in ([one, two], [], [one, two, three, other]):
        with pytest.raises(Malformed):
            check(changed(segment, operations=operations))
    with pytest.raises(BadSignature):
        check(changed(segment, seed=b"t" * 16))


def test_an_erased_operation_still_verifies_by_its_leaf():
    for indexes in ((1,), (0, 2), (0, 1, 2)):
        segment = erased(sealed(), *indexes)
        check(segment)
        assert [index for index, _ in numbered(segment, 3)] == [index for index in range(3) if index not in indexes]


def test_a_changed_leaf_or_salt_is_noticed():
    segment = erased(sealed(), 1)
    with pytest.raises(BadSignature):
        check(changed(segment, erased=[(1, bytes(32))]))
    with pytest.raises(BadSignature):
        check(changed(segment, erased=[(0, segment.erased[0][1])]))
    with pytest.raises(BadSignature):
        check(changed(segment, salts=list(reversed(segment.salts))))


def test_bytes_cannot_wander_from_an_operation_into_its_salt():
    """The author wrote text that looks like an operation: nobody can make one of it by a longer salt."""
    hidden = encode_operation(Insert(1, "person", {"name": "Eve"}))
    carrier = encode_operation(Insert(5, "note", {"text": hidden}))
    segment = erased(seal(HEADER, [carrier, OPERATIONS[0]], SEED, SECRETS), 1)
    cut = len(carrier) - len(hidden)
    forged = changed(segment, salts=[segment.salts[0] + carrier[:cut]], operations=[msgspec.Raw(carrier[cut:])])
    with pytest.raises(Malformed):
        check(forged)


@pytest.mark.parametrize(
    "changes",
    [
        {"erased": [(1, bytes(32)), (1, bytes(32))]},
        {"erased": [(3, bytes(32))]},
        {"erased": [(-1, bytes(32))]},
        {"erased": [(2**63, bytes(32))]},
        {"erased": [(1, bytes(31))]},
        {"salts": []},
        {"salts": [bytes(16)] * 3},
        {"salts": [bytes(16), bytes(15)]},
        {"seed": SEED},
    ],
)
def test_a_segment_with_erased_operations_has_one_form(changes: dict[str, object]):
    segment = changed(erased(sealed(), 1), **changes)
    with pytest.raises(Malformed):
        check_shape(segment, header_of(segment))


@pytest.mark.parametrize("order", [(1, 0), (0, 0)])
def test_erased_operations_are_named_in_order_and_once(order: tuple[int, int]):
    """In another order every leaf would still be right, and one segment would have two spellings."""
    segment = erased(sealed(), 0, 1)
    with pytest.raises(Malformed):
        check(changed(segment, erased=[segment.erased[index] for index in order]))


def test_a_whole_segment_has_one_form():
    for changes in ({"seed": b""}, {"seed": bytes(17)}, {"salts": [bytes(16)] * 3}):
        with pytest.raises(Malformed):
            check(changed(sealed(), **changes))


def test_operations_have_a_largest_size_each_and_together():
    with pytest.raises(TooLarge):
        check(seal(HEADER, [encode(Insert(1, "note", {"f": "x" * 66_000}))], SEED, SECRETS))
    with pytest.raises(TooLarge):
        check(seal(HEADER, [encode(Insert(1, "note", {"f": "x" * 60_000}))] * 20, SEED, SECRETS))


HEAD = Head(b"l" * 16, 3, bytes(32))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"format": 2}, Unsupported),
        ({"suite": 0}, Unsupported),
        ({"group": bytes(32)}, ForeignGroup),
        ({"seq": 1}, Malformed),
        ({"seq": -1, "opening": None, "previous": bytes(32)}, Malformed),
        ({"seq": 2**32, "opening": None, "previous": bytes(32)}, Malformed),
        ({"seq": 1, "opening": None}, Malformed),
        ({"seq": 1, "opening": None, "previous": bytes(31)}, Malformed),
        ({"seq": 1, "previous": bytes(32)}, Malformed),
        ({"opening": None}, Malformed),
        ({"previous": bytes(32)}, Malformed),
        ({"opening": LogOpening(b"", bytes(16), bytes(16))}, Malformed),
        ({"opening": LogOpening(bytes(16), bytes(17), bytes(16))}, Malformed),
        ({"opening": LogOpening(bytes(16), bytes(16), bytes(10_000))}, Malformed),
        ({"log": b""}, Malformed),
        ({"nonce": bytes(15)}, Malformed),
        ({"logs": [bytes(15)]}, Malformed),
        ({"deps": [Head(b"", 0, bytes(32))]}, Malformed),
        ({"authority": [Head(bytes(16), 0, bytes(16))]}, Malformed),
        ({"time": -1}, Malformed),
        ({"time": 1 << 47}, Malformed),
        ({"deps": [HEAD] * (HEADER_LIMIT // 50)}, TooLarge),
    ],
)
def test_a_header_is_read_only_if_it_makes_sense(changes: dict[str, object], error: type[Exception]):
    header = msgspec.structs.replace(HEADER, count=3, leaves=bytes(32))
    assert read_header(encode(header), GROUP) == header
    with pytest.raises(error):
        read_header(encode(msgspec.structs.replace(header, **changes)), GROUP)


@pytest.mark.parametrize("count", [0, -1, SEGMENT_OPERATIONS + 1, 2**63])
def test_a_segment_holds_some_operations_and_not_too_many(count: int):
    with pytest.raises(Malformed):
        read_header(encode(msgspec.structs.replace(HEADER, count=count, leaves=bytes(32))), GROUP)


@pytest.mark.long
def test_a_full_segment_is_sealed_and_an_empty_one_never():
    world = World()
    ann = world.found("Ann")
    bea = world.join("Bea", ann)
    ann.write(*(Create("person", {"name": str(number)}) for number in range(SEGMENT_OPERATIONS)))
    ann.write()
    (whole,) = ann.own()
    assert header_of(whole).count == SEGMENT_OPERATIONS
    ann.write(*(Create("person", {"name": str(number)}) for number in range(SEGMENT_OPERATIONS + 1)))
    assert [header_of(each).count for each in ann.own()] == [SEGMENT_OPERATIONS, SEGMENT_OPERATIONS, 1]
    bea.take(ann.sealed())
    assert bea.digest() == ann.digest() == ann.replayed()


def test_a_segment_is_sealed_when_it_grows_large():
    world = World()
    ann = world.found("Ann")
    bea = world.join("Bea", ann)
    for _ in range(40):
        ann.create("note", text="x" * 60_000)
    assert len(ann.own()) == 3
    bea.take(ann.sealed())
    assert bea.digest() == ann.digest()
