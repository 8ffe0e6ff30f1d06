"""A house's days: meals with what nobody may forget, fair shares, bills posted and settled where they are seen."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from app.services.records import records
from tests.ui.rooms.conftest import Office, on
from ui.rooms.houses.room import LIVING


@pytest.fixture
def room(lived_in: Office) -> Any:
    room = lived_in.go("houses")
    room.house = lived_in.tell(lambda vault: records.ids(vault, "house", records.Query()))[0]
    room.show_view(LIVING)
    lived_in.rest()
    return room


def words(room: Any) -> str:
    return "\n".join(each.text() for each in room.living.findChildren(QLabel) if not each.isHidden())


def click(office: Office, room: Any, text: str) -> None:
    next(b for b in room.living.findChildren(QPushButton) if b.text() == text and not b.isHidden()).click()
    office.rest()


def test_meals_count_who_is_there_and_name_who_may_be_harmed(lived_in: Office, room: Any):
    assert "Dinner: 3 at the table, 3 to cook" in words(room)
    assert "3 not known" in words(room)
    amina = lived_in.tell(lambda vault: _find(vault, "Amina"))
    lived_in.add("diet_profile", person=amina, avoids=["nuts"], severity="severe")
    lived_in.rest()
    assert "Amina Adeyemi\u2069: Nuts" in words(room)
    assert "2 not known" in words(room)


def test_a_rota_is_made_with_one_button_and_is_fair(lived_in: Office, room: Any):
    lived_in.add("chore", house=room.house, name="Cook", minutes=60, every=1, from_day=on(0))
    lived_in.rest()
    click(lived_in, room, "Make the rota of two weeks")
    assert lived_in.count("slot", "status=assigned") == 14
    assert sum(drift.drift for drift in room.living.shown.drifts) == 0
    lived_in.desk.undo()
    lived_in.rest()
    assert lived_in.count("slot") == 0


def test_a_bill_is_posted_settled_and_posted_anew(lived_in: Office, room: Any):
    amina = lived_in.tell(lambda vault: _find(vault, "Amina"))
    lived_in.add(
        "bill", house=room.house, text="Gas", from_day=on(-5), to_day=on(0), amount=1000, currency="EUR", paid_by=amina
    )
    lived_in.rest()
    assert "not posted yet" in words(room)
    click(lived_in, room, "Post")
    assert "Bo Nguyen pays Amina Adeyemi 1.67 EUR" in words(room)
    click(lived_in, room, "Paid")
    assert "Nobody owes anything." in words(room)
    lived_in.add("absence", person=amina, from_day=on(-3), back_on=on(-1))
    lived_in.rest()
    assert "the stays have changed since" in words(room)
    click(lived_in, room, "Post anew")
    assert "Bo Nguyen pays Amina Adeyemi" in words(room)


def _find(vault: Any, name: str) -> str:
    return records.page(vault, "person", records.Query(words=name)).rows[0].id
