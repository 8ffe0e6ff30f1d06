"""From merged states to rows, search words and the list of disputes: a pure function, written in bulk."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.domain.record_type import RecordType
from app.domain.registry import Registry
from app.storage.database import run_many
from app.storage.schema import table_of
from sync.codec import IdRef
from sync.state import Live, RecordState

Order = Callable[[Live], Any]
_MANY = 5000
DELETED_FIELD = ""
"""Stands, among the disputed fields, for "deleted here, changed there"."""


def plain(value: Any) -> Any:
    """A value of the log as the domain knows it: references are ids in hexadecimal digits."""
    return value.id.hex() if isinstance(value, IdRef) else value


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a record: one value a register, and the registers on which several values live."""

    registers: dict[str, Any]
    disputed: tuple[str, ...]
    deleted: bool


def show(kind: RecordType, state: RecordState, order: Order) -> Shown:
    """The newest live value of each register (the oldest for "once"), and the disputes that are shown as such."""
    registers: dict[str, Any] = {}
    disputed: list[str] = []
    for name, lives in state.fields.items():
        attribute = kind.attribute_for(name)
        merge = attribute.merge if attribute else "mvr"
        if len(lives) == 1:
            registers[name] = plain(lives[0].value)
            continue
        chosen = min(lives, key=order) if merge == "once" else max(lives, key=order)
        registers[name] = plain(chosen.value)
        if merge == "mvr" and any(live.value != chosen.value for live in lives):
            disputed.append(name)
    for name, lives in state.sets.items():
        registers[name] = sorted({live.value for live in lives}) or None
    if state.gone and not state.deleted:
        disputed.append(DELETED_FIELD)
    return Shown(registers, tuple(sorted(disputed)), state.deleted)


