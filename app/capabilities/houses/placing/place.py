"""Place everyone in a window of nights: the one verb of this package."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial

from app.capabilities.houses.beds.nights import Span
from app.capabilities.houses.beds.rows import BedPlan, RequirementRow
from app.capabilities.houses.placing.booking import by_colouring, in_order_of_booking
from app.capabilities.houses.placing.model import build, cut_nights
from app.capabilities.houses.placing.outcome import Place, PlacingScore, clashes, pieces, score
from app.capabilities.houses.placing.reasons import why_unplaced
from app.capabilities.houses.placing.solving import solve
from app.capabilities.houses.placing.task import PlacingTask, make_task

# More variables than this would not be solved in the time that somebody waits.
_MOST_VARIABLES = 60_000
# So many musts are tried, one by one, for the one whose giving up makes room.
_MOST_TRIES = 8


@dataclass(frozen=True, slots=True)
class PlacedStay:
    """A stay in a bed for these nights; two of them for a stay that is cut."""

    stay: str
    bed: str
    nights: Span
    moved: bool


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A stay without a bed, why, and how many of its nights are in the window."""

    stay: str
    why: str
    nights: int


@dataclass(frozen=True, slots=True)
class Placing:
    """Who sleeps where; ``proven`` says that no better placing exists, ``ignored`` names requirements left out."""

    placed: tuple[PlacedStay, ...]
    unplaced: tuple[Unplaced, ...]
    score: PlacingScore
    proven: bool
    seconds: float
    ignored: tuple[str, ...] = ()
    places: dict[str, Place] = field(default_factory=dict[str, Place])

    @property
    def moves(self) -> tuple[PlacedStay, ...]:
        """Give those whose bed changes."""
        return tuple(each for each in self.placed if each.moved)


def place(
    plan: BedPlan,
    from_day: datetime.date,
    to_day: datetime.date,
    *,
    pins: Collection[str] = (),
    seconds: float = 8.0,
    name: Callable[[str], str] = str,
    clock: Callable[[], float] = time.monotonic,
) -> Placing:
    """Place the stays without a bed, and those that may move, in the nights from one day up to another.

    Args:
        plan: Rooms, beds, stays, closures and requirements.
        from_day: The first night.
        to_day: The day after the last night.
        pins: Stays that keep their beds, by hand.
        seconds: How long to search at most; out of time the best so far is given, not proven.
        name: Gives the name of a person by id, for the reasons.
        clock: Seconds that pass.
    """
    began = clock()
    window = (from_day.toordinal(), to_day.toordinal())
    task = make_task(plan, window, pins=pins)
    places, result, proven = best_places(task, seconds, clock)
    unplaced: list[Unplaced] = []
    for block in task.blocks:
        if block.id not in places:
            asked = partial(_makes_room, plan, window, pins, block.id, result, clock)
            why = why_unplaced(task, block, makes_room=_few(asked), name=name)
            unplaced.append(Unplaced(block.id, why, block.weight))
    placed = [
        PlacedStay(block.id, bed, nights, block.bed is not None and bed != block.bed)
        for block in task.blocks
        if block.id in places
        for bed, nights in pieces(task, block.id, places[block.id])
    ]
    return Placing(tuple(placed), tuple(unplaced), result, proven, clock() - began, task.ignored, places)


def best_places(
    task: PlacingTask, seconds: float, clock: Callable[[], float] = time.monotonic
) -> tuple[dict[str, Place], PlacingScore, bool]:
    """Give the best placing found, its score, and whether it is proven that there is none better."""
    if not task.blocks:
        return {}, score(task, {}), True
    candidates = [in_order_of_booking(task), by_colouring(task)]
    best = min(candidates, key=lambda places: score(task, places))
    result = score(task, best)
    if result == PlacingScore(0, 0, 0, 0, 0, _least_wishes(task)):
        return best, result, True
    until = clock() + seconds
    # What some placing reaches at 0, goal after goal, no placing betters: the search begins with the next goal.
    model = build(task, {}, reached=_zeros(result))
    solved = solve(model, until - clock(), clock=clock)
    proven = solved is not None and solved.proven
    if solved is not None:
        places = model.places(solved.values)
        if not clashes(task, places) and (proven or score(task, places) < result):
            best, result = places, score(task, places)
    if (result.put_out or result.unplaced) and clock() < until:
        best, result, proven = _with_cuts(task, best, result, until, clock, proven=proven)
    return best, result, proven


def _with_cuts(
    task: PlacingTask,
    best: dict[str, Place],
    result: PlacingScore,
    until: float,
    clock: Callable[[], float],
    *,
    proven: bool,
) -> tuple[dict[str, Place], PlacingScore, bool]:
    """Cut stays once where somebody would else be left out: any stay if that is not too much to search."""
    everybody = {block.id: cut_nights(task, block) for block in task.blocks}
    size = sum(2 * len(task.calendar.beds) * len(everybody[block.id]) for block in task.blocks)
    cuts = (
        everybody
        if size <= _MOST_VARIABLES
        else {stay: nights for stay, nights in everybody.items() if stay not in best}
    )
    if not any(cuts.values()):
        return best, result, proven
    model = build(task, cuts)
    solved = solve(model, max(0.05, until - clock()), clock=clock)
    if solved is None:
        return best, result, False
    places = model.places(solved.values)
    if not clashes(task, places) and score(task, places) < result:
        return places, score(task, places), solved.proven and cuts is everybody
    return best, result, proven and solved.proven and cuts is everybody


def _zeros(result: PlacingScore) -> int:
    """Count the goals, from the first on, that are 0; the wishes, which come last, are always searched for."""
    goals = (result.put_out, result.unplaced, result.cuts, result.musts, result.moved)
    return next((number for number, value in enumerate(goals) if value), len(goals))


def _least_wishes(task: PlacingTask) -> int:
    """Give a number of wishes that no placing can miss fewer of."""
    return sum(min((missed[1] for missed in block.options.values()), default=0) for block in task.blocks)


def _few(ask: Callable[[RequirementRow], bool]) -> Callable[[RequirementRow], bool]:
    """Ask a few times only: each answer is a placing of its own."""
    left = iter(range(_MOST_TRIES))

    def asked(row: RequirementRow) -> bool:
        return next(left, None) is not None and ask(row)

    return asked


def _makes_room(
    plan: BedPlan,
    window: Span,
    pins: Collection[str],
    stay: str,
    before: PlacingScore,
    clock: Callable[[], float],
    row: RequirementRow,
) -> bool:
    """Say if the stay has a bed, and no more nights are lost, once a requirement is given up."""
    task = make_task(plan, window, pins=pins, drop=row.id)
    places, after, _proven = best_places(task, 2.0, clock)
    return stay in places and (after.put_out, after.unplaced) < (before.put_out, before.unplaced)
