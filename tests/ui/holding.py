"""Holds the vault's thread, so that what is asked meanwhile is answered only afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pytestqt.qtbot import QtBot

from tests.patience import PATIENT_SECONDS
from ui.work.jobs import VaultThread


@contextmanager
def held(qtbot: QtBot, thread: VaultThread) -> Iterator[None]:
    """Let answers come only after what is done meanwhile."""
    gate = threading.Event()
    thread.ask(lambda: gate.wait(PATIENT_SECONDS))
    try:
        yield
    finally:
        gate.set()
    qtbot.waitUntil(lambda: not thread.is_busy())
