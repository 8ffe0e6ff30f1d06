"""The group that most stories of the log begin with; a story with other members says so in its own file."""

from __future__ import annotations

import pytest

from tests.sync.world import Laptop, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ann(world: World) -> Laptop:
    """Give the laptop of whoever founded the group."""
    return world.found("Ann")


@pytest.fixture
def bea(world: World, ann: Laptop) -> Laptop:
    """Give an editor's laptop."""
    return world.join("Bea", ann)
