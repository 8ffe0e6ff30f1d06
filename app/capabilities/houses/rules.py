"""The rules of houses: a bed given twice, and a person in two places.

Pure functions over snapshots of rows; a stay by itself is legal, whatever others are.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.capabilities.houses.placing.pair import settle_two
from app.capabilities.houses.reading import plan_of
from app.capabilities.houses.records import Bed, Room, Stay
from app.capabilities.houses.records_rooms import Closure, RoomRequirement
from app.capabilities.houses.rules_more import MORE_RULES
from app.i18n import N_, _
from app.records.changes import Edit
from app.records.days import format_day
from app.records.rule import Finding, Rule, RuleRows, SettlingWay

BED_TWICE = "bed-twice"
PERSON_IN_TWO_PLACES = "person-in-two-places"
# A stay that is over or called off takes no bed, whatever days it still says.
_NOT_THERE = frozenset({"cancelled", "out"})
_ID_BYTES = 16


class StayRead(Protocol):
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
class HouseClash:
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


def find_conflicts(stays: Iterable[StayRead]) -> list[HouseClash]:
    """Apply every rule, in an order that does not depend on that of the rows."""
    rows = list(stays)
    return sorted([*bed_twice(rows), *person_in_two_places(rows)], key=lambda conflict: conflict.id)


def open_conflicts(stays: Iterable[StayRead], waived: Collection[str]) -> list[HouseClash]:
    """Leave out the conflicts whose ids a waiver names."""
    return [conflict for conflict in find_conflicts(stays) if conflict.id not in waived]


def bed_twice(stays: Iterable[StayRead]) -> Iterator[HouseClash]:
    """Find the pairs of stays that have one bed in the same night."""
    return _overlaps(BED_TWICE, ((stay.bed, stay) for stay in stays))


def person_in_two_places(stays: Iterable[StayRead]) -> Iterator[HouseClash]:
    """Find the pairs of stays that have one person in two beds in the same night."""
    return _overlaps(PERSON_IN_TWO_PLACES, ((stay.person, stay) for stay in stays))


def _overlaps(kind: str, subjects: Iterable[tuple[str | None, StayRead]]) -> Iterator[HouseClash]:
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
                yield HouseClash(kind, (first, second), subject, begins, None if last == datetime.date.max else last)
            running.append((ends, stay))


def _findings(
    conflicts: Iterable[HouseClash],
    stays: Mapping[str, StayRead],
    more: Callable[[HouseClash], tuple[SettlingWay, ...]] = lambda _conflict: (),
) -> Iterator[Finding]:
    """Put conflicts into words: in a bed given twice the stays are told apart by the people, else by the beds.

    ``more`` gives ways to settle one that come before those that cancel a stay.
    """
    for each in conflicts:
        bounded, endless = _SENTENCES[each.kind]
        told = {
            record: (stays[record].person if each.kind == BED_TWICE else stays[record].bed) or record
            for record in each.records
        }
        first, second = each.records
        values = {"day": format_day(each.from_day), "until": "" if each.to_day is None else format_day(each.to_day)}
        yield Finding(
            each.kind,
            each.records,
            each.about,
            endless if each.to_day is None else bounded,
            {"about": each.about, "first": told[first], "second": told[second]},
            values,
            (
                *more(each),
                *(
                    SettlingWay(
                        record,
                        N_("Keep {one}, cancel {other}"),
                        (Edit(other, {"status": "cancelled"}),),
                        {"one": told[record], "other": told[other]},
                    )
                    for record, other in (each.records, each.records[::-1])
                ),
            ),
        )


def _find_bed_twice(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find beds given twice; the first way to settle one is what placing both makes of it."""
    stays = rows(Stay)
    found = list(bed_twice(stays))
    plan = plan_of(rows(Room), rows(Bed), stays, rows(Closure), rows(RoomRequirement)) if found else None

    def placed(conflict: HouseClash) -> tuple[SettlingWay, ...]:
        settled = settle_two(plan, *conflict.records) if plan is not None else None
        if settled is None:
            return ()
        stay, bed = settled
        person = next(each.person for each in stays if each.id == stay)
        return (
            SettlingWay(
                "place", N_("Move {one} to {bed}"), (Edit(stay, {"bed": bed}),), {"one": person or stay, "bed": bed}
            ),
        )

    return _findings(found, {stay.id: stay for stay in stays}, placed)


def _find_two_places(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find people in two places."""
    stays = rows(Stay)
    return _findings(person_in_two_places(stays), {stay.id: stay for stay in stays})


RULES = (
    Rule(BED_TWICE, "stay", frozenset({"stay", "bed", "room", "closure", "room_requirement"}), _find_bed_twice),
    Rule(PERSON_IN_TWO_PLACES, "stay", frozenset({"stay"}), _find_two_places),
    *MORE_RULES,
)
