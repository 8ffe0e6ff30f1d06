"""A bed given twice, settled: what placing both of them gives, with everybody else where they are."""

from __future__ import annotations

from dataclasses import replace

from app.capabilities.houses.beds.nights import FAR, stay_span
from app.capabilities.houses.beds.rows import BedPlan
from app.capabilities.houses.placing.outcome import Place, PlacingScore, clashes, rank, score
from app.capabilities.houses.placing.task import make_task


def settle_two(plan: BedPlan, one: str, other: str) -> tuple[str, str] | None:
    """Give the stay of the two that moves, and its new bed: the best of all ways in which one of them moves.

    Two stays in one bed need one move and no more, so all placings of both that can be best are tried. None if
    neither finds another bed for all its nights.
    """
    both = {one, other}
    stays = tuple(
        replace(stay, may_move=stay.id in both, status="planned" if stay.id in both else stay.status)
        for stay in plan.stays
        if stay.id in both or stay.bed is not None
    )
    spans = [span for stay in stays if stay.id in both and (span := stay_span(stay)) is not None]
    if len(spans) < len(both):
        return None
    window = (min(first for first, _end in spans), min(FAR, max(end for _first, end in spans)))
    task = make_task(replace(plan, stays=stays), window)
    if set(task.of) != both:
        return None
    found: list[tuple[PlacingScore, int, str, str]] = []
    for stays_put, moves in ((one, other), (other, one)):
        kept = task.block(stays_put).bed
        for bed in task.block(moves).options:
            if kept is None or bed == task.block(moves).bed:
                continue
            places: dict[str, Place] = {stays_put: (kept,), moves: (bed,)}
            if not clashes(task, places):
                found.append((score(task, places), rank(moves, bed), moves, bed))
    if not found:
        return None
    _score, _rank, stay, bed = min(found)
    return stay, bed
