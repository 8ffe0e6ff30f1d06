"""A circle's merged records at a cut, as bytes that are the same on every device, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sync.log.causality import Chain, SegmentPlace, Vector
from sync.log.operation import Insert, check_operation, check_value
from sync.log.segment import AUTHORITY, SEGMENT_OPERATIONS, Head, LogOpening
from sync.log.state import Gone, Live, RecordState
from sync.primitives.clock import check_time
from sync.primitives.codec import Decoder, DotRef, Wire, encode
from sync.primitives.errors import Malformed
from sync.primitives.suite import labelled_hash
from sync.replica.replica import Replica

Dot = tuple[int, int, int]
"""(position of the chain in the snapshot, segment, operation)."""


class ChainCut(Wire, frozen=True):
    """A log or branch up to the cut: its segments' hashes and nonces, and what the last of them had seen, by hash."""

    log: bytes
    device: bytes
    incarnation: bytes
    parent: int
    start: int
    segments: list[tuple[bytes, bytes]]
    seen: list[bytes]


class KeptRecord(Wire, frozen=True):
    """A merged record: values and elements, each with its dot and time; deletions and what they missed."""

    record: bytes
    kind: str
    dot: Dot
    time: int
    fields: dict[str, list[tuple[Dot, int, Any]]]
    sets: dict[str, list[tuple[Dot, int, Any]]]
    gone: list[tuple[Dot, int, list[Dot]]]


class CircleSnapshot(Wire, frozen=True):
    """A circle at a cut."""

    circle: bytes
    chains: list[ChainCut]
    records: list[KeptRecord]


_snapshots = Decoder(CircleSnapshot)
Seqs = dict[int, int]
"""The last sequence number below a cut, by this vault's number of the chain."""


def decode_snapshot(data: bytes) -> CircleSnapshot:
    """Raise `Malformed` or `NotCanonical`; what it says of records is checked by `states_of`."""
    return _snapshots.decode(data)


def decode_own(data: bytes) -> CircleSnapshot:
    """Give a snapshot that was encoded here."""
    return _snapshots.decode_trusted(data)


def snapshot_hash(data: bytes) -> bytes:
    """Give the hash that a cut names."""
    return labelled_hash("snapshot", data)


def head_at(replica: Replica, chain: int, seq: int) -> Head:
    """Give a segment that is here, or was, as a head."""
    place = replica.causality.at(chain, seq)
    assert place is not None
    return Head(replica.causality.chains[chain].log, seq, place.hash)


def chains_of(replica: Replica, circle: bytes) -> list[Chain]:
    """Give the logs of a circle, and their branches."""
    return [chain for chain in replica.causality.chains.values() if chain.opening.circle == circle]


def encode_snapshot(replica: Replica, circle: bytes, seqs: Seqs, states: Mapping[bytes, RecordState]) -> bytes:
    """Give the one encoding of a circle at a cut: everything is sorted by names that are the same everywhere."""
    causality = replica.causality
    order = sorted(seqs, key=lambda number: _name(replica, number, seqs[number]))
    positions = {number: position for position, number in enumerate(order)}
    chains = [_chain_cut(replica, causality.chains[number], seqs[number], positions) for number in order]

    def dot(segment: int, index: int) -> Dot:
        place = causality.places[segment]
        return positions[place.chain], place.seq, index

    def lives(values: Mapping[str, list[Live]]) -> dict[str, list[tuple[Dot, int, Any]]]:
        return {
            name: [
                (dot(live.segment, live.index), live.time, live.value)
                for live in (sorted(found, key=_live_order) if len(found) > 1 else found)
            ]
            for name, found in values.items()
            if found
        }

    def fields(state: RecordState) -> dict[str, list[tuple[Dot, int, Any]]]:
        assert state.first is not None
        making = dot(state.segment, state.index)
        made = {name: [(making, state.time, value)] for name, value in state.first.items() if name not in state.written}
        return made | lives(state.written)

    def _live_order(live: Live) -> tuple[Dot, bytes]:
        return dot(live.segment, live.index), encode(live.value)

    records = [
        KeptRecord(
            record, state.kind, dot(state.segment, state.index), state.time, fields(state), lives(state.sets),
            sorted((dot(gone.segment, gone.index), gone.time, sorted(dot(*each) for each in gone.missed))
                   for gone in state.gone),
        )
        for record, state in sorted(states.items())
    ]  # fmt: skip
    return encode(CircleSnapshot(circle, chains, records))


