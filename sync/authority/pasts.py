"""What the author of each segment of the authority's log had seen: what it names, and all that these had seen.

In other circles a header's word is taken for what its author knew. Here it would let somebody name the log of whoever
made them an admin, and have heard of nobody else: so a past is closed over the segments that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable


class ClosedPasts:
    """Sets of segments by number, each kept as the bits of one integer."""

    def __init__(self) -> None:
        self._bits: dict[int, int] = {}
        self._seen: dict[int, int] = {}

    def add(self, segment: int, named: Iterable[int]) -> Callable[[int, int], bool]:
        """Add a segment after those that it names; tell of any (segment, index) whether its author had seen it."""
        seen = 0
        for each in named:
            seen |= self._seen.get(each, 0) | self._bits.get(each, 0)  # What is of another circle has no bit.
        self._seen[segment] = seen
        self._bits[segment] = here = 1 << len(self._bits)
        known, bits = seen | here, self._bits

        def saw(other: int, _index: int) -> bool:
            return bool(known & bits.get(other, 0))

        return saw
