"""Runs of playbooks: a project that goes by a version, its days moved with the anchor, and what it has taught."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sqlmodel import Session, select

from app.capabilities.people.records import Skill
from app.capabilities.projects import playbook_service
from app.capabilities.projects.outcomes import Outcome, outcome
from app.capabilities.projects.outcomes_service import read_aims
from app.capabilities.projects.playbooks import (
    ANCHOR,
    Difference,
    Step,
    by_key,
    differences,
    digest,
    faults,
    in_order,
    mended,
)
from app.capabilities.projects.records import Task
from app.capabilities.projects.records_playbooks import PlaybookRun, PlaybookStep, PlaybookVersion, RunStep
from app.capabilities.projects.schedule import days
from app.capabilities.projects.waits import OPEN
from app.i18n import _
from app.problems import NotFound, UserProblem
from app.records.changes import Add, Change, Changed, Edit, New
from app.records.folding import fold
from app.services.settings import group
from app.storage.vault.vault import Vault


def start(
    vault: Vault, version: str, anchor: datetime.date, at: str = "begin", project: str = "", name: str = ""
) -> Changed:
    """Start a run: its project (a new one unless named), tasks with their days and waits, roles, needs, indicators."""
    with vault.reading() as session:
        found = playbook_service.shelf(session)
        row = session.get(PlaybookVersion, version)
        free, skills = free_days(session, vault), _skills(session)
        ids = {each.key: each.id for each in session.exec(select(PlaybookStep).where(PlaybookStep.version == version))}
    if row is None or (row.state or "draft") == "draft":
        raise UserProblem(_("A draft is not run."), kept=_("Nothing was changed."), do=_("Propose it first."))
    steps = found.steps.get(version, ())
    changes: list[Change] = []
    home: str | New = project
    if not project:
        home = New(0)
        title, purpose = found.names.get(row.playbook, ("", ""))
        values = {"name": name or title, "purpose": purpose or None, "status": "active", "playbook_version": version}
        changes.append(Add("project", values))
    else:
        changes.append(Edit(project, {"playbook_version": version}))
    added = sum(isinstance(each, Add) for each in changes)
    run = New(added)
    changes.append(Add("run", {"version": version, "project": home, "anchor": anchor, "at": at}))
    added += 1
    dues = days(steps, anchor, at, free=free)
    tasks: dict[str, New] = {}
    for each in steps:
        tasks[each.key] = New(added)
        changes.append(Add("task", {"project": home, **_task(each, dues[each.key], skills)}))
        changes.append(Add("run_step", {"run": run, "step": ids[each.key], "task": New(added), "due": dues[each.key]}))
        added += 2
    changes += [
        Add("wait", {"task": tasks[each.key], "for_task": tasks[each.after]})
        for each in steps
        if each.after != ANCHOR and each.after in tasks
    ]
    for role in sorted({each.role for each in steps if each.role}):
        changes.append(Add("role", {"project": home, "name": role}))
    for need in sorted({each.need for each in steps if each.need}):
        listing = {"side": "need", "category": "thing", "title": need, "quantity": 1, "of": home}
        changes.append(Add("listing", listing))
    for indicator in sorted({each.indicator for each in steps if each.indicator}):
        changes.append(Add("indicator", {"project": home, "name": indicator}))
    return vault.apply(changes, _("Run a playbook"))


def _task(step: Step, due: datetime.date, skills: Mapping[str, str]) -> dict[str, object]:
    """Give the values of the task of a step."""
    notes = [_("Role: {role}").format(role=step.role) if step.role else ""]
    notes += [_("Print: {sheet}").format(sheet=step.sheet) if step.sheet else ""]
    notes += [_("Measure: {indicator}").format(indicator=step.indicator) if step.indicator else ""]
    notes += [_("Pause here, and look whether all before it is done.") if step.pause else ""]
    values: dict[str, object] = {
        "title": step.title[:200],
        "due": due,
        "minutes": step.minutes,
        "skill": skills.get(str(fold(step.skill or ""))),
        "note": "\n".join(filter(None, notes)) or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _skills(session: Session) -> dict[str, str]:
    """Give skills by their folded names."""
    rows = sorted(session.exec(select(Skill)).all(), key=lambda row: row.id, reverse=True)
    return {str(fold(row.name or "")): row.id for row in rows if row.name}


def free_days(session: Session, vault: Vault) -> frozenset[datetime.date]:
    """Give the group's free days."""
    said: Sequence[str] = group.read(session, vault.registry)["free_days"] or ()
    found: set[datetime.date] = set()
    for each in said:
        try:
            found.add(datetime.date.fromisoformat(each))
        except ValueError:
            continue
    return frozenset(found)


