"""Which records a list shows and in which order: quick enough to be asked at every key, for 50,000 people.

The search index knows rows by their numbers, and SQLite walks the index in the order of the list until it has a
page of those: nothing is sorted, and no more rows are read than are shown. Where words are found in much of a list,
their numbers are asked for once and put into an order that is remembered (`numbering`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, or_, text
from sqlmodel import Session, select

from app.records.filter_language import fields_in, read_filter
from app.records.folding import fold
from app.records.record_type import RecordType
from app.records.registry import Entity, Registry
from app.records.survivors import Survivors
from app.services.records.filters import conditions
from app.services.records.numbering import Numbering
from app.services.records.order import is_set, read_by, sort_key
from app.services.records.searching import match_expression, words_of
from app.storage.vault.remembered import Remembered

_FEW = 1000


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows: words to find, a filter (see `where`), a field to sort by (the first column if empty)."""

    words: str = ""
    where: str = ""
    sort: str = ""
    descending: bool = False


class RecordList:
    """The rows of one kind that a query leaves; made for each reading of the vault."""

    def __init__(
        self,
        session: Session,
        registry: Registry,
        kind: RecordType,
        query: Query,
        circles: Mapping[str, str] | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        """Read the filter, with circles by the names in `circles`; raises `WrongValue` for one that cannot be read."""
        self._session, self._kind, self._query = session, kind, query
        remembered = remembered or Remembered()
        filters = conditions(kind, query.where, circles, registry)
        expression = match_expression(query.words)
        called = _called_so(session, registry, kind, query.words, remembered) if expression else []
        few = not expression or remembered.recall(
            "few", registry.types, lambda: _is_found_in_few(session, expression), expression
        )
        found = _find(registry, kind, called)
        worded = [_in_search(kind, found, expression, few=few)] if expression else []
        counted = self._counted()
        self._found = [*filters, *counted, *worded]
        self._walked = [*([self._among(filters)] if filters else []), *counted, *worded]
        name = query.sort if query.sort in kind.attributes else next(iter(kind.attributes))
        self._key = sort_key(registry, kind, name)
        self._numbering = Numbering(session, kind, remembered)
        self._many: list[int] | None = None
        if not few:
            kept = [*filters, *counted]
            self._many = remembered.recall(
                ("hits", kind.name),
                registry.types,
                lambda: self._numbering.hits(
                    self._numbering.order(name, self._key, read_by(registry, kind, name)),
                    (found, {"expression": expression}),
                    select(self._number().label("number")).select_from(kind.model).where(*kept) if kept else None,
                    descending=query.descending,
                ),
                query,
            )

    def rows(self, offset: int, limit: int) -> list[Entity]:
        """Give some rows in order; those without a value come last."""
        if self._many is not None:
            return self._numbering.rows(self._many[offset : offset + limit])
        model: Any = self._kind.model
        valued = select(model).where(*self._walked, self._key.is_not(None)).order_by(*self._order())
        rows = self._all(valued.offset(offset).limit(limit))
        if len(rows) < limit:
            before = offset + len(rows) if rows else self.count(self._key.is_not(None))
            missing = select(model).where(*self._walked, self._key.is_(None)).order_by(self._number())
            rows.extend(self._all(missing.offset(max(offset - before, 0)).limit(limit - len(rows))))
        return rows

    def ids(self) -> list[str]:
        """Give the ids of all rows in order."""
        identity: Any = self._kind.model.id
        valued = select(identity).where(*self._walked, self._key.is_not(None)).order_by(*self._order())
        missing = select(identity).where(*self._walked, self._key.is_(None)).order_by(self._number())
        return [*self._all(valued), *self._all(missing)]

    def count(self, *more: ColumnElement[bool]) -> int:
        """How many rows there are."""
        if self._many is not None and not more:
            return len(self._many)
        statement = select(func.count()).select_from(self._kind.model)
        return self._session.exec(statement.where(*self._found, *more)).one()

    def counts_by(self, field: str) -> dict[Any, int]:
        """How many rows have each value of a field."""
        column: Any = getattr(self._kind.model, field)
        rows = self._all(select(column, func.count()).where(*self._found).group_by(column))
        return {value: number for value, number in rows if value is not None}

    def place(self, record: str) -> int | None:
        """At which place, counted from 0, a record stands; None if the list does not show it."""
        identity: Any = self._kind.model.id
        found = self._all(select(self._key, self._number()).where(*self._found, identity == record))
        if not found:
            return None
        (key, number), later = found[0], self._query.descending
        valued = self._key.is_not(None)
        if key is None:
            return self.count(valued) + self.count(self._key.is_(None), self._number() < number)
        nearer = self._number() > number if later else self._number() < number
        before = self._key > key if later else self._key < key
        return self.count(valued, or_(before, and_(self._key == key, nearer)))

    def _counted(self) -> list[ColumnElement[bool]]:
        """State that no other record stands for a row, unless the filter asks for such rows."""
        name = self._kind.counts_as
        if not name or name in fields_in(read_filter(self._query.where)):
            return []
        identity: Any = self._kind.model.id
        column: Any = getattr(self._kind.model, name)
        others = dict(self._all(select(identity, column).where(is_set(column))))
        if not others:
            return []
        survivors = Survivors(others)
        staying = [each for each in others if not survivors.gone(each) and each.isalnum()]
        table = self._kind.table
        but = f" AND gone.id NOT IN ({', '.join(map(repr, staying))})" if staying else ""
        # By numbers, which every index has: to look at the column would take SQLite through the whole table.
        gone = f'SELECT gone.rowid FROM "{table}" AS gone WHERE gone."{name}" > \'\'{but}'
        return [cast("ColumnElement[bool]", text(f'"{table}".rowid NOT IN ({gone})'))]

    def _among(self, filters: list[ColumnElement[bool]]) -> ColumnElement[bool]:
        """Give filters by the numbers of the rows that pass, so that an index can be walked and compared with them."""
        passed = select(self._number()).select_from(self._kind.model).where(*filters)
        walked = cast("Any", literal_column(f'+"{self._kind.table}".rowid'))
        return walked.in_(passed.correlate(None))

    def _order(self) -> list[Any]:
        keys = [self._key, self._number()]
        return [key.desc() for key in keys] if self._query.descending else keys

    def _number(self) -> Any:
        return cast("Any", literal_column(f'"{self._kind.table}".rowid'))

    def _all(self, statement: Any) -> list[Any]:
        run: Any = self._session.exec
        return list(run(statement).all())


def members_by_use(session: Session, kind: RecordType, field: str) -> list[str]:
    """Give the members of a field of several values, the most used first."""
    found = text(f'SELECT value FROM "{kind.table}", json_each("{field}") GROUP BY value ORDER BY count(*) DESC, value')
    return [str(row[0]) for row in session.connection().execute(found).all()]


def _called_so(session: Session, registry: Registry, kind: RecordType, words: str, remembered: Remembered) -> list[str]:
    """Say in SQL which rows have a part that is called after the words: a person by a skill that they claim.

    What parts are called after is read whole, so only where there is little of it: a hundred skills, not all people.
    """
    wanted = [str(fold(word)) for word in words_of(words)]
    found: list[str] = []
    for part in registry.parts_of(kind.name):
        for name in part.title:
            target = part.attributes[name].target
            if target is None or name == part.part_of or target not in registry or target == kind.name:
                continue
            if registry[target].part_of:
                continue
            called = remembered.recall(
                ("called", target), {target}, lambda target=target: _called(session, registry[target])
            )
            ids = [record for record, said in called if _says(said, wanted)]
            if ids:
                listed = ", ".join(f"'{each}'" for each in ids if each.isalnum())
                found.append(
                    f'SELECT "{kind.table}".rowid FROM "{part.table}" JOIN "{kind.table}"'
                    f' ON "{kind.table}".id = "{part.table}"."{part.part_of}"'
                    f' WHERE "{part.table}"."{name}" IN ({listed})'
                )
    return found


def _called(session: Session, target: RecordType) -> list[tuple[str, list[str]]]:
    """Give the words of what each record of a kind is called; nothing where there are more than a few."""
    own = [each for each in target.title if target.attributes[each].target is None]
    if not own:
        return []
    model: Any = target.model
    choose, run = cast("Any", select), cast("Any", session)
    asked = choose(model.id, *(getattr(model, each) for each in own)).limit(_FEW + 1)
    rows: list[Any] = list(run.exec(asked).all())
    if len(rows) > _FEW:
        return []
    return [(row[0], [word for each in row[1:] for word in words_of(str(fold(str(each or ""))))]) for row in rows]


def _says(said: Sequence[str], wanted: Sequence[str]) -> bool:
    """Say whether each of some words begins a word of a title."""
    return all(any(word.startswith(each) for word in said) for each in wanted)


def _find(registry: Registry, kind: RecordType, called: Sequence[str]) -> str:
    """Give in SQL the numbers of rows in which, or in a part of which, the words stand, and of those of ``called``."""
    found = "SELECT rowid FROM search WHERE search MATCH :expression"
    if any(part.searched() for part in registry.parts_of(kind.name)):
        parts = "LEFT JOIN part ON part.number = search.rowid WHERE search MATCH :expression"
        found = f"SELECT coalesce(part.whole, search.rowid) FROM search {parts}"
        if kind.part_of is not None:
            found = f"SELECT search.rowid FROM search {parts} UNION ALL SELECT part.whole FROM search {parts}"
    return " UNION ALL ".join((found, *called))


def _is_found_in_few(session: Session, expression: str) -> bool:
    """Say whether the words stand in few records of any kind."""
    some = text(f"SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH :expression LIMIT {_FEW})")
    return session.connection().execute(some, {"expression": expression}).scalar_one() < _FEW


def _in_search(kind: RecordType, found: str, expression: str, *, few: bool) -> ColumnElement[bool]:
    """State that a row is among those found.

    Few rows are fetched by their numbers. Of many the plus keeps SQLite from doing so row by row, where it can walk an
    index and compare numbers.
    """
    condition = text(f'{"" if few else "+"}"{kind.table}".rowid IN ({found})')
    return cast("ColumnElement[bool]", condition.bindparams(bindparam("expression", expression)))
