"""Houses, their rooms and beds, and who stays where from when to when."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.domain.kinds import Choice, Day, LongText, Reference, Text, YesNo
from app.domain.registry import Entity, attr, entity
from app.domain.retention import Keep
from app.i18n import N_, _

STAY_STATUS = {
    "planned": N_("Planned"),
    "in": N_("In the house"),
    "out": N_("Has left"),
    "cancelled": N_("Cancelled"),
}


@entity("house", one=N_("House"), many=N_("Houses"))
class House(Entity, table=True):
    """A house or flat in which the group puts people up."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    address: Annotated[str, LongText()] | None = attr(
        N_("Address"), default=None, column=True, search=True, max_length=400
    )
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)


@entity("room", one=N_("Room"), many=N_("Rooms"), part_of="house", title=("house", "name"))
class Room(Entity, table=True):
    """A room of a house."""

    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    floor: Annotated[str, Text()] | None = attr(N_("Floor"), default=None, column=True, print=True, max_length=40)
    step_free: Annotated[bool, YesNo()] | None = attr(N_("Step-free"), default=None, column=True, print=True)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)


@entity("bed", one=N_("Bed"), many=N_("Beds"), part_of="room", title=("room", "name"))
class Bed(Entity, table=True):
    """A place for one person to sleep."""

    room: Annotated[str, Reference("room")] = attr(N_("Room"), column=True)
    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)


@entity(
    "stay",
    one=N_("Stay"),
    many=N_("Stays"),
    title=("person", "bed"),
    why=N_("To know who sleeps where, and for the accounts of the year."),
    keep=Keep(730, "to_day"),
)
class Stay(Entity, table=True):
    """Someone in a bed, for the nights from ``from_day`` up to, but without, that of ``to_day``."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True, print=True)
    bed: Annotated[str, Reference("bed")] = attr(N_("Bed"), column=True, print=True)
    from_day: Annotated[datetime.date, Day()] = attr(
        N_("Arrives"), column=True, print=True, was=("arrival", "check in", "from")
    )
    to_day: Annotated[datetime.date, Day()] | None = attr(
        N_("Leaves"),
        default=None,
        column=True,
        print=True,
        was=("departure", "check out", "until", "to"),
        help=N_("The day of departure; empty while nobody knows it."),
    )
    status: Annotated[str, Choice(STAY_STATUS)] = attr(N_("Status"), default="planned", column=True, print=True)
    purpose: Annotated[str, Text()] | None = attr(N_("Purpose"), default=None, search=True)
    who_pays: Annotated[str, Text()] | None = attr(N_("Who pays"), default=None)
    exit_reason: Annotated[str, Text()] | None = attr(N_("Reason for leaving"), default=None)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a stay without a night."""
        if "from_day" in values and "to_day" in values and values["to_day"] <= values["from_day"]:
            raise ValueError(_("The day of leaving has to be after the day of arriving."))
