"""Who knew what: chains of segments, and the causal past of each as one number per chain.

A log is one chain unless its device forked (a restored backup, a cloned disk); then each branch is a chain of its own
that knows where it left its parent. Numbers of chains and segments are this vault's own and never travel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sync.log.segment import Head, LogOpening, SegmentHeader
from sync.primitives.errors import LetGo, Malformed
from sync.primitives.suite import Hash, begun_hash

Vector = dict[int, int]
"""Chain number -> sequence number of the last segment known of it."""


@dataclass(slots=True)
class Chain:
    """A log, or a branch of one. `start` is its first sequence number, `vector` its last segment's causal past.

    Segments up to `cut` are no longer kept; `cut_vector` is the causal past of the last of them.
    """

    number: int
    log: bytes
    opening: LogOpening
    parent: int | None
    start: int
    vector: Vector
    cut: int = -1
    cut_vector: Vector = field(default_factory=dict[int, int])


@dataclass(frozen=True, slots=True)
class SegmentPlace:
    """Where a segment stands. `hash` is empty while the segment is still open for writing."""

    number: int
    chain: int
    seq: int
    hash: bytes
    nonce: bytes
    quarantined: bool = False


class Causality:
    """The index of all chains and segments of one vault, held in memory."""

    def __init__(self, chains: list[Chain], places: list[SegmentPlace]) -> None:
        self.chains: dict[int, Chain] = {chain.number: chain for chain in chains}
        self.places: dict[int, SegmentPlace] = {}
        self.quarantined: set[int] = set()
        self._by_hash: dict[bytes, SegmentPlace] = {}
        self._by_seq: dict[tuple[int, int], SegmentPlace] = {}
        self._last: dict[int, SegmentPlace] = {}
        self._of_log: dict[bytes, list[int]] = {}
        self._naming: dict[int, Hash] = {}
        self._highest = 0
        for chain in chains:
            self._of_log.setdefault(chain.log, []).append(chain.number)
        for place in places:
            self.add(place)

    def next_chain(self) -> int:
        """Give a number for a new chain."""
        return max(self.chains, default=0) + 1

    def next_place(self) -> int:
        """Give a number for a new segment, above all others."""
        return self._highest + 1

    def open_chain(self, chain: Chain) -> None:
        """Give a new log or branch."""
        self.chains[chain.number] = chain
        self._of_log.setdefault(chain.log, []).append(chain.number)

    def add(self, place: SegmentPlace) -> None:
        """Give a new segment, or an open one that has been sealed and now has its hash."""
        self.places[place.number] = place
        (self.quarantined.add if place.quarantined else self.quarantined.discard)(place.number)
        self._highest = max(self._highest, place.number)
        self._by_seq[place.chain, place.seq] = place
        last = self._last.get(place.chain)
        if last is None or place.seq >= last.seq:
            self._last[place.chain] = place
        if place.hash:
            self._by_hash[place.hash] = place

    def by_hash(self, digest: bytes) -> SegmentPlace | None:
        """Give the segment of that hash, if it is here."""
        return self._by_hash.get(digest)

    def chains_of(self, log: bytes) -> list[Chain]:
        """Give the chain of a log, or its branches."""
        return [self.chains[number] for number in self._of_log.get(log, ())]

    def last(self, chain: int) -> SegmentPlace | None:
        """Give the newest segment of a chain, open or sealed."""
        return self._last.get(chain)

    def at(self, chain: int, seq: int) -> SegmentPlace | None:
        """Give the segment of a chain at a sequence number, looked up in the parents below the branching point."""
        current = self.chains[chain]
        while seq < current.start and current.parent is not None:
            current = self.chains[current.parent]
        return self._by_seq.get((current.number, seq))

    def last_sealed(self, chain: int) -> SegmentPlace | None:
        """Give the newest segment of a chain that has a hash."""
        last = self._last.get(chain)
        if last is not None and not last.hash:
            return self.at(chain, last.seq - 1)
        return last

    def last_counted(self, chain: int) -> SegmentPlace | None:
        """Give the newest sealed segment of a chain that is not in quarantine."""
        last = self.last_sealed(chain)
        while last is not None and last.quarantined:
            last = self.at(chain, last.seq - 1) if last.seq else None
        return last

    def follow(self, vector: Vector, place: SegmentPlace) -> None:
        """Add a segment, and all before it in its log, to a causal past."""
        seq = place.seq
        chain: Chain | None = self.chains[place.chain]
        while chain is not None:
            vector[chain.number] = max(vector.get(chain.number, -1), seq)
            seq = min(seq, chain.start - 1)
            chain = self.chains[chain.parent] if chain.parent is not None else None

    def past_of(self, header: SegmentHeader, before: Vector) -> Vector:
        """Give the causal past of a segment: that of the one before it, and what its header adds (all must be here)."""
        vector = dict(before)
        for head in (*header.deps, *header.authority):
            self.follow(vector, self._by_hash[head.hash])
        return vector

    def past_at(self, place: SegmentPlace, headers: Callable[[SegmentPlace], SegmentHeader]) -> Vector:
        """Give the causal past up to and with any segment, gathered from the headers of its log."""
        first, vector = self._cut_below(place)
        for seq in range(first, place.seq + 1):
            step = self.at(place.chain, seq)
            if step is None:
                raise Malformed("a log has a hole")
            vector = self.past_of(headers(step), vector)
            self.follow(vector, step)
        return vector

    def _cut_below(self, place: SegmentPlace) -> tuple[int, Vector]:
        """From where the log of a segment is kept: the number of its first segment here, and the past before it."""
        chain: Chain | None = self.chains[place.chain]
        seq = place.seq
        while chain is not None:
            if chain.cut >= 0 and seq >= chain.cut:
                return chain.cut + 1, dict(chain.cut_vector)
            if seq < chain.cut:
                raise LetGo("a log has a branch that begins before all that is kept of it")
            seq = min(seq, chain.start - 1)
            chain = self.chains[chain.parent] if chain.parent is not None else None
        return 0, {}

    def is_kept(self, place: SegmentPlace) -> bool:
        """Whether the body of a segment is still here."""
        return place.seq > self.chains[place.chain].cut

    def missing(self, header: SegmentHeader) -> Iterator[bytes]:
        """Give the hashes of the segments that must be taken in before this one and are not here when it is asked."""
        for name in header.named:
            if name not in self._by_hash:
                yield name

    def chain_in(self, name: bytes, vector: Vector) -> int | None:
        """Give the branch, within a causal past, of the log or segment that an entry of a header's `logs` names.

        None if the past has none of it, or has several branches of a log that is named by its name only.
        """
        place = self._by_hash.get(name)
        if place is not None:
            return place.chain if place.seq <= vector.get(place.chain, -1) else None
        known = [number for number in self._of_log.get(name, ()) if vector.get(number, -1) >= 0]
        if not known:
            return None
        found = max(known, key=lambda number: (self.chains[number].start, vector[number]))
        branch: Vector = {}
        self.follow(branch, self._by_seq[found, vector[found]])
        return found if all(vector[number] <= branch.get(number, -1) for number in known) else None

    @property
    def has_forks(self) -> bool:
        """Whether any log has branches, or is claimed by two devices."""
        return any(len(numbers) > 1 for numbers in self._of_log.values())

    def is_forked(self, place: SegmentPlace) -> bool:
        """Whether the log of a segment has branches, or is claimed by two devices."""
        return len(self._of_log[self.chains[place.chain].log]) > 1

    def circle_of(self, head: Head) -> bytes | None:
        """Give the circle of a segment, if it is here and its log and number are those that `head` says."""
        place = self._by_hash.get(head.hash)
        if place is None:
            return None
        chain = self.chains[place.chain]
        return chain.opening.circle if (chain.log, place.seq) == (head.log, head.seq) else None

    def record_id(self, segment: int, index: int) -> bytes:
        """Give the 16-byte id of the record made by that operation."""
        named = self._naming.get(segment)
        if named is None:
            place = self.places[segment]
            chain = self.chains[place.chain]
            named = self._naming[segment] = naming(chain.opening.device, chain.log, place.seq, place.nonce)
        return numbered_id(named, index)

    def heads(self, circle: bytes) -> list[Head]:
        """Give the newest sealed segment of each chain of a circle, sorted."""
        heads: list[Head] = []
        for chain in self.chains.values():
            last = self.last_sealed(chain.number)
            if chain.opening.circle == circle and last is not None:
                heads.append(Head(chain.log, last.seq, last.hash))
        return sorted(heads, key=lambda head: (head.log, head.seq, head.hash))


class Pasts:
    """Causal pasts of segments of a stored log, quickest when they are asked for in the order of each log."""

    def __init__(self, causality: Causality, headers: Callable[[SegmentPlace], SegmentHeader]) -> None:
        self._causality = causality
        self._headers = headers
        self._latest: dict[int, tuple[int, Vector]] = {}

    def before(self, place: SegmentPlace) -> Vector:
        """Give the causal past of a segment, without itself."""
        chain = self._causality.chains[place.chain]
        seq, past = self._latest.get(chain.number) or self._start(chain)
        if seq >= place.seq:
            seq, past = self._start(chain)
        while True:
            seq += 1
            step = self._causality.at(chain.number, seq)
            if step is None:
                raise Malformed("a log has a hole")
            past = self._causality.past_of(self._headers(step), past)
            if seq == place.seq:
                break
            self._causality.follow(past, step)
        after = dict(past)
        self._causality.follow(after, place)
        self._latest[chain.number] = seq, after
        return past

    def _start(self, chain: Chain) -> tuple[int, Vector]:
        if chain.cut >= chain.start:
            return chain.cut, dict(chain.cut_vector)
        parent = self._causality.at(chain.number, chain.start - 1) if chain.start else None
        return chain.start - 1, self._causality.past_at(parent, self._headers) if parent else {}


def record_id(device: bytes, log: bytes, seq: int, nonce: bytes, index: int) -> bytes:
    """Give the id of a record: a hash over the dot that made it and its segment's random nonce.

    Random to whoever does not know the nonce, and different in two branches of a forked log.
    """
    return numbered_id(naming(device, log, seq, nonce), index)


def naming(device: bytes, log: bytes, seq: int, nonce: bytes) -> Hash:
    """Tell what the ids of all records that one segment makes have in common."""
    return begun_hash("record", device, log, seq.to_bytes(8, "big"), nonce)


def numbered_id(named: Hash, index: int) -> bytes:
    """Give the id of the record that a segment's operation makes."""
    whole = named.copy()
    whole.update(index.to_bytes(4, "big"))
    return whole.digest()[:16]


def past_test(causality: Causality, vector: Vector, number: int) -> Callable[[int, int], bool]:
    """Whether the operations of segment `number`, whose causal past is `vector`, saw a given (segment, index)."""
    places = causality.places

    def seen(segment: int, _index: int) -> bool:
        if segment == number:
            return True
        place = places[segment]
        return place.seq <= vector.get(place.chain, -1)

    return seen
