"""Loro: a map of maps, updates exported from the version of the world."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from tests.bench.peers.workload import REPLICAS, Workload

# Not imported by its name: the type checker runs where no peer is installed.
loro: Any = importlib.import_module("loro")


def prepare(folder: Path, work: Workload) -> list[bytes]:
    """Write the world into the folder; gives the payloads of every replica's edits."""
    doc = loro.LoroDoc()
    records = doc.get_map("records")
    for position, record in enumerate(work.world()):
        made = records.insert_container(str(position), loro.LoroMap())
        for name, value in record.values.items():
            made.insert(name, value)
    doc.commit()
    world = doc.export(loro.ExportMode.Snapshot())
    (folder / "world").write_bytes(world)
    known = doc.oplog_vv
    payloads: list[bytes] = []
    for replica in range(REPLICAS):
        own = loro.LoroDoc()
        own.import_(world)
        maps = own.get_map("records")
        for edit in work.edits(replica):
            maps.get(str(edit.record)).container.insert(edit.field, edit.value)
            own.commit()
        payloads.append(own.export(loro.ExportMode.Updates(known)))
    return payloads


def take(folder: Path, payloads: list[bytes]) -> object:
    """Load the world, import all payloads, saves."""
    doc = loro.LoroDoc()
    doc.import_((folder / "world").read_bytes())
    for payload in payloads:
        doc.import_(payload)
    (folder / "saved").write_bytes(doc.export(loro.ExportMode.Snapshot()))
    return doc
