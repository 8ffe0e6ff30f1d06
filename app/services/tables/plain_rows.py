"""Rows of a list read column by column, as far as their cells need no looking at.

Most cells are values as they are, or say what others of their column say too: each is read by itself, once for each
text. A row is put together from its cells, unless one of them is odd: what that comes to only the whole row can tell.
Then the ``RowReader`` reads it, which is the judge of both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from app.problems import WrongValue
from app.services.tables.columns import Route
from app.services.tables.import_rows import NO_DAY, ODD, Bad, PlannedRecord, RowReader, give_name
from app.services.tables.tabular import ListRow

_FEW_LETTERS, _FEW_EXTRAS = 10_000, 100
"""So much of a row is surely no more than one record keeps."""
_BY_ITSELF = frozenset({"attribute", "extra"})


class PlainRows:
    """Reads the rows of one list; it remembers what the texts of each column came to."""

    def __init__(self, reader: RowReader) -> None:
        """Take who reads what is odd."""
        routes = reader.routes
        self._reader = reader
        self._record = record = reader.record
        shared = Counter((to.sort, to.name) for to in routes.values() if to.sort in _BY_ITSELF)
        about = {to.more for to in routes.values() if to.sort == "detail"}
        self._columns = [
            _Column(reader, column, to, alone=shared[to.sort, to.name] < 2 and column not in about)
            for column, to in routes.items()
        ]
        places = {(to.sort, to.name): place for place, to in enumerate(routes.values())}
        self._extras = sorted((name, place) for (sort, name), place in places.items() if sort == "extra")
        self._contacts = [place for place, to in enumerate(routes.values()) if to.sort == "contact"]
        self._ids = [place for place, to in enumerate(routes.values()) if to.sort == "id"]
        self._attributes = [
            (name, places.get(("attribute", name)), None if each.default is None else each.check(each.default))
            for name, each in record.attributes.items()
            if ("attribute", name) in places or each.default is not None
        ]
        self._named = sum(len(name) for name, _place in self._extras)
        self._needed = {each.name for each in record.attributes.values() if each.required}

    def read(self, lines: Sequence[ListRow]) -> Iterator[PlannedRecord | Bad]:
        """Give what each row becomes, in their order."""
        columns = zip(*(line.cells for line in lines if not line.wrong), strict=True)
        rows = zip(*[each.read(texts) for each, texts in zip(self._columns, columns, strict=False)], strict=True)
        for line in lines:
            row = None if line.wrong else self._row(line, next(rows))
            yield self._reader.read(line) if row is None else row

    def _row(self, line: ListRow, cells: Sequence[Any]) -> PlannedRecord | None:
        """Put a row together from its cells; nothing if one is odd, or if they may not fit together."""
        if ODD in cells or sum(map(len, line.cells)) + self._named > _FEW_LETTERS:
            return None
        extras = {name: cells[place] for name, place in self._extras if cells[place] is not None}
        contacts = [contact for place in self._contacts for contact in cells[place] or ()]
        repeated = len(contacts) > 1 and len({contact["value"] for contact in contacts}) < len(contacts)
        if repeated or len(extras) > _FEW_EXTRAS:
            return None
        values: dict[str, Any] = {}
        for name, place, default in self._attributes:
            value = cells[place] if place is not None else None
            if value is None:
                value = default
            if value is not None:
                values[name] = value
        if extras and self._record.extras:
            values[self._record.extras.name] = extras
        try:
            if self._record.contacts and not values.get("name"):
                give_name(values, extras, contacts)
                values = self._record.check_new(values)
            elif not self._needed <= values.keys():
                return None
            else:
                self._record.check_whole(values)
        except WrongValue:
            return None
        known = next((cells[place] for place in self._ids if cells[place]), "")
        return PlannedRecord(
            line.number, self._record.title_of(values), values, tuple(contacts), known,
            files=line.files, whose=line.whose, relation=line.relation,
        )  # fmt: skip


class _Column:
    """Reads the cells of one column, each text that is no value as it is once."""

    def __init__(self, reader: RowReader, column: str, to: Route, *, alone: bool) -> None:
        """Take where the column goes; of one that is not ``alone`` no cell can be told by itself."""
        self._reader, self._column, self._to, self._alone = reader, column, to, alone
        self._known: dict[str, Any] = {"": None, NO_DAY: None}

    def read(self, texts: Sequence[str]) -> list[Any]:
        """Give what each text comes to: a value, contacts, None or ``ODD``."""
        known, found = self._known, list[Any]()
        plain = self._reader.plain(self._to) if self._alone else None
        for text in texts:
            if text in known:
                found.append(known[text])
            elif plain is not None and (cell := plain(text)) is not None:
                found.append(cell)
            else:
                known[text] = self._reader.cell(self._column, self._to, text) if self._alone else ODD
                found.append(known[text])
                plain = plain or (self._reader.plain(self._to) if self._alone else None)
        return found
