"""Whether the window is light or dark: as the system is, or as the person chose on this computer."""

from __future__ import annotations

from typing import Literal, cast

from app.services.settings import laptop
from app.storage.folder.environment import Environment

Mode = Literal["system", "light", "dark"]


def chosen(environment: Environment) -> Mode:
    """Give the choice, "system" where none was made."""
    return cast("Mode", laptop.read(environment)["look"])


def choose(environment: Environment, mode: Mode) -> None:
    """Note a choice."""
    laptop.write(environment, {"look": mode})
