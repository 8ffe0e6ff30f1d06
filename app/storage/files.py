"""Small files written so that a power cut leaves either the old one or the new one, never neither."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from app.i18n import _
from app.problems import DiskFull, NotAVault, UserProblem

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

NEW_SUFFIX = ".new"


class ReadOnly(UserProblem):
    """A folder or file may be read but not written."""


class DiskTrouble(UserProblem):
    """The disk, or the stick, did not do what it was asked to."""


def disk_full(path: Path) -> DiskFull:
    """Say that there is no room left on the disk that holds ``path``."""
    return DiskFull(
        _("The disk with {path} is full.").format(path=path),
        kept=_("Nothing that was saved before is lost; the last step was not saved."),
        do=_("Make some room on it and try again."),
    )


def read_only(path: Path) -> ReadOnly:
    """Say that ``path`` cannot be written."""
    return ReadOnly(
        _("{path} cannot be written: it is read-only, or belongs to someone else.").format(path=path),
        kept=_("Nothing was changed."),
        do=_("Copy the folder to a place where you may write, or change its permissions."),
    )


def disk_trouble(path: Path, reason: str) -> DiskTrouble:
    """Say that the disk failed in some other way, with the system's own words as the reason."""
    return DiskTrouble(
        _("{path} could not be read or written ({reason}).").format(path=path, reason=reason),
        kept=_("Everything saved before this is untouched."),
        do=_("Check that the disk or stick is still plugged in and has room, then open it again."),
    )


def problem_of(error: OSError, path: Path) -> UserProblem:
    """Turn what the operating system says into a sentence that a person can act on."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(path)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return read_only(path)
    return disk_trouble(path, error.strerror or type(error).__name__)


@contextmanager
def plain_words(path: Path) -> Generator[None]:
    """Let operating system errors of the block out as problems about ``path``."""
    try:
        yield
    except OSError as error:
        raise problem_of(error, path) from error


def make_private_folder(path: Path) -> None:
    """Make a folder, and those above it, that nobody but the owner can look into."""
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)


def sync_folder(path: Path) -> None:
    """Make the names in a folder survive a power cut; Windows does so by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a small file by way of ``<name>.new`` beside it, readable by the owner alone.

    The caller makes sure that nobody else writes the same file (a vault's folder is locked).
    Raises DiskFull, ReadOnly or DiskTrouble, and the previous file is then still whole.
    """
    new = path.with_name(path.name + NEW_SUFFIX)
    with plain_words(path):
        try:
            new.unlink(missing_ok=True)
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            new.replace(path)
            sync_folder(path.parent)
        except OSError:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise


def newer_version() -> NotAVault:
    """Say that the vault was made by a program newer than this."""
    return NotAVault(
        _("This vault was made by a newer version of Switchboard."),
        kept=_("Nothing was changed."),
        do=_("Install the newest version and open it again."),
    )
