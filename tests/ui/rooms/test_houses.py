"""Houses: a night at a glance, stays planned on a free bed, a bed given twice settled where it is seen."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from tests.ui.rooms.conftest import TODAY, Office
from ui.rooms.houses.room import STAYS


@pytest.fixture
def room(lived_in: Office) -> Any:
    return lived_in.go("houses")


def row(room: Any, name: str) -> Any:
    return next(row for row in room.beds.board.rows() if row.bed.name == name)


def fill(form: Any, **values: str) -> None:
    for name, text in values.items():
        line = form.editors[name].line
        line.setText(text)
        form.editors[name].touched()


def test_from_nothing_to_a_house_with_beds(office: Office):
    room = office.go("houses")
    assert room.beds.empty.isVisible()
    QTest.keyClick(office.workplace, Qt.Key.Key_N)
    fill(room.beds.changing._form, name="Birch House")
    room.beds.changing._form.submit()
    office.rest()
    assert room.beds.board.title.text() == "Birch House"
    room.beds.board.room_added.emit()
    fill(room.beds.changing._form, name="Attic", beds="3")
    room.beds.changing._form.submit()
    office.rest()
    assert [row.bed.name for row in room.beds.board.rows()] == ["1", "2", "3"]
    assert room.beds.board.free.text() == "3 of 3 beds free"
    office.desk.undo()
    office.rest()
    assert office.count("bed") == 0, "room and beds were one action"


def test_a_night_says_who_is_there_and_what_is_free(lived_in: Office, room: Any):
    assert room.beds.board.free.text() == "1 of 3 beds free"
    assert row(room, "A1").words().startswith("given twice; Amina Adeyemi, until Friday; Bo Nguyen, expected")
    assert row(room, "A2").words() == "Zoë Ärger, expected, no end known"
    assert row(room, "A3").words() == "free"
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    lived_in.rest()
    assert room.night_bar.night == TODAY - datetime.timedelta(days=1)
    assert row(room, "A2").words().startswith("free")
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_T)
    lived_in.rest()
    assert room.night_bar.is_tonight()


def test_a_stay_is_planned_on_a_free_bed_by_keys(lived_in: Office, room: Any):
    room.beds.board.start()
    QTest.keyClick(lived_in.workplace.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(lived_in.workplace.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(lived_in.workplace.focusWidget(), Qt.Key.Key_Return)
    form = room.beds.changing._form
    assert not room.night_bar.isEnabled(), "another night would take the form away"
    QTest.keyClicks(lived_in.workplace.focusWidget(), "Mateo Vargas")
    editor = form.editors["person"]
    lived_in.until(lambda: editor.found.rowCount() == 1)
    editor.offered.setCurrentIndex(editor.found.index(0, 0))
    editor._on_chosen("")
    lived_in.rest()
    assert lived_in.count("person") == 4, "a guest need not be on the books before"
    fill(form, to_day="30 Nov 2026")
    form.submit()
    lived_in.rest()
    assert row(room, "A3").words() == "Mateo Vargas, expected, until 30 Nov"
    assert row(room, "A3").hasFocus()
    assert room.night_bar.isEnabled()
    QTest.keyClick(row(room, "A3"), Qt.Key.Key_Space)
    lived_in.rest()
    assert lived_in.said[-1] == "Arrived: Mateo Vargas"
    assert lived_in.count("stay", "status=in") == 2


def test_an_impossible_stay_is_explained_in_its_form(lived_in: Office, room: Any):
    row(room, "A3").enter()
    form = room.beds.changing._form
    zoe = row(room, "A2").bed.now[0]
    form.editors["person"]._titles[zoe.person] = zoe.name
    form.editors["person"].set_value(zoe.person)
    fill(form, to_day="1 Nov 2026")
    form.submit()
    lived_in.rest()
    assert room.beds.changing.is_writing()
    assert any("day of leaving" in editor.complaint() for editor in form.editors.values())
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert not room.beds.changing.is_writing()


def test_a_bed_given_twice_is_settled_below_it(lived_in: Office, room: Any):
    row(room, "A1").enter()
    box = room.beds.board.form
    assert [button.accessibleName() for button in box.rows[0].buttons][-1] == "Choose this: Both are right"
    assert box.rows[0].buttons[0].hasFocus()
    keep_amina = next(b for b in box.rows[0].buttons if b.accessibleName().startswith("Choose this: Keep Amina"))
    keep_amina.click()
    lived_in.rest()
    assert row(room, "A1").words() == "Amina Adeyemi, until Friday"
    assert lived_in.count("stay", "status=cancelled") == 1


def test_somebody_leaves_before_the_day(lived_in: Office, room: Any):
    stay = next(guest for guest in row(room, "A1").bed.now if guest.status == "in")
    row(room, "A1").stay_wanted.emit(stay.stay)
    lived_in.rest()
    button = next(b for b in room.beds.changing._form.findChildren(QPushButton) if b.text() == "Left today")
    button.click()
    lived_in.rest()
    assert lived_in.said[-1] == "Left: Amina Adeyemi"
    assert lived_in.count("stay", "status=out") == 1


def test_beds_and_rooms_are_changed_and_deleted(lived_in: Office, room: Any):
    QTest.keyClick(row(room, "A3"), Qt.Key.Key_F2)
    lived_in.rest()
    fill(room.beds.changing._form, name="By the window")
    room.beds.changing._form.submit()
    lived_in.rest()
    assert row(room, "By the window").bed.now == ()
    section = room.beds.board.sections[0]
    section.room_wanted.emit()
    lived_in.rest()
    delete = next(b for b in room.beds.changing._form.findChildren(QPushButton) if b.text() == "Delete this room")
    delete.click()
    lived_in.rest()
    assert lived_in.count("bed") == 0
    lived_in.desk.undo()
    lived_in.rest()
    assert lived_in.count("bed") == 3


def test_all_stays_newest_first_in_a_list(lived_in: Office, room: Any):
    room.show_view(STAYS)
    lived_in.rest()
    model = room.stays.table.model
    assert [model.index(place, 0).data() for place in range(3)] == ["Zoë Ärger", "Bo Nguyen", "Amina Adeyemi"]
    assert room.header.note.text() == "3 stays"
    room.stays.table.view.sort_by(0)
    lived_in.rest()
    assert [model.index(place, 0).data() for place in range(3)] == ["Amina Adeyemi", "Bo Nguyen", "Zoë Ärger"]
    assert room.new_button.text() == "New stay"


def test_everything_has_a_name(lived_in: Office, room: Any, without_name: Callable[[QWidget], list[str]]):
    assert without_name(room) == []
    room.show_view(STAYS)
    lived_in.rest()
    assert without_name(room) == []