@dataclass(frozen=True)
class Running:
    """A run as it stands: its version, steps with their tasks, and what has changed in the playbook since."""

    row: Any
    steps: tuple[Step, ...]
    tasks: Mapping[str, Any]
    parts: Mapping[str, Any]
    since: tuple[Difference, ...] = ()
    newer: int | None = None


def running(vault: Vault, run: str) -> Running:
    """Read a run."""
    with vault.reading() as session:
        row = session.get(PlaybookRun, run)
        if row is None:
            raise NotFound(_("There is no such run."))
        found = playbook_service.shelf(session)
        keys = {each.id: each.key for each in session.exec(select(PlaybookStep)).all()}
        parts = {
            keys[each.step]: each
            for each in sorted(session.exec(select(RunStep).where(RunStep.run == run)).all(), key=lambda each: each.id)
            if each.step in keys
        }
        tasks = {key: task for key, each in parts.items() if each.task and (task := session.get(Task, each.task))}
    version = next((each for rows in found.versions.values() for each in rows if each.id == row.version), None)
    steps = found.steps.get(row.version, ())
    newest = found.latest(version.playbook, "adopted") if version is not None else None
    since: tuple[Difference, ...] = ()
    if newest is not None and newest.id != row.version:
        since = tuple(differences(steps, found.steps.get(newest.id, ())))
    order = [each.key for each in steps if each.key in tasks]
    tasks = {key: tasks[key] for key in order}
    return Running(row, steps, tasks, parts, since, newest.number if since and newest is not None else None)


def move(vault: Vault, run: str, anchor: datetime.date) -> Changed:
    """Move the anchor: what is open moves with it, unless its day was set by hand; what is done stays."""
    found = running(vault, run)
    done = {key: task.done_on for key, task in found.tasks.items() if task.status == "done" and task.done_on}
    return vault.apply([Edit(run, {"anchor": anchor}), *_dues(vault, found, anchor, done)], _("Move a run"))


def following(vault: Vault, task: str, status: str, day: datetime.date) -> list[Change]:
    """Give the new days of what comes after a step, once its task is done on a day or is no longer done."""
    with vault.reading() as session:
        parts = session.exec(select(RunStep).where(RunStep.task == task)).all()
    changes: list[Change] = []
    for run in sorted({part.run for part in parts if part.run}):
        found = running(vault, run)
        done = {key: each.done_on for key, each in found.tasks.items() if each.status == "done" and each.done_on}
        mine = next((key for key, each in found.tasks.items() if each.id == task), "")
        done.pop(mine, None)
        done |= {mine: day} if status == "done" else {}
        if found.row.anchor is not None:
            changes += [each for each in _dues(vault, found, found.row.anchor, done) if each.id != task]
    return changes


def _dues(vault: Vault, found: Running, anchor: datetime.date, done: Mapping[str, datetime.date]) -> list[Edit]:
    """Put open steps on their days, but for those that were set by hand."""
    with vault.reading() as session:
        free = free_days(session, vault)
    dues = days(found.steps, anchor, found.row.at or "begin", done, free)
    changes: list[Edit] = []
    for key, part in found.parts.items():
        task = found.tasks.get(key)
        if key not in dues or task is None or (task.status or "open") not in OPEN or task.due != part.due:
            continue
        if task.due != dues[key]:
            changes += [Edit(task.id, {"due": dues[key]}), Edit(part.id, {"due": dues[key]})]
    return changes


