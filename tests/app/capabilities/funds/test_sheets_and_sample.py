"""The sample is sound, and every sheet of funds adds up."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from app.capabilities.funds.service import read, runways
from app.capabilities.ledger.books import LedgerLine, TransactionDraft, fund_balances
from app.capabilities.ledger.service import book
from app.services.agenda import today
from app.services.conflicts import conflicts
from app.services.demo import sample
from app.services.jobs import Progress
from app.services.printing import printing
from app.services.records import records
from app.services.tables import exporting
from app.storage.vault.vault import Vault
from tests.group import START, Group

DAY = START.date()


@pytest.fixture
def ann(tmp_path: Path) -> Vault:
    group = Group(tmp_path)
    vault = group.found()
    sample.fill(vault, {"people": 4, "projects": 2, "bookings": 60}, today=DAY).run(Progress())
    return vault


def filled(vault: Vault, sheet: str, record: str = "") -> list[tuple[str, ...]]:
    """Give the cells of a sheet over the last month and the next."""
    first, last = DAY - datetime.timedelta(days=45), DAY + datetime.timedelta(days=45)
    found = printing.fill(vault, sheet, printing.PrintOptions(from_day=first, to_day=last, record=record))
    return [row.cells for section in found.sections for row in section.rows]


def test_the_sample_balances_and_breaks_no_rule(ann: Vault):
    treasury = read(ann)
    assert treasury.books.waiting == {}
    assert len(treasury.books.dead) == 1
    assert [each for each in conflicts.open_conflicts(ann) if each.kind in {"fund", "transaction", "expense"}] == []
    assert len(treasury.funds) == 3
    dry = runways(treasury, DAY)["EUR"][0].dry
    assert dry is None or dry > DAY


def test_every_sheet_can_be_printed_and_adds_up(ann: Vault):
    treasury = read(ann)
    fund = next(row.id for row in treasury.funds.values() if row.name == "Common purse")
    rows = filled(ann, "fund-statement", fund)
    assert rows[-1][-1] == f"{fund_balances(treasury.books)[fund, 'EUR'] / 100:.2f}"
    month = {row[0]: [round(float(cell) * 100) for cell in row[1:6]] for row in filled(ann, "treasurer-month")}
    assert len(month) == 4
    for opening, came, went, moved, closing in month.values():
        assert opening + came + went + moved == closing
    expense = next(iter(treasury.expenses))
    form = filled(ann, "expense-form", expense)
    assert ("Amount", "42.50 EUR") in form
    assert ("State", "Handed in: 0 of 1 words count.") in form
    accounts = {row.name: row.id for row in treasury.books.accounts.values()}
    fund = treasury.expenses[expense].fund
    lines = LedgerLine(accounts["Bank"], fund, -4250), LedgerLine(accounts["Food"], fund, 4250)
    book(ann, TransactionDraft(DAY, "Train", lines, expense=expense))
    assert ("State", "Paid") in filled(ann, "expense-form", expense)
    assert filled(ann, "stipend-slip", next(term.id for term in treasury.terms if term.person))
    assert any("deadline" in row for row in filled(ann, "ask-calendar"))
    assert any("reversal" in row[2] for row in filled(ann, "books"))


def test_money_is_on_today_and_in_calendars(ann: Vault):
    names = {section.name for section in today.today(ann, DAY).sections}
    assert {"expenses", "unchecked"} <= names
    assert exporting.export(ann, "ask", "ics").count(b"BEGIN:VEVENT") == 2
    assert b"Common purse" in exporting.export(ann, "fund", "csv")
    assert records.get(ann, next(iter(read(ann).funds))).title
