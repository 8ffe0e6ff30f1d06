"""What may vanish stands in the window, and is saved, closed with its lessons, or revived from it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui.rooms.beside import cells, click, complaint, fill_in, find, press, words
from tests.ui.rooms.conftest import TODAY, Office
from ui.rooms.projects.rescue_page import ARCHIVED, AT_RISK, QUIET
from ui.rooms.projects.room import RESCUE
from ui.rooms.today.agenda import AgendaRow

LATER = TODAY + datetime.timedelta(days=40)


@pytest.fixture
def page(lived_in: Office) -> Any:
    """Give the page as of forty days later, when the one project has gone quiet."""
    lived_in.add("project", name="Tool library", status="active", owner=person(lived_in, "Bo"))
    room = lived_in.go("projects")
    room.show_view(RESCUE)
    lived_in.rest()
    room.rescue.day.show_day(LATER)
    lived_in.rest()
    return room.rescue


def person(office: Office, name: str) -> str:
    return find(office, "person", name)


def project(office: Office, name: str) -> str:
    return find(office, "project", name)


def test_the_queue_says_who_how_long_and_why(lived_in: Office, page: Any):
    assert set(cells(page, 0)) == {"Winter coats", "Tool library"}
    assert page.list.table.item(0, 2).text() == "no news for 40 days"
    page.list.choose(project(lived_in, "Winter coats"))
    assert "Amina Adeyemi owns it. Last heard of 40 days ago." in words(lived_in, page)
    assert "Nobody would take over" in words(lived_in, page)
    page.day.step(-40)
    lived_in.rest()
    page.views.set_value(AT_RISK)
    page._fill()
    assert "nobody would take over" in page.list.table.item(0, 2).text()


def test_the_last_sign_opens_what_it_was(lived_in: Office, page: Any):
    page.list.choose(project(lived_in, "Winter coats"))
    line = next(each for each in page.list.detail.lines if each.what in {"Project", "Task"})
    QTest.keyClick(line, Qt.Key.Key_Return)
    lived_in.rest()
    room: Any = lived_in.workplace.rooms["projects"]
    assert room.view() == "list"
    assert room.card.card.title == "Winter coats"


def test_adopting_by_key_asks_for_somebody_and_is_undone(lived_in: Office, page: Any):
    coats, bo = project(lived_in, "Winter coats"), person(lived_in, "Bo")
    page.list.choose(coats)
    press(lived_in, page, Qt.Key.Key_A)
    fill_in(lived_in, page)
    assert complaint(page, "owner") == "This is needed."
    fill_in(lived_in, page, owner=bo)
    assert page.list.detail.form is None
    assert lived_in.values(coats)["owner"] == bo
    lived_in.desk.undo()
    lived_in.rest()
    assert lived_in.values(coats)["owner"] != bo


def test_merging_moves_all_and_a_merged_one_is_gone_from_the_queue(lived_in: Office, page: Any):
    coats, tools = project(lived_in, "Winter coats"), project(lived_in, "Tool library")
    page.list.choose(coats)
    press(lived_in, page, Qt.Key.Key_M)
    fill_in(lived_in, page, merged_into=tools)
    assert lived_in.count("task", f"project={tools}") == 0, "what it comes to is shown first"
    assert page.list.detail.form is page.box
    assert "2 records move there." in words(lived_in, page.box)
    click(lived_in, page.box, "Merge")
    assert lived_in.count("task", f"project={tools}") == 2
    assert cells(page, 0) == ["Tool library"]
    lived_in.desk.undo()
    lived_in.rest()
    assert lived_in.count("task", f"project={coats}") == 2


def test_mentor_and_sleep_take_it_out_of_the_queue(lived_in: Office, page: Any):
    coats, tools = project(lived_in, "Winter coats"), project(lived_in, "Tool library")
    page.list.choose(coats)
    press(lived_in, page, Qt.Key.Key_H)
    fill_in(lived_in, page, mentor=person(lived_in, "Zoë"))
    assert lived_in.values(coats)["sleeps_until"] == TODAY + datetime.timedelta(days=28)
    page.list.choose(tools)
    press(lived_in, page, Qt.Key.Key_S)
    fill_in(lived_in, page, sleeps_until=TODAY)
    assert complaint(page, "sleeps_until").startswith("A project can only sleep")
    fill_in(lived_in, page, sleeps_until=LATER)
    assert lived_in.values(tools)["sleeps_until"] == LATER
    assert cells(page, 0) == []
    assert page.nothing.isVisible()


def test_archived_with_a_lesson_and_revived(lived_in: Office, page: Any):
    coats = project(lived_in, "Winter coats")
    page.list.choose(coats)
    press(lived_in, page, Qt.Key.Key_X)
    fill_in(lived_in, page)
    assert complaint(page, "lessons") == "This is needed."
    fill_in(lived_in, page, lessons="Begin in September.")
    assert lived_in.values(coats)["status"] == "archived"
    page.views.set_value(ARCHIVED)
    page._fill()
    assert cells(page, 0) == ["Winter coats"]
    press(lived_in, page, Qt.Key.Key_R)
    fill_in(lived_in, page, owner=person(lived_in, "Zoë"))
    assert lived_in.values(coats)["status"] == "active"
    assert cells(page, 0) == []


def test_a_quiet_card_leads_here_and_life_is_one_key(lived_in: Office, page: Any):
    room = lived_in.workplace.rooms["projects"]
    coats = project(lived_in, "Winter coats")
    room.show_page(RESCUE, coats)
    lived_in.rest()
    assert page.views.value() == QUIET
    assert page.list.key() == coats
    press(lived_in, page, Qt.Key.Key_L)
    lived_in.rest()
    assert lived_in.values(coats)["heartbeat"] == TODAY


def test_everything_has_a_name(page: Any, without_name: Callable[[QWidget], list[str]]):
    assert without_name(page) == []


def test_a_row_of_today_leads_to_where_the_project_is_saved(lived_in: Office):
    today = lived_in.go("today")
    row = next(
        number
        for number, line in enumerate(today.agenda.lines)
        if isinstance(line, AgendaRow) and line.section == "at-risk"
    )
    today.view.choose(row)
    QTest.keyClick(today.view, Qt.Key.Key_Return)
    lived_in.rest()
    room: Any = lived_in.workplace.room()
    assert (room.key, room.view()) == ("projects", RESCUE)
    assert room.rescue.views.value() == AT_RISK
    assert room.rescue.list.key() == project(lived_in, "Winter coats")
