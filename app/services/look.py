"""Whether the window is light or dark: as the system is, or as the person chose on this computer."""

from __future__ import annotations

from typing import Literal, cast, get_args

from app.services.vaults import Environment
from app.storage.files import make_private_folder, plain_words, write_atomically

Mode = Literal["system", "light", "dark"]
LOOK = "look"


def chosen(environment: Environment) -> Mode:
    """The choice, or "system" where none was made or it cannot be read."""
    try:
        text = (environment.paths.config_folder / LOOK).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return "system"
    return cast("Mode", text) if text in get_args(Mode) else "system"


def choose(environment: Environment, mode: Mode) -> None:
    """Notes a choice."""
    place = environment.paths.config_folder
    with plain_words(place):
        make_private_folder(place)
    write_atomically(place / LOOK, mode.encode())
