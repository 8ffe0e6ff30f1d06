"""The device's own pen: changes become operations of an open segment, and segments are sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sync.log.causality import Causality, Chain, SegmentPlace
from sync.log.change import AddElements, Change, Create, Drop, NewRef, RemoveElements, Update
from sync.log.operation import (
    CircleOp,
    Delete,
    Dot,
    Exclude,
    Include,
    Insert,
    RecordOp,
    Restore,
    Set,
    Vouch,
    check_operation,
    encode_operation,
)
from sync.log.segment import (
    AUTHORITY,
    SEGMENT_BYTES,
    SEGMENT_OPERATIONS,
    Head,
    LogOpening,
    Segment,
    SegmentHeader,
    seal,
)
from sync.log.state import RecordState, apply, bare, born
from sync.log.store import OpenSegment, Store
from sync.primitives.clock import Clock
from sync.primitives.codec import DotRef, IdRef
from sync.primitives.errors import Malformed
from sync.primitives.keys import DeviceSecrets, Random
from sync.primitives.suite import FORMAT, SUITE

Touched = dict[bytes, RecordState]
_VALUED = (Create, Update)
_REFERENCES = frozenset({NewRef, IdRef})


class Writer:
    """Writes to this device's logs of one incarnation, one log a circle."""

    def __init__(
        self, store: Store, causality: Causality, secrets: DeviceSecrets, device: bytes, group: bytes,
        incarnation: bytes, clock: Clock, random: Random,
    ) -> None:  # fmt: skip
        self.store = store
        self.causality = causality
        self._secrets = secrets
        self._device = device
        self._group = group
        self._incarnation = incarnation
        self._clock = clock
        self._random = random

    def write(
        self, circle: bytes, changes: Sequence[Change], loaded: Mapping[bytes, RecordState] | None = None
    ) -> tuple[list[bytes], Touched]:
        """Append and applies `changes` under one time; gives the new records' ids in order, and all states touched.

        `loaded` are states as this transaction has them, which are changed in place and not read again. Raises
        `KeyError` for a record that is not here, `Malformed` for one of another circle, and `Malformed` or `TooLarge`
        for a value the format refuses.
        """
        time = self._clock.tick()
        targets = {change.record for change in changes if not isinstance(change, Create)}
        named = {value.id for value in _values(changes) if type(value) is IdRef}
        known = {record: loaded[record] for record in targets | named if record in loaded} if loaded else {}
        known.update(self.store.bare_states((targets | named) - known.keys()))
        touched = {record: state for record, state in known.items() if record in targets}
        created: list[bytes] = []
        batch = _Batch(self, circle)
        for change in changes:
            batch.make_room()
            operation = self._operation(change, time, batch, known, created)
            number, index = batch.append(operation)
            if isinstance(change, Create):
                record = self.causality.record_id(number, index)
                known[record] = touched[record] = born(self._resolved(operation, change, created), number, index)
                created.append(record)
            else:
                record = change.record
                apply(touched[record], self._resolved(operation, change, created), number, index, _all_seen)
            batch.trace(record)
        batch.close()
        fresh = set(created)
        self.store.save_states({record: state if record in fresh else bare(state) for record, state in touched.items()})
        return created, touched

    def write_encoded(self, circle: bytes, operations: Iterable[bytes]) -> list[tuple[int, int]]:
        """Append operations that touch no record (the authority's); gives their dots."""
        batch = _Batch(self, circle)
        dots: list[tuple[int, int]] = []
        for operation in operations:
            batch.make_room()
            dots.append(batch.append_bytes(operation, self._clock.latest))
        batch.close()
        return dots

    def vouch(self, circle: bytes, segments: Sequence[bytes], note: str) -> None:
        """Write and seals a segment that builds on others in quarantine, named by their hashes."""
        self.seal_all()
        batch = _Batch(self, circle)
        batch.make_room()
        batch.append(Vouch(self._clock.tick(), note))
        batch.build_on(segments)
        batch.close()
        self.seal_all()

    def seal_all(self, full: _Batch | None = None) -> list[SegmentPlace]:
        """Seals every open segment of this device's; they can travel from then on. Of one batch all is at hand."""
        sealed: list[SegmentPlace] = []
        for chain in list(self.causality.chains.values()):
            last = self.causality.last(chain.number)
            if last is not None and not last.hash:
                sealed.append(self.seal(last, full))
        return sealed

    def seal(self, place: SegmentPlace, full: _Batch | None = None) -> SegmentPlace:
        """Signs an open segment. Its time is that of its last change, so that sealing twice gives one hash."""
        chain = self.causality.chains[place.chain]
        held = full.held(place) if full is not None else None
        draft, operations = held or (self.store.draft(place.number), self.store.drafted(place.number))
        before = self.causality.at(chain.number, place.seq - 1)
        deps = [] if chain.opening.circle == AUTHORITY else self._news(chain, chain.opening.circle, draft.vouched)
        header = SegmentHeader(
            FORMAT, SUITE, self._group, chain.log, place.seq, before.hash if before else b"",
            None if before else chain.opening, deps, self._news(chain, AUTHORITY), draft.logs, place.nonce,
            draft.time, 0, b"",
        )  # fmt: skip
        segment = seal(header, operations, draft.seed, self._secrets)
        chain.vector = self.causality.past_of(header, chain.vector)
        sealed = SegmentPlace(place.number, place.chain, place.seq, segment.hash, place.nonce)
        self.causality.follow(chain.vector, sealed)
        self.causality.add(sealed)
        self._save_sealed(chain, sealed, segment)
        return sealed

    def _save_sealed(self, chain: Chain, place: SegmentPlace, segment: Segment) -> None:
        self.store.save_segment(place.number, segment)
        self.store.save_place(place)
        self.store.save_chain(chain)
        self.store.save_draft(place.number, None)

    def _news(self, chain: Chain, circle: bytes, vouched: Sequence[bytes] = ()) -> list[Head]:
        """Give the heads of a circle's chains that are newer than what this chain has already named.

        What is in quarantine is built on only if its author vouches for it.
        """
        places = [place for digest in vouched if (place := self.causality.by_hash(digest)) is not None]
        taken = {place.chain: place for place in sorted(places, key=lambda place: place.seq)}
        news: list[Head] = []
        for other in self.causality.chains.values():
            if other.number == chain.number or other.opening.circle != circle:
                continue
            last = taken.get(other.number) or self.causality.last_counted(other.number)
            if last is not None and last.seq > chain.vector.get(other.number, -1):
                news.append(Head(other.log, last.seq, last.hash))
        return sorted(news, key=lambda head: (head.log, head.seq, head.hash))

    def open_place(self, circle: bytes) -> tuple[Chain, SegmentPlace, OpenSegment]:
        """Give the open segment of this device in a circle, made if there is none."""
        chain = self._own_chain(circle)
        last = self.causality.last(chain.number)
        if last is not None and not last.hash:
            return chain, last, self.store.draft(last.number)
        number = self.causality.next_place()
        place = SegmentPlace(number, chain.number, last.seq + 1 if last else 0, b"", self._random(16))
        draft = OpenSegment([], self._random(16), 0, 0, 0)
        self.store.save_place(place)
        self.causality.add(place)
        return chain, place, draft

    def _own_chain(self, circle: bytes) -> Chain:
        opening = LogOpening(self._device, circle, self._incarnation)
        for chain in self.causality.chains.values():
            if chain.opening == opening:
                return chain
        chain = Chain(self.causality.next_chain(), self._random(16), opening, None, 0, {})
        self.causality.open_chain(chain)
        self.store.save_chain(chain)
        return chain

    def _operation(self, change: Change, time: int, batch: _Batch, known: Touched, created: list[bytes]) -> RecordOp:
        if isinstance(change, Create):
            return Insert(time, change.kind, batch.on_wire(change.fields, known, created))
        if not batch.holds(known[change.record]):
            raise Malformed("a record of another circle cannot be changed in this one")
        record = batch.dot(known[change.record])
        if isinstance(change, Update):
            return Set(time, record, batch.on_wire(change.fields, known, created))
        if isinstance(change, AddElements):
            return Include(time, record, change.field, sorted(set(change.elements)))
        if isinstance(change, RemoveElements):
            return Exclude(time, record, change.field, sorted(set(change.elements)))
        return Delete(time, record) if isinstance(change, Drop) else Restore(time, record)

    def _resolved(self, operation: Any, change: Change, created: list[bytes]) -> Any:
        """Give the operation as it is applied: references by id, as a reader of the wire form would resolve them."""
        if not isinstance(change, _VALUED) or operation.fields is change.fields:
            return operation
        fields = {
            name: IdRef(created[value.position]) if isinstance(value, NewRef) else value
            for name, value in change.fields.items()
        }
        if isinstance(change, Create):
            return Insert(operation.time, change.kind, fields)
        return Set(operation.time, operation.record, fields)


