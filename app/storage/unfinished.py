"""Files that nobody sees before they are whole, and of which nothing stays where the program is killed.

On Linux such a file has no name until it is finished (O_TMPFILE, open(2)): the system removes it with the program.
Elsewhere, and on sticks whose file system knows no such files, it is hidden; what a killed program leaves is swept at
the next export into the folder, and at the next start where exports usually go.
"""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import re
import secrets
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

PUBLIC, PRIVATE = 0o666, 0o600
_LEFT = re.compile(r"\.switchboard-([0-9a-f]{4})-([0-9]{1,10})-[0-9a-f]{12}\.part")
_ABANDONED_SECONDS = 3600
_REUSED_SECONDS = 24 * 3600
"""Nobody writes a file for so long: a process of its writer's number is another one by then."""
_COPIED = 1 << 20


class Unfinished:
    """A file in a folder: written first, then placed under its name or dropped."""

    def __init__(self, folder: Path, mode: int = PUBLIC) -> None:
        """Begin an empty one; raises the `OSError` of a folder that cannot be written."""
        self._part = folder / f".switchboard-{_machine()}-{os.getpid()}-{secrets.token_hex(6)}.part"
        self._descriptor = _nameless(folder, mode)
        self._hidden = self._descriptor < 0
        if self._hidden:
            self._descriptor = os.open(self._part, _flags() | os.O_CREAT | os.O_EXCL, mode)
        sweep(folder, os.fstat(self._descriptor).st_mtime)

    def write(self, pieces: Iterable[bytes]) -> None:
        """Write all there is, down to the disk."""
        with self._stream() as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())

    def place(self, path: Path, *, replace: bool) -> None:
        """Give the file its name, in the same folder; raises `FileExistsError` unless it may replace another."""
        there = path.exists()
        if there and not replace:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        if not self._hidden and self._appears(path, there=there, replace=replace):
            return
        os.close(self._descriptor)  # Windows moves no open file.
        self._descriptor = -1
        if replace:
            self._part.replace(path)
        else:
            _put(self._part, path)

    def drop(self) -> None:
        """Let go of the file; nothing stays of one that was not placed. Harmless when done before."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _appears(self, path: Path, *, there: bool, replace: bool) -> bool:
        """Name a nameless file at once; False where it has the hidden name now, which alone can replace another."""
        if not there:
            try:
                return self._link(path)
            except FileExistsError:
                if not replace:
                    raise
        self._link(self._part)
        return False

    def _link(self, path: Path) -> bool:
        """Name a nameless file; where the system lets nobody do that, write it again under the hidden name: False.

        Python follows the link of /proc only if it is told a folder (link(2), linkat(2)).
        """
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.link(f"/proc/self/fd/{self._descriptor}", path, src_dir_fd=folder, follow_symlinks=True)
        except FileExistsError:
            raise
        except OSError:
            self._write_again()
            return False
        finally:
            os.close(folder)
        return True

    def _write_again(self) -> None:
        mode = os.fstat(self._descriptor).st_mode & 0o777
        copy = os.open(self._part, _flags() | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(copy, "wb") as stream:
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            while piece := os.read(self._descriptor, _COPIED):
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())

    def _stream(self) -> BinaryIO:
        return os.fdopen(os.dup(self._descriptor), "wb")


def sweep(folder: Path, now: float) -> None:
    """Remove what killed exports have left in a folder; what a running program is writing stays.

    `now` is the time in seconds by the clock of the folder's disk. What another computer left on a stick goes after an
    hour: nobody here can see whether it is still being written. What a process of this one seems to write goes after a
    day: its number is another's by then.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            left = _LEFT.fullmatch(entry.name)
            if left is None:
                continue
            with suppress(OSError):
                ours, age = left[1] == _machine(), now - entry.stat().st_mtime
                runs = ours and _runs(int(left[2]))
                if age > (_REUSED_SECONDS if runs else _ABANDONED_SECONDS) or (ours and not runs):
                    Path(entry.path).unlink()


def _machine() -> str:
    """Two bytes that tell this computer from most others, and say nothing of it."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:4]


def _flags() -> int:
    return os.O_RDWR | int(getattr(os, "O_BINARY", 0))


def _nameless(folder: Path, mode: int) -> int:
    """Give a descriptor of a file without a name; -1 where there are none."""
    if not hasattr(os, "O_TMPFILE") or not Path("/proc/self/fd").is_dir():
        return -1
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR, mode)
    except OSError:  # The file system of a stick may not know it; what else is wrong, the other way says.
        return -1


def _runs(number: int) -> bool:
    """Whether there is a process of this number; on Windows, where asking could end it, only this one counts."""
    if number == os.getpid():
        return True
    if sys.platform == "win32":
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _put(part: Path, path: Path) -> None:
    """Name a hidden file, unless somebody has taken that name meanwhile."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # The file system of a stick may know no links.
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        part.replace(path)
    else:
        part.unlink()
