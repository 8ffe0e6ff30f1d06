"""Projects, their tasks and their log: every project has an owner, a successor and a sign of life."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from app.i18n import N_, _
from app.records.kinds import Day, LongText, OneOf, Reference, Text, Whole, Wire, YesNo
from app.records.lists import Tags
from app.records.registry import Entity, attr, entity

PROJECT_STATUS = {
    "idea": N_("Idea"),
    "active": N_("Active"),
    "paused": N_("Paused"),
    "done": N_("Done"),
    "archived": N_("Archived"),
}
TASK_STATUS = {"open": N_("Open"), "doing": N_("Being done"), "done": N_("Done"), "dropped": N_("Dropped")}
RHYTHM = 14


@dataclass(frozen=True)
class ProjectStatus(OneOf):
    """How a project stands; whether it is quiet is worked out, so that what once was written as such is active."""

    def from_wire(self, wire: Wire) -> str | None:
        """Read quiet as active."""
        return super().from_wire("active" if wire == "quiet" else wire)


@entity("project", one=N_("Project"), many=N_("Projects"), followed=True)
class Project(Entity, table=True):
    """Something the group does together, that must not vanish with one person."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=120)
    purpose: Annotated[str, LongText()] | None = attr(N_("Purpose"), default=None, search=True, print=True)
    owner: Annotated[str, Reference("person")] | None = attr(N_("Owner"), default=None, column=True, print=True)
    successor: Annotated[str, Reference("person")] | None = attr(N_("Successor"), default=None, column=True, print=True)
    status: Annotated[str, ProjectStatus(PROJECT_STATUS)] = attr(
        N_("Status"), default="idea", column=True, print=True, sign=False
    )
    tags: Annotated[list[str], Tags()] | None = attr(N_("Tags"), default=None, search=True)
    heartbeat: Annotated[datetime.date, Day()] | None = attr(
        N_("Last heard of"), default=None, column=True, print=True, was=("last activity",)
    )
    rhythm: Annotated[int, Whole(1, 3650)] | None = attr(
        N_("Rhythm in days"),
        default=RHYTHM,
        section=N_("Staying alive"),
        sign=False,
        help=N_("After so many days without a sign of life somebody should ask; after twice as many it is quiet."),
    )
    sleeps_until: Annotated[datetime.date, Day()] | None = attr(
        N_("Sleeps until"), default=None, section=N_("Staying alive"), sign=False
    )
    mentor: Annotated[str, Reference("person")] | None = attr(
        N_("Mentor"), default=None, section=N_("Staying alive"), sign=False
    )
    ends: Annotated[datetime.date, Day()] | None = attr(
        N_("Ends"), default=None, print=True, section=N_("Staying alive")
    )
    place: Annotated[str, Text()] | None = attr(N_("Place"), default=None, search=True, print=True)
    lessons: Annotated[str, LongText()] | None = attr(
        N_("Lessons"), default=None, search=True, section=N_("Staying alive"), sign=False
    )
    archived_on: Annotated[datetime.date, Day()] | None = attr(
        N_("Archived on"), default=None, section=N_("Staying alive"), sign=False
    )
    merged_into: Annotated[str, Reference("project")] | None = attr(
        N_("Merged into"), default=None, section=N_("Staying alive"), sign=False
    )
    playbook_version: Annotated[str, Reference("playbook_version")] | None = attr(
        N_("From the playbook"), default=None, section=N_("Staying alive")
    )
    action: Annotated[str, Reference("action")] | None = attr(
        N_("Carries out"), default=None, section=N_("Staying alive"), help=N_("The action that it puts into practice.")
    )

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a successor who is the owner: the project would vanish with that person."""
        if "owner" in values and values["owner"] == values.get("successor"):
            raise ValueError(_("The successor has to be someone else than the owner."))


@entity("task", one=N_("Task"), many=N_("Tasks"), part_of="project", title=("title",))
class Task(Entity, table=True):
    """A piece of work that one person can do."""

    project: Annotated[str, Reference("project")] = attr(N_("Project"), column=True)
    title: Annotated[str, Text()] = attr(N_("Title"), column=True, search=True, print=True, was=("name", "summary"))
    minutes: Annotated[int, Whole(0, 100_000)] | None = attr(N_("Minutes"), default=None, column=True, print=True)
    due: Annotated[datetime.date, Day()] | None = attr(
        N_("Due"), default=None, column=True, print=True, was=("due date", "deadline")
    )
    who: Annotated[str, Reference("person")] | None = attr(
        N_("Who"), default=None, column=True, print=True, was=("assignee", "assigned to")
    )
    backup: Annotated[str, Reference("person")] | None = attr(N_("Back-up"), default=None, print=True)
    can_be_picked_up: Annotated[bool, YesNo()] | None = attr(N_("Can be picked up"), default=None, column=True)
    skill: Annotated[str, Reference("skill")] | None = attr(N_("Skill"), default=None, column=True)
    status: Annotated[str, OneOf(TASK_STATUS)] = attr(N_("Status"), default="open", column=True, print=True)
    done_on: Annotated[datetime.date, Day()] | None = attr(N_("Done on"), default=None, column=True)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True, print=True)
    calendar_uid: Annotated[str, Text()] | None = attr(
        N_("In a calendar as"), default=None, max_length=300, help=N_("The UID of the calendar file it came with.")
    )


@entity("wait", one=N_("Waiting"), many=N_("Waitings"), part_of="task", title=("task", "for_task"))
class Wait(Entity, table=True):
    """That a task can begin only when another is done or dropped."""

    task: Annotated[str, Reference("task")] = attr(N_("Task"), column=True)
    for_task: Annotated[str, Reference("task")] = attr(N_("Waits for"), column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a task that waits for itself."""
        if "task" in values and values["task"] == values.get("for_task"):
            raise ValueError(_("A task cannot wait for itself."))


@entity("entry", one=N_("Entry in the log"), many=N_("Log"), part_of="project", title=("text",), table="project_entry")
class ProjectEntry(Entity, table=True):
    """Something that happened in a project, and was written down."""

    project: Annotated[str, Reference("project")] = attr(N_("Project"), column=True)
    day: Annotated[datetime.date, Day()] = attr(N_("Day"), column=True, print=True)
    text: Annotated[str, LongText()] = attr(N_("What happened"), column=True, search=True, print=True)
