"""How many slots can still be offered at events to come: as many as fill their places at the rate at which people come.

An event with a number of places is a slot; as in `invite`, the most are offered for which more than there are places
for come with a probability of at most 0.05. Those who have one already are taken off.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from app.capabilities.people.flow_service import group_rate
from app.capabilities.projects import attending
from app.capabilities.projects.invite import most_for
from app.services.settings import group
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """An event to come: its places, how many are to come already, and how many more can be offered it."""

    event: str
    name: str
    day: datetime.date
    begins: str
    places: int
    coming: int
    free: int


def open_slots(vault: Vault, now: datetime.datetime) -> tuple[OpenSlot, ...]:
    """Give the events with places that have not begun, the next first."""
    today = now.astimezone(group.almanac(vault).zone).date()
    rate = group_rate(vault, today)
    found: list[OpenSlot] = []
    for each in attending.events(vault, now):
        if each.places is not None and not each.begun:
            coming = each.slots[0].coming
            free = max(_most(each.places, rate) - coming, 0)
            found.append(OpenSlot(each.id, each.name, each.day, each.slots[0].begins, each.places, coming, free))
    return tuple(found)


def _most(places: int, rate: Fraction) -> int:
    """Give how many can be offered a number of places; where nobody ever came, not more than there are."""
    return most_for(max(places, 0), rate) if rate else max(places, 0)
