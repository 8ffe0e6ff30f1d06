"""What PySide6 does at every import, ended before anything else is imported."""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - that is when it begins


def import_plainly() -> None:
    """End it: it reads the source of each module that imports, and leaves it in memory, 38 MB in all.

    It looks there for words that ask for features of its own, which nothing here does.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
