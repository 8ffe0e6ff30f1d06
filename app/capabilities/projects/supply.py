"""What there is on a day for the lines of actions: people with their skills, and what is on the books. Pure."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.capabilities.projects.actions import LEVELS, Need
from app.records.folding import fold

FOREVER = datetime.date.max
NEVER = datetime.date.min
_ONE = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody of the group: until when, when away, when they have time (none said: always), hours a week of each."""

    id: str
    left: datetime.date | None = None
    away: tuple[tuple[datetime.date, datetime.date | None], ...] = ()
    promised: tuple[tuple[datetime.date | None, datetime.date | None, int], ...] = ()

    def there(self, day: datetime.date) -> bool:
        """Say whether they count on a day."""
        if self.left is not None and self.left <= day:
            return False
        if any(first <= day and (back is None or day < back) for first, back in self.away):
            return False
        return not self.promised or any((a or NEVER) <= day <= (b or FOREVER) for a, b, _hours in self.promised)

    def hours(self, day: datetime.date) -> int:
        """Give the hours a week that they have promised for a day."""
        return sum(hours for a, b, hours in self.promised if (a or NEVER) <= day <= (b or FOREVER))

    def turns(self) -> Iterable[datetime.date]:
        """Give the days on which they may begin or cease to count."""
        yield from filter(
            None, (self.left, *(back for _first, back in self.away), *(a for a, _b, _hours in self.promised))
        )
        yield from (first for first, _back in self.away)
        yield from (b + _ONE for _a, b, _hours in self.promised if b is not None and b < FOREVER)


@dataclass(frozen=True, slots=True)
class Knows:
    """That somebody has a skill at a level, from a day and up to one."""

    person: str
    skill: str
    level: str
    from_day: datetime.date | None = None
    expires: datetime.date | None = None

    def holds(self, day: datetime.date) -> bool:
        """Say whether it has begun and has not expired."""
        return (self.from_day or NEVER) <= day <= (self.expires or FOREVER)


@dataclass(frozen=True, slots=True)
class SupplyThing:
    """Something that is there: its words, how many, and up to which day. ``sort`` is thing, place or money."""

    id: str
    sort: str
    words: str
    number: Decimal = Decimal(1)
    until: datetime.date | None = None
    currency: str | None = None


@dataclass
class Stock:
    """All that the group has; people are numbered by their ids, and what was asked once is remembered."""

    workers: Sequence[Worker]
    claims: Sequence[Knows] = ()
    things: Sequence[SupplyThing] = ()
    currency: str | None = None
    _place: dict[str, int] = field(default_factory=dict[str, int], init=False)
    _by_skill: dict[str, list[Knows]] = field(default_factory=dict[str, list[Knows]], init=False)
    _there: dict[datetime.date, int] = field(default_factory=dict[datetime.date, int], init=False)
    _could: dict[tuple[str | None, str, datetime.date], int] = field(
        default_factory=dict[tuple[str | None, str, datetime.date], int], init=False
    )
    _turns: dict[str | None, list[datetime.date]] = field(
        default_factory=dict[str | None, list[datetime.date]], init=False
    )

    def __post_init__(self) -> None:
        """Count the people, and sort the claims by skill."""
        self.workers = sorted(self.workers, key=lambda each: each.id)
        self._place = {each.id: place for place, each in enumerate(self.workers)}
        by_skill: defaultdict[str, list[Knows]] = defaultdict(list)
        for each in self.claims:
            if each.person in self._place:
                by_skill[each.skill].append(each)
        self._by_skill = dict(by_skill)
        self._folded = [(str(fold(each.words)), each) for each in sorted(self.things, key=lambda each: each.id)]

    def there(self, day: datetime.date) -> int:
        """Give who counts on a day, as bits."""
        if day not in self._there:
            self._there[day] = sum(1 << place for place, each in enumerate(self.workers) if each.there(day))
        return self._there[day]

    def could(self, skill: str | None, level: str, day: datetime.date) -> int:
        """Give who counts and has a skill at a level at least, as bits."""
        key = (skill, level, day)
        if key not in self._could:
            found = self.there(day)
            if skill is not None:
                least, able = LEVELS.get(level, 0), 0
                for each in self._by_skill.get(skill, ()):
                    if LEVELS.get(each.level, 0) >= least and each.holds(day):
                        able |= 1 << self._place[each.person]
                found &= able
            self._could[key] = found
        return self._could[key]

    def people(self, bits: int) -> tuple[str, ...]:
        """Give the ids of people."""
        found: list[str] = []
        while bits:
            one = bits & -bits
            found.append(self.workers[one.bit_length() - 1].id)
            bits &= ~one
        return tuple(found)

    def have(self, need: Need, day: datetime.date) -> tuple[Decimal, tuple[str, ...]]:
        """Give how much there is of what is no person; days of notice are none when it is to be done at once."""
        if need.sort == "hours":
            able = [each for each in self.workers if each.promised and each.there(day)]
            return Decimal(sum(each.hours(day) for each in able)), tuple(each.id for each in able)
        if need.sort == "check":
            good = need.checked_on is not None and need.checked_on <= day <= (need.good_until or FOREVER)
            return (Decimal(max(need.number, 1)) if good else Decimal(0)), ()
        if need.sort not in {"thing", "place", "money"}:
            return Decimal(0), ()
        words = str(fold(need.what)).split()
        currency = need.currency or self.currency
        some = [
            each
            for said, each in self._folded
            if each.sort == need.sort
            and (each.until is None or day <= each.until)
            and (need.sort == "money" or all(word in said for word in words))
            and (need.sort != "money" or currency is None or each.currency == currency)
        ]
        return sum((each.number for each in some), Decimal(0)), tuple(each.id for each in some)

    def turns(self, need: Need) -> Iterable[datetime.date]:
        """Give the days on which what there is for a line may change."""
        if need.sort == "person":
            yield from self._turns_of(need.skill)
        elif need.sort == "hours":
            yield from self._turns_of(None)
        elif need.sort == "check":
            yield from filter(None, (need.checked_on,))
        else:
            yield from (each.until + _ONE for each in self.things if each.until is not None and each.until < FOREVER)

    def _turns_of(self, skill: str | None) -> list[datetime.date]:
        """Give the days on which those of a skill may begin or cease to count."""
        if skill not in self._turns:
            claims = self._by_skill.get(skill or "", ()) if skill is not None else ()
            people = {each.person for each in claims} if skill is not None else set(self._place)
            found = {turn for person in people for turn in self.workers[self._place[person]].turns()}
            found |= {each.from_day for each in claims if each.from_day is not None}
            found |= {each.expires + _ONE for each in claims if each.expires is not None and each.expires < FOREVER}
            self._turns[skill] = sorted(found)
        return self._turns[skill]


def by_action(needs: Iterable[Need]) -> Mapping[str, list[Need]]:
    """Sort lines by what they are of."""
    found: defaultdict[str, list[Need]] = defaultdict(list)
    for each in needs:
        found[each.of].append(each)
    return found
