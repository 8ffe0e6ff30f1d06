"""Commands as people type them: the real table of commands over a world of the test's own.

What typer makes of the table takes ten times as long as most commands, and comes out the same each time: it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import typer
from typer import testing
from typer.main import get_command
from typer.testing import CliRunner, Result

from app.capabilities import commands
from app.cli.program import program
from app.cli.world import World
from app.services.command import Verb

testing._get_command = cache(get_command)  # pyright: ignore[reportPrivateImportUsage]


@cache
def usual() -> tuple[Verb, ...]:
    """Give the verbs of all capabilities."""
    return commands()


@cache
def table(more: tuple[Verb, ...]) -> typer.Typer:
    """Give the program with these verbs of capabilities."""
    return program(more)


def typed(
    words: Sequence[object], world: World, *, lines: str | None = None, more: tuple[Verb, ...] | None = None
) -> Result:
    """Run a command, whatever comes of it, while somebody types lines."""
    used = table(usual() if more is None else more)
    return CliRunner().invoke(used, [str(word) for word in words], obj=world, input=lines)
