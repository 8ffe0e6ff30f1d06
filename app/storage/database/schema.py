"""The tables of the log, which are kept; and the tables of the records, which are derived and can be dropped.

Only the log has numbered formats. A change of the records' tables means replaying the log into new ones.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from app.records.registry import Registry
from app.storage.database.database import run

FORMAT = 3

LOG_TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    """CREATE TABLE chain (
        number INTEGER PRIMARY KEY, log BLOB NOT NULL, device BLOB NOT NULL, circle BLOB NOT NULL,
        incarnation BLOB NOT NULL, parent INTEGER, start INTEGER NOT NULL, vector BLOB NOT NULL,
        cut INTEGER NOT NULL DEFAULT -1, cut_vector BLOB NOT NULL DEFAULT x'80')""",
    """CREATE TABLE segment (
        number INTEGER PRIMARY KEY, chain INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
        nonce BLOB NOT NULL, quarantined INTEGER NOT NULL)""",
    "CREATE TABLE body (number INTEGER PRIMARY KEY, operations INTEGER NOT NULL, segment BLOB NOT NULL)",
    "CREATE TABLE draft (number INTEGER PRIMARY KEY, state BLOB NOT NULL)",
    """CREATE TABLE drafted (
        number INTEGER, position INTEGER, operation BLOB NOT NULL,
        PRIMARY KEY (number, position)) WITHOUT ROWID""",
    "CREATE TABLE pending (hash BLOB PRIMARY KEY, segment BLOB NOT NULL) WITHOUT ROWID",
    """CREATE TABLE epoch_key (
        circle BLOB, epoch BLOB, key BLOB NOT NULL, PRIMARY KEY (circle, epoch)) WITHOUT ROWID""",
    # What the copies of each device have stated to have of a circle.
    """CREATE TABLE statement (
        device BLOB, circle BLOB, statement BLOB NOT NULL, PRIMARY KEY (device, circle)) WITHOUT ROWID""",
    # Receiving keys of this device since its first, by the time from which they are in use.
    "CREATE TABLE identity (since INTEGER PRIMARY KEY, seed BLOB NOT NULL)",
    # Parts of bundles that this device passes on and cannot read.
    """CREATE TABLE carried (
        hash BLOB PRIMARY KEY, circle BLOB NOT NULL, time INTEGER NOT NULL, blob BLOB NOT NULL) WITHOUT ROWID""",
    # Orders to erase, and certificates of snapshots: what they say, by the hash that the authority has signed.
    """CREATE TABLE paper (
        hash BLOB PRIMARY KEY, circle BLOB NOT NULL, content BLOB NOT NULL) WITHOUT ROWID""",
    # The merged records at the cut of a circle below which segments are no longer kept.
    "CREATE TABLE base (record BLOB PRIMARY KEY, circle BLOB NOT NULL, state BLOB NOT NULL) WITHOUT ROWID",
    # Chunks of attachments by their SHA-256.
    "CREATE TABLE chunk (hash BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID",
    # Chunks that nothing names any more, with the time since when; they go after a while.
    "CREATE TABLE unnamed (hash BLOB PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE action (
        number INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL, time INTEGER NOT NULL,
        steps BLOB NOT NULL, undone INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE bundle (
        id BLOB PRIMARY KEY, made INTEGER NOT NULL, time INTEGER NOT NULL, note BLOB NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE printed (
        number INTEGER PRIMARY KEY, code TEXT NOT NULL, time INTEGER NOT NULL, sheet TEXT NOT NULL)""",
)

DERIVED_TABLES = (
    # A merged record is in three tables: its narrow rows are read for every change, what it was made with for few, and
    # what was written since has a row only where something was.
    """CREATE TABLE record (
        number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL,
        segment INTEGER NOT NULL, position INTEGER NOT NULL, time INTEGER NOT NULL)""",
    "CREATE TABLE made (number INTEGER PRIMARY KEY, fields BLOB NOT NULL)",
    "CREATE TABLE written (number INTEGER PRIMARY KEY, state BLOB NOT NULL)",
    # Of which record a record is a part, by their numbers; 0 while the whole has not arrived, which is then named.
    "CREATE TABLE part (number INTEGER PRIMARY KEY, whole INTEGER NOT NULL, awaited BLOB)",
    "CREATE INDEX part_awaited ON part (number) WHERE awaited IS NOT NULL",
    "CREATE TABLE trace (record BLOB, segment INTEGER, PRIMARY KEY (record, segment)) WITHOUT ROWID",
    # Records whose rows wait until somebody reads, with the segments that were merged since (`app.storage.vault.late`).
    "CREATE TABLE late (number INTEGER PRIMARY KEY, records BLOB NOT NULL, segments BLOB NOT NULL)",
    "CREATE TABLE disputed (record BLOB, field TEXT, PRIMARY KEY (record, field)) WITHOUT ROWID",
    """CREATE VIRTUAL TABLE search USING fts5(
        words, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2')""",
    # Else FTS5 merges the levels of its index in the middle of somebody's edit; sixteen of one level it merges anyhow.
    "INSERT INTO search (search, rank) VALUES ('automerge', 0)",
)
RECORDS_VERSION = "records"
# Another text here makes every vault replay its log.
_LAYOUT = "numbered rows; traces with void changes; what was written since beside what was made; folded words"


def create_log(connection: Connection) -> None:
    """Give the kept tables of a new vault."""
    for statement in LOG_TABLES:
        connection.exec_driver_sql(statement)


def create_derived(connection: Connection, registry: Registry) -> None:
    """Give the derived tables, empty: merged states, their traces, the search index, one table a kind of record."""
    for statement in (*DERIVED_TABLES, *registry.creation):
        connection.exec_driver_sql(statement)
    for kind in registry:
        for name, attribute in kind.attributes.items():
            if attribute.indexed and attribute.target is None:
                connection.exec_driver_sql(
                    f'CREATE INDEX "sorted_{kind.table}_{name}" ON "{table_of(registry, kind.name)}" (fold("{name}"))'
                )


def drop_derived(connection: Connection) -> None:
    """Drop all that is derived, also tables of records that this version no longer declares."""
    kept = {statement.split()[2] for statement in LOG_TABLES}
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    names = [str(row[0]) for row in rows]
    for name in names:
        if name not in kept and not name.startswith(("sqlite_", "search_")):
            connection.exec_driver_sql(f'DROP TABLE "{name}"')


def table_of(registry: Registry, kind: str) -> str:
    """Give the table of a kind of record."""
    return registry[kind].table


def fingerprint(registry: Registry) -> bytes:
    """Change when the derived tables would be made differently: then the log is replayed into new ones."""
    return hashlib.sha256("\n".join((_LAYOUT, *DERIVED_TABLES, *registry.definitions)).encode()).digest()


def get_meta(connection: Connection, key: str) -> bytes | None:
    """Give a small value that belongs to this vault alone and never travels."""
    rows = run(connection, "SELECT value FROM meta WHERE key = ?", (key,))
    return bytes(rows[0][0]) if rows else None


def set_meta(connection: Connection, key: str, value: bytes) -> None:
    """Set such a value."""
    run(connection, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))
