"""A store in memory: for trials, and to replay a log beside the vault and compare."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from sync.log.causality import Chain, SegmentPlace
from sync.log.segment import Segment
from sync.log.state import RecordState, decode_state, encode_state
from sync.log.store import OpenSegment
from sync.primitives.keys import DeviceSecrets


class MemoryStore:
    """Implements `sync.log.store.Store`; states are kept encoded, so that nobody shares a mutable one."""

    def __init__(self) -> None:
        self._chains: dict[int, Chain] = {}
        self._places: dict[int, SegmentPlace] = {}
        self._drafts: dict[int, OpenSegment] = {}
        self._drafted: dict[int, list[bytes]] = {}
        self._segments: dict[int, Segment] = {}
        self._states: dict[bytes, bytes] = {}
        self._traces: dict[bytes, list[int]] = {}
        self._pending: dict[bytes, Segment] = {}
        self._keys: dict[tuple[bytes, bytes], bytes] = {}
        self._statements: dict[tuple[bytes, bytes], bytes] = {}
        self._life = self.incarnation = b""
        self._chunks: dict[bytes, bytes] = {}
        self._base: dict[bytes, tuple[bytes, bytes]] = {}
        self._identities: dict[int, bytes] = {}
        self._carried: dict[bytes, tuple[bytes, int, bytes]] = {}
        self._certificates: dict[bytes, tuple[bytes, bytes]] = {}
        self.secrets: DeviceSecrets | None = None

    def load(self) -> tuple[list[Chain], list[SegmentPlace]]:
        return list(self._chains.values()), list(self._places.values())

    def save_chain(self, chain: Chain) -> None:
        self._chains[chain.number] = chain

    def save_place(self, place: SegmentPlace) -> None:
        self._places[place.number] = place

    def save_draft(self, number: int, draft: OpenSegment | None) -> None:
        if draft is None:
            self._drafts.pop(number, None)
            self._drafted.pop(number, None)
        else:
            self._drafts[number] = draft

    def draft(self, number: int) -> OpenSegment:
        return self._drafts[number]

    def append(self, number: int, first: int, operations: list[bytes]) -> None:
        self._drafted.setdefault(number, [])[first:] = operations

    def drafted(self, number: int) -> list[bytes]:
        return list(self._drafted.get(number, ()))

    def save_segment(self, number: int, segment: Segment) -> None:
        self._segments[number] = segment

    def segment(self, number: int) -> Segment:
        return self._segments[number]

    def drop_segment(self, number: int) -> None:
        self._segments.pop(number, None)

    def states(self, records: Iterable[bytes]) -> dict[bytes, RecordState]:
        return {record: decode_state(self._states[record]) for record in records if record in self._states}

    def bare_states(self, records: Iterable[bytes]) -> dict[bytes, RecordState]:
        found = self.states(records)
        for state in found.values():
            state.first = None
        return found

    def complete(self, states: Mapping[bytes, RecordState]) -> None:
        for record, state in states.items():
            if state.first is None:
                state.first = decode_state(self._states[record]).first

    def save_states(self, states: Mapping[bytes, RecordState]) -> None:
        for record, state in states.items():
            whole = state
            if state.first is None:
                whole = msgspec.structs.replace(state, first=decode_state(self._states[record]).first)
            self._states[record] = encode_state(whole)

    def all_states(self) -> Iterator[tuple[bytes, RecordState]]:
        for record in sorted(self._states):
            yield record, decode_state(self._states[record])

    def drop_states(self, records: Iterable[bytes]) -> None:
        for record in records:
            self._states.pop(record, None)

    def drop_traces(self, records: Iterable[bytes]) -> None:
        for record in records:
            self._traces.pop(record, None)

    def drop_traces_of(self, numbers: Iterable[int]) -> None:
        gone = set(numbers)
        for record, traced in self._traces.items():
            self._traces[record] = [number for number in traced if number not in gone]

    def base_states(self, records: Iterable[bytes] | None = None) -> dict[bytes, RecordState]:
        wanted = self._base.keys() if records is None else [each for each in records if each in self._base]
        return {record: decode_state(self._base[record][1]) for record in wanted}

    def save_base(self, circle: bytes, states: Mapping[bytes, RecordState]) -> None:
        self._base.update((record, (circle, encode_state(state))) for record, state in states.items())

    def drop_base(self, records: Iterable[bytes]) -> None:
        for record in records:
            self._base.pop(record, None)

    def save_trace(self, number: int, records: Iterable[bytes]) -> None:
        for record in records:
            traced = self._traces.setdefault(record, [])
            if number not in traced:
                traced.append(number)

    def trace(self, record: bytes) -> list[int]:
        return list(self._traces.get(record, ()))

    def traces(self, records: Collection[bytes]) -> set[int]:
        return {number for record in records for number in self._traces.get(record, ())}

    def touched_by(self, numbers: Iterable[int]) -> set[bytes]:
        wanted = set(numbers)
        return {record for record, traced in self._traces.items() if wanted.intersection(traced)}

    def all_traces(self) -> Iterator[tuple[bytes, int]]:
        """Every record with every segment that touches it, also those that only have to do with quarantine."""
        for record, numbers in self._traces.items():
            for number in numbers:
                yield record, number

    def save_pending(self, digest: bytes, segment: Segment) -> None:
        self._pending[digest] = segment

    def pending(self) -> dict[bytes, Segment]:
        return dict(self._pending)

    def drop_pending(self, digest: bytes) -> None:
        self._pending.pop(digest, None)

    def save_epoch_key(self, circle: bytes, epoch: bytes, key: bytes) -> None:
        self._keys[circle, epoch] = key

    def epoch_keys(self) -> dict[tuple[bytes, bytes], bytes]:
        return dict(self._keys)

    def save_statement(self, device: bytes, circle: bytes, statements: bytes) -> None:
        self._statements[device, circle] = statements

    def statements(self) -> dict[tuple[bytes, bytes], bytes]:
        return dict(self._statements)

    def statements_of(self, device: bytes) -> dict[bytes, bytes]:
        return {circle: kept for (each, circle), kept in self._statements.items() if each == device}

    def save_life(self, life: bytes) -> None:
        self._life = life

    def life(self) -> bytes:
        return self._life

    def save_incarnation(self, incarnation: bytes) -> None:
        self.incarnation = incarnation

    def chunk(self, digest: bytes) -> bytes | None:
        return self._chunks.get(digest)

    def save_chunk(self, digest: bytes, data: bytes) -> None:
        self._chunks[digest] = data

    def save_secrets(self, secrets: DeviceSecrets) -> None:
        self.secrets = secrets

    def save_identity(self, since: int, seed: bytes) -> None:
        self._identities[since] = seed

    def identities(self) -> dict[int, bytes]:
        return dict(self._identities)

    def drop_identity(self, since: int) -> None:
        self._identities.pop(since, None)

    def carry(self, digest: bytes, circle: bytes, time: int, blob: bytes) -> None:
        self._carried.setdefault(digest, (circle, time, blob))

    def carried(self) -> dict[bytes, tuple[bytes, int, bytes]]:
        return dict(self._carried)

    def drop_carried(self, digest: bytes) -> None:
        self._carried.pop(digest, None)

    def save_certificate(self, digest: bytes, circle: bytes, content: bytes) -> None:
        self._certificates[digest] = circle, content

    def certificates(self) -> dict[bytes, tuple[bytes, bytes]]:
        return dict(self._certificates)
