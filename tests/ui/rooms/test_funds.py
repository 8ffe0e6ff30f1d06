"""The room of funds: every figure shows its rows, and money goes from hand to hand by the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.capabilities.funds.service import read
from app.capabilities.ledger.books import fund_balances
from app.capabilities.ledger.service import close
from app.services.members.authors import my_member
from tests.app.capabilities.funds.test_statements import GOOD, camt_file
from tests.ui.rooms.conftest import Office, on

ENTER = Qt.Key.Key_Return


@pytest.fixture
def room(office: Office) -> Any:
    """Ann's room with two accounts of money, a cost, two funds and 1,000 euro in the first."""
    room = office.go("funds")
    room.ids = {
        name: office.add("account", name=name, type=kind, currency="EUR")
        for name, kind in (("Bank", "asset"), ("Gifts", "income"), ("Food", "expense"))
    }
    room.house = office.add("fund", name="House")
    room.camp = office.add("fund", name="Camp")
    fill(room, room.balances.book, amount="1000", text="What there was", day=on(-30), fund=room.house,
         source=room.ids["Gifts"], target=room.ids["Bank"], office=office)  # fmt: skip
    return room


def fill(room: Any, opens: Callable[[], object], *, office: Office, **values: str) -> None:
    """Open a form on the page of balances, fill it in, and press Enter in its first line."""
    opens()
    office.rest()
    form = room.balances.side.form
    for name, value in values.items():
        if name in form.lines:
            form.lines[name].setText(value)
        else:
            form.choices[name].setCurrentIndex(form.choices[name].findData(value))
    QTest.keyClick(next(iter(form.lines.values())), ENTER)
    office.rest()


def figures(room: Any) -> list[list[str]]:
    table = room.balances.table
    return [
        [table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())
    ]


def heads(room: Any) -> list[str]:
    table = room.balances.table
    return [table.horizontalHeaderItem(column).text() for column in range(table.columnCount())]


def me(office: Office, name: str = "Ann") -> str:
    """Say who works here."""
    person = office.add("person", name=name)
    member = office.tell(my_member)
    office.add("member_link", member=member, person=person)
    office.rest()
    return person


def test_an_empty_room_says_what_it_is_for_and_offers_the_first_step(office: Office):
    room = office.go("funds")
    page = room.balances
    assert room.stack.count() == 1, "the other pages are made when somebody goes there"
    assert page.stack.currentWidget() is page.empty
    page.empty.focusProxy().click()
    page.side.form.lines["name"].setText("Common purse")
    QTest.keyClick(page.side.form.lines["name"], ENTER)
    office.rest()
    assert office.count("fund") == 1
    assert figures(room)[0][0] == "Common purse"


def test_every_figure_shows_the_rows_it_was_made_from(office: Office, room: Any):
    assert heads(room) == ["Fund, in EUR", "Bank", "Balance", "Committed", "Spendable"]
    house = next(row for row in figures(room) if row[0] == "House")
    assert house == ["House", "1,000.00", "1,000.00", "", "1,000.00"]
    assert figures(room)[-1] == ["All", "1,000.00", "1,000.00", "", "1,000.00"]
    table = room.balances.table
    table.setFocus()
    row = figures(room).index(house)
    table.setCurrentCell(row, 2)
    office.rest()
    rows = room.balances.rows
    assert rows.title.text() == "House · Balance"
    assert rows.total.text() == "1,000.00 EUR"
    assert [rows.table.item(0, column).text() for column in (1, 2)] == ["What there was · Bank", "1,000.00"]
    QTest.keyClick(table, ENTER)
    assert rows.table.hasFocus()
    QTest.keyClick(rows.table, ENTER)
    office.rest()
    assert room.view() == "books"
    assert room.bookings.strip.view.rows == (
        ("Bank", "House", "1,000.00 EUR"), ("Gifts", "House", "-1,000.00 EUR"),
    ) or {row[0] for row in room.bookings.strip.view.rows} == {"Bank", "Gifts"}  # fmt: skip


