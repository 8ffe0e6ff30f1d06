"""How careful the window is on this computer: when it locks by itself, what it covers, how long a copy lasts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast, get_args

from app.services.vaults import Environment
from app.storage.files import make_private_folder, plain_words, write_atomically

Covering = Literal["never", "left", "rest"]
CAUTION = "caution"
LEAST_MINUTES, MOST_MINUTES = 1, 60
MOST_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Caution:
    """What the person chose; the defaults are for a laptop at a kitchen table that others pass by."""

    idle_minutes: int = 5
    covering: Covering = "never"  # "left": while another window is in front; "rest": also while nothing is touched
    clipboard_seconds: int = 10  # 0: what was copied stays


def chosen(environment: Environment) -> Caution:
    """The choice; whatever of it is missing, out of bounds or cannot be read is as by default."""
    try:
        read: Any = json.loads((environment.paths.config_folder / CAUTION).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return Caution()
    if not isinstance(read, dict):
        return Caution()
    found, usual = cast("dict[str, object]", read), Caution()
    covering = found.get("covering")
    return Caution(
        _within(found.get("idle_minutes"), LEAST_MINUTES, MOST_MINUTES, usual.idle_minutes),
        cast("Covering", covering) if covering in get_args(Covering) else usual.covering,
        _within(found.get("clipboard_seconds"), 0, MOST_SECONDS, usual.clipboard_seconds),
    )


def choose(environment: Environment, caution: Caution) -> None:
    """Notes a choice."""
    place = environment.paths.config_folder
    with plain_words(place):
        make_private_folder(place)
    write_atomically(place / CAUTION, json.dumps(asdict(caution)).encode())


def _within(value: object, least: int, most: int, otherwise: int) -> int:
    """A number that was read, if it is one and in bounds."""
    if not isinstance(value, int) or isinstance(value, bool):
        return otherwise
    return value if least <= value <= most else otherwise
