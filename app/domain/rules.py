"""Rules over what all laptops know: legal in the data, shown to everyone as the same conflict.

Pure functions over snapshots of rows. A conflict's id depends on its kind and records alone, so
that every laptop finds the same one and a ``Waiver`` settles it for all.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from app.domain.days import format_day
from app.i18n import N_, _

BED_TWICE = "bed-twice"
PERSON_IN_TWO_PLACES = "person-in-two-places"
# A stay that is over or called off takes no bed, whatever days it still says.
_NOT_THERE = frozenset({"cancelled", "out"})
_ID_BYTES = 16


class StayRow(Protocol):
    """What the rules read of a stay: a record, a snapshot, or ``StayDays``."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def person(self) -> str | None:
        """The id of who stays."""
        ...

    @property
    def bed(self) -> str | None:
        """The id of the bed."""
        ...

    @property
    def from_day(self) -> datetime.date | None:
        """The first night."""
        ...

    @property
    def to_day(self) -> datetime.date | None:
        """The day after the last night, if it is known."""
        ...

    @property
    def status(self) -> str | None:
        """The code of its status."""
        ...


@dataclass(frozen=True, slots=True)
class StayDays:
    """A snapshot of a stay, for callers that hold no rows."""

    id: str
    person: str | None
    bed: str | None
    from_day: datetime.date | None
    to_day: datetime.date | None
    status: str | None = "planned"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two records that cannot both be meant; ``about`` is the bed or person, the nights are half open."""

    kind: str
    records: tuple[str, ...]
    about: str
    from_day: datetime.date
    to_day: datetime.date | None

    @property
    def id(self) -> str:
        """Give the 32 hexadecimal digits that are the same on every laptop, in whatever order it looks."""
        text = "\n".join([self.kind, *self.records])
        return hashlib.sha256(text.encode()).digest()[:_ID_BYTES].hex()

    def text(self, resolve: Callable[[str], str]) -> str:
        """Say it in one sentence; ``resolve`` gives the title of a record by its id."""
        first, second = (resolve(record) for record in self.records)
        bounded, endless = _SENTENCES[self.kind]
        return _(endless if self.to_day is None else bounded).format(
            about=resolve(self.about),
            first=first,
            second=second,
            day=format_day(self.from_day),
            until="" if self.to_day is None else format_day(self.to_day),
        )


# Of each kind of conflict: while it has an end, and while nobody knows its end.
_SENTENCES = {
    BED_TWICE: (
        N_("{about} is given twice, from {day} to {until}: {first}; {second}."),
        N_("{about} is given twice, from {day} on: {first}; {second}."),
    ),
    PERSON_IN_TWO_PLACES: (
        N_("{about} is in two places, from {day} to {until}: {first}; {second}."),
        N_("{about} is in two places, from {day} on: {first}; {second}."),
    ),
}


def find_conflicts(stays: Iterable[StayRow]) -> list[Conflict]:
    """Apply every rule, in an order that does not depend on that of the rows."""
    rows = list(stays)
    return sorted([*bed_twice(rows), *person_in_two_places(rows)], key=lambda conflict: conflict.id)


def open_conflicts(stays: Iterable[StayRow], waived: Collection[str]) -> list[Conflict]:
    """Leave out the conflicts whose ids a waiver names."""
    return [conflict for conflict in find_conflicts(stays) if conflict.id not in waived]


def bed_twice(stays: Iterable[StayRow]) -> Iterator[Conflict]:
    """Find the pairs of stays that have one bed in the same night."""
    return _overlaps(BED_TWICE, ((stay.bed, stay) for stay in stays))


def person_in_two_places(stays: Iterable[StayRow]) -> Iterator[Conflict]:
    """Find the pairs of stays that have one person in two beds in the same night."""
    return _overlaps(PERSON_IN_TWO_PLACES, ((stay.person, stay) for stay in stays))


def _overlaps(kind: str, subjects: Iterable[tuple[str | None, StayRow]]) -> Iterator[Conflict]:
    """Sweep over the days of each subject, keeping the stays that have not ended yet."""
    by_subject: defaultdict[str, list[tuple[datetime.date, datetime.date, str]]] = defaultdict(list)
    for subject, stay in subjects:
        until = stay.to_day or datetime.date.max
        if subject and stay.status not in _NOT_THERE and stay.from_day is not None and stay.from_day < until:
            by_subject[subject].append((stay.from_day, until, stay.id))
    for subject, nights in by_subject.items():
        nights.sort()
        running: list[tuple[datetime.date, str]] = []
        for begins, ends, stay in nights:
            running = [(until, other) for until, other in running if until > begins]
            for until, other in running:
                last = min(until, ends)
                first, second = sorted((stay, other))
                yield Conflict(kind, (first, second), subject, begins, None if last == datetime.date.max else last)
            running.append((ends, stay))
