"""A walk through every page of the window, the same that the pictures take: nothing lacks a name, and all has room."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.capabilities.catalogue import catalogue
from tests.group import Watch, environment
from ui.gallery.library_tour import tour_library
from ui.gallery.stage import GalleryStage, set_stage
from ui.gallery.switchboard_tour import tour_switchboard
from ui.gallery.tour import Nobody, Tour
from ui.shell.session import WindowSession
from ui.shell.start import RESOURCES, rooms_of
from ui.theme.theme import Theme

SMALLEST = QSize(1100, 700)


class Walk(Tour):
    """Looks at each page instead of drawing it."""

    def __init__(
        self, session: WindowSession, stage: GalleryStage, theme: Theme, look: Callable[[QWidget, str], None]
    ) -> None:
        super().__init__(session, stage, theme, stage.folder, "light")
        self._look = look
        self.seen: list[str] = []

    def shoot(self, name: str) -> None:
        QApplication.sendPostedEvents()
        self.seen.append(name)
        self._look(self.session.window, name)


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[WindowSession, GalleryStage]]:
    stage = set_stage(tmp_path, catalogue(), environment(tmp_path / "here", Watch()), "small")
    session = WindowSession(stage.laptop("Ann"), lambda: stage.registry, rooms_of, RESOURCES / "sheets", Nobody())
    # The walk's clock goes on whenever it is read, and nobody types meanwhile: it would lock in the middle of the way.
    session.idle._timer.setInterval(24 * 60 * 60 * 1000)
    qtbot.addWidget(session.window)
    yield session, stage
    session.window.close()


def squeezed(window: QWidget) -> list[str]:
    """Buttons whose words do not fit."""
    return [
        each.text()
        for each in window.findChildren(QPushButton)
        if each.isVisible() and each.text() and each.layout() is None and each.width() < each.sizeHint().width() - 1
    ]


@pytest.mark.long
@pytest.mark.qt_log_ignore("OpenType support missing")
def test_on_every_page_everything_has_a_name_and_room(
    session: tuple[WindowSession, GalleryStage], theme: Theme, without_name: Callable[[QWidget], list[str]]
):
    window, stage = session
    faults: list[str] = []

    def look(page: QWidget, name: str) -> None:
        if page.size() != SMALLEST:
            page.resize(SMALLEST)
            QApplication.sendPostedEvents()
        faults.extend(f"{name}: no name: {each}" for each in without_name(page))
        faults.extend(f"{name}: no room: {each}" for each in squeezed(page))

    walk = Walk(window, stage, theme, look)
    walk.gate()
    walk.enter()
    # The clock goes on by a second each time it is read, and nobody touches a key on this walk.
    window.idle.set_after(datetime.timedelta(days=1))
    parts = (walk.rooms, walk.projects, walk.funds, walk.trust, walk.exchange, walk.paper, walk.importing)
    for part in parts:
        part()
    tour_library(walk)
    tour_switchboard(walk)
    assert len(walk.seen) > 45
    assert faults == []