def _name(replica: Replica, chain: int, seq: int) -> tuple[bytes, int, bytes]:
    head = head_at(replica, chain, seq)
    return head.log, replica.causality.chains[chain].start, head.hash


def _chain_cut(replica: Replica, chain: Chain, seq: int, positions: Mapping[int, int]) -> ChainCut:
    causality = replica.causality
    places = [causality.at(chain.number, each) for each in range(chain.start, seq + 1)]
    last = places[-1]
    assert last is not None
    seen = (causality.at(number, upto) for number, upto in vector_at(replica, chain, last).items())
    return ChainCut(
        chain.log,
        chain.opening.device,
        chain.opening.incarnation,
        -1 if chain.parent is None else positions[chain.parent],
        chain.start,
        [(place.hash, place.nonce) for place in places if place],
        sorted(place.hash for place in seen if place),
    )


def vector_at(replica: Replica, chain: Chain, place: SegmentPlace) -> Vector:
    """Give the causal past up to and with a segment of a chain."""
    if place.seq == chain.cut:
        return chain.cut_vector
    if replica.causality.last_sealed(chain.number) == place:
        return chain.vector
    return replica.causality.past_at(place, replica.header)


def load_chains(replica: Replica, snapshot: CircleSnapshot) -> list[int]:
    """Take the chains of a snapshot into the index; gives this vault's numbers for their positions.

    A snapshot must not reach out of its circle: whoever certified it may have no say in any other.
    """
    causality, numbers = replica.causality, list[int]()
    for cut in snapshot.chains:
        if not cut.segments or not -1 <= cut.parent < len(numbers) or (cut.parent < 0) != (cut.start == 0):
            raise Malformed("a snapshot names its logs wrongly")
        if any(len(name) != 16 for name in (cut.log, cut.device, cut.incarnation)) or not 0 <= cut.start < 1 << 32:
            raise Malformed("a name or number of a log in a snapshot is out of range")
        opening = LogOpening(cut.device, snapshot.circle, cut.incarnation)
        chain = _chain_here(replica, cut)
        if chain is None and any(
            known.opening.device == cut.device and known.opening.circle != snapshot.circle
            for known in causality.chains_of(cut.log)
        ):
            raise Malformed("a snapshot claims a log of another circle")
        if chain is None:
            parent = numbers[cut.parent] if cut.parent >= 0 else None
            chain = Chain(causality.next_chain(), cut.log, opening, parent, cut.start, {})
        if (chain.log, chain.opening, chain.start) != (cut.log, opening, cut.start):
            raise Malformed("a snapshot names logs of another circle or device")
        if chain.number not in causality.chains:
            causality.open_chain(chain)
        numbers.append(chain.number)
        _load_places(replica, chain, cut)
    for number, cut in zip(numbers, snapshot.chains, strict=True):
        _cut_chain(replica, causality.chains[number], cut)
    return numbers


def _cut_chain(replica: Replica, chain: Chain, cut: ChainCut) -> None:
    causality = replica.causality
    vector: Vector = {}
    for digest in cut.seen:
        place = causality.by_hash(digest)
        circle = causality.chains[place.chain].opening.circle if place else None
        if place is None or circle not in {chain.opening.circle, AUTHORITY}:
            raise Malformed("a snapshot builds on something that is not here")
        causality.follow(vector, place)
    chain.cut, chain.cut_vector = cut.start + len(cut.segments) - 1, vector
    last = causality.last_sealed(chain.number)
    if last is not None and last.seq <= chain.cut:
        chain.vector = dict(vector)
    replica.store.save_chain(chain)
    let_go(replica, chain)


def _chain_here(replica: Replica, cut: ChainCut) -> Chain | None:
    """Give a chain that is here in part: with one of the cut's segments."""
    for digest, _ in cut.segments:
        place = replica.causality.by_hash(digest)
        if place is not None:
            return replica.causality.chains[place.chain]
    return None


