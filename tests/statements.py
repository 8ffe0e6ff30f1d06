"""The SQL that a piece of work runs, counted instead of timed: the same however busy the machine is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@contextmanager
def statements() -> Iterator[list[str]]:
    """Give a list that gathers every statement run within the block, BEGIN of each transaction included."""
    found: list[str] = []

    def gather(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", gather)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", gather)
