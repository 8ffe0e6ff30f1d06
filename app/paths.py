"""Where the program keeps things on this computer, decided once and handed to whoever needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from platformdirs import PlatformDirs

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paths:
    """The three places outside a vault; none of them ever holds anything about people or the group."""

    default_vaults_folder: Path
    """Where a new vault is offered to be made: not among the documents, which many computers copy
    to somebody's cloud, where a database that is being written to comes back damaged or old."""
    config_folder: Path
    """What the user chose: language, look, the folders of recent vaults."""
    state_folder: Path
    """What belongs to this computer alone and must stay out of every backup of a vault."""
    export_folders: tuple[Path, ...] = ()
    """Where people mostly save what they export: what a killed export has left there is swept at the next start."""

    @classmethod
    def under(cls, root: Path) -> Paths:
        """Lay the three side by side under one folder, for tests, trials and a portable stick."""
        return cls(root / "vaults", root / "config", root / "state")

    @classmethod
    def of_this_computer(cls) -> Paths:
        """Ask the operating system where the program's things belong; nothing is created yet."""
        places = PlatformDirs("Switchboard", appauthor=False)
        return cls(
            default_vaults_folder=places.user_data_path / "vaults",
            config_folder=places.user_config_path,
            state_folder=places.user_state_path / "state",
            export_folders=(places.user_documents_path, places.user_downloads_path, places.user_desktop_path),
        )
