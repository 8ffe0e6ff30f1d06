"""Measures named pieces of work, in time and in memory, each beside what a plain part needs for the same amount."""

import gc
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from tests.bench.machine import MIB, Beside, Machine, seconds

T = TypeVar("T")

STATUS = Path("/proc/self/status")
FORGET_PEAK = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table; times in seconds."""

    name: str
    best: float
    median: float
    memory: int | None  # Bytes by which the process had grown at its peak; None where that cannot be asked.
    beside: str
    reference: float | None

    def to_json(self) -> str:
        """For the process that prints the table."""
        return json.dumps(asdict(self))

    def row(self) -> str:
        """As a row of the Markdown table."""
        memory = "–" if self.memory is None else f"{self.memory / MIB:.1f} MiB"
        beside = f"{self.beside}: {readable(self.reference)}" if self.reference else "–"
        ratio = f"{self.median / self.reference:.2g} ×" if self.reference else "–"
        return f"| {self.name} | {readable(self.best)} | {readable(self.median)} | {memory} | {beside} | {ratio} |"


def result_from_json(text: str) -> Result:
    """Read what `Result.to_json` wrote."""
    return Result(**json.loads(text))


def table(results: Sequence[Result]) -> str:
    """All results as a Markdown table."""
    head = ["| work | best | median | peak memory | beside it | ratio |", "|---|---:|---:|---:|---|---:|"]
    return "\n".join([*head, *(result.row() for result in results)])


class Bench:
    """Handed to every benchmark: this machine's rates, and the stopwatch.

    A benchmark is a function in a `bench_*.py` whose name begins with `bench_`. It prepares its data, then calls
    `measure` or `measure_each` as often as it likes. It runs in a process of its own, so that its memory is its own.
    """

    def __init__(self, machine: Machine, report: Callable[[Result], None]) -> None:
        self.machine = machine
        self._report = report

    def measure(self, name: str, work: Callable[[], object], *, times: int = 5, beside: Beside | None = None) -> None:
        """Measure work that can be done again on what it left."""
        self.measure_each(name, lambda: None, lambda _: work(), times=times, beside=beside)

    def measure_each(
        self,
        name: str,
        prepare: Callable[[], T],
        work: Callable[[T], object],
        *,
        times: int = 3,
        beside: Beside | None = None,
        clock: Callable[[Callable[[], object]], float] = seconds,
    ) -> None:
        """Measure work that needs something fresh each time, made by `prepare` outside of the measured time."""
        taken: list[float] = []
        grown: list[int | None] = []
        for _ in range(times):
            given = prepare()
            gc.collect()
            before = start_watching_memory()
            taken.append(clock(lambda given=given: work(given)))
            grown.append(growth_since(before))
        peaks = [growth for growth in grown if growth is not None]
        self.report(name, taken, memory=max(peaks, default=None), beside=beside)

    def report(
        self, name: str, taken: Sequence[float], *, memory: int | None = None, beside: Beside | None = None
    ) -> None:
        """Report times that were taken elsewhere, for example of whole processes."""
        what, reference = (beside.what, beside.seconds) if beside else ("", None)
        self._report(Result(name, min(taken), statistics.median(taken), memory, what, reference))


def start_watching_memory() -> int | None:
    """Make the kernel forget the highest memory use so far; the bytes in use now, None where it cannot be done."""
    if sys.platform != "linux":
        return None
    FORGET_PEAK.write_text("5", "ascii")
    return from_status("VmRSS")


def growth_since(before: int | None) -> int | None:
    """Bytes between the memory use then and the highest since."""
    return None if before is None else max(0, from_status("VmHWM") - before)


def from_status(field: str) -> int:
    """Bytes that the kernel states for this process."""
    line = next(line for line in STATUS.read_text("ascii").splitlines() if line.startswith(field + ":"))
    return int(line.split()[1]) * 1024


def readable(time: float) -> str:
    """Give a time with three digits that matter."""
    if time >= 1:
        return f"{time:.2f} s"
    return f"{time * 1000:.3g} ms" if time >= 0.001 else f"{time * 1_000_000:.3g} µs"
