"""A calendar file as plain to-dos and events (RFC 5545, RFC 9253): what is wrong is said, nothing is guessed. Pure."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.capabilities.projects.calendar import DEPENDS_ON, PARENT, STATUS
from app.i18n import _
from app.problems import WrongValue

MOST_BYTES, MOST_ITEMS = 16 * 1024 * 1024, 20_000
_LONG, _TITLE, _UID, _PLACE = 20_000, 300, 300, 200
_BACK = {word: status for status, word in STATUS.items()}
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarTodo:
    """A to-do: its uid, and the uids of what it waits for."""

    uid: str
    title: str
    due: datetime.date | None = None
    status: str = "open"
    done_on: datetime.date | None = None
    note: str = ""
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarMeeting:
    """An event on the clock of a zone; ``part_of`` is the uid of the event whose shift it is."""

    uid: str
    title: str
    begins: str
    ends: str
    zone: str | None = None
    place: str = ""
    part_of: str = ""
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """What a file holds, in its order."""

    todos: tuple[CalendarTodo, ...]
    meetings: tuple[CalendarMeeting, ...]


def read(data: bytes) -> ReadCalendar:
    """Read a calendar file, or raise ``WrongValue`` that says what of it is wrong."""
    import icalendar

    if len(data) > MOST_BYTES:
        raise _wrong(_("This calendar is too large: more than {n} MiB.").format(n=MOST_BYTES >> 20))
    try:
        calendars: Any = icalendar.Calendar.from_ical(data.decode("utf-8-sig"), multiple=True)
    except (ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError):
        raise _none(data) from None
    if not calendars or any(each.name != "VCALENDAR" for each in calendars):
        raise _none(data)
    parts = [each for calendar in calendars for each in calendar.subcomponents if each.name in {"VTODO", "VEVENT"}]
    if len(parts) > MOST_ITEMS:
        raise _wrong(_("This calendar has more than {n} entries.").format(n=MOST_ITEMS))
    zones = {str(each.get("TZID", "")): each for calendar in calendars for each in calendar.walk("VTIMEZONE")}
    todos = tuple(_todo(each) for each in parts if each.name == "VTODO")
    # A change of a single day of what repeats has the uid of the whole; only the whole is taken.
    meetings = tuple(_meeting(each, zones) for each in parts if each.name == "VEVENT" and "RECURRENCE-ID" not in each)
    seen: set[str] = set()
    for each in (*todos, *meetings):
        if each.uid in seen:
            raise _wrong(_("Two entries of this calendar have the same UID: {uid}.").format(uid=each.uid[:80]))
        seen.add(each.uid)
    return ReadCalendar(todos, meetings)


def _none(data: bytes) -> WrongValue:
    """Say that a file is no calendar, or no whole one."""
    if b"BEGIN:VCALENDAR" in data.upper():
        return _wrong(_("This is no whole calendar file: it may have been cut off on its way."))
    return _wrong(_("This is no calendar file."))


def _todo(part: Any) -> CalendarTodo:
    """Read a to-do."""
    uid, title = _uid(part), _title(part)
    completed = _moment(part, "COMPLETED")
    status = _BACK.get(_text(part, "STATUS").upper(), "done" if completed is not None else "open")
    waits = tuple(sorted(_related(part, DEPENDS_ON) - {uid}))
    note = _text(part, "DESCRIPTION")[:_LONG]
    done_on = _day(completed) if status == "done" else None
    return CalendarTodo(uid, title, _day(_moment(part, "DUE")), status, done_on, note, waits)


def _meeting(part: Any, zones: Any) -> CalendarMeeting:
    """Read an event; one without an end lasts as long as it says, a whole day if it names only a day."""
    uid, title = _uid(part), _title(part)
    first, last = _moment(part, "DTSTART"), _moment(part, "DTEND")
    if first is None:
        raise _wrong(_("“{title}” has no beginning.").format(title=title))
    if last is None:
        said = _dt(part.get("DURATION"))
        usual = datetime.timedelta(hours=1) if isinstance(first, datetime.datetime) else _DAY
        last = _after(first, said if isinstance(said, datetime.timedelta) else usual, title)
    zone = _zone(part, title, zones)
    try:
        begins, ends = _wall(first, zone), _wall(last, zone)
    except OverflowError:
        raise _wrong(_("“{title}” is on no day of the calendar.").format(title=title)) from None
    if ends <= begins:
        raise _wrong(_("“{title}” ends before it begins.").format(title=title))
    parents = sorted(_related(part, PARENT) | _related(part, ""))
    place = _text(part, "LOCATION")[:_PLACE]
    return CalendarMeeting(uid, title, begins, ends, zone, place, next(iter(parents), ""), "RRULE" in part)


def _uid(part: Any) -> str:
    """Give the uid, or refuse an entry without one: reading it again would double it."""
    found = _text(part, "UID").strip()
    if not found:
        words = _("“{title}” has no UID, so that it could not be known again.")
        raise _wrong(words.format(title=_title(part)))
    if len(found) > _UID:
        raise _wrong(_("A UID of this calendar is too long."))
    return found


def _title(part: Any) -> str:
    return " ".join(_text(part, "SUMMARY").split())[:_TITLE] or _("Without a title")


def _text(part: Any, name: str) -> str:
    """Give a text, the first where there are several."""
    found: Any = part.get(name, "")
    rows = cast("list[Any]", found if isinstance(found, list) else [found])
    return str(rows[0]) if rows else ""


def _related(part: Any, sort: str) -> set[str]:
    """Give the uids that an entry names in a relation; without a word it is that to its parent."""
    found: Any = part.get("RELATED-TO", [])
    rows = cast("list[Any]", found if isinstance(found, list) else [found])
    return {str(each).strip() for each in rows if str(each.params.get("RELTYPE", "")).upper() == sort} - {""}


def _moment(part: Any, name: str) -> Any:
    """Give a day or a time; None if it is not said, or said as nothing that is one."""
    found: Any = part.get(name)
    if found is None:
        return None
    value = _dt(found)
    if not isinstance(value, datetime.date):
        raise _wrong(_("“{title}” says no day: {what}.").format(title=_title(part), what=name))
    return value


def _dt(found: Any) -> Any:
    """Give the value of a property; None for one that is not there, or was not understood."""
    try:
        return getattr(found, "dt", None)
    except ValueError:
        return None


def _after(first: Any, length: datetime.timedelta, title: str) -> Any:
    """Give the end of what lasts so long, or refuse one that no calendar holds."""
    try:
        return first + length
    except OverflowError:
        raise _wrong(_("“{title}” never ends.").format(title=title)) from None


def _day(value: Any) -> datetime.date | None:
    """Give the day of a moment on the clock that it was said in."""
    return value.date() if isinstance(value, datetime.datetime) else value


def _zone(part: Any, title: str, zones: Any) -> str | None:
    """Give the name of the zone of an event; a zone that nobody knows is refused, since the hours would be wrong."""
    said = str(part["DTSTART"].params.get("TZID", "")).strip('"')
    if not said:
        return None
    where = zones.get(said)
    located = "" if where is None else str(where.get("X-LIC-LOCATION", ""))
    for name in (said, located, *_ends(said)):
        if name and _is_zone(name):
            return name
    raise _wrong(_("“{title}” is in the time zone “{zone}”, which nobody knows.").format(title=title, zone=said[:80]))


def _ends(said: str) -> list[str]:
    """Give the ends of a long name of a zone, such as /example.org/Europe/Berlin."""
    parts = said.strip("/").split("/")
    return ["/".join(parts[place:]) for place in range(1, len(parts))]


def _is_zone(name: str) -> bool:
    """Say whether a zone is known by this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _wall(at: Any, zone: str | None) -> str:
    """Write a day and time on the clock of its place; in UTC if it was said so, a day as its midnight."""
    if not isinstance(at, datetime.datetime):
        return f"{at.isoformat()}T00:00"
    if zone is not None:
        here = at.astimezone(ZoneInfo(zone)) if at.tzinfo is not None else at
        return here.replace(tzinfo=None).isoformat(timespec="minutes")
    if at.tzinfo is not None:
        return at.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec="minutes") + "Z"
    return at.isoformat(timespec="minutes")


def _wrong(what: str) -> WrongValue:
    """Say what is wrong, and that nothing was taken."""
    return WrongValue(what, kept=_("Nothing was changed."), do=_("Save it anew from where it came."))
