"""Files that a person hands in or takes away: bundles, requests, lists, sheets. Failures come as sentences."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path

from app.i18n import _
from app.problems import NotFound, UserProblem
from app.services.job import Progress
from app.storage.files import plain_words

MIB = 1024 * 1024
LARGEST = 1024 * MIB
PART_SUFFIX = ".part"
_PIECE = 4 * MIB
_HEAD = 64
_BUNDLE = b"age-encryption.org/v1\n"
_REQUEST = b"switchboard join request\n"
_ZIP = b"PK\x03\x04"

BUNDLE, REQUEST, LIST, OTHER = "bundle", "request", "list", "other"
LIST_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".vcf", ".vcard", ".xlsx"})


def sort_of(path: Path) -> str:
    """What a file is, by how it begins and only then by its name: a messenger may have given it another name."""
    with reading(path), path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_BUNDLE):
        return BUNDLE
    if head.startswith(_REQUEST):
        return REQUEST
    suffix = path.suffix.lower()
    return LIST if suffix in LIST_SUFFIXES and (suffix != ".xlsx" or head.startswith(_ZIP)) else OTHER


def read(path: Path, progress: Progress | None = None, *, most: int = LARGEST) -> bytes:
    """The content of a file, piece by piece, because sticks are slow; raises a Problem that says what is wrong."""
    progress = progress or Progress()
    pieces: list[bytes] = []
    with reading(path), path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > most:
            raise UserProblem(
                _("“{name}” is too large: {size} MB.").format(name=path.name, size=size // MIB),
                kept=_("Nothing was read."),
                do=_("Make sure that it is the file you mean."),
            )
        done = 0
        while piece := stream.read(_PIECE):
            pieces.append(piece)
            done += len(piece)
            progress.check()
            progress.step(done, max(size, done), _("Reading the file"))
    return b"".join(pieces)


def write(path: Path, data: bytes) -> None:
    """Puts a whole file in its place, or leaves what was there: a full stick must not keep half a bundle."""
    write_pieces(path, [data])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """The same for a file that comes piece by piece; whatever the pieces raise leaves what was there."""
    part = path.with_name(f".{path.name}{PART_SUFFIX}")
    with plain_words(path):
        try:
            part.unlink(missing_ok=True)
            with part.open("xb") as stream:
                stream.writelines(pieces)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise


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
