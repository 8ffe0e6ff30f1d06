"""The room of all records that have no room of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.i18n import N_
from ui.frame.room import RoomSign

if TYPE_CHECKING:
    from app.records.record_type import RecordType
    from app.records.registry import Registry
    from ui.frame.doors import RoomDoor

SIGN = RoomSign("others", N_("More"), "more")


def kinds_without_room(registry: Registry, rooms: Sequence[RoomDoor]) -> list[RecordType]:
    """Give the kinds that no room shows, that are no part of another, and that people make themselves."""
    shown = {kind for room in rooms for kind in room.shows}
    return [each for each in registry if each.name not in shown and not each.part_of and not each.internal]
