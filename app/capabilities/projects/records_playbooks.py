"""What worked, written down in steps: playbooks, their versions, and the runs of them."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.i18n import N_, _
from app.records.kinds import Day, LongText, OneOf, Reference, Text, Whole, YesNo
from app.records.lists import Tags
from app.records.registry import Entity, attr, entity

VERSION_STATES = {"draft": N_("Draft"), "proposed": N_("Proposed"), "adopted": N_("Adopted"), "retired": N_("Retired")}
HOW = {"read_do": N_("Read, then do"), "do_confirm": N_("Do, then confirm")}
ENDS_OF_A_RUN = {"begin": N_("Its beginning"), "end": N_("Its end")}
ANCHOR = "anchor"
LEAST_OFFSET, MOST_OFFSET = -3650, 3650


@entity("playbook", one=N_("Playbook"), many=N_("Playbooks"))
class Playbook(Entity, table=True):
    """How something is done that was done well before."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=120)
    purpose: Annotated[str, LongText()] | None = attr(N_("Purpose"), default=None, search=True, print=True)


@entity(
    "playbook_version",
    one=N_("Version of a playbook"),
    many=N_("Versions of playbooks"),
    part_of="playbook",
    title=("playbook", "number"),
)
class PlaybookVersion(Entity, table=True):
    """One state of a playbook, which never changes once it is proposed."""

    playbook: Annotated[str, Reference("playbook")] = attr(N_("Playbook"), column=True)
    number: Annotated[int, Whole(1, 1_000_000)] | None = attr(N_("Number"), default=None, column=True)
    parents: Annotated[list[str], Tags()] | None = attr(N_("Made from"), default=None, help=N_("Ids of versions."))
    digest: Annotated[str, Text()] | None = attr(N_("Digest"), default=None, column=True, max_length=64)
    state: Annotated[str, OneOf(VERSION_STATES)] = attr(N_("State"), default="draft", column=True)
    method: Annotated[str, Text()] | None = attr(N_("Way to decide"), default=None, max_length=60)
    adopted_on: Annotated[datetime.date, Day()] | None = attr(N_("Adopted on"), default=None, column=True)


@entity("step", one=N_("Step of a playbook"), many=N_("Steps of playbooks"), title=("title",), table="playbook_step")
class PlaybookStep(Entity, table=True):
    """One step of a version: what, when, by whom, and what belongs to it."""

    version: Annotated[str, Reference("playbook_version")] = attr(N_("Version"), column=True)
    key: Annotated[str, Text()] = attr(N_("Key"), column=True, max_length=40)
    title: Annotated[str, Text()] = attr(N_("Title"), column=True, search=True, print=True, max_length=300)
    how: Annotated[str, OneOf(HOW)] | None = attr(N_("How"), default="read_do", column=True)
    offset: Annotated[int, Whole(LEAST_OFFSET, MOST_OFFSET)] | None = attr(
        N_("Days after"), default=0, column=True, help=N_("Before it, if there is a minus.")
    )
    after: Annotated[str, Text()] | None = attr(
        N_("After"), default=None, max_length=40, help=N_("The key of another step; else the anchor of the run.")
    )
    working_days: Annotated[bool, YesNo()] | None = attr(N_("Working days only"), default=None)
    role: Annotated[str, Text()] | None = attr(N_("Role"), default=None, max_length=80)
    minutes: Annotated[int, Whole(0, 100_000)] | None = attr(N_("Minutes"), default=None)
    skill: Annotated[str, Text()] | None = attr(N_("Skill"), default=None, max_length=80)
    need: Annotated[str, Text()] | None = attr(N_("Need to list"), default=None, max_length=120)
    sheet: Annotated[str, Text()] | None = attr(N_("Sheet to print"), default=None, max_length=60)
    indicator: Annotated[str, Text()] | None = attr(N_("Indicator to measure"), default=None, max_length=120)
    pause: Annotated[bool, YesNo()] | None = attr(N_("Pause point"), default=None)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a step that comes after itself."""
        if values.get("after") and values.get("after") == values.get("key"):
            raise ValueError(_("A step cannot come after itself."))


@entity(
    "run",
    one=N_("Run of a playbook"),
    many=N_("Runs of playbooks"),
    part_of="project",
    title=("version", "anchor"),
    table="playbook_run",
)
class PlaybookRun(Entity, table=True):
    """A project that goes by a version of a playbook, counted from its beginning or its end."""

    version: Annotated[str, Reference("playbook_version")] = attr(N_("Version"), column=True)
    project: Annotated[str, Reference("project")] = attr(N_("Project"), column=True)
    anchor: Annotated[datetime.date, Day()] = attr(N_("Anchor"), column=True, print=True)
    at: Annotated[str, OneOf(ENDS_OF_A_RUN)] = attr(N_("The anchor is"), default="begin", column=True)


@entity("run_step", one=N_("Step of a run"), many=N_("Steps of runs"), part_of="run", title=("step",))
class RunStep(Entity, table=True):
    """A step as a task of a project; a task whose day differs from ``due`` was set by hand."""

    run: Annotated[str, Reference("run")] = attr(N_("Run"), column=True)
    step: Annotated[str, Reference("step")] = attr(N_("Step"), column=True)
    task: Annotated[str, Reference("task")] | None = attr(N_("Task"), default=None, column=True)
    due: Annotated[datetime.date, Day()] | None = attr(N_("Due by the playbook"), default=None, column=True)


@entity("retrospective", one=N_("Retrospective"), many=N_("Retrospectives"), part_of="run", title=("run",))
class Retrospective(Entity, table=True):
    """What a run has taught: kept, changed, dropped, and why."""

    run: Annotated[str, Reference("run")] = attr(N_("Run"), column=True)
    day: Annotated[datetime.date, Day()] | None = attr(N_("Day"), default=None, column=True)
    kept: Annotated[str, LongText()] | None = attr(N_("Kept"), default=None, search=True)
    changed: Annotated[str, LongText()] | None = attr(N_("Changed"), default=None, search=True)
    dropped: Annotated[str, LongText()] | None = attr(N_("Dropped"), default=None, search=True)
    why: Annotated[str, LongText()] | None = attr(N_("Why"), default=None, search=True)
    version: Annotated[str, Reference("playbook_version")] | None = attr(N_("Became the version"), default=None)
