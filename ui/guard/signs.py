"""What a system says about the person leaving: the screen goes dark, or to somebody else, or everything to sleep."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Signs(QObject):
    """Each system has its own; whoever listens answers with `release` once everything is put away."""

    leaving = Signal()

    def release(self) -> None:
        """Let the system go on, if it waits for us."""
