"""Claims and arguments, and the paths, studies and questions by which a text is learnt."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.i18n import N_, _
from app.records.kinds import Day, LongText, OneOf, Reference, Text, Whole
from app.records.lists import Tags
from app.records.registry import Entity, attr, entity

RELATIONS = {"supports": N_("Supports"), "attacks": N_("Attacks"), "undercuts": N_("Undercuts")}


@entity("claim", one=N_("Claim"), many=N_("Claims"), title=("text",))
class Claim(Entity, table=True):
    """Something that may be said to be so."""

    text: Annotated[str, LongText()] = attr(N_("Claim"), column=True, search=True, print=True)
    name: Annotated[str, Text()] | None = attr(N_("Short name"), default=None, column=True, search=True)
    document: Annotated[str, Reference("document")] | None = attr(N_("Document"), default=None, column=True)


@entity("argument", one=N_("Argument"), many=N_("Arguments"), title=("text",))
class Argument(Entity, table=True):
    """A step from premises to what it supports, attacks or undercuts."""

    text: Annotated[str, LongText()] = attr(N_("Argument"), column=True, search=True, print=True)
    name: Annotated[str, Text()] | None = attr(N_("Short name"), default=None, column=True, search=True)
    document: Annotated[str, Reference("document")] | None = attr(N_("Document"), default=None, column=True)


@entity("premise", one=N_("Premise"), many=N_("Premises"), part_of="argument", title=("claim",))
class Premise(Entity, table=True):
    """A claim that an argument rests on."""

    argument: Annotated[str, Reference("argument")] = attr(N_("Argument"))
    claim: Annotated[str, Reference("claim")] = attr(N_("Claim"), column=True)


@entity("relation", one=N_("Relation"), many=N_("Relations"), part_of="argument", title=("kind",))
class Relation(Entity, table=True):
    """What an argument does: for or against a claim, or against a step of another argument."""

    argument: Annotated[str, Reference("argument")] = attr(N_("Argument"))
    kind: Annotated[str, OneOf(RELATIONS)] = attr(N_("Does"), column=True)
    claim: Annotated[str, Reference("claim")] | None = attr(N_("Claim"), default=None, column=True)
    undercut: Annotated[str, Reference("argument")] | None = attr(N_("Undercut argument"), default=None, column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Ask for a claim to be for or against, or for an argument to undercut, and not for both."""
        claim, argument = values.get("claim"), values.get("undercut")
        if values.get("kind") == "undercuts" and (claim or not argument):
            raise ValueError(_("An undercut is of an argument, not of a claim."))
        if values.get("kind") != "undercuts" and (argument or not claim):
            raise ValueError(_("An argument is for or against a claim."))


@entity("evidence", one=N_("Evidence"), many=N_("Evidence"), part_of="claim", title=("note",))
class Evidence(Entity, table=True):
    """Where a claim is shown: a passage of a version, or a source."""

    claim: Annotated[str, Reference("claim")] = attr(N_("Claim"))
    annotation: Annotated[str, Reference("annotation")] | None = attr(N_("Passage"), default=None)
    source: Annotated[str, Reference("source")] | None = attr(N_("Source"), default=None, column=True)
    place: Annotated[str, Text()] | None = attr(N_("Place"), default=None)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, column=True, search=True)


@entity("path", one=N_("Reading path"), many=N_("Reading paths"))
class Path(Entity, table=True):
    """Readings in an order, to go through together."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True)
    purpose: Annotated[str, LongText()] | None = attr(N_("Purpose"), default=None, search=True)


@entity("reading", one=N_("Reading"), many=N_("Readings"), part_of="path", title=("title",))
class Reading(Entity, table=True):
    """One piece of a path: a passage, its questions, and the minutes it takes."""

    path: Annotated[str, Reference("path")] = attr(N_("Path"))
    position: Annotated[int, Whole(1, 1000)] = attr(N_("Position"), default=1, column=True)
    title: Annotated[str, Text()] = attr(N_("Title"), column=True, search=True, print=True)
    version: Annotated[str, Reference("document_version")] | None = attr(N_("Version"), default=None)
    passage: Annotated[str, LongText()] | None = attr(N_("Passage"), default=None)
    questions: Annotated[str, LongText()] | None = attr(N_("Questions"), default=None)
    minutes: Annotated[int, Whole(1, 10_000)] | None = attr(N_("Minutes"), default=None, column=True)


@entity("study", one=N_("Study circle"), many=N_("Study circles"), title=("path", "start"))
class Study(Entity, table=True):
    """A path that some people go through from a day on."""

    path: Annotated[str, Reference("path")] = attr(N_("Path"), column=True)
    start: Annotated[datetime.date, Day()] = attr(N_("Starts"), column=True)
    every: Annotated[int, Whole(1, 366)] = attr(N_("Days between sessions"), default=7)
    people: Annotated[list[str], Tags()] | None = attr(N_("Who takes part"), default=None)
    ended_on: Annotated[datetime.date, Day()] | None = attr(N_("Ended on"), default=None)


@entity("session", one=N_("Session"), many=N_("Sessions"), part_of="study", title=("study", "day"))
class Session(Entity, table=True):
    """One meeting of a study circle."""

    study: Annotated[str, Reference("study")] = attr(N_("Study circle"), column=True)
    day: Annotated[datetime.date, Day()] = attr(N_("Day"), column=True)
    reading: Annotated[str, Reference("reading")] | None = attr(N_("Reading"), default=None, column=True)
    facilitator: Annotated[str, Reference("person")] | None = attr(N_("Facilitator"), default=None, column=True)
    attended: Annotated[list[str], Tags()] | None = attr(N_("Who came"), default=None)
    covered: Annotated[str, LongText()] | None = attr(N_("Covered up to"), default=None)
    ideas: Annotated[str, LongText()] | None = attr(N_("Ideas"), default=None)
    questions: Annotated[str, LongText()] | None = attr(N_("Open questions"), default=None)


@entity("recall", one=N_("Recall question"), many=N_("Recall questions"), title=("question",))
class Recall(Entity, table=True):
    """A question that comes back, so that what was read stays."""

    question: Annotated[str, LongText()] = attr(N_("Question"), column=True, search=True)
    answer: Annotated[str, LongText()] | None = attr(N_("Answer"), default=None)
    session: Annotated[str, Reference("session")] | None = attr(N_("Session"), default=None, column=True)


@entity("rating", one=N_("Rating"), many=N_("Ratings"), part_of="recall", title=("person", "day"))
class Rating(Entity, table=True):
    """How well somebody remembered: 1 again, 2 hard, 3 good, 4 easy."""

    recall: Annotated[str, Reference("recall")] = attr(N_("Recall question"))
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    day: Annotated[datetime.date, Day()] = attr(N_("Day"), column=True)
    value: Annotated[int, Whole(1, 4)] = attr(N_("Rating"), column=True)
