"""Letting the operations of verified segments take effect, whether they arrive now or are gone through again."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from sync.authority.membership import AuthorityEntry
from sync.authority.operations import AUTHORITY_TAGS, AuthorityOp, decode_authority
from sync.authority.resolution import Ledger
from sync.log.causality import Causality, SegmentPlace, Vector, past_test
from sync.log.operation import (
    INSERT_TAG,
    RECORD_OPS,
    CircleOp,
    Dot,
    Insert,
    RecordOp,
    Set,
    Unknown,
    Vouch,
    decode_operations,
    tag_of,
)
from sync.log.segment import AUTHORITY, SEGMENT_OPERATIONS, Segment, SegmentHeader, numbered
from sync.log.state import RecordState, apply, born, copied
from sync.log.store import Store
from sync.primitives.codec import DotRef, IdRef
from sync.primitives.errors import Malformed
from sync.replica.certificates import Erasures

NOWHERE = bytes(16)
"""The id to which a reference resolves that names no record."""

Inserts = Callable[[SegmentPlace], frozenset[int]]


@dataclass(slots=True)
class Replayed:
    """What took effect: states touched, operations merged, void ones (naming no record), unknown ones (kept).

    `anew` if records were merged from the beginning again, and not only added to. `vanished` are records that are no
    more; `unlisted` are operations, by segment hash and index, that touch what is erased and that no order names yet.
    `before` are bare states as they were, of what segments from elsewhere were merged into.
    """

    touched: dict[bytes, RecordState] = field(default_factory=dict[bytes, RecordState])
    operations: int = 0
    void: int = 0
    unknown: int = 0
    authority: int = 0
    anew: bool = False
    vanished: set[bytes] = field(default_factory=set[bytes])
    unlisted: list[tuple[bytes, int, bytes]] = field(default_factory=list[tuple[bytes, int, bytes]])
    before: dict[bytes, RecordState] = field(default_factory=dict[bytes, RecordState])


class Resolver:
    """Turns the dots of one segment into record ids; None where a dot names nothing in the segment's past.

    `inserts` gives the indexes of the operations of a segment that make records; `ids` gathers what segments are found
    to have made, by their numbers, for whoever resolves many of them.
    """

    def __init__(
        self,
        causality: Causality,
        place: SegmentPlace,
        logs: list[bytes],
        past: Vector,
        inserts: Inserts,
        ids: dict[int, dict[int, bytes]] | None = None,
    ) -> None:
        self._causality = causality
        self._place = place
        self._chains = [place.chain, *(causality.chain_in(name, past) for name in logs)]
        self._past = past
        self._inserts = inserts
        self._named = [None, *(causality.by_hash(name) for name in logs)]
        self._forks = causality.has_forks
        self._found: dict[tuple[int, int], SegmentPlace | None] = {}
        self._ids = {} if ids is None else ids
        self._own = self._ids.setdefault(place.number, {})
        self._known: dict[tuple[int, int], dict[int, bytes]] = {}

    def _made_in(self, dot: Dot, index: int) -> SegmentPlace | None:
        """Give the segment that `dot` names, if it is in the past of the operation at `index`."""
        log, seq, made = dot
        if (log, seq) not in self._found:
            self._found[log, seq] = self._in_past(log, seq)
        place = self._found[log, seq]
        if not 0 <= made < SEGMENT_OPERATIONS or (place is self._place and made >= index):
            return None
        return place

    def _in_past(self, log: int, seq: int) -> SegmentPlace | None:
        """Give a branch is named by one of its segments, and only up to that.

        Which branch goes on from it as the same chain here is decided by what came first.
        """
        chain = self._chains[log] if 0 <= log < len(self._chains) else None
        if chain is None or seq < 0:
            return None
        named = self._named[log]
        if named is not None and seq > named.seq:
            return None
        if chain == self._place.chain and seq == self._place.seq:
            return self._place
        place = self._causality.at(chain, seq)
        return place if place and place.seq <= self._past.get(place.chain, -1) else None

    def _target(self, dot: Dot, index: int) -> bytes | None:
        """Give the id of the record that the operation at `index` is about.

        In a forked log two segments can make records of one id. Then one branch must not write to what only the other
        has made, or the result would depend on which came first.
        """
        place = self._made_in(dot, index)
        if place is None:
            return None
        kept = self._forks and place.hash and self._causality.is_kept(place)
        if kept and self._causality.is_forked(place) and dot[2] not in self._inserts(place):
            return None
        found = self._causality.record_id(place.number, dot[2])
        if place is not self._place and not self._forks:  # Of these two it has to be asked each time.
            known = self._known[dot[:2]] = self._ids.setdefault(place.number, {})
            found = known.setdefault(dot[2], found)
        return found

    def value(self, value: Any, index: int) -> Any:
        """Give the same value, references by dot turned into references by id."""
        if isinstance(value, DotRef):
            place = self._made_in(value.dot, index)
            return IdRef(self._causality.record_id(place.number, value.dot[2]) if place else NOWHERE)
        if isinstance(value, list):
            return [self.value(element, index) for element in cast("list[Any]", value)]
        return value

    def resolved(self, operation: RecordOp, index: int) -> tuple[bytes | None, RecordOp]:
        """Give the record an operation is about, and the operation with its values resolved."""
        if isinstance(operation, Insert):
            record = self._own[index] = self._causality.record_id(self._place.number, index)
            return record, Insert(operation.time, operation.kind, self._fields(operation.fields, index))
        log, seq, made = operation.record
        known = self._known.get((log, seq))
        record = known.get(made) if known else None
        if record is None:
            record = self._target(operation.record, index)
        if type(operation) is Set:
            for value in operation.fields.values():
                if type(value) is not str:
                    return record, Set(operation.time, operation.record, self._fields(operation.fields, index))
        return record, operation

    def _fields(self, fields: Mapping[str, Any], index: int) -> dict[str, Any]:
        return {name: value if type(value) is str else self.value(value, index) for name, value in fields.items()}


def inserts_in(store: Store, causality: Causality, erasures: Erasures) -> Inserts:
    """Read from the stored segments which of their operations make records, also by order; each segment once."""

    @lru_cache(maxsize=64)
    def read(place: SegmentPlace) -> frozenset[int]:
        segment = store.segment(place.number)
        circle = causality.chains[place.chain].opening.circle
        replaced = erasures.within(circle).leaves.get(place.hash)
        operations = numbered(segment, len(segment.operations) + len(segment.erased), replaced)
        return frozenset(index for index, data in operations if tag_of(data) == INSERT_TAG)

    return read


Decoded = CircleOp | AuthorityOp | Unknown


def check_operations(segment: Segment, header: SegmentHeader) -> list[Decoded]:
    """Raise a `SyncError` for operations that the format forbids, before anything of a segment takes effect.

    What a later version has added passes, and so does what has no business in this circle: both take no effect. Gives
    the operations, so that nobody has to decode them again.
    """
    found: list[Decoded] = [
        decode_authority(each.raw) if isinstance(each, Unknown) and each.tag in AUTHORITY_TAGS else each
        for each in decode_operations(segment.operations)
    ]
    for operation in found:
        if not isinstance(operation, Unknown) and operation.time > header.time:
            raise Malformed("an operation is later than its segment")
    return found


class Replayer:
    """Applies segments in causal order to states and ledger; states are loaded once and gathered in `done`.

    `log` is where segments are read, where that is not the store that takes the states. With `only`, nothing but these
    records is applied to. With `remember`, it is noted what states were like before.
    """

    def __init__(
        self,
        store: Store,
        causality: Causality,
        ledger: Ledger,
        erasures: Erasures,
        done: Replayed,
        log: Store | None = None,
        only: Container[bytes] | None = None,
        *,
        remember: bool = False,
    ) -> None:
        self._store = store
        self._inserts = inserts_in(log or store, causality, erasures)
        self._causality = causality
        self._ledger = ledger
        self._erasures = erasures
        self._done = done
        self._ids: dict[int, dict[int, bytes]] = {}
        self._only = only
        self._remember = remember

    def replay(
        self,
        segment: Segment,
        header: SegmentHeader,
        place: SegmentPlace,
        past: Vector,
        known: Sequence[Decoded] | None = None,
    ) -> None:
        """Lets one segment take effect that was verified, and checked by `check_operations`.

        `known` are its operations as that gave them, if none is erased: else they are decoded again.
        """
        chain = self._causality.chains[place.chain]
        if chain.opening.circle == AUTHORITY:
            self._authority(numbered(segment, header.count), place, chain.opening.device, header.named)
            return
        seen = past_test(self._causality, past, place.number)
        operations = self._decoded(segment, header, place) if known is None else enumerate(known)
        steps = self._steps(header, place, past, operations)
        erasures = self._erasures.within(chain.opening.circle)
        anything_erased, number, touched = erasures.any, place.number, self._done.touched
        records = {record for _, record, _ in steps}
        loaded = self._store.bare_states(records - touched.keys())
        touched.update(loaded)
        if self._remember:
            self._done.before.update((record, copied(state)) for record, state in loaded.items())
        if self._causality.has_forks:
            # Two segments of a log that has branches can have made one record: then its making may be unseen.
            self._store.complete({record: touched[record] for record in records & touched.keys()})
        for index, record, operation in steps:
            remaining = erasures.remaining(record, operation, seen) if anything_erased else operation
            if remaining is not operation:
                self._note_unlisted(erasures, place, index, record)
            if remaining is None:
                continue
            state = touched.get(record)
            if state is not None:
                apply(state, remaining, number, index, seen)
            elif isinstance(remaining, Insert):
                touched[record] = born(remaining, number, index)
            else:
                self._done.void += 1
                continue
            self._done.operations += 1
        self._trace(place, records)

    def note(self, segment: Segment, header: SegmentHeader, place: SegmentPlace, past: Vector) -> None:
        """Only notes which records a segment would touch: it is in quarantine."""
        steps = self._steps(header, place, past, self._decoded(segment, header, place))
        self._trace(place, {record for _, record, _ in steps})

    def _trace(self, place: SegmentPlace, records: set[bytes]) -> None:
        """Also what had no effect is noted: it may have one if what it builds on comes out of quarantine."""
        if self._only is None:
            self._store.save_trace(place.number, records - self._erasures.within(self._circle(place)).whole.keys())

    def _circle(self, place: SegmentPlace) -> bytes:
        return self._causality.chains[place.chain].opening.circle

    def _note_unlisted(self, erasures: Erasures, place: SegmentPlace, index: int, record: bytes) -> None:
        if not erasures.covers(place.hash, [index]):
            self._done.unlisted.append((place.hash, index, record))

    def _authority(
        self, operations: Iterable[tuple[int, bytes]], place: SegmentPlace, author: bytes, named: Iterable[bytes]
    ) -> None:
        places = map(self._causality.by_hash, named)
        seen = self._ledger.pasts.add(place.number, [each.number for each in places if each])
        for index, data in operations:
            operation = decode_authority(data)
            if isinstance(operation, Unknown):
                self._done.unknown += 1
            else:
                self._ledger.add(AuthorityEntry((place.number, index), (place.hash, index), author, operation, seen))

    def _steps(
        self, header: SegmentHeader, place: SegmentPlace, past: Vector, operations: Iterable[tuple[int, Decoded]]
    ) -> list[tuple[int, bytes, RecordOp]]:
        """Give the operations on records, each with its index and the id of its record."""
        resolver = Resolver(self._causality, place, header.logs, past, self._inserts, self._ids)
        steps: list[tuple[int, bytes, RecordOp]] = []
        resolve = resolver.resolved
        for index, operation in operations:
            if not isinstance(operation, RECORD_OPS):
                self._done.unknown += not isinstance(operation, Vouch)
                continue
            record, resolved = resolve(operation, index)
            if record is None:
                self._done.void += 1
            elif self._only is None or record in self._only:
                steps.append((index, record, resolved))
        return steps

    def _decoded(self, segment: Segment, header: SegmentHeader, place: SegmentPlace) -> Iterable[tuple[int, Decoded]]:
        """Give the operations of a stored segment, with what an order has put in the place of some."""
        if not segment.erased:
            return enumerate(decode_operations(segment.operations, trusted=True))
        left = dict(numbered(segment, header.count, self._erasures.within(self._circle(place)).leaves.get(place.hash)))
        return zip(left, decode_operations([*left.values()], trusted=True), strict=True)
