"""Stays, meals and turns at chores as events of whole days (RFC 5545)."""

from __future__ import annotations

import datetime
from types import MappingProxyType
from typing import Any

from app.services.tables.calendars import CalendarEntry

_STATUS = MappingProxyType({"planned": "TENTATIVE", "in": "CONFIRMED", "out": "CONFIRMED", "cancelled": "CANCELLED"})


def _stay(row: Any, _title: str) -> Any:
    """Make an event; a stay's nights are half open, as the days of an event are: both end with the day of leaving."""
    from icalendar import Event

    if row.from_day is None:
        return None
    event: Any = Event()
    event.add("dtstart", row.from_day)
    if row.to_day is not None:
        event.add("dtend", row.to_day)
    event.add("status", _STATUS.get(row.status, "TENTATIVE"))
    event.add("transp", "TRANSPARENT")
    if row.purpose:
        event.add("description", row.purpose)
    return event


def _meal(row: Any, _title: str) -> Any:
    """Put a meal into a calendar as an event of its whole day."""
    return _day(row.on_day)


def _turn(row: Any, _title: str) -> Any:
    """Put somebody's turn at a chore into a calendar; one that nobody has, or that was missed, stays out."""
    return _day(row.on_day) if row.who and row.status != "missed" else None


def _day(day: datetime.date | None) -> Any:
    """Make an event of one day, which ends with the next (RFC 5545, 3.6.1)."""
    from icalendar import Event

    if day is None or day == datetime.date.max:
        return None
    event: Any = Event()
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


CALENDAR = (CalendarEntry("stay", _stay), CalendarEntry("meal", _meal), CalendarEntry("slot", _turn))
