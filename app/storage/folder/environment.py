"""What a vault needs from the world around it, handed in once so that tests can hand in another world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from app.paths import Paths
from app.storage.folder import memory
from app.storage.keys.cost import Policy

if TYPE_CHECKING:
    from app.storage.keys.keystore import Keystore


def _no_keystore() -> None:
    """Stand in where the computer's keystore is not to be used."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The clock (aware, UTC), the random generator (n -> n bytes), the places, and what a passphrase must cost.

    `zone` is that of the computer: times are seen in it until a vault is open, whose group has agreed on one.
    `keystore` looks for the keystore of the computer, which may take a moment, and gives None where there is none.
    `memory` says how many bytes of memory can still be had.
    """

    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    paths: Paths
    policy: Policy
    keystore: Callable[[], Keystore | None] = _no_keystore
    zone: tzinfo = UTC
    memory: Callable[[], int] = memory.available

    def here(self) -> datetime:
        """Give the time it is, as the clock of this computer shows it."""
        return self.now().astimezone(self.zone)

    def milliseconds(self) -> int:
        """Give the wall clock as the log counts it: milliseconds since 1970, UTC."""
        return int(self.now().timestamp() * 1000)
