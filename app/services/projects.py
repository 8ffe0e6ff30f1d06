"""Projects as a list shows them: how much is open, what is late, and which of them have gone quiet."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from app.domain.changes import Changed, Edit
from app.domain.projects import Task
from app.i18n import _
from app.services import records
from app.services.records import Page, Query
from app.storage.vault import Vault

PULSE = "pulse"
QUIET = datetime.timedelta(days=14)
OPEN = ("open", "doing")


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a project stands on a day: tasks that are open, those of them that are late, and whether it is quiet."""

    open_tasks: int
    late_tasks: int
    quiet: bool


def page(vault: Vault, query: Query, day: datetime.date, offset: int = 0, limit: int = 200) -> Page:
    """Some projects; `more["pulse"]` of each is its `Pulse` on that day."""
    with vault.reading() as session:
        found = records.page(vault, "project", query, offset, limit)
        tasks, late = _tasks(session, [row.id for row in found.rows], day)
    rows = (
        replace(row, more={PULSE: Pulse(tasks[row.id], late[row.id], is_quiet(row.values, day))}) for row in found.rows
    )
    return Page(tuple(rows), found.total)


def is_quiet(values: Any, day: datetime.date) -> bool:
    """Whether nobody has heard of an active project for two weeks, or ever."""
    heard: datetime.date | None = values.get("heartbeat")
    return values.get("status") == "active" and (heard is None or heard < day - QUIET)


def heard_of(vault: Vault, project: str, day: datetime.date) -> Changed:
    """Writes down that somebody heard of a project on a day; one that had been given up as quiet is active again."""
    was_quiet = records.get(vault, project).values.get("status") == "quiet"
    news: dict[str, object] = {"heartbeat": day, **({"status": "active"} if was_quiet else {})}
    return vault.apply([Edit(project, news)], _("Heard of it"))


def _tasks(session: Session, projects: Iterable[str], day: datetime.date) -> tuple[Counter[str], Counter[str]]:
    """How many tasks of each project are open, and how many of them should be done by now."""
    statement = select(Task).where(col(Task.project).in_(list(projects)), col(Task.status).in_(OPEN))
    tasks, late = Counter[str](), Counter[str]()
    for task in session.exec(statement).all():
        tasks[task.project] += 1
        late[task.project] += task.due is not None and task.due < day
    return tasks, late
