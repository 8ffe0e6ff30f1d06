"""Yjs through `pycrdt`: a map of maps."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from tests.bench.peers.workload import REPLICAS, Workload

# Not imported by its name: the type checker runs where no peer is installed.
pycrdt: Any = importlib.import_module("pycrdt")


def prepare(folder: Path, work: Workload) -> list[bytes]:
    """Write the world, and every replica's edits, into the folder; gives the payloads."""
    doc = pycrdt.Doc()
    records = doc.get("records", type=pycrdt.Map)
    with doc.transaction():
        for position, record in enumerate(work.world()):
            records[str(position)] = pycrdt.Map(record.values)
    world = doc.get_update()
    (folder / "world").write_bytes(world)
    known = doc.get_state()
    payloads: list[bytes] = []
    for replica in range(REPLICAS):
        own = pycrdt.Doc()
        own.apply_update(world)
        records = own.get("records", type=pycrdt.Map)
        for edit in work.edits(replica):
            records[str(edit.record)][edit.field] = edit.value
        payloads.append(own.get_update(known))
    return payloads


def take(folder: Path, payloads: list[bytes]) -> object:
    """Load the world, import all payloads, saves; gives what was read at the end."""
    doc = pycrdt.Doc()
    doc.apply_update((folder / "world").read_bytes())
    for payload in payloads:
        doc.apply_update(payload)
    (folder / "saved").write_bytes(doc.get_update())
    return doc.get("records", type=pycrdt.Map)
