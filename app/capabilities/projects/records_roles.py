"""Who does what in a project and for how long, what was decided, and what happens when."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.capabilities.people.records import SKILL_LEVELS
from app.i18n import N_, _
from app.records.exact import WallTime
from app.records.group_settings import TimeZone
from app.records.kinds import Day, LongText, OneOf, Reference, Text, Whole
from app.records.registry import Entity, attr, entity

HOLDER_STATES = {"asked": N_("Asked"), "holds": N_("Holds it"), "ended": N_("Has ended")}


@entity("role", one=N_("Role in a project"), many=N_("Roles in projects"), part_of="project", table="project_role")
class ProjectRole(Entity, table=True):
    """Something that somebody has to do in a project for a while, whoever it is."""

    project: Annotated[str, Reference("project")] = attr(N_("Project"), column=True)
    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    how_many: Annotated[int, Whole(1, 1000)] | None = attr(N_("How many"), default=1, column=True, print=True)
    skill: Annotated[str, Reference("skill")] | None = attr(N_("Skill"), default=None, column=True)
    level: Annotated[str, OneOf(SKILL_LEVELS)] | None = attr(N_("At least"), default=None)
    until: Annotated[datetime.date, Day()] | None = attr(N_("Until"), default=None, column=True, print=True)


@entity(
    "holder",
    one=N_("Holder of a role"),
    many=N_("Holders of roles"),
    part_of="role",
    title=("person", "role"),
    table="role_holder",
    why=N_("To know who does what, and until when."),
)
class RoleHolder(Entity, table=True):
    """That somebody holds a role, or was asked to."""

    role: Annotated[str, Reference("role")] = attr(N_("Role"), column=True)
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    from_day: Annotated[datetime.date, Day()] | None = attr(N_("From"), default=None, column=True)
    until: Annotated[datetime.date, Day()] | None = attr(N_("Until"), default=None, column=True)
    state: Annotated[str, OneOf(HOLDER_STATES)] = attr(N_("State"), default="holds", column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a term that ends before it begins."""
        if "from_day" in values and "until" in values and values["until"] < values["from_day"]:
            raise ValueError(_("A term cannot end before it begins."))


@entity("decision", one=N_("Decision"), many=N_("Decisions"), part_of="project", title=("question",))
class Decision(Entity, table=True):
    """What a project has decided, how, who saw it otherwise, and when it is looked at again."""

    project: Annotated[str, Reference("project")] = attr(N_("Project"), column=True)
    question: Annotated[str, Text()] = attr(N_("Question"), column=True, search=True, print=True)
    method: Annotated[str, Text()] | None = attr(
        N_("Way to decide"), default=None, column=True, max_length=60, help=N_("One of the group's own list.")
    )
    result: Annotated[str, LongText()] | None = attr(N_("Result"), default=None, search=True, print=True)
    dissent: Annotated[str, LongText()] | None = attr(N_("Who saw it otherwise, and why"), default=None, search=True)
    decided_on: Annotated[datetime.date, Day()] | None = attr(N_("Decided on"), default=None, column=True, print=True)
    review_on: Annotated[datetime.date, Day()] | None = attr(N_("Review on"), default=None, column=True, print=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a review before the decision."""
        if "decided_on" in values and "review_on" in values and values["review_on"] < values["decided_on"]:
            raise ValueError(_("A decision cannot be reviewed before it is made."))


@entity("event", one=N_("Event"), many=N_("Events"), part_of="project", table="project_event")
class ProjectEvent(Entity, table=True):
    """Something with a beginning, an end and a place, to which people come."""

    project: Annotated[str, Reference("project")] = attr(N_("Project"), column=True)
    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True)
    begins: Annotated[str, WallTime()] = attr(N_("Begins"), column=True, print=True)
    ends: Annotated[str, WallTime()] = attr(N_("Ends"), column=True, print=True)
    zone: Annotated[str, TimeZone()] | None = attr(
        N_("Time zone"), default=None, help=N_("That of the group if nothing is said.")
    )
    place: Annotated[str, Text()] | None = attr(N_("Place"), default=None, column=True, search=True, print=True)
    places: Annotated[int, Whole(1, 1_000_000)] | None = attr(N_("Places"), default=None, column=True, print=True)
    calendar_uid: Annotated[str, Text()] | None = attr(
        N_("In a calendar as"), default=None, max_length=300, help=N_("The UID of the calendar file it came with.")
    )

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse an end before the beginning."""
        check_order(values)


@entity("shift", one=N_("Shift"), many=N_("Shifts"), part_of="event")
class Shift(Entity, table=True):
    """A part of an event for which some people are needed."""

    event: Annotated[str, Reference("event")] = attr(N_("Event"), column=True)
    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True)
    begins: Annotated[str, WallTime()] = attr(N_("Begins"), column=True, print=True)
    ends: Annotated[str, WallTime()] = attr(N_("Ends"), column=True, print=True)
    need: Annotated[int, Whole(1, 10_000)] | None = attr(N_("People needed"), default=1, column=True, print=True)
    skill: Annotated[str, Reference("skill")] | None = attr(N_("Skill"), default=None, column=True)
    level: Annotated[str, OneOf(SKILL_LEVELS)] | None = attr(N_("At least"), default=None)
    calendar_uid: Annotated[str, Text()] | None = attr(
        N_("In a calendar as"), default=None, max_length=300, help=N_("The UID of the calendar file it came with.")
    )

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse an end before the beginning."""
        check_order(values)


def check_order(values: Mapping[str, Any]) -> None:
    """Refuse an end before the beginning."""
    begins, ends = values.get("begins"), values.get("ends")
    if begins and ends and begins.endswith("Z") == ends.endswith("Z") and ends <= begins:
        raise ValueError(_("This ends before it begins."))
