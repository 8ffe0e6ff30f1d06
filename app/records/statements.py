"""The SQL that was made of queries: SQLAlchemy needs longer to write a statement than SQLite to answer it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache

_MOST = 500
"""Statements that are kept for one vault, beside those that were rehearsed."""
Kept = dict[Any, Any]


class Statements:
    """What was written for an empty vault, where there are no values that it could hold, serves all others.

    What is written for a vault with somebody's values in it is kept beside, and goes with that vault.
    """

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._rehearsed: Kept = {}
        self._dialect: Dialect | None = None
        self.complete = False
        """Whether all of the first page has been rehearsed."""

    def rehearsing(self, engine: Engine) -> Engine:
        """Give the engine of an empty database, of which everything is kept."""
        return self._known_by(engine).execution_options(compiled_cache=self._rehearsed)

    def serve(self, engine: Engine) -> Engine:
        """Give an engine that takes from what was rehearsed. Both have to be of one kind of database."""
        return self._known_by(engine).execution_options(compiled_cache=_OfOneVault(self._rehearsed))

    def _known_by(self, engine: Engine) -> Engine:
        """Let an engine find what was written for another: it is looked for by the dialect."""
        if self._dialect is None:
            self._dialect = engine.dialect
        engine.dialect = self._dialect
        return engine


class _OfOneVault(LRUCache[Any, Any]):
    """Looks at what was rehearsed first; what is new goes nowhere else."""

    def __init__(self, rehearsed: Kept) -> None:
        super().__init__(_MOST)
        self._rehearsed = rehearsed

    def get(self, key: Any, default: Any = None) -> Any:
        """Give a statement, or the default."""
        found = self._rehearsed.get(key)
        return super().get(key, default) if found is None else found
