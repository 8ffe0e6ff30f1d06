"""What waits for somebody today, walked through and completed by keys."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.services.agenda.section import AgendaItem
from app.services.agenda.today import Today, TodaySection
from tests.ui.rooms.conftest import Office, on
from ui.rooms.today.agenda import AgendaRow, Heading, lines_of
from ui.rooms.today.room import TodayRoom


def titles(room: TodayRoom) -> list[str]:
    return [line.item.title if isinstance(line, AgendaRow) else line.name for line in room.agenda.lines]


def test_an_empty_day_is_friendly_and_leads_on(office: Office):
    room = office.go("today")
    assert room.stack.currentWidget() is room.empty
    assert "Nothing waits" in room.empty.accessibleName()
    room.start()
    assert room.empty.focusProxy().hasFocus()
    room.empty.focusProxy().click()
    assert office.workplace.room().key == "people"


def test_sections_in_order_with_counts_and_words(lived_in: Office):
    room = lived_in.go("today")
    headings = {line.name: line.count for line in room.agenda.lines if isinstance(line, Heading)}
    assert headings == {"settle": 1, "arrivals": 2, "tasks": 2, "at-risk": 1}
    entries = {line.item.title: line for line in room.agenda.lines if isinstance(line, AgendaRow)}
    assert entries["Bo Nguyen"].when == "1 day late"
    assert entries["Zoë Ärger"].when == "", "that an arrival is today goes without saying"
    assert entries["Count the coats"].about == "Bo Nguyen, Winter coats"
    assert "as of" in room.header.note.text()
    assert room.figures["houses"].text() == "1 in the houses"


def test_one_key_completes_a_row_and_the_next_is_chosen(lived_in: Office):
    room = lived_in.go("today")
    room.view.choose(titles(room).index("Bo Nguyen"))
    QTest.keyClick(room.view, Qt.Key.Key_Space)
    lived_in.rest()
    assert "Bo Nguyen" not in titles(room)[3:4]
    assert lived_in.said[-1] == "Arrived: Bo Nguyen"
    assert lived_in.count("stay", "status=in") == 2
    assert room.view.entry() is not None
    assert room.view.hasFocus()
    lived_in.desk.undo()
    lived_in.rest()
    assert lived_in.count("stay", "status=in") == 1


def test_what_is_due_for_people_is_completed_row_by_row_by_the_same_key(office: Office):
    ada = office.add("person", name="Ada", since=on(-5))
    bo = office.add("person", name="Bo", since=on(-300))
    office.add("activity", person=bo, kind="talked", on_day=on(-9), result="Call again", follow_up_on=on(0))
    office.add("absence", person=bo, from_day=on(-9), back_on=on(2))
    office.add("commitment", person=bo, hours_a_week=3, from_day=on(-30), until_day=on(5))
    office.add("consent", person=bo, purpose="photo", on_day=on(-300), until_day=on(3))
    way = office.add("pathway", name="In")
    hello = office.add("stage", pathway=way, name="Hello", position=1, days=3)
    office.add("stage", pathway=way, name="Stay", position=2, days=30)
    office.add("pathway_run", person=ada, pathway=way, stage=hello, entered_on=on(-5))
    room = office.go("today")
    expected = {"follow-ups", "first-tasks", "stages", "commitments", "returns", "consents"}
    assert {line.name for line in room.agenda.lines if isinstance(line, Heading)} == expected
    room.start()
    for left in range(len(expected), 0, -1):
        assert sum(isinstance(line, AgendaRow) for line in room.agenda.lines) == left
        QTest.keyClick(office.workplace.focusWidget(), Qt.Key.Key_Space)
        office.rest()
    assert room.stack.currentWidget() is room.empty
    assert sorted(office.said[-len(expected) :]) == [
        "Back again: Bo", "Done: Bo", "First task done: Ada", "Four weeks more: Bo", "Given again: Bo",
        "Next stage: Ada",
    ]  # fmt: skip
    for _each in expected:
        office.desk.undo()
        office.rest()
    assert {line.name for line in room.agenda.lines if isinstance(line, Heading)} == expected


def test_the_circle_completes_by_one_click(lived_in: Office):
    room = lived_in.go("today")
    index = room.agenda.index(titles(room).index("Count the coats"), 0)
    rect = room.view.visualRect(index)
    QTest.mouseClick(
        room.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(20, rect.height() // 2)
    )
    lived_in.rest()
    assert lived_in.count("task", "status=done") == 1
    assert "Count the coats" not in titles(room)


def test_enter_opens_a_row_in_its_room(lived_in: Office):
    room = lived_in.go("today")
    room.view.choose(titles(room).index("Print the flyer"))
    QTest.keyClick(room.view, Qt.Key.Key_Return)
    lived_in.rest()
    here: Any = lived_in.workplace.room()
    assert here.key == "projects"
    assert here.card.card.title == "Winter coats"


def test_an_arrival_opens_on_its_bed(lived_in: Office):
    room = lived_in.go("today")
    room.view.choose(titles(room).index("Zoë Ärger"))
    QTest.keyClick(room.view, Qt.Key.Key_Return)
    lived_in.rest()
    focused: Any = lived_in.workplace.focusWidget()
    assert lived_in.workplace.room().key == "houses"
    assert focused.bed.name == "A2"


def test_arrows_pass_over_headings(lived_in: Office):
    room = lived_in.go("today")
    room.view.choose(1)
    seen = []
    for _step in range(len(room.agenda.lines)):
        seen.append(room.view.entry())
        QTest.keyClick(room.view, Qt.Key.Key_Down)
    assert None not in seen
    assert len({entry.item.record + entry.section for entry in seen}) == 6


def test_everything_has_a_name(lived_in: Office, without_name: Callable[[QWidget], list[str]]):
    assert without_name(lived_in.go("today")) == []


def test_a_day_to_come_is_said_in_the_words_of_its_section():
    day = datetime.date(2026, 11, 23)
    item = AgendaItem("id", "person", "Ada", "", about="away since 2 Nov", due=day + datetime.timedelta(days=4))
    plain = TodaySection("returns", "Back soon", (item,), counted_down=True)
    found = [
        lines_of(Today(day, (section,), (), datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)))[1]
        for section in (plain, dataclasses.replace(plain, before="back {day}"))
    ]
    assert [line.when for line in found if isinstance(line, AgendaRow)] == ["until Friday", "back Friday"]
