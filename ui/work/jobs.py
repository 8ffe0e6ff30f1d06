"""The one thread that owns the vault: everything that reads or writes it runs there, in order.

Pages hand in work and get the result back on the window's own thread. What is still on its way when the
vault is locked is dropped, because a result must not appear in a window that has nothing open any more; so is
an answer for a page or form that is gone. A problem is not dropped: without its page, the frame is told.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from app.problems import Problem
from app.services.jobs import Cancelled, Job, Progress
from ui.work.listening import is_there
from ui.work.report import UnexpectedBug

T = TypeVar("T")
Done = Callable[[T], object]
Failed = Callable[[Problem], object]
OnProgress = Callable[[int, int, str], object]
OnCancelled = Callable[[], object]


def _ignore(*_what: object) -> None:
    """Stand in for a listener."""


@dataclass(slots=True, eq=False)
class RunningJob:
    """A piece of work on its way; `cancel` asks it to stop, or takes it out if it has not begun."""

    label: str
    run: Callable[[Progress], Any]
    done: Callable[[Any], object]
    failed: Failed
    progress: OnProgress
    cancelled: OnCancelled
    generation: int
    key: object = None
    can_cancel: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop at its next safe place."""
        self.stopping.set()

    @classmethod
    def never(cls) -> RunningJob:
        """Stand for work that nobody does, for whoever asks after the vault was let go."""
        return cls("", lambda _progress: None, _ignore, _ignore, _ignore, _ignore, -1)


class _Worker(QThread):
    """Takes one task after the other; everything it says crosses to the window's thread by queued signal."""

    began = Signal(object)
    stepped = Signal(object, int, int, str)
    succeeded = Signal(object, object)
    stumbled = Signal(object, object)
    stopped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[RunningJob] = deque()
        self._bell = threading.Condition()
        self._closing = False

    def put(self, task: RunningJob) -> list[RunningJob]:
        """Queue a task; give back those it replaces, which are those with its key that have not begun."""
        with self._bell:
            replaced = [each for each in self._waiting if task.key is not None and each.key == task.key]
            for each in replaced:
                self._waiting.remove(each)
            self._waiting.append(task)
            self._bell.notify()
        return replaced

    def forget(self) -> int:
        """Drop the questions and jobs that have not begun, and say how many; a change that was asked for is made."""
        with self._bell:
            before = len(self._waiting)
            self._waiting = deque(each for each in self._waiting if each.key is None and not each.can_cancel)
            return before - len(self._waiting)

    def close(self) -> None:
        """End once everything queued has run."""
        with self._bell:
            self._closing = True
            self._bell.notify()

    def run(self) -> None:
        """Work until closed."""
        while (task := self._next()) is not None:
            self._do(task)
            del task  # Results must not outlive their use here: they may hold the vault.

    def _next(self) -> RunningJob | None:
        """Wait for a task."""
        with self._bell:
            while not self._waiting:
                if self._closing:
                    return None
                self._bell.wait()
            return self._waiting.popleft()

    def _do(self, task: RunningJob) -> None:
        """Run one task, and say how it ended."""
        if task.stopping.is_set():
            self.stopped.emit(task)
            return
        self.began.emit(task)
        progress = Progress(
            report=lambda done, total, text: self.stepped.emit(task, done, total, text),
            cancelled=task.stopping.is_set,
        )
        try:
            result = task.run(progress)
        except Cancelled:
            self.stopped.emit(task)
        except Problem as problem:
            self.stumbled.emit(task, problem)
        except Exception as error:  # noqa: BLE001 - the one place where a mistake of ours becomes a report
            self.stumbled.emit(task, UnexpectedBug(error))
        else:
            self.succeeded.emit(task, result)


class VaultThread(QObject):
    """Hand work to the vault's thread and brings results back to the window's."""

    began = Signal(object)  # Task
    stepped = Signal(object, int, int, str)
    ended = Signal(object)
    stumbled = Signal(object)  # Problem that nobody asked to hear of, or whose page is gone

    def __init__(self, parent: QObject | None = None) -> None:
        """Start the thread."""
        super().__init__(parent)
        self._generation = 0
        self._running: RunningJob | None = None
        self._on_its_way = 0
        self._worker = _Worker()
        queued = Qt.ConnectionType.QueuedConnection
        self._worker.began.connect(self._on_began, queued)
        self._worker.stepped.connect(self._on_stepped, queued)
        self._worker.succeeded.connect(self._on_succeeded, queued)
        self._worker.stumbled.connect(self._on_stumbled, queued)
        self._worker.stopped.connect(self._on_stopped, queued)
        self._worker.start()

    def run(
        self,
        job: Job[T],
        done: Done[T] = _ignore,
        failed: Failed | None = None,
        progress: OnProgress = _ignore,
        cancelled: OnCancelled = _ignore,
    ) -> RunningJob:
        """Run a job that may take long; without `failed`, a problem goes to whoever listens to `stumbled`."""
        task = RunningJob(
            job.label,
            job.run,
            done,
            failed or self.stumbled.emit,
            progress,
            cancelled,
            self._generation,
            can_cancel=True,
        )
        return self._put(task)

    def ask(
        self,
        question: Callable[[], T],
        done: Done[T] = _ignore,
        failed: Failed | None = None,
        *,
        key: object = None,
        label: str = "",
    ) -> RunningJob:
        """Ask something quick. Of questions with the same `key` that wait, only the newest is put."""
        task = RunningJob(
            label,
            lambda _progress: question(),
            done,
            failed or self.stumbled.emit,
            _ignore,
            _ignore,
            self._generation,
            key,
        )
        return self._put(task)

    def drop(self) -> None:
        """Answer nothing any more of what was asked before now; what was to be changed is still changed."""
        self._generation += 1
        self._on_its_way -= self._worker.forget()
        if self._running is not None:
            self._running.cancel()

    def is_busy(self) -> bool:
        """Say whether something runs or waits."""
        return self._running is not None or self._on_its_way > 0

    def stop(self) -> None:
        """Drop everything but what was asked since the last `drop`, and end the thread."""
        self._worker.close()
        self._worker.wait()

    def _put(self, task: RunningJob) -> RunningJob:
        """Queue a task."""
        self._on_its_way += 1
        self._on_its_way -= len(self._worker.put(task))
        return task

    @Slot(object)
    def _on_began(self, task: RunningJob) -> None:
        self._running = task
        self.began.emit(task)

    @Slot(object, int, int, str)
    def _on_stepped(self, task: RunningJob, done: int, total: int, text: str) -> None:
        if task.generation == self._generation:
            if is_there(task.progress):
                task.progress(done, total, text)
            self.stepped.emit(task, done, total, text)

    @Slot(object, object)
    def _on_succeeded(self, task: RunningJob, result: object) -> None:
        if self._end(task) and is_there(task.done):
            task.done(result)

    @Slot(object, object)
    def _on_stumbled(self, task: RunningJob, problem: Problem) -> None:
        if self._end(task):
            tell = task.failed if is_there(task.failed) else self.stumbled.emit
            tell(problem)

    @Slot(object)
    def _on_stopped(self, task: RunningJob) -> None:
        if self._end(task) and is_there(task.cancelled):
            task.cancelled()

    def _end(self, task: RunningJob) -> bool:
        """Note that a task is over; say whether anybody still wants to know."""
        self._on_its_way = max(self._on_its_way - 1, 0)
        if self._running is task:
            self._running = None
        self.ended.emit(task)
        return task.generation == self._generation
