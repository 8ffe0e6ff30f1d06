"""Rows of records as they are stored: found with the numbers of their records, and read by attribute."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

import msgspec
from sqlalchemy import JSON, Connection
from sqlalchemy.types import TypeEngine

from app.records.record_type import RecordType
from app.storage.database.database import AMONG, among, run

ID, NUMBER, OWN, FLAG, CHANGED, _FIRST = range(6)
"""Where things stand in a row that was found; `OWN` is None where a record has no row, and all behind it is missing."""
_json = json.JSONEncoder(ensure_ascii=False).encode
_quoted = json.encoder.encode_basestring
_unjson = msgspec.json.Decoder().decode
_TEXT = frozenset({str})
Loader = Callable[[Any], Any] | None


class TableRows:
    """Finds and reads rows in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._places: dict[str, dict[str, tuple[int, Loader]]] = {}

    def found(self, kind: RecordType, records: Collection[bytes]) -> Sequence[Any]:
        """Give the id and number of every record, then of its row, if there is one.

        Its id, flag, change, attributes.
        """
        columns = "".join(f', own."{name}"' for name in kind.attributes)
        statement = (
            f"SELECT record.id, record.number, own.id, own.flagged, own.changed_at{columns} FROM record"
            f' LEFT JOIN "{kind.table}" AS own ON own.rowid = record.number WHERE record.id IN {AMONG}'
        )
        return run(self._connection, statement, (among(records),))

    def places(self, kind: RecordType) -> Mapping[str, tuple[int, Loader]]:
        """Tell where each attribute stands in a row, and what makes its value of what stands there, if anything.

        That is the inverse of `stored`, by SQLAlchemy's column type.
        """
        places = self._places.get(kind.name)
        if places is None:
            places = self._places[kind.name] = {
                name: (position, self._loader(attribute.kind.sql_type()))
                for position, (name, attribute) in enumerate(kind.attributes.items(), _FIRST)
            }
        return places

    def _loader(self, column: TypeEngine[Any]) -> Loader:
        dialect = self._connection.dialect
        return _unjson if isinstance(column, JSON) else column.dialect_impl(dialect).result_processor(dialect, None)


def stored(value: Any) -> Any:
    """Give a value as SQLAlchemy's column types keep it in SQLite."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if type(value) is list and _TEXT.issuperset(map(type, cast("list[object]", value))):
        return "[" + ", ".join(map(_quoted, cast("list[str]", value))) + "]"  # Nearly always, and as `_json` does it.
    if isinstance(value, list | dict):
        return _json(value)
    return value
