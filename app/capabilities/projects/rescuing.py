"""Five ways to save a project that went quiet, and the way back from the archive; each is one action."""

from __future__ import annotations

import datetime
from typing import Any

from sqlmodel import Session, select

from app.capabilities.projects.reading import GroupClock, survivors_of, written
from app.capabilities.projects.records import Project, Task
from app.capabilities.projects.records_roles import ProjectRole, RoleHolder
from app.capabilities.projects.waits import OPEN
from app.i18n import _
from app.problems import UserProblem, WrongValue
from app.records.changes import Change, Changed, Edit
from app.services.records import records
from app.services.settings import group
from app.storage.vault.vault import Vault

MENTOR_DAYS = 28


def adopt(vault: Vault, project: str, owner: str, day: datetime.date) -> Changed:
    """Give a project a new owner, which is a sign of life; whoever was to take over is asked no more if it is them."""
    row = check_living(vault, project)
    values: dict[str, object] = {"owner": owner, "heartbeat": day, "sleeps_until": None}
    if row["successor"] == owner:
        values["successor"] = None
    if row["status"] in {"idea", "paused"}:
        values["status"] = "active"
    return vault.apply([Edit(project, values)], _("Adopt the project"))


def mentor(vault: Vault, project: str, person: str, day: datetime.date) -> Changed:
    """Let somebody help; meanwhile it sleeps."""
    check_living(vault, project)
    values = {"mentor": person, "sleeps_until": day + datetime.timedelta(days=MENTOR_DAYS)}
    return vault.apply([Edit(project, values)], _("Mentor the project"))


def sleep(vault: Vault, project: str, until: datetime.date, day: datetime.date) -> Changed:
    """Let a project sleep until a day."""
    check_living(vault, project)
    if until <= day:
        raise WrongValue(_("A project can only sleep until a day to come."), kept=_("Nothing was changed."))
    return vault.apply([Edit(project, {"sleeps_until": until})], _("Let the project sleep"))


def archive(vault: Vault, project: str, lessons: str, day: datetime.date) -> Changed:
    """Close a project with what it has taught, one sentence at least."""
    row = check_living(vault, project)
    told = lessons.strip() or (row["lessons"] or "")
    if not told:
        raise WrongValue(
            _("A project is archived with what it has taught: one sentence is enough."),
            kept=_("Nothing was changed."),
            do=_("Say what the next ones should know."),
        )
    values = {"status": "archived", "lessons": told, "archived_on": day}
    return vault.apply([Edit(project, values)], _("Archive the project"))


def revive(vault: Vault, project: str, owner: str, day: datetime.date) -> Changed:
    """Open an archived project again: holders are asked anew, open tasks are due later by the days it was archived."""
    row = records.get(vault, project).values
    if row["merged_into"]:
        raise _merged(vault, project)
    if row["status"] != "archived":
        raise UserProblem(_("Only an archived project can be revived."), kept=_("Nothing was changed."))
    with vault.reading() as session:
        since = row["archived_on"] or _archived_on(vault, project)
        values: dict[str, object] = {"status": "active", "owner": owner, "heartbeat": day, "archived_on": None}
        values |= {"sleeps_until": None, "successor": None} if row["successor"] == owner else {"sleeps_until": None}
        changes: list[Change] = [Edit(project, values), *_asked(session, project)]
        changes += _later(session, project, max(day - since, datetime.timedelta()))
    return vault.apply(changes, _("Revive the project"))


def _archived_on(vault: Vault, project: str) -> datetime.date:
    """Give the day on which its status was written, for one that was archived by hand."""
    return written(vault, [project], GroupClock(group.almanac(vault).zone))[project].of("status")


def _asked(session: Session, project: str) -> list[Change]:
    """Ask everybody again who held a role."""
    roles = session.exec(select(ProjectRole.id).where(ProjectRole.project == project)).all()
    held = [row for row in session.exec(select(RoleHolder)).all() if row.role in set(roles) and row.state == "holds"]
    return [Edit(row.id, {"state": "asked"}) for row in sorted(held, key=lambda row: row.id)]


def _later(session: Session, project: str, by: datetime.timedelta) -> list[Change]:
    """Move what open tasks are due; what is done stays as it was."""
    rows = session.exec(select(Task).where(Task.project == project)).all()
    return [
        Edit(each.id, {"due": each.due + min(by, datetime.date.max - each.due)})
        for each in sorted(rows, key=lambda each: each.id)
        if each.due is not None and (each.status or "open") in OPEN and by
    ]


def check_living(vault: Vault, project: str) -> Any:
    """Give the values of a project, or refuse one that counts for another, or was archived."""
    values = records.get(vault, project).values
    if values["merged_into"]:
        raise _merged(vault, project)
    if values["status"] == "archived":
        raise UserProblem(
            _("This project was archived."), kept=_("Nothing was changed."), do=_("Revive it with a new owner.")
        )
    return values


def _merged(vault: Vault, project: str) -> UserProblem:
    """Say that another one counts for it."""
    with vault.reading() as session:
        kept = session.get(Project, survivors_of(session).of(project))
    return UserProblem(
        _("This project was merged into “{name}”.").format(name=kept.name if kept else ""),
        kept=_("Nothing was changed."),
        do=_("Go on with that one."),
    )
