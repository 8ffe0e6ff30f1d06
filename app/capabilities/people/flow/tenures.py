"""How long each person has been with the group, and whether that is over: what a curve is made of."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

NO_SINCE, FUTURE, BACKWARDS, BEFORE = "no_since", "future", "left_before_since", "left_before_list"
"""Why somebody is not in the curve: no first day, one to come, an end before it, or gone before the list began."""
AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class TenureRow:
    """What is read of a person: first day, day of leaving and why, and the day of the last sign of life."""

    person: str
    since: datetime.date | None
    left_on: datetime.date | None = None
    left_reason: str | None = None
    last_sign: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Tenure:
    """Days with the group: observed from ``entry`` to ``duration``; ``left`` if it ended then, else it goes on."""

    person: str
    entry: int
    duration: int
    left: bool


@dataclass(frozen=True, slots=True)
class Observed:
    """The tenures in order of person, and how many people are left out for which reason."""

    tenures: tuple[Tenure, ...]
    left_out: dict[str, int]

    @property
    def missing(self) -> int:
        """Count those who are left out."""
        return sum(self.left_out.values())


@dataclass(frozen=True, slots=True)
class TenureWindow:
    """What is looked at: up to which day, from when on the list is complete, and how long silence may last.

    ``silent_after`` are days; ``agreed_apart`` treats leaving as agreed as no loss: observed up to that day.
    """

    as_of: datetime.date
    complete_since: datetime.date
    silent_after: int = 42
    agreed_apart: bool = False


def observe(members: Iterable[TenureRow], window: TenureWindow) -> Observed:
    """Turn people into tenures, whatever the order of the rows.

    Whoever left before the list was complete is left out, since those who left like them and were never
    listed cannot be counted; everybody else is observed from that day on (late entry).
    """
    found: list[Tenure] = []
    left_out: Counter[str] = Counter()
    for member in sorted(members, key=lambda each: each.person):
        tenure = _tenure(member, window)
        if isinstance(tenure, Tenure):
            found.append(tenure)
        else:
            left_out[tenure] += 1
    return Observed(tuple(found), dict(sorted(left_out.items())))


def departure(member: TenureRow, window: TenureWindow) -> datetime.date | None:
    """Give the day on which somebody left, as far as the day looked at knows.

    A day of leaving that is still to come is none yet. Whoever has been silent for too long left on the
    day of the last sign of life; whoever never gave one since they came is not silent.
    """
    if member.left_on is not None and member.left_on <= window.as_of:
        return member.left_on
    sign = member.last_sign
    if sign is None or member.since is None or sign < member.since:
        return None
    return sign if (window.as_of - sign).days >= window.silent_after else None


def is_here(member: TenureRow, window: TenureWindow) -> bool:
    """Say whether somebody has come and not left, in silence or not; of whom no first day is known, they are here."""
    return (member.since is None or member.since <= window.as_of) and departure(member, window) is None


def _tenure(member: TenureRow, window: TenureWindow) -> Tenure | str:
    """Give the tenure of a person, or the reason why there is none."""
    since = member.since
    if since is None:
        return NO_SINCE
    if since > window.as_of:
        return FUTURE
    if member.left_on is not None and member.left_on < since:
        return BACKWARDS
    gone = departure(member, window)
    if gone is not None and gone < window.complete_since:
        return BEFORE
    duration = ((gone or window.as_of) - since).days
    entry = max(0, (window.complete_since - since).days)
    as_agreed = window.agreed_apart and gone is not None and gone == member.left_on and member.left_reason == AGREED
    return Tenure(member.person, min(entry, duration), duration, gone is not None and not as_agreed)
