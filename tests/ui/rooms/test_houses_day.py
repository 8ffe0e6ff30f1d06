"""The day of a house: who is in, comes and goes with the checklist, what is free, and one key that notes it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from app.services.records import records
from tests.ui.rooms.conftest import Office, on
from ui.rooms.houses.room import DAY


@pytest.fixture
def room(lived_in: Office) -> Any:
    room = lived_in.go("houses")
    room.house = lived_in.tell(lambda vault: records.ids(vault, "house", records.Query()))[0]
    room.show_view(DAY)
    lived_in.rest()
    return room


def words(room: Any) -> str:
    return "\n".join(each.text() for each in room.day.findChildren(QLabel) if not each.isHidden())


def click(office: Office, room: Any, text: str) -> None:
    next(b for b in room.day.findChildren(QPushButton) if b.accessibleName() == text and not b.isHidden()).click()
    office.rest()


def test_who_comes_is_noted_with_one_key_and_the_steps_are_seen(lived_in: Office, room: Any):
    zoe = lived_in.add("person", name="Zoë Zhu")
    bed = room.day.shown[0].vacancies
    before = room.day.shown[0]
    free = lived_in.tell(lambda vault: records.choices(vault, "bed", bed[0].replace(" · ", " ")))[0][0]
    key = lived_in.add("key", house=room.house, name="Front door")
    stay = lived_in.add("stay", person=zoe, bed=free, from_day=on(0), to_day=on(3), status="planned")
    lived_in.rest()
    found = room.day.shown[0]
    assert "Zoë Zhu" in {each.name for each in found.arrivals}
    assert (found.held, found.open) == (before.held + 1, before.open)
    assert len(found.vacancies) == len(before.vacancies) - 1
    assert "○ key lent" in words(room)
    lived_in.add("key_loan", key=key, person=zoe, lent_on=on(0))
    lived_in.rest()
    assert "✓ key lent" in words(room)
    click(lived_in, room, "money explained: Zoë Zhu")
    assert "✓ money explained" in words(room)
    click(lived_in, room, "Arrived: Zoë Zhu")
    assert lived_in.values(stay)["status"] == "in"
    assert "Zoë Zhu" in {each.name for each in room.day.shown[0].in_house}

    room.night_bar.show_night(datetime.date.fromisoformat(str(on(3))))
    lived_in.rest()
    assert "Zoë Zhu" in {each.name for each in room.day.shown[0].departures}
    project = lived_in.add("project", name="Roof")
    lived_in.add("task", title="Tiles", project=project, who=zoe, status="open")
    room.day.refresh()
    lived_in.rest()
    assert "○ key back" in words(room)
    assert "○ tasks handed on" in words(room)
    click(lived_in, room, "data kept or removed: Zoë Zhu")
    assert "✓ data kept or removed" in words(room)
    click(lived_in, room, "Left: Zoë Zhu")
    assert lived_in.values(stay)["status"] == "out"
    lived_in.desk.undo()
    lived_in.rest()
    assert lived_in.values(stay)["status"] == "in"


def test_who_has_no_bed_yet_is_not_forgotten(lived_in: Office, room: Any):
    yan = lived_in.add("person", name="Yan Ye")
    lived_in.add("stay", person=yan, from_day=on(0), to_day=on(2), status="planned")
    lived_in.rest()
    assert room.day.shown[-1].house == ""
    assert "Without a bed" in words(room)
    assert "Yan Ye" in words(room)


def test_more_than_full_is_said_as_it_is(lived_in: Office, room: Any):
    taken = next(each for each in room.day.shown[0].in_house)
    stay = lived_in.values(taken.stay)
    before = room.day.shown[0]
    ana = lived_in.add("person", name="Ana Ames")
    lived_in.add("stay", person=ana, bed=stay["bed"], from_day=on(0), to_day=on(1), status="planned")
    lived_in.rest()
    assert room.day.shown[0].held == before.held + 1
    assert len(room.day.shown[0].vacancies) == len(before.vacancies)


def test_everything_on_it_has_a_name(lived_in: Office, room: Any, without_name: Any):
    lived_in.rest()
    assert without_name(room.day) == []
