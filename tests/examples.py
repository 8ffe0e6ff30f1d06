"""How many examples a property gets: few in `./check`, all in `./check long`, as many times more in `./check soak`."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

USUAL = 50
"""What a property gets in `./check long` that says nothing."""
PROFILES = {"few": USUAL // 5, "long": USUAL, "soak": USUAL * 24}
"""Examples of such a property, by the name of the profile."""
FEWEST = 3
"""The first that Hypothesis tries is always the plainest, such as an order that is none."""


def examples(number: int, **how: Any) -> settings:
    """Give settings for a property that needs fewer or more than the usual number, told for `./check long`."""
    return settings(max_examples=share(number, min(number, FEWEST)), **how)


def share(number: int, least: int = 1) -> int:
    """Give as many of a number told for `./check long` as the profile in use allows."""
    return max(least, number * settings().max_examples // USUAL)


def is_long() -> bool:
    """Say whether all is tried that `./check long` tries."""
    return settings().max_examples >= PROFILES["long"]


def is_soaking() -> bool:
    """Say whether everything is tried that can be."""
    return settings().max_examples >= PROFILES["soak"]
