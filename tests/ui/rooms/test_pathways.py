"""The board: who is where for how long, and going on by key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.capabilities.people import board_service
from app.problems import WrongValue
from app.services.records import records
from tests.ui.conftest import NOW, nameless
from ui.frame.desk import Desk
from ui.rooms.pathways.room import PathwaysRoom

TODAY = NOW.astimezone().date()


@pytest.fixture
def room(qtbot: QtBot, desk: Desk) -> Iterator[PathwaysRoom]:
    room = PathwaysRoom(desk)
    qtbot.addWidget(room)
    room.resize(1100, 700)
    yield room
    qtbot.waitUntil(lambda: not desk.worker.is_busy())


def test_a_group_makes_the_usual_pathway_and_leads_somebody_along_it(qtbot: QtBot, room: PathwaysRoom, tell: Any):
    room.show()
    room.enter()
    qtbot.waitUntil(lambda: room.found is not None)
    assert room.empty.isVisible()
    room.make_default()
    qtbot.waitUntil(lambda: len(room.lists) == 6)
    pathway = room.found.pathway if room.found else ""
    person = tell(lambda vault: records.add(vault, "person", {"name": "Ada"})).added[0]
    run = tell(lambda vault: board_service.begin(vault, person, pathway, TODAY)).added[0]
    tell(lambda vault: records.edit(vault, run, {"entered_on": "2026-11-01"}))
    room.refresh()
    long = f"Ada\n{(TODAY.day - 1)} days, too long"
    qtbot.waitUntil(lambda: room.lists[0].count() == 1 and room.lists[0].item(0).text() == long)
    opened: list[str] = []
    room.desk.opening.connect(lambda _kind, record: opened.append(record))
    room.lists[0].itemActivated.emit(room.lists[0].item(0))
    assert opened == [person]
    room.lists[0].setFocus(Qt.FocusReason.OtherFocusReason)
    room.lists[0].setCurrentRow(0)
    qtbot.waitUntil(room.lists[0].hasFocus)
    room.go_on()
    qtbot.waitUntil(lambda: room.lists[1].count() == 1)
    assert tell(lambda vault: records.page(vault, "step_run", records.Query())).total == 4
    room.lists[1].setFocus(Qt.FocusReason.OtherFocusReason)
    room.lists[1].setCurrentRow(0)
    assert room.way.who.text() == "Ada"
    assert "To go on" in room.way.gate.text()
    room._ask("pause")
    QTest.keyClicks(room.way.reason, "exams")
    room.way.day.setText("2026-12-01")
    QTest.keyClick(room.way.day, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(room.lists) == 7)
    assert "exams" in room.lists[6].item(0).text()
    assert nameless(room) == []
    room.resume()
    qtbot.waitUntil(lambda: len(room.lists) == 6)
    room._ask("leave")
    room.way.why.setCurrentIndex(room.way.why.findData("agreed"))
    QTest.keyClick(room.way.why, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: all(each.count() == 0 for each in room.lists))
    assert tell(lambda vault: records.get(vault, person)).values["left_reason"] == "agreed"
    assert tell(lambda vault: records.get(vault, run)).values["status"] == "finished"
    tell(lambda vault: records.undo(vault))
    assert tell(lambda vault: records.get(vault, person)).values["left_on"] is None
    with pytest.raises(WrongValue):
        board_service.end(None, run, "stopped", " ")  # pyright: ignore[reportArgumentType] - refused before it is read
    tell(lambda vault: board_service.end(vault, run, "stopped", "Moved away"))
    room.refresh()
    qtbot.waitUntil(lambda: all(each.count() == 0 for each in room.lists))
    assert tell(lambda vault: records.get(vault, run)).values["reason"] == "Moved away"
