"""Houses, their rooms and beds, and who stays where from when to when."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.capabilities.ledger.records import check_currency
from app.i18n import N_, _
from app.problems import WrongValue
from app.records.exact import Currency
from app.records.kinds import Day, LongText, OneOf, Reference, Text, Whole, YesNo
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

STAY_STEPS = {"money": N_("money explained"), "data": N_("data kept or removed")}
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
    currency: Annotated[str, Currency()] | None = attr(
        N_("Currency"), default=None, help=N_("In which the costs of this house are shared, as in EUR.")
    )
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a currency that there is not."""
        check_currency(values)


@entity("room", one=N_("Room"), many=N_("Rooms"), part_of="house", title=("house", "name"))
class Room(Entity, table=True):
    """A room of a house."""

    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    floor: Annotated[str, Text()] | None = attr(N_("Floor"), default=None, column=True, print=True, max_length=40)
    step_free: Annotated[bool, YesNo()] | None = attr(N_("Step-free"), default=None, column=True, print=True)
    quiet: Annotated[bool, YesNo()] | None = attr(N_("Quiet"), default=None, column=True)
    area_m2: Annotated[int, Whole(1, 10_000)] | None = attr(
        N_("Area in m²"), default=None, help=N_("To share costs by room.")
    )
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
    bed: Annotated[str, Reference("bed")] | None = attr(
        N_("Bed"), default=None, column=True, print=True, help=N_("Empty until one is found.")
    )
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
    status: Annotated[str, OneOf(STAY_STATUS)] = attr(N_("Status"), default="planned", column=True, print=True)
    household: Annotated[str, Text()] | None = attr(
        N_("Household"), default=None, max_length=80, help=N_("A word of your own for stays that belong together.")
    )
    may_move: Annotated[bool, YesNo()] | None = attr(
        N_("May move"), default=None, help=N_("Whether another bed would do as well, to make room for others.")
    )
    asked_room: Annotated[str, Reference("room")] | None = attr(N_("Asked for room"), default=None)
    purpose: Annotated[str, Text()] | None = attr(N_("Purpose"), default=None, search=True)
    who_pays: Annotated[str, Text()] | None = attr(N_("Who pays"), default=None)
    exit_reason: Annotated[str, Text()] | None = attr(N_("Reason for leaving"), default=None)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a stay without a night."""
        if "from_day" in values and "to_day" in values and values["to_day"] <= values["from_day"]:
            raise WrongValue(_("The day of leaving has to be after the day of arriving."), field="to_day")


@entity(
    "stay_check",
    one=N_("Step of a stay"),
    many=N_("Steps of stays"),
    part_of="stay",
    title=("stay", "what"),
    why=N_("To know what was explained to somebody, and what becomes of their data."),
    keep=Keep(730, "on_day"),
)
class StayCheck(Entity, table=True):
    """A step of arriving or leaving that no other record shows, and when it was done."""

    stay: Annotated[str, Reference("stay")] = attr(N_("Stay"), column=True)
    what: Annotated[str, OneOf(STAY_STEPS)] = attr(N_("What"), column=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True)
