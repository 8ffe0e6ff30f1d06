"""Chance that always falls the same way for the same seed, so that sample data are equal wherever they are made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB


class Chance:
    """SplitMix64 (Steele, Lea and Flood, 2014): quick, even, and no secret. Never for keys."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def below(self, limit: int) -> int:
        """Give a whole number from 0 up to, but without, `limit`.

        The bias for limits far under 2**64 does not matter.
        """
        self._state = (self._state + _STEP) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * _FIRST) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * _SECOND) & _MASK
        return (mixed ^ (mixed >> 31)) % limit

    def between(self, least: int, most: int) -> int:
        """Give a whole number, both ends included."""
        return least + self.below(most - least + 1)

    def one_of(self, items: Sequence[Item]) -> Item:
        """Any of them."""
        return items[self.below(len(items))]

    def some_of(self, items: Sequence[Item], count: int) -> list[Item]:
        """Give a few different ones, in no order."""
        pool = list(items)
        return [pool.pop(self.below(len(pool))) for _turn in range(min(count, len(pool)))]

    def happens(self, percent: int) -> bool:
        """Give true so many times in a hundred."""
        return self.below(100) < percent
