"""Ours: real vaults, with signed and encrypted bundles taken into tables that can be queried and searched at once."""

from __future__ import annotations

import datetime
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.records.changes import Add, Edit, New
from app.storage import bundles as meeting
from app.storage import opening
from sync.primitives import age
from sync.primitives.padme import unpad
from tests.bench.peers.records import registry
from tests.bench.peers.workload import REPLICAS, Workload
from tests.group import PASSPHRASE, Group, Watch

WORLD = "Ann"
"""Who has only the world, and takes all bundles."""


@dataclass
class Now(Watch):
    """The time of this computer: with a watch that is read in even steps, times would cost no byte."""

    def __call__(self) -> datetime.datetime:
        return datetime.datetime.now(datetime.UTC)


def prepare(folder: Path, work: Workload) -> list[bytes]:
    """Make all vaults, and the bundles for the one that has only the world."""
    group = Group(folder / "before", registry())
    group.watches.update((name, Now()) for name in (WORLD, *map(str, range(REPLICAS))))
    ann = group.found(WORLD)
    changes = [
        Add(
            record.kind,
            {name: New(value) if isinstance(value, int) else value for name, value in record.values.items()},
        )
        for record in work.world()
    ]
    made = ann.apply(changes, "World").added
    bundles: list[bytes] = []
    for replica in range(REPLICAS):
        own = group.join(str(replica))
        for edit in work.edits(replica):
            own.apply([Edit(made[edit.record], {edit.field: edit.value})], "Edit")
        bundles.append(meeting.make_bundle(own, [ann.secrets.public().device.hex()])[0])
    payloads = [unpad(b"".join(age.decrypt(io.BytesIO(data), [ann.secrets.identity()]))) for data in bundles]
    (folder / "payload").write_text(str(sum(map(len, payloads))), "ascii")
    group.close()
    return bundles


def renew(folder: Path) -> None:
    """Set everything back to before the taking: each time needs a vault that has only the world."""
    shutil.rmtree(folder / "now", ignore_errors=True)
    shutil.copytree(folder / "before", folder / "now")


def take(folder: Path, payloads: list[bytes], *, read: bool = False) -> object:
    """Open the vault, takes all bundles, close it; `read` also what each has changed, and the rows that waited."""
    group = Group(folder / "now", registry())
    group.watches[WORLD] = Now()
    ann = opening.open_vault(group.folder(WORLD), PASSPHRASE, group.registry, group.environment(WORLD))
    with meeting.taking(ann) as batch:
        taken = [batch.take(data, lambda: None) for data in payloads]
    if read:
        assert sum(len(each.changes) for each in taken) > 0
        ann.bring_up()
    ann.close()
    return ann


def take_and_read(folder: Path, payloads: list[bytes]) -> object:
    """Give the same with all that is put off until somebody asks."""
    return take(folder, payloads, read=True)
