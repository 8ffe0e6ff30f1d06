"""Tasks as to-dos that wait for others (RFC 5545, RFC 9253), events and shifts with their time zone."""

from __future__ import annotations

import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from app.capabilities.projects.instants import zone_of
from app.services.tables.calendars import CalendarEntry

_STATUS = MappingProxyType({"open": "NEEDS-ACTION", "doing": "IN-PROCESS", "done": "COMPLETED", "dropped": "CANCELLED"})


def _task(row: Any, _title: str) -> Any:
    """Make a to-do of a task that is due."""
    from icalendar import Todo

    if row.due is None:
        return None
    todo: Any = Todo()
    todo.add("due", row.due)
    todo.add("status", _STATUS.get(row.status, "NEEDS-ACTION"))
    return todo


def _event(row: Any, _title: str) -> Any:
    """Make an event with a beginning and an end on the clock of its place."""
    from icalendar import Event

    zone = zone_of(row.zone, ZoneInfo("UTC"))
    begins, ends = _local(row.begins, zone), _local(row.ends, zone)
    if begins is None or ends is None:
        return None
    event: Any = Event()
    event.add("dtstart", begins)
    event.add("dtend", ends)
    if row.place:
        event.add("location", row.place)
    return event


def _local(text: str | None, zone: datetime.tzinfo) -> datetime.datetime | None:
    """Read a day and time on the clock of a zone."""
    try:
        at = datetime.datetime.fromisoformat(text or "")
        return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None


CALENDAR = (CalendarEntry("task", _task), CalendarEntry("event", _event))
