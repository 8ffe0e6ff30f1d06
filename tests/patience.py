"""How long a test waits for what must come: long, because a machine may be busy, and it costs nothing if it comes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker
from shiboken6 import isValid

PATIENCE = 60_000
"""Milliseconds."""
SETTLING = 15
"""Milliseconds in which what was answered is laid out and asks for more."""
QUICK_LOOKS = 20
PATIENT_SECONDS = PATIENCE / 1000


class PatientBot(QtBot):
    """The usual bot, whose own five seconds a busy machine needs for one page."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = PATIENCE) -> None:
        """Look often at first: most comes within a few milliseconds, and the usual bot looks every ten."""
        for _look in range(QUICK_LOOKS):
            with suppress(AssertionError):
                if callback() in (None, True):
                    return
            self.wait(1)
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **how: Any) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitActive(self, widget: Any, *, timeout: int = PATIENCE) -> Any:
        return super().waitActive(widget, timeout=timeout)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


PAUSE = 300
"""Milliseconds: a timer of at most so many is a short pause, such as the one after a keystroke."""


def pauses(root: QObject) -> bool:
    """Say whether something under an object comes after a short pause."""
    return any(
        timer.isActive() and timer.isSingleShot() and timer.interval() <= PAUSE for timer in root.findChildren(QTimer)
    )


def rest(bot: QtBot, is_busy: Callable[[], bool], root: QObject | None = None) -> None:
    """Wait until nothing is on its way: no answer, no event, and no short pause under an object."""
    for _round in range(3):
        bot.waitUntil(lambda: not is_busy() and not (root is not None and isValid(root) and pauses(root)))
        bot.wait(SETTLING)
