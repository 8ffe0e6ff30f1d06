"""From merged states to rows, search words and the list of disputes: a pure function, written in bulk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection

from app.records.folding import fold_text
from app.records.kinds import Value
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.storage.database.database import NULL, OR_NULL, blob, run, run_many
from app.storage.database.log_store import LogStore
from app.storage.database.rows import CHANGED, FLAG, ID, NUMBER, OWN, TableRows, stored
from app.storage.database.schema import table_of
from app.storage.vault.showing import Order, changed_at, disputed_in, is_gone, shown_in, shown_registers, shown_since
from sync.log.state import RecordState

_MANY = 5000
_FORGET_WORDS = "DELETE FROM search WHERE rowid = ?"
_WORDS = "INSERT INTO search (rowid, words) VALUES (?, ?)"
_FORGET_PART = "DELETE FROM part WHERE number = ?"


Fields = Mapping[bytes, Collection[str]]


class RowChange(msgspec.Struct, gc=False):
    """What a merged state changes in the tables: `there` if its record has a row, `changed` what that lacks.

    `number` is that of the record in this vault; `at` when somebody changed it last, and `was_at` what the row says.
    `was_disputed` None where nobody has looked. `values` are what is shown of the attributes that were looked at; of
    the others the row is right.
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
    values: dict[str, Value]
    row: Sequence[Any]
    at: int | None
    was_at: int | None


