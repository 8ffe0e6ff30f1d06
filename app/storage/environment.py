"""What a vault needs from the world around it, handed in once so that tests can hand in another world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.paths import Paths
from app.storage.cost import Policy

if TYPE_CHECKING:
    from app.storage.keystore import Keystore


def _no_keystore() -> None:
    """Stand in where the computer's keystore is not to be used."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The clock (aware, UTC), the random generator (n -> n bytes), the places, and what a passphrase must cost.

    `keystore` looks for the keystore of the computer, which may take a moment, and gives None where there is none.
    """

    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    paths: Paths
    policy: Policy
    keystore: Callable[[], Keystore | None] = _no_keystore

    def milliseconds(self) -> int:
        """The wall clock as the log counts it: milliseconds since 1970, UTC."""
        return int(self.now().timestamp() * 1000)
