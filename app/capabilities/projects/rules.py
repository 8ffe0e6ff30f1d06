"""What two laptops can have made of projects together: rings of waiting, one owner twice, merges of each other."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from app.capabilities.projects.merging import LASTING
from app.capabilities.projects.records import Project, ProjectEntry, Task, Wait
from app.capabilities.projects.records_actions import Indicator
from app.capabilities.projects.records_playbooks import PlaybookRun
from app.capabilities.projects.records_roles import Decision, ProjectEvent, ProjectRole
from app.capabilities.projects.waits import rings, way_round
from app.capabilities.switchboard.records import Listing
from app.i18n import N_
from app.records.changes import DeleteRecord, Edit
from app.records.rule import Finding, Rule, RuleRows, SettlingWay
from app.records.survivors import Survivors

_PARTS: tuple[Any, ...] = (Task, ProjectRole, ProjectEntry, ProjectEvent, Decision, Indicator, PlaybookRun)
_CUT = N_("{one} no longer waits for {other}")
_ADDED = N_("Something was added to {other}, which was merged into {kept}.")
_KEEP_OWNER = N_("Keep {person} as the owner")
_NAMES = ("task", "role", "entry", "event", "decision", "indicator", "run")


def _waiting_rings(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find the tasks that wait for each other for ever."""
    waits = [row for row in rows(Wait) if row.task and row.for_task]
    edges = [(row.task, row.for_task) for row in waits]
    for ring in rings(edges):
        way = way_round(ring, edges)
        ways = tuple(
            SettlingWay(
                f"cut{place}",
                _CUT,
                _cut(waits, one, other),
                {"one": one, "other": other},
            )
            for place, (one, other) in enumerate(list(pairwise(way))[:6], 1)
        )
        yield Finding(
            "waiting-ring",
            ring,
            ring[0],
            N_("{one} and {other} wait for each other, and nothing of it can begin."),
            {"one": way[0], "other": way[1] if len(way) > 1 else way[0]},
            ways=ways,
            waivable=False,
        )


def _cut(waits: list[Wait], one: str, other: str) -> tuple[DeleteRecord, ...]:
    """Take away every waiting of one task for another."""
    return tuple(DeleteRecord(row.id) for row in waits if (row.task, row.for_task) == (one, other))


def _same_person(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find the projects of which two laptops together have made owner and successor the same."""
    for row in rows(Project, "owner", "successor"):
        if row.owner and row.owner == row.successor and row.status not in {"done", "archived"} and not row.merged_into:
            yield Finding(
                "owner-is-successor",
                (row.id,),
                row.id,
                N_("{person} owns {project} and would take it over as well."),
                {"person": row.owner, "project": row.id},
                ways=(
                    SettlingWay("owner", _KEEP_OWNER, (Edit(row.id, {"successor": None}),), {"person": row.owner}),
                    SettlingWay(
                        "successor",
                        N_("Keep {person} as the successor"),
                        (Edit(row.id, {"owner": None}),),
                        {"person": row.owner},
                    ),
                ),
            )


def _merged_into_each_other(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find projects that were merged into each other on two laptops; each way keeps one of them."""
    edges = [(row.id, row.merged_into) for row in rows(Project, "merged_into") if row.merged_into]
    for ring in rings(edges):
        yield Finding(
            "merged-into-each-other",
            ring,
            ring[0],
            N_("{one} and {other} were merged into each other."),
            {"one": ring[0], "other": ring[-1]},
            ways=tuple(
                SettlingWay(
                    f"keep{place}",
                    N_("Keep {project}"),
                    (
                        Edit(kept, {"merged_into": None}),
                        *(Edit(each, {"merged_into": kept}) for each in ring if each != kept),
                    ),
                    {"project": kept},
                )
                for place, kept in enumerate(ring[:6], 1)
            ),
            waivable=False,
        )


def _arrived_after_merging(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find what was added elsewhere to a project that was merged meanwhile; it counts for the one that was kept."""
    merged = {row.id: row for row in rows(Project, "merged_into") if row.merged_into}
    if not merged:
        return
    survivors = Survivors({row.id: row.merged_into or "" for row in merged.values()})
    gone = [project for project in merged if survivors.gone(project)]
    late: defaultdict[str, list[Edit]] = defaultdict(list)
    for model, name in (*((part, "project") for part in _PARTS), (Listing, "of")):
        for row in sorted(rows(model, **{name: gone}), key=lambda row: row.id):
            project = getattr(row, name)
            late[project].append(Edit(row.id, {name: survivors.of(project)}))
    there = {row.id: row for row in rows(Project, id=survivors.folded(gone))}
    for project in gone:
        kept = survivors.of(project)
        late[project] += _values_meanwhile(merged[project], there[kept]) if kept in there else []
    for project, found in sorted((each for each in late.items() if each[1]), key=lambda each: each[0]):
        kept = survivors.of(project)
        yield Finding(
            "named-what-was-merged",
            (project, kept),
            kept,
            _ADDED,
            {"other": project, "kept": kept},
            ways=(
                SettlingWay(
                    "move",
                    N_("Move it to {kept}"),
                    tuple(found),
                    {"kept": kept},
                ),
            ),
        )


def _values_meanwhile(gone: Project, kept: Project) -> list[Edit]:
    """Give what the kept one lacks and the other has: merging fills that in, so that it was written elsewhere."""
    values = {name: getattr(gone, name) for name in LASTING if getattr(gone, name) and getattr(kept, name) is None}
    return [Edit(kept.id, values)] if values else []


RULES = (
    Rule("waiting-ring", "task", frozenset({"wait", "task"}), _waiting_rings),
    Rule("owner-is-successor", "project", frozenset({"project"}), _same_person),
    Rule("merged-into-each-other", "project", frozenset({"project"}), _merged_into_each_other),
    Rule("named-what-was-merged", "project", frozenset({"project", "listing", *_NAMES}), _arrived_after_merging),
)
