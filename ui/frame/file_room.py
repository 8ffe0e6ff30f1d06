"""A room into which files can be dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from ui.frame.room import RoomPage


class FileRoom(RoomPage):
    """Subclass it, say which sorts of files it takes, and what it does with one."""

    takes_several: ClassVar[frozenset[str]] = frozenset()  # of those in `takes`, several at once

    def take_file(self, path: Path, sort: str) -> None:
        """Take a file that was dropped or chosen; the room is in sight then."""
        raise NotImplementedError

    def take_files(self, paths: Sequence[Path], sort: str) -> None:
        """Take several files of one sort, which is in `takes_several`."""
        raise NotImplementedError
