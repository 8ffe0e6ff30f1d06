"""What the group can do on a day, and what is missing for the rest: pure, over lines of requirements and a supply."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Protocol

from app.capabilities.projects.assignment import assign
from app.capabilities.projects.requirements import capability_of, named

LEVELS = {"claimed": 0, "vouched": 1, "shown": 2}
MOST_WAYS = 512
YEAR = 365
PERSON, CAPABILITY = "person", "capability"


@dataclass(frozen=True, slots=True)
class Need:
    """One line: so many people of a skill and level, or so much of something."""

    id: str
    of: str
    sort: str
    number: int = 1
    skill: str | None = None
    level: str = "claimed"
    what: str = ""
    amount: Decimal | None = None
    currency: str | None = None
    checked_on: datetime.date | None = None
    good_until: datetime.date | None = None
    capability: str | None = None
    alternative: str = ""

    @property
    def wanted(self) -> Decimal:
        """Give how much is needed, of whatever it is."""
        return self.amount if self.amount is not None and self.sort in {"money", "hours"} else Decimal(self.number)


class Supply(Protocol):
    """What there is on a day."""

    def could(self, skill: str | None, level: str, day: datetime.date) -> int:
        """Give who could fill a line, as bits."""
        ...

    def people(self, bits: int) -> tuple[str, ...]:
        """Give the ids of people."""
        ...

    def have(self, need: Need, day: datetime.date) -> tuple[Decimal, tuple[str, ...]]:
        """Give how much there is of what is no person, and the records that it is."""
        ...

    def turns(self, need: Need) -> Iterable[datetime.date]:
        """Give the days on which what there is for a line may change."""
        ...


@dataclass(frozen=True, slots=True)
class Met:
    """A line as it stands: how much is needed and there, from whom or what."""

    need: Need
    have: Decimal
    met: bool
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionStanding:
    """An action on a day: how much is missing, its lines, and at which lines one more person would help."""

    action: str
    gap: int
    lines: tuple[Met, ...]
    short: tuple[Need, ...] = ()
    first_day: datetime.date | None = None
    others: tuple[tuple[Met, ...], ...] = ()


@dataclass(frozen=True)
class Plan:
    """All requirements: by what they are of, and the names of capabilities by id."""

    lines: Mapping[str, Sequence[Need]]
    capabilities: Mapping[str, str] = field(default_factory=dict[str, str])

    def ways(self, action: str) -> list[tuple[Need, ...]]:
        """Give the lists of lines of which one is enough, without capabilities: a capability counts once a list."""
        by_name = named(self.capabilities)
        return [tuple(way.values()) for way in self._ways(action, by_name, ())]

    def _ways(self, of: str, by_name: Mapping[str, str], above: tuple[str, ...]) -> list[dict[str, Need]]:
        """Give the ways of an action or capability, by the ids of their lines; one that needs itself is not met."""
        rows = sorted(self.lines.get(of, ()), key=lambda each: (each.alternative, each.id))
        common = [each for each in rows if not each.alternative]
        labels = sorted({each.alternative for each in rows if each.alternative})
        lists = [[*common, *(each for each in rows if each.alternative == label)] for label in labels] or [common]
        found: list[dict[str, Need]] = []
        for some in lists:
            plain = {each.id: each for each in some if each.sort != CAPABILITY}
            inner: list[list[dict[str, Need]]] = []
            for each in some:
                if each.sort == CAPABILITY:
                    other = capability_of(each, self.capabilities, by_name)
                    if not other or other in above:
                        plain[each.id] = each
                    else:
                        inner.append(self._ways(other, by_name, (*above, other)))
            for place, chosen in enumerate(product(*inner)):
                if place >= MOST_WAYS:
                    break
                found.append({key: need for part in (plain, *chosen) for key, need in part.items()})
        return found[:MOST_WAYS]


def standing(plan: Plan, action: str, supply: Supply, day: datetime.date, *, ahead: bool = True) -> ActionStanding:
    """Say how an action stands on a day: the way with the smallest gap, and the first day within a year it can be done.

    The gap is the number of slots that the best assignment of people leaves empty, and of other lines not met.
    """
    ways = plan.ways(action)
    tried = [_way(way, supply, day) for way in ways]
    best = min(range(len(tried)), key=lambda place: (tried[place][0], place))
    gap, lines, _short = tried[best]
    short = tuple(dict.fromkeys(need for each in tried if each[0] == gap for need in each[2]))
    first = None
    if ahead:
        first = day if gap == 0 else first_day(ways, supply, day)
    others = tuple(each[1] for place, each in enumerate(tried) if place != best and each[0] == gap)[:8]
    return ActionStanding(action, gap, lines, short, first, others)


def _way(way: Sequence[Need], supply: Supply, day: datetime.date) -> tuple[int, tuple[Met, ...], tuple[Need, ...]]:
    """Reckon one way: its gap, its lines, and the lines of people at which one more would help."""
    people = [each for each in way if each.sort == PERSON]
    found = assign([(each.number, supply.could(each.skill, each.level, day)) for each in people])
    filled = {
        each.id: Met(each, Decimal(bits.bit_count()), bits.bit_count() >= each.number, supply.people(bits))
        for each, bits in zip(people, found.filled, strict=True)
    }
    gap, lines = found.empty, list[Met]()
    for each in way:
        if each.sort == PERSON:
            lines.append(filled[each.id])
        else:
            have, by = supply.have(each, day)
            met = have >= each.wanted and each.sort != CAPABILITY
            gap += not met
            lines.append(Met(each, have, met, by))
    return gap, tuple(lines), tuple(people[place] for place in sorted(found.short))


def first_day(ways: Sequence[Sequence[Need]], supply: Supply, day: datetime.date) -> datetime.date | None:
    """Give the first day within a year on which one of the ways can be gone; only days on which something changes."""
    last = datetime.date.fromordinal(min(day.toordinal() + YEAR, datetime.date.max.toordinal()))
    turns = {turn for way in ways for need in way for turn in supply.turns(need) if day < turn <= last}
    notice = {
        datetime.date.fromordinal(day.toordinal() + each.number)
        for way in ways
        for each in way
        if each.sort == "notice" and 0 < each.number <= (last - day).days
    }
    for turn in sorted({day, *turns, *notice}):
        for way in ways:
            rest = [each for each in way if each.sort != "notice"]
            given = max((each.number for each in way if each.sort == "notice"), default=0)
            if (turn - day).days >= given and _can(rest, supply, turn):
                return turn
    return None


def _can(way: Sequence[Need], supply: Supply, day: datetime.date) -> bool:
    """Say whether a way can be gone on a day, the cheap questions first."""
    people: list[tuple[int, int]] = []
    for each in way:
        if each.sort == PERSON:
            could = supply.could(each.skill, each.level, day)
            if could.bit_count() < each.number:
                return False
            people.append((each.number, could))
        elif each.sort == CAPABILITY or supply.have(each, day)[0] < each.wanted:
            return False
    return not people or assign(people).empty == 0


@dataclass(frozen=True, slots=True)
class Unlock:
    """One more person of a skill and level, or one more thing, and the actions that could be done then."""

    sort: str
    what: str
    level: str
    actions: tuple[str, ...]


def unlocks(standings: Iterable[ActionStanding]) -> list[Unlock]:
    """Find what one more person or thing would make possible, that which helps most actions first."""
    rows = [each for each in standings if each.gap == 1]
    people: set[tuple[str, str]] = set()
    things: dict[str, set[str]] = {}
    wants: dict[str, set[tuple[str, str]]] = {}
    for each in rows:
        if each.short:
            lines = {(need.skill or "", need.level if need.skill else "") for need in each.short}
            wants[each.action] = lines
            people |= lines
        for line in (line for lines in (each.lines, *each.others) for line in lines):
            if line.need.sort == "thing" and not line.met and line.need.wanted - line.have <= 1:
                things.setdefault(line.need.what.casefold(), set()).add(each.action)
    found: list[Unlock] = []
    for skill, level in people:
        helped = (action for action, lines in wants.items() if _helps(skill, level, lines))
        found.append(Unlock(PERSON, skill, level, tuple(sorted(helped))))
    found += [Unlock("thing", what, "", tuple(sorted(actions))) for what, actions in things.items()]
    return sorted(found, key=lambda each: (-len(each.actions), LEVELS.get(each.level, 0), each.sort, each.what))


def _helps(skill: str, level: str, lines: Iterable[tuple[str, str]]) -> bool:
    """Say whether one more person of a skill and level could fill one of some lines, or make room for who can."""
    return any(not other or (other == skill and LEVELS.get(level, 0) >= LEVELS.get(least, 0)) for other, least in lines)


def together(plan: Plan, actions: Sequence[str], supply: Supply, day: datetime.date) -> ActionStanding:
    """Say what several actions lack on one day if they are done together: nobody and nothing is there twice."""
    chosen = [standing(plan, each, supply, day, ahead=False) for each in sorted(actions)]
    people: list[Need] = []
    sums: dict[tuple[str, str, str], Need] = {}
    for each in chosen:
        for line in each.lines:
            need = line.need
            if need.sort == PERSON:
                people.append(need)
                continue
            alone = need.id if need.sort in {"check", CAPABILITY} else ""
            key = (need.sort, need.what.casefold() or alone, need.currency or "")
            before = sums.get(key)
            sums[key] = need if before is None else _summed(before, need)
    numbered = [_with_id(each, f"{place:06}") for place, each in enumerate(people)]
    rest = list(sums.values())
    gap, lines, short = _way([*numbered, *rest], supply, day)
    return ActionStanding(",".join(sorted(actions)), gap, lines, short)


def _summed(one: Need, other: Need) -> Need:
    """Add two needs of one thing; days of notice and checks are needed once."""
    if one.sort in {"notice", "check", CAPABILITY}:
        return one if one.number >= other.number else other
    amount = None if one.amount is None and other.amount is None else one.wanted + other.wanted
    return Need(
        one.id, one.of, one.sort, one.number + other.number, what=one.what, amount=amount, currency=one.currency
    )


def _with_id(need: Need, identity: str) -> Need:
    """Give a line an id of its own, since one line can be needed by several actions."""
    return Need(identity, need.of, need.sort, need.number, need.skill, need.level)
