"""Proving that a vault is what its log says: every page, signature and chain, and the tables against a fresh replay."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from app.i18n import _, ngettext
from app.storage.database import schema
from app.storage.database.database import run_many
from app.storage.vault import chunks
from app.storage.vault.vault import Vault, Writing
from sync.log.memory import MemoryStore
from sync.primitives.errors import SyncError
from sync.replica import acknowledgements
from sync.replica.scan import replay_all

Report = Callable[[str], None]
_VOCABULARY = "checked_words"
_MANY = 5000
_HASH_BYTES = 16


def _nobody_listens(_step: str) -> None:
    """Stand in for a listener."""


@dataclass(frozen=True, slots=True)
class CheckedVault:
    """What was gone through, the digest, and what is wrong: sentences, none of them in a vault that is well.

    `differs` are members whose laptops have stated to have the same as this one, and show something else.
    """

    segments: int
    records: int
    digest: str
    faults: tuple[str, ...]
    differs: tuple[str, ...] = ()


class _Over(Exception):
    """Ends the transaction in which the fresh tables were made, so that nothing of them stays."""

    def __init__(self, checked: CheckedVault) -> None:
        super().__init__()
        self.checked = checked


def check(vault: Vault, report: Report = _nobody_listens) -> CheckedVault:
    """Goes through everything and changes nothing: the fresh tables are made in a transaction that is rolled back.

    `report` is told before each step, and may raise to stop. Raises `VaultDamaged` if the database cannot be read.
    """
    report(_("Authenticating every page of the database"))
    faults = [_("A page of the database: {reason}.").format(reason=reason) for reason in vault.database.verify()]
    if faults or vault.group is None:
        return CheckedVault(0, 0, "", tuple(faults))
    try:
        with vault.writing() as writing:
            raise _Over(_check_log(vault, writing, report))
    except _Over as over:
        vault.database.checkpoint()  # What was rolled back has made the write-ahead log as large as the vault.
        return over.checked


def _check_log(vault: Vault, writing: Writing, report: Report) -> CheckedVault:
    replica = writing.replica
    replica.seal()
    segments = sum(1 for place in replica.causality.places.values() if place.hash)
    report(_("Verifying every signature and chain"))
    try:
        fresh = replay_all(replica.store, replica.causality, replica.group)
    except (SyncError, LookupError) as error:
        fault = _("The log does not verify: {reason}.").format(reason=error)
        return CheckedVault(segments, 0, "", (fault,))
    report(_("Comparing the records with a replay of the log"))
    digest = replica.digest()
    faults: list[str] = []
    if replica.digest_of(fresh.all_states()) != digest:
        faults.append(_("The merged records are not what a replay of the log gives."))
    report(_("Comparing every table with a fresh projection"))
    faults.extend(_compare_tables(vault, writing, fresh))
    report(_("Comparing the chunks of attachments with their names"))
    faults.extend(chunks.faults(writing.connection))
    records = writing.connection.exec_driver_sql("SELECT count(*) FROM record").scalar_one()
    differs = tuple(sorted({device.name for device in acknowledgements.differing(replica)}))
    return CheckedVault(segments, int(records), digest.hex(), tuple(faults), differs)


def _compare_tables(vault: Vault, writing: Writing, fresh: MemoryStore) -> Iterator[str]:
    """Take down what the derived tables hold, make them anew, and say which differ. Only to be rolled back."""
    connection = writing.connection
    before = dict(_contents(vault, connection))
    _project_anew(vault, writing, fresh)
    for name, rows in _contents(vault, connection):
        if rows != before[name]:
            count = max(len(rows - before[name]), len(before[name] - rows))
            yield ngettext(
                "The table “{table}” differs from a replay of the log in {count} row.",
                "The table “{table}” differs from a replay of the log in {count} rows.",
                count,
            ).format(table=name, count=count)


def _project_anew(vault: Vault, writing: Writing, fresh: MemoryStore) -> None:
    """Make the derived tables from the replay, some thousand records at a time: decoded states are large."""
    connection = writing.connection
    schema.drop_derived(connection)
    schema.create_derived(connection, vault.registry)
    store, states = vault.store_for(connection), fresh.all_states()
    while some := dict(islice(states, _MANY)):
        store.save_states(some)
        writing.projector.project(some, fresh=True)
    traces = fresh.all_traces()
    while traced := list(islice(traces, _MANY)):
        run_many(connection, "INSERT INTO trace (record, segment) VALUES (?, ?)", traced)


def _contents(vault: Vault, connection: Connection) -> Iterator[tuple[str, frozenset[bytes]]]:
    """Give the rows of every derived table, without the numbers that only this vault gives them.

    A row has the number of its record, so the record found by that number belongs to it. The search index keeps no
    texts: it is compared by its words, in how many records each stands and how often.
    """
    yield "record", _rows(connection, "SELECT id, kind FROM record")
    yield "trace", _rows(connection, "SELECT record, segment FROM trace")
    yield "disputed", _rows(connection, "SELECT record, field FROM disputed")
    wholes = "SELECT own.id, whole.id FROM part LEFT JOIN record AS whole ON whole.number = part.whole"
    yield "part", _rows(connection, f"{wholes} JOIN record AS own ON own.number = part.number")
    for kind in vault.registry:
        columns = ", ".join(f'own."{name}"' for name in ("id", "circle", "flagged", "changed_at", *kind.attributes))
        table = schema.table_of(vault.registry, kind.name)
        joined = f'"{table}" AS own LEFT JOIN record ON record.number = own.rowid'
        yield table, _rows(connection, f"SELECT record.id, {columns} FROM {joined}")
    entries = "SELECT id FROM record WHERE number IN (SELECT rowid FROM search)"
    connection.exec_driver_sql(f"CREATE VIRTUAL TABLE temp.{_VOCABULARY} USING fts5vocab('main', 'search', 'row')")
    words = _rows(connection, f"SELECT term, doc, cnt FROM temp.{_VOCABULARY}")
    connection.exec_driver_sql(f"DROP TABLE temp.{_VOCABULARY}")
    yield "search", _rows(connection, entries) | words


def _rows(connection: Connection, statement: str) -> frozenset[bytes]:
    """Give a short hash of each row: whole tables of a large group would not fit into memory twice."""
    rows = connection.exec_driver_sql(statement)
    return frozenset(hashlib.blake2b(repr(tuple(row)).encode(), digest_size=_HASH_BYTES).digest() for row in rows)
