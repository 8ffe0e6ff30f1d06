"""The room that takes lists in: nothing before the person has seen it, everything back by one undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import files
from app.services.members import circles, trust
from app.services.records import records
from app.services.records.records import Query
from tests.ui.holding import held
from tests.window import Answers, click
from ui.frame.desk import Desk
from ui.rooms.importing.room import ImportRoom

Names = Callable[[QWidget], list[str]]
Tell = Callable[[Callable[[Any], Any]], Any]
LIST = """Name,Telephone,Mail,Shoe size,Age
Zoë Ärger,+49 30 1234567,zoe@example.org,38,25-34
Mateo Vargas,+49 30 7654321,mateo@example.org,44,
Zoe Aerger,+49 30 1234567,other@example.org,,
"""


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def room(qtbot: QtBot, desk: Desk, answers: Answers) -> ImportRoom:
    room = ImportRoom(desk, answers)
    qtbot.addWidget(room)
    room.resize(1000, 650)
    room.show()
    room.enter()
    return room


@pytest.fixture
def looked(qtbot: QtBot, room: ImportRoom, tmp_path: Path) -> ImportRoom:
    """Give the room with a list looked at."""
    file = tmp_path / "people.csv"
    file.write_text(LIST, "utf-8")
    room.take_file(file, files.LIST)
    qtbot.waitUntil(lambda: room._plan is not None and room.plan_page.import_button.isEnabled())
    return room


def count(tell: Tell) -> int:
    return tell(lambda vault: records.page(vault, "person", Query()).total)


def wait_for_plan(qtbot: QtBot, room: ImportRoom) -> None:
    before = room._plan
    qtbot.waitUntil(lambda: room._plan is not before)


def test_the_first_page_says_what_can_be_taken_in(room: ImportRoom, without_name: Names):
    assert without_name(room) == []
    room.start()
    assert room.window().focusWidget() is room.first.choose_button


def test_looking_changes_nothing(looked: ImportRoom, tell: Tell, without_name: Names):
    page = looked.plan_page
    for view in ("columns", "rows", "findings"):
        page.show_view(view)
        assert without_name(looked) == []
    assert page.records.number.text() == "3"
    assert page.import_button.text() == "Import 3 people"
    assert count(tell) == 0


def test_columns_can_be_sent_elsewhere(qtbot: QtBot, looked: ImportRoom):
    page = looked.plan_page
    page.mapping.choose("Shoe size", "")
    assert not page.import_button.isEnabled(), "what is in sight is out of date"
    wait_for_plan(qtbot, looked)
    assert looked._plan is not None
    assert looked._plan.ignored == ("Shoe size",)
    page.mapping.choose("Shoe size", "note")
    wait_for_plan(qtbot, looked)
    assert looked._plan.rows[0].values["note"] == "38"
    assert page.import_button.isEnabled()


def test_likenesses_are_shown_and_can_be_left_out(qtbot: QtBot, looked: ImportRoom, tell: Tell):
    page = looked.plan_page
    assert page.likes.isVisible()
    click(page.likes)
    qtbot.waitUntil(lambda: page.findings.table.total() == 1)
    assert not page.skip.isChecked(), "nothing is left out unless somebody says so"
    page.skip.click()
    assert page.import_button.text() == "Import 2 people"
    click(page.import_button)
    qtbot.waitUntil(lambda: looked.done_page.isVisible())
    assert "left out" in looked.done_page.words.text()
    assert count(tell) == 2


def test_one_undo_takes_all_of_it_back(qtbot: QtBot, looked: ImportRoom, tell: Tell):
    said: list[tuple[str, Any]] = []
    looked.desk.said.connect(lambda words, _action, on: said.append((words, on)))
    click(looked.plan_page.import_button)
    qtbot.waitUntil(lambda: looked.done_page.isVisible())
    assert count(tell) == 3
    assert said[0][0] == "Import 3 people from people.csv"
    said[0][1]()
    qtbot.waitUntil(lambda: len(said) == 2)
    assert count(tell) == 0
    qtbot.waitUntil(lambda: looked.first.isVisible())


def test_a_list_taken_in_twice_is_noticed(qtbot: QtBot, looked: ImportRoom, tmp_path: Path):
    file = tmp_path / "many.csv"
    file.write_text("Name,Mail\n" + "\n".join(f"Person {n},p{n}@example.org" for n in range(8)), "utf-8")
    for _turn in range(2):
        looked.take_file(file, files.LIST)
        if _turn == 0:
            wait_for_plan(qtbot, looked)
            click(looked.plan_page.import_button)
            qtbot.waitUntil(lambda: looked.done_page.isVisible())
    qtbot.waitUntil(looked.plan_page.here.isVisible)
    assert looked._plan is not None
    assert len(looked._plan.unchanged) == 8
    assert not looked.plan_page.import_button.isEnabled(), "nothing would be left to import"


def test_it_can_be_stopped(qtbot: QtBot, looked: ImportRoom, desk: Desk, tell: Tell):
    page = looked.plan_page
    with held(qtbot, desk.worker):
        click(page.import_button)
        assert not page.import_button.isEnabled()
        click(page.stop_button)
    assert page.leave_button.isVisible()
    assert count(tell) == 0
    assert page.import_button.isEnabled()


def test_rows_that_cannot_be_read_can_be_saved(qtbot: QtBot, room: ImportRoom, answers: Answers, tmp_path: Path):
    file = tmp_path / "projects.csv"
    file.write_text("Name,Status\nKitchen,active\n,active\n", "utf-8")
    room.first.kind.setCurrentIndex(room.first.kind.findData("project"))
    room.take_file(file, files.LIST)
    wait_for_plan(qtbot, room)
    assert room.plan_page.bad.isVisible()
    click(room.plan_page.import_button)
    qtbot.waitUntil(lambda: room.done_page.isVisible())
    answers.files = [tmp_path / "unread.csv"]
    click(room.done_page.bad_button)
    qtbot.waitUntil((tmp_path / "unread.csv").exists)
    assert answers.offered == ["projects-unread.csv"]
    assert b"Line 3" in (tmp_path / "unread.csv").read_bytes()


def test_a_file_that_is_no_list_is_refused_in_words(qtbot: QtBot, room: ImportRoom, tmp_path: Path):
    problems: list[Any] = []
    room.desk.problem.connect(problems.append)
    file = tmp_path / "empty.csv"
    file.write_bytes(b"")
    room.take_file(file, files.LIST)
    qtbot.waitUntil(lambda: bool(problems))
    assert "is empty" in problems[0].what
    assert room.first.isVisible()


def test_a_list_is_taken_into_a_circle(qtbot: QtBot, room: ImportRoom, tell: Tell, tmp_path: Path):
    housing = tell(lambda vault: trust.open_circle(vault, "Housing"))
    file = tmp_path / "people.csv"
    file.write_text(LIST, "utf-8")
    room.look(file)
    page = room.plan_page
    qtbot.waitUntil(lambda: page.import_button.isEnabled() and page.readers is not None)
    assert page.readers is not None
    assert page.readers.words() == "Everyone in the group (1)"
    page.readers.combo.setCurrentIndex(page.readers.combo.findData(housing))
    click(page.import_button)
    qtbot.waitUntil(room.done_page.isVisible)
    found = tell(lambda vault: (circles.counts(vault, "person"), circles.counts(vault, "contact_point")))
    assert [list(each) for each in found] == [[housing], [housing]], "with what belongs to each"


def take(qtbot: QtBot, room: ImportRoom, file: Path, data: str | bytes) -> None:
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    room._plan = None
    room.take_file(file, files.LIST)
    qtbot.waitUntil(lambda: room._plan is not None)


def test_while_a_list_is_read_there_are_no_empty_boxes(qtbot: QtBot, room: ImportRoom, desk: Desk, tmp_path: Path):
    file = tmp_path / "people.csv"
    file.write_text(LIST, "utf-8")
    room.take_file(file, files.LIST)
    qtbot.waitUntil(room.plan_page.isVisible)
    page = room.plan_page
    with held(qtbot, desk.worker):
        page.mapping.choose("Shoe size", "note")
        assert room._planner is not None
        page.show_table(room._planner.table, desk.registry["person"], {}, file)
        shown = (page.records, page.contacts, page.likes, page.bad, page.skip, page.photos)
        assert not any(each.isVisible() for each in shown)
        assert page.note.text() == "Looking at 3 rows…"


def test_the_encoding_is_chosen_by_names(qtbot: QtBot, room: ImportRoom, tmp_path: Path, tell: Tell):
    take(qtbot, room, tmp_path / "a.csv", "Name;Telefon\r\nŁukasz Żółć;+48 600 100 200\r\n".encode("cp1250"))
    choices = room.plan_page.choices
    assert choices.encoding.isVisible()
    assert choices.encoding.currentText() == "Central European (Windows-1250): Łukasz Żółć"
    room._plan = None
    choices.encoding.setCurrentIndex(choices.encoding.findData("cp1251"))
    choices.encoding.activated.emit(0)
    qtbot.waitUntil(lambda: room._plan is not None)
    assert room._plan is not None
    assert room._plan.rows[0].title != "Łukasz Żółć"
    assert choices.encoding.currentData() == "cp1251"


def test_where_the_names_stand_and_which_sheet_is_chosen(qtbot: QtBot, room: ImportRoom, tmp_path: Path):
    text = "Harbour House volunteers\nName,Phone\nAnn,+1 555 0100\nBob,+1 555 0101\n"
    take(qtbot, room, tmp_path / "a.csv", text)
    choices = room.plan_page.choices
    assert (choices.header.isVisible(), choices.header.currentText()) == (True, "In line 2")
    assert not choices.encoding.isVisible()
    room._plan = None
    choices.header.setCurrentIndex(choices.header.findData("0"))
    choices.header.activated.emit(0)
    qtbot.waitUntil(lambda: room._plan is not None)
    assert room._plan is not None
    assert len(room._plan.rows) == 4


@pytest.mark.parametrize(("names", "people"), [(False, 2), (True, 1)])
def test_a_list_without_a_head_is_asked_about(
    qtbot: QtBot, room: ImportRoom, tmp_path: Path, names: bool, people: int, without_name: Names
):
    take(qtbot, room, tmp_path / "a.csv", "Ann Lee,ann@example.org,+1 555 0100\nBob Ray,bob@example.org,+1 555 0101\n")
    page, head = room.plan_page, room.plan_page.choices.head
    assert head.isVisible()
    assert "Ann Lee · ann@example.org · +1 555 0100" in head.notice.words.text()
    assert not page.import_button.isEnabled(), "nobody becomes the name of a column unasked"
    assert page.notices.count() == 0, "what is asked is not said as well"
    assert without_name(room) == []
    room._plan = None
    click(head.names if names else head.row)
    qtbot.waitUntil(lambda: room._plan is not None and page.import_button.isEnabled())
    assert not head.isVisible()
    assert room._plan is not None
    assert len(room._plan.rows) == people


def test_the_order_of_days_is_asked_for_before_anything_is_taken_in(qtbot: QtBot, room: ImportRoom, tmp_path: Path):
    take(qtbot, room, tmp_path / "a.csv", "Name,With us since\nAnn,03/04/2026\n")
    page = room.plan_page
    assert page.choices.order.isVisible()
    assert not page.import_button.isEnabled()
    page.choices.order.setCurrentIndex(page.choices.order.findData("month-first"))
    page.choices.order.activated.emit(0)
    qtbot.waitUntil(page.import_button.isEnabled)
    assert room._plan is not None
    assert str(room._plan.rows[0].values["since"]) == "2026-03-04"


def test_those_who_are_here_change_field_by_field(qtbot: QtBot, room: ImportRoom, tell: Tell, tmp_path: Path):
    take(qtbot, room, tmp_path / "a.csv", "Contact ID,Name,Phone,Note\n1,Ann,+1 555 0100,first\n")
    click(room.plan_page.import_button)
    qtbot.waitUntil(room.done_page.isVisible)
    take(qtbot, room, tmp_path / "b.csv", "Contact ID,Name,Phone,Note\n1,Ann,+1 555 0199,second\n")
    page = room.plan_page
    assert (page.here.isVisible(), page.taking_over.isVisible()) == (True, True)
    assert set(page.taking_over.boxes) == {"note", "contact_point"}
    page.taking_over.boxes["note"].click()
    assert page.import_button.text() == "Change 1"
    click(page.import_button)
    qtbot.waitUntil(room.done_page.isVisible)
    row = tell(lambda vault: records.page(vault, "person", Query()).rows[0])
    assert (count(tell), row.values["note"]) == (1, "first")
    assert tell(lambda vault: records.page(vault, "contact_point", Query()).total) == 2
