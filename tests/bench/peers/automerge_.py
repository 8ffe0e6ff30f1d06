"""Automerge: a map of maps, every edit a change of its own."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from tests.bench.peers.workload import REPLICAS, Workload

# Not imported by its name: the type checker runs where no peer is installed.
core: Any = importlib.import_module("automerge.core")


def prepare(folder: Path, work: Workload) -> list[bytes]:
    """Write the world into the folder; gives the payloads of every replica's edits."""
    doc = core.Document()
    made: list[bytes] = []
    with doc.transaction() as writing:
        for position, record in enumerate(work.world()):
            made.append(writing.put_object(core.ROOT, str(position), core.ObjType.Map))
            for name, value in record.values.items():
                kind = core.ScalarType.Str if isinstance(value, str) else core.ScalarType.Int
                writing.put(made[-1], name, kind, value)
    world = doc.save()
    (folder / "world").write_bytes(world)
    known = doc.get_heads()
    payloads: list[bytes] = []
    for replica in range(REPLICAS):
        own = core.Document.load(world)
        own.set_actor(bytes([replica]) * 16)
        for edit in work.edits(replica):
            with own.transaction() as writing:
                writing.put(made[edit.record], edit.field, core.ScalarType.Str, edit.value)
        payloads.append(b"".join(change.raw_bytes for change in own.get_changes(known)))
    return payloads


def take(folder: Path, payloads: list[bytes]) -> object:
    """Load the world and the changes behind it, saves: the binding has no other way to import changes."""
    doc = core.Document.load((folder / "world").read_bytes() + b"".join(payloads))
    (folder / "saved").write_bytes(doc.save())
    return doc
