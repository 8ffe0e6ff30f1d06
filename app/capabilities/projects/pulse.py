"""Whether a project is alive on a day: a pure function of its last sign of life, its rhythm and the day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from app.capabilities.projects.records import RHYTHM
from app.i18n import N_

ASLEEP, ALIVE, AMBER, QUIET = "asleep", "alive", "amber", "quiet"
PULSES = {ASLEEP: N_("asleep"), ALIVE: N_("alive"), AMBER: N_("no news"), QUIET: N_("quiet")}


@dataclass(frozen=True, slots=True)
class Sign:
    """The last change that was a sign of life: its day, and the record to open for it."""

    day: datetime.date
    kind: str
    record: str


@dataclass(frozen=True, slots=True)
class Vital:
    """What a pulse is worked out from."""

    status: str | None
    rhythm: int | None = RHYTHM
    sleeps_until: datetime.date | None = None
    merged: bool = False
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Pulse:
    """How alive a project is; ``state`` is empty and ``age`` None for one that is not active."""

    state: str
    age: int | None
    last_sign: datetime.date | None
    sign: Sign | None = None


def pulse(vital: Vital, day: datetime.date) -> Pulse:
    """Take the pulse on a day.

    Asleep before ``sleeps_until``, alive up to an age of the rhythm, amber up to twice that, quiet after. The age is
    counted from the later of the last sign and ``sleeps_until``; a sign of after the day is one of the day.
    """
    last = min(vital.sign.day, day) if vital.sign else None
    if vital.status != "active" or vital.merged:
        return Pulse("", None, last, vital.sign)
    starts = [each for each in (last, vital.sleeps_until) if each is not None]
    age = max((day - max(starts)).days, 0) if starts else None
    rhythm = vital.rhythm if vital.rhythm and vital.rhythm > 0 else RHYTHM
    if vital.sleeps_until is not None and day < vital.sleeps_until:
        state = ASLEEP
    elif age is None or age > 2 * rhythm:
        state = QUIET
    else:
        state = ALIVE if age <= rhythm else AMBER
    return Pulse(state, age, last, vital.sign)


def latest(*signs: Sign | None) -> Sign | None:
    """Give the last of some signs; of those of one day the one with the lowest id, on every laptop."""
    found = [sign for sign in signs if sign is not None]
    return min(found, key=lambda sign: (-sign.day.toordinal(), sign.kind, sign.record), default=None)
