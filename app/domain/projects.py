"""Projects and their tasks: every one has an owner, a successor and a sign of life."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.domain.kinds import Choice, Day, LongText, Reference, Text, Whole, YesNo
from app.domain.registry import Entity, attr, entity
from app.i18n import N_, _

PROJECT_STATUS = {
    "idea": N_("Idea"),
    "active": N_("Active"),
    "quiet": N_("Gone quiet"),
    "paused": N_("Paused"),
    "done": N_("Done"),
    "archived": N_("Archived"),
}
TASK_STATUS = {"open": N_("Open"), "doing": N_("Being done"), "done": N_("Done"), "dropped": N_("Dropped")}


@entity("project", one=N_("Project"), many=N_("Projects"))
class Project(Entity, table=True):
    """Something the group does together, that must not vanish with one person."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=120)
    purpose: Annotated[str, LongText()] | None = attr(N_("Purpose"), default=None, search=True, print=True)
    owner: Annotated[str, Reference("person")] | None = attr(N_("Owner"), default=None, column=True, print=True)
    successor: Annotated[str, Reference("person")] | None = attr(N_("Successor"), default=None, column=True, print=True)
    status: Annotated[str, Choice(PROJECT_STATUS)] = attr(N_("Status"), default="idea", column=True, print=True)
    heartbeat: Annotated[datetime.date, Day()] | None = attr(
        N_("Last heard of"),
        default=None,
        column=True,
        print=True,
        was=("last activity",),
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
    status: Annotated[str, Choice(TASK_STATUS)] = attr(N_("Status"), default="open", column=True, print=True)