class Projector:
    """Writes rows for states; one is made for each transaction."""

    def __init__(self, connection: Connection, registry: Registry, order: Order, circle: Callable[[int], str]) -> None:
        self._connection = connection
        self._registry = registry
        self._order = order
        self._circle = circle

    def project(self, states: Mapping[bytes, RecordState], *, fresh: bool = False) -> frozenset[str]:
        """Brings rows, search and disputes in line with `states`; gives the kinds concerned.

        `fresh` promises that none of them had a row before. Kinds that this version does not know stay in the log.
        """
        by_kind: dict[str, list[tuple[bytes, RecordState]]] = {}
        for record, state in states.items():
            if state.kind in self._registry:
                by_kind.setdefault(state.kind, []).append((record, state))
        for kind, found in by_kind.items():
            self._project_kind(self._registry[kind], found, fresh)
        if fresh:
            self._find_wholes(by_kind.keys())
        return frozenset(by_kind)

    def differences(self, states: Mapping[bytes, RecordState]) -> dict[bytes, tuple[str, ...] | None]:
        """The fields in which the states differ from the rows that are there; None where there is no row."""
        found: dict[bytes, tuple[str, ...] | None] = dict.fromkeys(states)
        for kind in self._registry:
            names = list(kind.attributes)
            columns = ", ".join(f'"{name}"' for name in names)
            wanted = [record for record, state in states.items() if state.kind == kind.name]
            table = table_of(self._registry, kind.name)
            for start in range(0, len(wanted), _MANY):
                some = [record.hex() for record in wanted[start : start + _MANY]]
                marks = ", ".join("?" * len(some))
                rows = self._connection.exec_driver_sql(
                    f'SELECT id, {columns} FROM "{table}" WHERE id IN ({marks})', tuple(some)
                )
                for row in rows:
                    record = bytes.fromhex(row[0])
                    values = kind.row_values(show(kind, states[record], self._order).registers)
                    pairs = zip(names, row[1:], strict=True)
                    found[record] = tuple(name for name, old in pairs if _stored(values.get(name)) != old)
        return found

    def _project_kind(self, kind: RecordType, found: list[tuple[bytes, RecordState]], fresh: bool) -> None:
        rows: list[tuple[Any, ...]] = []
        words: list[tuple[bytes, str]] = []
        disputed: list[tuple[bytes, str]] = []
        hidden: list[bytes] = []
        names = list(kind.attributes)
        searched = kind.searched()
        for record, state in found:
            shown = show(kind, state, self._order)
            disputed.extend((record, name) for name in shown.disputed)
            if shown.deleted:
                hidden.append(record)
                continue
            values = kind.row_values(shown.registers)
            stored = [_stored(values.get(name)) for name in names]
            rows.append((record, record.hex(), self._circle(state.segment), int(bool(shown.disputed)), *stored))
            texts = (attribute.search_text(values.get(attribute.name)) for attribute in searched)
            words.append((record, " \n".join(text for text in texts if text)))
        self._write_rows(kind, names, rows, hidden, fresh)
        if kind.part_of is not None:
            place = 4 + names.index(kind.part_of)
            self._write_parts([(row[0], bytes.fromhex(row[place] or "")) for row in rows])
        self._write_disputes([record for record, _ in found], disputed, fresh)
        self._write_words(words, hidden, fresh)

    def _write_rows(
        self, kind: RecordType, names: list[str], rows: list[tuple[Any, ...]], hidden: list[bytes], fresh: bool
    ) -> None:
        """A row has the number of its record, which the search index uses too: a list is searched without a detour."""
        table = table_of(self._registry, kind.name)
        columns = ", ".join(f'"{name}"' for name in ("id", "circle", "flagged", *names))
        marks = ", ".join(["(SELECT number FROM record WHERE id = ?)", *"?" * (len(names) + 3)])
        statement = f'INSERT INTO "{table}" (rowid, {columns}) VALUES ({marks})'
        if not fresh:
            written = ", ".join(f'"{name}" = excluded."{name}"' for name in ("circle", "flagged", *names))
            statement += f" ON CONFLICT (id) DO UPDATE SET {written}"
        run_many(self._connection, statement, rows)
        run_many(self._connection, f'DELETE FROM "{table}" WHERE id = ?', [(record.hex(),) for record in hidden])

    def _write_parts(self, parts: list[tuple[bytes, bytes]]) -> None:
        """Notes to which records parts belong, so that what stands in a part is quickly found under its whole."""
        number = "(SELECT number FROM record WHERE id = ?)"
        statement = f"INSERT OR REPLACE INTO part (number, whole) VALUES ({number}, coalesce({number}, 0))"
        run_many(self._connection, statement, parts)

    def _find_wholes(self, kinds: Collection[str]) -> None:
        """Notes it for parts that came before their wholes, which need a circle that was not readable then."""
        if self._connection.exec_driver_sql("SELECT 1 FROM part WHERE whole = 0 LIMIT 1").first() is None:
            return
        for part in self._registry:
            if part.part_of in kinds:
                self._connection.exec_driver_sql(
                    f'UPDATE part SET whole = coalesce((SELECT whole.rowid FROM "{part.name}" p'
                    f' JOIN "{part.part_of}" whole ON whole.id = p."{part.part_of}" WHERE p.rowid = part.number), 0)'
                    f' WHERE whole = 0 AND number IN (SELECT rowid FROM "{part.name}")'
                )

    def _write_disputes(self, records: Iterable[bytes], disputed: list[tuple[bytes, str]], fresh: bool) -> None:
        if not fresh:
            run_many(self._connection, "DELETE FROM disputed WHERE record = ?", [(record,) for record in records])
        run_many(self._connection, "INSERT INTO disputed VALUES (?, ?)", disputed)

    def _write_words(self, words: list[tuple[bytes, str]], hidden: list[bytes], fresh: bool) -> None:
        """The search index knows a record by its number in the table of states."""
        number = "(SELECT number FROM record WHERE id = ?)"
        if not fresh:
            gone = [(record,) for record in (*hidden, *(record for record, _ in words))]
            run_many(self._connection, f"DELETE FROM search WHERE rowid = {number}", gone)
        filled = [(record, text) for record, text in words if text]
        run_many(self._connection, f"INSERT INTO search (rowid, words) VALUES ({number}, ?)", filled)


def _stored(value: Any) -> Any:
    """A value as SQLAlchemy's column types keep it in SQLite."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value
