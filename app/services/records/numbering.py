"""Long lists by the numbers of their rows: SQLite finds them once, and the order they stand in is remembered.

To let SQLite build the set of what is found for the page, again for how many there are, and again for the next page
takes three times as long for 50,000 people.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import func, literal_column, text
from sqlmodel import Session, select

from app.records.record_type import RecordType
from app.records.registry import Entity
from app.storage.vault.remembered import Remembered

Asked = tuple[str, Mapping[str, object]]


class RowOrder(NamedTuple):
    """The numbers of all rows of a kind: first those with a value, in its order; then those without."""

    valued: array[int]
    missing: array[int]


class Numbering:
    """Finds, orders and fetches the rows of one kind by their numbers, within one reading of the vault."""

    def __init__(self, session: Session, kind: RecordType, remembered: Remembered) -> None:
        self._session, self._kind, self._remembered = session, kind, remembered
        self._number = cast("Any", literal_column(f'"{kind.table}".rowid')).label("number")

    def order(self, name: str, key: Any, reads: Collection[str]) -> RowOrder:
        """Give the order by a field, of which ``key`` is what SQL sorts by; of each kind the last one is remembered."""
        return self._remembered.recall(("order", self._kind.name), reads, lambda: self._put_in_order(key), name)

    def hits(self, order: RowOrder, found: Asked, kept: Any | None, *, descending: bool) -> list[int]:
        """Give the numbers of what is found, and among those that are ``kept``, in an order."""
        statement, values = found
        asked = text(f"SELECT group_concat(number) FROM (SELECT number FROM ({_named(statement)}))")
        numbers = set(_numbers(self._session.connection().execute(asked, dict(values)).scalar_one()))
        if kept is not None:
            numbers.intersection_update(self._listed(kept))
        valued: Iterable[int] = reversed(order.valued) if descending else order.valued
        return [*(each for each in valued if each in numbers), *(each for each in order.missing if each in numbers)]

    def rows(self, numbers: list[int]) -> list[Entity]:
        """Give the rows of these numbers, in their order."""
        model, choose = cast("Any", self._kind.model), cast("Any", select)
        among = text(f'"{self._kind.table}".rowid IN (SELECT value FROM json_each(:numbers))')
        asked = choose(model, self._number).where(among.bindparams(numbers=json.dumps(numbers)))
        run: Any = self._session.exec
        found = {number: row for row, number in run(asked).all()}
        return [found[each] for each in numbers if each in found]

    def _put_in_order(self, key: Any) -> RowOrder:
        asked = select(self._number).select_from(self._kind.model)
        valued = asked.where(key.is_not(None)).order_by(key, self._number.element)
        missing = asked.where(key.is_(None)).order_by(self._number.element)
        return RowOrder(array("q", self._listed(valued)), array("q", self._listed(missing)))

    def _listed(self, asked: Any) -> Iterable[int]:
        """Read the numbers that a statement gives, joined by SQLite: to hand over each takes five times as long."""
        each = asked.limit(-1).subquery()  # A limit keeps the order.
        joined = select(func.group_concat(next(iter(each.c))))
        return _numbers(self._session.connection().execute(joined).scalar_one())


def _named(found: str) -> str:
    """Call the one column of a statement `number`."""
    return f"SELECT 0 AS number WHERE 0 UNION ALL {found}"


def _numbers(listed: str | None) -> Iterable[int]:
    return map(int, listed.split(",")) if listed else ()
