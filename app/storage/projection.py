"""From merged states to rows, search words and the list of disputes: a pure function, written in bulk."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.domain.attributes import EXTRA
from app.domain.lists import Extras
from app.domain.record_type import RecordType
from app.domain.registry import Registry
from app.storage.database import run_many
from app.storage.schema import table_of
from sync.codec import IdRef
from sync.state import Live, RecordState

Order = Callable[[Live], Any]
_MANY = 5000
_FORGET_WORDS = "DELETE FROM search WHERE rowid = ?"
_FORGET_PART = "DELETE FROM part WHERE number = ?"
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


def show(kind: RecordType, state: RecordState, order: Order, names: Iterable[str] | None = None) -> Shown:
    """The newest live value of each register (the oldest for "once"), and the disputes that are shown as such.

    With `names`, only the registers of those attributes; the disputes are always all of them.
    """
    wanted = (*state.first, *state.written, *state.sets) if names is None else _registers(kind, state, names)
    registers: dict[str, Any] = {}
    for name in wanted:
        if name in state.sets:
            registers[name] = sorted({live.value for live in state.sets[name]}) or None
        elif name in state.first:
            registers[name] = plain(state.first[name])
        elif name in state.written:
            registers[name] = plain(_chosen(kind, name, state.written[name], order).value)
    disputed = [name for name, lives in state.written.items() if len(lives) > 1 and _differ(kind, name, lives)]
    if state.gone and not state.deleted:
        disputed.append(DELETED_FIELD)
    return Shown(registers, tuple(sorted(disputed)), state.deleted)


def _registers(kind: RecordType, state: RecordState, names: Iterable[str]) -> Iterable[str]:
    """Under what the values of attributes may stand: their names of today and of before, or one name an extra."""
    for name in names:
        attribute = kind.attributes[name]
        yield name
        yield from attribute.was
        if isinstance(attribute.kind, Extras):
            yield from (each for each in (*state.first, *state.written) if each.startswith(EXTRA))


def _chosen(kind: RecordType, register: str, lives: list[Live], order: Order) -> Live:
    if len(lives) == 1:
        return lives[0]
    return min(lives, key=order) if _merge(kind, register) == "once" else max(lives, key=order)


def _merge(kind: RecordType, register: str) -> str:
    attribute = kind.attribute_for(register)
    return attribute.merge if attribute else "mvr"


def _differ(kind: RecordType, register: str, lives: list[Live]) -> bool:
    return _merge(kind, register) == "mvr" and any(live.value != lives[0].value for live in lives)


@dataclass(slots=True)
class Difference:
    """What a merged state changes in the tables: `there` if its record has a row, `changed` what that lacks.

    `number` is that of the record in this vault; `was_disputed` None where nobody has looked.
    """

    record: bytes
    kind: RecordType
    state: RecordState
    number: int
    there: bool
    deleted: bool
    was_disputed: bool | None
    disputed: tuple[str, ...]
    changed: dict[str, Any]


class Projector:
    """Writes rows for states; one is made for each transaction."""

    def __init__(self, connection: Connection, registry: Registry, order: Order, circle: Callable[[int], str]) -> None:
        self._connection = connection
        self._registry = registry
        self._order = order
        self._circle = circle

    def project(
        self, states: Mapping[bytes, RecordState], *, fresh: bool = False, since: Collection[int] | None = None
    ) -> frozenset[str]:
        """Brings rows, search and disputes in line with `states`, which are saved already; see `compare`."""
        return self.write(self.compare(states, fresh=fresh, since=since).values())

    def compare(
        self, states: Mapping[bytes, RecordState], *, fresh: bool = False, since: Collection[int] | None = None
    ) -> dict[bytes, Difference]:
        """How the states differ from the rows. Kinds that this version does not know stay in the log.

        `fresh` promises that none of them had a row before; `since`, that nothing but these segments was merged since
        the rows were written: then only the fields that they have written are looked at.
        """
        found: dict[bytes, Difference] = {}
        by_kind: dict[str, list[bytes]] = {}
        for record, state in states.items():
            by_kind.setdefault(state.kind, []).append(record)
        for name, records in by_kind.items():
            if name not in self._registry:
                continue
            kind = self._registry[name]
            for start in range(0, len(records), _MANY):
                for row in self._rows_there(kind, records[start : start + _MANY], fresh):
                    found[row[0]] = self._difference(kind, states[row[0]], row, since)
        return {record: found[record] for record in states if record in found}

    def title(self, difference: Difference) -> str:
        """What people call the record, as it is merged."""
        kind = difference.kind
        return kind.title_of(kind.row_values(show(kind, difference.state, self._order, kind.title).registers))

    def _rows_there(self, kind: RecordType, records: list[bytes], fresh: bool) -> Iterable[Any]:
        """The id and number of every record, then its row if there is one: its id, its flag, its attributes."""
        marks = ", ".join("?" * len(records))
        if fresh:
            statement = f"SELECT id, number, NULL FROM record WHERE id IN ({marks})"
        else:
            columns = "".join(f', own."{name}"' for name in kind.attributes)
            table = table_of(self._registry, kind.name)
            statement = (
                f"SELECT record.id, record.number, own.id, own.flagged{columns} FROM record"
                f' LEFT JOIN "{table}" AS own ON own.rowid = record.number WHERE record.id IN ({marks})'
            )
        return self._connection.exec_driver_sql(statement, tuple(records))

    def _difference(self, kind: RecordType, state: RecordState, row: Any, since: Collection[int] | None) -> Difference:
        record, number, own, *rest = row
        names = kind.attributes.keys() if own is None or since is None else _written(kind, state, since)
        shown = show(kind, state, self._order, names if own else None)
        values = kind.row_values(shown.registers)
        if own is None:
            was_disputed = None if rest else False
            changed = {name: _stored(value) for name, value in values.items()}
        else:
            was_disputed = bool(rest[0])
            old = dict(zip(kind.attributes, rest[1:], strict=True))
            new = {name: _stored(values.get(name)) for name in names}
            changed = {name: value for name, value in new.items() if value != old[name]}
        there, deleted = own is not None, shown.deleted
        return Difference(record, kind, state, number, there, deleted, was_disputed, shown.disputed, changed)

    def write(self, differences: Iterable[Difference]) -> frozenset[str]:
        """Brings rows, search and disputes in line; gives the kinds concerned."""
        by_kind: dict[str, list[Difference]] = {}
        for each in differences:
            by_kind.setdefault(each.kind.name, []).append(each)
        for name, found in by_kind.items():
            kind = self._registry[name]
            made = [each for each in found if not each.there and not each.deleted]
            kept = [each for each in found if each.there and not each.deleted]
            hidden = [each for each in found if each.deleted]
            self._insert(kind, made)
            self._update(kind, kept)
            table = table_of(self._registry, name)
            self._run(f'DELETE FROM "{table}" WHERE rowid = ?', [(each.number,) for each in hidden])
            self._write_parts(kind, [each for each in (*made, *kept) if kind.part_of in each.changed])
            self._write_disputes(found)
            self._write_words(kind, made, kept, hidden)
        self._find_wholes({name for name, found in by_kind.items() if any(not each.there for each in found)})
        return frozenset(by_kind)

    def forget(self, records: Collection[bytes]) -> frozenset[str]:
        """Takes away all rows of records that are no more; gives the kinds concerned."""
        kinds: set[str] = set()
        ids = [record.hex() for record in records]
        for kind in self._registry if ids else ():
            table = table_of(self._registry, kind.name)
            for start in range(0, len(ids), _MANY):
                some = tuple(ids[start : start + _MANY])
                marks = ", ".join("?" * len(some))
                rows = self._connection.exec_driver_sql(f'SELECT rowid FROM "{table}" WHERE id IN ({marks})', some)
                numbers = [(row[0],) for row in rows]
                if numbers:
                    kinds.add(kind.name)
                    for statement in (f'DELETE FROM "{table}" WHERE rowid = ?', _FORGET_WORDS, _FORGET_PART):
                        run_many(self._connection, statement, numbers)
        run_many(self._connection, "DELETE FROM disputed WHERE record = ?", [(record,) for record in records])
        return frozenset(kinds)

    def _run(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        run_many(self._connection, statement, rows)

    def _insert(self, kind: RecordType, made: list[Difference]) -> None:
        """A row has the number of its record, which the search index uses too: a list is searched without a detour."""
        names = list(kind.attributes)
        columns = ", ".join(f'"{name}"' for name in ("rowid", "id", "circle", "flagged", *names))
        marks = ", ".join("?" * (len(names) + 4))
        rows = [
            (
                each.number, each.record.hex(), self._circle(each.state.segment), int(bool(each.disputed)),
                *map(each.changed.get, names),
            )
            for each in made
        ]  # fmt: skip
        self._run(f'INSERT INTO "{table_of(self._registry, kind.name)}" ({columns}) VALUES ({marks})', rows)

    def _update(self, kind: RecordType, kept: list[Difference]) -> None:
        """Column by column: most changes are of one field, and an index that is not concerned stays as it is."""
        columns: dict[str, list[tuple[Any, int]]] = {}
        for each in kept:
            if each.was_disputed != bool(each.disputed):
                columns.setdefault("flagged", []).append((int(bool(each.disputed)), each.number))
            for name, value in each.changed.items():
                columns.setdefault(name, []).append((value, each.number))
        for name, rows in columns.items():
            self._run(f'UPDATE "{table_of(self._registry, kind.name)}" SET "{name}" = ? WHERE rowid = ?', list(rows))

    def _write_parts(self, kind: RecordType, moved: list[Difference]) -> None:
        """Notes to which records parts belong, so that what stands in a part is quickly found under its whole."""
        statement = (
            "INSERT OR REPLACE INTO part (number, whole)"
            " VALUES (?, coalesce((SELECT number FROM record WHERE id = ?), 0))"
        )
        whole = kind.part_of or ""
        self._run(statement, [(each.number, bytes.fromhex(each.changed[whole] or "")) for each in moved])

    def _find_wholes(self, kinds: Collection[str]) -> None:
        """Notes it for parts that came before their wholes, which need a circle that was not readable then."""
        if not kinds or self._connection.exec_driver_sql("SELECT 1 FROM part WHERE whole = 0 LIMIT 1").first() is None:
            return
        for part in self._registry:
            if part.part_of in kinds:
                self._connection.exec_driver_sql(
                    f'UPDATE part SET whole = coalesce((SELECT whole.rowid FROM "{part.name}" p'
                    f' JOIN "{part.part_of}" whole ON whole.id = p."{part.part_of}" WHERE p.rowid = part.number), 0)'
                    f' WHERE whole = 0 AND number IN (SELECT rowid FROM "{part.name}")'
                )

    def _write_disputes(self, found: list[Difference]) -> None:
        old = [(each.record,) for each in found if each.was_disputed is not False]
        self._run("DELETE FROM disputed WHERE record = ?", old)
        new = [(each.record, name) for each in found for name in each.disputed]
        self._run("INSERT INTO disputed VALUES (?, ?)", new)

    def _write_words(
        self, kind: RecordType, made: list[Difference], kept: list[Difference], hidden: list[Difference]
    ) -> None:
        """The search index knows a record by its number; what is not searched leaves it alone."""
        searched = {attribute.name for attribute in kind.searched()}
        changed = [each for each in kept if not searched.isdisjoint(each.changed)]
        self._run(_FORGET_WORDS, [(each.number,) for each in (*changed, *hidden)])
        words = [(each.number, self._words(each, searched)) for each in (*made, *changed)]
        self._run("INSERT INTO search (rowid, words) VALUES (?, ?)", [row for row in words if row[1]])

    def _words(self, difference: Difference, searched: Collection[str]) -> str:
        kind = difference.kind
        values = kind.row_values(show(kind, difference.state, self._order, searched).registers)
        texts = (attribute.search_text(values.get(attribute.name)) for attribute in kind.searched())
        return " \n".join(text for text in texts if text)


def _written(kind: RecordType, state: RecordState, since: Collection[int]) -> set[str]:
    """The attributes that the segments `since` have written to; elements that left a set leave no trace there."""
    names = {name for name, lives in state.written.items() if any(live.segment in since for live in lives)}
    if state.segment in since:
        names |= state.first.keys()
    names.update(state.sets)
    return {attribute.name for name in names if (attribute := kind.attribute_for(name))}


def _stored(value: Any) -> Any:
    """A value as SQLAlchemy's column types keep it in SQLite."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value
