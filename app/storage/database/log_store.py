"""The log kept in the vault's database: `sync.log.store.Store` over SQL."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from app.storage.database.database import AMONG, among, blob, run, run_many
from app.storage.database.schema import get_meta, set_meta
from sync.log.causality import Chain, SegmentPlace
from sync.log.segment import LogOpening, Segment
from sync.log.state import Gone, Live, RecordState, decode_state, encode_state
from sync.log.store import OpenSegment
from sync.primitives.codec import Decoder, encode
from sync.primitives.keys import DeviceSecrets

_segments = Decoder(Segment)
_drafts = Decoder(OpenSegment)
_vectors = msgspec.msgpack.Decoder(dict[int, int])
_made = Decoder(dict[str, Any])
_written = Decoder(tuple[dict[str, list[Live]], dict[str, list[Live]], list[Gone]])
_MANY = 5000


class LogStore:
    """Implements `sync.log.store.Store` on the connection of the transaction that is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[bytes, int] = {}  # of the records last read in the transaction that is open

    @property
    def connection(self) -> Connection:
        """The connection of the transaction that is open."""
        return self._connection

    @connection.setter
    def connection(self, connection: Connection) -> None:
        if connection is not self._connection:
            self._connection, self._numbers = connection, {}

    def _rows(self, statement: str, *parameters: object) -> list[Any]:
        return run(self.connection, statement, parameters)

    def _run(self, statement: str, *parameters: object) -> None:
        run(self.connection, statement, parameters)

    def load(self) -> tuple[list[Chain], list[SegmentPlace]]:
        chains = [
            Chain(
                number,
                log,
                LogOpening(device, circle, incarnation),
                parent,
                start,
                _vectors.decode(vector),
                cut,
                _vectors.decode(cut_vector),
            )
            for number, log, device, circle, incarnation, parent, start, vector, cut, cut_vector in self._rows(
                "SELECT number, log, device, circle, incarnation, parent, start, vector, cut, cut_vector"
                " FROM chain ORDER BY number"
            )
        ]
        places = [
            SegmentPlace(number, chain, seq, digest, nonce, bool(quarantined))
            for number, chain, seq, digest, nonce, quarantined in self._rows(
                "SELECT number, chain, seq, hash, nonce, quarantined FROM segment ORDER BY number"
            )
        ]
        return chains, places

    def save_chain(self, chain: Chain) -> None:
        opening = chain.opening
        self._run(
            "INSERT OR REPLACE INTO chain VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            chain.number, chain.log, opening.device, opening.circle, opening.incarnation,
            chain.parent, chain.start, msgspec.msgpack.encode(chain.vector),
            chain.cut, msgspec.msgpack.encode(chain.cut_vector),
        )  # fmt: skip

    def save_place(self, place: SegmentPlace) -> None:
        self._run(
            "INSERT OR REPLACE INTO segment VALUES (?, ?, ?, ?, ?, ?)",
            place.number, place.chain, place.seq, place.hash, place.nonce, int(place.quarantined),
        )  # fmt: skip

    def save_draft(self, number: int, draft: OpenSegment | None) -> None:
        if draft is None:
            self._run("DELETE FROM draft WHERE number = ?", number)
            self._run("DELETE FROM drafted WHERE number = ?", number)
        else:
            self._run("INSERT OR REPLACE INTO draft VALUES (?, ?)", number, encode(draft))

    def draft(self, number: int) -> OpenSegment:
        return _drafts.decode_trusted(self._rows("SELECT state FROM draft WHERE number = ?", number)[0][0])

    def append(self, number: int, first: int, operations: list[bytes]) -> None:
        rows = [(number, first + position, blob(operation)) for position, operation in enumerate(operations)]
        run_many(self.connection, "INSERT INTO drafted VALUES (?, ?, ?)", rows)

    def drafted(self, number: int) -> list[bytes]:
        rows = self._rows("SELECT operation FROM drafted WHERE number = ? ORDER BY position", number)
        return [row[0] for row in rows]

    def save_segment(self, number: int, segment: Segment) -> None:
        self._run("INSERT OR REPLACE INTO body VALUES (?, ?, ?)", number, len(segment.operations), encode(segment))

    def segment(self, number: int) -> Segment:
        return _segments.decode_trusted(self._rows("SELECT segment FROM body WHERE number = ?", number)[0][0])

    def drop_segment(self, number: int) -> None:
        self._run("DELETE FROM body WHERE number = ?", number)

    def states(self, records: Iterable[bytes]) -> dict[bytes, RecordState]:
        found = self.bare_states(records)
        self.complete(found)
        return found

    def bare_states(self, records: Iterable[bytes]) -> dict[bytes, RecordState]:
        select = (
            "SELECT id, kind, segment, position, time, state, record.number FROM record"
            " LEFT JOIN written ON written.number = record.number WHERE id IN"
        )
        rows = list(self._each(select, records))
        if rows:
            self._numbers = {row[0]: row[6] for row in rows}
        return {row[0]: _state(row[:6], None) for row in rows}

    def complete(self, states: Mapping[bytes, RecordState]) -> None:
        bare = [record for record, state in states.items() if state.first is None]
        select = "SELECT id, fields FROM record JOIN made ON made.number = record.number WHERE id IN"
        for record, fields in self._each(select, bare):
            states[record].first = _made.decode_trusted(fields)

    def _each(self, select: str, records: Iterable[bytes]) -> Iterator[Any]:
        """Give the rows of a query about many records, some thousand at a time."""
        wanted = list(records)
        for start in range(0, len(wanted), _MANY):
            yield from self._rows(f"{select} {AMONG}", among(wanted[start : start + _MANY]))

    def drop_states(self, records: Iterable[bytes]) -> None:
        self._numbers = {}
        rows = [(blob(record),) for record in records]
        for table in ("made", "written"):
            statement = f"DELETE FROM {table} WHERE number = (SELECT number FROM record WHERE id = ?)"
            run_many(self.connection, statement, rows)
        run_many(self.connection, "DELETE FROM record WHERE id = ?", rows)

    def drop_traces(self, records: Iterable[bytes]) -> None:
        run_many(self.connection, "DELETE FROM trace WHERE record = ?", [(blob(record),) for record in records])

    def drop_traces_of(self, numbers: Iterable[int]) -> None:
        run_many(self.connection, "DELETE FROM trace WHERE segment = ?", [(number,) for number in numbers])

    def base_states(self, records: Iterable[bytes] | None = None) -> dict[bytes, RecordState]:
        if records is None:
            rows = iter(self._rows("SELECT record, state FROM base"))
        else:
            rows = self._each("SELECT record, state FROM base WHERE record IN", records)
        return {record: decode_state(state) for record, state in rows}

    def save_base(self, circle: bytes, states: Mapping[bytes, RecordState]) -> None:
        rows = [(blob(record), blob(circle), blob(encode_state(state))) for record, state in states.items()]
        run_many(self.connection, "INSERT OR REPLACE INTO base VALUES (?, ?, ?)", rows)

    def drop_base(self, records: Iterable[bytes]) -> None:
        run_many(self.connection, "DELETE FROM base WHERE record = ?", [(blob(record),) for record in records])

    def save_states(self, states: Mapping[bytes, RecordState]) -> None:
        whole = {record: state for record, state in states.items() if state.first is not None}
        last = self._last_number() if whole else sys.maxsize  # None is new where none is whole.
        run_many(
            self.connection,
            "INSERT INTO record (id, kind, segment, position, time) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET kind = excluded.kind, segment = excluded.segment, position = excluded.position, time = excluded.time",
            [(blob(record), state.kind, state.segment, state.index, state.time) for record, state in whole.items()],
        )
        if whole and self._last_number() - last == len(whole):  # None of them was here before.
            self._numbers = {**self._numbers, **{record: last + 1 + each for each, record in enumerate(whole)}}
        numbers = self.numbers(states)
        # In the order of their numbers, so that each page is written once.
        numbered = sorted(((numbers[record], state) for record, state in states.items()), key=_number)
        made = [(number, blob(encode(state.first))) for number, state in numbered if state.first is not None]
        run_many(self.connection, "INSERT OR REPLACE INTO made VALUES (?, ?)", made)
        written = [
            (number, blob(encode((state.written, state.sets, state.gone))))
            for number, state in numbered
            if state.written or state.sets or state.gone
        ]
        run_many(self.connection, "INSERT OR REPLACE INTO written VALUES (?, ?)", written)
        nothing = [
            (number,)
            for number, state in numbered
            if number <= last and not (state.written or state.sets or state.gone)
        ]
        run_many(self.connection, "DELETE FROM written WHERE number = ?", nothing)

    def _last_number(self) -> int:
        return int(self._rows("SELECT coalesce(max(number), 0) FROM record")[0][0])

    def numbers(self, records: Collection[bytes]) -> Mapping[bytes, int]:
        """Give the numbers of records that are here, for the rows; at hand if they were just saved."""
        if not self._numbers.keys() >= set(records):
            self._numbers = dict(self._each("SELECT id, number FROM record WHERE id IN", records))
        return self._numbers

    def all_states(self) -> Iterator[tuple[bytes, RecordState]]:
        select = (
            "SELECT id, kind, segment, position, time, state, fields FROM record"
            " JOIN made ON made.number = record.number LEFT JOIN written ON written.number = record.number ORDER BY id"
        )
        for some in self.connection.exec_driver_sql(select).partitions(_MANY):
            for row in some:
                yield row[0], _state(row[:6], _made.decode_trusted(row[6]))

    def save_trace(self, number: int, records: Iterable[bytes]) -> None:
        rows = [(blob(record), number) for record in sorted(records)]
        run_many(self.connection, "INSERT OR IGNORE INTO trace VALUES (?, ?)", rows)

    def trace(self, record: bytes) -> list[int]:
        return [row[0] for row in self._rows("SELECT segment FROM trace WHERE record = ? ORDER BY segment", record)]

    def traces(self, records: Collection[bytes]) -> set[int]:
        return {row[0] for row in self._each("SELECT DISTINCT segment FROM trace WHERE record IN", records)}

    def touched_by(self, numbers: Iterable[int]) -> set[bytes]:
        found: set[bytes] = set()
        for number in numbers:
            found.update(row[0] for row in self._rows("SELECT record FROM trace WHERE segment = ?", number))
        return found

    def save_pending(self, digest: bytes, segment: Segment) -> None:
        self._run("INSERT OR REPLACE INTO pending VALUES (?, ?)", digest, encode(segment))

    def pending(self) -> dict[bytes, Segment]:
        rows = self._rows("SELECT hash, segment FROM pending ORDER BY hash")
        return {digest: _segments.decode_trusted(segment) for digest, segment in rows}

    def drop_pending(self, digest: bytes) -> None:
        self._run("DELETE FROM pending WHERE hash = ?", digest)

    def save_epoch_key(self, circle: bytes, epoch: bytes, key: bytes) -> None:
        self._run("INSERT OR REPLACE INTO epoch_key VALUES (?, ?, ?)", circle, epoch, key)

    def epoch_keys(self) -> dict[tuple[bytes, bytes], bytes]:
        return {(circle, epoch): key for circle, epoch, key in self._rows("SELECT circle, epoch, key FROM epoch_key")}

    def save_statement(self, device: bytes, circle: bytes, statements: bytes) -> None:
        self._run("INSERT OR REPLACE INTO statement VALUES (?, ?, ?)", device, circle, statements)

    def statements(self) -> dict[tuple[bytes, bytes], bytes]:
        rows = self._rows("SELECT device, circle, statement FROM statement")
        return {(device, circle): statement for device, circle, statement in rows}

    def statements_of(self, device: bytes) -> dict[bytes, bytes]:
        return dict(self._rows("SELECT circle, statement FROM statement WHERE device = ?", device))

    def save_life(self, life: bytes) -> None:
        set_meta(self.connection, "life", life)

    def life(self) -> bytes:
        return get_meta(self.connection, "life") or b""

    def save_incarnation(self, incarnation: bytes) -> None:
        set_meta(self.connection, "incarnation", incarnation)

    def chunk(self, digest: bytes) -> bytes | None:
        rows = self._rows("SELECT data FROM chunk WHERE hash = ?", digest)
        return rows[0][0] if rows else None

    def save_chunk(self, digest: bytes, data: bytes) -> None:
        self._run("INSERT OR IGNORE INTO chunk VALUES (?, ?)", digest, data)

    def save_secrets(self, secrets: DeviceSecrets) -> None:
        set_meta(self.connection, "secrets", encode(secrets))

    def save_identity(self, since: int, seed: bytes) -> None:
        self._run("INSERT OR REPLACE INTO identity VALUES (?, ?)", since, seed)

    def identities(self) -> dict[int, bytes]:
        return dict(self._rows("SELECT since, seed FROM identity"))

    def drop_identity(self, since: int) -> None:
        self._run("DELETE FROM identity WHERE since = ?", since)

    def carry(self, digest: bytes, circle: bytes, time: int, blob: bytes) -> None:
        self._run("INSERT OR IGNORE INTO carried VALUES (?, ?, ?, ?)", digest, circle, time, blob)

    def carried(self) -> dict[bytes, tuple[bytes, int, bytes]]:
        rows = self._rows("SELECT hash, circle, time, blob FROM carried")
        return {digest: (circle, time, blob) for digest, circle, time, blob in rows}

    def drop_carried(self, digest: bytes) -> None:
        self._run("DELETE FROM carried WHERE hash = ?", digest)

    def save_certificate(self, digest: bytes, circle: bytes, content: bytes) -> None:
        self._run("INSERT OR IGNORE INTO paper VALUES (?, ?, ?)", digest, circle, content)

    def certificates(self) -> dict[bytes, tuple[bytes, bytes]]:
        rows = self._rows("SELECT hash, circle, content FROM paper")
        return {digest: (circle, content) for digest, circle, content in rows}


def _number(numbered: tuple[int, object]) -> int:
    return numbered[0]


def _state(row: Any, first: dict[str, Any] | None) -> RecordState:
    """Give a state from its narrow row: id, kind, the dot that made it with its time, what was written since."""
    _, kind, segment, index, time, state = row
    written, sets, gone = _written.decode_trusted(state) if state else ({}, {}, [])
    return RecordState(kind, segment, index, time, first, written, sets, gone)
