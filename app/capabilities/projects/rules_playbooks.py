"""One playbook that two laptops have taken in, each by itself: found by its digest, and one way makes one of them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from app.capabilities.projects.playbook_service import SHARED
from app.capabilities.projects.records import Project
from app.capabilities.projects.records_playbooks import (
    Playbook,
    PlaybookRun,
    PlaybookStep,
    PlaybookVersion,
    Retrospective,
    RunStep,
)
from app.i18n import N_
from app.records.changes import Change, DeleteRecord, Edit
from app.records.rule import Finding, Rule, RuleRows, SettlingWay

_STATES = ("proposed", "retired", "adopted")
_NAMED: tuple[tuple[Any, str], ...] = (
    (PlaybookRun, "version"),
    (Project, "playbook_version"),
    (Retrospective, "version"),
)


def _same_playbook(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find playbooks that say the same in a version that was proposed; the one with the lowest id is kept."""
    homes: defaultdict[str, set[str]] = defaultdict(set)
    here = {row.id for row in rows(Playbook)}
    for row in rows(PlaybookVersion, "digest"):
        if row.digest and row.playbook in here and (row.state or "draft") in SHARED:
            homes[row.digest].add(row.playbook)
    for kept, other in sorted({(min(some), other) for some in homes.values() for other in some if other != min(some)}):
        yield Finding(
            "same-playbook-twice",
            (kept, other),
            kept,
            N_("“{kept}” is here twice, as two laptops have taken it in."),
            {"kept": kept},
            ways=(SettlingWay("one", N_("Make one of them"), tuple(_made_one(rows, kept, other))),),
        )


def _made_one(rows: RuleRows, kept: str, other: str) -> Iterable[Change]:
    """Let all that names versions of one playbook name those of another that say the same, and give it the rest."""
    versions = sorted(rows(PlaybookVersion), key=lambda row: row.id)
    mine = {row.digest: row for row in reversed(versions) if row.playbook == kept and _is_shared(row)}
    theirs = [row for row in versions if row.playbook == other]
    same = {row.id: mine[row.digest] for row in theirs if _is_shared(row) and row.digest in mine}
    ids = {one: row.id for one, row in same.items()}
    yield from _furthest(theirs, same)
    for row in versions:
        parents = [ids.get(each, each) for each in row.parents or ()]
        moved: dict[str, object] = {"playbook": kept} if row.playbook == other else {}
        moved |= {"parents": sorted(set(parents) - {row.id})} if parents != list(row.parents or ()) else {}
        if moved and row.id not in ids:
            yield Edit(row.id, moved)
    for model, name in _NAMED:
        yield from (Edit(row.id, {name: ids[getattr(row, name)]}) for row in rows(model) if getattr(row, name) in ids)
    yield from _steps(rows, ids)
    yield from (DeleteRecord(each) for each in sorted(ids))
    yield DeleteRecord(other)


def _furthest(theirs: Iterable[Any], same: Mapping[str, Any]) -> Iterable[Change]:
    """Let the version that stays stand as far as either was: adopted before retired before proposed."""
    for row in theirs:
        stays = same.get(row.id)
        if stays is not None and _STATES.index(row.state) > _STATES.index(stays.state):
            yield Edit(stays.id, {"state": row.state, "method": row.method, "adopted_on": row.adopted_on})


def _steps(rows: RuleRows, ids: Mapping[str, str]) -> Iterable[Change]:
    """Let steps of runs name the steps that stay, and take the others away."""
    steps = sorted(rows(PlaybookStep), key=lambda row: row.id, reverse=True)
    kept = {(row.version, row.key): row.id for row in steps}
    gone = {row.id: kept.get((ids[row.version], row.key), row.id) for row in steps if row.version in ids}
    for part in rows(RunStep):
        if part.step in gone and gone[part.step] != part.step:
            yield Edit(part.id, {"step": gone[part.step]})
    yield from (DeleteRecord(each) for each in sorted(gone))


def _is_shared(row: Any) -> bool:
    """Say whether a version was proposed, so that it never changes."""
    return bool(row.digest) and (row.state or "draft") in SHARED


PLAYBOOK_RULES = (
    Rule(
        "same-playbook-twice",
        "playbook",
        frozenset({"playbook", "playbook_version", "step", "run", "run_step", "project", "retrospective"}),
        _same_playbook,
    ),
)
