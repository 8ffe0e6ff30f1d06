"""Files dragged onto the window: taken wherever they are let go, and everything else left alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.frame.dropping import FileDrop


def dragged(widget: QWidget, data: QMimeData) -> bool:
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def dropped(widget: QWidget, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


def test_files_are_told_of(qtbot: QtBot, tmp_path: Path):
    window = QWidget()
    qtbot.addWidget(window)
    told: list[list[Path]] = []
    FileDrop(window).dropped.connect(told.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.age")), QUrl.fromLocalFile(str(tmp_path / "b.age"))])
    assert dragged(window, data)
    dropped(window, data)
    assert told == [[tmp_path / "a.age", tmp_path / "b.age"]]


def test_words_and_pages_of_the_web_are_left_alone(qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    told: list[list[Path]] = []
    FileDrop(window).dropped.connect(told.append)
    words, link = QMimeData(), QMimeData()
    words.setText("words")
    link.setUrls([QUrl("https://example.org/a.age")])
    for data in (words, link):
        assert not dragged(window, data)
        dropped(window, data)
    assert told == []
