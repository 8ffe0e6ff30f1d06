"""The benchmarks' own stopwatch tells the truth about a known piece of work."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench.harness import Bench, Result, readable, result_from_json, table
from tests.bench.machine import MIB, Beside, Machine, machine_from_json

MACHINE = Machine(start=0.02, rows_written=1e5, rows_read=1e6, deflated=50e6, aes=1e9, chacha=1e9)
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long
def test_time_and_ratio_of_a_known_pause():
    results: list[Result] = []
    Bench(MACHINE, results.append).measure("pause", lambda: time.sleep(0.02), times=2, beside=Beside("half", 0.01))
    assert 0.02 <= results[0].best <= results[0].median < 2
    assert results[0].row().startswith("| pause | ")
    assert "| half: 10 ms | " in results[0].row()


BLOCK = f"""
from tests.bench.harness import Bench
from tests.bench.machine import Machine
results = []
Bench({MACHINE!r}, results.append).measure("block", lambda: len(b"x" * {64 * MIB}), times=1)
print(results[0].memory)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked for the peak")
def test_memory_of_a_known_block_is_seen_although_it_is_freed():
    """In a process of its own: of a large one the kernel may take pages back meanwhile."""
    said = subprocess.run([sys.executable, "-c", BLOCK], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert 60 * MIB < int(said) < 80 * MIB


@pytest.mark.long
def test_preparation_is_not_measured_and_is_fresh_each_time():
    results: list[Result] = []
    given: list[list[int]] = []

    def prepare() -> list[int]:
        time.sleep(0.05)
        return []

    Bench(MACHINE, results.append).measure_each("fresh", prepare, given.append, times=2)
    assert results[0].median < 0.05
    assert given[0] is not given[1]


def test_results_and_machine_survive_the_way_between_processes():
    result = Result("name", 0.5, 0.6, 1024, "beside", 0.1)
    assert result_from_json(result.to_json()) == result
    assert machine_from_json(MACHINE.to_json()) == MACHINE
    assert "| 6 × |" in table([result])


@pytest.mark.parametrize(("time", "text"), [(2.5, "2.50 s"), (0.0123, "12.3 ms"), (0.0000045, "4.5 µs")])
def test_readable(time: float, text: str):
    assert readable(time) == text
