"""What a replica needs of the place where it is kept; `sync.log.memory` and the vault are two such places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

import msgspec

from sync.log.causality import Chain, SegmentPlace
from sync.log.segment import Segment
from sync.log.state import RecordState
from sync.primitives.keys import DeviceSecrets


class OpenSegment(msgspec.Struct, array_like=True):
    """A segment still open for writing: the logs that its operations name, the seed of its salts, its bytes so far.

    `vouched` are the hashes of segments in quarantine that it builds on all the same.
    """

    logs: list[bytes]
    seed: bytes
    count: int
    size: int
    time: int
    vouched: list[bytes] = msgspec.field(default_factory=list[bytes])


class Store(Protocol):
    """All calls of one write happen inside one transaction of the store's owner, who rolls back on any error."""

    def load(self) -> tuple[list[Chain], list[SegmentPlace]]:
        """All chains and segments, in the order in which they came."""
        ...

    def save_chain(self, chain: Chain) -> None:
        """Give a new chain, or its new vector."""
        ...

    def save_place(self, place: SegmentPlace) -> None:
        """Give a new segment, or an open one now sealed."""
        ...

    def save_draft(self, number: int, draft: OpenSegment | None) -> None:
        """Give the open segment of that number; None once sealed, which also forgets its loose operations."""
        ...

    def draft(self, number: int) -> OpenSegment:
        """Give the open segment of that number."""
        ...

    def append(self, number: int, first: int, operations: list[bytes]) -> None:
        """Operations of an open segment, from index `first`."""
        ...

    def drafted(self, number: int) -> list[bytes]:
        """Give the operations of an open segment."""
        ...

    def save_segment(self, number: int, segment: Segment) -> None:
        """Give a sealed and verified segment, kept byte by byte as it came."""
        ...

    def segment(self, number: int) -> Segment:
        """Give a sealed segment."""
        ...

    def drop_segment(self, number: int) -> None:
        """Give the body of a segment is no longer kept."""
        ...

    def states(self, records: Iterable[bytes]) -> dict[bytes, RecordState]:
        """Give the states of those records that are here; the caller may change them."""
        ...

    def bare_states(self, records: Iterable[bytes]) -> dict[bytes, RecordState]:
        """Give the same without what the records were made with, which most changes have nothing to do with."""
        ...

    def complete(self, states: Mapping[bytes, RecordState]) -> None:
        """Add to bare states what their records were made with."""
        ...

    def save_states(self, states: Mapping[bytes, RecordState]) -> None:
        """Give new or changed states; of bare ones what they were made with stays as it is."""
        ...

    def all_states(self) -> Iterator[tuple[bytes, RecordState]]:
        """Every record, ordered by id."""
        ...

    def drop_states(self, records: Iterable[bytes]) -> None:
        """Give records that are no more: made in segments that do not count now, or erased. Their traces stay."""
        ...

    def drop_traces(self, records: Iterable[bytes]) -> None:
        """Nobody asks for the segments of these records again."""
        ...

    def drop_traces_of(self, numbers: Iterable[int]) -> None:
        """Give these segments are no longer kept."""
        ...

    def base_states(self, records: Iterable[bytes] | None = None) -> dict[bytes, RecordState]:
        """Give the states of records (all of them if None) at the cut below which no segments are kept."""
        ...

    def save_base(self, circle: bytes, states: Mapping[bytes, RecordState]) -> None:
        """Give new or changed states at the cut of a circle."""
        ...

    def drop_base(self, records: Iterable[bytes]) -> None:
        """Give records that are erased from the cut."""
        ...

    def save_trace(self, number: int, records: Iterable[bytes]) -> None:
        """Note that a segment touches these records."""
        ...

    def trace(self, record: bytes) -> list[int]:
        """Give the segments that touch a record, in the order in which they came."""
        ...

    def traces(self, records: Collection[bytes]) -> set[int]:
        """Give the segments that touch any of these records."""
        ...

    def touched_by(self, numbers: Iterable[int]) -> set[bytes]:
        """Give the records that segments touch."""
        ...

    def save_pending(self, digest: bytes, segment: Segment) -> None:
        """Give a segment that waits for others."""
        ...

    def pending(self) -> dict[bytes, Segment]:
        """All waiting segments by hash."""
        ...

    def drop_pending(self, digest: bytes) -> None:
        """Give a segment waits no longer."""
        ...

    def save_epoch_key(self, circle: bytes, epoch: bytes, key: bytes) -> None:
        """Give a circle key that this device opened."""
        ...

    def epoch_keys(self) -> dict[tuple[bytes, bytes], bytes]:
        """All circle keys by (circle, epoch)."""
        ...

    def save_statement(self, device: bytes, circle: bytes, statements: bytes) -> None:
        """Give the newest signed statements of what the copies of a device have of a circle."""
        ...

    def statements(self) -> dict[tuple[bytes, bytes], bytes]:
        """Give the newest signed statements by (device, circle)."""
        ...

    def statements_of(self, device: bytes) -> dict[bytes, bytes]:
        """Those of one device by circle."""
        ...

    def save_life(self, life: bytes) -> None:
        """Tell what this vault remembers of its own statements."""
        ...

    def life(self) -> bytes:
        """Give the same; empty before the first."""
        ...

    def save_incarnation(self, incarnation: bytes) -> None:
        """Give the incarnation under which this vault goes on."""
        ...

    def save_secrets(self, secrets: DeviceSecrets) -> None:
        """Give this device's keys, after one of them was destroyed."""
        ...

    def save_identity(self, since: int, seed: bytes) -> None:
        """Give a new receiving key of this device, in use from `since` on, in milliseconds since 1970."""
        ...

    def identities(self) -> dict[int, bytes]:
        """All receiving keys of this device but its first."""
        ...

    def drop_identity(self, since: int) -> None:
        """Destroys a receiving key."""
        ...

    def carry(self, digest: bytes, circle: bytes, time: int, blob: bytes) -> None:
        """Keep a part of a bundle for others, unless it is known; `time` is now. An empty one was kept long enough."""
        ...

    def carried(self) -> dict[bytes, tuple[bytes, int, bytes]]:
        """Tell what is kept for others: circle, time and blob by hash."""
        ...

    def drop_carried(self, digest: bytes) -> None:
        """Such a part is kept no longer."""
        ...

    def save_certificate(self, digest: bytes, circle: bytes, content: bytes) -> None:
        """Give an order to erase or a cut."""
        ...

    def certificates(self) -> dict[bytes, tuple[bytes, bytes]]:
        """All certificates: circle and content by hash."""
        ...

    def chunk(self, digest: bytes) -> bytes | None:
        """Give a piece of an attachment by its SHA-256, if it is here."""
        ...

    def save_chunk(self, digest: bytes, data: bytes) -> None:
        """Give a piece of an attachment; the caller has checked that its SHA-256 is `digest`."""
        ...
