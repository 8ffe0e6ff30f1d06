"""From a pasted list to a sign-in sheet typed back in, without the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.services.records import records
from app.services.records.records import Query
from app.sheets.codes import row_code
from tests.ui.conftest import nameless
from tests.window import text_at
from ui.frame.desk import Desk
from ui.rooms.intake.room import SHEET, IntakeRoom


@pytest.fixture
def room(qtbot: QtBot, desk: Desk) -> Iterator[IntakeRoom]:
    room = IntakeRoom(desk)
    qtbot.addWidget(room)
    room.resize(1100, 700)
    room.show()
    room.enter()
    yield room
    qtbot.waitUntil(lambda: not desk.worker.is_busy())


def test_a_list_is_pasted_and_its_sheet_typed_back(qtbot: QtBot, room: IntakeRoom, tell: Any):
    lines = "\n".join(f"Guest{n} Family{n}, guest{n}@example.org" for n in range(200))
    room.text.setPlainText(f"{lines}\nGuest0 Family0 guest0@example.org\n!!!\n")
    qtbot.waitUntil(lambda: room.table.rowCount() == 202)
    assert room.summary.text() == "202 rows: 200 new, 0 updated, 1 folded into another, 1 kept aside."
    assert nameless(room) == []
    room.text.setFocus()
    QTest.keyClick(room.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not room.text.toPlainText())
    people = tell(lambda vault: records.page(vault, "person", Query(), 0, 300)).rows
    assert len(people) == 200
    came, gone = people[0].id, people[1].id
    room.choice.set_value(SHEET)
    room.choice.chosen.emit(SHEET)
    room.text.setPlainText(f"{row_code(came)} c\n{row_code(gone)} n\nNewt Newly\nZZZZZZ c")
    qtbot.waitUntil(lambda: room.table.rowCount() == 4)
    assert room.summary.text() == "2 noted, 1 new, 1 not read."
    room.take_in()
    qtbot.waitUntil(lambda: not room.text.toPlainText())
    noted = tell(lambda vault: records.page(vault, "attendance", Query(), 0, 10)).rows
    assert sorted(row.values["state"] for row in noted) == ["attended", "attended", "no_show"]
    tell(lambda vault: records.undo(vault))
    assert tell(lambda vault: records.page(vault, "attendance", Query())).total == 0


def test_what_was_understood_is_corrected_and_decided_by_keyboard(qtbot: QtBot, room: IntakeRoom, tell: Any):
    ada = tell(lambda vault: records.add(vault, "person", {"name": "Ada Lovelace", "pronouns": "she"})).added[0]
    room.text.setPlainText("Name\tPhone\tPronouns\nAda Lovelace\t030 123456\tthey\nBo\t030 12345x\the\nCy\t\t\n\t\t\n")
    room.source.setText("the stall")
    room.consent.setCurrentIndex(room.consent.findData("said"))
    qtbot.waitUntil(lambda: room.table.rowCount() == 3)
    assert [room.rows.sums.chips[key].text() for key in ("new", "aside")] == ["New  3", "Kept aside  0"]
    room.table.setFocus()
    room.table.setCurrentCell(0, 0)
    assert room.pane.isVisible()
    assert "Ada Lovelace" in room.pane.known.text()
    QTest.keyClick(room.table, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: room.summary.text().startswith("3 rows: 2 new, 1 updated"))
    assert room.table.currentRow() == 1, "the next row is at hand"
    QTest.keyClick(room.table, Qt.Key.Key_Return)
    assert room.pane.editors["Name"].hasFocus()
    QTest.keyClick(room.pane.editors["Name"], Qt.Key.Key_Down)
    phone = room.pane.editors["Phone"]
    assert phone.hasFocus()
    phone.selectAll()
    QTest.keyClicks(phone, "030 998877")
    QTest.keyClick(phone, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: room.pane.editors["Phone"].text() == "030 998877" and text_at(room.table, 1, 3) == "030 998877"
    )
    qtbot.waitUntil(lambda: not room.desk.worker.is_busy())
    QTest.keyClick(room.pane.editors["Pronouns"], Qt.Key.Key_Escape)
    assert room.table.hasFocus()
    room.table.setCurrentCell(2, 0)
    QTest.keyClick(room.table, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: room.summary.text() == "3 rows: 1 new, 1 updated, 0 folded into another, 1 kept aside.")
    room.rows.sums.chips["aside"].click()
    assert room.table.rowCount() == 1
    assert nameless(room) == []
    # What was typed in the last quarter of a second is read first, and taken in only by another press.
    qtbot.waitUntil(lambda: not room._wait.isActive() and not room.desk.worker.is_busy())
    room.take_in()
    qtbot.waitUntil(lambda: not room.text.toPlainText())
    assert tell(lambda vault: records.get(vault, ada)).values["pronouns"] == "they"
    people = tell(lambda vault: records.page(vault, "person", Query(words="bo"))).rows
    assert (people[0].values["source"], len(people)) == ("the stall", 1)
    assert tell(lambda vault: records.page(vault, "consent", Query())).total == 2
    tell(lambda vault: records.undo(vault))
    assert tell(lambda vault: records.page(vault, "person", Query())).total == 1


def test_a_file_is_opened_and_its_columns_sent_elsewhere(qtbot: QtBot, room: IntakeRoom, tell: Any, tmp_path: Any):
    file = tmp_path / "list.csv"
    file.write_text("Name,Garden\nAda,Plot 1\nBo,Plot 2\n", "utf-8")
    room.take_file(file)
    qtbot.waitUntil(lambda: room.table.rowCount() == 2)
    assert room.file_name.text() == "list.csv"
    qtbot.waitUntil(lambda: bool(room._offered))
    room.table.setCurrentCell(0, 0)
    combo = room.pane.combos["Garden"]
    combo.setCurrentIndex(combo.findData("tags"))
    qtbot.waitUntil(lambda: room.pane.editors["Garden"].text() == "Plot 1" and room._columns == {"Garden": "tags"})
    qtbot.waitUntil(lambda: not room.desk.worker.is_busy() and room.take.isEnabled())
    room.take_in()
    qtbot.waitUntil(lambda: room.given.currentIndex() == 0)
    qtbot.waitUntil(lambda: tell(lambda vault: records.page(vault, "person", Query())).total == 2)
    people = tell(lambda vault: records.page(vault, "person", Query())).rows
    assert [row.values["tags"] for row in people] == [["Plot 1"], ["Plot 2"]]
