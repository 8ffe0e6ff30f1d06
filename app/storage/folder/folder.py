"""The folder that is a vault: making one, recognising one, and holding it so that nobody else opens it.

``vault.db`` is the encrypted database (its first 16 bytes are the vault's id, which SQLCipher uses as
its salt), ``keys`` the key slots, ``lock`` the lock. While a vault is being made there is also
``unfinished``, so that an interruption can be told from a loss.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from app.i18n import _
from app.problems import Bug, NotAVault, UserProblem, VaultDamaged, VaultExists
from app.storage.files import NEW_SUFFIX, make_private_folder, plain_words, read_only, sync_folder
from app.storage.folder.lock import Lock
from app.storage.folder.parts import DATABASE, KEYS, LOCK, UNFINISHED
from app.storage.keys import keyfile

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

OURS = frozenset(
    {
        DATABASE,
        f"{DATABASE}-wal",
        f"{DATABASE}-shm",
        f"{DATABASE}-journal",
        KEYS,
        KEYS + NEW_SUFFIX,
        UNFINISHED,
        LOCK,
    }
)
DROPPINGS = frozenset({".DS_Store", "desktop.ini", "Thumbs.db", ".directory"})  # of file managers
SMALLEST_DATABASE = 4096
PLAIN_DATABASE = b"SQLite format 3\0"


class VaultFolder:
    """A vault's folder that this process has locked; ``close`` it after the database in it."""

    def __init__(self, path: Path, lock: Lock, *, made: tuple[Path, ...] | None = None) -> None:
        """Take over a locked folder; ``made`` are the folders to take away again if it is not finished."""
        self.path = path
        self._lock = lock
        self._made = made

    @property
    def database_file(self) -> Path:
        """The encrypted database."""
        return self.path / DATABASE

    @property
    def keys_file(self) -> Path:
        """The key slots."""
        return self.path / KEYS

    @classmethod
    def create(cls, path: Path, *, now: datetime) -> VaultFolder:
        """Make an empty locked folder for a new vault, to be filled and then declared ``finish``ed.

        Raises VaultExists if there is one already, UserProblem if the place is taken otherwise.
        """
        with plain_words(path):
            made = tuple(each for each in (path, *path.parents) if not each.exists())
        _refuse_taken(path)
        with plain_words(path):
            make_private_folder(path)
        try:
            return cls._begin(path, now, made)
        except BaseException:
            _remove_folders(made)
            raise

    @classmethod
    def _begin(cls, path: Path, now: datetime, made: tuple[Path, ...]) -> VaultFolder:
        """Lock the new folder, sweep out what an interrupted attempt left, and mark it unfinished."""
        lock = Lock.take(path / LOCK, now)
        try:
            _refuse_taken(path)  # Again: until now, somebody else may have made a whole vault here.
        except BaseException:
            lock.release()
            raise
        folder = cls(path, lock, made=made)
        try:
            with plain_words(path):
                folder._remove_files()
                if sys.platform != "win32":
                    with suppress(PermissionError):  # A stick's file system may know no permissions.
                        path.chmod(0o700)
                (path / UNFINISHED).touch(mode=0o600)
                sync_folder(path)
        except BaseException:
            folder.close()
            raise
        return folder

    def finish(self) -> None:
        """Declare the new vault whole; until then, closing the folder takes everything away again."""
        if not (self.database_file.is_file() and self.keys_file.is_file()):
            raise Bug(_("A new vault was declared finished without its files."))
        with plain_words(self.path):
            sync_folder(self.path)
            (self.path / UNFINISHED).unlink()
            sync_folder(self.path)
        self._made = None

    @classmethod
    def open(cls, path: Path, *, now: datetime) -> VaultFolder:
        """Check that a folder is a whole vault of this version and lock it. Nothing is unlocked yet.

        Raises NotAVault, VaultDamaged, VaultInUse or ReadOnly.
        """
        with plain_words(path):
            _check_names(path)
        _check_writable(path)
        lock = Lock.take(path / LOCK, now)
        try:
            with plain_words(path):
                _check_names(path)
                _check_files(path)
                (path / (KEYS + NEW_SUFFIX)).unlink(missing_ok=True)
        except BaseException:
            lock.release()
            raise
        return cls(path, lock)

    def close(self) -> None:
        """Let go of the folder; one whose making was not finished disappears with all it held."""
        if self._made is None:
            self._lock.release()
            return
        made, self._made = self._made, None
        if sys.platform == "win32":
            self._lock.release()  # Windows removes no open file.
        with suppress(OSError):  # What cannot be removed is encrypted, marked, and swept out next time.
            self._remove_files()
            (self.path / UNFINISHED).unlink(missing_ok=True)
            (self.path / LOCK).unlink(missing_ok=True)
        self._lock.release()
        _remove_folders(made)

    def __enter__(self) -> Self:
        """Hold the folder for a block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, whatever happened."""
        self.close()

    def _remove_files(self) -> None:
        """Remove what a vault consists of, but for the lock and the mark; only ever of one in the making."""
        for name in OURS - {LOCK, UNFINISHED}:
            (self.path / name).unlink(missing_ok=True)


