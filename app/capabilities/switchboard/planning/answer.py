"""What a plan says: who does what when, how far it goes, and for each need left open the first reason why."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.capabilities.switchboard.fitting import Fitter
from app.capabilities.switchboard.grid import DAY, time_of
from app.capabilities.switchboard.planning.backups import HowMany, backups
from app.capabilities.switchboard.planning.pins import broken_pins
from app.capabilities.switchboard.planning.solving import SolvedWeek
from app.capabilities.switchboard.planning.timing import place
from app.capabilities.switchboard.planning.week import PlanningWeek, near
from app.capabilities.switchboard.rows import OFFER, URGENCIES, ListingBook, ListingRow
from app.i18n import _


@dataclass(frozen=True, slots=True)
class PlannedMatch:
    """One match of a plan, in one stretch of time if it takes time; moments are of the place, as ISO 8601."""

    need: str
    offer: str
    quantity: int
    begin: str
    until: str
    tenths: int
    backups: tuple[str, ...]

    @property
    def day(self) -> datetime.date | None:
        """Give the day on which it begins."""
        return datetime.date.fromisoformat(self.begin[:10]) if self.begin else None


@dataclass(frozen=True, slots=True)
class Covered:
    """What becomes of one need: what was open, what is met, and why not all of it."""

    need: str
    urgency: str
    open: int
    met: int
    why_not: str

    @property
    def share(self) -> Fraction:
        """Give the share that is met."""
        return Fraction(self.met, self.open)


@dataclass(frozen=True)
class WeekPlan:
    """A whole plan, with the sums that no plan can pass and that greedy would have got, in all units together."""

    monday: datetime.date
    needs: tuple[Covered, ...]
    matches: tuple[PlannedMatch, ...]
    covered: int
    bound: int
    greedy: int
    proven: bool
    stopped: bool
    broken: tuple[str, ...]

    def of_urgency(self, urgency: str) -> tuple[Fraction, int, int]:
        """Give the sum of met shares, how many are wholly met, and how many there are."""
        mine = [each for each in self.needs if each.urgency == urgency]
        shares = sum((each.share for each in mine), Fraction(0))
        return shares, sum(each.met == each.open for each in mine), len(mine)


def answer(field: ListingBook, solved: SolvedWeek, today: datetime.date, how_many: HowMany) -> WeekPlan:
    """Put a solution into words and times."""
    week = solved.week
    spare = backups(week, solved.given, how_many)
    met: defaultdict[str, int] = defaultdict(int)
    for (need, _offer), amount in solved.given.items():
        met[need] += amount
    why = _Why(field, week, solved, today)
    needs = tuple(
        Covered(
            each.id,
            URGENCIES[each.urgency],
            each.open,
            met[each.id],
            "" if met[each.id] == each.open else why.of(field.listings[each.id]),
        )
        for each in sorted(week.needs.values(), key=lambda each: (each.urgency, each.id))
    )
    return WeekPlan(
        week.monday,
        needs,
        tuple(_planned(week, solved, spare)),
        sum(solved.given.values()),
        solved.bound,
        sum(solved.greedy.values()),
        solved.proven,
        solved.stopped,
        _broken(field, solved),
    )


def _planned(week: PlanningWeek, solved: SolvedWeek, spare: Mapping[str, list[str]]) -> list[PlannedMatch]:
    """Say from when to when each match is; nobody is in two places."""
    pairs = {(pair.need, pair.offer): pair for pair in week.pairs}
    lanes: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in sorted(solved.given):
        lanes[week.offers[key[1]].lane or f"\n{key[0]} {key[1]}"].append(key)
    found: list[PlannedMatch] = []
    for lane, keys in lanes.items():
        timed = [key for key in keys if pairs[key].times is not None]
        settled = [(each.amount, each.times) for each in week.settled if each.lane == lane]
        items = [*settled, *((solved.given[key], pairs[key].times or ()) for key in timed)]
        placed = dict(zip(timed, place(items)[len(settled) :], strict=True))
        for key in keys:
            extra = tuple(spare.get(key[0], ()))
            for begin, until in placed.get(key) or [(-1, -1)]:
                amount = until - begin if begin >= 0 else solved.given[key]
                ends = (_moment(week, begin), _moment(week, until)) if begin >= 0 else ("", "")
                found.append(PlannedMatch(*key, amount, *ends, pairs[key].tenths, extra))
    return sorted(found, key=lambda each: (each.need, each.offer, each.begin))


def _moment(week: PlanningWeek, minutes: int) -> str:
    """Write minutes of a week as a day and a time."""
    day = week.monday + datetime.timedelta(days=minutes // DAY)
    return f"{day.isoformat()}T{time_of(minutes)}"


def _broken(field: ListingBook, solved: SolvedWeek) -> tuple[str, ...]:
    """Name the pairings that contradict each other, and those for which there was no room."""
    titles = {each.id: each.title for each in field.listings.values()} | dict(field.names)
    twice = {(each.listing, each.other) for each in field.pairings if each.rule == "must"} & {
        pair
        for each in field.pairings
        if each.rule == "never"
        for pair in ((each.listing, each.other), (each.other, each.listing))
    }
    words = [
        _("“{one}” and “{other}” must and must never go together; the plan goes on without both rules.").format(
            one=titles.get(one, one), other=titles.get(other, other)
        )
        for one, other in sorted(twice)
    ]
    words += [
        _("The pinned match of “{one}” and “{other}” is kept, but breaks a limit: {why}.").format(
            one=titles.get(each.need, each.need), other=titles.get(each.offer, each.offer), why=why
        )
        for each, why in broken_pins(field, solved.week)
    ]
    words += [
        _("There is no room to keep “{one}” and “{other}” together, as a rule asks.").format(
            one=titles[pair.need], other=titles[pair.offer]
        )
        for pair in solved.failed
    ]
    return tuple(words)


class _Why:
    """The first reason that holds for a need left open."""

    def __init__(self, field: ListingBook, week: PlanningWeek, solved: SolvedWeek, today: datetime.date) -> None:
        self._field, self._week, self._solved = field, week, solved
        self._fitter = Fitter(field, max(today, week.monday))
        self._pairs: defaultdict[str, list[str]] = defaultdict(list)
        for pair in week.pairs:
            self._pairs[pair.need].append(pair.offer)
        self._does: defaultdict[str, list[str]] = defaultdict(list)
        for need, offer in sorted(solved.given):
            self._does[offer].append(need)
        self._by_skill: dict[tuple[tuple[str, str, str | None], str | None], list[ListingRow]] = {}
        self._offers: defaultdict[tuple[str, str, str | None], list[ListingRow]] = defaultdict(list)
        for each in field.of_side(OFFER):
            self._offers[each.category, each.unit, each.currency].append(each)

    def of(self, need: ListingRow) -> str:
        """Find the reason."""
        offers = self._skilled(need)
        found = [(self._fitter.fit(need, each).why, each) for each in offers]
        usable = [(why, each) for why, each in found if why not in {"skill", "expired", "paused", "closed", "same"}]
        if not usable:
            return _("nobody offers this")
        at_level = [(why, each) for why, each in usable if why != "level"]
        if not at_level:
            return _("nobody at that level")
        here = set(self._pairs.get(need.id, ()))
        free = [(why, each) for why, each in at_level if why != "time" and (each.id in here or why)]
        if not free and not self._far(need, at_level):
            return _("nobody free then")
        if self._far(need, at_level):
            return _("nobody near")
        if all(why in {"refused", "never"} for why, _each in free):
            return _("refused or fell through")
        return self._instead(need, [each for why, each in free if why in {"", "used"}])

    def _skilled(self, need: ListingRow) -> list[ListingRow]:
        """Give the offers of what a need is about that have its skill at any level."""
        kind = (need.category, need.unit, need.currency)
        key = (kind, need.skill)
        if key not in self._by_skill:
            skill = need.skill
            self._by_skill[key] = [
                each for each in self._offers.get(kind, ()) if skill is None or self._fitter.level(each, skill)
            ]
        return self._by_skill[key]

    def _far(self, need: ListingRow, offers: list[tuple[str, ListingRow]]) -> bool:
        """Say whether place is a must and those who fit are all elsewhere."""
        if not self._field.place_is_a_must:
            return False
        fits = [each for why, each in offers if not why]
        return bool(fits) and not any(near(self._field, need, each) for each in fits)

    def _instead(self, need: ListingRow, offers: list[ListingRow]) -> str:
        """Name what those who fit do instead."""
        titles = self._field.listings
        named = [
            f"{offer.title}: {', '.join(titles[each].title for each in self._does[offer.id] if each != need.id)}"
            for offer in offers
            if any(each != need.id for each in self._does[offer.id])
        ]
        if named:
            return _("those who fit do this instead: {named}").format(named="; ".join(named[:5]))
        if any(offer.id in {o for n, o in self._solved.given if n == need.id} for offer in offers):
            return _("those who fit can do no more of it")
        return _("those who fit are asked for other things already, or can do too little of it")
