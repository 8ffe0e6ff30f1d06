"""Files named on the command line: read within bounds, and written whole or not at all, never over another unasked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.i18n import _
from app.problems import NotFound, UserProblem


class OutputExists(UserProblem):
    """A file would be written where there is one already."""


def read(path: Path) -> bytes:
    """The content of a file; raises `NotFound` or another Problem that says what is wrong with it."""
    from app.services import files

    if not path.exists():
        raise NotFound(_("There is no file {path}.").format(path=path), do=_("Check its name and folder."))
    return files.read(path)


class Output:
    """A place for a file that nobody sees before it is whole; see `reserved`."""

    def __init__(self, wanted: Path, part: Path, *, force: bool) -> None:
        """Take over an empty, hidden file in the same folder."""
        self._wanted = wanted
        self._part = part
        self._force = force

    def write(self, data: bytes, name: str = "") -> Path:
        """Writes the file and gives its path; where a folder was asked for, it is called `name` there."""
        from app.storage.files import plain_words

        path = self._wanted / name if name and self._wanted.is_dir() else self._wanted
        with plain_words(path):
            with self._part.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if self._force:
                self._part.replace(path)
            else:
                _put(self._part, path)
        return path


@contextmanager
def reserved(path: Path, *, force: bool = False, folder: bool = False) -> Generator[Output]:
    """Makes sure, before any work is done, that a file can be written there; nothing stays of it unless it is.

    With `folder`, `path` may be a folder that is there: `Output.write` is then told the name in it. Raises
    `OutputExists` unless `force` is given, `NotFound` if the folder is not there, or what the disk has against it.
    """
    from app.storage.files import plain_words

    place = path if path.is_dir() else path.parent
    if not place.is_dir():
        raise NotFound(_("There is no folder {folder}.").format(folder=place), do=_("Make it first."))
    if path.is_dir() and not folder:
        raise UserProblem(_("{path} is a folder.").format(path=path), do=_("Name a file in it."))
    if path.exists() and not path.is_dir() and not force:
        raise _taken(path)
    with plain_words(place):
        descriptor, name = tempfile.mkstemp(prefix=".switchboard-", suffix=".part", dir=place)
        os.close(descriptor)
    part = Path(name)
    try:
        yield Output(path, part, force=force)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _put(part: Path, path: Path) -> None:
    """Gives the finished file its name, unless somebody has taken that meanwhile."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise _taken(path) from None
    except OSError:  # The file system of a stick may know no links.
        if path.exists():
            raise _taken(path) from None
        part.replace(path)


def _taken(path: Path) -> OutputExists:
    return OutputExists(
        _("There is already a file {path}.").format(path=path),
        kept=_("It was not touched."),
        do=_("Choose another name, or say --force to replace it."),
    )
