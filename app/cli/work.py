"""Jobs on the command line: a progress bar where somebody is looking, and Ctrl-C at the next safe place."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from app.cli.world import World
from app.services.jobs import Cancelled, Job, Progress

Result = TypeVar("Result")
Report = Callable[[int, int, str], None]


def work(world: World, job: Job[Result]) -> Result:
    """Run a job to its end and give its result; raises `KeyboardInterrupt` if the person stopped it.

    The first Ctrl-C asks the job to stop at a place where nothing is half done, a second one does not wait for it.
    """
    stopping = threading.Event()
    with _interruptible(stopping), _bar(world, job.label) as report:
        try:
            return job.run(Progress(report, stopping.is_set))
        except Cancelled as cancelled:
            raise KeyboardInterrupt from cancelled


@contextmanager
def _interruptible(stopping: threading.Event) -> Generator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            raise KeyboardInterrupt
        stopping.set()

    signal.signal(signal.SIGINT, ask_to_stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar(world: World, label: str) -> Generator[Report]:
    """Give a bar on standard error, so that the output of the command can be read by a program at the same time."""
    if not world.progress:
        yield lambda _done, _total, _text: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(label, total=None)

        def report(done: int, total: int, text: str) -> None:
            bars.update(task, completed=done, total=total or None, description=text or label)

        yield report
