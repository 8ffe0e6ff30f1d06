"""Needs and offers, when and where they are, what must go together, and what came of each."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.capabilities.people.records import SKILL_LEVELS
from app.capabilities.switchboard.grid import CATEGORIES, UNITS, UNITS_OF, check_quantity, stretch, unit_of
from app.i18n import N_, _
from app.problems import WrongValue
from app.records.exact import Currency, TimeOfDay
from app.records.group_settings import WEEKDAYS
from app.records.kinds import AnyRecord, Day, LongText, OneOf, Reference, Text, Whole, YesNo
from app.records.lists import Languages
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

SIDES = {"need": N_("Need"), "offer": N_("Offer")}
URGENCY = {"urgent": N_("Urgent"), "soon": N_("Soon"), "whenever": N_("Whenever")}
LISTING_STATUS = {"open": N_("Open"), "paused": N_("Paused"), "closed": N_("Closed")}
RULES = {"must": N_("Must go together"), "never": N_("Must never go together")}
MATCH_STATUS = {
    "suggested": N_("Suggested"),
    "introduced": N_("Both are asked"),
    "accepted": N_("Both said yes"),
    "delivered": N_("Delivered"),
    "confirmed": N_("Confirmed"),
    "fell_through": N_("Fell through"),
}
ANSWERS = {"yes": N_("Yes"), "no": N_("No")}
WHOSE = {"need": N_("Who needs"), "offer": N_("Who offers"), "neither": N_("Neither")}
_MOST = 10**15


@entity("area", one=N_("Area"), many=N_("Areas"))
class Area(Entity, table=True):
    """A part of the town, to tell what is near."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)


@entity("area_link", one=N_("Neighbouring areas"), many=N_("Neighbouring areas"), title=("one", "other"))
class AreaLink(Entity, table=True):
    """That two areas are near each other."""

    one: Annotated[str, Reference("area")] = attr(N_("Area"), column=True)
    other: Annotated[str, Reference("area")] = attr(N_("Near"), column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse an area near itself."""
        if values.get("one") and values.get("one") == values.get("other"):
            raise WrongValue(_("An area is always near itself; name another one."), field="other")


@entity(
    "listing",
    one=N_("Need or offer"),
    many=N_("Needs and offers"),
    title=("title",),
    why=N_("To bring together what is needed and what is there."),
    keep=Keep(365, "status", "closed"),
)
class Listing(Entity, table=True):
    """Something that is needed, or that is there to be given."""

    side: Annotated[str, OneOf(SIDES)] = attr(N_("Side"), column=True, print=True)
    category: Annotated[str, OneOf(CATEGORIES)] = attr(N_("Category"), column=True, print=True)
    title: Annotated[str, Text()] = attr(N_("Title"), column=True, search=True, print=True, max_length=120)
    quantity: Annotated[int, Whole(-_MOST, _MOST)] = attr(
        N_("Quantity"),
        column=True,
        print=True,
        help=N_("Minutes in half hours, nights, the smallest unit of money, or pieces."),
    )
    unit: Annotated[str, OneOf(UNITS)] | None = attr(N_("Unit"), default=None, column=True, print=True)
    currency: Annotated[str, Currency()] | None = attr(N_("Currency"), default=None)
    capacity_week: Annotated[int, Whole(-_MOST, _MOST)] | None = attr(
        N_("Most a week"), default=None, help=N_("How much of an offer can be asked for in one week.")
    )
    most_a_month: Annotated[int, Whole(-_MOST, _MOST)] | None = attr(N_("Most a month"), default=None)
    standing: Annotated[bool, YesNo()] | None = attr(
        N_("Again every week"), default=None, column=True, help=N_("Otherwise it is there once.")
    )
    of: Annotated[str, AnyRecord()] | None = attr(
        N_("Of whom"), default=None, column=True, help=N_("A person, project, house or partner.")
    )
    area: Annotated[str, Reference("area")] | None = attr(N_("Area"), default=None, column=True, print=True)
    skill: Annotated[str, Reference("skill")] | None = attr(N_("Skill"), default=None, column=True)
    least_level: Annotated[str, OneOf(SKILL_LEVELS)] | None = attr(N_("At least"), default=None)
    languages: Annotated[list[str], Languages()] | None = attr(N_("Languages"), default=None)
    urgency: Annotated[str, OneOf(URGENCY)] = attr(N_("Urgency"), default="whenever", column=True, print=True)
    expires: Annotated[datetime.date, Day()] | None = attr(N_("Expires"), default=None, column=True, print=True)
    most_helpers: Annotated[int, Whole(1, 1000)] | None = attr(
        N_("Most helpers"), default=None, section=N_("For the plan"), help=N_("Three if nothing is said.")
    )
    all_or_nothing: Annotated[bool, YesNo()] | None = attr(
        N_("All or nothing"), default=None, section=N_("For the plan")
    )
    heads: Annotated[int, Whole(1, 1000)] | None = attr(
        N_("People at one time"), default=None, section=N_("For the plan")
    )
    must_not_fail: Annotated[bool, YesNo()] | None = attr(
        N_("Must not fail"), default=None, section=N_("For the plan"), help=N_("More back-ups are asked.")
    )
    status: Annotated[str, OneOf(LISTING_STATUS)] = attr(N_("Status"), default="open", column=True)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a quantity off the grid with the nearest that is right, and a unit that its category has not."""
        category = values.get("category")
        if category is None:
            return
        unit = values.get("unit") or unit_of(category)
        if category in UNITS_OF and unit not in UNITS_OF[category]:
            allowed = ", ".join(_(UNITS[each]) for each in UNITS_OF[category])
            raise WrongValue(_("This is counted in {units}.").format(units=allowed), field="unit")
        for name in ("quantity", "capacity_week", "most_a_month"):
            if values.get(name) is not None:
                check_quantity(values[name], unit, name)
        if unit == "minor" and values.get("currency") is None:
            raise WrongValue(_("Money needs its currency, such as EUR."), field="currency")
        if unit != "minor" and values.get("currency") is not None:
            raise WrongValue(_("Only money has a currency."), field="currency")


@entity(
    "listing_window",
    one=N_("Time of a need or offer"),
    many=N_("Times of needs and offers"),
    part_of="listing",
    title=("listing", "weekday", "on_day", "from_time"),
)
class ListingWindow(Entity, table=True):
    """A time at which something is needed or offered: every week, or on one day."""

    listing: Annotated[str, Reference("listing")] = attr(N_("Need or offer"), column=True)
    weekday: Annotated[str, OneOf(WEEKDAYS)] | None = attr(N_("Every"), default=None, column=True)
    on_day: Annotated[datetime.date, Day()] | None = attr(N_("Or on"), default=None, column=True)
    from_time: Annotated[str, TimeOfDay()] = attr(N_("From"), column=True)
    until_time: Annotated[str, TimeOfDay()] = attr(
        N_("Until"), column=True, help=N_("An end before the beginning is on the next day.")
    )

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a window on no day, on two, or one that ends as it begins."""
        if (values.get("weekday") is None) == (values.get("on_day") is None):
            raise WrongValue(_("Say a weekday or one day, and not both."), field="weekday")
        if values.get("from_time") and values.get("until_time"):
            stretch(values["from_time"], values["until_time"])


@entity("partner", one=N_("Partner"), many=N_("Partners"), contacts="partner_contact", why=N_("To help each other."))
class Partner(Entity, table=True):
    """Another group, which needs and offers like people do."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=120)
    languages: Annotated[list[str], Languages()] | None = attr(N_("Languages"), default=None, column=True)
    area: Annotated[str, Reference("area")] | None = attr(N_("Area"), default=None, column=True)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)


