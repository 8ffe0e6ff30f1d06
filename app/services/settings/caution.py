"""How careful the window is on this computer: when it locks by itself, what it covers, how long a copy lasts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Literal

from app.services.settings import laptop
from app.storage.folder.environment import Environment

Covering = Literal["never", "left", "rest"]


@dataclass(frozen=True, slots=True)
class Caution:
    """What the person chose; the defaults are for a laptop at a kitchen table that others pass by."""

    idle_minutes: int = 5
    covering: Covering = "never"  # "left": while another window is in front; "rest": also while nothing is touched
    clipboard_seconds: int = 10  # 0: what was copied stays


def chosen(environment: Environment) -> Caution:
    """Give the choice."""
    found = laptop.read(environment)
    return Caution(**{each.name: found[each.name] for each in fields(Caution)})


def choose(environment: Environment, caution: Caution) -> None:
    """Note a choice."""
    laptop.write(environment, asdict(caution))
