"""What projects put on Today: what is due, what has gone quiet, and what puts projects at risk."""

from __future__ import annotations

import datetime
from types import MappingProxyType
from typing import Any

from sqlmodel import col, select

from app.capabilities.projects.records import Task
from app.capabilities.projects.service import rescue_queue, standings
from app.capabilities.projects.task_board import status_changes
from app.i18n import N_, _, ngettext
from app.records.changes import Change, Edit
from app.services.agenda.section import DUE, LATER, Action, AgendaItem, AgendaSection, Look, dated
from app.storage.vault.vault import Vault

SOON = datetime.timedelta(days=7)
DONE, LIVES = "done", "lives"
ROOM, RESCUE = "projects", "rescue"
READS = frozenset({"project", "task", "role", "holder", "person", "absence", "commitment", "entry", "event"})


def _tasks(look: Look) -> list[AgendaItem]:
    """List the open tasks that are due within a week."""
    due: Any = Task.due
    statement = select(Task).where(due <= look.day + SOON, col(Task.status).in_(["open", "doing"]))
    tasks = look.session.exec(statement.order_by(due)).all()
    look.titles.fetch("person", filter(None, (task.who for task in tasks)))
    look.titles.fetch("project", [task.project for task in tasks])
    return [
        dated(task.id, "task", task.title, _whose(task, look), task.due or look.day, look.day, DONE) for task in tasks
    ]


def _whose(task: Task, look: Look) -> str:
    who = look.titles.of(task.who) if task.who else _("nobody yet")
    return f"{who}, {look.titles.of(task.project)}"


def _quiet(look: Look) -> list[AgendaItem]:
    """List the projects that are quiet on the day, those longest quiet first."""
    return [
        AgendaItem(each.id, "project", each.name, _heard(each), LIVES, room=ROOM, page=RESCUE)
        for each in rescue_queue(look.vault, look.day)
    ]


def _heard(each: Any) -> str:
    owner = each.names.get(each.owner, "") if each.owner else _("no owner")
    days = each.pulse.age
    quiet = _("never heard of") if days is None else ngettext("no news for {n} day", "no news for {n} days", days)
    return ", ".join(filter(None, (owner, quiet.format(n=days), each.doubt)))


def _at_risk(look: Look) -> list[AgendaItem]:
    """List the active projects that are not quiet, and at risk all the same."""
    return [
        AgendaItem(each.id, "project", each.name, "; ".join(each.risk_words()), room=ROOM, page=RESCUE)
        for each in standings(look.vault, look.day)
        if each.risks and each.status == "active" and not each.quiet
    ]


def _ticked(vault: Vault, task: str, day: datetime.date) -> list[Change]:
    return status_changes(vault, task, "done", day)


def _lives(_vault: Vault, project: str, day: datetime.date) -> list[Edit]:
    return [Edit(project, {"heartbeat": day})]


_TICK = MappingProxyType({DONE: Action(N_("Done"), _ticked)})
_ALIVE = MappingProxyType({LIVES: Action(N_("It lives"), _lives)})
AGENDA = (
    AgendaSection("tasks", N_("Due"), frozenset({"task", "project", "person"}), _tasks, DUE, actions=_TICK),
    AgendaSection("quiet", N_("Projects gone quiet"), READS, _quiet, LATER + 1, "project", actions=_ALIVE),
    AgendaSection("at-risk", N_("Projects at risk"), READS, _at_risk, LATER + 2, "project"),
)
