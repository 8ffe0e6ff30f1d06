"""The workload of `tests/bench/peers/workload.py`, done by ours and, in the same run, by its peers: processor time.

The peers come with `pip install -r setup/requirements-bench.txt`; one that is not there is named and passed over.
"""

from __future__ import annotations

import importlib
import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from tests.bench.harness import Bench
from tests.bench.machine import worked
from tests.bench.peers.workload import EDITS, REPLICAS, Workload

PEERS = {"ours": "", "yjs": "pycrdt", "loro_": "loro", "automerge_": "automerge.core", "bare": ""}
"""Modules of `tests.bench.peers`, and what each needs that the checks do not bring."""
TOGETHER = REPLICAS * EDITS


def bench_ours(bench: Bench) -> None:
    compare(bench, "ours")


def bench_yjs(bench: Bench) -> None:
    compare(bench, "yjs")


def bench_loro(bench: Bench) -> None:
    compare(bench, "loro_")


def bench_automerge(bench: Bench) -> None:
    compare(bench, "automerge_")


def bench_bare(bench: Bench) -> None:
    compare(bench, "bare")


def compare(bench: Bench, name: str) -> None:
    """Load, import and save at one and at ten times the data; the edits are as many."""
    try:
        importlib.import_module(PEERS[name] or "zstandard")
    except ImportError:
        print(f"{PEERS[name]} is not installed: pip install -r setup/requirements-bench.txt", file=sys.stderr)
        return
    for times in (1, 10):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            apart(prepare, name, place, times)
            peer: Any = importlib.import_module(f"tests.bench.peers.{name}")
            payloads: list[bytes] = msgspec.msgpack.decode((folder / "payloads").read_bytes(), type=list[bytes])
            about = f"{name.strip('_')}, {times} × the data, {sizes(folder, payloads)}"
            works = {about: peer.take}
            if hasattr(peer, "take_and_read"):
                works[f"{name}, {times} × the data, with every summary and row that waits"] = peer.take_and_read
            for what, work in works.items():
                bench.measure_each(
                    what,
                    lambda peer=peer, folder=folder: peer.renew(folder) if hasattr(peer, "renew") else None,
                    lambda _, work=work, folder=folder, payloads=payloads: work(folder, payloads),
                    clock=worked,
                )


def sizes(folder: Path, payloads: list[bytes]) -> str:
    """Bytes an edit: what is handed over after zstd -19; for ours the sealed file, and what is in it."""
    whole = folder / "payload"
    if whole.exists():
        file = sum(map(len, payloads)) / TOGETHER
        return f"{int(whole.read_text('ascii')) / TOGETHER:.1f} bytes an edit (padded and sealed: {file:.1f})"
    return f"{sum(len(zstandard.compress(payload, 19)) for payload in payloads) / TOGETHER:.1f} bytes an edit"


def prepare(name: str, place: str, times: int) -> None:
    """Make the world and the payloads."""
    peer: Any = importlib.import_module(f"tests.bench.peers.{name}")
    (Path(place) / "payloads").write_bytes(msgspec.msgpack.encode(peer.prepare(Path(place), Workload(times))))


def apart(work: Any, *words: Any) -> None:
    """In a process of its own: what the preparation leaves in memory would hide what the taking needs."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        pool.submit(work, *words).result()
