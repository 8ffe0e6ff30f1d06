"""Files that a person hands in or takes away: bundles, requests, lists, sheets. Failures come as sentences."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from app.i18n import _
from app.problems import NotFound, UserProblem
from app.services.jobs import Progress
from app.storage.files import plain_words
from app.storage.folder.environment import Environment
from app.storage.unfinished import Unfinished, sweep

MIB = 1024 * 1024
LARGEST = 1024 * MIB
_PIECE = 4 * MIB
_HEAD = 64
_BUNDLE = b"age-encryption.org/v1\n"
_REQUEST = b"switchboard join request\n"
_ZIP = b"PK\x03\x04"

BUNDLE, REQUEST, LIST, STATEMENT, OTHER = "bundle", "request", "list", "statement", "other"
STATEMENT_SUFFIXES = frozenset({".xml", ".ofx", ".qfx"})
LIST_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".vcf", ".vcard", ".xlsx"})


def sort_of(path: Path) -> str:
    """Tell what a file is, by how it begins and only then by its name: a messenger may have given it another name."""
    _check_plain(path)
    with reading(path), path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_BUNDLE):
        return BUNDLE
    if head.startswith(_REQUEST):
        return REQUEST
    suffix = path.suffix.lower()
    if suffix in STATEMENT_SUFFIXES:
        return STATEMENT
    return LIST if suffix in LIST_SUFFIXES and (suffix != ".xlsx" or head.startswith(_ZIP)) else OTHER


def read(path: Path, progress: Progress | None = None, *, most: int = LARGEST, pipes: bool = False) -> bytes:
    """Give the content of a file, piece by piece, because sticks are slow; raises a Problem that says what is wrong.

    A pipe or a device, which might be waited for without end, is refused unless `pipes` allows it; a device that is no
    terminal never ends, and is refused all the same.
    """
    progress = progress or Progress()
    pieces: list[bytes] = []
    if not pipes or _is_endless(path):
        _check_plain(path)
    with reading(path), path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > most:
            raise _too_large(path, size)
        done = 0
        while piece := stream.read(_PIECE):
            pieces.append(piece)
            done += len(piece)
            if done > most:
                raise _too_large(path, done)
            progress.check()
            progress.step(done, max(size, done), _("Reading the file"))
    return b"".join(pieces)


def _is_endless(path: Path) -> bool:
    """Whether it is a device, such as /dev/zero, and no terminal at which somebody types."""
    with reading(path):
        mode = path.stat().st_mode
        if not stat.S_ISCHR(mode):
            return stat.S_ISBLK(mode)
        with path.open("rb", buffering=0) as stream:
            return not stream.isatty()


def _too_large(path: Path, size: int) -> UserProblem:
    return UserProblem(
        _("“{name}” is too large: {size} MB.").format(name=path.name, size=size // MIB),
        kept=_("Nothing was read."),
        do=_("Make sure that it is the file you mean."),
    )


def _check_plain(path: Path) -> None:
    with reading(path):
        mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise UserProblem(
            _("“{name}” is a pipe or a device, and no file.").format(name=path.name),
            kept=_("It was not opened, because it might have been waited for without end."),
            do=_("Choose the file itself."),
        )


def write(path: Path, data: bytes) -> None:
    """Put a whole file in its place, or leave what was there: a full stick must not keep half a bundle."""
    write_chunks(path, [data])


def write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    """Give the same for a file that comes chunk by chunk; whatever the chunks raise leaves what was there."""
    with plain_words(path):
        unfinished = Unfinished(path.parent)
        try:
            unfinished.write(chunks)
            unfinished.place(path, replace=True)
        finally:
            unfinished.drop()


def sweep_left_overs(environment: Environment) -> None:
    """Remove what an export that was killed has left where exports usually go."""
    for folder in environment.paths.export_folders:
        sweep(folder, environment.now().timestamp())


@contextmanager
def reading(path: Path) -> Generator[None]:
    """Lets a file that is not there, a folder, and a stick that was pulled out of the block as sentences."""
    try:
        yield
    except IsADirectoryError as error:
        raise NotFound(_("“{name}” is a folder.").format(name=path.name), do=_("Choose a file.")) from error
    except FileNotFoundError as error:
        raise NotFound(
            _("“{name}” is not there any more.").format(name=path.name), do=_("Choose the file again.")
        ) from error
    except OSError as error:
        raise UserProblem(
            _("“{name}” could not be read ({reason}).").format(name=path.name, reason=error.strerror or error),
            kept=_("Nothing was changed."),
            do=_("Check that it is a file you may read and that the stick is still plugged in, then try again."),
        ) from error
