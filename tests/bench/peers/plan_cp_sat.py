"""Plans beside another solver in all nine aims: OR-Tools CP-SAT, with a yes or no for every half hour of every pair."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from random import Random
from typing import Any

import pytest

from app.capabilities.switchboard.planning.draft import worth
from app.capabilities.switchboard.planning.solving import parts_of, solve
from app.capabilities.switchboard.planning.week import PlanningWeek, week_of
from app.capabilities.switchboard.rows import URGENCIES, ListingBook, ListingRow, MatchRow, PairingRow, TimeWindow
from app.capabilities.switchboard.windows import Stretch
from app.services.jobs import Progress
from tests.app.capabilities.switchboard.fields import MONDAY, field, need, offer, small, window

_AREAS = (None, "here", "there")
_LANGUAGES = (frozenset[str](), frozenset({"de"}), frozenset({"ar", "fr"}))


@pytest.mark.parametrize("seed", range(60))
def test_cp_sat_finds_nothing_better_in_any_aim(seed: int) -> None:
    pytest.importorskip("ortools.sat.python.cp_model")
    random = Random(300 + seed)
    made = hard if seed % 2 else small
    week = week_of(made(random, random.randint(2, 9), random.randint(2, 9)), MONDAY, MONDAY)
    solved = solve(week, Progress())
    assert solved.proven
    for part in parts_of(solved.week):
        given = {key: amount for key, amount in solved.given.items() if key[0] in part.needs}
        mine = worth(part, given)
        scales = _scales(part)
        assert _best(part) == [value * scale for value, scale in zip(mine, scales, strict=True)], part


def hard(random: Random, needs: int, offers: int) -> ListingBook:
    """Give a field of every sort of limit, with what was asked for before, rules of the group, and several heads."""
    listings: list[ListingRow] = []
    for number in range(needs):
        heads = random.choice((None, None, None, 2))
        amount = 30 * random.randint(1, 6) * (heads or 1)
        listings.append(
            need(
                f"n{number}", amount, *_windows(random), urgency=random.choice(URGENCIES), heads=heads,
                most_helpers=random.choice((1, 2, None)), all_or_nothing=random.random() < 0.3,
                area=random.choice(_AREAS), languages=random.choice(_LANGUAGES),
            )
        )  # fmt: skip
    for number in range(offers):
        who = f"p{number}" if random.random() < 0.7 else "p0"
        listings.append(
            offer(
                f"o{number}", 30 * random.randint(1, 6), *_windows(random), of=who,
                area=random.choice(_AREAS), languages=random.choice(_LANGUAGES),
            )
        )  # fmt: skip
    before = [
        MatchRow(
            f"m{number}", "gone", f"o{random.randrange(offers)}", 30 * random.randint(1, 4), _days(random), "confirmed"
        )
        for number in range(random.randint(0, offers))
    ]
    rules = [
        PairingRow(f"r{number}", f"n{random.randrange(needs)}", f"o{random.randrange(offers)}", rule, "")
        for number, rule in enumerate(random.sample(("must", "never", "never"), random.randint(0, 2)))
    ]
    return field(*listings, matches=tuple(before), pairings=tuple(rules))


def _days(random: Random) -> Any:
    """Give a day of the four weeks before."""
    return MONDAY.fromordinal(MONDAY.toordinal() - random.randint(1, 20))


def _windows(random: Random) -> Sequence[TimeWindow]:
    """No window, or one or two."""
    begins = [random.randint(9, 14) for _number in range(random.choice((0, 1, 1, 2)))]
    return tuple(window(random.randrange(2), begin, begin + random.randint(1, 3)) for begin in begins)


def _scales(week: PlanningWeek) -> list[int]:
    """Give by what each aim is multiplied here, so that it is a whole number."""
    shares, loads = _share(week), _load(week)
    return [shares] * 3 + [1] * 3 + [loads, shares, 1]


def _share(week: PlanningWeek) -> int:
    return lcm(*(each.open // 30 for each in week.needs.values()))


def _load(week: PlanningWeek) -> int:
    return lcm(*(each.four for each in week.offers.values()))


def _best(week: PlanningWeek) -> list[int]:
    """Reach one aim after the other, and keep it."""
    from ortools.sat.python import cp_model  # pyright: ignore[reportMissingImports]

    asked = _Model(cp_model.CpModel(), week)
    found: list[int] = []
    for aim in asked.aims():
        asked.model.maximize(aim)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(asked.model) == cp_model.OPTIMAL
        found.append(round(solver.objective_value))
        asked.model.add(aim >= found[-1])
    return found


class _Model:
    """All limits of a week, written anew."""

    def __init__(self, model: Any, week: PlanningWeek) -> None:
        self.model, self.week = model, week
        self.pairs = {(pair.need, pair.offer): pair for pair in week.pairs}
        self.amount, self.used, self.whole = {}, {}, {}
        self.largest = model.new_int_var(0, 10**12, "")
        lanes: dict[tuple[str, int], list[Any]] = {}
        for key, pair in self.pairs.items():
            self.amount[key] = model.new_int_var(0, pair.most // 30, "")
            used = self.used[key] = model.new_bool_var("")
            each = week.needs[pair.need].each // 30
            model.add(self.amount[key] <= (each or pair.most // 30) * used)
            model.add(self.amount[key] >= (each or pair.least // 30) * used)
            if pair.must:
                model.add(used == 1)
            if pair.times is not None:
                self._at(lanes, week.offers[pair.offer].lane, pair.times, self.amount[key])
        for settled in week.settled:
            self._at(lanes, settled.lane, settled.times, settled.amount // 30)
        for bits in lanes.values():
            model.add_at_most_one(bits)
        self._needs()
        self._offers()

    def _at(self, lanes: dict[tuple[str, int], list[Any]], lane: str, times: Sequence[Stretch], amount: Any) -> None:
        """Have an amount done in some half hours of a lane."""
        bits = {at: self.model.new_bool_var("") for begin, until in times for at in range(begin, until, 30)}
        self.model.add(sum(bits.values()) == amount)
        for at, bit in bits.items():
            if lane:
                lanes.setdefault((lane, at), []).append(bit)

    def _needs(self) -> None:
        """Limit what each need takes, from how many, and all or nothing."""
        for each in self.week.needs.values():
            mine = [key for key in self.amount if key[0] == each.id]
            met, wanted = sum(self.amount[key] for key in mine), each.open // 30
            whole = self.whole[each.id] = self.model.new_bool_var("")
            self.model.add(met <= wanted)
            self.model.add(met >= wanted * whole)
            self.model.add(sum(self.used[key] for key in mine) <= each.helpers)
            if each.whole:
                self.model.add(met == wanted * whole)

    def _offers(self) -> None:
        """Limit what each offer gives, and tell the largest load of those who are asked."""
        loads = _load(self.week)
        for each in self.week.offers.values():
            given = sum(amount for key, amount in self.amount.items() if key[1] == each.id)
            asked = self.model.new_bool_var("")
            self.model.add(given <= each.left // 30 * asked)
            factor = loads // each.four
            self.model.add(30 * factor * given + each.asked * factor * asked <= self.largest)

    def aims(self) -> list[Any]:
        """Give what is to be reached, in order, in whole numbers."""
        needs, scale = self.week.needs, _share(self.week)
        met = {key: scale * 30 // needs[key[0]].open * amount for key, amount in self.amount.items()}
        return [
            *(sum(each for key, each in met.items() if needs[key[0]].urgency == urgency) for urgency in range(3)),
            *(sum(bit for each, bit in self.whole.items() if needs[each].urgency == urgency) for urgency in range(3)),
            -self.largest,
            sum(self.pairs[key].tenths * each for key, each in met.items()),
            -sum(self.used.values()),
        ]
