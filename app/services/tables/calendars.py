"""Records as a calendar file (RFC 5545) that any calendar program can take: the parts are made by capabilities."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.records.registry import Entity, Registry
from app.services.capability import capabilities_of

PROGRAM = "-//Switchboard//Switchboard//EN"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """How records of a kind stand in a calendar: ``component`` fills an icalendar component, or gives None.

    It is handed the row and what the row is called; summary and time stamp are set for it, and the uid unless it says
    one. Where a row alone says too little, ``within`` gives what makes components once it has read what is beside it.
    """

    kind: str
    component: Callable[[Any, str], Any] | None = None
    within: Callable[[Session, Sequence[Any]], Callable[[Any, str], Any]] | None = None


def entry_of(registry: Registry, kind: str) -> CalendarEntry | None:
    """Give how a kind of record stands in a calendar, if it does."""
    found = (entry for each in capabilities_of(registry) for entry in each.calendar if entry.kind == kind)
    return next(found, None)


def uid_of(record: str) -> str:
    """Give the uid by which a calendar program knows a record of ours again."""
    return uuid.UUID(record).urn


def write(
    entry: CalendarEntry, rows: Sequence[Entity], titles: Mapping[str, str], now: datetime, session: Session
) -> bytes:
    """Write rows that have a place in a calendar; ``titles`` by the id of each. Zones are written out in full."""
    from icalendar import Calendar

    made = entry.component if entry.within is None else entry.within(session, rows)
    assert made is not None  # One of the two is declared.

    calendar: Any = Calendar()
    calendar.add("prodid", PROGRAM)
    calendar.add("version", "2.0")
    for row in rows:
        component = made(row, titles[row.id])
        if component is not None:
            if "uid" not in component:
                component.add("uid", uid_of(row.id))
            component.add("dtstamp", now)
            component.add("summary", titles[row.id])
            calendar.add_component(component)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
