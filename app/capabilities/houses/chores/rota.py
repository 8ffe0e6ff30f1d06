"""The rota, slot by slot: the longest of a day first, to whoever is there, may, can and is furthest behind.

With the same people every day, all of whom may take every slot, nobody is ever ahead by more than the longest slot:
drifts add up to zero, so whoever is furthest behind is not ahead, and takes at most one slot more.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.capabilities.houses.chores.fairness import accounts, counts, owed
from app.capabilities.houses.chores.presence import Presence
from app.capabilities.houses.chores.rows import OPEN, ChoreAccount, Limits, SlotRow
from app.i18n import N_

NOBODY_THERE = N_("Nobody is in the house on this day.")
NOBODY_MAY = N_("Nobody who is there may take this.")
ALL_AT_LIMIT = N_("Everybody who may take this has as much as they said they can.")


@dataclass(frozen=True, slots=True)
class Rota:
    """Who takes which slot, which stay open and why (a marked sentence), and everybody's account at the end."""

    given: Mapping[str, str]
    open: Mapping[str, str]
    accounts: Mapping[str, ChoreAccount]
    improved: bool = False
    proven: bool = False


@dataclass(slots=True)
class Load:
    """What people have taken on so far: minutes by week, slots by day, chores by day, and when they last did each."""

    limits: Mapping[str, Limits]
    weeks: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    days: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    chores: set[tuple[str, str, int]] = field(default_factory=set[tuple[str, str, int]])
    last: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    def has_room(self, person: str, slot: SlotRow) -> bool:
        """Say if somebody can take a slot without passing their limits, or doing one chore twice on a day."""
        day = slot.on_day.toordinal()
        limit = self.limits.get(person, Limits())
        if (person, slot.chore, day) in self.chores:
            return False
        if limit.slots_a_day is not None and self.days.get((person, day), 0) >= limit.slots_a_day:
            return False
        minutes = self.weeks.get((person, week_of(slot.on_day)), 0) + slot.minutes
        return limit.minutes_a_week is None or minutes <= limit.minutes_a_week

    def take(self, person: str, slot: SlotRow) -> None:
        """Note that somebody takes a slot."""
        day = slot.on_day.toordinal()
        week = (person, week_of(slot.on_day))
        self.weeks[week] = self.weeks.get(week, 0) + slot.minutes
        self.days[person, day] = self.days.get((person, day), 0) + 1
        self.chores.add((person, slot.chore, day))
        self.last[person, slot.chore] = max(day, self.last.get((person, slot.chore), 0))


def week_of(day: datetime.date) -> int:
    """Count the weeks, from Monday to Sunday."""
    return (day.toordinal() - 1) // 7


def may_take(slot: SlotRow, person: str) -> bool:
    """Say if somebody is among those who may take a slot."""
    return slot.may is None or person in slot.may


def slot_by_slot(
    slots: Sequence[SlotRow],
    present: Presence,
    today: datetime.date,
    *,
    before: Iterable[SlotRow] = (),
    weights: Mapping[str, Fraction] | None = None,
    limits: Mapping[str, Limits] | None = None,
) -> Rota:
    """Give the open slots to people.

    Args:
        slots: The slots of the period; those that somebody has already stay theirs.
        present: Who is there on each day, also of the slots before.
        today: Decides which earlier slots count.
        before: The earlier slots of the house, from its first on.
        weights: What was agreed that somebody owes, 1 where nothing is said.
        limits: What each takes on at most.
    """
    known = [*before, *(slot for slot in slots if slot.status != OPEN)]
    # Minutes in a common denominator, so that each step is on whole numbers.
    start = accounts((slot for slot in known), present, today, weights=weights)
    drift: dict[str, Fraction] = {person: account.drift for person, account in start.items()}
    load = Load(limits or {})
    for slot in known:
        if slot.who is not None and counts(slot, today):
            load.take(slot.who, slot)
    given: dict[str, str] = {}
    left_open: dict[str, str] = {}
    for slot in sorted(
        (slot for slot in slots if slot.status == OPEN), key=lambda slot: (slot.on_day, -slot.minutes, slot.id)
    ):
        there = present.get(slot.on_day.toordinal(), ())
        may = [person for person in there if may_take(slot, person)]
        can = [person for person in may if load.has_room(person, slot)]
        if not can:
            left_open[slot.id] = ALL_AT_LIMIT if may else NOBODY_MAY if there else NOBODY_THERE
            continue
        zero = Fraction(0)
        chosen = min(can, key=lambda person: (drift.get(person, zero), load.last.get((person, slot.chore), 0), person))
        for person, minutes in owed(slot.minutes, there, weights or {}).items():
            drift[person] = drift.get(person, zero) - minutes
        drift[chosen] += slot.minutes
        load.take(chosen, slot)
        given[slot.id] = chosen
    return Rota(given, left_open, accounts_with(given, slots, known, present, today, weights))


def accounts_with(
    given: Mapping[str, str],
    slots: Iterable[SlotRow],
    known: Iterable[SlotRow],
    present: Presence,
    today: datetime.date,
    weights: Mapping[str, Fraction] | None,
) -> dict[str, ChoreAccount]:
    """Give everybody's account once the slots are given; those of the rota count whatever their day is."""
    fresh = [
        SlotRow(slot.id, slot.chore, slot.on_day, slot.minutes, given[slot.id], "verified")
        for slot in slots
        if slot.id in given
    ]
    return accounts([*known, *fresh], present, today, weights=weights)
