"""Rows of records as they are stored: found with the numbers of their records, and read by attribute."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import Connection

from app.records.kinds import Value
from app.records.record_type import RecordType
from app.storage.database.database import AMONG, among

ID, NUMBER, OWN, FLAG, CHANGED, _FIRST = range(6)
"""Where things stand in a row that was found; `OWN` is None where a record has no row, and all behind it is missing."""
_json = json.JSONEncoder(ensure_ascii=False).encode
Loader = Callable[[Any], Any] | None


class TableRows:
    """Finds and reads rows in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._positions: dict[str, dict[str, int]] = {}
        self._loaders: dict[tuple[str, str], Loader] = {}

    def found(self, kind: RecordType, records: Collection[bytes]) -> Sequence[Any]:
        """Give the id and number of every record, then of its row, if there is one.

        Its id, flag, change, attributes.
        """
        columns = "".join(f', own."{name}"' for name in kind.attributes)
        statement = (
            f"SELECT record.id, record.number, own.id, own.flagged, own.changed_at{columns} FROM record"
            f' LEFT JOIN "{kind.table}" AS own ON own.rowid = record.number WHERE record.id IN {AMONG}'
        )
        return self._connection.exec_driver_sql(statement, (among(records),)).all()

    def positions(self, kind: RecordType) -> dict[str, int]:
        """Tell where each attribute stands in a row."""
        positions = self._positions.get(kind.name)
        if positions is None:
            numbered = enumerate(kind.attributes, _FIRST)
            positions = self._positions[kind.name] = {each: position for position, each in numbered}
        return positions

    def value(self, kind: RecordType, row: Any, name: str) -> Value:
        """Give the value of an attribute in a row."""
        found = row[self.positions(kind)[name]]
        load = self._loader(kind, name)
        return load(found) if load and found is not None else found

    def _loader(self, kind: RecordType, name: str) -> Loader:
        """Give the inverse of `stored` for an attribute, by SQLAlchemy's column type.

        None where nothing is to be done.
        """
        key = kind.name, name
        if key not in self._loaders:
            dialect = self._connection.dialect
            stored_as = kind.attributes[name].kind.sql_type().dialect_impl(dialect)
            self._loaders[key] = stored_as.result_processor(dialect, None)
        return self._loaders[key]


def stored(value: Any) -> Any:
    """Give a value as SQLAlchemy's column types keep it in SQLite."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return _json(value)
    return value
