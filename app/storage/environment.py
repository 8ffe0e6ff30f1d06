"""What a vault needs from the world around it, handed in once so that tests can hand in another world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.paths import Paths
from app.storage.cost import Policy


@dataclass(frozen=True, slots=True)
class Environment:
    """The clock (aware, UTC), the random generator (n -> n bytes), the places, and what a passphrase must cost."""

    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    paths: Paths
    policy: Policy

    def milliseconds(self) -> int:
        """The wall clock as the log counts it: milliseconds since 1970, UTC."""
        return int(self.now().timestamp() * 1000)
