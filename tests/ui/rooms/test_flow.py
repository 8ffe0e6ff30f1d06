"""The page of the flow: every row opens its people, and a table says what the drawing shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.services.records import records
from app.services.settings import group
from tests.ui.conftest import NOW, nameless
from ui.frame.desk import Desk
from ui.rooms.flow.room import FlowRoom
from ui.theme.theme import Theme

TODAY = NOW.astimezone().date()


@pytest.fixture
def room(qtbot: QtBot, desk: Desk) -> Iterator[FlowRoom]:
    room = FlowRoom(desk)
    qtbot.addWidget(room)
    room.resize(1100, 700)
    yield room
    qtbot.waitUntil(lambda: not desk.worker.is_busy())


def entered(qtbot: QtBot, room: FlowRoom) -> None:
    room.show()
    room.enter()
    qtbot.waitUntil(lambda: room.found is not None)


def somebody(vault: Any, name: str, days: int, left: int | None = None) -> str:
    values: dict[str, Any] = {"name": name, "since": TODAY - datetime.timedelta(days=days)}
    if left is not None:
        values["left_on"] = TODAY - datetime.timedelta(days=left)
    return records.add(vault, "person", values).added[0]


def test_without_people_it_says_so(qtbot: QtBot, room: FlowRoom):
    entered(qtbot, room)
    assert room.empty.isVisible()
    assert not room.table.isVisible()


def test_each_view_is_drawn_and_its_rows_name_their_people(qtbot: QtBot, room: FlowRoom, tell: Any):
    def fill(vault: Any) -> None:
        group.change(vault, {"complete_since": (TODAY - datetime.timedelta(days=900)).isoformat()})
        for number in range(8):
            person = somebody(vault, f"Person {number}", 100 + number, 10 if number < 2 else None)
            records.add(vault, "commitment", {"person": person, "hours_a_week": 4})

    tell(fill)
    entered(qtbot, room)
    assert room.view is not None
    assert room.view.heads[:2] == ("Day", "There")
    assert room.table.rowCount() == 2
    assert room.people.count() == 8
    room.table.setCurrentCell(1, 0)
    assert room.people.count() == 7
    opened: list[tuple[str, str]] = []
    room.desk.opening.connect(lambda kind, record: opened.append((kind, record)))
    room.people.setCurrentRow(0)
    room.people.itemActivated.emit(room.people.item(0))
    assert opened == [("person", str(room.people.item(0).data(Qt.ItemDataRole.UserRole)))]
    for name, rows in (("hours", 8), ("traffic", 26), ("cohorts", 1)):
        room.choose(name)
        assert room.table.rowCount() >= rows
        assert room.sentences.text()
    assert nameless(room) == []


def test_a_click_on_the_drawing_shows_who_is_behind_it(qtbot: QtBot, room: FlowRoom, tell: Any):
    def fill(vault: Any) -> None:
        group.change(vault, {"complete_since": (TODAY - datetime.timedelta(days=900)).isoformat()})
        for number in range(8):
            person = somebody(vault, f"Person {number}", 100 + number, 10 if number < 2 else None)
            records.add(vault, "commitment", {"person": person, "hours_a_week": 4})

    tell(fill)
    entered(qtbot, room)
    drawing = room.drawing
    assert drawing is not None
    for view, place, first in (
        ("staying", (91.5, 0.5), "91"),
        ("staying", (0, 0.9), "90"),
        ("hours", (2.4, 100), "7 Dec 2026"),
        ("traffic", (25.3, 0), "16 Nov 2026"),
        ("cohorts", (3, 0.2), "1 Jul 2026"),
    ):
        room.choose(view)
        drawing.click(*place)
        item = room.table.item(room.table.currentRow(), 0)
        assert item is not None
        assert item.text() == first
    assert room.people.count() == 6


def test_every_figure_of_the_hours_opens_what_it_was_made_from(qtbot: QtBot, room: FlowRoom, tell: Any):
    def fill(vault: Any) -> None:
        for name, days in (("Old", 300), ("Newly", 10)):
            records.add(vault, "commitment", {"person": somebody(vault, name, days), "hours_a_week": 4})
        project = records.add(vault, "project", {"name": "Kitchen"}).added[0]
        for number, title in enumerate(("Cook", "Wash up")):
            due = TODAY + datetime.timedelta(days=2 + 7 * number)
            records.add(vault, "task", {"project": project, "title": title, "minutes": 90, "due": due})

    tell(fill)
    entered(qtbot, room)
    room.choose("hours")
    room.table.setFocus()
    behind: dict[str, tuple[str, list[str]]] = {}
    assert room.view is not None
    for head in room.view.heads:
        behind[head] = room.count.text(), [room.people.item(row).text() for row in range(room.people.count())]
        qtbot.keyClick(room.table, Qt.Key.Key_Right)
    assert behind["Expected"] == ("2 people", ["Newly", "Old"])
    assert behind["Newcomers"] == ("Newcomers: 1 person", ["Newly"])
    assert behind["Needed"] == ("Needed: 1 task", ["Cook"])
    opened: list[str] = []
    room.desk.opening.connect(lambda kind, _record: opened.append(kind))
    room.people.itemActivated.emit(room.people.item(0))
    assert opened == ["task"]


def test_the_drawing_wears_the_colours_of_the_theme(qtbot: QtBot, room: FlowRoom, tell: Any, theme: Theme):
    tell(lambda vault: somebody(vault, "Ada", 30))
    entered(qtbot, room)
    assert room.drawing is not None
    for mode in ("dark", "light"):
        theme.set_mode(mode)
        qtbot.wait(20)
        found = room.drawing.plot.backgroundBrush().color()
        assert found == QColor(theme.palette.surface), mode


def test_nobody_with_a_first_day_is_drawn_and_clicked_all_the_same(qtbot: QtBot, room: FlowRoom, tell: Any):
    tell(lambda vault: records.add(vault, "person", {"name": "Ada"}))
    entered(qtbot, room)
    assert room.drawing is not None
    assert "nobody yet" in room.sentences.text()
    for view in ("staying", "hours", "traffic", "cohorts"):
        room.choose(view)
        room.drawing.click(0, 0)
        assert room.people.count() == 0
