"""Notices that nobody is there: no key and no pointer for a while, or the laptop was asleep."""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

IDLE_AFTER = datetime.timedelta(minutes=5)
REST_AFTER = datetime.timedelta(seconds=20)
_SLEPT_SECONDS = 2.0  # What is less is the two clocks not being read at once.
_LOOK_EVERY_MS = 5000
_SIGNS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
}


def seconds_asleep() -> float:
    """Tell how long this computer has slept since its start: a clock that goes on meanwhile less one that stands still.

    Windows has no such pair for us, but tells its windows.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC) - time.clock_gettime(time.CLOCK_UPTIME_RAW)
    return 0.0


class IdleWatch(QObject):
    """Asks the wall clock and not a timer, because timers stand still while a laptop sleeps."""

    idle = Signal()
    rested = Signal()
    woke = Signal()

    def __init__(
        self,
        now: Callable[[], datetime.datetime],
        after: datetime.timedelta = IDLE_AFTER,
        parent: QObject | None = None,
    ) -> None:
        """Take the clock, and how long is a while."""
        super().__init__(parent)
        self._now, self._after = now, after
        self.asleep: Callable[[], float] = seconds_asleep
        self._last, self._slept = now(), self.asleep()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.tick)

    def set_after(self, after: datetime.timedelta) -> None:
        """Say anew how long is a while."""
        self._after = after

    def watch(self, window: QObject) -> None:
        """Take what reaches a window (a QWindow, which sees all keys and the pointer) as signs of life."""
        window.installEventFilter(self)

    def start(self) -> None:
        """Begin to count."""
        self._last, self._slept = self._now(), self.asleep()
        self._timer.start()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def is_counting(self) -> bool:
        """Say whether there is something to watch over."""
        return self._timer.isActive()

    def tick(self) -> None:
        """Tell if the laptop was asleep since the last tick; else look."""
        before, self._slept = self._slept, self.asleep()
        if self._slept - before >= _SLEPT_SECONDS:
            self.woke.emit()
        else:
            self.look()

    def look(self) -> None:
        """Tell if the while is over, or if nothing was touched for a short while."""
        now = self._now()
        self._last = min(self._last, now)  # The clock may have been set back.
        if now - self._last >= self._after:
            self.stop()
            self.idle.emit()
        elif now - self._last >= REST_AFTER:
            self.rested.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note signs of life and let everything through."""
        if event.type() in _SIGNS:
            self._last = self._now()
        return False
