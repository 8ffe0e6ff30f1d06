"""The best assignment of people to lines that need so many each: as many slots as can be are filled, one by each.

People are the bits of a number, so that a step of the search costs as much as there are lines, not people (augmenting
paths, as Kuhn 1955 found them, over lines that take several).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who fills which line, as bits; how many slots stay empty; the lines at which one more person would fill one."""

    filled: tuple[int, ...]
    empty: int
    short: frozenset[int]


def assign(needs: Sequence[tuple[int, int]]) -> Assigned:
    """Fill lines, each given as how many it needs and who could (as bits); the same for the same lines."""
    filled = [0] * len(needs)
    taken = 0
    for place, (number, could) in enumerate(needs):
        free = could & ~taken
        for _slot in range(min(number, free.bit_count())):
            one = free & -free
            filled[place] |= one
            taken |= one
            free &= ~one
    short: set[int] = set()
    empty = 0
    for place, (number, _could) in enumerate(needs):
        while filled[place].bit_count() < number:
            seen = _fill_one_more(place, needs, filled)
            if seen:
                short |= seen
                empty += number - filled[place].bit_count()
                break
    return Assigned(tuple(filled), empty, frozenset(short))


def _fill_one_more(start: int, needs: Sequence[tuple[int, int]], filled: list[int]) -> set[int]:
    """Find somebody for one more slot of a line, moving others if need be; give the lines tried if there is nobody."""
    taken = 0
    for each in filled:
        taken |= each
    came: dict[int, tuple[int, int]] = {}  # How a line was reached: from which line, by moving whom.
    seen, front = {start}, [start]
    while front:
        here = front.pop(0)
        could = needs[here][1]
        free = could & ~taken
        if free:
            one = free & -free
            while True:
                filled[here] |= one
                if here == start:
                    return set()
                before, moved = came[here]
                filled[here] &= ~moved
                here, one = before, moved
        for other, holds in enumerate(filled):
            movable = could & holds
            if other not in seen and movable:
                seen.add(other)
                came[other] = (here, movable & -movable)
                front.append(other)
    return seen
