"""The least that bulk can take with the tables as they are: the calls of driver, codec and hash, and nothing of ours.

No door, no merge, no checks: what `bench_bulk.py` takes above it is Python. Beside it stand the same bare inserts.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from app.records.registry import Registry
from app.storage.database import cipher
from app.storage.database.database import blob
from app.storage.database.schema import DERIVED_TABLES
from app.uncollected import uncollected
from tests.bench.bench_bulk import bare
from tests.bench.harness import Bench
from tests.bench.machine import worked
from tests.group import declared

PEOPLE = 20_000
_encode = msgspec.msgpack.Encoder(order="deterministic").encode
_decode: Callable[[bytes], Any] = msgspec.msgpack.Decoder().decode


def bench_bulk_floor(bench: Bench, people: int = PEOPLE) -> None:
    """Add people with a note, then edit the note of each."""
    beside = bare(people)
    ids = [os.urandom(16) for _ in range(people)]
    with tempfile.TemporaryDirectory() as folder, uncollected():
        connection = cipher.connect(Path(folder, "floor.db"), bytes(32), salt=bytes(16))
        _tables(connection, declared())
        for what, work in (("added", _added), ("with one field edited", _edited)):
            connection.execute("BEGIN IMMEDIATE")
            taken = worked(lambda work=work: work(connection, ids)) + worked(lambda: connection.execute("COMMIT"))
            bench.report(f"{people:,} people {what}, the least", [taken], beside=beside)
        connection.close()


def _tables(connection: cipher.sqlcipher.Connection, registry: Registry) -> None:
    connection.execute("PRAGMA query_only = OFF")
    for statement in (*DERIVED_TABLES, *registry.creation):
        connection.execute(statement)
    connection.execute('CREATE INDEX sorted_person_name ON person (fold("name"))')


def _signed(operations: list[bytes]) -> list[bytes]:
    """Hash what a segment hashes of each operation: its salt, its leaf, and the id of the record that it makes."""
    begun = hashlib.sha256(bytes(64))
    ids: list[bytes] = []
    for index, data in enumerate(operations):
        inner, outer, named = begun.copy(), begun.copy(), begun.copy()
        inner.update(index.to_bytes(4, "big"))
        outer.update(inner.digest())
        hashlib.sha256(outer.digest()[:16] + data).digest()
        named.update(index.to_bytes(4, "big"))
        ids.append(named.digest()[:16])
    return ids


def _added(connection: cipher.sqlcipher.Connection, ids: list[bytes]) -> None:
    numbered = list(enumerate(ids, 1))
    fields = [{"name": f"Person {number}", "note": "As it was.", "tags": ["cook"]} for number, _ in numbered]
    _signed([_encode([0, 1, "person", each]) for each in fields])
    many = connection.executemany
    many(
        "INSERT INTO record (number, id, kind, segment, position, time) VALUES (?, ?, 'person', 1, ?, 5)",
        [(number, blob(record), number) for number, record in numbered],
    )
    many("INSERT INTO made VALUES (?, ?)", [(n, blob(_encode(each))) for n, each in enumerate(fields, 1)])
    sets = blob(_encode([{}, {"tags": [[1, 2, 5, "cook"]]}, []]))
    many("INSERT INTO written VALUES (?, ?)", [(number, sets) for number, _ in numbered])
    many("INSERT INTO trace VALUES (?, 1)", [(blob(record),) for record in sorted(ids)])
    many(
        "INSERT INTO person (rowid, id, circle, flagged, changed_at, name, note, tags) VALUES (?, ?, ?, 0, 5, ?, ?, ?)",
        [
            (n, record.hex(), "0" * 32, each["name"], each["note"], '["cook"]')
            for (n, record), each in zip(numbered, fields, strict=True)
        ],
    )
    words = [(number, f"Person {number} \nAs it was. \ncook") for number, _ in numbered]
    many("INSERT INTO search (rowid, words) VALUES (?, ?)", words)


def _edited(connection: cipher.sqlcipher.Connection, ids: list[bytes]) -> None:
    among = '["' + '","'.join([record.hex() for record in ids]) + '"]'
    select = (
        "SELECT record.number, record.id, state, fields, name, note, tags FROM record"
        " JOIN made ON made.number = record.number LEFT JOIN written ON written.number = record.number"
        " JOIN person ON person.rowid = record.number WHERE record.id IN (SELECT unhex(value) FROM json_each(?))"
    )
    found = sorted(connection.execute(select, (among,)).fetchall())
    states = [(row[0], _decode(row[2]), _decode(row[3])) for row in found]
    _signed([_encode([1, 1, (0, 0, number), {"note": "As it is."}]) for number, *_ in states])
    many = connection.executemany
    many(
        "INSERT OR REPLACE INTO written VALUES (?, ?)",
        [(n, blob(_encode([{"note": [[2, n, 6, "As it is."]]}, *state[1:]]))) for n, state, _fields in states],
    )
    many("INSERT INTO trace VALUES (?, 2)", [(blob(record),) for record in sorted(ids)])
    many("UPDATE person SET note = nullif(?, x'') WHERE rowid = ?", [("As it is.", row[0]) for row in found])
    many("DELETE FROM search WHERE rowid = ?", [(row[0],) for row in found])
    words = [(row[0], f"{row[4]} \nAs it is. \ncook") for row in found]
    many("INSERT INTO search (rowid, words) VALUES (?, ?)", words)
    _encode([("edit", row[1].hex(), {"note": row[5]}, {"note": "As it is."}) for row in found])
