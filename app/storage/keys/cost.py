"""How much work one guess at a passphrase costs, and what a key file may ask this computer to do."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import _
from app.problems import UserProblem, VaultDamaged

if TYPE_CHECKING:
    from collections.abc import Callable

KEY_BYTES = 32
MIB = 1024  # in KiB, the unit of Argon2
PROBE_ITERATIONS = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """The three parameters of Argon2id (RFC 9106): memory in KiB, passes over it, lanes."""

    memory_kib: int
    iterations: int
    lanes: int


def derive(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
    """Stretch a passphrase into a 32-byte key with Argon2id.

    Raises UserProblem if the computer has not that much memory free.
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    stretch = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    try:
        return stretch.derive(passphrase)
    except MemoryError as error:
        raise UserProblem(
            _("This computer has not the {amount} MiB of free memory that opening the vault takes.").format(
                amount=cost.memory_kib // MIB
            ),
            kept=_("Nothing was changed."),
            do=_("Close other programs and try again."),
        ) from error


def seconds_of(cost: Cost) -> float:
    """Measure one derivation on this computer."""
    start = time.perf_counter()
    derive(b"how long does it take", bytes(16), cost)
    return time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Policy:
    """The least that new and existing key slots must cost, and the most that they may.

    The least stops somebody who can write to the folder from making guesses cheap; the most stops
    a hostile key file from asking for a terabyte or a year. The defaults are for real vaults;
    ``measure`` is handed in so that a test neither waits nor depends on the machine.
    """

    least: Cost = Cost(memory_kib=256 * MIB, iterations=1, lanes=4)
    most: Cost = Cost(memory_kib=1024 * MIB, iterations=256, lanes=16)
    most_work: int = 256 * MIB * 256
    """KiB passed over in all: half a minute here, a few minutes on the slowest laptop."""
    seconds: float = 1.0
    measure: Callable[[Cost], float] = seconds_of

    def calibrate(self) -> Cost:
        """Find the cost that takes about ``seconds`` here, never below the least.

        A few passes are measured together, because the first one also pays for getting the memory.
        """
        least = self.least
        probe = Cost(least.memory_kib, max(least.iterations, PROBE_ITERATIONS), least.lanes)
        pass_seconds = max(self.measure(probe), 1e-6) / probe.iterations
        affordable = min(self.most.iterations, self.most_work // least.memory_kib)
        iterations = max(least.iterations, min(affordable, round(self.seconds / pass_seconds)))
        return Cost(least.memory_kib, iterations, least.lanes)

    def check(self, cost: Cost) -> None:
        """Refuse a cost that is outside the bounds, before any work is done for it.

        Raises VaultDamaged: no version of this program writes such a slot.
        """
        least, most = self.least, self.most
        strong_enough = cost.memory_kib >= least.memory_kib and cost.iterations >= least.iterations
        bearable = (
            cost.memory_kib <= most.memory_kib
            and cost.iterations <= most.iterations
            and cost.memory_kib * cost.iterations <= self.most_work
            and 1 <= cost.lanes <= most.lanes
        )
        if not strong_enough:
            raise VaultDamaged(
                _("The file “keys” asks for weaker protection of the passphrase than is allowed."),
                kept=_("Your passphrase was not tried on it, and nothing was changed."),
                do=_("Somebody may have exchanged the file: bring it back from a backup."),
            )
        if not bearable:
            raise VaultDamaged(
                _("The file “keys” asks for more memory or time than any vault of ours does."),
                kept=_("Nothing was changed."),
                do=_("Somebody may have exchanged the file: bring it back from a backup."),
            )
