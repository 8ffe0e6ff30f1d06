"""What SQLAlchemy compiles is kept for the whole run: in the program what is not rehearsed goes with its vault.

A run opens thousands of vaults. Compiling the statements of one look at Today takes longer than all the rest of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Dialect, event
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache

MOST = 3000


@contextmanager
def compiled_once() -> Iterator[Callable[[Connection], None]]:
    """Let every vault that is opened within the block use what was compiled for those before it; gives the listener."""
    kept: LRUCache[object, object] = LRUCache(MOST)
    dialects: dict[tuple[type[Dialect], object], Dialect] = {}

    def share(connection: Connection) -> None:
        # What is compiled is found again by its dialect, of which each engine makes one.
        mine = connection.dialect
        connection.dialect = dialects.setdefault((type(mine), mine.loaded_dbapi), mine)
        connection.execution_options(compiled_cache=kept)

    event.listen(Engine, "engine_connect", share)
    try:
        yield share
    finally:
        event.remove(Engine, "engine_connect", share)
