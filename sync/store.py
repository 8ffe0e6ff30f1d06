"""What a replica needs of the place where it is kept; `sync.memory` and the vault are two such places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import msgspec

from sync.causality import Chain, Place
from sync.segment import Segment
from sync.state import RecordState


class Draft(msgspec.Struct, array_like=True):
    """A segment still open for writing: the logs that its operations name, the seed of its salts, its bytes so far."""

    logs: list[bytes]
    seed: bytes
    count: int
    size: int
    time: int


class Store(Protocol):
    """All calls of one write happen inside one transaction of the store's owner, who rolls back on any error."""

    def load(self) -> tuple[list[Chain], list[Place]]:
        """All chains and segments, in the order in which they came."""
        ...

    def save_chain(self, chain: Chain) -> None:
        """A new chain, or its new vector."""
        ...

    def save_place(self, place: Place) -> None:
        """A new segment, or an open one now sealed."""
        ...

    def save_draft(self, number: int, draft: Draft | None) -> None:
        """The open segment of that number; None once sealed, which also forgets its loose operations."""
        ...

    def draft(self, number: int) -> Draft:
        """The open segment of that number."""
        ...

    def append(self, number: int, first: int, operations: list[bytes]) -> None:
        """Operations of an open segment, from index `first`."""
        ...

    def drafted(self, number: int) -> list[bytes]:
        """The operations of an open segment."""
        ...

    def save_segment(self, number: int, segment: Segment) -> None:
        """A sealed and verified segment, kept byte by byte as it came."""
        ...

    def segment(self, number: int) -> Segment:
        """A sealed segment."""
        ...

    def states(self, records: Iterable[bytes]) -> dict[bytes, RecordState]:
        """The states of those records that are here; the caller may change them."""
        ...

    def save_states(self, states: Mapping[bytes, RecordState]) -> None:
        """New or changed states."""
        ...

    def all_states(self) -> Iterator[tuple[bytes, RecordState]]:
        """Every record, ordered by id."""
        ...

    def save_trace(self, number: int, records: Iterable[bytes]) -> None:
        """Notes that a segment touches these records."""
        ...

    def trace(self, record: bytes) -> list[int]:
        """The segments that touch a record, in the order in which they came."""
        ...

    def save_pending(self, digest: bytes, segment: Segment) -> None:
        """A segment that waits for others."""
        ...

    def pending(self) -> dict[bytes, Segment]:
        """All waiting segments by hash."""
        ...

    def drop_pending(self, digest: bytes) -> None:
        """A segment waits no longer."""
        ...

    def save_epoch_key(self, circle: bytes, epoch: bytes, key: bytes) -> None:
        """A circle key that this device opened."""
        ...

    def epoch_keys(self) -> dict[tuple[bytes, bytes], bytes]:
        """All circle keys by (circle, epoch)."""
        ...

    def save_statement(self, device: bytes, statement: bytes) -> None:
        """The newest signed statement of what a device has."""
        ...

    def statements(self) -> dict[bytes, bytes]:
        """The newest signed statement by device."""
        ...
