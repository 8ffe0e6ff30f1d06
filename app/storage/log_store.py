"""The log kept in the vault's database: `sync.store.Store` over SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from app.storage.database import run_many
from app.storage.schema import set_meta
from sync.causality import Chain, Place
from sync.codec import Decoder, encode
from sync.keys import DeviceSecrets
from sync.segment import Opening, Segment
from sync.state import RecordState, decode_state, encode_state
from sync.store import Draft

_segments = Decoder(Segment)
_drafts = Decoder(Draft)
_vectors = msgspec.msgpack.Decoder(dict[int, int])
_MANY = 5000


class LogStore:
    """Implements `sync.store.Store` on the connection of the transaction that is open."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def _rows(self, statement: str, *parameters: object) -> list[Any]:
        return list(self.connection.exec_driver_sql(statement, parameters).all())

    def _run(self, statement: str, *parameters: object) -> None:
        self.connection.exec_driver_sql(statement, parameters)

    def load(self) -> tuple[list[Chain], list[Place]]:
        chains = [
            Chain(
                number,
                log,
                Opening(device, circle, incarnation),
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
            Place(number, chain, seq, digest, nonce, bool(quarantined))
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

    def save_place(self, place: Place) -> None:
        self._run(
            "INSERT OR REPLACE INTO segment VALUES (?, ?, ?, ?, ?, ?)",
            place.number, place.chain, place.seq, place.hash, place.nonce, int(place.quarantined),
        )  # fmt: skip

    def save_draft(self, number: int, draft: Draft | None) -> None:
        if draft is None:
            self._run("DELETE FROM draft WHERE number = ?", number)
            self._run("DELETE FROM drafted WHERE number = ?", number)
        else:
            self._run("INSERT OR REPLACE INTO draft VALUES (?, ?)", number, encode(draft))

    def draft(self, number: int) -> Draft:
        return _drafts.decode_trusted(self._rows("SELECT state FROM draft WHERE number = ?", number)[0][0])

    def append(self, number: int, first: int, operations: list[bytes]) -> None:
        rows = [(number, first + position, operation) for position, operation in enumerate(operations)]
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
        return self._decoded("SELECT id, state FROM record WHERE id IN", records)

    def _decoded(self, select: str, records: Iterable[bytes]) -> dict[bytes, RecordState]:
        found: dict[bytes, RecordState] = {}
        wanted = list(records)
        for start in range(0, len(wanted), _MANY):
            some = wanted[start : start + _MANY]
            marks = ",".join("?" * len(some))
            rows = self._rows(f"{select} ({marks})", *some)
            found.update((record, decode_state(state)) for record, state in rows)
        return found

    def drop_states(self, records: Iterable[bytes]) -> None:
        run_many(self.connection, "DELETE FROM record WHERE id = ?", [(record,) for record in records])

    def drop_traces(self, records: Iterable[bytes]) -> None:
        run_many(self.connection, "DELETE FROM trace WHERE record = ?", [(record,) for record in records])

    def drop_traces_of(self, numbers: Iterable[int]) -> None:
        run_many(self.connection, "DELETE FROM trace WHERE segment = ?", [(number,) for number in numbers])

    def base_states(self, records: Iterable[bytes] | None = None) -> dict[bytes, RecordState]:
        if records is not None:
            return self._decoded("SELECT record, state FROM base WHERE record IN", records)
        return {record: decode_state(state) for record, state in self._rows("SELECT record, state FROM base")}

    def save_base(self, circle: bytes, states: Mapping[bytes, RecordState]) -> None:
        rows = [(record, circle, encode_state(state)) for record, state in states.items()]
        run_many(self.connection, "INSERT OR REPLACE INTO base VALUES (?, ?, ?)", rows)

    def drop_base(self, records: Iterable[bytes]) -> None:
        run_many(self.connection, "DELETE FROM base WHERE record = ?", [(record,) for record in records])

    def save_states(self, states: Mapping[bytes, RecordState]) -> None:
        run_many(
            self.connection,
            "INSERT INTO record (id, kind, state) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, state = excluded.state",
            [(record, state.kind, encode_state(state)) for record, state in states.items()],
        )

    def all_states(self) -> Iterator[tuple[bytes, RecordState]]:
        for record, state in self.connection.exec_driver_sql("SELECT id, state FROM record ORDER BY id"):
            yield record, decode_state(state)

    def save_trace(self, number: int, records: Iterable[bytes]) -> None:
        rows = [(record, number) for record in sorted(records)]
        run_many(self.connection, "INSERT OR IGNORE INTO trace VALUES (?, ?)", rows)

    def trace(self, record: bytes) -> list[int]:
        return [row[0] for row in self._rows("SELECT segment FROM trace WHERE record = ? ORDER BY segment", record)]

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

    def save_statement(self, device: bytes, circle: bytes, statement: bytes) -> None:
        self._run("INSERT OR REPLACE INTO statement VALUES (?, ?, ?)", device, circle, statement)

    def statements(self) -> dict[tuple[bytes, bytes], bytes]:
        rows = self._rows("SELECT device, circle, statement FROM statement")
        return {(device, circle): statement for device, circle, statement in rows}

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

    def save_paper(self, digest: bytes, circle: bytes, content: bytes) -> None:
        self._run("INSERT OR IGNORE INTO paper VALUES (?, ?, ?)", digest, circle, content)

    def papers(self) -> dict[bytes, tuple[bytes, bytes]]:
        rows = self._rows("SELECT hash, circle, content FROM paper")
        return {digest: (circle, content) for digest, circle, content in rows}
