"""Playbooks as a page shows them: the shelf, and of one its versions, lineage, differences, runs and results."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from app.capabilities.projects import playbook_service, runs
from app.capabilities.projects.playbooks import Difference, Step, differences, warnings
from app.capabilities.projects.reading import survivors_of
from app.capabilities.projects.records import Project, Task
from app.capabilities.projects.records_playbooks import PlaybookRun, PlaybookStep, RunStep
from app.capabilities.projects.runs import Results
from app.i18n import _
from app.problems import NotFound
from app.services.settings import group
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class PlaybookLine:
    """A playbook on the shelf: its newest version, whether one waits to be adopted, and how many runs are under way."""

    id: str
    name: str
    purpose: str
    newest: int
    state: str
    waits: bool
    runs: int


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version: its steps with their ids, what it was made from, and how it differs from the first of these."""

    id: str
    number: int
    state: str
    adopted_on: datetime.date | None
    method: str
    parents: tuple[int, ...]
    steps: tuple[tuple[str, Step], ...]
    changes: tuple[Difference, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """A run: its project, how much of it is done, and the number of a newer version if there is one."""

    id: str
    project: str
    project_name: str
    version: int
    anchor: datetime.date | None
    at: str
    done: int
    all: int
    newer: int | None


@dataclass(frozen=True, slots=True)
class PlaybookView:
    """A playbook with all that is known of it on a day."""

    id: str
    name: str
    purpose: str
    versions: tuple[VersionView, ...]
    runs: tuple[RunView, ...]
    results: tuple[Results, ...]
    methods: tuple[str, ...]

    def version(self, number: int | None = None) -> VersionView | None:
        """Give a version by its number; without one that adopted last, else the newest."""
        if number is not None:
            return next((each for each in self.versions if each.number == number), None)
        adopted = [each for each in self.versions if each.state == "adopted"]
        return adopted[-1] if adopted else self.versions[-1] if self.versions else None


def shelf_lines(vault: Vault) -> tuple[PlaybookLine, ...]:
    """Give the playbooks by name."""
    with vault.reading() as session:
        found = playbook_service.shelf(session)
        survivors = survivors_of(session)
        over = {row.id for row in session.exec(select(Project)).all() if row.status in {"done", "archived"}}
        running: defaultdict[str, int] = defaultdict(int)
        home = {row.id: playbook for playbook, rows in found.versions.items() for row in rows}
        for run in session.exec(select(PlaybookRun)).all():
            if run.version in home and survivors.of(run.project or "") not in over:
                running[home[run.version]] += 1
    lines: list[PlaybookLine] = []
    for playbook, (name, purpose) in sorted(found.names.items(), key=lambda pair: (pair[1][0].casefold(), pair[0])):
        rows = found.versions.get(playbook, ())
        best = found.latest(playbook, "adopted") or (rows[-1] if rows else None)
        waits = any(row.state == "proposed" for row in rows)
        number, state = (0, "") if best is None else (best.number or 0, best.state or "draft")
        lines.append(PlaybookLine(playbook, name, purpose, number, state, waits, running[playbook]))
    return tuple(lines)


def playbook_view(vault: Vault, playbook: str, day: datetime.date) -> PlaybookView:
    """Give all that is known of a playbook on a day; raises ``NotFound``."""
    with vault.reading() as session:
        found = playbook_service.shelf(session)
        if playbook not in found.names:
            raise NotFound(_("There is no such playbook."))
        rows = found.versions.get(playbook, ())
        numbers = {row.id: row.number or 0 for each in found.versions.values() for row in each}
        ids: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for step in sorted(session.exec(select(PlaybookStep)).all(), key=lambda row: row.id, reverse=True):
            ids[step.version or ""][step.key or step.id[:8]] = step.id
        methods: Sequence[str] = group.read(session, vault.registry)["ways_to_decide"] or ()
        newest = found.latest(playbook, "adopted")
        running = _runs(session, {row.id: row for row in rows}, None if newest is None else newest.number)
    versions: list[VersionView] = []
    for row in rows:
        steps = found.steps.get(row.id, ())
        parents = found.parents.get(row.id, ())
        changed = differences(found.steps.get(parents[0], ()), steps) if parents else []
        versions.append(
            VersionView(
                row.id,
                row.number or 0,
                row.state or "draft",
                row.adopted_on,
                row.method or "",
                tuple(sorted(numbers.get(each, 0) for each in parents)),
                tuple((ids[row.id].get(each.key, ""), each) for each in steps),
                tuple(changed),
                tuple(warnings(steps)),
            )
        )
    name, purpose = found.names[playbook]
    results = tuple(each for each in runs.results(vault, playbook, day) if each.runs)
    return PlaybookView(playbook, name, purpose, tuple(versions), running, results, tuple(methods))


def _runs(session: Any, versions: dict[str, Any], newest: int | None) -> tuple[RunView, ...]:
    """Read the runs of some versions, the latest anchor first."""
    survivors = survivors_of(session)
    rows = [row for row in session.exec(select(PlaybookRun)).all() if row.version in versions]
    mine = {row.id for row in rows}
    tasks: defaultdict[str, list[str]] = defaultdict(list)
    for part in session.exec(select(RunStep)).all():
        if part.run in mine and part.task:
            tasks[part.run].append(part.task)
    status = dict(session.exec(select(Task.id, Task.status)).all()) if rows else {}
    names = {row.id: row.name or "" for row in session.exec(select(Project)).all()}
    found = [
        RunView(
            row.id,
            survivors.of(row.project or ""),
            names.get(survivors.of(row.project or ""), ""),
            versions[row.version].number or 0,
            row.anchor,
            row.at or "begin",
            sum(status.get(task) in {"done", "dropped"} for task in tasks[row.id]),
            len(tasks[row.id]),
            newest if newest is not None and newest > (versions[row.version].number or 0) else None,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: (-(each.anchor or datetime.date.min).toordinal(), each.id)))
