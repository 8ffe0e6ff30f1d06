"""The lock of a vault's folder: held by the operating system, so a crash can never leave it behind."""

from __future__ import annotations

import errno
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from app.i18n import _
from app.problems import UserProblem, VaultInUse
from app.records.almanac import seen_from
from app.storage.files import problem_of

if TYPE_CHECKING:
    from pathlib import Path

HELD_BYTE = 1 << 30  # Windows bars everybody from reading a locked byte; nothing is written this far out.
LARGEST_NOTE = 1024
ATTEMPTS = 3

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        """Take the operating system's lock, at once or not at all."""
        os.lseek(descriptor, HELD_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        """Take the operating system's lock, at once or not at all.

        It is of the open file, not of the process: a second opening in this process is refused too.
        """
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Holder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who holds the lock, as far as it says so: no names, because the file is readable by anyone."""

    process: int
    since: datetime


class Lock:
    """A lock that lasts until ``release``, or until the process that took it is gone.

    The file stays behind without meaning anything: only the operating system's lock on it counts.
    """

    def __init__(self, path: Path, descriptor: int | None) -> None:
        """Take over a descriptor that is already locked, or None where nothing has to be; use ``take``."""
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, now: datetime) -> Lock:
        """Lock the file, or raise VaultInUse with the process that holds it, if it says so."""
        for _attempt in range(ATTEMPTS):
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise problem_of(error, path.parent) from error
            try:
                _lock(descriptor)
            except OSError as error:
                os.close(descriptor)
                raise _refused(error, path, now) from error
            if _is_still(descriptor, path):
                lock = cls(path, descriptor)
                lock._note(Holder(os.getpid(), now.astimezone(UTC)))
                return lock
            os.close(descriptor)  # Somebody gave up making a vault here and took the file away.
        raise VaultInUse(_("The vault in {folder} is being made or removed just now.").format(folder=path.parent))

    def release(self) -> None:
        """Let others open the vault; harmless when it was done before."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def _note(self, holder: Holder) -> None:
        """Write down who holds it; a full disk must not keep anybody from reading their vault."""
        assert self._descriptor is not None
        try:
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, msgspec.json.encode(holder))
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                self.release()
                raise problem_of(error, self._path) from error


def _is_still(descriptor: int, path: Path) -> bool:
    """Tell whether the locked file is the one that others find under its name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _refused(error: OSError, path: Path, now: datetime) -> UserProblem:
    """Tell a vault that is open elsewhere from a disk that cannot lock at all."""
    if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
        return _in_use(path, now)
    return UserProblem(
        _("The disk with {folder} cannot lock files, so two windows could open the vault at once.").format(
            folder=path.parent
        ),
        kept=_("Nothing was changed."),
        do=_("Move the vault to a disk of this computer."),
    )


def _in_use(path: Path, now: datetime) -> VaultInUse:
    """Say who has the vault open, and since when in the zone of ``now``, if that can be found out."""
    holder = _read_holder(path)
    what = _("This vault is already open in another window or command.")
    if holder is not None:
        since = f"{seen_from(holder.since, now):%Y-%m-%d %H:%M}"
        what = _("This vault is already open in another window or command: process {process}, since {since}.")
        what = what.format(process=holder.process, since=since)
    return VaultInUse(what, kept=_("Nothing was changed."), do=_("Close it there first."))


def _read_holder(path: Path) -> Holder | None:
    """Read the note in the lock; a missing or broken one is only a detail less in the sentence."""
    try:
        with path.open("rb") as stream:
            return msgspec.json.decode(stream.read(LARGEST_NOTE), type=Holder)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
