"""Sample data to look around with and to try things out on: always the same for the same seed and day.

What is made is said by the capabilities, in their order; nothing that they make breaks a rule, unless somebody then
does it on purpose.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.i18n import _
from app.records.registry import Registry
from app.services.capability import capabilities_of
from app.services.demo.maker import Maker, SampleBatch
from app.services.demo.prng import Chance
from app.services.jobs import Job, Progress
from app.services.settings import group
from app.storage.vault.vault import Vault

SizeName = Literal["small", "typical", "stress"]
_NAMES: tuple[SizeName, ...] = ("small", "typical", "stress")


_BACK = datetime.timedelta(days=100)


class SetBackClock:
    """A clock that is late until it catches up: a group that begins today has nothing gone quiet, and no past."""

    def __init__(self, now: Callable[[], datetime.datetime]) -> None:
        """Take the clock that it goes by."""
        self._now, self._back = now, _BACK

    def __call__(self) -> datetime.datetime:
        """Give the time it shows."""
        return self._now() - self._back

    def catch_up(self) -> None:
        """Show the time it is from now on."""
        self._back = datetime.timedelta()


@dataclass(frozen=True, slots=True)
class SampleIds:
    """The ids of what was made, by the name that its sample gave it."""

    made: Mapping[str, tuple[str, ...]]
    records: int

    def of(self, name: str) -> tuple[str, ...]:
        """Give the ids of one sort, in the order in which they were made."""
        return self.made.get(name, ())


def counts_of(registry: Registry, size: SizeName) -> dict[str, int]:
    """Say how many of what a size means."""
    place = _NAMES.index(size)
    samples = [sample for each in capabilities_of(registry) for sample in each.sample]
    return {name: numbers[place] for sample in samples for name, numbers in sample.counts.items()}


def fill(
    vault: Vault,
    size: Mapping[str, int] | SizeName = "typical",
    *,
    seed: int = 1,
    today: datetime.date | None = None,
) -> Job[SampleIds]:
    """Fill a vault with sample data, in batches of which each can be undone; a cancelled one keeps whole batches."""
    wanted = counts_of(vault.registry, size) if isinstance(size, str) else size
    day = today or group.today(vault)

    def run(progress: Progress) -> SampleIds:
        maker = Maker(SampleBatch(vault, progress, sum(wanted.values())), Chance(seed), day, wanted)
        for each in capabilities_of(vault.registry):
            for sample in each.sample:
                sample.make(maker)
        return SampleIds(maker.made, maker.batch.written)

    return Job(_("Make sample data"), run)
