"""The default pathway, from hello to a good goodbye, and what is true of a way on it: days, gates, outcomes.

Pure, but for ``default_changes``, which is what making the default comes to.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.i18n import N_, _
from app.records.changes import Add, Change, New
from app.records.days import days_on

RUNNING, PAUSED, FINISHED, STOPPED = "running", "paused", "finished", "stopped"
NAME = N_("From hello to goodbye")
STAGES = (
    (N_("Hello"), 2, N_("Somebody has spoken to them and knows what they want to do.")),
    (N_("First task"), 7, N_("A first task of at most two hours has been done.")),
    (N_("First 21 days"), 14, N_("They have a buddy, three tasks done, and a commitment with an end.")),
    (N_("Taking part"), 180, N_("They look after something of their own.")),
    (N_("Core"), 365, N_("Somebody stands behind everything that they hold.")),
    (N_("Goodbye"), 14, N_("What they held is handed over, and they know that they can come back.")),
)
STEPS = (
    (N_("Say hello"), 1),
    (N_("Do the first task together"), 2),
    (N_("Find a buddy"), 7),
    (N_("Talk about what comes next"), 21),
)


@dataclass(frozen=True, slots=True)
class Run:
    """Somebody's way: in which stage since when, and how it stands."""

    id: str
    person: str
    stage: str | None
    entered_on: datetime.date | None
    status: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of a pathway with its place and the days it should take."""

    id: str
    name: str
    position: int
    days: int | None
    gate: str = ""


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A card on the board: whose way, for how many days in the stage (None: not known), whether too long."""

    run: str
    person: str
    days: int | None
    too_long: bool


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A column of the board: a stage and who is in it, the longest first."""

    stage: str
    name: str
    cards: tuple[OnBoard, ...]
    gate: str = ""


def default_changes() -> list[Change]:
    """Give the changes that make the default pathway."""
    changes: list[Change] = [Add("pathway", {"name": _(NAME)})]
    for position, (name, days, gate) in enumerate(STAGES, start=1):
        values = {"pathway": New(0), "name": _(name), "position": position, "days": days, "gate": _(gate)}
        changes.append(Add("stage", values))
    return changes


def steps_from(run: New | str, first: datetime.date, owner: str | None) -> list[Change]:
    """Give the steps of a way that begins on a day, with their due days and who does them."""
    return [
        Add(
            "step_run",
            {"pathway_run": run, "what": _(what), "due": days_on(first, after), "owner": owner},
        )
        for what, after in STEPS
    ]


def board(stages: Iterable[StageRow], runs: Iterable[Run], day: datetime.date) -> list[BoardColumn]:
    """Lay out the ways that run, column by column; paused, finished and stopped ones are outcomes and not on it."""
    running: dict[str, list[OnBoard]] = {}
    known = {each.id: each for each in stages}
    for run in runs:
        if run.status == RUNNING and run.stage in known:
            stage = known[run.stage]
            days = None if run.entered_on is None else (day - run.entered_on).days
            too_long = days is not None and stage.days is not None and days > stage.days
            running.setdefault(stage.id, []).append(OnBoard(run.id, run.person, days, too_long))
    return [
        BoardColumn(stage.id, stage.name, tuple(sorted(running.get(stage.id, []), key=_longest_first)), stage.gate)
        for stage in sorted(known.values(), key=lambda each: (each.position, each.id))
    ]


def next_stage(stages: Sequence[StageRow], stage: str | None) -> StageRow | None:
    """Give the stage after one; the first for somebody in none, None after the last."""
    ordered = sorted(stages, key=lambda each: (each.position, each.id))
    ids = [each.id for each in ordered]
    place = ids.index(stage) + 1 if stage in ids else 0
    return ordered[place] if place < len(ordered) else None


def _longest_first(card: OnBoard) -> tuple[int, str]:
    """Order cards by the days they stand there, ties by id."""
    return (-(card.days if card.days is not None else -1), card.run)
