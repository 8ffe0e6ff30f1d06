"""Files named on the command line: read within bounds, and written whole or not at all, never over another unasked."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import _
from app.problems import NotFound, UserProblem

if TYPE_CHECKING:
    from app.storage.unfinished import Unfinished


class OutputExists(UserProblem):
    """A file would be written where there is one already."""


def read(path: Path, *, pipes: bool = True) -> bytes:
    """Give the content of a file; raises `NotFound` or another Problem that says what is wrong with it.

    A shell hands in what another program writes as a pipe; without `pipes` that is refused.
    """
    from app.services import files

    if not path.exists():
        raise NotFound(_("There is no file {path}.").format(path=path), do=_("Check its name and folder."))
    return files.read(path, pipes=pipes)


class Output:
    """A place for a file that nobody sees before it is whole; see `reserved`."""

    def __init__(self, wanted: Path, unfinished: Unfinished, *, force: bool) -> None:
        """Take over the file that has been begun in the folder."""
        self._wanted = wanted
        self._unfinished = unfinished
        self._force = force

    def write(self, data: bytes, name: str = "") -> Path:
        """Write the file and give its path; where a folder was asked for, it is called `name` there."""
        from app.storage.files import plain_words

        path = self._wanted / name if name and self._wanted.is_dir() else self._wanted
        with plain_words(path):
            self._unfinished.write([data])
            try:
                self._unfinished.place(path, replace=self._force)
            except FileExistsError:
                raise _taken(path) from None
        return path


@contextmanager
def reserved(path: Path, *, force: bool = False, folder: bool = False) -> Generator[Output]:
    """Make sure, before any work is done, that a file can be written there; nothing stays of it unless it is.

    With `folder`, `path` may be a folder that is there: `Output.write` is then told the name in it. Raises
    `OutputExists` unless `force` is given, `NotFound` if the folder is not there, or what the disk has against it.
    """
    from app.storage.files import plain_words
    from app.storage.unfinished import PRIVATE, Unfinished

    place = path if path.is_dir() else path.parent
    if not place.is_dir():
        raise NotFound(_("There is no folder {folder}.").format(folder=place), do=_("Make it first."))
    if path.is_dir() and not folder:
        raise UserProblem(_("{path} is a folder.").format(path=path), do=_("Name a file in it."))
    if path.exists() and not path.is_dir() and not force:
        raise _taken(path)
    with plain_words(place):
        unfinished = Unfinished(place, PRIVATE)
    try:
        yield Output(path, unfinished, force=force)
    finally:
        unfinished.drop()


def _taken(path: Path) -> OutputExists:
    return OutputExists(
        _("There is already a file {path}.").format(path=path),
        kept=_("It was not touched."),
        do=_("Choose another name, or say --force to replace it."),
    )
