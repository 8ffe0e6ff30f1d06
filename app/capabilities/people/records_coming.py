"""Evenings on which those who are new are told what the group does: a number of seats, and who has one."""

import datetime
from typing import Annotated

from app.i18n import N_
from app.records.kinds import Day, LongText, OneOf, Reference, Text, Whole
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

ANSWERS = {"yes": N_("Said yes"), "no": N_("Said no")}


@entity("orientation", one=N_("Orientation"), many=N_("Orientations"), title=("name", "on_day"))
class Orientation(Entity, table=True):
    """A slot to which those who are new are invited."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, max_length=80)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True)
    at: Annotated[str, Text()] | None = attr(N_("At what time"), default=None, column=True, max_length=40)
    place: Annotated[str, Text()] | None = attr(N_("Where"), default=None, column=True, search=True)
    seats: Annotated[int, Whole(1, 10_000)] = attr(N_("Seats"), column=True)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None)


@entity(
    "orientation_seat",
    one=N_("Seat at an orientation"),
    many=N_("Seats at orientations"),
    part_of="orientation",
    title=("person", "orientation"),
    why=N_("To know whom to expect, and whom to ask again."),
    keep=Keep(365, "invited_on"),
)
class OrientationSeat(Entity, table=True):
    """That somebody was invited to a slot, and what they said; whether they came is an attendance of it."""

    orientation: Annotated[str, Reference("orientation")] = attr(N_("Orientation"), column=True)
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    invited_on: Annotated[datetime.date, Day()] = attr(N_("Invited on"), column=True)
    answer: Annotated[str, OneOf(ANSWERS)] | None = attr(N_("Answer"), default=None, column=True)
    answered_on: Annotated[datetime.date, Day()] | None = attr(N_("Answered on"), default=None)