def test_a_period_opens_and_closes(office: Office, room: Any):
    room.balances.span.set_value("year")
    room.balances.refresh()
    office.rest()
    assert heads(room) == ["Fund, in EUR", "Opening", "In", "Out", "Transferred", "Closing"]
    assert next(row for row in figures(room) if row[0] == "House")[2] == "1,000.00"


def test_what_is_wrong_with_a_booking_stays_in_the_form(office: Office, room: Any):
    room.balances.book()
    office.rest()
    form = room.balances.side.form
    for text, says in (("12.345", "more decimals"), ("1e3", "not an amount"), ("1.234,56", "more than one number")):
        form.lines["amount"].setText(text)
        form.submit()
        office.rest()
        assert says in form.complaint()
    assert form.lines["amount"].text() == "1.234,56"
    form.lines["amount"].setText("2000")
    form.choices["source"].setCurrentIndex(form.choices["source"].findData(room.ids["Bank"]))
    form.choices["target"].setCurrentIndex(form.choices["target"].findData(room.ids["Food"]))
    form.choices["fund"].setCurrentIndex(form.choices["fund"].findData(room.house))
    form.submit()
    office.rest()
    assert "below zero" in form.complaint()
    month = on(-30)[:7]
    office.tell(lambda vault: close(vault, month))
    wrong = (("amount", "5 USD", "EUR"), ("amount", "0", "zero"), ("day", on(-30), f"{month} is closed"))
    for name, text, says in wrong:
        form.lines["amount"].setText("5")
        form.lines[name].setText(text)
        form.submit()
        office.rest()
        assert says in form.complaint()
        assert form.lines[name].text() == text
    QTest.keyClick(form.lines["amount"], Qt.Key.Key_Escape)
    assert room.balances.side.form is None
    assert office.count("transaction") == 1


def test_a_mistake_is_reversed_by_key_and_both_stay(office: Office, room: Any):
    room.show_view("books")
    office.rest()
    room.bookings.table.choose_row(0)
    office.rest()
    assert room.bookings.card.fields.isHidden()
    QTest.keyClick(room.bookings.table.view, Qt.Key.Key_Delete)
    QTest.keyClick(room.bookings.place.form.lines["day"], ENTER)
    office.rest()
    assert office.count("transaction") == 2
    assert office.tell(lambda vault: fund_balances(read(vault).books)) == {}
    model = room.bookings.table.model
    assert {model.index(row, 3).data() for row in range(2)} == {"reversed", "a reversal"}


def test_an_expense_is_handed_in_with_an_amount_as_people_write_it(office: Office, room: Any):
    ann = me(office)
    cy = office.add("person", name="Cy")
    room.show_view("expenses")
    office.rest()
    room.expenses.new()
    office.rest()
    form = room.expenses.form.form
    assert form.editors["currency"].line.text() == "EUR"
    for name, record, title in (("payee", cy, "Cy"), ("fund", room.house, "House")):
        form.editors[name].set_titles({record: title})
        form.editors[name].set_value(record)
    form.editors["amount"].line.setText("42.50")
    form.editors["amount"].touched()
    form.editors["purpose"].line.setText("Paint")
    form.editors["purpose"].touched()
    form.submit()
    office.rest()
    expense = room.expenses.table.chosen()
    values = office.values(expense)
    assert (values["amount"], values["submitter"], values["state"]) == (4250, ann, "handed_in")
    assert room.expenses.card.fields.rows["amount"].editor.line.text() == "42.50"
    strip = room.expenses.strip
    assert strip.hindrance.text() == "You handed it in: others have to say yes."
    assert strip.yes.isHidden()


def alone(office: Office, room: Any) -> None:
    """Let the word of whoever wrote it be enough, since there is nobody else."""
    assert "written on your laptop" in room.expenses.strip.hindrance.text()
    room.expenses.strip.waivers[0].click()
    room.expenses.place.form.lines["reason"].setText("I am alone.")
    room.expenses.place.form.submit()
    office.rest()


