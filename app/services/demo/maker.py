"""What capabilities make sample data with: a batch of records, chance, and what others have made before."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.i18n import N_, _
from app.records.changes import Add, Change, Edit, New
from app.services.demo.prng import Chance
from app.services.jobs import Progress
from app.storage.vault.vault import Vault

LABEL = N_("Sample data")
_BATCH = 2000


class SampleBatch:
    """Gathers records and writes them together; references within a batch are by place.

    ``vault`` is the one that is filled, for what has to be asked of it.
    """

    def __init__(self, vault: Vault, progress: Progress, total: int) -> None:
        self.vault = vault
        self._progress = progress
        self._total = total
        self._adds: list[Add] = []
        self._edits: list[Edit] = []
        self.written = 0

    def add(self, kind: str, values: Mapping[str, Any]) -> New:
        """Take a record in; what it gives stands for its id until the batch is written."""
        self._adds.append(Add(kind, values))
        return New(len(self._adds) - 1)

    def change(self, record: str, values: Mapping[str, Any]) -> None:
        """Change a record that was written before."""
        self._edits.append(Edit(record, values))

    @property
    def full(self) -> bool:
        """Say whether it is time to write."""
        return len(self._adds) >= _BATCH

    def write(self) -> tuple[str, ...]:
        """Write what was gathered; give the ids by place."""
        self._progress.check()
        changes: list[Change] = [*self._adds, *self._edits]
        added = self.vault.apply(changes, _(LABEL)).added if changes else ()
        self.written += len(added)
        self._adds.clear()
        self._edits.clear()
        self._progress.step(min(self.written, self._total), self._total, _(LABEL))
        return added


@dataclass(frozen=True, slots=True)
class Maker:
    """What a sample is handed. ``counts`` says how many of what; ``made`` holds the ids of earlier samples by name."""

    batch: SampleBatch
    chance: Chance
    today: datetime.date
    counts: Mapping[str, int]
    made: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def count(self, name: str) -> int:
        """Say how many of something are wanted; 0 for what the size does not name."""
        return self.counts.get(name, 0)


@dataclass(frozen=True, slots=True)
class Sample:
    """Sample data of a capability: made after those of the capabilities before it, always the same for one seed.

    ``counts`` adds to the sizes: how many of what there are in a small, typical and stress set.
    """

    name: str
    make: Callable[[Maker], None]
    counts: Mapping[str, tuple[int, int, int]] = field(default_factory=dict[str, tuple[int, int, int]])
