"""Events with who comes, efforts that are alike, and handing over: of a project, and of somebody who leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from tests.ui.rooms.beside import click, complaint, fill_in, find, press, words
from tests.ui.rooms.conftest import TODAY, Office, on
from ui.rooms.projects.room import ALIKE, EVENTS, LEAVING
from ui.widgets.editors.sources import RecordOption


def room_at(office: Office, view: str) -> Any:
    room = office.go("projects")
    room.show_view(view)
    office.rest()
    return room


@pytest.fixture
def evening(lived_in: Office) -> str:
    """Give an event that has begun at half past five; it is two minutes past six."""
    coats = find(lived_in, "project", "Winter")
    event = lived_in.add(
        "event", project=coats, name="Sorting", begins=f"{on(0)}T17:30", ends=f"{on(0)}T20:00", place="Hall", places=4
    )
    shift = lived_in.add("shift", event=event, name="Door", begins=f"{on(0)}T18:30", ends=f"{on(0)}T20:00", need=3)
    amina, bo = find(lived_in, "person", "Amina"), find(lived_in, "person", "Bo")
    lived_in.add("attendance", of=event, person=amina, on_day=on(0))
    lived_in.add("attendance", of=shift, person=bo, on_day=on(0))
    return event


def test_who_should_be_here_is_expected_soon_and_has_come(lived_in: Office, evening: str):
    room = room_at(lived_in, EVENTS)
    detail = room.events.list.detail
    assert room.events.list.table.item(0, 3).text() == "2 / 3"
    said = words(lived_in, detail)
    assert said.index("Should be here  1") < said.index("Amina Adeyemi") < said.index("Expected within the hour  1")
    assert "Invite" in said
    click(lived_in, detail, "Came")
    assert "Is here and has not finished  1" in words(lived_in, detail)
    assert "Should be here" not in words(lived_in, detail)
    assert lived_in.count("attendance", "state=attended") == 1
    lived_in.desk.undo()
    lived_in.rest()
    assert lived_in.count("attendance", "state=attended") == 0


def test_somebody_more_is_expected_and_nobody_twice(lived_in: Office, evening: str):
    room = room_at(lived_in, EVENTS)
    page = room.events
    page.expect(evening)
    fill_in(lived_in, page, person=find(lived_in, "person", "Amina"))
    assert "noted here already" in complaint(page, "person")
    fill_in(lived_in, page, person=find(lived_in, "person", "Zoë"))
    assert lived_in.count("attendance", f"of={evening}") == 2
    assert page.list.table.item(0, 3).text() == "3 / 3"


def test_a_shift_outside_its_event_is_refused_in_the_form(lived_in: Office, evening: str):
    page = room_at(lived_in, EVENTS).events
    page.new_shift(evening)
    fill_in(lived_in, page, name="Too late", begins=f"{on(0)}T19:00", ends=f"{on(0)}T23:00")
    assert lived_in.count("shift") == 1
    assert "lies outside" in complaint(page, "name")


def test_two_that_are_alike_are_merged_and_taken_apart(lived_in: Office):
    coats = find(lived_in, "project", "Winter")
    other = lived_in.add("project", name="Coats for the winter", status="active", purpose="Collect winter coats")
    room = room_at(lived_in, ALIKE)
    page = room.alike
    assert page.list.table.rowCount() == 1
    assert "Words: " in words(lived_in, page.list.detail)
    click(lived_in, page.list.detail, "Keep “Winter coats”…")
    assert lived_in.values(other)["merged_into"] is None, "what it comes to is shown first"
    click(lived_in, page.box, "Merge")
    assert lived_in.values(other)["merged_into"] == coats
    assert page.list.table.rowCount() == 0
    assert page.list.nothing.isVisible()
    lived_in.desk.undo()
    lived_in.rest()
    assert lived_in.values(other)["merged_into"] is None


def test_of_what_both_have_said_the_merge_shows_both_and_which_stays(lived_in: Office):
    coats = find(lived_in, "project", "Winter")
    before = lived_in.values(coats)
    other = lived_in.add(
        "project", name="Coats for the winter", status="active", purpose="Collect winter coats", place="Hall", rhythm=3
    )
    page = room_at(lived_in, ALIKE).alike
    click(lived_in, page.list.detail, "Keep “Winter coats”…")
    table = page.box.fields

    def shown() -> dict[str, list[str]]:
        rows = ([table.item(row, column).text() for column in range(4)] for row in range(table.rowCount()))
        return {row[0]: row[1:] for row in rows}

    assert shown()["Name"] == ["Winter coats", "Coats for the winter", "Winter coats"]
    assert shown()["Place"] == ["", "Hall", "Hall"]
    assert shown()["Rhythm in days"] == ["14", "3", "14"]
    assert "Owner" not in shown(), "the other has said nothing of it"
    table.choose_row(list(shown()).index("Rhythm in days"))
    QTest.keyClick(table, Qt.Key.Key_Space)
    lived_in.rest()
    assert shown()["Rhythm in days"] == ["14", "3", "3"]
    assert lived_in.values(coats) == before, "nothing is written by looking"
    QTest.keyClick(table, Qt.Key.Key_Return)
    lived_in.rest()
    kept = lived_in.values(coats)
    assert (kept["name"], kept["rhythm"], kept["place"]) == ("Winter coats", 3, "Hall")
    assert lived_in.values(other)["merged_into"] == coats
    lived_in.desk.undo()
    lived_in.rest()
    assert lived_in.values(coats) == before


def test_what_a_partner_does_alike_is_theirs(lived_in: Office):
    partner = lived_in.add("partner", name="Southside")
    lived_in.add(
        "partner_item", partner=partner, key="1", sort="project", title="Winter coats for all", state="offered"
    )
    page = room_at(lived_in, ALIKE).alike
    cells = {page.list.table.item(0, column).text() for column in range(2)}
    assert cells == {"Winter coats", "Winter coats for all (Southside)"}
    assert not [b for b in page.list.detail.buttons if b.text().startswith("Keep")]


def test_everything_a_leaver_has_in_hand_goes_over_at_once(lived_in: Office):
    amina, bo, zoe = (find(lived_in, "person", name) for name in ("Amina", "Bo", "Zoë"))
    coats = find(lived_in, "project", "Winter")
    backed = lived_in.add("task", project=coats, title="Fold", who=amina, backup=zoe)
    room = lived_in.go("projects")
    room.show_page(LEAVING, amina)
    lived_in.rest()
    page = room.leaving
    kinds = {page.list.table.item(row, 1).text() for row in range(page.list.table.rowCount())}
    assert {"Project", "Task", "Stay"} <= kinds
    page.to.choose(RecordOption(bo, "Bo"))
    lived_in.rest()
    page.list.choose(backed)
    assert page.list.table.item(page.list.table.currentRow(), 2).text() == "Zoë Ärger"
    page.hand_over.click()
    lived_in.rest()
    assert lived_in.values(coats)["owner"] == bo
    assert lived_in.values(backed)["who"] == zoe
    assert lived_in.count("stay", f"person={amina}") == 1, "nobody else sleeps in their bed"
    lived_in.desk.undo()
    lived_in.rest()
    assert lived_in.values(coats)["owner"] == amina
    assert lived_in.values(backed)["who"] == amina


def test_one_record_goes_to_somebody_else_or_stays(lived_in: Office):
    amina, bo, zoe = (find(lived_in, "person", name) for name in ("Amina", "Bo", "Zoë"))
    coats = find(lived_in, "project", "Winter")
    room = lived_in.go("projects")
    room.show_page(LEAVING, amina)
    lived_in.rest()
    page = room.leaving
    page.to.choose(RecordOption(bo, "Bo"))
    lived_in.rest()
    page.list.choose(coats)
    press(lived_in, page, Qt.Key.Key_G)
    fill_in(lived_in, page, who=zoe)
    assert page.goes_to()[coats] == zoe
    assert page.list.table.item(page.list.table.currentRow(), 2).text() == "Zoë Ärger"
    click(lived_in, page.list.detail, "Stays as it is")
    assert coats not in page.goes_to()


def test_the_packet_on_the_card_is_ticked_off(lived_in: Office):
    room = lived_in.go("projects")
    coats = find(lived_in, "project", "Winter")
    room.show_record("project", coats)
    lived_in.rest()
    room.card.tabs.setCurrentIndex(room.card.tabs.count() - 1)
    lived_in.rest()
    view = room.handover
    said = words(lived_in, view)
    order = [said.index(each) for each in ("Situation", "Actions", "Organisation")]
    assert order == sorted(order)
    assert not any(box.isEnabled() for box in view.boxes)
    view.begin()
    view.form.submit()
    assert view.form.editors["who"].complaint() == "This is needed."
    view.form.editors["who"].choose(RecordOption(find(lived_in, "person", "Bo"), "Bo"))
    view.form.submit()
    lived_in.rest()
    assert all(box.isEnabled() for box in view.boxes)
    view.boxes[0].click()
    lived_in.rest()
    assert lived_in.count("task", f"status=done and done_on={TODAY}") == 1
    assert view.boxes[0].isChecked()


@pytest.mark.parametrize("view", [EVENTS, ALIKE, LEAVING])
def test_empty_pages_say_what_for_and_offer_one_step(
    office: Office, view: str, without_name: Callable[[QWidget], list[str]]
):
    room = room_at(office, view)
    page = room.stack.currentWidget()
    shown = page.list.nothing
    assert shown.isVisible()
    assert len([b for b in shown.findChildren(QPushButton) if b.isVisible()]) == 1
    assert without_name(room) == []


def test_a_calendar_is_given_out_and_taken_in_without_doubling(lived_in: Office, evening: str, tmp_path: Path):
    room = lived_in.go("projects")
    coats = find(lived_in, "project", "Winter")
    room.show_record("project", coats)
    lived_in.rest()
    file = tmp_path / "coats.ics"
    lived_in.answers.files = [file]
    room.calendars.give_out(coats)
    lived_in.until(file.exists)
    lived_in.rest()
    text = file.read_text()
    assert [text.count(each) for each in ("BEGIN:VTODO", "BEGIN:VEVENT", "RELTYPE=PARENT")] == [2, 2, 1]
    file.write_text(text.replace("Count the coats", "Count all coats"))
    lived_in.answers.files = [file]
    room.calendars.take_in(coats)
    lived_in.rest()
    assert lived_in.said[-1] == "0 added, 1 changed."
    assert lived_in.count("task") == 2
    assert room.card.parts["task"].rows[0].part.values["title"] == "Count all coats"
