"""Interval graphs: stays without requirements need as many beds as there are people in the fullest night.

The colouring of intervals by their beginnings is optimal (Golumbic, Algorithmic Graph Theory, 1980, ch. 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush

from app.capabilities.houses.beds.nights import Span


def fullest(spans: Mapping[str, Span]) -> int:
    """Count the people of the fullest night."""
    changes = sorted([(span[1], -1) for span in spans.values()] + [(span[0], 1) for span in spans.values()])
    most = running = 0
    for _night, step in changes:
        running += step
        most = max(most, running)
    return most


def colour(spans: Mapping[str, Span]) -> dict[str, int]:
    """Give each stay a number of a bed, from 0 on, with as few beds as the fullest night has people."""
    free: list[int] = []
    leaving: list[tuple[int, int]] = []
    given: dict[str, int] = {}
    used = 0
    for stay, nights in sorted(spans.items(), key=lambda each: (each[1], each[0])):
        while leaving and leaving[0][0] <= nights[0]:
            heappush(free, heappop(leaving)[1])
        if not free:
            heappush(free, used)
            used += 1
        given[stay] = heappop(free)
        heappush(leaving, (nights[1], given[stay]))
    return given