def test_saying_yes_and_paying_are_one_key_each(office: Office, room: Any):
    me(office)
    cy = office.add("person", name="Cy")
    values = {"payee": cy, "submitter": cy, "fund": room.house, "amount": 4250, "currency": "EUR", "state": "handed_in"}
    expense = office.add("expense", **values, day=on(0), purpose="Paint")
    office.rest()
    assert "(1)" not in room.views._buttons[3].text()
    office.desk.open("expense", expense)
    office.rest()
    strip = room.expenses.strip
    alone(office, room)
    assert "(1)" in room.views._buttons[3].text()
    assert strip.heading.text() == "42.50 EUR · 0 of 1 said yes"
    strip.yes.click()
    office.rest()
    assert strip.heading.text() == "42.50 EUR · Approved"
    assert "Yes: Ann" in strip.words.text()
    office.desk.do(lambda vault: vault.apply([_edit(expense, amount=4300)], ""))
    office.rest()
    assert "Changed since somebody said yes: Amount." in strip.words.text()
    alone(office, room)
    strip.yes.click()
    office.rest()
    strip.pay.click()
    office.rest()
    QTest.keyClick(room.expenses.place.form.lines["day"], ENTER)
    office.rest()
    assert strip.heading.text() == "43.00 EUR · Paid"
    room.show_view("balances")
    office.rest()
    assert next(row for row in figures(room) if row[0] == "House")[2] == "957.00"


def test_an_interest_and_too_few_words_are_waived_with_the_reason(office: Office, room: Any):
    me(office)
    cy, di = office.add("person", name="Cy"), office.add("person", name="Di")
    office.add("member_link", member="ab" * 16, person=di)
    office.add("interest", person=di, about=cy, kind="family")
    values = {"payee": cy, "submitter": cy, "fund": room.house, "amount": 42500, "currency": "EUR"}
    expense = office.add("expense", **values, state="handed_in", day=on(0), purpose="Paint")
    office.desk.open("expense", expense)
    office.rest()
    strip = room.expenses.strip
    assert [each.text() for each in strip.waivers] == ["Waive the interest of Di…", "Let fewer words be enough…"]
    assert "still to ask: Ann, Di" in strip.words.text()
    strip.waivers[0].click()
    form = room.expenses.place.form
    form.submit()
    office.rest()
    assert "needs its reason" in form.complaint()
    form.lines["reason"].setText("She only fetched it.")
    QTest.keyClick(form.lines["reason"], ENTER)
    office.rest()
    assert "Ann lets Di decide all the same: She only fetched it." in strip.words.text()
    assert [each.text() for each in strip.waivers] == ["Let fewer words be enough…"]
    strip.waivers[0].click()
    room.expenses.place.form.lines["reason"].setText("We are two.")
    room.expenses.place.form.submit()
    office.rest()
    assert "Ann says that fewer are enough: We are two." in strip.words.text()
    assert "still to ask: Di" in strip.words.text()
    assert strip.waivers == []


def test_currencies_are_exchanged_and_the_rate_stands_with_the_booking(office: Office, room: Any):
    dollars = office.add("account", name="Dollars", type="asset", currency="USD")
    fill(room, room.balances.exchange, given="100", got="108", source=room.ids["Bank"], target=dollars,
         fund=room.house, day=on(0), office=office)  # fmt: skip
    assert room.balances.side.form is None
    room.show_view("books")
    office.rest()
    room.bookings.table.choose_row(0)
    office.rest()
    assert room.bookings.strip.rate.text() == "Rate: 108.00 USD / 100.00 EUR = 27/25"
    row = next(row for row in office.tell(lambda vault: fund_balances(read(vault).books)).items() if row[0][1] == "USD")
    assert row == ((room.house, "USD"), 10800)


def _edit(record: str, **values: object) -> Any:
    from app.records.changes import Edit

    return Edit(record, values)


