"""Which records a list shows and in which order: quick enough to be asked at every key, for 50,000 people.

First the numbers of the rows that match are gathered, from the search index and the filter. Then the index in
the order of the list is walked until a page of them is found, so that nothing is sorted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, text, true
from sqlmodel import Session, select

from app.domain.record_type import RecordType
from app.domain.registry import Entity, Registry
from app.services.order import sort_key
from app.services.searching import match_expression
from app.services.where import conditions


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows: words to find, a filter (see `where`), a field to sort by (the first column if empty)."""

    words: str = ""
    where: str = ""
    sort: str = ""
    descending: bool = False


def matching(session: Session, registry: Registry, kind: RecordType, query: Query) -> list[int] | None:
    """The numbers of the rows that a list shows, in no order; None if it shows all of them."""
    found = conditions(kind, query.where)
    expression = match_expression(query.words)
    if expression:
        found.append(_in_search(registry, kind, expression))
    if not found:
        return None
    return list(session.exec(select(_number(kind)).select_from(kind.model).where(*found)).all())


def rows_in_order(
    session: Session,
    registry: Registry,
    kind: RecordType,
    query: Query,
    numbers: Sequence[int] | None,
    offset: int,
    limit: int,
) -> list[Entity]:
    """Some rows of a list in its order; rows without a value come last."""
    key, wanted = _key(registry, kind, query), _among(kind, numbers)
    valued: Any = select(kind.model).where(wanted, key.is_not(None)).order_by(*_order(kind, key, query))
    rows: list[Entity] = _all(session, valued.offset(offset).limit(limit))
    if len(rows) < limit:
        before = offset + len(rows) if rows else count(session, kind, numbers, key.is_not(None))
        missing = select(kind.model).where(wanted, key.is_(None)).order_by(_number(kind))
        rows.extend(_all(session, missing.offset(max(offset - before, 0)).limit(limit - len(rows))))
    return rows


def ids_in_order(
    session: Session, registry: Registry, kind: RecordType, query: Query, numbers: Sequence[int] | None
) -> list[str]:
    """The ids of a whole list in its order."""
    key, wanted = _key(registry, kind, query), _among(kind, numbers)
    identity: Any = kind.model.id
    valued: Any = select(identity).where(wanted, key.is_not(None)).order_by(*_order(kind, key, query))
    missing: Any = select(identity).where(wanted, key.is_(None)).order_by(_number(kind))
    return [*_all(session, valued), *_all(session, missing)]


def count(
    session: Session, kind: RecordType, numbers: Sequence[int] | None, condition: ColumnElement[bool] | None = None
) -> int:
    """How many rows there are among those with these numbers."""
    if numbers is not None and condition is None:
        return len(numbers)
    wanted = _among(kind, numbers)
    statement = select(func.count()).select_from(kind.model)
    return session.exec(statement.where(wanted if condition is None else and_(wanted, condition))).one()


def counts_by(session: Session, kind: RecordType, field: str, numbers: Sequence[int] | None) -> dict[Any, int]:
    """How many rows have each value of a field."""
    column: Any = getattr(kind.model, field)
    rows = session.exec(select(column, func.count()).where(_among(kind, numbers)).group_by(column)).all()
    return {value: number for value, number in rows if value is not None}


def members_by_use(session: Session, kind: RecordType, field: str) -> list[str]:
    """The members of a field of several values, the most used first."""
    found = text(f'SELECT value FROM "{kind.name}", json_each("{field}") GROUP BY value ORDER BY count(*) DESC, value')
    return [str(row[0]) for row in session.connection().execute(found).all()]


def _all(session: Session, statement: Any) -> list[Any]:
    run: Any = session.exec
    return list(run(statement).all())


def _in_search(registry: Registry, kind: RecordType, expression: str) -> ColumnElement[bool]:
    """That the words stand in the row or in a part of it; the search index knows all rows by their numbers."""
    parts = "".join(
        f' UNION ALL SELECT whole.rowid FROM hit CROSS JOIN "{part.name}" part ON part.rowid = hit.number'
        f' CROSS JOIN "{kind.name}" whole ON whole.id = part."{part.part_of}"'
        for part in registry.parts_of(kind.name)
        if part.searched()
    )
    found = (
        "WITH hit(number) AS MATERIALIZED (SELECT rowid FROM search WHERE search MATCH :expression)"
        f" SELECT number FROM hit{parts}"
    )
    return text(f'"{kind.name}".rowid IN ({found})').bindparams(bindparam("expression", expression))  # pyright: ignore[reportReturnType]


def _number(kind: RecordType) -> Any:
    return cast("Any", literal_column(f'"{kind.name}".rowid'))


def _among(kind: RecordType, numbers: Sequence[int] | None) -> ColumnElement[bool]:
    """The plus keeps SQLite from fetching row by row and sorting, where it can walk an index."""
    if numbers is None:
        return true()
    listed = text(f'+"{kind.name}".rowid IN (SELECT value FROM json_each(:numbers))')
    return listed.bindparams(bindparam("numbers", json.dumps(numbers)))  # pyright: ignore[reportReturnType]


def _key(registry: Registry, kind: RecordType, query: Query) -> Any:
    name = query.sort if query.sort in kind.attributes else next(iter(kind.attributes))
    return sort_key(registry, kind, name)


def _order(kind: RecordType, key: Any, query: Query) -> list[Any]:
    number = _number(kind)
    return [key.desc(), number.desc()] if query.descending else [key, number]
