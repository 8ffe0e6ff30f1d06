"""Stays and tasks as a calendar file (RFC 5545) that any calendar program can take."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from app.domain.registry import Entity

PROGRAM = "-//Switchboard//Switchboard//EN"
CALENDARS = frozenset({"stay", "task"})
"""The kinds of record that have a place in a calendar."""
_EVENT_STATUS = MappingProxyType(
    {"planned": "TENTATIVE", "in": "CONFIRMED", "out": "CONFIRMED", "cancelled": "CANCELLED"}
)
_TODO_STATUS = MappingProxyType(
    {"open": "NEEDS-ACTION", "doing": "IN-PROCESS", "done": "COMPLETED", "dropped": "CANCELLED"}
)


def write(rows: Iterable[Entity], titles: Mapping[str, str], now: datetime) -> bytes:
    """Write stays as events of whole days, and tasks that are due as to-dos; ``titles`` by the id of each.

    A stay's nights are half open, as the days of an event are: both end with the day of leaving.
    """
    from icalendar import Calendar

    calendar: Any = Calendar()
    calendar.add("prodid", PROGRAM)
    calendar.add("version", "2.0")
    for row in rows:
        each: Any = row
        if hasattr(each, "from_day"):
            _stay(calendar, each, titles[row.id], now)
        elif each.due is not None:
            _task(calendar, each, titles[row.id], now)
    return bytes(calendar.to_ical())


def _stay(calendar: Any, row: Any, title: str, now: datetime) -> None:
    """Add a stay that has a first day."""
    from icalendar import Event

    if row.from_day is None:
        return
    event: Any = Event()
    _begin(event, row, title, now)
    event.add("dtstart", row.from_day)
    if row.to_day is not None:
        event.add("dtend", row.to_day)
    event.add("status", _EVENT_STATUS.get(row.status, "TENTATIVE"))
    event.add("transp", "TRANSPARENT")
    if row.purpose:
        event.add("description", row.purpose)
    calendar.add_component(event)


def _task(calendar: Any, row: Any, title: str, now: datetime) -> None:
    """Add a task that is due."""
    from icalendar import Todo

    todo: Any = Todo()
    _begin(todo, row, title, now)
    todo.add("due", row.due)
    todo.add("status", _TODO_STATUS.get(row.status, "NEEDS-ACTION"))
    calendar.add_component(todo)


def _begin(component: Any, row: Entity, title: str, now: datetime) -> None:
    """Add what events and to-dos have in common."""
    component.add("uid", uuid.UUID(row.id).urn)
    component.add("dtstamp", now)
    component.add("summary", title)