def _load_places(replica: Replica, chain: Chain, cut: ChainCut) -> None:
    causality = replica.causality
    for offset, (digest, nonce) in enumerate(cut.segments):
        if (len(digest), len(nonce)) != (32, 16):
            raise Malformed("a hash or nonce in a snapshot has the wrong length")
        known = causality.by_hash(digest)
        if known is not None and (known.chain, known.seq) != (chain.number, cut.start + offset):
            raise Malformed("a snapshot names a segment in another place than it has")
        if known is None:
            place = SegmentPlace(causality.next_place(), chain.number, cut.start + offset, digest, nonce)
            causality.add(place)
            replica.store.save_place(place)


def states_of(replica: Replica, snapshot: CircleSnapshot, numbers: list[int]) -> dict[bytes, RecordState]:
    """Give the states of a snapshot's records.

    `numbers` are the chains' in this vault. Raises `Malformed` for what no operation could say.
    """
    causality = replica.causality
    known: dict[tuple[int, int], int] = {}
    shapes: set[tuple[str, ...]] = set()

    def at(dot: Dot) -> tuple[int, int]:
        position, seq, index = dot
        number = known.get((position, seq))
        if number is None:
            place = causality.at(numbers[position], seq) if 0 <= position < len(numbers) else None
            if place is None:
                raise Malformed("a snapshot names a change that it does not hold")
            number = known[position, seq] = place.number
        if not 0 <= index < SEGMENT_OPERATIONS:
            raise Malformed("a snapshot names a change that it does not hold")
        return number, index

    def lives(found: list[tuple[Dot, int, Any]]) -> list[Live]:
        return [Live(*at(dot), time, value) for dot, time, value in found]

    def state_of(kept: KeptRecord) -> RecordState:
        shape = kept.kind, *kept.fields, *kept.sets
        if shape not in shapes:
            check_operation(Insert(kept.time, kept.kind, dict.fromkeys(shape[1:])))
            shapes.add(shape)
        _check_values(kept)
        segment, index = at(kept.dot)
        if causality.record_id(segment, index) != kept.record:
            raise Malformed("a snapshot names a record by another id than it has")
        gone = [Gone(*at(dot), time, [at(each) for each in missed]) for dot, time, missed in kept.gone]
        making = kept.dot, kept.time
        first: dict[str, Any] = {}
        written: dict[str, list[Live]] = {}
        for name, found in kept.fields.items():
            if len(found) == 1 and found[0][:2] == making:
                first[name] = found[0][2]
            else:
                written[name] = lives(found)
        sets = {name: lives(found) for name, found in kept.sets.items()}
        return RecordState(kept.kind, segment, index, kept.time, first, written, sets, gone)

    return {kept.record: state_of(kept) for kept in snapshot.records}


def _check_values(kept: KeptRecord) -> None:
    """Allow what operations could say: a certificate tells who answers for it, not that there is sense in it."""
    check_time(kept.time)
    for found in kept.fields.values():
        for _dot, time, value in found:
            if time != kept.time:
                check_time(time)
            if type(value) is str:
                continue  # Most values, which can only be too large.
            check_value(value)
            parts = cast("list[Any]", value) if isinstance(value, list) else [value]
            if any(isinstance(each, DotRef) for each in parts):
                raise Malformed("a snapshot names a record by its dot")
    for _dot, time, element in (each for found in kept.sets.values() for each in found):
        check_time(time)
        if not isinstance(element, str):
            raise Malformed("an element of a set is not text")
    for _dot, time, _missed in kept.gone:
        check_time(time)


def let_go(replica: Replica, chain: Chain) -> int:
    """Drop the segments of a chain up to its cut; gives how many there were."""
    numbers: list[int] = []
    for seq in range(chain.start, chain.cut + 1):
        place = replica.causality.at(chain.number, seq)
        if place is not None:
            replica.store.drop_segment(place.number)
            numbers.append(place.number)
    replica.store.drop_traces_of(numbers)
    return len(numbers)
