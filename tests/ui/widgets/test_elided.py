"""A line that is too short for its text says so, and shows the whole when asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme.icons import icon
from ui.widgets.editors.elided import ElidedLine

LONG = "Community kitchen, Harbour Street, on Thursdays"


@pytest.fixture
def lines(qtbot: QtBot) -> Iterator[list[ElidedLine]]:
    """Two lines of one width, neither of which has the keyboard."""
    page = QWidget()
    layout = QVBoxLayout(page)
    made = [ElidedLine(), ElidedLine()]
    for line in made:
        line.setProperty("place", "card")
        line.setFixedWidth(160)
        line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout.addWidget(line)
    page.show()
    qtbot.addWidget(page)
    qtbot.waitExposed(page)
    yield made
    page.close()


def test_text_ends_in_dots_and_the_whole_is_in_the_tool_tip(lines: list[ElidedLine]):
    line, like = lines
    line.setText(LONG)
    short = line.fontMetrics().elidedText(LONG, Qt.TextElideMode.ElideRight, line._room().width())
    assert short.endswith("…")
    like.setText(short)
    assert line.grab().toImage() == like.grab().toImage()
    assert line.toolTip() == LONG
    assert line.text() == LONG
    line.setText("Kitchen")
    assert line.toolTip() == ""


def test_a_line_that_grows_needs_no_tool_tip(lines: list[ElidedLine]):
    line, _like = lines
    line.setText(LONG)
    line.setFixedWidth(600)
    assert line.toolTip() == ""


def test_a_button_in_the_line_takes_its_room(lines: list[ElidedLine]):
    line, bare = lines
    line.addAction(QIcon(icon("forward")), ElidedLine.ActionPosition.TrailingPosition)
    assert line._room().width() < bare._room().width()
    words = next(
        LONG[:n] for n in range(len(LONG)) if line.fontMetrics().horizontalAdvance(LONG[:n]) > line._room().width()
    )
    line.setText(words)
    bare.setText(words)
    assert line.toolTip() == words
    assert bare.toolTip() == ""
