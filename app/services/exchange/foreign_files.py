"""Files that lie in a folder which others fill: found and read within bounds, and nothing opened that is no plain file.

A shared folder or a stick may hold anything: thousands of files, huge ones, links that lead elsewhere, pipes that never
end. Nothing here follows a link, waits for a pipe, or believes a size.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.i18n import _
from app.problems import NotFound, UserProblem
from app.services.files import LARGEST, MIB
from app.services.jobs import Progress

MARK = ".age"
ENTRIES_MOST = 20_000
FILES_MOST = 500
_PIECE = 4 * MIB
_HEAD = 64


class NotAFile(UserProblem):
    """What has the name of a file is a folder, a link, a pipe or a device."""


class FolderGone(UserProblem):
    """The folder is not there: a stick was pulled out, a network drive is away, or somebody has moved it."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A plain file as it was when the folder was listed; `stamp` differs as soon as anybody writes to it."""

    path: Path
    size: int
    stamp: tuple[int, int]

    @property
    def name(self) -> str:
        """Its name in the folder."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """The files that may be bundles, the oldest first; `passed_over` counts those that are too many or too large."""

    files: tuple[FoundFile, ...]
    passed_over: int = 0


def bundles_in(folder: Path, *, most: int = LARGEST, files: int = FILES_MOST) -> FolderFiles:
    """Give the plain files in a folder whose names say that they may be bundles.

    Raises `FolderGone`. Nothing is opened.
    """
    found: list[FoundFile] = []
    passed_over = 0
    with _there(folder), os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            if number == ENTRIES_MOST:
                passed_over += 1
                break
            if MARK not in entry.name.lower() or entry.name.startswith("."):
                continue
            file = _plain(entry)
            if file is None:
                continue
            if file.size > most:
                passed_over += 1
            else:
                found.append(file)
    found.sort(key=lambda file: (file.stamp[1], file.name))
    return FolderFiles(tuple(found[:files]), passed_over + max(len(found) - files, 0))


def _plain(entry: os.DirEntry[str]) -> FoundFile | None:
    """Give a plain file that holds something; a file that vanishes meanwhile is none."""
    try:
        about = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    if not stat.S_ISREG(about.st_mode) or about.st_size == 0:
        return None
    return FoundFile(Path(entry.path), about.st_size, (about.st_size, about.st_mtime_ns))


@contextmanager
def _there(folder: Path) -> Generator[None]:
    """Lets whatever keeps a folder from being listed out of the block as a sentence."""
    try:
        yield
    except OSError as error:
        raise FolderGone(
            _("The folder “{name}” cannot be looked into ({reason}).").format(
                name=folder.name or folder, reason=error.strerror or type(error).__name__
            ),
            kept=_("Nothing was changed."),
            do=_("If it is on a stick or a network drive, make sure that it is there, then try again."),
        ) from error


def read(path: Path, progress: Progress | None = None, *, most: int = LARGEST) -> bytes:
    """Give the content of a plain file; raises `NotAFile`, `NotFound` or another Problem, and never waits for a pipe.

    It can be stopped between the pieces.
    """
    pieces: list[bytes] = []
    done = 0
    with _opened(path, most) as descriptor:
        while piece := os.read(descriptor, _PIECE):
            pieces.append(piece)
            done += len(piece)
            if done > most:
                raise _too_large(path, done)
            if progress is not None:
                progress.check()
    return b"".join(pieces)


def begins_with(path: Path, *marks: bytes) -> bool:
    """Whether a plain file begins with one of the marks; False as well where it cannot be read."""
    try:
        with _opened(path, 1 << 62) as descriptor:
            return os.read(descriptor, _HEAD).startswith(marks)
    except UserProblem:
        return False


@contextmanager
def _opened(path: Path, most: int) -> Generator[int]:
    """Give a descriptor of a plain file that is not too large; closed again whatever happens."""
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):  # Not every system has all of them.
        flags |= int(getattr(os, name, 0))
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # Opening a device can do something by itself.
            raise _no_file(path)
        descriptor = os.open(path, flags)
        try:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise _no_file(path)
            if about.st_size > most:
                raise _too_large(path, about.st_size)
            yield descriptor
        finally:
            os.close(descriptor)
    except FileNotFoundError as error:
        raise NotFound(
            _("“{name}” is not there any more.").format(name=path.name), do=_("Choose the file again.")
        ) from error
    except OSError as error:
        raise UserProblem(
            _("“{name}” could not be read ({reason}).").format(
                name=path.name, reason=error.strerror or type(error).__name__
            ),
            kept=_("Nothing was changed."),
            do=_("Check that it is a file you may read and that the stick is still plugged in, then try again."),
        ) from error


def _no_file(path: Path) -> NotAFile:
    return NotAFile(
        _("“{name}” is not a plain file.").format(name=path.name),
        kept=_("It was not opened."),
        do=_("Choose the file itself, not a folder or a link."),
    )


def _too_large(path: Path, size: int) -> UserProblem:
    return UserProblem(
        _("“{name}” is too large: {size} MB.").format(name=path.name, size=size // MIB),
        kept=_("Nothing was read."),
        do=_("Make sure that it is the file you mean."),
    )
