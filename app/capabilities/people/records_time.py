"""What happens with people over time: absences, interests, what was said and done, who came."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.kinds import AnyRecord, Day, LongText, OneOf, Reference, Text, Whole
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

ACTIVITY_KINDS = {
    "talked": N_("Talked"),
    "texted": N_("Texted"),
    "met": N_("Met"),
    "worked": N_("Worked"),
    "note": N_("Note"),
}
INTEREST_KINDS = {
    "family": N_("Family or friends"),
    "money": N_("Money"),
    "work": N_("Work"),
    "cooperation": N_("Works together with them"),
    "other": N_("Other"),
}
ATTENDANCE_STATES = {
    "expected": N_("Expected"),
    "attended": N_("Came"),
    "left": N_("Went early"),
    "no_show": N_("Did not come"),
    "cancelled": N_("Called off"),
}


@entity(
    "absence",
    one=N_("Absence"),
    many=N_("Absences"),
    part_of="person",
    title=("person", "reason"),
    why=N_("To plan without those who are away."),
    keep=Keep(365, "back_on"),
)
class Absence(Entity, table=True):
    """Days on which somebody is away; ``back_on`` is the first day on which they are back."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    from_day: Annotated[datetime.date, Day()] = attr(N_("From"), column=True)
    back_on: Annotated[datetime.date, Day()] | None = attr(N_("Back on"), default=None, column=True)
    reason: Annotated[str, Text()] | None = attr(N_("Reason"), default=None, column=True, max_length=120)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a return before the beginning."""
        first, back = values.get("from_day"), values.get("back_on")
        if first is not None and back is not None and back < first:
            raise WrongValue(_("An absence cannot end before it begins."), field="back_on")


@entity(
    "interest",
    one=N_("Interest"),
    many=N_("Interests"),
    part_of="person",
    title=("person", "words"),
    why=N_("So that nobody decides where they have something to gain without the others knowing."),
    keep=Keep(365, "until_day"),
)
class Interest(Entity, table=True):
    """Something in which a person has a stake: a record of any kind, or words."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    kind: Annotated[str, OneOf(INTEREST_KINDS)] | None = attr(N_("What sort"), default=None, column=True)
    about: Annotated[str, AnyRecord()] | None = attr(N_("About"), default=None, column=True)
    words: Annotated[str, Text()] | None = attr(N_("In words"), default=None, column=True, search=True)
    since: Annotated[datetime.date, Day()] | None = attr(N_("Since"), default=None)
    until_day: Annotated[datetime.date, Day()] | None = attr(N_("Until"), default=None, column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Ask for what it is about."""
        if not values.get("about") and not values.get("words"):
            raise ValueError(_("Say what the interest is about: a record, or words."))


@entity("interest_waiver", one=N_("Waiver of an interest"), many=N_("Waivers of interests"), title=("person", "reason"))
class InterestWaiver(Entity, table=True):
    """That somebody lets an interest pass, on the record; it takes two."""

    of: Annotated[str, AnyRecord()] = attr(N_("Of"))
    other: Annotated[str, AnyRecord()] | None = attr(N_("Together with"), default=None)
    person: Annotated[str, Reference("person")] = attr(N_("Waived by"), column=True)
    reason: Annotated[str, LongText()] = attr(N_("Reason"), column=True)


@entity(
    "activity",
    one=N_("Activity"),
    many=N_("Activities"),
    title=("person", "result"),
    why=N_("So that whoever takes over knows what was said, and that a call is not forgotten."),
    keep=Keep(730, "on_day"),
)
class Activity(Entity, table=True):
    """Something that was said to, or done by, a person."""

    kind: Annotated[str, OneOf(ACTIVITY_KINDS)] = attr(N_("What"), default="note", column=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True)
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    with_person: Annotated[str, Reference("person")] | None = attr(N_("With"), default=None, column=True)
    minutes: Annotated[int, Whole(0, 100_000)] | None = attr(N_("Minutes"), default=None, column=True)
    result: Annotated[str, LongText()] | None = attr(N_("What came of it"), default=None, search=True)
    follow_up_on: Annotated[datetime.date, Day()] | None = attr(N_("Follow up on"), default=None, column=True)


@entity(
    "attendance",
    one=N_("Attendance"),
    many=N_("Attendances"),
    title=("person", "of"),
    why=N_("To know for how many to prepare."),
    keep=Keep(730, "on_day"),
)
class Attendance(Entity, table=True):
    """That somebody was expected somewhere on a day, and whether they came."""

    of: Annotated[str, AnyRecord()] | None = attr(N_("Of"), default=None, column=True)
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True)
    state: Annotated[str, OneOf(ATTENDANCE_STATES)] = attr(N_("State"), default="expected", column=True)
    noted_by: Annotated[str, Reference("person")] | None = attr(N_("Noted by"), default=None, column=True)
