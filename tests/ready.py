"""Vaults that were made once, to be copied: making one takes a hundred milliseconds, copying and opening it thirty.

A copy has the keys of its original. So no two that are open at the same time come from the same one: what is given out
is lent, and comes back when its group is closed or forgotten.
"""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Made:
    """A closed vault, what its computer keeps beside it, its recovery code, and how late it was then."""

    folder: Path
    computer: Path
    code: str
    time: datetime.datetime


@dataclass
class Shelf:
    """Originals by what they are; several of each if several are needed at once."""

    kept: dict[str, list[Made]] = field(default_factory=dict)
    lent: set[tuple[str, int]] = field(default_factory=set)
    _room: tempfile.TemporaryDirectory[str] | None = None

    def room(self) -> Path:
        """Give the folder of all originals, which goes when the process ends."""
        self._room = self._room or tempfile.TemporaryDirectory(prefix="ready-", ignore_cleanup_errors=True)
        return Path(self._room.name)

    def take(self, what: str, make: Callable[[Path], Made], folder: Path, computer: Path) -> tuple[Made, int]:
        """Copy an original of which no copy is open; say which it was, for `give_back`."""
        kept = self.kept.setdefault(what, [])
        number = next(number for number in range(len(kept) + 1) if (what, number) not in self.lent)
        if number == len(kept):
            kept.append(make(self.room() / f"{what} {number}"))
        shutil.copytree(kept[number].folder, folder)
        shutil.copytree(kept[number].computer, computer, dirs_exist_ok=True)
        self.lent.add((what, number))
        return kept[number], number

    def give_back(self, what: str, number: int) -> None:
        """Let the original be copied again."""
        self.lent.discard((what, number))


SHELF = Shelf()
