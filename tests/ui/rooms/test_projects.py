"""Projects: what is quiet stands out, tasks are written and ticked off without leaving the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.services.records import records
from app.services.records.records import Query
from tests.ui.rooms.conftest import TODAY, Office


@pytest.fixture
def room(lived_in: Office) -> Any:
    room = lived_in.go("projects")
    room.table.choose_row(0)
    lived_in.rest()
    return room


def cells(room: Any, row: int = 0) -> dict[str, str]:
    model = room.table.model
    return {column.key: model.index(row, place).data() for place, column in enumerate(model.columns)}


def tasks(room: Any) -> list[str]:
    return [str(row.part.values["title"]) for row in room.card.parts["task"].rows]


def test_what_is_quiet_and_late_is_said_in_words_and_colour(room: Any):
    found = cells(room)
    assert found["heartbeat"] == "today"
    assert found["tasks"] == "2, 1 late"
    assert found["owner"] == "Amina Adeyemi"
    row = room.table.model.row(0)
    tones = {column.key: column.tone(row) for column in room.table.model.columns if column.tone is not None}
    assert tones == {"heartbeat": "", "tasks": "attention"}
    assert room.card.strip.words.text() == "Last heard of today.\nNobody would take over."


def test_a_sign_of_life_takes_one_click(lived_in: Office, room: Any):
    room.card.strip.button.click()
    lived_in.rest()
    assert lived_in.values(room.table.chosen())["heartbeat"] == TODAY
    assert cells(room)["heartbeat"] == "today"
    assert not room.card.strip.button.isVisible()


def test_tasks_are_written_one_after_the_other(lived_in: Office, room: Any):
    line = room.card.parts["task"].quick
    line.setFocus()
    for title in ("Call the suppliers", "Find a van"):
        QTest.keyClicks(line, title)
        QTest.keyClick(line, Qt.Key.Key_Return)
        lived_in.rest()
    assert line.hasFocus()
    assert tasks(room)[:2] == ["Count the coats", "Print the flyer"]
    assert set(tasks(room)[2:]) == {"Call the suppliers", "Find a van"}


def test_space_ticks_a_task_off_and_the_keyboard_stays(lived_in: Office, room: Any):
    parts = room.card.parts["task"]
    parts.rows[0].setFocus()
    QTest.keyClick(parts.rows[0], Qt.Key.Key_Space)
    lived_in.rest()
    assert lived_in.said[-1] == "Done: Count the coats"
    assert tasks(room) == ["Print the flyer"]
    assert parts.rows[0].hasFocus()
    assert parts.done_ones.text() == "Show 1 that is done"
    parts.done_ones.click()
    assert tasks(room) == ["Print the flyer", "Count the coats"]
    parts.rows[1].box.click()
    lived_in.rest()
    assert lived_in.count("task", "status=open") == 2


def test_a_task_is_changed_in_place(lived_in: Office, room: Any):
    parts = room.card.parts["task"]
    QTest.keyClick(parts.rows[1], Qt.Key.Key_Return)
    assert parts.form is not None
    line = parts.form.editors["minutes"].line
    QTest.keyClicks(line, "45")
    QTest.keyClick(line, Qt.Key.Key_Return)
    lived_in.rest()
    assert parts.form is None
    assert lived_in.count("task", "minutes=45") == 1


def test_the_owner_cannot_be_the_successor(lived_in: Office, room: Any):
    amina = lived_in.values(room.table.chosen())["owner"]
    room.keeper.edit(room.table.chosen(), {"successor": amina})
    lived_in.rest()
    assert "someone else" in room.card.fields.rows["successor"].editor.complaint()


def test_sorted_by_the_name_of_the_owner(lived_in: Office, room: Any):
    people = sorted(lived_in.tell(_names))
    for number, (name, person) in enumerate(reversed(people)):
        lived_in.add("project", name=f"P{number}", owner=person, status="idea" if name else "active")
    column = [column.key for column in room.table.model.columns].index("owner")
    room.table.view.sort_by(column)
    lived_in.rest()
    owners = [cells(room, row)["owner"] for row in range(room.table.total())]
    assert owners == sorted(owners)


def _names(vault: Any) -> list[tuple[str, str]]:
    return [(row.values["name"], row.id) for row in records.page(vault, "person", Query()).rows]


def test_everything_has_a_name(room: Any, without_name: Callable[[QWidget], list[str]]):
    assert without_name(room) == []
