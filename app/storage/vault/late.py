"""Rows that wait: of which records the merged states are newer than what the tables say, kept until somebody reads.

The list is written in the transaction that merges, so that a kill leaves either both or neither; and it is emptied in
the one that writes the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

_ID_BYTES = 16
_segments = msgspec.msgpack.Decoder(list[int])


@dataclass(frozen=True, slots=True)
class LateRows:
    """The records whose rows wait; nothing but `segments` was merged since their rows were written."""

    records: frozenset[bytes]
    segments: frozenset[int]


def put_off(connection: Connection, records: Iterable[bytes], segments: Collection[int]) -> None:
    """Note that the rows of these records wait, into which these segments were merged."""
    connection.exec_driver_sql(
        "INSERT INTO late (records, segments) VALUES (?, ?)",
        (b"".join(records), msgspec.msgpack.encode(sorted(segments))),
    )


def is_waiting(connection: Connection) -> bool:
    """Whether any row waits."""
    return connection.exec_driver_sql("SELECT 1 FROM late LIMIT 1").first() is not None


def take_up(connection: Connection) -> LateRows:
    """Give all that waits, and note that it waits no longer: whoever asks writes the rows in the same transaction."""
    records: set[bytes] = set()
    segments: set[int] = set()
    for ids, merged in connection.exec_driver_sql("SELECT records, segments FROM late").all():
        records.update(ids[start : start + _ID_BYTES] for start in range(0, len(ids), _ID_BYTES))
        segments.update(_segments.decode(merged))
    connection.exec_driver_sql("DELETE FROM late")
    return LateRows(frozenset(records), frozenset(segments))
