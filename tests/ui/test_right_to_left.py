"""A right-to-left window is the mirror image of a left-to-right one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.records.attributes import Attribute
from app.records.kinds import OneOf, Text
from ui.frame.gate.gate import Gate
from ui.theme.icons import icon
from ui.widgets.chip import Chip
from ui.widgets.combo import ComboBox
from ui.widgets.editors.choice import ChoiceEditor
from ui.widgets.editors.elided import ElidedLine
from ui.widgets.editors.line import LineEditor
from ui.widgets.labels import ElidedLabel, label, pad


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_drawings_that_point_somewhere_point_the_other_way(qapp: QApplication):
    size = QSize(32, 32)
    back, add = icon("back").pixmap(size).toImage(), icon("add").pixmap(size).toImage()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert icon("back").pixmap(size).toImage() != back
        assert icon("add").pixmap(size).toImage() == add
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.usefixtures("mirrored")
def test_words_and_margins_begin_at_the_right():
    assert label("Name").alignment() & Qt.AlignmentFlag.AlignRight
    holder = QWidget()
    layout = QHBoxLayout(holder)
    pad(layout, 8, 0, 2, 0)
    assert (layout.contentsMargins().left(), layout.contentsMargins().right()) == (2, 8)
    editor = LineEditor(Attribute("name", "Name", Text()))
    assert editor.line.alignment() & Qt.AlignmentFlag.AlignRight


def at_the_left(widget: QWidget) -> bool:
    """Say whether what is drawn stands at the left, in a widget that is far wider."""
    widget.resize(600, 40)
    image = widget.grab().toImage()
    ground = image.pixel(300, 20)
    drawn = [x for x in range(image.width()) if any(image.pixel(x, y) != ground for y in range(6, image.height() - 6))]
    inside = [x for x in drawn if 4 <= x < image.width() - 4]
    return max(inside) < image.width() / 2


@pytest.mark.parametrize("name", ["Ada Lovelace", "داریوش چگینی", "שירה פרץ"])
def test_a_name_begins_where_lines_begin_whatever_its_script(qtbot: QtBot, name: str):
    line = ElidedLine()
    line.setText(name)
    for widget in (label(name), label(name, wrap=True), label(name, selectable=True), ElidedLabel(name), line):
        qtbot.addWidget(widget)
        widget.setStyleSheet("border: none; background: white; color: black")
        assert at_the_left(widget), widget


@pytest.mark.usefixtures("mirrored")
def test_the_cross_of_a_chip_stands_at_the_left(qtbot: QtBot):
    chip = Chip("garden")
    qtbot.addWidget(chip)
    chip.show()
    qtbot.waitUntil(lambda: 0 < chip.cross.x() + chip.cross.width() < chip.width() / 2)
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)


@pytest.mark.usefixtures("mirrored")
def test_a_choice_shows_its_text_at_the_right(qtbot: QtBot):
    editor = ChoiceEditor(Attribute("colour", "Colour", OneOf({"r": "Red"})), place="form")
    qtbot.addWidget(editor)
    editor.resize(300, 40)
    editor.set_value("r")
    editor.show()
    box: ComboBox = editor.box
    drawn = box.grab().toImage()
    dark = [x for x in range(30, box.width() - 4) if any(drawn.pixelColor(x, y).lightness() < 90 for y in range(8, 24))]
    assert min(dark) > box.width() / 2


@pytest.mark.usefixtures("mirrored")
def test_the_gate_is_mirrored(qtbot: QtBot, tmp_path: Path):
    gate = Gate(lambda: tmp_path)
    qtbot.addWidget(gate)
    gate.resize(1100, 700)
    gate.show()
    gate.welcome.start_choice.click()
    back = gate.start_page.back
    qtbot.waitUntil(lambda: back.mapTo(gate, back.rect().center()).x() > gate.width() / 2)
