"""The floor under the other benchmarks: what the libraries we chose cost, before any code of ours."""

import subprocess
import sys
from functools import partial

import zstandard

from tests.bench.harness import Bench
from tests.bench.machine import MIB

TEXT = "\n".join(f"Person {n}, Street {n * 7919 % 1000}" for n in range(400_000)).encode()[: 8 * MIB]


def bench_compression(bench: Bench) -> None:
    beside = bench.machine.deflating(len(TEXT))
    bench.measure("zstd, level 3, 8 MiB of text", lambda: zstandard.compress(TEXT, 3), beside=beside)


def bench_imports(bench: Bench) -> None:
    for what in ("sqlmodel", "PySide6.QtWidgets", "typst"):
        command = [sys.executable, "-I", "-c", f"import {what}"]
        beside = bench.machine.starting()
        bench.measure(f"start and import {what}", partial(subprocess.run, command, check=True), beside=beside)
