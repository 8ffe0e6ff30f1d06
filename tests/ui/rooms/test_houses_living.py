"""A house's days: meals with what nobody may forget, fair shares, bills posted and settled where they are seen."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.services.records import records
from tests.ui.rooms.conftest import Office, on
from ui.rooms.houses.living.swap_box import SwapBox
from ui.rooms.houses.room import LIVING


@pytest.fixture
def room(lived_in: Office) -> Any:
    room = lived_in.go("houses")
    room.house = lived_in.tell(lambda vault: records.ids(vault, "house", records.Query()))[0]
    room.show_view(LIVING)
    lived_in.rest()
    return room


def words(room: Any) -> str:
    shown = "\n".join(each.text() for each in room.living.findChildren(QLabel) if not each.isHidden())
    return shown.replace("\u2068", "").replace("\u2069", "")


def click(office: Office, room: Any, text: str) -> None:
    next(b for b in room.living.findChildren(QPushButton) if b.text() == text and not b.isHidden()).click()
    office.rest()


def test_meals_count_who_is_there_and_name_who_may_be_harmed(lived_in: Office, room: Any):
    assert "Dinner: 3 at the table, 3 to cook" in words(room)
    assert "3 not known" in words(room)
    amina = lived_in.tell(lambda vault: _find(vault, "Amina"))
    lived_in.add("diet_profile", person=amina, avoids=["nuts"], severity="severe")
    lived_in.rest()
    assert "Amina Adeyemi: Nuts" in words(room)
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
    (changed,) = (line for line in words(room).splitlines() if line.startswith("the stays have changed since: "))
    assert sorted(changed.partition(": ")[2].split(", ")) == ["Amina Adeyemi -0.83", "Bo Nguyen +0.83"]
    click(lived_in, room, "Post anew")
    assert "Bo Nguyen pays Amina Adeyemi" in words(room)


def test_a_payment_opens_to_the_bills_and_nights_behind_it(lived_in: Office, room: Any):
    amina = lived_in.tell(lambda vault: _find(vault, "Amina"))
    gas = {"house": room.house, "from_day": on(-5), "to_day": on(0), "currency": "EUR", "paid_by": amina}
    lived_in.add("bill", text="Gas", amount=1000, **gas)
    lived_in.rest()
    click(lived_in, room, "Post")
    click(lived_in, room, "What for")
    assert "Bo Nguyen: 2026-11-23, Gas, 1 night" in words(room).replace("23 Nov 2026", "2026-11-23")
    assert "-1.67 EUR" in words(room)
    click(lived_in, room, "Debts as they are")
    assert "Bo Nguyen pays Amina Adeyemi 1.67 EUR" in words(room)
    click(lived_in, room, "Fewest payments")
    assert "Gas, 1 night" not in words(room), "closed again"


def test_a_bar_opens_to_turns_and_days_by_keys(lived_in: Office, room: Any):
    lived_in.add("chore", house=room.house, name="Cook", minutes=60, every=1, from_day=on(0))
    lived_in.rest()
    click(lived_in, room, "Make the rota of two weeks")
    living = room.living
    living.bars.setFocus()
    QTest.keyClick(living.bars, Qt.Key.Key_Down)
    person = living.bars._drifts[1].person
    QTest.keyClick(living.bars, Qt.Key.Key_Return)
    lived_in.rest()
    shown = next(each for each in living.shown.drifts if each.person == person)
    assert sum(part.done - part.owed for part in living.shown.share) == shown.drift
    assert "owes" in words(room)
    QTest.keyClick(living.bars, Qt.Key.Key_Return)
    lived_in.rest()
    assert living.shown.share == ()


def test_two_turns_are_swapped_and_one_is_given_up(lived_in: Office, room: Any):
    lived_in.add("chore", house=room.house, name="Cook", minutes=60, every=1, from_day=on(0))
    lived_in.rest()
    click(lived_in, room, "Make the rota of two weeks")
    first = room.living.shown.turns[0]
    click(lived_in, room, "Swap…")
    other = room.living.findChild(SwapBox).others
    chosen = next(turn for turn in room.living.shown.turns if turn.slot == other.itemData(0))
    click(lived_in, room, "Both have agreed: swap")
    after = {turn.slot: turn.who for turn in room.living.shown.turns}
    assert (after[first.slot], after[chosen.slot]) == (chosen.who, first.who)
    assert lived_in.count("chore_log", "what=swapped") == 2
    click(lived_in, room, "Swap…")
    click(lived_in, room, "Give up")
    assert lived_in.count("slot", "status=open") == 1


def test_a_dish_says_for_whom_it_is_safe(lived_in: Office, room: Any):
    amina = lived_in.tell(lambda vault: _find(vault, "Amina"))
    lived_in.add("diet_profile", person=amina, avoids=["milk"], severity="allergic")
    milk = lived_in.add("product", name="Milk", contains=["milk"], contents_known=True)
    cake = lived_in.add("recipe", name="Cake", serves=4)
    lived_in.add("ingredient", recipe=cake, product=milk, quantity="1")
    lived_in.add("meal", house=room.house, on_day=on(0), sort="dinner", recipe=cake)
    lived_in.rest()
    assert "safe for 0 · not safe for Amina Adeyemi · not known for 2" in words(room)


def _find(vault: Any, name: str) -> str:
    return records.page(vault, "person", records.Query(words=name)).rows[0].id
