"""The outcomes of the projects of a vault, and beside them what was done for them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.capabilities.ledger.service import books_of
from app.capabilities.people.records_time import Attendance
from app.capabilities.projects.instants import instant
from app.capabilities.projects.outcomes import Aim, Measured, Outcome, ProjectActivity, Times, outcome, times
from app.capabilities.projects.reading import counting, survivors_of
from app.capabilities.projects.records import Project, Task
from app.capabilities.projects.records_actions import Indicator, Measurement, number_of
from app.capabilities.projects.records_playbooks import PlaybookRun, PlaybookVersion
from app.capabilities.projects.records_roles import ProjectEvent, Shift
from app.records.survivors import Survivors
from app.services.records.portions import rows_among
from app.services.settings import group
from app.storage.vault.vault import Vault

_CAME = frozenset({"attended", "left"})


@dataclass(frozen=True, slots=True)
class Result:
    """A project: its outcomes on a day, and what was done for it until then."""

    project: str
    name: str
    outcomes: tuple[Outcome, ...]
    activity: ProjectActivity


def results(vault: Vault, day: datetime.date, only: str | None = None) -> list[Result]:
    """Give the outcomes of every project that is measured or had something done for it, by name, or those of one."""
    with vault.reading() as session:
        survivors = survivors_of(session)
        among = None if only is None else counting(survivors, {only})
        aims = read_aims(session, among)
        done = _activities(session, vault, day, survivors, among)
        wanted = select(Project) if only is None else select(Project).where(Project.id == only)
        rows = sorted(session.exec(wanted).all(), key=lambda row: (row.name or "", row.id))
    by_project: defaultdict[str, list[Outcome]] = defaultdict(list)
    for aim in aims:
        by_project[survivors.of(aim.project)].append(outcome(aim, day))
    return [
        Result(row.id, row.name or "", tuple(by_project[row.id]), done.get(row.id, ProjectActivity()))
        for row in rows
        if not survivors.gone(row.id) and (only is not None or by_project[row.id] or row.id in done)
    ]


def against(vault: Vault, one: str, other: str, day: datetime.date) -> list[Times]:
    """Compare what a project has changed with another, with all that ran by a playbook, or that carry out an action."""
    found = results(vault, day)
    with vault.reading() as session:
        others = _meant_by(session, other) - {one}
    mine = [each for result in found if result.project == one for each in result.outcomes]
    theirs = [each for result in found if result.project in others for each in result.outcomes]
    return times(mine, theirs)


def _meant_by(session: Session, other: str) -> set[str]:
    """Give the projects that count for a project, a playbook or an action."""
    survivors = survivors_of(session)
    versions = set(session.exec(select(PlaybookVersion.id).where(PlaybookVersion.playbook == other)).all())
    found = {row.project for row in session.exec(select(PlaybookRun)).all() if row.version in versions}
    found |= set(session.exec(select(Project.id).where(Project.action == other)).all())
    return {survivors.of(each) for each in (found or {other}) if each}


def read_aims(session: Session, among: Collection[str] | None = None) -> list[Aim]:
    """Read the indicators with their measurements, by name: all, or those of some projects."""
    found = _some(session, Indicator, "project", among)
    rows = sorted(found, key=lambda row: (row.name or "", row.id))
    measured: defaultdict[str, list[Measured]] = defaultdict(list)
    for row in _some(session, Measurement, "indicator", None if among is None else [row.id for row in rows]):
        if row.indicator and row.on_day and row.value:
            measured[row.indicator].append(Measured(row.id, row.on_day, row.value, bool(row.evidence)))
    return [
        Aim(
            row.id,
            row.project,
            row.name or "",
            row.sort or "outcome",
            row.measure or "count",
            row.shape or "level",
            row.unit or "",
            number_of(row.baseline),
            row.baseline_on,
            number_of(row.target),
            row.until,
            tuple(sorted(measured[row.id], key=lambda each: (each.day, each.id))),
        )
        for row in rows
        if row.project
    ]


def _some(session: Session, model: Any, field: str, among: Collection[str] | None, *also: Any) -> Sequence[Any]:
    """Read the records of a kind of which a field names one of some; those of all where none are given."""
    wanted = select(model).where(*also)
    return (
        session.exec(wanted).all() if among is None else list(rows_among(session, wanted, getattr(model, field), among))
    )


def _activities(
    session: Session, vault: Vault, day: datetime.date, survivors: Survivors, among: Collection[str] | None
) -> Mapping[str, ProjectActivity]:
    """Sum up what was done until a day: tasks done, hours that people came for, and what was spent."""
    minutes: defaultdict[str, int] = defaultdict(int)
    tasks: defaultdict[str, int] = defaultdict(int)
    people: defaultdict[str, set[str]] = defaultdict(set)
    for row in _some(session, Task, "project", among, Task.status == "done"):
        if row.project and (row.done_on is None or row.done_on <= day):
            project = survivors.of(row.project)
            tasks[project] += 1
            minutes[project] += max(row.minutes or 0, 0)
            people[project] |= {row.who} if row.who else set()
    lengths = _lengths(session, group.almanac(vault).zone, among)
    for came in _some(session, Attendance, "of", None if among is None else lengths):
        if came.of in lengths and came.state in _CAME and came.on_day and came.on_day <= day:
            project, length = lengths[came.of]
            project = survivors.of(project)
            minutes[project] += length
            people[project] |= {came.person} if came.person else set()
    spent = _spent(session, day, survivors, among)
    return {
        project: ProjectActivity(
            minutes[project], tasks[project], len(people[project]), tuple(sorted(spent[project].items()))
        )
        for project in {*minutes, *tasks, *people, *spent}
    }


def _lengths(session: Session, usual: Any, among: Collection[str] | None) -> dict[str, tuple[str, int]]:
    """Give the project and the minutes of every event and shift."""
    events = {row.id: row for row in _some(session, ProjectEvent, "project", among) if row.project}
    found: dict[str, tuple[str, int]] = {}
    rows: Sequence[tuple[str, Any, Any]] = [(row.id, row, row) for row in events.values()]
    shifts = _some(session, Shift, "event", None if among is None else events)
    parts = [(row.id, row, events[row.event]) for row in shifts if row.event in events]
    for identity, row, event in (*rows, *parts):
        begins, ends = (instant(text, event.zone, usual) for text in (row.begins, row.ends))
        if begins and ends and ends > begins:
            found[identity] = (event.project, int((ends - begins).total_seconds()) // 60)
    return found


def _spent(
    session: Session, day: datetime.date, survivors: Survivors, among: Collection[str] | None
) -> defaultdict[str, defaultdict[str, int]]:
    """Sum up what was spent on projects until a day, in the smallest unit by currency.

    A transaction is written once: it goes on naming the project that was merged into another, and counts there.
    """
    books = books_of(session, among)
    found: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for when, row in books.dated:
        account, project = books.accounts.get(row.account), books.transactions[row.transaction].project
        if project and when <= day and account is not None and account.type == "expense":
            found[survivors.of(project)][account.currency] += row.minor
    return found
