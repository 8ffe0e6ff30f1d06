"""A day of work through the real window, from an empty vault, almost without the mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.records import Query
from tests.window import Laptop
from ui.theme.theme import Theme


@pytest.fixture
def ann(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Laptop:
    if qapp.findChild(Theme) is None:
        Theme(qapp, "light", scale=1.0)
    laptop = Laptop(qtbot, tmp_path, "Ann")
    laptop.start_group()
    laptop.session.window.activateWindow()
    qtbot.waitUntil(laptop.session.window.isActiveWindow)
    return laptop


def press(laptop: Laptop, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key wherever the keyboard is."""
    workplace = laptop.session.workplace
    assert workplace is not None
    target = workplace.window().focusWidget() or workplace
    QTest.keyClick(target, key, modifier)
    laptop.rest()


def write(laptop: Laptop, text: str) -> None:
    target = laptop.session.window.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def go(laptop: Laptop, number: int) -> Any:
    """Go to a room by its number in the rail."""
    press(laptop, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    workplace = laptop.session.workplace
    assert workplace is not None
    return workplace.room()


def close(laptop: Laptop) -> None:
    """Quit, as pytest-qt would, but not before everything has been answered."""
    laptop.rest()
    laptop.session.window.close()


def test_from_an_empty_vault_to_somebody_in_a_bed(ann: Laptop):
    people = go(ann, 2)
    for name in ("Amina Adeyemi", "Bo Nguyen"):
        press(ann, Qt.Key.Key_N)
        write(ann, name)
        press(ann, Qt.Key.Key_Return)
        assert people.card.card.title == name
    houses = go(ann, 4)
    press(ann, Qt.Key.Key_N)
    write(ann, "Birch House")
    press(ann, Qt.Key.Key_Return)
    houses.beds.board.room_added.emit()
    write(ann, "Attic")
    press(ann, Qt.Key.Key_Return)
    houses.beds.board.start()
    press(ann, Qt.Key.Key_Return)
    write(ann, "amina")
    picker: Any = houses.beds.changing._form.editors["person"]
    ann.until(lambda: picker.found.rowCount() == 2)
    picker.choose(picker._options()[0])
    ann.rest()
    houses.beds.changing._form.submit()
    ann.rest()
    stays = ann.tell(lambda vault: records.page(vault, "stay", Query()))
    assert [row.titles[row.values["person"]] for row in stays.rows] == ["Amina Adeyemi"]

    today = go(ann, 1)
    assert [line.item.title for line in today.agenda.lines if hasattr(line, "item")] == ["Amina Adeyemi"]
    press(ann, Qt.Key.Key_Space)
    assert today.stack.currentWidget() is today.empty
    assert today.headcount.text() == "1 in the houses"
    press(ann, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert today.stack.currentWidget() is today.view
    close(ann)


def test_a_field_is_edited_where_it_stands_and_outlives_the_lock(ann: Laptop):
    people = go(ann, 2)
    press(ann, Qt.Key.Key_N)
    write(ann, "Zoe Arger")
    press(ann, Qt.Key.Key_Return)
    people.card.start("pronouns")
    people.card.fields.more.click()
    people.card.start("pronouns")
    write(ann, "she/her")
    ann.session.lock()
    ann.until(lambda: ann.session.workplace is None)
    ann.unlock()
    ann.session.window.activateWindow()
    ann.until(ann.session.window.isActiveWindow)
    people = go(ann, 2)
    people.table.choose_row(0)
    ann.rest()
    assert people.card.card.values["pronouns"] == "she/her", "what was being typed is kept when the vault is locked"
    close(ann)
