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
from tests.ui.holding import held
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
    qtbot.waitUntil(lambda: room.text.toPlainText() == "!!!")
    qtbot.waitUntil(lambda: room.summary.text().startswith("1 row: 0 new, 0 updated, 0 folded into another, 1 kept"))
    people = tell(lambda vault: records.page(vault, "person", Query(), 0, 300)).rows
    assert len(people) == 200
    came, gone = people[0].id, people[1].id
    room.choice.set_value(SHEET)
    room.choice.chosen.emit(SHEET)
    room.text.setPlainText(f"{row_code(came)} c\n{row_code(gone)} n\nNewt Newly\nZZZZZZ c")
    qtbot.waitUntil(lambda: room.table.rowCount() == 4)
    assert room.summary.text() == "2 noted, 1 new, 1 not read."
    room.take_in()
    qtbot.waitUntil(lambda: room.text.toPlainText() == "ZZZZZZ c")
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
    QTest.keyClick(room.pane.editors["Pronouns"], Qt.Key.Key_Escape)
    assert room.table.hasFocus()
    room.table.setCurrentCell(2, 0)
    QTest.keyClick(room.table, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: room.summary.text() == "3 rows: 1 new, 1 updated, 0 folded into another, 1 kept aside.")
    room.rows.sums.chips["aside"].click()
    assert room.table.rowCount() == 1
    assert nameless(room) == []
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
    assert room.given.file_name.text() == "list.csv"
    qtbot.waitUntil(lambda: bool(room._offered))
    room.table.setCurrentCell(0, 0)
    combo = room.pane.combos["Garden"]
    combo.setCurrentIndex(combo.findData("tags"))
    qtbot.waitUntil(
        lambda: room.pane.editors["Garden"].text() == "Plot 1" and room._corrected.columns == {"Garden": "tags"}
    )
    room.take_in()
    qtbot.waitUntil(lambda: room.given.currentIndex() == 0)
    qtbot.waitUntil(lambda: tell(lambda vault: records.page(vault, "person", Query())).total == 2)
    people = tell(lambda vault: records.page(vault, "person", Query())).rows
    assert [row.values["tags"] for row in people] == [["Plot 1"], ["Plot 2"]]


def test_what_is_still_being_read_is_taken_in_once_it_is_read(qtbot: QtBot, room: IntakeRoom, tell: Any):
    room.text.setPlainText("Ada Lovelace 030 123456\nBo Bright 030 123457\n")
    qtbot.waitUntil(lambda: room.take.isEnabled())
    with held(qtbot, room.desk.worker):
        room.consent.setCurrentIndex(room.consent.findData("said"))
        room.take.click()
        assert room.text.toPlainText(), "nothing is lost while it is read"
    qtbot.waitUntil(lambda: not room.text.toPlainText())
    assert tell(lambda vault: records.page(vault, "person", Query())).total == 2
    assert tell(lambda vault: records.page(vault, "consent", Query())).total == 2


def test_what_was_typed_a_moment_ago_is_taken_in_too(qtbot: QtBot, room: IntakeRoom, tell: Any):
    room.text.setPlainText("Ada Lovelace 030 123456")
    qtbot.waitUntil(lambda: room.take.isEnabled())
    room.text.appendPlainText("Bo Bright 030 123457")
    room.take_in()
    qtbot.waitUntil(lambda: not room.text.toPlainText())
    assert tell(lambda vault: records.page(vault, "person", Query())).total == 2


def test_nothing_can_be_typed_into_what_is_being_taken_in(qtbot: QtBot, room: IntakeRoom, tell: Any):
    room.text.setPlainText("Ada Lovelace 030 123456")
    qtbot.waitUntil(lambda: room.take.isEnabled())
    with held(qtbot, room.desk.worker):
        room.take_in()
        room.take_in()
        QTest.keyClicks(room.text, "Bo")
        assert room.text.toPlainText() == "Ada Lovelace 030 123456"
    qtbot.waitUntil(lambda: not room.text.toPlainText())
    assert not room.text.isReadOnly()
    assert tell(lambda vault: records.page(vault, "person", Query())).total == 1


def test_rows_of_a_table_that_were_kept_aside_stay_with_their_head(qtbot: QtBot, room: IntakeRoom, tell: Any):
    room.text.setPlainText("Name,Phone\nAda,030 123456\nBo,030 1,too,many\nCy,030 123457\n")
    qtbot.waitUntil(lambda: room.table.rowCount() == 3)
    room.table.setCurrentCell(2, 0)
    QTest.keyClick(room.table, Qt.Key.Key_X)
    room.take_in()
    qtbot.waitUntil(lambda: room.text.toPlainText() == "Name\tPhone\nBo\t030 1\ttoo\tmany")
    assert tell(lambda vault: records.page(vault, "person", Query())).total == 1


def test_a_cell_being_typed_is_not_touched_by_an_answer(qtbot: QtBot, room: IntakeRoom):
    room.text.setPlainText("Name,Phone\nAda,030 123456\n")
    qtbot.waitUntil(lambda: room.table.rowCount() == 1)
    room.table.setCurrentCell(0, 0)
    phone = room.pane.editors["Phone"]
    phone.setFocus()
    phone.selectAll()
    QTest.keyClicks(phone, "030 99")
    room.consent.setCurrentIndex(room.consent.findData("said"))
    qtbot.waitUntil(lambda: room.pane.editors["Phone"] is not phone)
    again = room.pane.editors["Phone"]
    assert (again.text(), again.hasFocus(), room._corrected.cells) == ("030 99", True, {})
    QTest.keyClicks(again, "88")
    QTest.keyClick(again, Qt.Key.Key_Return)
    assert room._corrected.cells == {(2, "Phone"): "030 9988"}
