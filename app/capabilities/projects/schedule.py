"""On which days the steps of a playbook fall: counted from the anchor, or from when another step is done. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence

from app.capabilities.projects.playbooks import ANCHOR, Step

_ONE = datetime.timedelta(days=1)
_SATURDAY = 5


def days(
    steps: Sequence[Step],
    anchor: datetime.date,
    at: str = "begin",
    done: Mapping[str, datetime.date] | None = None,
    free: Collection[datetime.date] = (),
) -> dict[str, datetime.date]:
    """Give the day of each step by its key.

    At the end, everything is put so early that the last step falls on the anchor at the latest. ``done`` are the days
    on which steps were done, from which those after them count; ``free`` are the group's free days.
    """
    off = frozenset(free)
    found = _from(steps, anchor, done or {}, off)
    if at != "end":
        return found
    begin = anchor
    while found and (last := max(found.values())) > anchor:
        begin = _shifted(begin, anchor - last)
        found = _from(steps, begin, {}, off)
    if done:
        found = _from(steps, begin, done, off)
    return found


def _from(
    steps: Sequence[Step], anchor: datetime.date, done: Mapping[str, datetime.date], off: frozenset[datetime.date]
) -> dict[str, datetime.date]:
    """Give the days of steps from an anchor; what comes after itself, or after nothing, counts from the anchor."""
    by_key = {each.key: each for each in steps}
    found: dict[str, datetime.date] = {}
    for each in steps:
        chain: list[Step] = []
        here: Step | None = each
        seen: set[str] = set()
        while here is not None and here.key not in found and here.key not in seen:
            seen.add(here.key)
            chain.append(here)
            here = by_key.get(here.after) if here.after != ANCHOR else None
        for link in reversed(chain):
            start = done.get(link.after) or found.get(link.after) or anchor
            found[link.key] = moved(start if link.after != ANCHOR else anchor, link.offset, link.working_days, off)
    return found


def moved(
    day: datetime.date,
    offset: int,
    working: bool = False,
    free: Collection[datetime.date] = (),
) -> datetime.date:
    """Count days from a day, only working ones if asked: Monday to Friday less the free days.

    A working step without an offset falls on the next working day, one before the anchor on one before it.
    """
    if not working:
        return _shifted(day, datetime.timedelta(days=offset))
    step = _ONE if offset >= 0 else -_ONE
    left, here = abs(offset), day
    while (left or not works(here, free)) and datetime.date.min < here < datetime.date.max:
        here += step
        left -= works(here, free) and left > 0
    return here


def works(day: datetime.date, free: Collection[datetime.date]) -> bool:
    """Say whether a day is one on which people are expected to work."""
    return day.weekday() < _SATURDAY and day not in free


def _shifted(day: datetime.date, by: datetime.timedelta) -> datetime.date:
    """Move a day within the calendar."""
    most = datetime.date.max.toordinal()
    return datetime.date.fromordinal(min(max(day.toordinal() + by.days, 1), most))
