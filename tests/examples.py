"""How many examples a property gets: some in `./check`, and as many times more in `./check soak` as any other gets."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

USUAL = 50
"""What a property gets in `./check` that says nothing."""


def examples(number: int, **how: Any) -> settings:
    """Give Settings for a property that needs fewer or more than the usual number, told for `./check`."""
    return settings(max_examples=max(1, number * settings().max_examples // USUAL), **how)
