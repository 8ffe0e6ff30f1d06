"""How likely somebody who said yes turns up: it fades with time, and is drawn towards the group's own rate.

It belongs to nobody's card, list, sheet or export, and leaves the program only inside sums. It is never stored.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.capabilities.people.flow.arithmetic import ONE, ZERO, context, rounded

HALF_LIFE = 90
"""The days after which a meeting counts half."""
_CAME, _DID_NOT = frozenset({"attended", "left"}), frozenset({"no_show"})
_GROUP_SUM, _GROUP_WEIGHT = Decimal(7), Decimal(10)
_PERSON_WEIGHT = Decimal(4)
_LN2 = Decimal("0.6931471805599453094172321214581765680755")


@dataclass(frozen=True, slots=True)
class Turnout:
    """That somebody was expected on a day, and the state that was noted."""

    id: str
    person: str
    on_day: datetime.date
    state: str


@dataclass(frozen=True)
class ShowRates:
    """The group's rate, and those of the people of whom something is known."""

    group: Decimal
    _people: Mapping[str, Decimal]

    def of(self, person: str) -> Decimal:
        """Give the rate of a person; of somebody about whom nothing is known, the group's."""
        return self._people.get(person, self.group)


def show_rates(turnouts: Iterable[Turnout], as_of: datetime.date) -> ShowRates:
    """Work out the rates as of a day, the same for the same rows in any order.

    Who came counts 1, also if they went early, and who did not come 0; who was expected or called off counts not at
    all. A meeting weighs 2 to the power of minus its age in days / 90; one after the day is not known yet.
    """
    exact = context()
    sums: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    weights: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    by_age: dict[int, Decimal] = {}
    for each in sorted(turnouts, key=lambda turnout: (turnout.person, turnout.on_day, turnout.id)):
        age = (as_of - each.on_day).days
        if age < 0 or each.state not in _CAME | _DID_NOT:
            continue
        if age not in by_age:
            by_age[age] = exact.exp(exact.divide(exact.multiply(Decimal(-age), _LN2), Decimal(HALF_LIFE)))
        weights[each.person] = exact.add(weights[each.person], by_age[age])
        if each.state in _CAME:
            sums[each.person] = exact.add(sums[each.person], by_age[age])
    came, weight = _GROUP_SUM, _GROUP_WEIGHT
    for person in sorted(weights):
        came, weight = exact.add(came, sums[person]), exact.add(weight, weights[person])
    group = exact.divide(came, weight)
    people = {
        person: rounded(
            exact.divide(
                exact.add(exact.multiply(_PERSON_WEIGHT, group), sums[person]), exact.add(_PERSON_WEIGHT, each)
            )
        )
        for person, each in weights.items()
    }
    return ShowRates(rounded(min(group, ONE)), people)
