"""The SQL that a piece of work runs, counted instead of timed: the same however busy the machine is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.storage.vault.vault import Vault


@contextmanager
def statements(vault: Vault) -> Iterator[list[str]]:
    """Give a list that gathers every statement that a vault's database runs in the block, BEGIN included."""
    found: list[str] = []

    def gather(statement: str) -> None:
        if not statement.startswith("--"):  # So begins what the search index runs for itself.
            found.append(" ".join(statement.split()))

    driver = vault.database._driver
    driver.set_trace_callback(gather)
    try:
        yield found
    finally:
        driver.set_trace_callback(None)