def test_money_between_funds_waits_for_two_others(office: Office, room: Any):
    me(office)
    fill(room, room.balances.move_money, amount="100", source=room.house, target=room.camp, office=office)
    assert office.count("expense") == 1
    assert office.tell(lambda vault: len(read(vault).books.transactions)) == 1
    room.show_view("expenses")
    office.rest()
    room.expenses.table.choose_row(0)
    office.rest()
    assert room.expenses.strip.heading.text() == "100.00 EUR · 0 of 2 said yes"


def test_runway_says_how_long_and_what_if_writes_nothing(office: Office, room: Any):
    amina = office.add("person", name="Amina")
    terms = {"person": amina, "fund": room.house, "amount": 30000, "currency": "EUR", "every": "month", "on_day": 1}
    stipend = office.add("stipend", **terms, from_day=on(-22))
    room.show_view("runway")
    office.rest()
    page = room.runway
    assert page.headline.text() == "14 weeks, until 1 Mar 2027"
    before = [page.table.item(row, 3).text() for row in range(3)]
    assert before == ["700.00", "400.00", "100.00"]
    page.more.setText("300")
    page.refresh()
    office.rest()
    assert page.headline.text() == "5 weeks, until 1 Jan 2027"
    assert office.count("stipend") == 1
    page.more.setText("12.345")
    page.refresh()
    office.rest()
    assert "more decimals" in page.wrong.text()
    for amount in ("-300", "0"):
        page.more.setText(amount)
        page.refresh()
        office.rest()
        assert page.wrong.text() == "A stipend is more than zero."
    page.table.setFocus()
    page.table.choose_row(0)
    QTest.keyClick(page.table, ENTER)
    office.rest()
    assert (room.view(), room.stipends.table.chosen()) == ("stipends", stipend)


def test_a_page_is_there_when_somebody_goes_to_it_and_not_before(office: Office):
    room = office.go("funds")
    assert [type(room.stack.widget(place)).__name__ for place in range(room.stack.count())] == ["BalancesPage"]
    for view in ("runway", "stipends", "expenses", "bank", "asks", "books", "lists", "balances"):
        room.show_view(view)
        office.rest()
        assert room.view() == view
    assert room.stack.count() == 8


def test_a_stipend_hands_in_what_is_next_and_gets_new_terms(office: Office, room: Any):
    me(office)
    amina = office.add("person", name="Amina")
    terms = {"person": amina, "fund": room.house, "amount": 30000, "currency": "EUR", "every": "month", "on_day": 1}
    stipend = office.add("stipend", **terms, from_day="2026-11-01")
    office.desk.open("stipend", stipend)
    office.rest()
    strip = room.stipends.strip
    assert "300.00 EUR due since" in strip.heading.text()
    strip.hand_in.click()
    office.rest()
    assert office.count("expense") == 1
    assert "300.00 EUR on 1 Dec 2026" in strip.heading.text()
    assert strip.hand_in.isHidden()
    strip.terms.click()
    form = room.stipends.place.form
    form.lines["from_day"].setText("2027-01-01")
    form.lines["amount"].setText("350")
    QTest.keyClick(form.lines["amount"], ENTER)
    office.rest()
    rows = sorted(office.tell(lambda vault: [(t.amount, str(t.from_day), str(t.until)) for t in read(vault).terms]))
    assert rows == [(30000, "2026-11-01", "2026-12-31"), (35000, "2027-01-01", "None")]


