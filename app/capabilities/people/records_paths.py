"""The way of a person through the group: pathways with stages, and where each person is on theirs."""

import datetime
from typing import Annotated

from app.i18n import N_
from app.records.kinds import Day, LongText, OneOf, Reference, Text, Whole, YesNo
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

RUN_STATUS = {
    "running": N_("Running"),
    "paused": N_("Paused"),
    "finished": N_("Finished"),
    "stopped": N_("Stopped"),
}


@entity("pathway", one=N_("Pathway"), many=N_("Pathways"))
class Pathway(Entity, table=True):
    """A way that the group leads people, in stages."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, max_length=80)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)


@entity("stage", one=N_("Stage of a pathway"), many=N_("Stages of pathways"), part_of="pathway")
class Stage(Entity, table=True):
    """A stretch of a pathway: how long it should take, and what must be true to leave it."""

    pathway: Annotated[str, Reference("pathway")] = attr(N_("Pathway"), column=True)
    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, max_length=80)
    position: Annotated[int, Whole(0, 1000)] = attr(N_("Place"), default=0, column=True)
    days: Annotated[int, Whole(0, 3650)] | None = attr(N_("Days"), default=None, column=True)
    gate: Annotated[str, LongText()] | None = attr(N_("What must be true to go on"), default=None)


@entity(
    "pathway_run",
    one=N_("Way of a person"),
    many=N_("Ways of people"),
    part_of="person",
    title=("person", "pathway"),
    why=N_("So that nobody is forgotten on the way in, or on the way out."),
    keep=Keep(730),
)
class PathwayRun(Entity, table=True):
    """Where a person is on a pathway, since when, and who looks after it."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    pathway: Annotated[str, Reference("pathway")] = attr(N_("Pathway"), column=True)
    stage: Annotated[str, Reference("stage")] | None = attr(N_("Stage"), default=None, column=True)
    entered_on: Annotated[datetime.date, Day()] | None = attr(N_("In this stage since"), default=None, column=True)
    owner: Annotated[str, Reference("person")] | None = attr(N_("Looked after by"), default=None, column=True)
    status: Annotated[str, OneOf(RUN_STATUS)] = attr(N_("Status"), default="running", column=True)
    reason: Annotated[str, LongText()] | None = attr(N_("Reason"), default=None)
    resume_on: Annotated[datetime.date, Day()] | None = attr(N_("Goes on on"), default=None, column=True)


@entity(
    "step_run",
    one=N_("Step of a person"),
    many=N_("Steps of people"),
    part_of="pathway_run",
    title=("what",),
    why=N_("So that the next step has a day and somebody who does it."),
)
class StepRun(Entity, table=True):
    """One step on somebody's way: what, until when, by whom, and whether it was done or left out."""

    pathway_run: Annotated[str, Reference("pathway_run")] = attr(N_("Way"), column=True)
    what: Annotated[str, Text()] = attr(N_("What"), column=True, search=True)
    due: Annotated[datetime.date, Day()] | None = attr(N_("Due"), default=None, column=True)
    owner: Annotated[str, Reference("person")] | None = attr(N_("By whom"), default=None, column=True)
    done_on: Annotated[datetime.date, Day()] | None = attr(N_("Done on"), default=None, column=True)
    skipped: Annotated[bool, YesNo()] | None = attr(N_("Left out"), default=None, column=True)
