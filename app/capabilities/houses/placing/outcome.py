"""How good a placing is, told in one tuple of whole numbers: smaller is better, from the left."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from app.capabilities.houses.beds.nights import overlap
from app.capabilities.houses.placing.task import PlacingTask, StayBlock

# A stay in one bed, or cut once: the bed up to a night, and the bed from then on.
Place = tuple[str] | tuple[str, int, str]


@dataclass(frozen=True, slots=True, order=True)
class PlacingScore:
    """Nights that somebody with a bed would lose, nights unplaced, cuts, musts missed, moves, wishes missed."""

    put_out: int
    unplaced: int
    cuts: int
    musts: int
    moved: int
    wishes: int


def score(task: PlacingTask, places: Mapping[str, Place]) -> PlacingScore:
    """Judge a placing; the places are of stays that are to be placed, who has none is unplaced."""
    put_out = unplaced = musts = cuts = moved = wishes = 0
    for block in task.blocks:
        place = places.get(block.id)
        if place is None:
            if block.bed is None:
                unplaced += block.weight
            else:
                put_out += block.weight
            continue
        cuts += len(place) > 1
        moved += block.bed is not None and place != (block.bed,)
        missed = [task.options(block, nights)[bed] for bed, nights in _parts(block, place)]
        musts += sum(each[0] for each in missed)
        wishes += sum(each[1] for each in missed)
    for pair in task.pairs:
        if pair.one in places and pair.other in places:
            bad = _same_room(task, places, pair.one, pair.other) != pair.together
        else:
            bad = False
        musts += bad and pair.must
        wishes += bad and not pair.must
    return PlacingScore(put_out, unplaced, cuts, musts, moved, wishes)


def pieces(task: PlacingTask, stay: str, place: Place) -> list[tuple[str, tuple[int, int]]]:
    """Give the beds of a place with their nights."""
    return _parts(task.block(stay), place)


def _parts(block: StayBlock, place: Place) -> list[tuple[str, tuple[int, int]]]:
    """Give the beds and nights of a stay."""
    if len(place) == 1:
        return [(place[0], block.nights)]
    first, night, second = place
    return [(first, (block.nights[0], night)), (second, (night, block.nights[1]))]


def clashes(task: PlacingTask, places: Mapping[str, Place]) -> list[tuple[str, str]]:
    """Give the pairs of stays that have one bed in one night, or break a must between them: none in a good placing."""
    laid = [(stay, bed, nights) for stay, place in sorted(places.items()) for bed, nights in pieces(task, stay, place)]
    found = [
        (one[0], other[0]) for one, other in combinations(laid, 2) if one[1] == other[1] and overlap(one[2], other[2])
    ]
    return found + [
        (pair.one, pair.other)
        for pair in task.pairs
        if pair.hard
        and pair.one in places
        and pair.other in places
        and _same_room(task, places, pair.one, pair.other) != pair.together
    ]


def rank(stay: str, bed: str) -> int:
    """Give the fixed order among equally good placings: a number from the two ids, the same everywhere."""
    return int.from_bytes(hashlib.sha256(f"{stay}\n{bed}".encode()).digest()[:2], "big") + 1


def _same_room(task: PlacingTask, places: Mapping[str, Place], one: str, other: str) -> bool:
    """Say if two stays are in one room in each night that they share."""
    shared = [
        task.room(first) == task.room(second)
        for first, nights in pieces(task, one, places[one])
        for second, others in pieces(task, other, places[other])
        if overlap(nights, others)
    ]
    return bool(shared) and all(shared)