def _remove_folders(made: tuple[Path, ...]) -> None:
    """Remove the folders that were made for a vault, innermost first, as far as they are empty."""
    with suppress(OSError):
        for each in made:
            each.rmdir()


def _refuse_taken(path: Path) -> None:
    """Refuse to make a vault where something is; what an interrupted attempt left does not count."""
    if not path.exists():
        return
    if not path.is_dir():
        raise UserProblem(_("{path} is a file; a vault is a folder.").format(path=path), do=_("Choose another name."))
    with plain_words(path):
        names = {each.name for each in path.iterdir()} - DROPPINGS
    if UNFINISHED in names and names <= OURS:
        return
    if names & {KEYS, DATABASE}:
        raise VaultExists(
            _("There is already a vault in {path}.").format(path=path),
            kept=_("It was not touched."),
            do=_("Open it, or choose another folder for the new one."),
        )
    if names - {LOCK}:
        raise UserProblem(
            _("The folder {path} is not empty.").format(path=path),
            kept=_("Nothing in it was touched."),
            do=_("Choose an empty folder, or a new name, for the vault."),
        )


def _check_names(path: Path) -> None:
    """Check that the folder is there and has the files of a vault."""
    if not path.is_dir():
        found = _("a file, and a vault is a folder") if path.exists() else _("nothing there")
        raise NotAVault(
            _("{path} is not a vault: {found}.").format(path=path, found=found),
            do=_("Choose the folder in which the vault was made, or make a new one."),
        )
    if (path / UNFINISHED).exists():
        raise NotAVault(
            _("Making the vault in {path} was interrupted before it was done.").format(path=path),
            kept=_("Nothing had been kept in it yet."),
            do=_("Make the vault again, in this folder or another."),
        )
    has_keys, has_database = (path / KEYS).is_file(), (path / DATABASE).is_file()
    if not has_keys and not has_database:
        raise NotAVault(
            _("The folder {path} is not a vault.").format(path=path),
            do=_("Choose the folder in which the vault was made, or make a new one."),
        )
    if not has_keys or not has_database:
        missing, present = (KEYS, DATABASE) if has_database else (DATABASE, KEYS)
        raise VaultDamaged(
            _("The file “{missing}” is missing from the vault in {path}.").format(missing=missing, path=path),
            kept=_("The file “{present}” is there and was not touched.").format(present=present),
            do=_("Bring “{missing}” back from a backup of this vault.").format(missing=missing),
        )


def _check_files(path: Path) -> None:
    """Check what can be known of the two files without a key: that they are ours and belong together."""
    vault_id = keyfile.read(path / KEYS).vault_id
    with (path / DATABASE).open("rb") as stream:
        start = stream.read(SMALLEST_DATABASE)
    if len(start) < SMALLEST_DATABASE:
        what = _("The file “vault.db” of this vault has been cut short.")
    elif start.startswith(PLAIN_DATABASE):
        what = _("The file “vault.db” is a plain database of some other program.")
    elif not start.startswith(vault_id):
        what = _("The files “vault.db” and “keys” do not belong to the same vault, or one is damaged.")
    else:
        return
    raise VaultDamaged(
        what,
        kept=_("Nothing was changed."),
        do=_("Bring both files back from one backup of this vault, or get the data from another laptop."),
    )


def _check_writable(path: Path) -> None:
    """Say at once that a vault cannot be written, rather than at the first change."""
    as_effective_user = os.access in os.supports_effective_ids
    for each in (path, path / DATABASE, path / KEYS):
        if not os.access(each, os.W_OK, effective_ids=as_effective_user):
            raise read_only(each)
