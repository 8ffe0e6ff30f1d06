"""A wave of sign-ups: how fast they come and are spoken to, when the queue clears, and where people are lost. Pure."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import median_low

HOUR = datetime.timedelta(hours=1)
STEPS = ("signed_up", "reached", "slot", "came", "first_task", "done")
ENOUGH = 10
"""Fewer than so many in an hour of arrival say nothing yet."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who signed up: when, when they were first spoken to, and which later steps they have reached."""

    person: str
    at: datetime.datetime
    spoken: datetime.datetime | None = None
    steps: frozenset[str] = frozenset()
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Hour:
    """Those who came in one hour, and who of them reached each step; ``early`` if too few, or if they came just now."""

    begins: datetime.datetime
    people: tuple[tuple[str, ...], ...]
    early: bool

    @property
    def counts(self) -> tuple[int, ...]:
        """Count who reached each step."""
        return tuple(map(len, self.people))


@dataclass(frozen=True, slots=True)
class Wave:
    """The page: ``clears_in`` are minutes (None: it does not), ``growing`` how many more an hour.

    ``recent`` and ``recently_spoken`` are those who came, and were first spoken to, in the last hour.
    """

    signed_up: int
    last_hour: int
    per_hour: tuple[tuple[datetime.datetime, int], ...]
    queue: tuple[str, ...]
    spoken_last_hour: int
    clears_in: int | None
    growing: int
    median_wait: int | None
    hours: tuple[Hour, ...]
    drops_most: str
    called_twice: tuple[str, ...]
    recent: tuple[str, ...] = ()
    recently_spoken: tuple[str, ...] = ()

    def reached(self, step: str) -> tuple[str, ...]:
        """Give all who reached a step, in the order in which they came."""
        return tuple(person for hour in self.hours for person in hour.people[STEPS.index(step)])

    @property
    def without_slot(self) -> tuple[str, ...]:
        """Give all who have no slot yet, in the order in which they came."""
        offered = set(self.reached("slot"))
        return tuple(person for person in self.reached("signed_up") if person not in offered)


def wave(arrivals: Iterable[Arrival], now: datetime.datetime) -> Wave:
    """Reckon the page at a moment; what is later than that is not known yet. The longest in the queue stand first."""
    known = sorted((each for each in arrivals if each.at <= now), key=lambda each: (each.at, each.person))
    spoken = {each.person: each.spoken for each in known if each.spoken is not None and each.spoken <= now}
    queue = tuple(each.person for each in known if each.person not in spoken)
    recent = tuple(each.person for each in known if now - HOUR < each.at <= now)
    recently_spoken = tuple(person for person, at in spoken.items() if now - HOUR < at <= now)
    came, out = len(recent), len(recently_spoken)
    per_hour: defaultdict[datetime.datetime, list[Arrival]] = defaultdict(list)
    for each in known:
        per_hour[each.at.replace(minute=0, second=0, microsecond=0)].append(each)
    clears = None
    if not queue:
        clears = 0
    elif out > came:
        clears = -(-len(queue) * 60 // (out - came))
    waits = [int((spoken[each.person] - each.at).total_seconds()) // 60 for each in known if each.person in spoken]
    hours = tuple(_hour(begins, some, spoken.keys(), now) for begins, some in sorted(per_hour.items()))
    return Wave(
        len(known),
        came,
        tuple((begins, len(some)) for begins, some in sorted(per_hour.items())),
        queue,
        out,
        clears,
        max(came - out, 0),
        median_low(waits) if waits else None,
        hours,
        _drops_most(hours),
        tuple(each.person for each in known if each.calls > 1),
        recent,
        recently_spoken,
    )


def _hour(begins: datetime.datetime, some: Sequence[Arrival], spoken: Container[str], now: datetime.datetime) -> Hour:
    """Say who of an hour reached which step."""
    people = [tuple(each.person for each in some), tuple(each.person for each in some if each.person in spoken)]
    people += [tuple(each.person for each in some if step in each.steps) for step in STEPS[2:]]
    return Hour(begins, tuple(people), len(some) < ENOUGH or now - begins < 2 * HOUR)


def _drops_most(hours: Iterable[Hour]) -> str:
    """Name the step before which most are lost, of the hours that say something; empty while none does."""
    said = [hour for hour in hours if not hour.early]
    sums = [sum(hour.counts[place] for hour in said) for place in range(len(STEPS))]
    lost = [
        (Fraction(before - after, before), -place) for place, (before, after) in enumerate(pairwise(sums), 1) if before
    ]
    return STEPS[-max(lost)[1]] if lost and max(lost)[0] > 0 else ""
