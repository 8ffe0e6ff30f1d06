"""Work that takes time, described without Qt so that the command line can run it as well as the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Cancelled(Exception):
    """The person asked for the work to stop; whoever raises it has left nothing half done."""


def _nobody_listens(done: int, total: int, text: str) -> None:
    """Stand in for a listener, so that work need not ask whether there is one."""


def _nobody_cancels() -> bool:
    """Stand in for a cancel button, so that work need not ask whether there is one."""
    return False


class Progress:
    """What running work tells its listener, and where it learns that it should stop."""

    def __init__(
        self,
        report: Callable[[int, int, str], None] = _nobody_listens,
        cancelled: Callable[[], bool] = _nobody_cancels,
    ) -> None:
        """Take the listener, and the question that is asked at each safe place to stop."""
        self._report = report
        self._cancelled = cancelled

    def step(self, done: int, total: int, text: str = "") -> None:
        """Tell how far the work is; a total of 0 means that nobody can know yet."""
        self._report(done, total, text)

    def is_stopping(self) -> bool:
        """Say whether the person wants the work to stop, for work that keeps the best it has found by then."""
        return self._cancelled()

    def check(self) -> None:
        """Raise `Cancelled` at this safe place if the person wants the work to stop."""
        if self._cancelled():
            raise Cancelled


@dataclass(frozen=True, slots=True)
class Job(Generic[Result]):
    """One piece of work, with the words a person reads while it runs."""

    label: str
    run: Callable[[Progress], Result]


def at_once(label: str, work: Callable[[], Result]) -> Job[Result]:
    """Give a job for work of which nobody can know how far it is, and that is done whole or not at all."""

    def run(progress: Progress) -> Result:
        progress.step(0, 0)
        return work()

    return Job(label, run)
