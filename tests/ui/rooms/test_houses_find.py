"""Finding a bed in the window, and placing everybody who waits for one."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.services.records import records
from app.services.records.records import Query
from tests.ui.rooms.conftest import TODAY, Office
from ui.rooms.houses.room import FIND


def on(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days)


@pytest.fixture
def room(lived_in: Office) -> Any:
    room = lived_in.go("houses")
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_X)
    lived_in.rest()
    assert room.view() == FIND
    return room


def words(room: Any) -> str:
    return "\n".join(each.text() for each in room.finding.findChildren(QLabel) if not each.isHidden())


def click(office: Office, room: Any, text: str) -> None:
    next(b for b in room.finding.findChildren(QPushButton) if b.text() == text and not b.isHidden()).click()
    office.rest()


def stays(office: Office) -> list[Any]:
    return [row.values for row in office.tell(lambda vault: records.page(vault, "stay", Query())).rows]


def ask(office: Office, room: Any, **values: Any) -> None:
    for name, value in values.items():
        editor = room.finding.form.editors[name]
        if name == "person":
            editor.set_titles({value: "Mateo Vargas"})
        editor.set_value(value)
    room.finding.form.submit()
    office.rest()


def test_a_bed_is_found_with_its_reasons_and_taken(lived_in: Office, room: Any):
    person = lived_in.add("person", name="Mateo Vargas")
    lived_in.add("room_requirement", person=person, wants="quiet", must=False)
    ask(lived_in, room, person=person, from_day=on(1), to_day=on(4))
    assert "free for all the nights, not quiet" in words(room)
    click(lived_in, room, "Take it")
    (mine,) = [each for each in stays(lived_in) if each["person"] == person]
    assert (mine["from_day"], mine["to_day"]) == (on(1), on(4))
    lived_in.desk.undo()
    lived_in.rest()
    assert not [each for each in stays(lived_in) if each["person"] == person]


def test_days_without_a_night_are_refused_below_the_field(lived_in: Office, room: Any):
    ask(lived_in, room, from_day=on(4), to_day=on(4))
    assert "The last day has to be after the first." in words(room)
    click(lived_in, room, "Place everybody who waits")
    assert "The last day has to be after the first." in words(room)
    ask(lived_in, room, from_day=on(4), to_day=on(6), household="Nobody's")
    assert "waits for a bed" in words(room)


def test_everybody_who_waits_is_placed_and_who_is_left_out_is_told_why(lived_in: Office, room: Any):
    for name in ("Mateo Vargas", "Ida Holm", "Kofi Boateng"):
        lived_in.add(
            "stay", person=lived_in.add("person", name=name), from_day=on(1), to_day=on(4), household="the three"
        )
    ask(lived_in, room, from_day=on(1), to_day=on(4), household="the three")
    assert "No bed was found." in words(room)
    click(lived_in, room, "Place everybody who waits")
    assert "people and 3 beds" in words(room)
    click(lived_in, room, "Write it down")
    waiting = [each for each in stays(lived_in) if each["household"] == "the three"]
    assert [each["bed"] is None for each in waiting].count(False) >= 1
    assert "Place everyone" not in words(room)


def test_everything_on_it_has_a_name(lived_in: Office, room: Any, without_name: Any):
    ask(lived_in, room, from_day=on(1), to_day=on(4))
    assert without_name(room.finding) == []