class _Batch:
    """One write's way into open segments; it goes over to a new segment when one is full."""

    def __init__(self, writer: Writer, circle: bytes) -> None:
        self._writer = writer
        self._store = writer.store
        self._causality = writer.causality
        self._circle = circle
        self._fresh: list[bytes] = []
        self._records: set[bytes] = set()
        self._held: dict[int, bool] = {}  # whether the records of segments are of this circle
        self._open = False

    def make_room(self) -> None:
        """Open a segment for the operation that comes next: there are none without any, and none too full."""
        if not self._open:
            self._begin()
        if self._draft.count >= SEGMENT_OPERATIONS or self._draft.size >= SEGMENT_BYTES:
            self._trace()
            self._writer.seal_all(self)
            self._fresh = []
            self._begin()

    def _begin(self) -> None:
        self._chain, self._place, self._draft = self._writer.open_place(self._circle)
        self._table = {name: position + 1 for position, name in enumerate(self._draft.logs)}
        self._named: dict[int, tuple[int, int]] = {}  # how the segments of records are named in the open one
        self._open = True

    def close(self) -> None:
        """Write down what was appended."""
        if not self._open:
            return
        self._open = False
        self._store.append(self._place.number, self._draft.count - len(self._fresh), self._fresh)
        self._store.save_draft(self._place.number, self._draft)
        self._trace()
        self._fresh = []

    def _trace(self) -> None:
        self._store.save_trace(self._place.number, self._records)
        self._records = set()

    def held(self, place: SegmentPlace) -> tuple[OpenSegment, list[bytes]] | None:
        """Give the open segment with all its operations, if it is this one: what is full is sealed unwritten."""
        if place != self._place:
            return None
        kept = self._store.drafted(place.number) if self._draft.count > len(self._fresh) else []
        return self._draft, [*kept, *self._fresh]

    def build_on(self, segments: Sequence[bytes]) -> None:
        """Names segments in quarantine among what the open segment has seen."""
        self._draft.vouched.extend(segments)

    def append(self, operation: CircleOp) -> tuple[int, int]:
        check_operation(operation)
        return self.append_bytes(encode_operation(operation), operation.time)

    def append_bytes(self, data: bytes, time: int) -> tuple[int, int]:
        index = self._draft.count
        self._fresh.append(data)
        self._draft.count += 1
        self._draft.size += len(data)
        self._draft.time = max(self._draft.time, time)
        return self._place.number, index

    def trace(self, record: bytes) -> None:
        """Note that the record was written to."""
        self._records.add(record)

    def dot(self, state: RecordState) -> Dot:
        """Give the name of a record inside this segment: a log is named as such, unless it has branches."""
        named = self._named.get(state.segment)
        if named is None:
            named = self._named[state.segment] = self._segment(state.segment)
        return *named, state.index

    def _segment(self, number: int) -> tuple[int, int]:
        place = self._causality.places[number]
        if self._causality.at(self._chain.number, place.seq) == place:
            return 0, place.seq
        forked = self._causality.is_forked(place)
        name = place.hash if forked else self._causality.chains[place.chain].log
        position = self._table.get(name)
        if position is None:
            self._draft.logs.append(name)
            position = self._table[name] = len(self._draft.logs)
        return position, place.seq

    def on_wire(self, fields: Mapping[str, Any], known: Touched, created: list[bytes]) -> dict[str, Any]:
        """Give values as they travel: the very same, where none of them refers to a record."""
        if isinstance(fields, dict) and _REFERENCES.isdisjoint(map(type, fields.values())):
            return fields
        wire: dict[str, Any] = {}
        for name, value in fields.items():
            if isinstance(value, NewRef):
                if not 0 <= value.position < len(created):
                    raise Malformed("a reference to a record that the same batch has not made yet")
                wire[name] = DotRef(self.dot(known[created[value.position]]))
            elif isinstance(value, IdRef) and value.id in known and self.holds(known[value.id]):
                wire[name] = DotRef(self.dot(known[value.id]))
            else:
                wire[name] = value
        return wire

    def holds(self, state: RecordState) -> bool:
        """Whether a record is of this circle: readers of it may lack the segments of another."""
        held = self._held.get(state.segment)
        if held is None:
            chain = self._causality.chains[self._causality.places[state.segment].chain]
            held = self._held[state.segment] = chain.opening.circle == self._circle
        return held


def _values(changes: Sequence[Change]) -> Iterable[Any]:
    for change in changes:
        if isinstance(change, _VALUED):
            yield from change.fields.values()


def _all_seen(_segment: int, _index: int) -> bool:
    """Give a device has seen all that is merged on it: it seals before it takes in anything new."""
    return True
