"""What the group could do, what that takes, and what its projects have come to."""

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from app.capabilities.people.records import SKILL_LEVELS
from app.i18n import N_, _
from app.records.exact import Currency, Number
from app.records.kinds import AnyRecord, Day, LongText, OneOf, Reference, Text, Whole
from app.records.registry import Entity, attr, entity

REQUIREMENTS = {
    "person": N_("Person"),
    "thing": N_("Thing"),
    "place": N_("Place"),
    "money": N_("Money"),
    "hours": N_("Hours"),
    "notice": N_("Days of notice"),
    "check": N_("Check"),
    "capability": N_("Capability"),
}
INDICATORS = {"output": N_("What was done"), "outcome": N_("What it led to")}
MEASURES = {
    "count": N_("Count"),
    "amount": N_("Amount"),
    "percent": N_("Percent"),
    "yes_no": N_("Yes or no"),
    "words": N_("Words"),
}
SHAPES = {"level": N_("Level: the latest counts"), "flow": N_("Flow: the sum counts")}
_PEOPLE = N_("People")


@entity("action", one=N_("Action"), many=N_("Actions"), table="group_action")
class GroupAction(Entity, table=True):
    """Something that the group could do if it had what that takes."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=120)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True, print=True)
    planned_on: Annotated[datetime.date, Day()] | None = attr(N_("Planned on"), default=None, column=True)


@entity("capability", one=N_("Capability"), many=N_("Capabilities"), table="group_capability")
class GroupCapability(Entity, table=True):
    """Something that actions take, which takes a list of things itself."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=120)


@entity("requirement", one=N_("Requirement"), many=N_("Requirements"), title=("of", "what", "skill"))
class Requirement(Entity, table=True):
    """One line of what an action or a capability takes; lines of one alternative stand for those of another."""

    of: Annotated[str, AnyRecord()] = attr(N_("Of"), column=True, help=N_("An action or a capability."))
    sort: Annotated[str, OneOf(REQUIREMENTS)] = attr(N_("What sort"), column=True)
    skill: Annotated[str, Reference("skill")] | None = attr(N_("Skill"), default=None, column=True, section=_PEOPLE)
    level: Annotated[str, OneOf(SKILL_LEVELS)] | None = attr(N_("At least"), default=None, section=_PEOPLE)
    number: Annotated[int, Whole(0, 1_000_000)] | None = attr(N_("How many"), default=None, column=True)
    what: Annotated[str, Text()] | None = attr(N_("What"), default=None, column=True, search=True)
    capability: Annotated[str, Reference("capability")] | None = attr(N_("Capability"), default=None, column=True)
    amount: Annotated[str, Number()] | None = attr(N_("Amount"), default=None, column=True)
    currency: Annotated[str, Currency()] | None = attr(N_("Currency"), default=None)
    checked_on: Annotated[datetime.date, Day()] | None = attr(N_("Checked on"), default=None, section=N_("Check"))
    good_until: Annotated[datetime.date, Day()] | None = attr(N_("Good until"), default=None, section=N_("Check"))
    alternative: Annotated[str, Text()] | None = attr(
        N_("Alternative"), default=None, max_length=40, help=N_("Lines of one word stand for those of another.")
    )

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse less than nothing, and a capability that is not named or needs itself."""
        if number_of(values.get("amount")) is not None and (number_of(values["amount"]) or 0) < 0:
            raise ValueError(_("An amount cannot be less than 0."))
        if values.get("sort") == "capability":
            if not values.get("capability") and not values.get("what"):
                raise ValueError(_("Say which capability."))
            if values.get("capability") and values["capability"] == values.get("of"):
                raise ValueError(_("A capability cannot need itself."))


@entity("indicator", one=N_("Indicator"), many=N_("Indicators"), part_of="project")
class Indicator(Entity, table=True):
    """What is measured of a project: where it began, and where it should come to."""

    project: Annotated[str, Reference("project")] = attr(N_("Project"), column=True)
    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=120)
    sort: Annotated[str, OneOf(INDICATORS)] = attr(N_("What sort"), default="outcome", column=True)
    measure: Annotated[str, OneOf(MEASURES)] = attr(N_("Measured as"), default="count", column=True)
    shape: Annotated[str, OneOf(SHAPES)] = attr(N_("Level or flow"), default="level", column=True)
    unit: Annotated[str, Text()] | None = attr(N_("Unit"), default=None, column=True, max_length=40)
    baseline: Annotated[str, Number()] | None = attr(N_("Baseline"), default=None, column=True, print=True)
    baseline_on: Annotated[datetime.date, Day()] | None = attr(N_("Baseline of"), default=None)
    target: Annotated[str, Number()] | None = attr(N_("Target"), default=None, column=True, print=True)
    until: Annotated[datetime.date, Day()] | None = attr(N_("Until"), default=None, column=True, print=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a target that is the baseline, an end before the baseline, and percentages to be added up."""
        baseline, target = number_of(values.get("baseline")), number_of(values.get("target"))
        if baseline is not None and baseline == target:
            raise ValueError(_("The target has to differ from the baseline: there would be nothing to come closer to."))
        if "baseline_on" in values and "until" in values and values["until"] < values["baseline_on"]:
            raise ValueError(_("The target cannot be due before the day of the baseline."))
        if values.get("measure") == "percent" and values.get("shape") == "flow":
            raise ValueError(_("Percentages are never added up: choose a level."))


@entity(
    "measurement",
    one=N_("Measurement"),
    many=N_("Measurements"),
    part_of="indicator",
    title=("indicator", "on_day", "value"),
)
class Measurement(Entity, table=True):
    """What an indicator was on a day, or how much more on that day, and where that is known from."""

    indicator: Annotated[str, Reference("indicator")] = attr(N_("Indicator"), column=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True, print=True)
    value: Annotated[str, Text()] = attr(N_("Value"), column=True, print=True, max_length=200)
    evidence: Annotated[str, LongText()] | None = attr(N_("Evidence"), default=None, search=True, print=True)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)


def number_of(text: object) -> Decimal | None:
    """Read an exact decimal from what another laptop may have written; None for what is none."""
    try:
        found = Decimal(str(text)) if isinstance(text, str | int) and not isinstance(text, bool) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
