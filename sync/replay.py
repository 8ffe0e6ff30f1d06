"""Letting the operations of verified segments take effect, whether they arrive now or are gone through again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.causality import Causality, Place, Vector, past_test
from sync.codec import DotRef, IdRef
from sync.errors import Malformed, Unauthorised
from sync.membership import Membership, decode_authority
from sync.operation import Dot, Insert, RecordOp, Set, Unknown, decode_operation
from sync.segment import AUTHORITY, Header, Segment
from sync.state import RecordState, apply, born
from sync.store import Store

NOWHERE = bytes(16)
"""The id to which a reference resolves that names no record."""


@dataclass(slots=True)
class Replayed:
    """What took effect: states touched, operations merged, void ones (naming no record), unknown ones (kept)."""

    touched: dict[bytes, RecordState] = field(default_factory=dict[bytes, RecordState])
    operations: int = 0
    void: int = 0
    unknown: int = 0
    authority: int = 0


class Resolver:
    """Turns the dots of one segment into record ids; None where a dot names nothing in the segment's past."""

    def __init__(self, causality: Causality, place: Place, logs: list[bytes], past: Vector) -> None:
        self._causality = causality
        self._place = place
        self._chains = [place.chain, *(causality.chain_in(log, past) for log in logs)]
        self._past = past

    def record(self, dot: Dot, index: int) -> bytes | None:
        """The id of the record that `dot` made, for the operation at `index`."""
        log, seq, made = dot
        chain = self._chains[log] if 0 <= log < len(self._chains) else None
        if chain is None or seq < 0 or made < 0:
            return None
        if chain == self._place.chain and seq == self._place.seq:
            return self._causality.record_id(self._place.number, made) if made < index else None
        place = self._causality.at(chain, seq)
        if place is None or place.seq > self._past.get(place.chain, -1):
            return None
        return self._causality.record_id(place.number, made)

    def fields(self, fields: Mapping[str, Any], index: int) -> dict[str, Any]:
        """The same values with references by id."""
        return {name: self.value(value, index) for name, value in fields.items()}

    def value(self, value: Any, index: int) -> Any:
        """The same value, a reference by dot turned into one by id."""
        if isinstance(value, DotRef):
            return IdRef(self.record(value.dot, index) or NOWHERE)
        return value

    def resolved(self, operation: RecordOp, index: int) -> tuple[bytes | None, RecordOp]:
        """The record an operation is about, and the operation with its values resolved."""
        if isinstance(operation, Insert):
            made = self._causality.record_id(self._place.number, index)
            return made, Insert(operation.time, operation.kind, self.fields(operation.fields, index))
        record = self.record(operation.record, index)
        if isinstance(operation, Set):
            return record, Set(operation.time, operation.record, self.fields(operation.fields, index))
        return record, operation


class Replayer:
    """Applies segments in causal order to states and membership; states are loaded once and gathered in `done`."""

    def __init__(self, store: Store, causality: Causality, membership: Membership, done: Replayed) -> None:
        self._store = store
        self._causality = causality
        self._membership = membership
        self._done = done

    def replay(self, segment: Segment, header: Header, place: Place, past: Vector) -> None:
        """Lets one verified, authorised segment take effect. Raises `Malformed` for operations the format forbids."""
        seen = past_test(self._causality, past, place.number)
        chain = self._causality.chains[place.chain]
        erased = {index for index, _ in segment.erased}
        remaining = [index for index in range(header.count) if index not in erased]
        numbered = list(zip(remaining, map(bytes, segment.operations), strict=True))
        if chain.opening.circle == AUTHORITY:
            self._authority(numbered, place, chain.opening.device, seen)
        else:
            self._records(numbered, header, place, past, seen)

    def _authority(
        self, operations: list[tuple[int, bytes]], place: Place, author: bytes, seen: Callable[[int, int], bool]
    ) -> None:
        for index, data in operations:
            operation = decode_authority(data)
            if isinstance(operation, Unknown):
                self._done.unknown += 1
                continue
            try:
                self._membership.apply(operation, (place.number, index), author, seen)
                self._done.authority += 1
            except (Unauthorised, Malformed):
                self._done.void += 1

    def _records(
        self, operations: list[tuple[int, bytes]], header: Header, place: Place, past: Vector,
        seen: Callable[[int, int], bool],
    ) -> None:  # fmt: skip
        resolver = Resolver(self._causality, place, header.logs, past)
        steps: list[tuple[int, bytes, RecordOp]] = []
        for index, data in operations:
            operation = decode_operation(data)
            if isinstance(operation, Unknown):
                self._done.unknown += 1
                continue
            record, resolved = resolver.resolved(operation, index)
            if record is None:
                self._done.void += 1
            else:
                steps.append((index, record, resolved))
        touched = self._done.touched
        touched.update(self._store.states({record for _, record, _ in steps} - touched.keys()))
        for index, record, operation in steps:
            if isinstance(operation, Insert) and record not in touched:
                touched[record] = born(operation, place.number, index)
            elif record in touched:
                apply(touched[record], operation, place.number, index, seen)
            else:
                self._done.void += 1
                continue
            self._done.operations += 1
        self._store.save_trace(place.number, {record for _, record, _ in steps if record in touched})
