"""What somebody wrote is shown letter by letter, whatever it looks like."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocumentFragment
from pytestqt.qtbot import QtBot

from ui.widgets.buttons import button
from ui.widgets.chip import filter_chip
from ui.widgets.labels import ElidedLabel
from ui.widgets.plain_table import PlainTable
from ui.widgets.tips import plain_tip


@pytest.mark.parametrize(
    "text", ["<b>Ada</b>", '<img src="//elsewhere/picture.png">', "Ada <a href='x'>here</a>\nand below", "a < b & c"]
)
def test_a_tool_tip_says_the_very_letters(qtbot: QtBot, text: str):
    tip = plain_tip(text)
    shown = QTextDocumentFragment.fromHtml(tip).toPlainText() if tip != text else text
    assert shown.replace("\xa0", " ") == text
    assert "<img" not in tip
    table = PlainTable(["Name"], "Names")
    qtbot.addWidget(table)
    table.fill([(text,)])
    item = table.item(0, 0)
    assert item is not None
    assert item.toolTip() in {"", tip}
    elided = ElidedLabel(text * 20)
    qtbot.addWidget(elided)
    elided.resize(20, 20)
    elided.show()
    assert "<img" not in elided.toolTip()


def test_a_tool_tip_of_a_megabyte_says_the_beginning():
    assert len(plain_tip("x" * 1_000_000)) < 3_000


def test_an_ampersand_on_a_button_is_no_key(qtbot: QtBot):
    for made in (button("Food & drink"), filter_chip("R&D", 3)):
        qtbot.addWidget(made)
        assert made.shortcut().isEmpty()
        assert "&&" in made.text()
