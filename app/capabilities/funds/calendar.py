"""Deadlines, decisions and reports as events of a day (RFC 5545)."""

from __future__ import annotations

import datetime
from typing import Any

from app.services.tables.calendars import CalendarEntry


def _event(day: datetime.date | None) -> Any:
    """Make an event of one day, which ends on the day after."""
    from icalendar import Event

    if day is None:
        return None
    event: Any = Event()
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    return event


def _ask(row: Any, _title: str) -> Any:
    """Give the deadline until it is sent, then the day of the decision."""
    return _event({"idea": row.deadline, "writing": row.deadline, "sent": row.decision_on}.get(row.state))


def _report(row: Any, _title: str) -> Any:
    """Give the day on which a report is due."""
    return _event(None if row.sent_on else row.due)


CALENDAR = (CalendarEntry("ask", _ask), CalendarEntry("report", _report))
