"""From the queue of those who are new to a slot with few seats: invited, said yes, came; all by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.capabilities.people import board_service
from app.services.records import records
from app.services.records.records import Query
from tests.ui.conftest import nameless
from tests.window import text_at
from ui.frame.desk import Desk
from ui.rooms.intake.room import TRIAGE, IntakeRoom


@pytest.fixture
def room(qtbot: QtBot, desk: Desk, tell: Any) -> Iterator[IntakeRoom]:
    def fill(vault: Any) -> None:
        board_service.make_default(vault)
        for number, since in enumerate(("2026-11-20", "2026-11-10", "2026-11-22")):
            records.add(vault, "person", {"name": f"Guest {number}", "since": since, "source": "the stall"})
        records.add(vault, "person", {"name": "Old hand", "stage": "active"})

    tell(fill)
    room = IntakeRoom(desk)
    qtbot.addWidget(room)
    room.resize(1100, 700)
    room.show()
    room.enter()
    room.show_page(TRIAGE)
    qtbot.waitUntil(lambda: len(room.triage.found.queue) == 3)
    yield room
    qtbot.waitUntil(lambda: not desk.worker.is_busy())


def test_who_is_new_is_invited_says_yes_and_comes(qtbot: QtBot, room: IntakeRoom, tell: Any):
    triage = room.triage
    assert [each.name for each in triage.found.queue] == ["Guest 1", "Guest 0", "Guest 2"], "who waits longest is first"
    assert nameless(room) == []
    triage.day.setText("2026-11-30")
    triage.seats.setText("1")
    QTest.keyClick(triage.seats, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(triage.found.slots) == 1)
    said: list[str] = []
    room.desk.said.connect(lambda words, _action, _on: said.append(words))
    triage.invite_all()
    qtbot.waitUntil(lambda: len(triage.found.queue) == 2)
    triage.invite_all()
    assert said[-1].startswith("No seat is left"), "the one seat is promised until it is answered for"
    triage.queue.choose_row(0)
    QTest.keyClick(triage.queue, Qt.Key.Key_I)
    qtbot.waitUntil(lambda: len(triage.found.queue) == 1)
    assert triage.people_head.text() == "1 seat left, 2 have not answered, 1 invited beyond the seats"
    assert [(each.name, each.state) for each in triage.found.slots[0].people] == [
        ("Guest 0", "invited"),
        ("Guest 1", "invited"),
    ]
    triage.people.choose_row(1)
    QTest.keyClick(triage.people, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: triage.found.slots[0].people[1].state == "yes")
    assert text_at(triage.slots, 0, 3) == "1 of 1"
    problems: list[str] = []
    room.desk.problem.connect(lambda problem: problems.append(str(problem)))
    triage.people.choose_row(0)
    QTest.keyClick(triage.people, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: bool(problems))
    assert "seats" in problems[0]
    triage.people.choose_row(0)
    QTest.keyClick(triage.people, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: len(triage.found.queue) == 2)
    triage.people.choose_row(1)
    QTest.keyClick(triage.people, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: triage.found.slots[0].people[1].state == "came")
    came = tell(lambda vault: records.page(vault, "person", Query(words="Guest 1"))).rows[0]
    assert came.values["stage"] == "exploring"
    runs = tell(lambda vault: records.page(vault, "pathway_run", Query())).rows
    assert [row.values["person"] for row in runs] == [came.id]
    steps = tell(lambda vault: records.page(vault, "step_run", Query())).rows
    assert {row.values["pathway_run"] for row in steps} == {runs[0].id}
    tell(lambda vault: records.undo(vault))
    assert tell(lambda vault: records.page(vault, "pathway_run", Query())).total == 0
