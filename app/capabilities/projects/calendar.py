"""Tasks as to-dos that wait for others (RFC 5545, RFC 9253), events and shifts with their time zone."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from app.capabilities.projects.instants import zone_of
from app.capabilities.projects.records import Task, Wait
from app.capabilities.projects.records_roles import ProjectEvent
from app.records.group_settings import GroupSetting
from app.services.records.portions import rows_among
from app.services.tables.calendars import CalendarEntry, uid_of

STATUS = MappingProxyType({"open": "NEEDS-ACTION", "doing": "IN-PROCESS", "done": "COMPLETED", "dropped": "CANCELLED"})
DEPENDS_ON, PARENT = "DEPENDS-ON", "PARENT"
Made = Callable[[Any, str], Any]


def _tasks(session: Session, rows: Sequence[Any]) -> Made:
    """Make to-dos, each with what it waits for."""
    waits: defaultdict[str, list[str]] = defaultdict(list)
    for each in session.exec(select(Wait)).all():
        if each.task and each.for_task:
            waits[each.task].append(each.for_task)
    wanted = {other for row in rows for other in waits.get(row.id, ())}
    uids = {row.id: row.calendar_uid for row in rows_among(session, select(Task), Task.id, wanted) if row.calendar_uid}

    def made(row: Any, _title: str) -> Any:
        from icalendar import Todo

        todo: Any = Todo()
        if row.due is not None:
            todo.add("due", row.due)
        todo.add("status", STATUS.get(row.status or "open", "NEEDS-ACTION"))
        if row.status == "done" and row.done_on is not None:
            # The day is all that is known: noon of it, which is that day in most zones.
            at = datetime.datetime.combine(row.done_on, datetime.time(12), datetime.UTC)
            todo.add("completed", at)
        if row.note:
            todo.add("description", row.note)
        for other in sorted(waits.get(row.id, ())):
            todo.add("related-to", uids.get(other) or uid_of(other), parameters={"RELTYPE": DEPENDS_ON})
        return _known(todo, row)

    return made


def _events(session: Session, _rows: Sequence[Any]) -> Made:
    """Make events with a beginning and an end on the clock of their place, that of the group if nothing is said."""
    usual = group_zone(session)

    def made(row: Any, _title: str) -> Any:
        event = _timed(row, zone_of(row.zone, usual))
        if event is not None and row.place:
            event.add("location", row.place)
        return _known(event, row)

    return made


def _shifts(session: Session, rows: Sequence[Any]) -> Made:
    """Make events of shifts, on the clock of the event that each is a part of."""
    usual = group_zone(session)
    named = [row.event for row in rows if row.event]
    events = {row.id: row for row in rows_among(session, select(ProjectEvent), ProjectEvent.id, named)}

    def made(row: Any, _title: str) -> Any:
        whole = events.get(row.event)
        event = None if whole is None else _timed(row, zone_of(whole.zone, usual))
        if event is not None and whole is not None:
            event.add("related-to", whole.calendar_uid or uid_of(whole.id), parameters={"RELTYPE": PARENT})
            if whole.place:
                event.add("location", whole.place)
        return _known(event, row)

    return made


def _timed(row: Any, zone: datetime.tzinfo) -> Any:
    """Make an event of a row with a beginning and an end; None for one that has none."""
    from icalendar import Event

    begins, ends = _local(row.begins, zone), _local(row.ends, zone)
    if begins is None or ends is None:
        return None
    event: Any = Event()
    event.add("dtstart", begins)
    event.add("dtend", ends)
    return event


def _known(component: Any, row: Any) -> Any:
    """Let what came with a calendar keep the uid it came with."""
    if component is not None and row.calendar_uid:
        component.add("uid", row.calendar_uid)
    return component


def group_zone(session: Session) -> datetime.tzinfo:
    """Give the group's time zone from its setting; UTC until there is one."""
    rows = session.exec(select(GroupSetting).where(GroupSetting.name == "time_zone")).all()
    value = min(rows, key=lambda row: row.id).value if rows else None
    try:
        name: Any = json.loads(value) if value else None
    except ValueError:
        name = value
    return zone_of(name if isinstance(name, str) else None, ZoneInfo("UTC"))


def _local(text: str | None, zone: datetime.tzinfo) -> datetime.datetime | None:
    """Read a day and time on the clock of a zone."""
    try:
        at = datetime.datetime.fromisoformat(text or "")
        return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None


CALENDAR = (
    CalendarEntry("task", within=_tasks),
    CalendarEntry("event", within=_events),
    CalendarEntry("shift", within=_shifts),
)
