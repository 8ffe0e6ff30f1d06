"""Segments as an attacker would make them: a member's own program, or a carrier's. None may stop or mislead anybody."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.authority.operations import Part, Role
from sync.log.operation import Delete, Include, Insert, Restore, Set, encode_operation
from sync.log.segment import AUTHORITY, Head, Segment, leaf, salts_of
from sync.primitives.codec import DotRef, IdRef, encode
from sync.primitives.errors import BadSignature, Malformed, PendingFull, SyncError, Unauthorised, UnknownDevice
from sync.replica import admin_commands
from sync.replica.apply import NOWHERE
from sync.replica.replica import Replica
from tests.examples import examples
from tests.sync.spelling import damaged, record_operations
from tests.sync.world import DAY, YEAR, Laptop, World, assert_agree, forge, header_of, meet

INSERT = encode_operation(Insert(5, "person", {"name": "Dora"}))
LATER = encode([77, 5, {"what": "this version cannot know"}])


@pytest.fixture
def bea(world: World, ann: Laptop) -> Laptop:
    """Give an editor whose program may be her own."""
    return world.join("Bea", ann)


def refused(laptop: Laptop, *segments: Segment, error: type[SyncError] = SyncError) -> None:
    """Nothing of it is kept."""
    before = laptop.digest(), len(laptop.replica.causality.places), laptop.store.pending()
    with pytest.raises(error):
        laptop.take(segments)
    assert (laptop.digest(), len(laptop.replica.causality.places), laptop.store.pending()) == before


def still_exchange(ann: Laptop, bea: Laptop) -> None:
    """Whatever was taken in, both go on writing, make bundles and agree."""
    meet(ann, bea)
    record = ann.create(name="after all")
    bea.open(ann.bundle(bea, everything=True))
    bea.update(record, name="after all, B.")
    ann.open(bea.bundle(ann, everything=True))
    for laptop in (ann, bea):
        laptop.reopen()
    assert_agree(ann, bea)


# -- operations


@pytest.mark.parametrize(
    "operation",
    [
        b"\xc0",
        b"\x92\x4d",
        b"\x92\x4d\xc1",
        b"\x90",
        b"\x93\x04\x05\x93\xff\x00\x00",
        encode(Delete(5, (0, -1, 0))),
        encode(Delete(5, (0, 2**63, 0))),
        encode(Delete(5, (2**64 - 1, 0, 0))),
        encode(Restore(5, (0, 0, 2**32))),
        encode(Set(-1, (0, 0, 0), {})),
        encode(Set(1 << 47, (0, 0, 0), {})),
        encode(Set(5, (0, 0, 0), {"": 1})),
        encode(Set(5, (0, 0, 0), {"f": [[1]]})),
        encode(Insert(5, "x" * 201, {})),
        encode([0, 5, "person", {"f": {"deep": 1}}]),
        encode([36, 5, b"", b"", b"", b""]),
    ],
)
@pytest.mark.parametrize("quarantined", [False, True])
def test_a_malformed_operation_is_refused_even_where_it_would_have_no_effect(
    ann: Laptop, bea: Laptop, operation: bytes, quarantined: bool
):
    """Kept in quarantine, it would break every bundle that passes it on."""
    circle = AUTHORITY if quarantined else ann.circle
    refused(ann, forge(bea, operation, circle=circle))
    refused(ann, forge(bea, INSERT, operation, circle=circle))
    still_exchange(ann, bea)


@pytest.mark.parametrize(
    "operation",
    [
        Delete(5, (0, 0, 0)),
        Delete(5, (0, 0, 1)),
        Delete(5, (0, 0, 2**32 - 1)),
        Delete(5, (0, 2**32 - 1, 0)),
        Set(5, (1, 0, 0), {"f": 1}),
        Set(5, (2**32 - 1, 0, 0), {"f": 1}),
        Include(5, (0, 1, 0), "f", ["a"]),
    ],
)
def test_an_operation_on_a_record_that_is_not_there_is_void(ann: Laptop, bea: Laptop, operation: Any):
    taken = ann.take([forge(bea, encode_operation(operation))])
    assert (taken.new, taken.replayed.void, taken.replayed.operations) == (1, 1, 0)
    still_exchange(ann, bea)


def test_a_record_outside_the_past_of_its_author_cannot_be_named(world: World, ann: Laptop, bea: Laptop):
    cem = world.join("Cem", ann)
    record = cem.create(name="Cem's")
    (his,) = cem.own()
    unseen = forge(bea, encode_operation(Set(5, (1, 0, 0), {"name": "forged"})), logs=[header_of(his).log])
    by_hash = forge(bea, encode_operation(Set(5, (1, 0, 0), {"name": "forged"})), logs=[his.hash])
    assert ann.take([his, unseen, by_hash]).replayed.void == 2
    meet(ann, bea, cem)
    assert cem.values(record, "name") == ["Cem's"]
    assert_agree(ann, bea, cem)


def test_a_log_is_named_only_as_far_as_its_author_knew_it(world: World, ann: Laptop, bea: Laptop):
    """Or what it comes to would depend on who had taken the rest of the log by then."""
    cem = world.join("Cem", ann)
    cem.create(name="first")
    (first,) = cem.own()
    later = cem.create(name="later")
    bea.take([first])
    logs = [header_of(first).log]
    dots = [encode_operation(Set(5, (1, seq, 0), {"phone": str(seq)})) for seq in (0, 1)]
    segment = forge(bea, *dots, logs=logs, deps=[head_of(first)])
    assert ann.take([*cem.own(), segment]).replayed.void == 1
    assert "phone" not in ann.state(later).fields
    meet(ann, bea, cem)
    assert_agree(ann, bea, cem)


def test_a_reference_to_nothing_is_one_to_nowhere(ann: Laptop, bea: Laptop):
    dots = [(0, 0, 0), (0, 7, 0), (9, 0, 0), (0, 0, 4096), (0, 0, 2**32 - 1)]
    fields = {f"f{number}": DotRef(dot) for number, dot in enumerate(dots)}
    several = {"several": [DotRef((0, 7, 0)), "x", DotRef((0, 0, 0))]}
    ann.take([forge(bea, encode_operation(Insert(5, "note", fields)), encode_operation(Set(5, (0, 0, 0), several)))])
    ((record, _state),) = ann.store.all_states()
    assert {ann.values(record, name)[0] for name in fields} == {IdRef(NOWHERE)}
    assert ann.values(record, "several") == [[IdRef(NOWHERE), "x", IdRef(record)]]
    still_exchange(ann, bea)


def test_an_operation_cannot_be_later_than_its_segment(ann: Laptop, bea: Laptop):
    """Else it would stand first among values forever, and nobody would be warned of its clock."""
    late = encode_operation(Insert(ann.world.now + YEAR, "person", {"name": "late"}))
    refused(ann, forge(bea, late), error=Malformed)


def test_an_operation_of_a_later_version_is_kept_passed_on_and_ignored(world: World, ann: Laptop, bea: Laptop):
    segment = forge(bea, INSERT, LATER)
    taken = ann.take([segment])
    assert (taken.replayed.operations, taken.replayed.unknown) == (1, 1)
    cem = world.admit("Cem", ann)
    cem.open(ann.bundle(cem))
    place = cem.replica.causality.by_hash(segment.hash)
    assert place is not None
    assert bytes(cem.store.segment(place.number).operations[1]) == LATER
    assert encode(cem.store.segment(place.number)) == encode(segment)
    meet(ann, bea, cem)
    still_exchange(ann, bea)
    assert_agree(ann, bea)


@pytest.mark.long
@examples(25)
@given(operations=st.lists(record_operations, min_size=1, max_size=6))
def test_any_operations_of_a_member_leave_everybody_in_agreement(operations: list[Any]):
    world = World()
    ann = world.found("Ann")
    bea = world.join("Bea", ann)
    segment = forge(bea, *map(encode_operation, operations), time=2**41)
    ann.take([segment])
    bea.take([segment])
    still_exchange(ann, bea)


# -- headers


def head_of(segment: Segment, **changes: Any) -> Head:
    header = header_of(segment)
    return msgspec.structs.replace(Head(header.log, header.seq, segment.hash), **changes)


def test_a_head_must_say_what_it_points_to(ann: Laptop, bea: Laptop):
    ann.create(name="Dora")
    meet(ann, bea)
    (hers,) = ann.own()
    assert ann.take([forge(bea, INSERT, deps=[head_of(hers)])]).new == 1
    for wrong in (head_of(hers, seq=9), head_of(hers, seq=2**64 - 1), head_of(hers, log=bytes(16))):
        refused(ann, forge(bea, INSERT, deps=[wrong]), error=Malformed)
    refused(ann, forge(bea, INSERT, deps=[head_of(hers, seq=-1)]), error=Malformed)


def test_a_segment_names_its_own_circle_and_the_authority_each_in_its_place(ann: Laptop, bea: Laptop):
    """Who may not read a circle would wait forever for a segment of it."""
    ann.create(name="Dora")
    meet(ann, bea)
    (hers,) = ann.own()
    trust = ann.replica.causality.heads(AUTHORITY)
    refused(ann, forge(bea, INSERT, authority=[*trust, head_of(hers)]), error=Malformed)
    refused(ann, forge(bea, INSERT, deps=trust), error=Malformed)
    refused(bea, forge(ann, LATER, circle=AUTHORITY, deps=[head_of(hers)]), error=Malformed)
    refused(bea, forge(ann, LATER, circle=AUTHORITY, deps=trust), error=Malformed)


def test_a_segment_that_names_its_own_log_changes_nothing(ann: Laptop, bea: Laptop):
    first = forge(bea, INSERT)
    second = forge(bea, INSERT, after=first, deps=[head_of(first)] * 3)
    assert ann.take([second, first]).new == 2
    still_exchange(ann, bea)


def test_a_segment_continues_its_own_log_with_the_next_number(ann: Laptop, bea: Laptop):
    first, other = forge(bea, INSERT), forge(bea, INSERT)
    ann.take([first, other])
    refused(ann, forge(bea, INSERT, after=first, seq=2), error=Malformed)
    refused(ann, forge(bea, INSERT, after=first, seq=2**31), error=Malformed)
    refused(ann, forge(bea, INSERT, after=first, log=header_of(other).log), error=Malformed)
    refused(ann, forge(bea, INSERT, after=first, opening=header_of(first).opening), error=Malformed)


def test_a_log_is_of_one_circle(ann: Laptop, bea: Laptop):
    """In two, it could make records of one id that are in both; the rest of what came counts."""
    circle = admin_commands.open_circle(ann.replica, "crew", [(bea.replica.device, Part.EDITOR)])
    meet(ann, bea)
    first, good = forge(bea, INSERT), forge(bea, INSERT)
    log = header_of(first).log
    taken = ann.take([first, forge(bea, INSERT, circle=circle, log=log), good])
    assert (taken.new, taken.refused) == (2, 1)
    assert {ann.replica.circle_of(state) for _, state in ann.store.all_states()} == {ann.circle}
    still_exchange(ann, bea)


def test_nobody_continues_the_log_of_another(ann: Laptop, bea: Laptop):
    ann.create(name="Dora")
    meet(ann, bea)
    refused(bea, forge(bea, INSERT, after=ann.own()[0]), error=BadSignature)


def test_an_unknown_device_is_refused(world: World, ann: Laptop, bea: Laptop):
    eve = Laptop(world, "Eve")
    eve.reopen()
    eve.replica.causality = ann.replica.causality
    refused(ann, forge(eve, INSERT, circle=ann.circle), error=UnknownDevice)
    refused(ann, forge(eve, INSERT, circle=AUTHORITY), error=UnknownDevice)


def test_a_circle_that_its_author_did_not_know_is_refused(ann: Laptop, bea: Laptop):
    """Nobody could pass on what is in it: no bundle could be made any more."""
    refused(ann, forge(bea, INSERT, circle=b"no such circle.."), error=Unauthorised)
    still_exchange(ann, bea)


def test_thousands_of_heads_are_gone_through_once(ann: Laptop, bea: Laptop):
    segments = [forge(bea, INSERT) for _ in range(150)]
    heads = [head_of(segment) for segment in segments]
    last = forge(bea, INSERT, deps=heads)
    taken = ann.take([last, *segments])
    assert (taken.new, taken.pending) == (151, 0)


# -- erasures


def test_a_carrier_cannot_leave_out_an_operation(ann: Laptop, bea: Laptop):
    """A missing operation that nobody ordered to be erased is wanted: the segment counts as not here."""
    bea.create(name="Dora")
    bea.create(name="Emil")
    (segment,) = bea.own()
    operations = list(map(bytes, segment.operations))
    censored = msgspec.structs.replace(
        segment,
        seed=b"",
        salts=salts_of(segment.seed, 1),
        erased=[(1, leaf(salts_of(segment.seed, 2)[1], operations[1]))],
        operations=segment.operations[:1],
    )
    taken = ann.take([censored])
    assert (taken.new, taken.wanted) == (0, 1)
    assert ann.take([segment]).new == 1


# -- waiting


def test_what_waits_is_kept_and_delivered_when_the_rest_comes(world: World, ann: Laptop, bea: Laptop):
    chain = [forge(bea, INSERT)]
    for _ in range(5):
        chain.append(forge(bea, INSERT, after=chain[-1]))
    assert ann.take(reversed(chain[1:])).pending == 5
    ann.reopen()
    assert ann.take([]).pending == 5
    taken = ann.take([chain[0]])
    assert (taken.new, taken.pending) == (6, 0)
    assert not ann.store.pending()


def test_a_bad_segment_that_waited_does_not_stop_the_good_ones(ann: Laptop, bea: Laptop):
    """It could not be verified when it came. When its turn comes it is dropped, and nothing else."""
    first = forge(bea, INSERT)
    bad = msgspec.structs.replace(forge(bea, INSERT, after=first), signatures=first.signatures)
    worse = forge(bea, encode(Delete(5, (0, -1, 0))), after=first)
    assert ann.take([bad, worse]).pending == 2
    taken = ann.take([first])
    assert (taken.new, taken.refused, taken.pending) == (1, 2, 0)
    assert not ann.store.pending()
    still_exchange(ann, bea)


def test_a_spoilt_copy_that_came_first_does_not_hide_the_true_segment(ann: Laptop, bea: Laptop):
    first = forge(bea, INSERT)
    true = forge(bea, INSERT, after=first)
    spoilt = msgspec.structs.replace(true, operations=[msgspec.Raw(LATER)])
    assert ann.take([spoilt]).pending == 1
    taken = ann.take([true, first])
    assert (taken.new, taken.refused, taken.pending) == (2, 0, 0)
    assert not ann.store.pending()


def test_a_shapeless_segment_is_not_even_kept_waiting(ann: Laptop, bea: Laptop):
    waiting = forge(bea, INSERT, after=forge(bea, INSERT))
    for changes in (
        {"operations": []},
        {"operations": [msgspec.Raw(INSERT)] * 2},
        {"salts": [bytes(16)] * 1000},
        {"operations": [msgspec.Raw(encode(Insert(5, "x", {"f": "y" * 70_000})))]},
    ):
        refused(ann, msgspec.structs.replace(waiting, **changes))


def test_the_waiting_room_is_bounded(ann: Laptop, bea: Laptop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sync.replica.ingest.PENDING_SEGMENTS", 3)
    ready = forge(bea, INSERT)
    waiting = [forge(bea, INSERT, after=forge(bea, INSERT)) for _ in range(4)]
    refused(ann, ready, *waiting, error=PendingFull)
    assert ann.take(waiting[:3]).pending == 3
    newer = [forge(bea, INSERT, after=ready), forge(bea, INSERT, after=ready)]
    taken = ann.take(newer)
    assert (taken.pending, taken.refused) == (3, 2), "what waited before gives way"
    assert ann.take([ready]).new == 3


def test_the_waiting_room_is_bounded_in_bytes_too(ann: Laptop, bea: Laptop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sync.replica.ingest.PENDING_BYTES", 20_000)
    waiting = [forge(bea, INSERT, after=forge(bea, INSERT)) for _ in range(10)]
    refused(ann, *waiting, error=PendingFull)
    assert ann.take(waiting[:4]).pending == 4


# -- clocks


@pytest.mark.parametrize(("error", "told"), [(DAY - 3_600_000, False), (DAY + 3_600_000, True), (100 * YEAR, True)])
def test_a_clock_far_ahead_is_told_and_does_not_drag_ours(ann: Laptop, bea: Laptop, error: int, told: bool):
    bea.error = error
    record = bea.create(name="Dora")
    assert ann.take(bea.own()).clocks_ahead == ({bea.replica.device} if told else set())
    before = ann.wall()
    ann.update(record, name="Dora A.")
    assert (ann.state(record).fields["name"][0].time > before + 100) is not told
    meet(ann, bea)
    assert bea.values(record, "name") == ["Dora A."], "the clock decides nothing"
    assert_agree(ann, bea)


@pytest.mark.parametrize("error", [-200 * YEAR, -100 * YEAR, 5000 * YEAR, 10**15])
def test_no_clock_is_too_wrong_to_write_with(world: World, error: int):
    ann = Laptop(world, "Ann")
    ann.error = error
    ann.replica = Replica.found(
        ann.store, ann.secrets, "Kitchen", "Ann", "everyone", ann.incarnation, ann.wall, world.random
    )
    world.group = ann.replica.group
    bea = world.join("Bea", ann, Role.ADMIN)
    record = bea.create(name="Dora")
    ann.take(bea.sealed())
    ann.update(record, name="Dora A.")
    meet(ann, bea)
    assert bea.values(record, "name") == ["Dora A."]
    assert_agree(ann, bea)


# -- anything at all


@pytest.mark.long
@given(seed=st.integers(0, 2**32), which=st.integers(0, 20))
def test_a_damaged_segment_is_refused_in_an_orderly_way(seed: int, which: int):
    world = World()
    ann = world.found("Ann")
    bea = world.join("Bea", ann)
    bea.create(name="Dora")
    segments = bea.sealed()
    position = which % len(segments)
    good = segments[position]
    changes: dict[str, Any] = (
        {"header": damaged(good.header, seed)},
        {"operations": [msgspec.Raw(damaged(bytes(each), seed)) for each in good.operations]},
        {"seed": damaged(good.seed, seed)},
    )[seed % 3]
    spoilt = msgspec.structs.replace(good, **changes)
    fresh = world.admit("Fresh", ann)
    try:
        fresh.take([*segments[:position], spoilt, *segments[position + 1 :]])
    except SyncError:
        fresh = world.admit("Fresh", ann)
    meet(ann, bea, fresh)
    assert_agree(ann, bea, fresh)
