"""An expense from hand to hand: handed in on one window, approved on another, paid on the first; the books agree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.capabilities.funds.service import read
from app.capabilities.ledger.books import fund_balances
from app.records.changes import Add
from app.services.members.authors import my_member
from app.services.records import records
from app.services.records.records import Query
from tests.group import digest
from tests.window import Laptop, admit, click

Make = Callable[[str], Laptop]


def room_of(laptop: Laptop) -> Any:
    workplace = laptop.session.workplace
    assert workplace is not None
    workplace.go("funds")
    laptop.rest()
    return workplace.rooms["funds"]


def typed(laptop: Laptop, form: Any, **values: str) -> None:
    """Fill a form in and press Enter."""
    for name, value in values.items():
        if name in form.lines:
            form.lines[name].setText(value)
        else:
            form.choices[name].setCurrentIndex(form.choices[name].findText(value))
    QTest.keyClick(next(iter(form.lines.values())), Qt.Key.Key_Return)
    laptop.rest()


def somebody(laptop: Laptop, name: str) -> str:
    """Add somebody to the books."""
    laptop.do(lambda vault: records.add(vault, "person", {"name": name}))
    rows = laptop.tell(lambda vault: records.page(vault, "person", Query())).rows
    return str(next(row.id for row in rows if row.values["name"] == name))


def is_person(laptop: Laptop, name: str) -> str:
    """Add somebody to the books, and say that it is whoever works here."""
    person = somebody(laptop, name)
    laptop.do(lambda vault: vault.apply([Add("member_link", {"member": my_member(vault), "person": person})], ""))
    return person


def set_up(ann: Laptop) -> Any:
    """Make a fund and accounts from the empty room, and book a gift."""
    room = room_of(ann)
    click(room.balances.empty.focusProxy())
    ann.rest()
    typed(ann, room.balances.side.form, name="House")
    for name, sort in (("Bank", "Money is there"), ("Gifts", "Money comes from there"), ("Food", "Money goes there")):
        room.balances.add_account()
        typed(ann, room.balances.side.form, name=name, type=sort, currency="EUR")
    room.new()
    ann.rest()
    typed(ann, room.balances.side.form, amount="500", source="Gifts", target="Bank", fund="House", text="A gift")
    assert [room.balances.table.item(0, column).text() for column in (0, 2, 4)] == ["House", "500.00", "500.00"]
    return room


def hand_in(ann: Laptop, room: Any, cy: str) -> str:
    """Hand in that Cy gets 42.50."""
    fund = ann.tell(lambda vault: next(iter(read(vault).funds)))
    room.show_view("expenses")
    ann.rest()
    room.new()
    ann.rest()
    form = room.expenses.form.form
    for name, record, title in (("payee", cy, "Cy"), ("fund", fund, "House")):
        form.editors[name].set_titles({record: title})
        form.editors[name].set_value(record)
    for name, text in (("amount", "42.50"), ("purpose", "Paint")):
        form.editors[name].line.setText(text)
        form.editors[name].touched()
    form.submit()
    ann.rest()
    expense = room.expenses.table.chosen()
    assert "others have to say yes" in room.expenses.strip.hindrance.text()
    return str(expense)


@pytest.mark.long
def test_an_expense_goes_from_hand_to_hand(laptop: Make, tmp_path: Path):
    ann, bo = laptop("Ann"), laptop("Bo")
    ann.start_group()
    admit(ann, bo, tmp_path)
    is_person(ann, "Ann")
    is_person(bo, "Bo")
    ann.take(bo.bundle(tmp_path / "who bo is.age"))

    room = set_up(ann)
    cy = somebody(ann, "Cy")
    expense = hand_in(ann, room, cy)

    bo.take(ann.bundle(tmp_path / "an expense.age"))
    theirs = room_of(bo)
    bo.rest()
    assert theirs.views._buttons[3].text() == "Expenses (1)"
    theirs.desk.open("expense", expense)
    bo.rest()
    click(theirs.expenses.strip.yes)
    bo.rest()
    assert theirs.expenses.strip.heading.text() == "42.50 EUR · Approved"

    ann.take(bo.bundle(tmp_path / "yes.age"))
    room = room_of(ann)
    room.show_view("expenses")
    ann.rest()
    room.expenses.table.choose(expense)
    ann.rest()
    click(room.expenses.strip.pay)
    ann.rest()
    typed(ann, room.expenses.place.form, account="Bank", cost="Food")
    assert room.expenses.strip.heading.text() == "42.50 EUR · Paid"

    bo.take(ann.bundle(tmp_path / "paid.age"))
    assert bo.tell(digest) == ann.tell(digest)
    assert list(bo.tell(lambda vault: fund_balances(read(vault).books)).values()) == [45_750]
    assert bo.tell(lambda vault: read(vault).standings[expense].state) == "paid"
    assert bo.tell(lambda vault: records.page(vault, "expense", Query())).total == 1
