"""The shared folder of a vault: which one it is on this computer, and what this vault remembers of the files in it.

Outside the vault stands only the path, under the vault's random number. What would tell something of the group, such as
which file was dropped for whom, is kept inside, encrypted with everything else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec

from app.storage.database import schema
from app.storage.files import make_private_folder, plain_words, write_atomically
from app.storage.folder.environment import Environment
from app.storage.keys import keyfile
from app.storage.vault.vault import Vault

FOLDER = "shared folders"
_META = "shared folder"
REMEMBERED_MOST = 4000
FATAL_MOST = 100
GONE_FOR_MS = 24 * 60 * 60 * 1000
"""For how long deletions count together: what is taken from a shared folder comes in many rounds a day."""


class WatchChoice(msgspec.Struct, frozen=True):
    """The folder, and whether news are taken without asking where they delete little."""

    folder: str
    automatic: bool = False

    @property
    def path(self) -> Path:
        """The folder."""
        return Path(self.folder)


class Dropped(msgspec.Struct, frozen=True, array_like=True):
    """A file that this vault has put there for a device, and how much the vault held then."""

    name: str
    mark: int


class WatchMemory(msgspec.Struct, array_like=True):
    """What the vault remembers: its own files by device, and files that need not be tried again, by their hashes."""

    folder: str = ""
    dropped: dict[str, Dropped] = msgspec.field(default_factory=dict[str, Dropped])
    done: list[bytes] = msgspec.field(default_factory=list[bytes])
    stale: list[str] = msgspec.field(default_factory=list[str])
    """Files of ours that nobody needs any more, or that were being written when the program ended."""
    looking: tuple[str, bytes] | None = None
    """The file of others that is being looked into, by name and hash; it stays here if that ends the program."""
    fatal: list[str] = msgspec.field(default_factory=list[str])
    """Files that ended the program in that way, and are passed over."""
    gone: list[tuple[int, str, int]] = msgspec.field(default_factory=list[tuple[int, str, int]])
    """What bundles from the folder have deleted unasked: when, of which kind, how many."""

    def gone_lately(self, now: int) -> Counter[str]:
        """Count it by kind."""
        found = Counter[str]()
        for time, kind, count in self.gone:
            if now - time < GONE_FOR_MS:
                found[kind] += count
        return found

    def note_gone(self, now: int, gone: Mapping[str, int]) -> None:
        """Note more of it; what is long ago is forgotten."""
        self.gone = [each for each in self.gone if now - each[0] < GONE_FOR_MS]
        self.gone += [(now, kind, count) for kind, count in gone.items()]

    def note(self, digest: bytes) -> None:
        """Note that a file needs no second look; the oldest notes give way."""
        if digest not in self.done:
            self.done = [*self.done, digest][-REMEMBERED_MOST:]


def chosen(vault: Vault) -> WatchChoice | None:
    """Give shared folder of this vault on this computer, or None where none was chosen or the note cannot be read."""
    try:
        choice = msgspec.json.decode(_file(vault).read_bytes(), type=WatchChoice)
    except (OSError, msgspec.DecodeError):
        return None
    return choice if choice.folder else None


def choose(vault: Vault, folder: Path, *, automatic: bool) -> WatchChoice:
    """Note the shared folder."""
    choice = WatchChoice(str(folder.resolve()), automatic)
    file = _file(vault)
    with plain_words(file.parent):
        make_private_folder(file.parent)
    write_atomically(file, msgspec.json.encode(choice))
    return choice


def forget(vault: Vault) -> None:
    """Forgets it."""
    file = _file(vault)
    with plain_words(file):
        file.unlink(missing_ok=True)


def recall(vault: Vault) -> WatchMemory:
    """Tell what the vault remembers; nothing, where that was never written."""
    with vault.database.read() as connection:
        data = schema.get_meta(connection, _META)
    try:
        return msgspec.msgpack.decode(data, type=WatchMemory) if data else WatchMemory()
    except msgspec.DecodeError:  # Written by another version: at worst a file is tried once more.
        return WatchMemory()


def remember(vault: Vault, memory: WatchMemory) -> None:
    """Keep it inside the vault."""
    with vault.database.write() as connection:
        schema.set_meta(connection, _META, msgspec.msgpack.encode(memory))


def _file(vault: Vault) -> Path:
    environment: Environment = vault.environment
    name = keyfile.read(vault.folder.keys_file).vault_id.hex()
    return environment.paths.config_folder / FOLDER / f"{name}.json"