def look_back(
    vault: Vault,
    run: str,
    day: datetime.date,
    said: Mapping[str, str],
    dropped: Iterable[str] = (),
    changed: Mapping[str, str] | None = None,
) -> Changed:
    """Write a retrospective; dropped steps and new titles by key become a proposed version of the playbook."""
    found = running(vault, run)
    steps = by_key(found.steps)
    gone, titles = set(dropped), dict(changed or {})
    unknown = sorted((gone | titles.keys()) - steps.keys())
    if unknown:
        raise NotFound(_("The run has no step {key}.").format(key=unknown[0]), kept=_("Nothing was changed."))
    made = mended(replace(each, title=titles.get(key, each.title)) for key, each in steps.items() if key not in gone)
    told: dict[str, object] = {
        "run": run,
        "day": day,
        "dropped": ", ".join(sorted(gone)),
        "changed": "\n".join(f"{key}: {text}" for key, text in sorted(titles.items())),
        **said,
    }
    values = {name: value for name, value in told.items() if value}
    if not gone and not titles:
        return vault.apply([Add("retrospective", values)], _("Look back on a run"))
    if wrong := faults(made):
        raise UserProblem(" ".join(wrong), kept=_("Nothing was changed."))
    with vault.reading() as session:
        shelf = playbook_service.shelf(session)
    version = next(each for rows in shelf.versions.values() for each in rows if each.id == found.row.version)
    number = max(each.number or 0 for each in shelf.versions[version.playbook]) + 1
    changes: list[Change] = [
        Add(
            "playbook_version",
            {
                "playbook": version.playbook,
                "number": number,
                "parents": [version.id],
                "state": "proposed",
                "digest": digest(made),
            },
        ),
        *playbook_service.step_changes(New(0), in_order(made)),
        Add("retrospective", {**values, "version": New(0)}),
    ]
    return vault.apply(changes, _("Look back on a run"))


@dataclass(frozen=True, slots=True)
class Results:
    """What the runs of a version came to: how many, steps on time of those due, minutes, and what indicators did."""

    version: str
    number: int
    state: str
    runs: int
    on_time: int
    due: int
    minutes: int
    outcomes: tuple[Outcome, ...]

    @property
    def share(self) -> Fraction | None:
        """Give the share of steps that were done on time, of those that were due."""
        return Fraction(self.on_time, self.due) if self.due else None


def results(vault: Vault, playbook: str, day: datetime.date) -> list[Results]:
    """Reckon the results of every version of a playbook on a day."""
    with vault.reading() as session:
        rows = playbook_service.shelf(session).versions.get(playbook, ())
        runs: defaultdict[str, list[Any]] = defaultdict(list)
        for run in session.exec(select(PlaybookRun)).all():
            runs[run.version or ""].append(run)
        parts: defaultdict[str, list[Any]] = defaultdict(list)
        for part in session.exec(select(RunStep)).all():
            parts[part.run or ""].append(part)
        tasks = {task.id: task for task in session.exec(select(Task)).all()}
        aims = read_aims(session)
    found: list[Results] = []
    for row in rows:
        mine = [tasks[part.task] for run in runs[row.id] for part in parts[run.id] if part.task in tasks]
        due = [task for task in mine if task.due is not None and task.due <= day and task.status != "dropped"]
        done = [task for task in due if task.status == "done" and _in_time(task)]
        spent = sum(max(task.minutes or 0, 0) for task in mine if task.status == "done")
        projects = {run.project for run in runs[row.id]}
        said = tuple(outcome(aim, day) for aim in aims if aim.project in projects)
        found.append(
            Results(row.id, row.number or 0, row.state or "draft", len(runs[row.id]), len(done), len(due), spent, said)
        )
    return found


def _in_time(task: Any) -> bool:
    """Say whether a task was done by its day; one whose day of being done nobody noted was."""
    return task.done_on is None or task.done_on <= task.due
