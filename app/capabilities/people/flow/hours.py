"""The hours that people have said they give, day by day: commitments, less absences."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

_CODES = ("mo", "tu", "we", "th", "fr", "sa", "su")


@dataclass(frozen=True, slots=True)
class HoursPromise:
    """A commitment: hours a week on some weekdays (none: all seven), first and last day."""

    id: str
    person: str
    hours_a_week: int | None
    weekdays: tuple[str, ...] = ()
    from_day: datetime.date | None = None
    until_day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """An absence: its first day, and the first day back (None: not known)."""

    id: str
    person: str
    from_day: datetime.date | None
    back_on: datetime.date | None = None


class StatedHours:
    """Answers how many hours somebody has stated for a day."""

    def __init__(self, promises: Iterable[HoursPromise], absences: Iterable[Away]) -> None:
        """Take the rows; those that end before they begin are nobody's."""
        self._promises: defaultdict[str, list[tuple[HoursPromise, Fraction, frozenset[int]]]] = defaultdict(list)
        for each in sorted(promises, key=lambda promise: (promise.person, promise.id)):
            days = frozenset(_CODES.index(code) for code in each.weekdays if code in _CODES) or frozenset(range(7))
            backwards = each.from_day and each.until_day and each.until_day < each.from_day
            if each.hours_a_week and each.hours_a_week > 0 and not backwards:
                self._promises[each.person].append((each, Fraction(each.hours_a_week, len(days)), days))
        self._absences: Mapping[str, Sequence[Away]] = _by_person(absences)

    @property
    def people(self) -> list[str]:
        """Give everybody who has stated hours, by id."""
        return sorted(self._promises)

    def on(self, person: str, day: datetime.date) -> Fraction:
        """Give the hours of a person on a day, each commitment spread evenly over its weekdays."""
        promises = self._promises.get(person, ())
        if not promises or any(_covers(each, day) for each in self._absences.get(person, ())):
            return Fraction(0)
        return sum((hours for each, hours, days in promises if day.weekday() in days and _runs(each, day)), Fraction(0))

    def a_week(self, person: str, day: datetime.date) -> int:
        """Give the hours a week of the commitments that run on a day, whatever the weekday and absences."""
        return sum(each.hours_a_week or 0 for each, _hours, _days in self._promises.get(person, ()) if _runs(each, day))


def _by_person(absences: Iterable[Away]) -> dict[str, list[Away]]:
    """Sort absences by person, without those that end before they begin."""
    found: defaultdict[str, list[Away]] = defaultdict(list)
    for each in absences:
        if each.from_day is not None and (each.back_on is None or each.back_on >= each.from_day):
            found[each.person].append(each)
    return dict(found)


def _covers(absence: Away, day: datetime.date) -> bool:
    """Say whether somebody is away on a day; the first day back is no day of absence."""
    return (
        absence.from_day is not None and absence.from_day <= day and (absence.back_on is None or day < absence.back_on)
    )


def _runs(promise: HoursPromise, day: datetime.date) -> bool:
    """Say whether a commitment holds on a day; its last day is one of its days."""
    begun = promise.from_day is None or promise.from_day <= day
    return begun and (promise.until_day is None or day <= promise.until_day)
