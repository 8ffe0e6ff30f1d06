"""What people have said yes to, and the rule that finds photos of those who have not, or not any more."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.days import format_day
from app.records.kinds import Day, OneOf, Reference, Text
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

PHOTO, KEEPING, REACH = "photo", "keeping", "reach"
PURPOSES = {
    PHOTO: N_("Photos of them"),
    KEEPING: N_("Keeping how to reach them, and inviting them"),
    "contact": N_("Passing on how to reach them"),
    REACH: N_("Calls, texts, mails or letters to them"),
    "other": N_("Something else"),
}
WAYS = {"written": N_("In writing"), "said": N_("Said so"), "message": N_("By message")}
PHOTO_WITHOUT_YES = "photo-without-yes"
_ID_BYTES = 16


@entity(
    "consent",
    one=N_("Consent"),
    many=N_("Consents"),
    part_of="person",
    title=("purpose", "about"),
    why=N_("To show to what somebody has said yes, and that it was taken back."),
    keep=Keep(365, "withdrawn_on"),
)
class Consent(Entity, table=True):
    """That somebody has said yes to something about themselves, how, and until when it holds."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"))
    purpose: Annotated[str, OneOf(PURPOSES)] = attr(N_("To what"), column=True)
    about: Annotated[str, Text()] | None = attr(N_("In particular"), default=None, column=True)
    how: Annotated[str, OneOf(WAYS)] | None = attr(N_("How given"), default=None, column=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("Given on"), column=True)
    until_day: Annotated[datetime.date, Day()] | None = attr(
        N_("Until"), default=None, column=True, help=N_("The last day on which it holds; empty if it has no end.")
    )
    withdrawn_on: Annotated[datetime.date, Day()] | None = attr(
        N_("Withdrawn on"), default=None, column=True, help=N_("From then on it does not hold any more.")
    )

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse an end before the beginning."""
        given = values.get("on_day")
        for name in ("until_day", "withdrawn_on"):
            if given is not None and name in values and values[name] < given:
                raise WrongValue(_("A consent cannot end before it was given."), field=name)


class ConsentRow(Protocol):
    """What the rule reads of a consent."""

    @property
    def person(self) -> str | None:
        """The id of who gave it."""
        ...

    @property
    def purpose(self) -> str | None:
        """The code of its purpose."""
        ...

    @property
    def on_day(self) -> datetime.date | None:
        """When it was given."""
        ...

    @property
    def until_day(self) -> datetime.date | None:
        """The last day on which it holds, if there is one."""
        ...

    @property
    def withdrawn_on(self) -> datetime.date | None:
        """When it was taken back."""
        ...


class PhotoRow(Protocol):
    """What the rule reads of a photo: which it is, to what it belongs, and who is in it."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def of(self) -> str | None:
        """The id of the record it belongs to."""
        ...

    @property
    def shows(self) -> str | None:
        """The id of who is in it."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether somebody says yes on a day; if not, on which day that ended, and if it was they who took it back."""

    yes: bool
    ended: datetime.date | None = None
    withdrawn: bool = False


def answer(consents: Iterable[ConsentRow], purpose: str, day: datetime.date) -> Answer:
    """Say what one person's consents come to; what was taken back holds again only if it was given anew since."""
    mine = [each for each in consents if each.purpose == purpose and each.on_day is not None and each.on_day <= day]
    withdrawn = max((each.withdrawn_on for each in mine if each.withdrawn_on is not None), default=None)
    asked = [each for each in mine if each.withdrawn_on is None]
    if withdrawn is not None:
        asked = [each for each in asked if each.on_day is not None and each.on_day >= withdrawn]
    if any(each.until_day is None or each.until_day >= day for each in asked):
        return Answer(yes=True)
    expired = max((each.until_day for each in asked if each.until_day is not None), default=None)
    return Answer(yes=False, ended=expired or withdrawn, withdrawn=expired is None and withdrawn is not None)


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A photo that shows somebody who does not say yes to it."""

    photo: str
    person: str
    answer: Answer

    @property
    def sentence(self) -> str:
        """Give the marked sentence that says it, with {photo}, {person} and {day} to be filled in."""
        if self.answer.ended is None:
            return N_("The photo “{photo}” shows {person}, who has not said yes to photos.")
        if self.answer.withdrawn:
            return N_("{person} took back their yes to photos on {day}: “{photo}” has to go.")
        return N_("The yes of {person} to photos held until {day}: “{photo}” has to go, or they are asked anew.")

    @property
    def day(self) -> str:
        """Give the day on which the yes ended, in words; empty if there was none."""
        return "" if self.answer.ended is None else format_day(self.answer.ended)


def unwanted_photos(
    photos: Iterable[PhotoRow], people: Iterable[str], consents: Iterable[ConsentRow], day: datetime.date
) -> list[Unwanted]:
    """Find the photos of people who do not say yes on a day, in an order that does not depend on that of the rows.

    A photo that belongs to one of ``people`` shows that person, unless it says who else is in it. Who is not among
    them is not judged: their consents may be in a circle that is not read here.
    """
    known = set(people)
    by_person: defaultdict[str, list[ConsentRow]] = defaultdict(list)
    for consent in consents:
        by_person[consent.person or ""].append(consent)
    found: list[Unwanted] = []
    for photo in photos:
        person = photo.shows or photo.of or ""
        if person in known and not (given := answer(by_person[person], PHOTO, day)).yes:
            found.append(Unwanted(photo.id, person, given))
    return sorted(found, key=lambda each: (each.photo, each.person))
