"""A sheet that came back is typed in on a page of Print, line by line, and a code leads to its record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.services.records import records
from app.services.records.lists import Query
from app.services.records.searching import Hit
from app.sheets.codes import row_code
from tests.ui.conftest import NOW, nameless
from tests.window import Answers, text_at
from ui.frame.desk import Desk
from ui.platform.typesetting import Press
from ui.rooms.printing.room import TYPE_IN, PrintingRoom
from ui.shell.start import RESOURCES
from ui.widgets.editors.sources import RecordOption

Tell = Callable[[Callable[[Any], Any]], Any]


@pytest.fixture
def room(qtbot: QtBot, desk: Desk) -> Iterator[PrintingRoom]:
    press = Press(RESOURCES / "sheets")
    room = PrintingRoom(desk, Answers(), press)
    qtbot.addWidget(room)
    room.resize(1100, 700)
    room.show()
    room.show_page(TYPE_IN)
    yield room
    qtbot.waitUntil(lambda: not desk.worker.is_busy() and not press.thread_of_pages.is_busy())
    press.stop()


def turn(tell: Tell) -> str:
    def make(vault: Any) -> str:
        ada = records.add(vault, "person", {"name": "Ada"}).added[0]
        house = records.add(vault, "house", {"name": "Mill"}).added[0]
        chore = records.add(vault, "chore", {"house": house, "name": "Dishes", "minutes": 30}).added[0]
        values = {"chore": chore, "on_day": NOW.date(), "who": ada, "status": "assigned"}
        return records.add(vault, "slot", values).added[0]

    return tell(make)


def test_a_rota_is_typed_back_and_undone(qtbot: QtBot, room: PrintingRoom, desk: Desk, tell: Tell):
    slot = turn(tell)
    typing = room.typing
    typing.choose("rota")
    assert "d done" in typing.hint.text()
    typing.text.setPlainText(f"{row_code(slot)} d\nZZZZZ9 d")
    qtbot.waitUntil(lambda: typing.table.rowCount() == 2)
    cells = [text_at(typing.table, 0, place) for place in range(4)]
    assert cells[1].startswith("Dishes")
    assert cells[2] == "done"
    assert typing.summary.text() == "1 read, 1 not read."
    assert nameless(room) == []
    QTest.keyClick(typing.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not typing.text.toPlainText())
    assert tell(lambda vault: records.get(vault, slot)).values["status"] == "done"
    desk.undo()
    assert tell(lambda vault: records.get(vault, slot)).values["status"] == "assigned"


def test_a_check_in_list_is_typed_back_for_its_event(qtbot: QtBot, room: PrintingRoom, desk: Desk, tell: Tell):
    def make(vault: Any) -> tuple[str, str]:
        ada = records.add(vault, "person", {"name": "Ada"}).added[0]
        project = records.add(vault, "project", {"name": "Coats", "status": "active"}).added[0]
        hours = {"begins": f"{NOW.date()}T18:00", "ends": f"{NOW.date()}T20:00"}
        event = records.add(vault, "event", {"project": project, "name": "Sorting", **hours}).added[0]
        expected = {"of": event, "person": ada, "on_day": NOW.date()}
        return event, records.add(vault, "attendance", expected).added[0]

    event, attendance = tell(make)
    typing = room.typing
    typing.choose("check-in")
    assert typing.of is not None
    typing.of.choose(RecordOption(event, "Sorting"))
    typing.text.setPlainText(f"{row_code(attendance)} e\nZoë 030 777")
    qtbot.waitUntil(lambda: typing.table.rowCount() == 2)
    assert text_at(typing.table, 0, 2) == "went early"
    assert "somebody new: Zoë" in text_at(typing.table, 1, 2)
    typing.write()
    qtbot.waitUntil(lambda: not typing.text.toPlainText())
    assert tell(lambda vault: records.get(vault, attendance)).values["state"] == "left"
    assert tell(lambda vault: records.page(vault, "attendance", Query(where=f"of={event}"))).total == 2
    desk.undo()
    assert tell(lambda vault: records.page(vault, "attendance", Query(where=f"of={event}"))).total == 1


def test_a_form_asks_what_it_is_about_and_says_what_is_refused(qtbot: QtBot, room: PrintingRoom):
    typing = room.typing
    typing.choose("review-form")
    assert typing.of is not None
    assert typing.who is not None
    typing.text.setPlainText("Adopt")
    qtbot.waitUntil(typing.write_button.isEnabled)
    typing.write()
    qtbot.waitUntil(lambda: typing.banner.isVisibleTo(typing))
    assert typing.text.toPlainText() == "Adopt"
    typing.choose("rota")
    assert typing.of is None
    assert typing.who is None


def test_a_code_in_the_finder_leads_to_its_record(qtbot: QtBot, desk: Desk, tell: Tell):
    slot, found = turn(tell), list[Sequence[Hit]]()
    desk.search(row_code(slot), found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert [(each.kind, each.id) for each in found[0]] == [("slot", slot)]
