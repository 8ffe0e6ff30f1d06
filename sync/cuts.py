"""Snapshots: at a cut of a circle's log, the merged records stand for all that led to them.

A steward certifies the snapshot's hash. A newcomer starts from it; and once every active device has stated that it has
all below the cut, each device lets go of those segments. The state at the cut is kept as the base on which the rest of
the log is replayed, so snapshot and tail always give what the whole log gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sync import mending
from sync.authority import Certify
from sync.causality import Chain, Place, Vector
from sync.clock import check_time
from sync.codec import Decoder, DotRef, Wire, encode
from sync.errors import BadSignature, Malformed, Unauthorised
from sync.judgement import Ledger
from sync.knowledge import stated, wished
from sync.memory import MemoryStore
from sync.operation import Insert, check_operation, check_value
from sync.papers import Cut, accept_paper, encode_paper, paper_hash
from sync.replay import Replayed, Replayer
from sync.replica import Replica
from sync.segment import AUTHORITY, SEGMENT_OPERATIONS, Head, Opening
from sync.state import Gone, Live, RecordState
from sync.suite import labelled_hash
from sync.walk import walk

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


class Kept(Wire, frozen=True):
    """A merged record: values and elements, each with its dot and time; deletions and what they missed."""

    record: bytes
    kind: str
    dot: Dot
    time: int
    fields: dict[str, list[tuple[Dot, int, Any]]]
    sets: dict[str, list[tuple[Dot, int, Any]]]
    gone: list[tuple[Dot, int, list[Dot]]]


class Snapshot(Wire, frozen=True):
    """A circle at a cut."""

    circle: bytes
    chains: list[ChainCut]
    records: list[Kept]


_snapshots = Decoder(Snapshot)
Seqs = dict[int, int]
"""The last sequence number below a cut, by this vault's number of the chain."""


def snapshot_hash(data: bytes) -> bytes:
    """The hash that a cut names."""
    return labelled_hash("snapshot", data)


# -- writing


def certify(replica: Replica, circle: bytes) -> bytes:
    """Certifies a snapshot of all that counts here now; gives its bytes. Raises `Unauthorised`."""
    if not replica.membership.stewards(replica.device, circle):
        raise Unauthorised("only a steward of a circle may certify a snapshot")
    if mending.wanted(replica, circle):
        raise Unauthorised("a snapshot would lack what is wanted here")
    replica.seal()
    seqs: Seqs = {}
    for chain in _chains(replica, circle):
        last = replica.causality.last_counted(chain.number)
        if last is not None and last.seq >= chain.start:
            seqs[chain.number] = last.seq
    states = {record: state for record, state in replica.store.all_states() if replica.circle_of(state) == circle}
    data = _encoded(replica, circle, seqs, states)
    _announce(replica, circle, seqs, data)
    return data


def _announce(replica: Replica, circle: bytes, seqs: Seqs, data: bytes) -> None:
    heads = [_head(replica, number, seq) for number, seq in seqs.items()]
    paper = Cut(circle, sorted(heads, key=lambda head: (head.log, head.seq, head.hash)), snapshot_hash(data))
    content = encode_paper(paper)
    replica.announce([Certify(replica.clock.tick(), circle, paper_hash(content))])
    replica.keep_paper(paper_hash(content), circle, content)


def _head(replica: Replica, chain: int, seq: int) -> Head:
    place = replica.causality.at(chain, seq)
    assert place is not None
    return Head(replica.causality.chains[chain].log, seq, place.hash)


def _chains(replica: Replica, circle: bytes) -> list[Chain]:
    return [chain for chain in replica.causality.chains.values() if chain.opening.circle == circle]


