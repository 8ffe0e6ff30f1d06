"""What was done here, so that it can be undone and redone: as new changes, across restarts, on this laptop only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Connection

from app.domain.changes import Change, Delete, Edit, Restore
from app.storage.door import Step

_KEPT = 500


def record_action(connection: Connection, label: str, time: int, steps: Sequence[Step], created: Sequence[str]) -> None:
    """Puts an action on top of the pile; what had been undone before can no longer be redone."""
    named = [replace(step, record=created[step.record]) if isinstance(step.record, int) else step for step in steps]
    rows = [[step.what, step.record, step.before, step.after] for step in named]
    connection.exec_driver_sql("DELETE FROM action WHERE undone = 1")
    connection.exec_driver_sql(
        "INSERT INTO action (label, time, steps) VALUES (?, ?, ?)", (label, time, msgspec.msgpack.encode(rows))
    )
    connection.exec_driver_sql("DELETE FROM action WHERE number <= (SELECT max(number) FROM action) - ?", (_KEPT,))


def next_action(connection: Connection, *, redo: bool) -> tuple[int, str, list[Step]] | None:
    """The action to undo (the newest not undone) or to redo (the oldest undone): its number, label and steps."""
    order = "ASC" if redo else "DESC"
    row = connection.exec_driver_sql(
        f"SELECT number, label, steps FROM action WHERE undone = ? ORDER BY number {order} LIMIT 1", (int(redo),)
    ).first()
    if row is None:
        return None
    steps = [Step(*fields) for fields in msgspec.msgpack.decode(row[2], type=list[list[Any]])]
    return int(row[0]), str(row[1]), steps


def mark(connection: Connection, number: int, *, undone: bool) -> None:
    """Notes that an action was undone, or redone."""
    connection.exec_driver_sql("UPDATE action SET undone = ? WHERE number = ?", (int(undone), number))


def inverse(steps: Sequence[Step]) -> list[Change]:
    """The changes that take the steps back, last first."""
    return [_inverse(step) for step in reversed(steps)]


def again(steps: Sequence[Step]) -> list[Change]:
    """The changes that do the steps once more."""
    return [_again(step) for step in steps]


def _inverse(step: Step) -> Change:
    record = str(step.record)
    if step.what == "edit":
        return Edit(record, step.before)
    return Restore(record) if step.what == "delete" else Delete(record)


def _again(step: Step) -> Change:
    record = str(step.record)
    if step.what == "edit":
        return Edit(record, step.after)
    return Delete(record) if step.what == "delete" else Restore(record)


def differs(expected: Mapping[str, Any], current: Mapping[str, Any]) -> list[str]:
    """The fields whose value is no longer the one that the action left behind."""
    return [name for name, value in expected.items() if _comparable(current.get(name)) != _comparable(value)]


def _comparable(value: Any) -> Any:
    return msgspec.to_builtins(value)


def records_in(connection: Connection) -> set[str]:
    """The records that undo or redo may still bring back."""
    rows = connection.exec_driver_sql("SELECT steps FROM action").all()
    return {str(step[1]) for row in rows for step in msgspec.msgpack.decode(row[0], type=list[list[Any]])}


def forget(connection: Connection, records: set[str]) -> None:
    """Drops the actions on records that are no more: they hold values that were erased."""
    if not records:
        return
    for number, steps in connection.exec_driver_sql("SELECT number, steps FROM action").all():
        if records.intersection(str(step[1]) for step in msgspec.msgpack.decode(steps, type=list[list[Any]])):
            connection.exec_driver_sql("DELETE FROM action WHERE number = ?", (number,))
