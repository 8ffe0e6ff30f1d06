"""Python's search for garbage, kept on the window's own thread.

Python looks for objects in cycles on whatever thread has just made one too many. Most are made on the vault's thread,
and Qt's timers, actions and models end where Python lets go of them: on a thread that is not theirs, while the window
may be using what they belong to. So the automatic search is off, and this looks instead whenever the window is idle.

A search takes as long as there are objects, and a key waits meanwhile. Once the program is spared, what outlives a
search is spared as well, so that the next one goes only through what is new; all is searched while nobody is there.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

EVERY = 250
"""Milliseconds between two looks."""
SHARE = 100
"""A whole search waits until this many times as long has gone by as the last one took."""
OLDEST = 2
MANY = 20_000
"""So many new objects at once are spared after their first search: another one would be felt."""


class Collector(QObject):
    """Searches for garbage on the thread that made it, as long as it is not stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Switch the automatic search off."""
        super().__init__(parent)
        self._was_automatic = gc.isenabled()
        gc.disable()
        self._since = QElapsedTimer()
        self._pause = 0
        self._spares = False
        self._waits = False  # whether anything is spared that was not searched since
        self._since.start()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Search the youngest objects that have grown many, and all of them at most one hundredth of the time."""
        counts = gc.get_count()
        young, middle, old = (many > most for many, most in zip(counts, gc.get_threshold(), strict=True))
        if old and not self._spares and self._since.elapsed() >= self._pause:
            self.collect()
        elif middle:
            gc.collect(1)
            self._spare_rest()
        elif young:
            gc.collect(0)
            if counts[0] > MANY:
                self._spare_rest()

    def _spare_rest(self) -> None:
        """Leave what has outlived a search out of those to come, until nobody is there."""
        if self._spares:
            gc.freeze()
            self._waits = True

    def rest(self) -> None:
        """Search what was spared meanwhile, now that nobody is there to wait for it."""
        if self._waits:
            self.collect()

    def collect(self) -> None:
        """Search all objects."""
        self._since.restart()
        if self._spares:
            gc.unfreeze()
        gc.collect(OLDEST)
        if self._spares:
            gc.freeze()
        self._waits = False
        self._pause = SHARE * self._since.restart()

    def spare(self) -> None:
        """Leave what there is now, the program itself, out of later searches: it stays, and is most of it."""
        self._spares = True
        self.collect()

    def stop(self) -> None:
        """Search once more, and leave the rest to Python as it was."""
        self._timer.stop()
        self.collect()
        if self._spares:
            gc.unfreeze()
        if self._was_automatic:
            gc.enable()