def _encoded(replica: Replica, circle: bytes, seqs: Seqs, states: Mapping[bytes, RecordState]) -> bytes:
    """The one encoding of a circle at a cut: everything is sorted by names that are the same everywhere."""
    causality = replica.causality
    order = sorted(seqs, key=lambda number: _name(replica, number, seqs[number]))
    positions = {number: position for position, number in enumerate(order)}
    chains = [_chain_cut(replica, causality.chains[number], seqs[number], positions) for number in order]

    def dot(segment: int, index: int) -> Dot:
        place = causality.places[segment]
        return positions[place.chain], place.seq, index

    def lives(values: Mapping[str, list[Live]]) -> dict[str, list[tuple[Dot, int, Any]]]:
        return {
            name: [(dot(live.segment, live.index), live.time, live.value) for live in sorted(found, key=_live_order)]
            for name, found in values.items()
            if found
        }

    def _live_order(live: Live) -> tuple[Dot, bytes]:
        return dot(live.segment, live.index), encode(live.value)

    records = [
        Kept(
            record, state.kind, dot(state.segment, state.index), state.time, lives(state.fields), lives(state.sets),
            sorted((dot(gone.segment, gone.index), gone.time, sorted(dot(*each) for each in gone.missed))
                   for gone in state.gone),
        )
        for record, state in sorted(states.items())
    ]  # fmt: skip
    return encode(Snapshot(circle, chains, records))


def _name(replica: Replica, chain: int, seq: int) -> tuple[bytes, int, bytes]:
    head = _head(replica, chain, seq)
    return head.log, replica.causality.chains[chain].start, head.hash


def _chain_cut(replica: Replica, chain: Chain, seq: int, positions: Mapping[int, int]) -> ChainCut:
    causality = replica.causality
    places = [causality.at(chain.number, each) for each in range(chain.start, seq + 1)]
    last = places[-1]
    assert last is not None
    seen = (causality.at(number, upto) for number, upto in _vector_at(replica, chain, last).items())
    return ChainCut(
        chain.log,
        chain.opening.device,
        chain.opening.incarnation,
        -1 if chain.parent is None else positions[chain.parent],
        chain.start,
        [(place.hash, place.nonce) for place in places if place],
        sorted(place.hash for place in seen if place),
    )


def _vector_at(replica: Replica, chain: Chain, place: Place) -> Vector:
    """The causal past up to and with a segment of a chain."""
    if place.seq == chain.cut:
        return chain.cut_vector
    if replica.causality.last_sealed(chain.number) == place:
        return chain.vector
    return replica.causality.past_at(place, replica.header)


# -- handing on


def snapshot_for(replica: Replica, circle: bytes) -> bytes:
    """The snapshot below which nothing is kept here, certified; nothing if none is, or an order has changed it since.

    A steward certifies it anew then.
    """
    seqs = {chain.number: chain.cut for chain in _chains(replica, circle) if chain.cut >= chain.start}
    if not seqs:
        return b""
    base = replica.store.base_states()
    states = {record: state for record, state in base.items() if replica.circle_of(state) == circle}
    data = _encoded(replica, circle, seqs, states)
    if any(cut.snapshot == snapshot_hash(data) for cut, _ in replica.cuts()):
        return data
    if not replica.membership.stewards(replica.device, circle):
        return b""
    _announce(replica, circle, seqs, data)
    return data


# -- starting from one


def adopt(replica: Replica, circle: bytes, papers: Iterable[bytes], data: bytes) -> Replayed:
    """Starts a circle from a certified snapshot, if nothing of it is here, or this device comes back from retirement.

    Own segments that others have not seen yet are kept and merged on top. Raises `BadSignature` for a snapshot that
    nobody has certified.
    """
    replayed = Replayed()
    me = replica.me
    here = any(replica.causality.last(chain.number) for chain in _chains(replica, circle))
    if not data or me is None or (here and not me.retired):
        return replayed
    known = replica.membership.circles.get(circle)
    certified = known.papers if known else {}
    found = (accept_paper(circle, content) for content in papers)
    cuts = [each for each in found if each and each[0] in certified and isinstance(each[1], Cut)]
    if not any(isinstance(cut, Cut) and cut.snapshot == snapshot_hash(data) for _, cut in cuts):
        raise BadSignature("a snapshot in a bundle is not certified")
    replica.seal()
    snapshot = _snapshots.decode(data)
    if snapshot.circle != circle:
        raise Malformed("a snapshot is of another circle")
    if here and all(replica.causality.by_hash(chain.segments[-1][0]) for chain in snapshot.chains if chain.segments):
        return replayed  # Nothing of it lacks here: nobody replaces what somebody has.
    numbers = _load_chains(replica, snapshot)
    states = {kept.record: _state(replica, kept, numbers) for kept in snapshot.records}
    old = [record for record, state in replica.store.base_states().items() if replica.circle_of(state) == circle]
    replica.store.drop_base(old)
    replica.store.save_base(circle, states)
    known = {record for record, state in replica.store.all_states() if replica.circle_of(state) == circle}
    replica.merge_anew(states.keys() | known, replayed)
    return replayed


