"""The tasks of projects as a board, a list or a calendar shows them: what can begin, what waits, what is late."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.capabilities.projects import runs
from app.capabilities.projects.reading import names_of, survivors_of
from app.capabilities.projects.records import TASK_STATUS, Project, Task, Wait
from app.capabilities.projects.waits import OPEN, OVER, ready
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Change, Changed, Edit
from app.services.records.portions import rows_among
from app.storage.vault.vault import Vault

LOOKED_BACK = datetime.timedelta(days=14)
SHORT = 120


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task on a day; ``waits_for`` names what has to be over before, and ``ready`` that nothing has."""

    id: str
    title: str
    project: str
    project_name: str
    who: str | None
    who_name: str
    due: datetime.date | None
    status: str
    minutes: int | None
    ready: bool
    late: bool
    picked_up: bool
    waits_for: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TaskBoard:
    """The tasks of one project or of all, as of a day, and the projects that have some."""

    day: datetime.date
    cards: tuple[TaskCard, ...]
    projects: tuple[tuple[str, str], ...]


def board(vault: Vault, day: datetime.date, project: str = "") -> TaskBoard:
    """Give what is open, and what was over lately; of projects that are archived or merged only if asked for one."""
    with vault.reading() as session:
        survivors = survivors_of(session)
        names = {row.id: row.name or "" for row in session.exec(select(Project)).all()}
        over = set(session.exec(select(Project.id).where(Project.status == "archived")).all())
        found = session.exec(_wanted(day)).all()
        rows = [
            row
            for row in found
            if row.project and (survivors.of(row.project) == project if project else row.project not in over)
        ]
        waits = _waits(session)
        before = _before(session, rows, waits)
        people = names_of(session, {row.who for row in rows if row.who})
    status = {key: said for key, (_title, said) in before.items()} | {row.id: row.status or "open" for row in rows}
    titles = {key: title for key, (title, _said) in before.items()} | {row.id: row.title or "" for row in rows}
    edges = [(one, other) for one, others in waits.items() for other in others]
    can = ready({row.id: row.status or "open" for row in rows} | status, edges)
    cards = [
        TaskCard(
            row.id,
            row.title or "",
            survivors.of(row.project),
            names.get(survivors.of(row.project), ""),
            row.who,
            people.get(row.who or "", ""),
            row.due,
            row.status or "open",
            row.minutes,
            row.id in can,
            row.due is not None and row.due < day and (row.status or "open") in OPEN,
            bool(row.can_be_picked_up) and row.id in can and 0 < (row.minutes or 0) <= SHORT and not row.who,
            tuple(
                (other, titles.get(other, ""))
                for other in sorted(waits.get(row.id, ()))
                if status.get(other, "done") not in OVER
            ),
        )
        for row in rows
    ]
    cards.sort(key=lambda each: (each.due or datetime.date.max, not each.ready, each.title.casefold(), each.id))
    known = sorted(((key, name) for key, name in names.items() if key not in over and not survivors.gone(key)), key=_by)
    return TaskBoard(day, tuple(cards), tuple(known))


def _by(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[1].casefold(), pair[0]


def _wanted(day: datetime.date) -> SelectOfScalar[Task]:
    """Choose open tasks, and those that were over within two weeks before a day."""
    first = datetime.date.fromordinal(max(day.toordinal() - LOOKED_BACK.days, 1))
    status, done_on, due = col(Task.status), col(Task.done_on), col(Task.due)
    lately = or_(done_on >= first, (done_on.is_(None)) & (due >= first))
    return select(Task).where(or_(status.in_(sorted(OPEN)), status.is_(None), lately))


def _waits(session: Session) -> Mapping[str, list[str]]:
    """Read what waits for what."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in session.exec(select(Wait)).all():
        if row.task and row.for_task:
            found[row.task].append(row.for_task)
    return found


def _before(session: Session, rows: Iterable[Any], waits: Mapping[str, list[str]]) -> dict[str, tuple[str, str]]:
    """Read titles and states of what tasks wait for, also where that is not shown."""
    wanted = [other for row in rows for other in waits.get(row.id, ())]
    found = rows_among(session, select(Task), Task.id, wanted)
    return {row.id: (row.title or "", row.status or "open") for row in found}


def set_status(vault: Vault, task: str, status: str, day: datetime.date) -> Changed:
    """Put a task into another column; what is done was done on a day, and what is not was not."""
    return vault.apply(status_changes(vault, task, status, day), _("Move a task"))


def status_changes(vault: Vault, task: str, status: str, day: datetime.date) -> list[Change]:
    """Give what a new status of a task comes to: what follows it in a run counts from the day on which it was done."""
    if status not in TASK_STATUS:
        raise WrongValue(_("A task is open, being done, done or dropped."), kept=_("Nothing was changed."))
    values: dict[str, object] = {"status": status, "done_on": day if status == "done" else None}
    return [Edit(task, values), *runs.following(vault, task, status, day)]


def put_on(vault: Vault, task: str, due: datetime.date) -> Changed:
    """Put a task on another day."""
    return vault.apply([Edit(task, {"due": due})], _("Put a task on another day"))
