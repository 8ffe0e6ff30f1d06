"""A day of work through the real window, from an empty vault, almost without the mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services.records import records
from app.services.records.records import Query
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
    """Go to a room by its number in the rail, and wait until it shows what there is: it is built when first shown."""
    laptop.session.window.activateWindow()
    laptop.until(laptop.session.window.isActiveWindow)
    press(laptop, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    workplace = laptop.session.workplace
    assert workplace is not None
    return workplace.room()


def close(laptop: Laptop) -> None:
    """Quit, as pytest-qt would, but not before everything has been answered."""
    laptop.rest()
    laptop.session.window.close()


@pytest.mark.long
def test_building_a_room_shows_no_window_of_its_own(ann: Laptop):
    """A widget shown before it has a place is a window for a moment, which takes the keyboard from this one."""
    seen: list[QObject] = []

    class Shown(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
            if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                seen.append(watched)
            return False

    shown = Shown()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(shown)
    workplace = ann.session.workplace
    assert workplace is not None
    for key in workplace.rooms:
        assert workplace.go(key)
        ann.rest()
    app.removeEventFilter(shown)
    assert [f"{type(each).__name__} {each.parent()}" for each in seen] == []
    close(ann)


def test_from_an_empty_vault_to_somebody_in_a_bed(ann: Laptop):
    people = go(ann, 2)
    for name in ("Amina Adeyemi", "Bo Nguyen"):
        press(ann, Qt.Key.Key_N)
        write(ann, name)
        press(ann, Qt.Key.Key_Return)
        assert people.card.card.title == name
    houses = go(ann, 5)
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
    assert today.figures["houses"].text() == "1 in the houses"
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


def rows(room: Any) -> dict[str, str]:
    """Tell what the board says of each bed."""
    return {row.bed.name: row.words() for row in room.beds.board.rows()}


def waiting(room: Any) -> list[str]:
    """Tell what waits on Today."""
    return [line.item.title for line in room.agenda.lines if hasattr(line, "item")]


def pick(laptop: Laptop, editor: Any, words: str) -> None:
    """Write some words into a field that asks for a record, and take the one that is offered."""
    editor.line.setFocus()
    editor.line.selectAll()
    write(laptop, words)
    laptop.until(lambda: len(editor._options()) == 1)
    editor.choose(editor._options()[0])
    laptop.rest()


def add_follow_up(ann: Laptop) -> None:
    """Add a project with a task for today."""
    projects = go(ann, 4)
    press(ann, Qt.Key.Key_N)
    write(ann, "Winter coats")
    press(ann, Qt.Key.Key_Return)
    tasks = projects.card.parts["task"]
    tasks.quick.setFocus()
    write(ann, "Ask Amina how she sleeps")
    press(ann, Qt.Key.Key_Return)
    tasks.rows[0].setFocus()
    press(ann, Qt.Key.Key_Return)
    tasks.form.editors["due"].line.setFocus()
    write(ann, "23 Nov 2026")
    press(ann, Qt.Key.Key_Return)
    assert tasks.form is None, "Enter saves the task and closes its form"


def add_house(ann: Laptop) -> Any:
    """Add a house with a room of two beds."""
    houses = go(ann, 5)
    press(ann, Qt.Key.Key_N)
    write(ann, "Birch House")
    press(ann, Qt.Key.Key_Return)
    houses.beds.board.add_room.click()
    write(ann, "Attic")
    beds: Any = houses.beds.changing._form.editors["beds"].line
    beds.setFocus()
    beds.selectAll()
    write(ann, "2")
    press(ann, Qt.Key.Key_Return)
    assert rows(houses) == {"1": "free", "2": "free"}
    return houses


def test_the_evening_of_a_tired_coordinator(ann: Laptop):
    people = go(ann, 2)
    press(ann, Qt.Key.Key_N)
    write(ann, "Amina Adeyemi")
    press(ann, Qt.Key.Key_Return)
    assert people.card.card.title == "Amina Adeyemi"
    add_follow_up(ann)
    houses = add_house(ann)
    houses.beds.board.start()
    press(ann, Qt.Key.Key_Return)
    pick(ann, houses.beds.changing._form.editors["person"], "amina")
    houses.beds.changing._form.submit()
    ann.rest()
    assert rows(houses) == {"1": "Amina Adeyemi, expected, no end known", "2": "free"}

    press(ann, Qt.Key.Key_Return)  # The keyboard is still on her bed; the other one is by the window.
    pick(ann, houses.beds.changing._form.editors["bed"], "attic 2")
    houses.beds.changing._form.submit()
    ann.rest()
    assert rows(houses) == {"1": "free", "2": "Amina Adeyemi, expected, no end known"}

    today = go(ann, 1)
    assert waiting(today) == ["Amina Adeyemi", "Ask Amina how she sleeps"]
    press(ann, Qt.Key.Key_Down)
    press(ann, Qt.Key.Key_Space)
    assert waiting(today) == ["Amina Adeyemi"]
    press(ann, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert waiting(today) == ["Amina Adeyemi", "Ask Amina how she sleeps"], "the wrong row was ticked"
    today.view.choose(1)
    press(ann, Qt.Key.Key_Space)
    assert today.figures["houses"].text() == "1 in the houses"
    houses = go(ann, 5)
    assert rows(houses) == {"1": "free", "2": "Amina Adeyemi, no end known"}
    close(ann)
