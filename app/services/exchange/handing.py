"""A folder with one bundle for each laptop, for a stick that goes round: all of them written, or none."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.i18n import _
from app.problems import DiskFull, NotFound, Problem, UserProblem
from app.services.exchange import exchange
from app.services.exchange.foreign_files import FolderGone
from app.services.jobs import Job, Progress
from app.storage import bundles
from app.storage.bundles import Peer
from app.storage.files import ReadOnly, problem_of, sync_folder
from app.storage.unfinished import Unfinished
from app.storage.vault.vault import Vault

_WITHOUT_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


@dataclass(frozen=True, slots=True)
class Handed:
    """One bundle in the folder: for whom, and the name that says nothing of it."""

    recipient: str
    device: str
    file: str
    size: int


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The bundles that lie in a folder now."""

    folder: Path
    handed: tuple[Handed, ...]

    @property
    def size(self) -> int:
        """Their size together."""
        return sum(each.size for each in self.handed)

    @property
    def recipients(self) -> tuple[str, ...]:
        """Whose laptops they are for, each person once."""
        return tuple(dict.fromkeys(each.recipient for each in self.handed))


def hand_out(
    vault: Vault, folder: Path, devices: Sequence[str] | None = None, *, everything: bool = False
) -> Job[HandedOut]:
    """One bundle for each device (all others if None) into a folder, under random names and in random order.

    No file says whose it is: each laptop finds its own by trying. If the stick is full or pulled out, none of them is
    there afterwards.
    """

    def run(progress: Progress) -> HandedOut:
        check_folder(vault, folder)
        wanted = [peer for peer in recipients(vault) if devices is None or peer.device in set(devices)]
        if not wanted:
            raise UserProblem(
                _("There is nobody to make a bundle for yet."),
                do=_("Admit somebody first: they make a join request on their laptop."),
            )
        # In the order of a list, the times of the files would tell whose is whose.
        wanted.sort(key=lambda _peer: vault.environment.random(16))
        batch = FileBatch(folder)
        handed: list[Handed] = []
        try:
            for number, peer in enumerate(wanted):
                progress.check()
                progress.step(number, len(wanted), _("A bundle for {name}").format(name=peer.name))
                made = exchange.make_bundle(vault, [peer.device], everything=everything).run(Progress())
                batch.add(made.name, made.data)
                handed.append(Handed(peer.name, peer.device, made.name, len(made.data)))
            progress.check()
            batch.finish()
        except BaseException:
            batch.undo()
            raise
        handed.sort(key=lambda each: (each.recipient.casefold(), each.device))
        return HandedOut(folder, tuple(handed))

    return Job(_("Fill the folder"), run)


def recipients(vault: Vault) -> list[Peer]:
    """Give the laptops for which a bundle can be made.

    All others of the group but those that are suspended or removed.
    """
    with vault.looking() as replica:
        good = {device.device.hex() for device in replica.membership.devices.values() if device.good}
    return [peer for peer in bundles.peers(vault) if peer.device in good]


def check_folder(vault: Vault, folder: Path) -> None:
    """Says what is wrong with a folder for bundles before any is made: not there, not to be written, or the vault's."""
    try:
        here, own = folder.resolve(strict=True), vault.folder.path.resolve()
    except (OSError, RuntimeError) as error:  # Python says so of a link that leads to itself.
        raise gone(folder) from error
    if not here.is_dir():
        raise NotFound(_("“{name}” is not a folder.").format(name=folder.name), do=_("Choose a folder."))
    if here == own or own in here.parents:
        raise UserProblem(
            _("This is the folder of the vault itself."),
            kept=_("Nothing was written."),
            do=_("Choose a folder of its own for the bundles."),
        )
    if not os.access(here, os.W_OK):
        raise ReadOnly(
            _("The folder “{name}” cannot be written: it is read-only, or belongs to someone else.").format(
                name=folder.name or folder
            ),
            kept=_("Nothing was changed."),
            do=_("Choose another folder; a stick may have a small switch against writing."),
        )


class FileBatch:
    """Files that appear in a folder together: written without a name, or a hidden one, and named at the end."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self._folder = folder
        self._files: list[tuple[Unfinished, Path]] = []

    def add(self, name: str, data: bytes) -> None:
        """Write one, down to the disk; raises a Problem about the folder."""
        try:
            unfinished = Unfinished(self._folder)
            self._files.append((unfinished, self._folder / name))
            unfinished.write([data])
        except OSError as error:
            raise self._problem(error) from error

    def finish(self) -> None:
        """Give all of them their names."""
        try:
            for unfinished, path in self._files:
                unfinished.place(path, replace=True)
                unfinished.drop()
            settle_names(self._folder)
        except OSError as error:
            raise self._problem(error) from error

    def undo(self) -> None:
        """Take everything away again, as far as the folder is still there."""
        for unfinished, path in self._files:
            unfinished.drop()
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _problem(self, error: OSError) -> Problem:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            return DiskFull(
                _("There is not enough room in “{name}” for all the bundles.").format(name=self._folder.name),
                kept=_("None of them was left there."),
                do=_("Make some room, or choose another stick, and try again."),
            )
        if not self._folder.is_dir() or error.errno in {errno.EIO, errno.ENODEV, errno.ENXIO}:
            return gone(self._folder)
        return problem_of(error, self._folder)


def gone(folder: Path) -> FolderGone:
    """Give the sentence for a folder that is not there, most often because of a stick that was pulled out."""
    return FolderGone(
        _("The folder “{name}” is not there, as if the stick had been pulled out.").format(name=folder.name or folder),
        kept=_("No bundle in it is half written."),
        do=_("Put the stick back in, or choose another folder, and try again."),
    )


def settle_names(folder: Path) -> None:
    """Make the new names survive that the stick is pulled out, where its file system knows how."""
    try:
        sync_folder(folder)
    except OSError as error:
        if error.errno not in _WITHOUT_FOLDER_SYNC:
            raise
