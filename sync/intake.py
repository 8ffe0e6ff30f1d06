"""Taking in segments from elsewhere: verify first, deliver in causal order, merge, keep what must wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sync.causality import Causality, Chain, Place, Vector, past_test
from sync.clock import Clock
from sync.errors import BadSignature, Malformed, PendingFull, Unauthorised
from sync.keys import DeviceKeys
from sync.membership import Membership, founding_of
from sync.replay import Replayed, Replayer
from sync.segment import AUTHORITY, Header, Segment, read_header, verify
from sync.store import Store

PENDING_SEGMENTS = 10_000
PENDING_BYTES = 256 << 20


@dataclass(slots=True)
class Taken:
    """What one intake did; counts are of segments."""

    new: int = 0
    known: int = 0
    pending: int = 0
    quarantined: int = 0
    forked: list[bytes] = field(default_factory=list[bytes])
    clocks_ahead: set[bytes] = field(default_factory=set[bytes])
    numbers: list[int] = field(default_factory=list[int])
    replayed: Replayed = field(default_factory=Replayed)


class Intake:
    """One taking-in of segments; the caller has sealed its own open segments and opened a transaction."""

    def __init__(self, store: Store, causality: Causality, membership: Membership, group: bytes, clock: Clock) -> None:
        self._store = store
        self._causality = causality
        self._membership = membership
        self._group = group
        self._clock = clock
        self._taken = Taken()
        self._replayer = Replayer(store, causality, membership, self._taken.replayed)
        self._waiting: dict[bytes, list[tuple[bytes, Segment]]] = {}
        self._was_pending: set[bytes] = set()

    def take(self, segments: Iterable[Segment]) -> Taken:
        """Merges what is complete; raises a `SyncError` for anything that is wrong, and then nothing counts."""
        ready: list[tuple[bytes, Segment]] = []
        offered: set[bytes] = set()
        for digest, segment in self._store.pending().items():
            self._was_pending.add(digest)
            offered.add(digest)
            ready.append((digest, segment))
        for segment in segments:
            digest = segment.hash
            if digest in offered:
                continue
            offered.add(digest)
            if self._causality.by_hash(digest) is not None:
                self._taken.known += 1
            else:
                ready.append((digest, segment))
        ready.reverse()
        while ready:
            digest, segment = ready.pop()
            header = read_header(segment.header, self._group)
            missing = self._causality.missing(header)
            if missing is not None:
                self._waiting.setdefault(missing, []).append((digest, segment))
                continue
            self._deliver(digest, segment, header)
            ready.extend(self._waiting.pop(digest, ()))
        self._keep_waiting()
        self._store.save_states(self._taken.replayed.touched)
        return self._taken

    def _keep_waiting(self) -> None:
        waiting = [each for group in self._waiting.values() for each in group]
        size = sum(len(segment.header) + sum(map(len, segment.operations)) for _, segment in waiting)
        if len(waiting) > PENDING_SEGMENTS or size > PENDING_BYTES:
            raise PendingFull("too many segments wait for others that are not here")
        for digest, segment in waiting:
            if digest not in self._was_pending:
                self._store.save_pending(digest, segment)
        self._taken.pending = len(waiting)

    def _deliver(self, digest: bytes, segment: Segment, header: Header) -> None:
        chain, vector = self._chain_for(header)
        verify(segment, header, self._keys(segment, header, chain))
        number = max(self._causality.places, default=0) + 1
        past = self._causality.past_of(header, vector)
        place = Place(number, chain.number, header.seq, digest, header.nonce)
        if not self._authorised(chain, past, number, segment):
            place = Place(number, chain.number, header.seq, digest, header.nonce, quarantined=True)
            self._taken.quarantined += 1
        self._causality.add(place)
        chain.vector = past
        self._causality.follow(chain.vector, place)
        self._store.save_chain(chain)
        self._store.save_place(place)
        self._store.save_segment(number, segment)
        if digest in self._was_pending:
            self._store.drop_pending(digest)
        self._taken.new += 1
        self._taken.numbers.append(number)
        if not self._clock.observe(header.time):
            self._taken.clocks_ahead.add(chain.opening.device)
        if not place.quarantined:
            self._replayer.replay(segment, header, place, past)

    def _chain_for(self, header: Header) -> tuple[Chain, Vector]:
        """The chain that a segment continues, or a new one for a new log or for a branch; and the past before it."""
        causality = self._causality
        number = max(causality.chains, default=0) + 1
        if header.opening is not None:
            rivals = causality.chains_of(header.log)
            if any(rival.opening.device != header.opening.device for rival in rivals):
                raise BadSignature("a log is claimed by two devices")
            self._taken.forked.extend({header.log} if rivals else ())
            chain = Chain(number, header.log, header.opening, None, 0, {})
            causality.open_chain(chain)
            return chain, {}
        before = causality.by_hash(header.previous)
        assert before is not None
        parent = causality.chains[before.chain]
        if parent.log != header.log or before.seq != header.seq - 1:
            raise Malformed("a segment does not continue its own log")
        rival = causality.at(parent.number, header.seq)
        if rival is None:
            return parent, parent.vector
        self._taken.forked.append(header.log)
        vector = self._causality.past_at(before, self._header)
        chain = Chain(number, header.log, parent.opening, parent.number, header.seq, dict(vector))
        causality.open_chain(chain)
        return chain, vector

    def _header(self, place: Place) -> Header:
        return read_header(self._store.segment(place.number).header, self._group)

    def _keys(self, segment: Segment, header: Header, chain: Chain) -> DeviceKeys:
        device = self._membership.devices.get(chain.opening.device)
        if device is not None:
            return device.keys
        if not self._membership.devices and chain.opening.circle == AUTHORITY and header.seq == 0:
            return founding_of(segment, self._group).keys
        raise BadSignature("a segment was made by a device that the group does not know")

    def _authorised(self, chain: Chain, past: Vector, number: int, segment: Segment) -> bool:
        if not self._membership.devices:
            return True
        try:
            seen = past_test(self._causality, past, number)
            self._membership.authorise(chain.opening.device, seen, admin=chain.opening.circle == AUTHORITY)
        except Unauthorised:
            return False
        return True