def _load_chains(replica: Replica, snapshot: Snapshot) -> list[int]:
    """Takes the chains of a snapshot into the index; gives this vault's numbers for their positions.

    A snapshot must not reach out of its circle: whoever certified it may have no say in any other.
    """
    causality, numbers = replica.causality, list[int]()
    for cut in snapshot.chains:
        if not cut.segments or not -1 <= cut.parent < len(numbers) or (cut.parent < 0) != (cut.start == 0):
            raise Malformed("a snapshot names its logs wrongly")
        if any(len(name) != 16 for name in (cut.log, cut.device, cut.incarnation)) or not 0 <= cut.start < 1 << 32:
            raise Malformed("a name or number of a log in a snapshot is out of range")
        opening = Opening(cut.device, snapshot.circle, cut.incarnation)
        chain = _chain_here(replica, cut)
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
    _let_go(replica, chain)


def _chain_here(replica: Replica, cut: ChainCut) -> Chain | None:
    """A chain that is here in part: with one of the cut's segments."""
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
            place = Place(causality.next_place(), chain.number, cut.start + offset, digest, nonce)
            causality.add(place)
            replica.store.save_place(place)


def _state(replica: Replica, kept: Kept, numbers: list[int]) -> RecordState:
    def at(dot: Dot) -> tuple[int, int]:
        position, seq, index = dot
        place = replica.causality.at(numbers[position], seq) if 0 <= position < len(numbers) else None
        if place is None or not 0 <= index < SEGMENT_OPERATIONS:
            raise Malformed("a snapshot names a change that it does not hold")
        return place.number, index

    def lives(values: Mapping[str, list[tuple[Dot, int, Any]]]) -> dict[str, list[Live]]:
        return {name: [Live(*at(dot), time, value) for dot, time, value in found] for name, found in values.items()}

    _check(kept)
    if replica.causality.record_id(*at(kept.dot)) != kept.record:
        raise Malformed("a snapshot names a record by another id than it has")
    gone = [Gone(*at(dot), time, [at(each) for each in missed]) for dot, time, missed in kept.gone]
    return RecordState(kept.kind, *at(kept.dot), kept.time, {}, lives(kept.fields), lives(kept.sets), gone)


def _check(kept: Kept) -> None:
    """A certificate says who answers for a snapshot, not that there is sense in it: only what operations could say."""
    check_operation(Insert(kept.time, kept.kind, dict.fromkeys((*kept.fields, *kept.sets))))
    for found in kept.fields.values():
        for _dot, time, value in found:
            check_time(time)
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


# -- letting go


def ready(replica: Replica, circle: bytes, before: int) -> Cut | None:
    """The furthest certified cut from before a time that every active device has stated to have reached."""
    certified = replica.membership.circles[circle].papers
    active = [each for each in replica.membership.entitled(circle) if not each.retired]
    others = [each.device for each in active if each.device != replica.device]
    if wished(replica, circle, others):
        return None  # Somebody has holes in what they once had: the whole copy here may be the last.
    vectors = [stated(replica, device, circle) for device in others]
    best: tuple[int, Cut] | None = None
    for digest, (home, content) in replica.store.papers().items():
        accepted = accept_paper(circle, content) if home == circle and digest in certified else None
        cut = accepted[1] if accepted else None
        if not isinstance(cut, Cut) or min(entry.operation.time for entry in certified[digest]) > before:
            continue
        places = [replica.causality.by_hash(head.hash) for head in cut.heads]
        if all(
            place is not None and all(place.seq <= vector.get(place.chain, -1) for vector in vectors)
            for place in places
        ):
            total = sum(head.seq for head in cut.heads)
            best = max(best or (total, cut), (total, cut), key=lambda pair: pair[0])
    return best[1] if best else None


