"""Taking in segments from elsewhere: verify first, deliver in causal order, merge, keep what must wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sync.authority.operations import founding_of
from sync.authority.resolution import Ledger
from sync.log.causality import Causality, Chain, SegmentPlace, Vector, past_test
from sync.log.segment import AUTHORITY, LogOpening, Segment, SegmentHeader, check_shape, read_header, redact, verify
from sync.log.state import Seen
from sync.log.store import Store
from sync.primitives.clock import Clock
from sync.primitives.errors import LetGo, Malformed, PendingFull, SyncError, Unauthorised, UnknownDevice
from sync.primitives.keys import DeviceKeys
from sync.replica.acceptance import Standings
from sync.replica.apply import Replayed, Replayer, check_operations
from sync.replica.certificates import Cut, Erasures

PENDING_SEGMENTS = 10_000
PENDING_BYTES = 256 << 20


@dataclass(slots=True)
class TakenSegments:
    """What one intake did; counts are of segments. `refused` had waited, and were no good when their turn came.

    `wanted` came with holes that nobody has ordered, and wait for a copy without; `mended` had such holes here.
    """

    new: int = 0
    known: int = 0
    pending: int = 0
    refused: int = 0
    quarantined: int = 0
    wanted: int = 0
    forked: list[bytes] = field(default_factory=list[bytes])
    clocks_ahead: set[bytes] = field(default_factory=set[bytes])
    numbers: list[int] = field(default_factory=list[int])
    mended: list[int] = field(default_factory=list[int])
    replayed: Replayed = field(default_factory=Replayed)


@dataclass(slots=True)
class _Offer:
    """A segment that is not here yet. `missing` gives what it waits for; `kept` if it waited in the store before."""

    digest: bytes
    segment: Segment
    header: SegmentHeader
    missing: Iterator[bytes]
    kept: bool


class SegmentIntake:
    """One taking-in of segments; the caller has sealed its own open segments and opened a transaction."""

    def __init__(
        self,
        store: Store,
        causality: Causality,
        ledger: Ledger,
        erasures: Erasures,
        cuts: Iterable[tuple[Cut, frozenset[bytes]]],
        clock: Clock,
    ) -> None:
        self._store = store
        self._causality = causality
        self._ledger = ledger
        self._erasures = erasures
        self._cuts = list(cuts)
        self._group = ledger.group
        self._clock = clock
        self._taken = TakenSegments()
        self._lenient = False
        self._replayer = Replayer(store, causality, ledger, erasures, self._taken.replayed, remember=True)
        self._standings: Standings | None = None
        self._waiting: dict[bytes, list[_Offer]] = {}
        self._in_store: set[bytes] = set()

    def take(self, segments: Iterable[Segment], *, lenient: bool = False) -> TakenSegments:
        """Merge what is complete; raises a `SyncError` for anything that is wrong, and then nothing counts.

        `lenient` passes over what is wrong: for segments that nobody at hand answers for.

        A segment that had waited was kept unverified: if it turns out wrong now it is dropped, for it must not stand
        in the way of what came with it today.
        """
        self._lenient = lenient
        ready = list(self._offers(segments).values())
        ready.reverse()
        while ready:
            offer = ready.pop()
            missing = next(offer.missing, None)
            if missing is not None:
                self._waiting.setdefault(missing, []).append(offer)
            elif self._delivered(offer):
                ready.extend(self._waiting.pop(offer.digest, ()))
        self._keep_waiting()
        self._store.save_states(self._taken.replayed.touched)
        return self._taken

    def _offers(self, segments: Iterable[Segment]) -> dict[bytes, _Offer]:
        """Tell what waited and what comes now; of two with one hash, that which comes now."""
        offers: dict[bytes, _Offer] = {}
        for digest, segment in self._store.pending().items():
            self._in_store.add(digest)
            try:
                offers[digest] = self._offer(digest, segment, kept=True)
            except SyncError:
                self._refuse(digest)
        for segment in segments:
            digest = segment.hash
            place = self._causality.by_hash(digest)
            if place is not None:
                self._taken.known += 1
                if self._causality.is_kept(place):
                    self._mend(place, segment)
            elif digest not in offers or offers[digest].kept:
                try:
                    offers[digest] = self._offer(digest, segment, kept=False)
                except SyncError:
                    if not self._lenient:
                        raise
                    self._taken.refused += 1
        return offers

    def _mend(self, place: SegmentPlace, segment: Segment) -> None:
        """Let a copy without holes take the place of a segment with some that no order covers any more."""
        chain = self._causality.chains[place.chain]
        erasures = self._erasures.within(chain.opening.circle)
        if place.hash not in erasures.doubtful:
            return
        if erasures.covers(place.hash, (index for index, _ in self._store.segment(place.number).erased)):
            return
        header = read_header(segment.header, self._group)
        try:
            verify(segment, header, self._keys(segment, header, chain))
            check_operations(segment, header)
        except SyncError:
            if not self._lenient:
                raise
            self._taken.refused += 1
            return
        if not erasures.covers(place.hash, (index for index, _ in segment.erased)):
            self._taken.wanted += 1
            return
        mended = redact(segment, header.count, erasures.leaves.get(place.hash, ()))
        self._store.save_segment(place.number, mended)
        self._taken.mended.append(place.number)

    def _offer(self, digest: bytes, segment: Segment, *, kept: bool) -> _Offer:
        header = read_header(segment.header, self._group)
        check_shape(segment, header)
        return _Offer(digest, segment, header, self._causality.missing(header), kept)

    def _refuse(self, digest: bytes) -> None:
        self._store.drop_pending(digest)
        self._taken.refused += 1

    def _delivered(self, offer: _Offer) -> bool:
        try:
            delivered = self._deliver(offer)
        except LetGo:
            # Whoever still keeps what it branches off has taken it and hands it on: it must not stop all the rest.
            self._refuse(offer.digest)
            return False
        except SyncError:
            if not (offer.kept or self._lenient):
                raise
            self._refuse(offer.digest)
            return False
        if offer.digest in self._in_store:
            self._store.drop_pending(offer.digest)
        return delivered

    def _keep_waiting(self) -> None:
        """Keep what came now and must wait. What waited before gives way to it: some later bundle brings it again."""
        waiting = sorted((each for some in self._waiting.values() for each in some), key=lambda offer: offer.kept)
        size = 0
        for position, offer in enumerate(waiting):
            size += offer.segment.size
            fits = position < PENDING_SEGMENTS and size <= PENDING_BYTES
            if not fits and not offer.kept and not self._lenient:
                raise PendingFull("too many segments wait for others that are not here")
            if not fits:
                self._refuse(offer.digest)
                continue
            self._taken.pending += 1
            if not offer.kept:
                self._store.save_pending(offer.digest, offer.segment)

    def _deliver(self, offer: _Offer) -> bool:
        """Merge a segment of which everything before is here. Whatever is wrong is found before anything changes."""
        segment, header, causality = offer.segment, offer.header, self._causality
        chain = self._chain_for(header)
        verify(segment, header, self._keys(segment, header, chain))
        operations = check_operations(segment, header)
        self._check_heads(header, chain.opening.circle)
        erasures = self._erasures.within(chain.opening.circle)
        if not erasures.explains(offer.digest, (index for index, _ in segment.erased)):
            # Anybody on the way could have cut it out: it counts as not here until a whole copy comes.
            self._taken.wanted += 1
            return False
        segment = redact(segment, header.count, erasures.leaves.get(offer.digest, ()))
        number = causality.next_place()
        past = causality.past_of(header, self._past_before(chain, header))
        quarantined = not self._counts(chain, header, past_test(causality, past, number))
        if chain.number not in causality.chains:
            if causality.chains_of(chain.log):
                self._taken.forked.append(chain.log)
            causality.open_chain(chain)
        place = SegmentPlace(number, chain.number, header.seq, offer.digest, header.nonce, quarantined)
        causality.add(place)
        chain.vector = dict(past)
        causality.follow(chain.vector, place)
        self._store.save_chain(chain)
        self._store.save_place(place)
        self._store.save_segment(number, segment)
        self._taken.new += 1
        self._taken.numbers.append(number)
        if not self._clock.observe(header.time):
            self._taken.clocks_ahead.add(chain.opening.device)
        if quarantined:
            self._taken.quarantined += 1
            self._replayer.note(segment, header, place, past)
        else:
            self._replayer.replay(segment, header, place, past, None if segment.erased else operations)
        if chain.opening.circle == AUTHORITY:
            self._standings = None
        return True

    def _chain_for(self, header: SegmentHeader) -> Chain:
        """Give the chain that a segment continues, or one for a new log or branch, not opened yet."""
        causality = self._causality
        if header.opening is not None:
            self._check_one_circle(header.opening, header.log)
            return Chain(causality.next_chain(), header.log, header.opening, None, 0, {})
        before = causality.by_hash(header.previous)
        if before is None:
            raise Malformed("a segment continues one that is not here")
        parent = causality.chains[before.chain]
        if parent.log != header.log or before.seq != header.seq - 1:
            raise Malformed("a segment does not continue its own log")
        if causality.at(parent.number, header.seq) is None:
            return parent
        return Chain(causality.next_chain(), header.log, parent.opening, parent.number, header.seq, {})

    def _check_one_circle(self, opening: LogOpening, log: bytes) -> None:
        """Give a device's log is of one circle: in two it could make records of one id, which would be in both."""
        openings = [chain.opening for chain in self._causality.chains_of(log)]
        if any(each.device == opening.device and each.circle != opening.circle for each in openings):
            raise LetGo("a log is claimed for two circles")

    def _past_before(self, chain: Chain, header: SegmentHeader) -> Vector:
        """Give the causal past up to the segment that is continued; that of a new branch is gathered from its log."""
        before = self._causality.by_hash(header.previous)
        if before is None or chain.number in self._causality.chains:
            return chain.vector
        return self._causality.past_at(before, self._header)

    def _header(self, place: SegmentPlace) -> SegmentHeader:
        return read_header(self._store.segment(place.number).header, self._group)

    def _keys(self, segment: Segment, header: SegmentHeader, chain: Chain) -> DeviceKeys:
        keys = self._ledger.keys.get(chain.opening.device)
        if keys is not None:
            return keys
        if not self._ledger.founded and chain.opening.circle == AUTHORITY and header.seq == 0:
            return founding_of(segment, self._group).keys
        raise UnknownDevice("a segment was made by a device that the group does not know")

    def _check_heads(self, header: SegmentHeader, circle: bytes) -> None:
        """Let a segment build on its own circle and the authority only: whoever may read it can have them all."""
        if circle == AUTHORITY and header.deps:
            raise Malformed("the authority's segments build on the authority only")
        circles = [*((head, circle) for head in header.deps), *((head, AUTHORITY) for head in header.authority)]
        if any(self._causality.circle_of(head) != expected for head, expected in circles):
            raise Malformed("a segment names another by a wrong log, number or circle")

    def _counts(self, chain: Chain, header: SegmentHeader, seen: Seen) -> bool:
        """Whether a segment takes effect; raises `Unauthorised` where nobody could have had the right to make it.

        The authority's operations are judged one by one, and again with everything that comes later.
        """
        circle = chain.opening.circle
        if circle == AUTHORITY:
            return True
        if not any(seen(*entry.dot) for entry in self._ledger.openings.get(circle, ())):
            raise Unauthorised("a segment is of a circle that its author did not know")
        if self._standings is None:
            self._standings = Standings(self._causality, self._ledger.membership, self._cuts, self._header)
        return self._standings.counts(chain, header.seq, seen)
