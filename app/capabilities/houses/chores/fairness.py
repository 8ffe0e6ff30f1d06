"""What each owes and has done, in exact minutes: the drifts of a house add up to zero.

The minutes of a slot are owed in equal parts, or by weight, by those present on its day, whether or not they may take
it. Whoever does it is credited with all of them. A slot that nobody has done counts for nobody.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction

from app.capabilities.houses.chores.presence import Presence
from app.capabilities.houses.chores.rows import ASSIGNED, CREDITED, SWAPPED, ChoreAccount, SlotRow


def counts(slot: SlotRow, today: datetime.date) -> bool:
    """Say if a slot counts: it is done, or somebody has it and it is not yet due."""
    if slot.who is None:
        return False
    return slot.status in CREDITED or (slot.status in {ASSIGNED, SWAPPED} and slot.on_day >= today)


def owed(minutes: int, present: Iterable[str], weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Give what each of those present owes of a slot; in equal parts if all their weights are 0."""
    people = sorted(set(present))
    parts = {person: max(Fraction(0), weights.get(person, Fraction(1))) for person in people}
    total = sum(parts.values(), Fraction(0))
    if not total:
        parts = dict.fromkeys(people, Fraction(1))
        total = Fraction(len(people))
    return {person: minutes * part / total for person, part in parts.items()} if people else {}


def accounts(
    slots: Iterable[SlotRow],
    present: Presence,
    today: datetime.date,
    *,
    weights: Mapping[str, Fraction] | None = None,
) -> dict[str, ChoreAccount]:
    """Give the account of everybody who was there or has done something.

    Args:
        slots: All slots of a house, from its first on.
        present: Who is there on each day.
        today: Slots that are assigned for an earlier day and not done count for nobody.
        weights: What was agreed that somebody owes, 1 where nothing is said.
    """
    owing: dict[str, Fraction] = {}
    done: dict[str, Fraction] = {}
    for slot in slots:
        if slot.who is None or not counts(slot, today):
            continue
        # Where nobody was there, whoever did it did it for themselves: the drifts still add up to zero.
        there = present.get(slot.on_day.toordinal()) or (slot.who,)
        for person, minutes in owed(slot.minutes, there, weights or {}).items():
            owing[person] = owing.get(person, Fraction(0)) + minutes
        done[slot.who] = done.get(slot.who, Fraction(0)) + slot.minutes
    zero = Fraction(0)
    return {
        person: ChoreAccount(person, owing.get(person, zero), done.get(person, zero))
        for person in sorted({*owing, *done})
    }
