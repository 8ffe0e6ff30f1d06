"""Pictures are taken in both modes, and the theme is left as it was."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.gallery.pictures import picture, pictures
from ui.theme.theme import Theme


def test_a_picture_of_each_mode(qtbot: QtBot, theme: Theme, tmp_path: Path):
    widget = QWidget()
    widget.setProperty("surface", "window")
    qtbot.addWidget(widget)
    made = pictures(widget, theme, tmp_path, "page")
    assert [file.name for file in made] == ["page-light.png", "page-dark.png"]
    light, dark = (QImage(str(file)) for file in made)
    assert light.size() == QSize(1280, 800)
    assert light.pixelColor(5, 5).lightness() > dark.pixelColor(5, 5).lightness()
    assert theme.mode == "light"
    assert picture(widget, tmp_path / "small.png", size=QSize(300, 200)).exists()
