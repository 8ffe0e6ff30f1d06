"""How many slots can still be offered at events to come: as many as fill their places at the rate at which people come.

An orientation is a slot, and so is an event with a number of places; as in `invite`, the most are offered for which
more than there are places for come with a probability of at most 0.05. Those who have one already are taken off.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from app.capabilities.people import triage_service
from app.capabilities.people.flow_service import group_rate
from app.capabilities.people.triage_service import CAME, INVITED, YES
from app.capabilities.projects import attending
from app.capabilities.projects.invite import most_for
from app.services.settings import group
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """An event or orientation to come: its places, how many are asked or come, and how many more can be offered it."""

    id: str
    name: str
    day: datetime.date
    begins: str
    places: int
    coming: int
    free: int


def open_slots(vault: Vault, now: datetime.datetime) -> tuple[OpenSlot, ...]:
    """Give the orientations and events with places that have not begun, the next first."""
    today = now.astimezone(group.almanac(vault).zone).date()
    rate = group_rate(vault, today)
    found: list[OpenSlot] = []
    for each in attending.events(vault, now):
        if each.places is not None and not each.begun:
            coming = each.slots[0].coming
            free = max(_most(each.places, rate) - coming, 0)
            found.append(OpenSlot(each.id, each.name, each.day, each.slots[0].begins, each.places, coming, free))
    for slot in triage_service.triage(vault, today).slots:
        if slot.on_day is not None and slot.on_day >= today:
            coming = slot.count(INVITED, YES, CAME)
            free = max(_most(slot.seats, rate) - coming, 0) if slot.taken < slot.seats else 0
            found.append(OpenSlot(slot.id, slot.name, slot.on_day, slot.at, slot.seats, coming, free))
    return tuple(sorted(found, key=lambda each: (each.day, each.begins, each.id)))


def _most(places: int, rate: Fraction) -> int:
    """Give how many can be offered a number of places; where nobody ever came, not more than there are."""
    return most_for(max(places, 0), rate) if rate else max(places, 0)
