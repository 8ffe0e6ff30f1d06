"""The theme follows what is wanted, at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QStyle, QWidget
from pytestqt.qtbot import QtBot

from ui.theme.fonts import sized, tabular
from ui.theme.icons import NAMES, icon, outline
from ui.theme.metrics import Metrics, current_metrics, scale_of
from ui.theme.palette import DARK, LIGHT, colours_of
from ui.theme.style import MOTION_MS, stylesheet
from ui.theme.theme import Theme


def test_switching_dresses_what_is_in_sight(qtbot: QtBot, qapp: QApplication, theme: Theme):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")
    assert colours_of(widget) is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    theme.set_mode("light")
    assert colours_of(widget) is LIGHT


def test_hints_are_in_the_stylesheet(qtbot: QtBot, theme: Theme):
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    for widget in (QCheckBox(), QComboBox(), QLineEdit()):
        qtbot.addWidget(widget)
        widget.ensurePolished()
        assert widget.style().styleHint(hint, None, widget) == (MOTION_MS if theme.motion else 0)
    assert widget.style().styleHint(QStyle.StyleHint.SH_ComboBox_Popup, None, QComboBox()) == 0
    assert "widget-animation-duration: 0;" in stylesheet(LIGHT, Metrics(), motion=False)


def test_nothing_happens_when_nothing_changes(qtbot: QtBot, theme: Theme):
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_mode("light")


def test_system_mode_takes_what_the_system_says(theme: Theme):
    theme.set_mode("system")
    assert theme.palette in {LIGHT, DARK}


def test_sizes_follow_the_scale(qapp: QApplication, theme: Theme):
    theme.set_scale(1.5)
    assert qapp.font().pixelSize() == 20
    assert current_metrics().px(8) == 12
    theme.set_scale(1.0)
    assert qapp.font().pixelSize() == 13


def test_metrics_stand_on_the_grid():
    metrics = Metrics()
    assert [metrics.px(size) for size in (4, 8, 12, 16, 24, 32)] == [4, 8, 12, 16, 24, 32]
    assert (metrics.row, Metrics(comfortable=False).row, metrics.px(0), Metrics(0.1).px(1)) == (36, 28, 0, 1)


@pytest.mark.parametrize(("pixels", "platform", "scale"), [(12, "win32", 1.0), (18, "win32", 1.5), (60, "darwin", 2.0)])
def test_scale_is_read_from_the_system_font(qapp: QApplication, pixels: int, platform: str, scale: float):
    font = QFont(qapp.font())
    font.setPixelSize(pixels)
    assert scale_of(font, platform) == scale


def test_figures_have_one_width(qapp: QApplication):
    font = tabular(qapp.font())
    assert QFont.Tag("tnum") in font.featureTags()
    assert sized(font, 20, bold=True).pixelSize() == 20


def test_every_icon_has_a_drawing():
    assert [name for name in NAMES if outline(name) is None] == []
    with pytest.raises(KeyError):
        icon("unicorn")


def test_icons_follow_the_theme(theme: Theme):
    add = icon("add", "text", "accent")
    light = add.pixmap(QSize(32, 32)).toImage()
    theme.set_mode("dark")
    dark = add.pixmap(QSize(32, 32)).toImage()
    assert light != dark
    middle = light.pixelColor(16, 16)
    assert middle.name() == LIGHT.text
    assert dark.pixelColor(16, 16).name() == DARK.text


def test_marks_are_drawn_in_the_accent(qtbot: QtBot):
    box = QCheckBox("Tick")
    qtbot.addWidget(box)
    box.show()
    before = box.grab().toImage()
    box.setChecked(True)
    after = box.grab().toImage()
    colours = {after.pixelColor(x, y).name() for x in range(20) for y in range(after.height())}
    assert before != after
    assert LIGHT.accent in colours


def test_the_focus_can_be_seen(qtbot: QtBot):
    button = QPushButton("Here")
    qtbot.addWidget(button)
    with qtbot.waitActive(button):
        button.show()
        button.activateWindow()
    button.clearFocus()
    before = button.grab().toImage()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    after = button.grab().toImage()
    assert before != after
    assert LIGHT.focus in {after.pixelColor(x, 1).name() for x in range(after.width())}
