"""Python's search for garbage, kept on the window's own thread.

Python looks for objects in cycles on whatever thread has just made one too many. Most are made on the vault's thread,
and Qt's timers, actions and models end where Python lets go of them: on a thread that is not theirs, while the window
may be using what they belong to. So the automatic search is off, and this looks instead whenever the window is idle.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

EVERY = 250
"""Milliseconds between two looks."""
SHARE = 100
"""A whole search waits until this many times as long has gone by as the last one took."""
OLDEST = 2


class Collector(QObject):
    """Searches for garbage on the thread that made it, as long as it is not stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Switch the automatic search off."""
        super().__init__(parent)
        self._was_automatic = gc.isenabled()
        gc.disable()
        self._since = QElapsedTimer()
        self._pause = 0
        self._since.start()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Search the youngest objects that have grown many, and all of them at most one hundredth of the time."""
        young, middle, old = (many > most for many, most in zip(gc.get_count(), gc.get_threshold(), strict=True))
        if old and self._since.elapsed() >= self._pause:
            self.collect()
        elif middle:
            gc.collect(1)
        elif young:
            gc.collect(0)

    def collect(self) -> None:
        """Search all objects."""
        self._since.restart()
        gc.collect(OLDEST)
        self._pause = SHARE * self._since.restart()

    def spare(self) -> None:
        """Leave what there is now, the program itself, out of later searches: it stays, and is most of what there is.

        To be called before a vault is open, since what is in a cycle by then is never let go.
        """
        self.collect()
        gc.freeze()

    def stop(self) -> None:
        """Search once more, and leave the rest to Python as it was."""
        self._timer.stop()
        self.collect()
        if self._was_automatic:
            gc.enable()