class Projector:
    """Writes rows for states; one is made for each transaction."""

    def __init__(
        self,
        connection: Connection,
        registry: Registry,
        order: Order,
        circle: Callable[[int], str],
        store: LogStore,
    ) -> None:
        self._connection = connection
        self._registry = registry
        self._order = order
        self._circle = cache(circle)
        self._store = store
        self._rows = TableRows(connection)

    def project(
        self,
        states: Mapping[bytes, RecordState],
        *,
        fresh: bool = False,
        since: Collection[int] | None = None,
        fields: Fields | None = None,
    ) -> frozenset[str]:
        """Brings rows, search and disputes in line with `states`, which are saved already; see `compare`."""
        return self.write(self.compare(states, fresh=fresh, since=since, fields=fields).values())

    def compare(
        self,
        states: Mapping[bytes, RecordState],
        *,
        fresh: bool = False,
        since: Collection[int] | None = None,
        fields: Fields | None = None,
    ) -> dict[bytes, RowChange]:
        """How the states differ from the rows. Kinds that this version does not know stay in the log.

        `fresh` promises that none of them had a row before; `since`, that nothing but these segments was merged since
        the rows were written, and `fields`, that nothing but these was written to: then only that is looked at.
        """
        found: dict[bytes, RowChange] = {}
        by_kind: dict[str, list[bytes]] = {}
        for record, state in states.items():
            by_kind.setdefault(state.kind, []).append(record)
        for name, records in by_kind.items():
            if name not in self._registry:
                continue
            kind = self._registry[name]
            for start in range(0, len(records), _MANY):
                some = records[start : start + _MANY]
                if fresh:
                    new = {record: states[record] for record in some}
                    found.update(self._new_rows(kind, new, self._store.numbers(new), was_disputed=False))
                else:
                    found.update(self._differences(kind, states, self._rows.found(kind, some), since, fields))
        return {record: found[record] for record in states if record in found}

    def title(self, difference: RowChange) -> str:
        """Tell what people call the record, as it is merged."""
        return difference.kind.title_of(self._now(difference, difference.kind.title))

    def _new_rows(
        self,
        kind: RecordType,
        states: Mapping[bytes, RecordState],
        numbers: Mapping[bytes, int],
        *,
        was_disputed: bool | None,
    ) -> Iterable[tuple[bytes, RowChange]]:
        """Give the same for records that have no rows."""
        self._store.complete(states)
        dated = kind.name in self._registry.dated
        for record, state in states.items():
            values = kind.row_values(shown_registers(kind, state, self._order))
            changed = values
            for name, value in values.items():
                if type(value) is not str and (kept := stored(value)) is not value:
                    changed = {**changed, name: kept}
            at = changed_at(kind, state) if dated else None
            gone = bool(state.gone) and is_gone(kind, state)
            disputed = disputed_in(kind, state) if state.written or state.gone else ()
            yield (
                record,
                RowChange(
                    record, kind, state, numbers[record], False, gone, was_disputed, disputed, changed, values, (),
                    at, None,
                ),
            )  # fmt: skip

    def _differences(
        self,
        kind: RecordType,
        states: Mapping[bytes, RecordState],
        rows: Sequence[Any],
        since: Collection[int] | None,
        fields: Fields | None,
    ) -> Iterable[tuple[bytes, RowChange]]:
        """Of most records only what was written since is looked at; what the others were made with is loaded first."""
        new = {row[ID]: row[NUMBER] for row in rows if row[OWN] is None}
        if new:
            yield from self._new_rows(kind, {record: states[record] for record in new}, new, was_disputed=None)
            rows = [row for row in rows if row[OWN] is not None]
        partly: dict[bytes, dict[str, Any]] = {}
        if since is not None or fields is not None:
            for row in rows:
                record, state = row[ID], states[row[ID]]
                if fields is not None:
                    registers = shown_in(kind, state, self._order, fields.get(record, ()))
                else:
                    registers = shown_since(kind, state, self._order, since or ())
                if registers is not None:
                    partly[record] = registers
        self._store.complete({row[ID]: states[row[ID]] for row in rows if row[ID] not in partly})
        for row in rows:
            yield row[ID], self._difference(kind, states[row[ID]], row, partly.get(row[ID]))

    def _difference(
        self, kind: RecordType, state: RecordState, row: Any, registers: dict[str, Any] | None
    ) -> RowChange:
        names: Iterable[str] = registers if registers is not None else kind.attributes
        shown = registers if registers is not None else shown_registers(kind, state, self._order)
        values = kind.row_values(shown)
        changed: dict[str, Any] = {}
        places = self._rows.places(kind)
        for name in names:
            new = stored(values.setdefault(name, None))
            if new != row[places[name][0]]:
                changed[name] = new
        return RowChange(
            row[ID], kind, state, row[NUMBER], True, is_gone(kind, state), bool(row[FLAG]), disputed_in(kind, state),
            changed, values, row, changed_at(kind, state) if kind.name in self._registry.dated else None, row[CHANGED],
        )  # fmt: skip

    def _now(self, difference: RowChange, names: Iterable[str]) -> dict[str, Value]:
        """Tell what is shown of attributes: as it was looked at, or as the row has it."""
        looked_at = difference.values
        if not difference.there:
            return {name: looked_at.get(name) for name in names}
        places, row = self._rows.places(difference.kind), difference.row
        found: dict[str, Value] = {}
        for name in names:
            if name in looked_at:
                found[name] = looked_at[name]
                continue
            position, load = places[name]
            value = row[position]
            found[name] = load(value) if load and value is not None else value
        return found

    def write(self, differences: Iterable[RowChange]) -> frozenset[str]:
        """Brings rows, search and disputes in line; gives the kinds concerned.

        In the order of their numbers: FTS5 writes a piece of its index whenever a number is lower than the one before.
        """
        by_kind: dict[str, list[RowChange]] = {}
        for each in sorted(differences, key=_number):
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
            self._write_parts(kind, [each for each in found if kind.part_of in each.changed])
            self._write_disputes(found)
            self._write_words(kind, made, kept, hidden)
        if any(not each.there for found in by_kind.values() for each in found):
            self._find_wholes()
        return frozenset(by_kind)

    def misplaced(self, states: Mapping[bytes, RecordState]) -> set[bytes]:
        """Give the records whose rows stand in the table of another kind: twins can have made one of two kinds."""
        found: set[bytes] = set()
        for kind in self._registry:
            ids = [record.hex() for record, state in states.items() if state.kind != kind.name]
            for start in range(0, len(ids), _MANY):
                some = tuple(ids[start : start + _MANY])
                marks = ", ".join("?" * len(some))
                table = table_of(self._registry, kind.name)
                rows = self._connection.exec_driver_sql(f'SELECT id FROM "{table}" WHERE id IN ({marks})', some)
                found.update(bytes.fromhex(row[0]) for row in rows)
        return found

    def forget(self, records: Collection[bytes]) -> frozenset[str]:
        """Take away all rows of records that are no more; gives the kinds concerned."""
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
        run_many(self._connection, "DELETE FROM disputed WHERE record = ?", [(blob(record),) for record in records])
        return frozenset(kinds)

    def _run(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        run_many(self._connection, statement, rows)

    def _insert(self, kind: RecordType, made: list[RowChange]) -> None:
        """Give a row the number of its record, which the search index uses too: a list is searched without a detour.

        Only the columns that any of them fills are named: most columns of most rows are empty.
        """
        columns: dict[str, list[Any]] = {
            "rowid": [each.number for each in made],
            "id": [each.record.hex() for each in made],
            "circle": [self._circle(each.state.segment) for each in made],
            "flagged": [int(bool(each.disputed)) for each in made],
            "changed_at": [each.at for each in made],
        }
        changed = [each.changed for each in made]
        for name in set[str]().union(*changed):
            columns[name] = [values.get(name) for values in changed]
        marks: list[str] = []
        for name, values in columns.items():
            empty = None in values
            marks.append(OR_NULL if empty else "?")
            if empty:
                columns[name] = [NULL if value is None else value for value in values]
        table, names = table_of(self._registry, kind.name), ", ".join(f'"{name}"' for name in columns)
        with self._indexes_later(table, len(made)):
            rows = list(zip(*columns.values(), strict=True))
            self._run(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(marks)})', rows)

    @contextmanager
    def _indexes_later(self, table: str, rows: int) -> Generator[None]:
        """Make the indexes of a table anew after as many new rows as it has, or more: sorted, that is half the work."""
        later: list[tuple[str, str]] = []
        if rows >= _MANY and rows >= self._ask(f'SELECT count(*) FROM "{table}"')[0][0]:
            asked = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
            later = [(name, sql) for name, sql in self._ask(asked, table)]
        for name, _sql in later:
            self._connection.exec_driver_sql(f'DROP INDEX "{name}"')
        yield
        for _name, sql in later:
            self._connection.exec_driver_sql(sql)

    def _ask(self, statement: str, *parameters: object) -> Sequence[Any]:
        return run(self._connection, statement, parameters)

    def _update(self, kind: RecordType, kept: list[RowChange]) -> None:
        """Column by column: most changes are of one field, and an index that is not concerned stays as it is."""
        columns: dict[str, list[tuple[Any, int]]] = {}
        for each in kept:
            if each.was_disputed != bool(each.disputed):
                columns.setdefault("flagged", []).append((int(bool(each.disputed)), each.number))
            if each.was_at != each.at:
                columns.setdefault("changed_at", []).append((NULL if each.at is None else each.at, each.number))
            for name, value in each.changed.items():
                columns.setdefault(name, []).append((NULL if value is None else value, each.number))
        table = table_of(self._registry, kind.name)
        for name, rows in columns.items():
            self._run(f'UPDATE "{table}" SET "{name}" = {OR_NULL} WHERE rowid = ?', list(rows))

    def _write_parts(self, kind: RecordType, moved: list[RowChange]) -> None:
        """Note to which records parts belong, so that what stands in a part is quickly found under its whole.

        Parts that are deleted too: what they said is erased with their whole.
        """
        name = kind.part_of or ""
        wholes = [bytes.fromhex(each.changed[name] or "") for each in moved]
        numbers = self._store.numbers(set(wholes))
        rows = [
            (each.number, numbers.get(whole, 0), NULL if whole in numbers else blob(whole))
            for each, whole in zip(moved, wholes, strict=True)
        ]
        self._run(f"INSERT OR REPLACE INTO part (number, whole, awaited) VALUES (?, ?, {OR_NULL})", rows)

    def _find_wholes(self) -> None:
        """Note it for parts that came before their wholes, which need a circle that was not readable then."""
        self._connection.exec_driver_sql(
            "UPDATE part SET (whole, awaited) = (SELECT number, NULL FROM record WHERE id = awaited)"
            " WHERE awaited IS NOT NULL AND EXISTS (SELECT 1 FROM record WHERE id = awaited)"
        )

    def _write_disputes(self, found: list[RowChange]) -> None:
        old = [(blob(each.record),) for each in found if each.was_disputed is not False]
        self._run("DELETE FROM disputed WHERE record = ?", old)
        new = [(blob(each.record), name) for each in found for name in each.disputed]
        self._run("INSERT INTO disputed VALUES (?, ?)", new)

    def _write_words(
        self, kind: RecordType, made: list[RowChange], kept: list[RowChange], hidden: list[RowChange]
    ) -> None:
        """Bring the search index up to date, by the numbers of records; what is not searched leaves it alone."""
        searched = {attribute.name for attribute in kind.searched()}
        changed = [each for each in kept if not searched.isdisjoint(each.changed)]
        self._run(_FORGET_WORDS, [(number,) for number in sorted(each.number for each in (*changed, *hidden))])
        self._run(_WORDS, self._words(kind, (*made, *changed)))

    def _words(self, kind: RecordType, found: Iterable[RowChange]) -> list[tuple[int, str]]:
        """Give the words of those that have any, in the order of their numbers."""
        searched = {attribute.name: attribute.kind.wording() for attribute in kind.searched()}
        places = [(name, *self._rows.places(kind)[name]) for name in searched]
        words: list[tuple[int, str]] = []
        for each in sorted(found, key=_number):
            values, row = each.values, each.row
            if each.there:
                kept = [(name, load, row[place]) for name, place, load in places if row[place] is not None]
                values = {name: load(value) if load else value for name, load, value in kept} | values
            texts = [searched[name](values[name]) for name in searched if values.get(name) is not None]
            if told := " \n".join(filter(None, texts)):
                words.append((each.number, fold_text(told)))
        return words


def _number(difference: RowChange) -> int:
    return difference.number
