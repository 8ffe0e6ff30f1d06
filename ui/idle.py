"""Notices that nobody is there: no key and no pointer for a while, or the laptop was asleep."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

IDLE_AFTER = datetime.timedelta(minutes=5)
_LOOK_EVERY_MS = 5000
_SIGNS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
}


class IdleWatch(QObject):
    """Asks the wall clock and not a timer, because timers stand still while a laptop sleeps."""

    idle = Signal()

    def __init__(
        self,
        now: Callable[[], datetime.datetime],
        after: datetime.timedelta = IDLE_AFTER,
        parent: QObject | None = None,
    ) -> None:
        """Take the clock, and how long is a while."""
        super().__init__(parent)
        self._now, self._after = now, after
        self._last = now()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def watch(self, window: QObject) -> None:
        """Take what reaches a window (a QWindow, which sees all keys and the pointer) as signs of life."""
        window.installEventFilter(self)

    def start(self) -> None:
        """Begin to count."""
        self._last = self._now()
        self._timer.start()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def look(self) -> None:
        """Tell if the while is over."""
        now = self._now()
        self._last = min(self._last, now)  # The clock may have been set back.
        if now - self._last >= self._after:
            self.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note signs of life and let everything through."""
        if event.type() in _SIGNS:
            self._last = self._now()
        return False
