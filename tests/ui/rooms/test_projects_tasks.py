"""The board, list and calendar of tasks: moved by dragging and by keys, with what is ready and what waits."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.services.records import records
from app.services.records.records import Query
from tests.ui.rooms.conftest import TODAY, Office, on
from ui.rooms.projects.lanes import TaskLane
from ui.rooms.projects.room import TASKS
from ui.rooms.projects.tasks_page import CALENDAR, LIST


@pytest.fixture
def page(lived_in: Office) -> Any:
    count, flyer = task(lived_in, "Count"), task(lived_in, "Print")
    lived_in.add("wait", task=flyer, for_task=count)
    room = lived_in.go("projects")
    room.show_view(TASKS)
    lived_in.rest()
    return room.tasks


def task(office: Office, words: str) -> str:
    return office.tell(lambda vault: records.page(vault, "task", Query(words=words)).rows[0].id)


def lane(lane: TaskLane) -> list[str]:
    return [lane.item(row).text().splitlines()[0] for row in range(lane.count())]


def test_late_and_waiting_cards_say_so(page: Any):
    open_lane = page.board.lanes[0]
    assert lane(open_lane) == ["Count the coats", "Print the flyer"]
    assert open_lane.item(0).text() == "Count the coats\n\u2068Bo Nguyen\u2069 · 2 days late"
    assert open_lane.item(1).text() == "Print the flyer\nThursday · waits · \u2068Winter coats\u2069"
    assert page.count.text() == "1 ready, 1 late"


def test_pushed_along_by_keys_and_what_waited_is_ready(lived_in: Office, page: Any):
    page.start()
    open_lane = page.board.lanes[0]
    assert open_lane.hasFocus()
    QTest.keyClick(open_lane, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    lived_in.rest()
    doing = page.board.lanes[1]
    assert lane(doing) == ["Count the coats"]
    assert doing.hasFocus()
    QTest.keyClick(doing, Qt.Key.Key_Space)
    lived_in.rest()
    assert lane(page.board.lanes[2]) == ["Count the coats"]
    assert lived_in.values(task(lived_in, "Count"))["done_on"] == TODAY
    assert page.count.text() == "1 ready, 0 late"
    lived_in.desk.undo()
    lived_in.rest()
    assert lane(page.board.lanes[1]) == ["Count the coats"]


def test_dragged_from_one_column_to_another(lived_in: Office, page: Any, monkeypatch: pytest.MonkeyPatch):
    source, target = page.board.lanes[0], page.board.lanes[3]
    source.choose(task(lived_in, "Count"))
    monkeypatch.setattr(QDropEvent, "source", lambda _event: source)
    move, left = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    data = QMimeData()
    target.dropEvent(QDropEvent(QPointF(5, 5), move, data, left, Qt.KeyboardModifier.NoModifier))
    lived_in.rest()
    assert lane(target) == ["Count the coats"]
    assert lived_in.values(task(lived_in, "Count"))["status"] == "dropped"


def test_put_on_another_day_in_the_calendar(lived_in: Office, page: Any):
    page.show_view(CALENDAR)
    number = next(place for place, each in enumerate(page.calendar.lanes) if "Print the flyer" in lane(each))
    here = page.calendar.lanes[number]
    here.setCurrentRow(0)
    here.setFocus()
    QTest.keyClick(here, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    lived_in.rest()
    assert lived_in.values(task(lived_in, "Print"))["due"] == TODAY + datetime.timedelta(days=10)
    assert lane(page.calendar.lanes[number + 7]) == ["Print the flyer"]
    assert page.calendar.lanes[number + 7].hasFocus()


def test_the_list_says_what_waits_for_what(lived_in: Office, page: Any):
    page.show_view(LIST)
    table = page.list.table
    assert [table.item(row, 4).text() for row in range(2)] == ["ready", "waits for: Count the coats"]
    page.list.choose(task(lived_in, "Print"))
    line = page.list.detail.lines[0]
    assert line.what == "Count the coats"
    page.shown.setCurrentIndex(page.shown.findData("ready"))
    page._fill()
    assert table.rowCount() == 1


def test_what_newcomers_are_offered(lived_in: Office, page: Any):
    coats = lived_in.values(task(lived_in, "Count"))["project"]
    short = lived_in.add("task", project=coats, title="Put up posters", minutes=60, can_be_picked_up=True)
    lived_in.add("task", project=coats, title="Repair the roof", minutes=600, can_be_picked_up=True)
    lived_in.rest()
    page.show_view(LIST)
    page.shown.setCurrentIndex(page.shown.findData("pick_up"))
    page._fill()
    assert [page.list.key()] == [short]


def test_only_the_tasks_of_one_project(lived_in: Office, page: Any):
    other = lived_in.add("project", name="Tool library", status="active")
    lived_in.add("task", project=other, title="Sort the drills", due=on(1))
    lived_in.rest()
    page.show_project(other)
    lived_in.rest()
    assert lane(page.board.lanes[0]) == ["Sort the drills"]
    page.show_all()
    lived_in.rest()
    assert len(lane(page.board.lanes[0])) == 3


def test_everything_has_a_name(page: Any, without_name: Callable[[QWidget], list[str]]):
    for view in ("board", LIST, CALENDAR):
        page.show_view(view)
        assert without_name(page) == []
