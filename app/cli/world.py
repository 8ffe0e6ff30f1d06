"""What the commands need from outside, handed in once, so that a test can hand in another world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from app.records.registry import Registry
    from app.storage.folder.environment import Environment


@dataclass(frozen=True, slots=True)
class World:
    """Environment and records are made when the first command asks for them, so that help is quick.

    `sheets` holds the templates of the sheets; `variables` are those of the process. `ask` puts a question whose
    answer is not shown, and is None where nobody is there to answer. `draw` gives pictures of every page.
    """

    environment: Callable[[], Environment]
    registry: Callable[[], Registry]
    sheets: Callable[[], Path]
    variables: Mapping[str, str]
    ask: Callable[[str], str] | None = None
    draw: Callable[[Path], Sequence[Path]] | None = None
    progress: bool = False


def world_of(context: typer.Context) -> World:
    """Give the world that the program was started with."""
    world = context.obj
    assert isinstance(world, World)
    return world