@entity(
    "pairing",
    one=N_("Rule for a pair"),
    many=N_("Rules for pairs"),
    title=("listing", "rule", "other"),
    why=N_("To keep together what belongs together, and apart what must not meet."),
)
class Pairing(Entity, table=True):
    """That a listing must, or must never, go with another listing or a person."""

    listing: Annotated[str, Reference("listing")] = attr(N_("Need or offer"), column=True)
    other: Annotated[str, AnyRecord()] = attr(N_("With"), column=True, help=N_("A need, an offer or a person."))
    rule: Annotated[str, OneOf(RULES)] = attr(N_("Rule"), column=True)
    reason: Annotated[str, LongText()] | None = attr(N_("Reason"), default=None)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a rule about one listing and itself."""
        if values.get("listing") and values.get("listing") == values.get("other"):
            raise WrongValue(_("A rule is about two; name another one."), field="other")


@entity(
    "introduction_text",
    one=N_("Text of an introduction"),
    many=N_("Texts of introductions"),
    title=("languages",),
    why=N_("To ask people in a language of theirs."),
)
class IntroductionText(Entity, table=True):
    """What is written to those who speak a language when they are introduced."""

    languages: Annotated[list[str], Languages()] = attr(N_("Languages"), column=True)
    text: Annotated[str, LongText()] = attr(
        N_("Text"), search=True, help=N_("In it: {name}, {need}, {offer}, {quantity}, {when} and {check_on}.")
    )


@entity(
    "match",
    one=N_("Match"),
    many=N_("Matches"),
    title=("need", "offer"),
    why=N_("To see what was promised, and that it was done."),
    keep=Keep(730, "on_day"),
)
class Match(Entity, table=True):
    """A quantity of an offer for a need, followed until who received it says that it was done."""

    need: Annotated[str, Reference("listing")] = attr(N_("Need"), column=True)
    offer: Annotated[str, Reference("listing")] = attr(N_("Offer"), column=True)
    quantity: Annotated[int, Whole(1, _MOST)] = attr(N_("Quantity"), column=True)
    on_day: Annotated[datetime.date, Day()] | None = attr(N_("Day"), default=None, column=True)
    from_time: Annotated[str, TimeOfDay()] | None = attr(N_("From"), default=None)
    until_time: Annotated[str, TimeOfDay()] | None = attr(N_("Until"), default=None)
    status: Annotated[str, OneOf(MATCH_STATUS)] = attr(N_("Status"), default="suggested", column=True)
    need_says: Annotated[str, OneOf(ANSWERS)] | None = attr(N_("Who needs says"), default=None, column=True)
    offer_says: Annotated[str, OneOf(ANSWERS)] | None = attr(N_("Who offers says"), default=None, column=True)
    introduced_by: Annotated[str, Reference("person")] | None = attr(N_("Introduced by"), default=None)
    check_on: Annotated[datetime.date, Day()] | None = attr(N_("Check on"), default=None, column=True)
    reason: Annotated[str, LongText()] | None = attr(N_("Reason"), default=None)
    whose: Annotated[str, OneOf(WHOSE)] | None = attr(N_("Whose"), default=None)
    ask_again: Annotated[bool, YesNo()] | None = attr(N_("Ask again"), default=None)
    pinned: Annotated[bool, YesNo()] | None = attr(N_("Pinned"), default=None)
    refused: Annotated[bool, YesNo()] | None = attr(N_("Refused"), default=None)
    backup: Annotated[bool, YesNo()] | None = attr(N_("Back-up"), default=None)
