"""A store in memory: for trials, and to replay a log beside the vault and compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sync.causality import Chain, Place
from sync.segment import Segment
from sync.state import RecordState, decode_state, encode_state
from sync.store import Draft


class MemoryStore:
    """Implements `sync.store.Store`; states are kept encoded, so that nobody shares a mutable one."""

    def __init__(self) -> None:
        self._chains: dict[int, Chain] = {}
        self._places: dict[int, Place] = {}
        self._drafts: dict[int, Draft] = {}
        self._drafted: dict[int, list[bytes]] = {}
        self._segments: dict[int, Segment] = {}
        self._states: dict[bytes, bytes] = {}
        self._traces: dict[bytes, list[int]] = {}
        self._pending: dict[bytes, Segment] = {}
        self._keys: dict[tuple[bytes, bytes], bytes] = {}
        self._statements: dict[bytes, bytes] = {}

    def load(self) -> tuple[list[Chain], list[Place]]:
        return list(self._chains.values()), list(self._places.values())

    def save_chain(self, chain: Chain) -> None:
        self._chains[chain.number] = chain

    def save_place(self, place: Place) -> None:
        self._places[place.number] = place

    def save_draft(self, number: int, draft: Draft | None) -> None:
        if draft is None:
            self._drafts.pop(number, None)
            self._drafted.pop(number, None)
        else:
            self._drafts[number] = draft

    def draft(self, number: int) -> Draft:
        return self._drafts[number]

    def append(self, number: int, first: int, operations: list[bytes]) -> None:
        self._drafted.setdefault(number, [])[first:] = operations

    def drafted(self, number: int) -> list[bytes]:
        return list(self._drafted.get(number, ()))

    def save_segment(self, number: int, segment: Segment) -> None:
        self._segments[number] = segment

    def segment(self, number: int) -> Segment:
        return self._segments[number]

    def states(self, records: Iterable[bytes]) -> dict[bytes, RecordState]:
        return {record: decode_state(self._states[record]) for record in records if record in self._states}

    def save_states(self, states: Mapping[bytes, RecordState]) -> None:
        self._states.update((record, encode_state(state)) for record, state in states.items())

    def all_states(self) -> Iterator[tuple[bytes, RecordState]]:
        for record in sorted(self._states):
            yield record, decode_state(self._states[record])

    def save_trace(self, number: int, records: Iterable[bytes]) -> None:
        for record in records:
            traced = self._traces.setdefault(record, [])
            if number not in traced:
                traced.append(number)

    def trace(self, record: bytes) -> list[int]:
        return list(self._traces.get(record, ()))

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

    def save_statement(self, device: bytes, statement: bytes) -> None:
        self._statements[device] = statement

    def statements(self) -> dict[bytes, bytes]:
        return dict(self._statements)
