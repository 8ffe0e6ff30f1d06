"""Where garbage ends: on the window's thread, whatever the vault's thread makes meanwhile."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from ui.work.collecting import MANY, Collector
from ui.work.jobs import VaultThread


class Bell(QTimer):
    """Something of Qt's that only the collector ends."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        super().__init__()
        self.itself = self
        self.destroyed.connect(lambda *_: ended.append(threading.current_thread()), Qt.ConnectionType.DirectConnection)


def make_many() -> list[list[int]]:
    """Make so many objects that Python would search for garbage several times."""
    return [[number] for number in range(500_000)]


def test_what_qt_made_ends_on_the_windows_thread(qtbot: QtBot, collector: Collector, thread: VaultThread):
    ended: list[threading.Thread] = []
    worked: list[object] = []
    Bell(ended)
    thread.ask(make_many, worked.append)
    qtbot.waitUntil(lambda: bool(worked))
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [threading.main_thread()]


def test_python_goes_on_by_itself_afterwards(qapp: object):
    before = gc.isenabled()
    gc.enable()
    collector = Collector()
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
    (gc.enable if before else gc.disable)()


def test_what_is_spared_is_not_looked_through_again(collector: Collector):
    collector.spare()
    spared = gc.get_freeze_count()
    assert spared > 100_000
    assert len(gc.get_objects()) < spared / 10
    later = Circle()
    gone = weakref.ref(later)
    del later
    collector.collect()
    assert gone() is None


@pytest.mark.long
def test_what_outlives_a_search_is_searched_once_nobody_is_there(collector: Collector):
    collector.spare()
    kept = [Circle() for _turn in range(3 * MANY)]
    circles = [weakref.ref(each) for each in kept[:100]]
    collector.look()
    assert len(gc.get_objects()) < MANY, "the next search does not go through them"
    kept.clear()
    collector.look()
    assert any(each() is not None for each in circles)
    collector.rest()
    assert not any(each() is not None for each in circles)


class Circle:
    """Something that only a search lets go of."""

    def __init__(self) -> None:
        self.itself = self
