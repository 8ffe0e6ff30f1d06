"""What was done here, so that it can be undone and redone: as new changes, across restarts, on this laptop only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from app.records.changes import Change, DeleteRecord, Edit, RestoreRecord
from app.storage.vault.door import UndoStep

_KEPT = 500


def record_action(
    connection: Connection, label: str, time: int, steps: Sequence[UndoStep], created: Sequence[str]
) -> None:
    """Put an action on top of the pile; what had been undone before can no longer be redone."""
    rows = [
        (step.what, created[step.record] if isinstance(step.record, int) else step.record, step.before, step.after)
        for step in steps
    ]
    connection.exec_driver_sql("DELETE FROM action WHERE undone = 1")
    connection.exec_driver_sql(
        "INSERT INTO action (label, time, steps) VALUES (?, ?, ?)", (label, time, msgspec.msgpack.encode(rows))
    )
    connection.exec_driver_sql("DELETE FROM action WHERE number <= (SELECT max(number) FROM action) - ?", (_KEPT,))


def next_action(connection: Connection, *, redo: bool) -> tuple[int, str, list[UndoStep]] | None:
    """Give the action to undo (the newest not undone) or to redo (the oldest undone): its number, label and steps."""
    order = "ASC" if redo else "DESC"
    row = connection.exec_driver_sql(
        f"SELECT number, label, steps FROM action WHERE undone = ? ORDER BY number {order} LIMIT 1", (int(redo),)
    ).first()
    if row is None:
        return None
    steps = [UndoStep(*fields) for fields in msgspec.msgpack.decode(row[2], type=list[list[Any]])]
    return int(row[0]), str(row[1]), steps


def mark(connection: Connection, number: int, *, undone: bool) -> None:
    """Note that an action was undone, or redone."""
    connection.exec_driver_sql("UPDATE action SET undone = ? WHERE number = ?", (int(undone), number))


def inverse(steps: Sequence[UndoStep]) -> list[Change]:
    """Give the changes that take the steps back, last first."""
    return [_inverse(step) for step in reversed(steps)]


def again(steps: Sequence[UndoStep]) -> list[Change]:
    """Give the changes that do the steps once more."""
    return [_again(step) for step in steps]


def _inverse(step: UndoStep) -> Change:
    record = str(step.record)
    if step.what == "edit":
        return Edit(record, step.before)
    return RestoreRecord(record) if step.what == "delete" else DeleteRecord(record)


def _again(step: UndoStep) -> Change:
    record = str(step.record)
    if step.what == "edit":
        return Edit(record, step.after)
    return DeleteRecord(record) if step.what == "delete" else RestoreRecord(record)


def left_behind(steps: Sequence[UndoStep], *, redo: bool) -> dict[str, dict[str, Any]]:
    """Give the values, by record, that are there if nobody has edited since: what the last edit, or its undo, set."""
    found: dict[str, dict[str, Any]] = {}
    for step in reversed(steps) if redo else steps:
        if step.what == "edit":
            found.setdefault(str(step.record), {}).update(step.before if redo else step.after)
    return found


def differs(expected: Mapping[str, Any], current: Mapping[str, Any]) -> list[str]:
    """Give the fields whose value is no longer the one that the action left behind."""
    return [
        name
        for name, value in expected.items()
        if (now := current.get(name)) != value and _comparable(now) != _comparable(value)
    ]


def _comparable(value: Any) -> Any:
    return msgspec.to_builtins(value)


def records_in(connection: Connection) -> set[str]:
    """Give the records that undo or redo may still bring back."""
    rows = connection.exec_driver_sql("SELECT steps FROM action").all()
    return {str(step[1]) for row in rows for step in msgspec.msgpack.decode(row[0], type=list[list[Any]])}


def forget(connection: Connection, records: set[str]) -> None:
    """Drop the actions on records that are no more: they hold values that were erased."""
    if not records:
        return
    for number, steps in connection.exec_driver_sql("SELECT number, steps FROM action").all():
        if records.intersection(str(step[1]) for step in msgspec.msgpack.decode(steps, type=list[list[Any]])):
            connection.exec_driver_sql("DELETE FROM action WHERE number = ?", (number,))