def present(replica: Replica, circle: bytes) -> bytes:
    """The hash of the paper that certifies the cut below which nothing is kept here; empty if all is kept."""
    heads = {_head(replica, chain.number, chain.cut) for chain in _chains(replica, circle) if chain.cut >= chain.start}
    for digest, (home, content) in replica.store.papers().items() if heads else ():
        accepted = accept_paper(circle, content) if home == circle else None
        if accepted and isinstance(accepted[1], Cut) and set(accepted[1].heads) == heads:
            return digest
    return b""


def prune_to(replica: Replica, circle: bytes, paper: bytes) -> None:
    """Lets go of what is below a certified cut, if all of it is here and not gone yet."""
    certified = replica.membership.circles[circle].papers
    stored = replica.store.papers().get(paper)
    accepted = accept_paper(circle, stored[1]) if stored and paper in certified else None
    cut = accepted[1] if accepted else None
    if isinstance(cut, Cut):
        places = [replica.causality.by_hash(head.hash) for head in cut.heads]
        if all(places) and any(place and replica.causality.is_kept(place) for place in places):
            prune(replica, circle, cut)


def prune(replica: Replica, circle: bytes, cut: Cut) -> int:
    """Lets go of the segments below a cut (see `ready`), once the base that stands for them is the certified one.

    Gives how many. Raises `BadSignature` if this vault's log gives another snapshot, and then nothing was changed.
    """
    replica.seal()
    places = (replica.causality.by_hash(head.hash) for head in cut.heads)
    seqs = {place.chain: place.seq for place in places if place}
    old = {record: state for record, state in replica.store.base_states().items() if replica.circle_of(state) == circle}
    fresh, done = MemoryStore(), Replayed()
    fresh.save_states(old)
    replayer = Replayer(fresh, replica.causality, Ledger(replica.group), replica.erasures, done, log=replica.store)
    for place, segment, header, past in walk(replica.store, replica.causality, replica.group):
        if place.seq <= seqs.get(place.chain, -1) and not place.quarantined:
            replayer.replay(segment, header, place, past)
    fresh.save_states(done.touched)
    states = dict(fresh.all_states())
    if (
        not _holds(replica, circle, seqs, states)
        or snapshot_hash(_encoded(replica, circle, seqs, states)) != cut.snapshot
    ):
        raise BadSignature("this vault's log gives another snapshot than the certified one")
    vectors = {
        number: dict(_vector_at(replica, replica.causality.chains[number], place))
        for number, seq in seqs.items()
        if (place := replica.causality.at(number, seq)) is not None
    }
    replica.store.save_base(circle, states)
    gone = 0
    for number, seq in seqs.items():
        chain = replica.causality.chains[number]
        chain.cut, chain.cut_vector = seq, vectors[number]
        replica.store.save_chain(chain)
        gone += _let_go(replica, chain)
    return gone


def _holds(replica: Replica, circle: bytes, seqs: Seqs, states: Mapping[bytes, RecordState]) -> bool:
    """Whether a cut reaches all that lives in the states, what was let go of before, and where branches begin."""
    chains = {chain.number: chain for chain in _chains(replica, circle)}
    dots = [(state.segment, state.index) for state in states.values()]
    dots += [(live.segment, live.index) for state in states.values() for live in (*state.lives(), *state.gone)]
    places = (replica.causality.places[segment] for segment, _ in dots)
    return (
        seqs.keys() <= chains.keys()
        and all(place.seq <= seqs.get(place.chain, -1) for place in places)
        and all(seqs.get(number, -1) >= chain.cut for number, chain in chains.items() if chain.cut >= chain.start)
        and all(parent is None or parent in seqs for parent in (chains[number].parent for number in seqs))
    )


def _let_go(replica: Replica, chain: Chain) -> int:
    numbers: list[int] = []
    for seq in range(chain.start, chain.cut + 1):
        place = replica.causality.at(chain.number, seq)
        if place is not None:
            replica.store.drop_segment(place.number)
            numbers.append(place.number)
    replica.store.drop_traces_of(numbers)
    return len(numbers)