def test_a_statement_is_looked_at_before_it_is_taken_and_its_lines_are_named(office: Office, room: Any, tmp_path: Path):
    fill(room, room.balances.book, amount="7", text="Coffee money", day="2026-03-02", fund=room.house,
         source=room.ids["Gifts"], target=room.ids["Bank"], office=office)  # fmt: skip
    file = tmp_path / "march.xml"
    file.write_bytes(camt_file(GOOD))
    room.take_file(file, "statement")
    office.rest()
    page = room.statement
    assert "2 new lines" in page.sentence.text()
    assert page.take_button.text() == "Take in 2 lines"
    page.take()
    office.rest()
    assert (room.view(), office.count("bank_line")) == ("bank", 2)
    assert room.bank.lines_title.text() == "2 lines to name"
    line = next(row for row in range(2) if "7.00" in room.bank.lines.item(row, 2).text())
    room.bank.lines.setFocus()
    room.bank.lines.choose_row(line)
    assert room.bank.found.item(0, 1).text() == "same amount, same day, same words"
    QTest.keyClick(room.bank.lines, ENTER)
    assert room.bank.found.hasFocus()
    QTest.keyClick(room.bank.found, ENTER)
    office.rest()
    assert room.bank.lines_title.text() == "1 line to name"
    file.write_bytes(camt_file(GOOD, closing="104.00"))
    room.take_file(file, "statement")
    office.rest()
    assert "is missing" in page.warning.words.text()
    file.write_bytes(camt_file(GOOD)[:-40])
    room.take_file(file, "statement")
    office.rest()
    assert "cannot be read" in page.banner.what.text()
    assert not page.take_button.isEnabled()


def test_the_columns_of_a_csv_are_remembered(office: Office, room: Any, tmp_path: Path):
    file = tmp_path / "bank.csv"
    file.write_text("Datum;Text;Betrag\n02.03.2026;Miete;-1.234,50\n", "utf-8")
    room.take_file(file, "statement")
    office.rest()
    page = room.statement
    assert not page.take_button.isEnabled()
    for name, column in (("day", "Datum"), ("amount", "Betrag"), ("text", "Text")):
        page.columns[name].setCurrentIndex(page.columns[name].findData(column))
    page.columns["text"].activated.emit(0)
    office.rest()
    assert page.table.item(0, 2).text() == "-1,234.50 EUR"
    page.take()
    office.rest()
    file.write_text("Datum;Text;Betrag\n02.03.2026;Miete;-1.234,50\n04.03.2026;Gift;20,00\n", "utf-8")
    room.take_file(file, "statement")
    office.rest()
    assert "1 new line, 1 is there already" in page.sentence.text()


def test_a_balance_that_does_not_hold_says_so(office: Office, room: Any):
    room.show_view("bank")
    office.rest()
    room.bank.accounts.choose_row(0)
    room.bank.check()
    form = room.bank.place.form
    form.lines["amount"].setText("990")
    QTest.keyClick(form.lines["amount"], ENTER)
    office.rest()
    assert "the books have 10.00 EUR too much" in room.bank.accounts.item(0, 2).text()
    assert "never held" in room.bank.since.text()


def test_an_ask_warns_of_the_last_one_and_becomes_a_fund(office: Office, room: Any):
    bo = office.add("person", name="Bo")
    first, second = office.add("funder", name="Hearth"), office.add("funder", name="HEARTH")
    office.add("ask", funder=first, purpose="Beds", sent_on=on(-60), state="declined", owner=bo)
    ask = office.add("ask", funder=second, purpose="A shed", amount=50000, currency="EUR", state="sent")
    office.desk.open("ask", ask)
    office.rest()
    strip = room.asks.strip
    (warning,) = strip.view.warnings
    assert "Bo asked for Beds: declined" in warning[0]
    strip.granted.click()
    form = room.asks.place.form
    form.lines["reports"].setText("2027-06-30; 2027-12-31")
    QTest.keyClick(form.lines["name"], ENTER)
    office.rest()
    assert (office.count("report"), office.values(ask)["state"]) == (2, "granted")
    room.asks._close_card()
    office.rest()
    assert [room.asks.calendar.table.item(row, 1).text() for row in range(2)] == ["report", "report"]


def test_records_of_money_are_listed_in_this_room(office: Office, room: Any):
    office.desk.open("account", room.ids["Bank"])
    office.rest()
    assert (room.view(), room.lists.here.kind) == ("lists", "account")
    assert room.lists.here.card.card.title == "Bank"


def test_everything_has_a_name(room: Any, office: Office, without_name: Callable[[QWidget], list[str]]):
    for view in ("balances", "runway", "stipends", "expenses", "bank", "asks", "books", "lists"):
        room.show_view(view)
        office.rest()
        assert (view, without_name(room)) == (view, [])
        assert room.view() == view
