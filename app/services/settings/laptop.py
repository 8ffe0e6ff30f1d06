"""What this laptop remembers for itself: declared once, kept in one file that is of no group."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from app.i18n import N_
from app.storage.files import make_private_folder, plain_words, write_atomically
from app.storage.folder.environment import Environment

FILE = "settings.json"
LOOKS = {"system": N_("As the system is"), "light": N_("Light"), "dark": N_("Dark")}
COVERINGS = {
    "never": N_("Only when I ask for it"),
    "left": N_("When I turn to another window"),
    "rest": N_("Also when nothing was touched for 20 seconds"),
}


@dataclass(frozen=True, slots=True)
class LaptopSetting:
    """A setting of this laptop: one of some codes with their marked words, or a whole number within bounds.

    It is no `Setting` of records: the first page reads it before any record is declared.
    """

    name: str
    label: str
    default: str | int
    options: Mapping[str, str] | None = None
    bounds: tuple[int, int] = (0, 0)
    help: str = ""

    def sound(self, value: object) -> str | int:
        """Give a value that was read, if it is one, else the default."""
        if self.options is not None:
            return value if isinstance(value, str) and value in self.options else self.default
        least, most = self.bounds
        whole = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return cast("int", value) if whole else self.default


LAPTOP_SETTINGS = (
    LaptopSetting("look", N_("Light or dark"), "system", LOOKS),
    LaptopSetting(
        "idle_minutes",
        N_("Lock when nothing was touched for"),
        5,
        bounds=(1, 60),
        help=N_("Before the laptop sleeps, and when its screen is locked, the vault is locked in any case."),
    ),
    LaptopSetting(
        "covering",
        N_("Cover the page"),
        "never",
        COVERINGS,
        help=N_("A covered page is a blur, and screen readers cannot read it. A key or a click uncovers it."),
    ),
    LaptopSetting(
        "clipboard_seconds",
        N_("Take what I copied out of the clipboard after"),
        10,
        bounds=(0, 600),
        help=N_("Other programs can read the clipboard. Choose longer if you need more time to paste."),
    ),
)


def read(environment: Environment) -> dict[str, Any]:
    """Give the value of every setting; whatever is missing, out of bounds or cannot be read is as by default."""
    try:
        stored: Any = json.loads((environment.paths.config_folder / FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        stored = {}
    given = cast("dict[str, object]", stored) if isinstance(stored, dict) else {}
    return {setting.name: setting.sound(given.get(setting.name)) for setting in LAPTOP_SETTINGS}


def write(environment: Environment, values: Mapping[str, Any]) -> None:
    """Note some settings and keep the others."""
    place = environment.paths.config_folder
    with plain_words(place):
        make_private_folder(place)
    write_atomically(place / FILE, json.dumps({**read(environment), **values}).encode())
