"""The floor: a log on SQLCipher in which the last writer wins, with nothing signed and nothing kept of what loses."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec

from app.storage.database.cipher import sqlcipher
from tests.bench.peers.workload import EDITS, REPLICAS, Workload

KEY = "00" * 32
BEFORE, NOW = "before.db", "now.db"
SCHEMA = (
    "CREATE TABLE cell (record INTEGER, field TEXT, value, time INTEGER, PRIMARY KEY (record, field)) WITHOUT ROWID",
    "CREATE TABLE log (replica INTEGER, time INTEGER, record INTEGER, field TEXT, value)",
)
WRITE = (
    "INSERT INTO cell VALUES (?, ?, ?, ?) ON CONFLICT (record, field)"
    " DO UPDATE SET value = excluded.value, time = excluded.time WHERE excluded.time > cell.time"
)


def opened(file: Path) -> Any:
    """Give the database, with the settings of a vault that matter for speed."""
    connection = sqlcipher.connect(file, isolation_level=None)
    for pragma in (f"key = \"x'{KEY}'\"", "journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def prepare(folder: Path, work: Workload) -> list[bytes]:
    """Write the world; a payload is one list a column."""
    connection = opened(folder / BEFORE)
    connection.execute("BEGIN")
    for statement in SCHEMA:
        connection.execute(statement)
    for position, record in enumerate(work.world()):
        connection.executemany(WRITE, [(position, name, value, 0) for name, value in record.values.items()])
    connection.execute("COMMIT")
    connection.close()
    payloads: list[bytes] = []
    for replica in range(REPLICAS):
        rows = [(time * REPLICAS + replica + 1, edit) for time, edit in enumerate(work.edits(replica))]
        columns = [[getattr(edit, name) for _, edit in rows] for name in ("record", "field", "value")]
        payloads.append(msgspec.msgpack.encode([replica, [time for time, _ in rows], *columns]))
    assert sum(len(msgspec.msgpack.decode(payload)[1]) for payload in payloads) == REPLICAS * EDITS
    return payloads


def renew(folder: Path) -> None:
    """Set everything back: edits that are taken again win nothing, and so write less."""
    shutil.copy(folder / BEFORE, folder / NOW)


def take(folder: Path, payloads: list[bytes]) -> object:
    """Open the database, takes one payload a transaction, close it."""
    connection = opened(folder / NOW)
    for payload in payloads:
        replica, *columns = msgspec.msgpack.decode(payload)
        connection.execute("BEGIN")
        rows = list(zip(*columns, strict=True))
        connection.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?)", [(replica, *row) for row in rows])
        connection.executemany(WRITE, [(record, name, value, time) for time, record, name, value in rows])
        connection.execute("COMMIT")
    connection.close()
    return connection
