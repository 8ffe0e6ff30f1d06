"""Records as a calendar file (RFC 5545) that any calendar program can take: the parts are made by capabilities."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.records.registry import Entity, Registry
from app.services.capability import capabilities_of

PROGRAM = "-//Switchboard//Switchboard//EN"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """How records of a kind stand in a calendar: ``component`` fills an icalendar component, or gives None.

    It is handed the row and what the row is called; uid, summary and time stamp are set for it.
    """

    kind: str
    component: Callable[[Any, str], Any]


def entry_of(registry: Registry, kind: str) -> CalendarEntry | None:
    """Give how a kind of record stands in a calendar, if it does."""
    found = (entry for each in capabilities_of(registry) for entry in each.calendar if entry.kind == kind)
    return next(found, None)


def write(entry: CalendarEntry, rows: Iterable[Entity], titles: Mapping[str, str], now: datetime) -> bytes:
    """Write rows that have a place in a calendar; ``titles`` by the id of each."""
    from icalendar import Calendar

    calendar: Any = Calendar()
    calendar.add("prodid", PROGRAM)
    calendar.add("version", "2.0")
    for row in rows:
        component = entry.component(row, titles[row.id])
        if component is not None:
            component.add("uid", uuid.UUID(row.id).urn)
            component.add("dtstamp", now)
            component.add("summary", titles[row.id])
            calendar.add_component(component)
    return bytes(calendar.to_ical())
