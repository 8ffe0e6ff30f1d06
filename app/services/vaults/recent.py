"""The vaults used lately on this computer, and where a new one would go: all that the window's first page shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from app.storage.files import make_private_folder, plain_words, write_atomically
from app.storage.folder.environment import Environment
from app.storage.folder.parts import is_vault

RECENT = "recent.json"
_MOST = 8
_NEUTRAL_NAME = "switchboard"


def recent(environment: Environment) -> list[Path]:
    """Give the folders of vaults used lately that are still there, the last one first."""
    try:
        names: Any = json.loads((environment.paths.config_folder / RECENT).read_bytes())
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(names, list):
        return []
    found = [Path(name) for name in cast("list[object]", names) if isinstance(name, str) and "\0" not in name]
    return [folder for folder in found if is_vault(folder)]


def remember(folder: Path, environment: Environment) -> None:
    """Put a vault at the head of those used lately. Only its folder is noted, never whose vault it is.

    What an earlier run of the program has left of an export is swept by the way.
    """
    from app.services.files import sweep_left_overs

    sweep_left_overs(environment)
    folders = [folder.resolve(), *(each for each in recent(environment) if each != folder.resolve())]
    data = json.dumps([str(each) for each in folders[:_MOST]]).encode()
    place = environment.paths.config_folder
    with plain_words(place):
        make_private_folder(place)
    write_atomically(place / RECENT, data)


def forget(folder: Path, environment: Environment) -> None:
    """Take a vault off the list."""
    folders = [str(each) for each in recent(environment) if each != folder.resolve()]
    write_atomically(environment.paths.config_folder / RECENT, json.dumps(folders).encode())


def default_folder(environment: Environment) -> Path:
    """Give a free place for a new vault, under a name that says nothing about the group."""
    place, number = environment.paths.default_vaults_folder, 1
    while (folder := place / (_NEUTRAL_NAME if number == 1 else f"{_NEUTRAL_NAME}-{number}")).exists():
        number += 1
    return folder
