"""Every text can be read on what it stands on, and every colour has its role."""

from __future__ import annotations

import dataclasses
import re
from importlib import resources

import pytest
from PySide6.QtWidgets import QListWidget, QWidget
from pytestqt.qtbot import QtBot

from ui.theme.metrics import Metrics
from ui.theme.palette import DARK, LIGHT, PALETTES, SHAPE_PAIRS, TEXT_PAIRS, Palette, colours_of, contrast
from ui.theme.style import SHEETS, stylesheet
from ui.theme.theme import Mode, Theme


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
@pytest.mark.parametrize(("front", "back"), TEXT_PAIRS)
def test_text_stands_out(palette: Palette, front: str, back: str):
    assert contrast(getattr(palette, front), getattr(palette, back)) >= 4.5


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
@pytest.mark.parametrize(("front", "back"), SHAPE_PAIRS)
def test_shapes_stand_out(palette: Palette, front: str, back: str):
    assert contrast(getattr(palette, front), getattr(palette, back)) >= 3


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_stylesheet_is_filled_in(palette: Palette):
    sheet = stylesheet(palette, Metrics())
    assert "$" not in sheet
    assert palette.accent in sheet


def test_stylesheets_name_no_colour_of_their_own():
    for name in SHEETS:
        text = (resources.files("ui.theme") / "qss" / f"{name}.qss").read_text("utf-8")
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", text), name


def test_palettes_are_complete():
    for palette in PALETTES:
        for field in dataclasses.fields(Palette):
            if field.name != "name":
                assert palette.colour(field.name).isValid()
    with pytest.raises(AttributeError):
        LIGHT.colour("puce")


def test_what_is_see_through_is_drawn_in_the_colours_of_its_window(qtbot: QtBot, theme: Theme):
    window = QWidget()
    qtbot.addWidget(window)
    column = QListWidget(window)
    column.setStyleSheet("background: transparent")
    window.show()
    modes: tuple[tuple[Mode, Palette], ...] = (("light", LIGHT), ("dark", DARK))
    for mode, palette in modes:
        theme.set_mode(mode)
        assert colours_of(column) is palette
