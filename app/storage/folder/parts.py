"""What a vault's folder holds, and how one is recognised; light, because the window's first page asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DATABASE = "vault.db"
KEYS = "keys"
LOCK = "lock"
UNFINISHED = "unfinished"


def is_vault(path: Path) -> bool:
    """Tell whether a folder looks like a vault, for a list of recent ones; no check of its files."""
    return (path / KEYS).is_file() and (path / DATABASE).is_file() and not (path / UNFINISHED).exists()
