"""The records of chores: what there is to do, who does it when, and a log that is only added to."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from app.i18n import N_, _
from app.records.exact import Number
from app.records.kinds import Day, OneOf, Reference, Text, Whole, YesNo
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

SLOT_STATUS = {
    "open": N_("Open"),
    "assigned": N_("Assigned"),
    "done": N_("Done"),
    "verified": N_("Done, and seen by somebody else"),
    "missed": N_("Missed"),
    "swapped": N_("Swapped"),
}
LOGGED = {
    "done": N_("Done"),
    "verified": N_("Verified"),
    "missed": N_("Missed"),
    "swapped": N_("Swapped"),
    "skipped": N_("Given up"),
}


@entity("chore", one=N_("Chore"), many=N_("Chores"), part_of="house", title=("name",))
class Chore(Entity, table=True):
    """Something to do in a house, again and again."""

    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    minutes: Annotated[int, Whole(1, 1440)] = attr(N_("Minutes"), column=True)
    every: Annotated[int, Whole(1, 366)] = attr(N_("Every so many days"), default=7, column=True)
    from_day: Annotated[datetime.date, Day()] | None = attr(N_("First on"), default=None, column=True)
    people: Annotated[int, Whole(1, 50)] | None = attr(N_("How many people"), default=None, column=True)
    who_may: Annotated[str, Reference("skill")] | None = attr(
        N_("Only with the skill"), default=None, column=True, help=N_("Empty if everybody in the house may.")
    )


@entity(
    "slot",
    one=N_("Turn"),
    many=N_("Turns"),
    part_of="chore",
    title=("chore", "on_day"),
    why=N_("To share the work fairly."),
    keep=Keep(730, "on_day"),
)
class Slot(Entity, table=True):
    """A chore on a day, and who has it."""

    chore: Annotated[str, Reference("chore")] = attr(N_("Chore"), column=True, print=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True, print=True)
    who: Annotated[str, Reference("person")] | None = attr(N_("Who"), default=None, column=True, print=True)
    backup: Annotated[str, Reference("person")] | None = attr(N_("Back-up"), default=None, column=True)
    status: Annotated[str, OneOf(SLOT_STATUS)] = attr(N_("Status"), default="open", column=True)


@entity(
    "chore_log",
    one=N_("Log of a turn"),
    many=N_("Log of turns"),
    part_of="slot",
    title=("slot", "what"),
    why=N_("To know what was done and what was missed."),
    keep=Keep(730, "on_day"),
)
class ChoreLog(Entity, table=True):
    """What happened to a turn; nothing in this log is changed, only added."""

    slot: Annotated[str, Reference("slot")] = attr(N_("Turn"), column=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True)
    what: Annotated[str, OneOf(LOGGED)] = attr(N_("What"), column=True)
    person: Annotated[str, Reference("person")] | None = attr(N_("Person"), default=None, column=True)
    note: Annotated[str, Text()] | None = attr(N_("Note"), default=None, search=True)


@entity(
    "chore_share",
    one=N_("Share of chores"),
    many=N_("Shares of chores"),
    part_of="person",
    title=("person", "house"),
    why=N_("To share the work as agreed; it goes with the person."),
)
class ChoreShare(Entity, table=True):
    """What was agreed on somebody's part in the chores of a house, and how much they take on at most."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    weight: Annotated[str, Number()] | None = attr(
        N_("Weight"), default=None, column=True, help=N_("0.5 owes half of what others owe; empty is 1.")
    )
    minutes_a_week: Annotated[int, Whole(0, 10_080)] | None = attr(N_("Minutes a week at most"), default=None)
    turns_a_day: Annotated[int, Whole(0, 50)] | None = attr(N_("Turns a day at most"), default=None)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a weight below 0."""
        if values.get("weight") is not None and Decimal(values["weight"]) < 0:
            raise ValueError(_("A weight cannot be negative."))


@entity(
    "chore_liking",
    one=N_("Wish about a chore"),
    many=N_("Wishes about chores"),
    part_of="person",
    title=("person", "chore"),
    why=N_("To give people what they like to do; it goes with the person."),
)
class ChoreLiking(Entity, table=True):
    """That somebody likes a chore, or would rather not have it."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    chore: Annotated[str, Reference("chore")] = attr(N_("Chore"), column=True)
    wanted: Annotated[bool, YesNo()] = attr(N_("Likes it"), default=True, column=True)


CHORE_RECORDS: tuple[type[Entity], ...] = (Chore, Slot, ChoreLog, ChoreShare, ChoreLiking)
