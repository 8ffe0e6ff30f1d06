"""Two laptops that book without knowing of each other end with the same books, whatever comes first."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from app.capabilities.funds.statement_service import bank_lines, look, take
from app.capabilities.ledger.books import LedgerLine, TransactionDraft, balances, fund_balances
from app.capabilities.ledger.service import book, close, read, reverse
from app.records.changes import Add
from app.services.conflicts import conflicts
from app.storage.vault.vault import Vault
from tests.app.capabilities.funds.test_statements import GOOD, camt_file, entry
from tests.group import Group

DAY = datetime.date(2026, 11, 1)


@pytest.fixture(params=["Ann first", "Bo first"])
def order(request: pytest.FixtureRequest) -> list[str]:
    return ["Ann", "Bo"] if request.param == "Ann first" else ["Bo", "Ann"]


@pytest.fixture
def group(tmp_path: Path) -> Group:
    group = Group(tmp_path)
    ann = group.found()
    ann.apply(
        [
            Add("account", {"name": "Bank", "type": "asset", "currency": "EUR"}),
            Add("account", {"name": "Gifts", "type": "income", "currency": "EUR"}),
            Add("fund", {"name": "House"}),
        ],
        "",
    )
    group.join("Bo")
    return group


def gift(vault: Vault, minor: int, day: datetime.date = DAY) -> str:
    books = read(vault)
    bank, gifts = (next(r.id for r in books.accounts.values() if r.name == name) for name in ("Bank", "Gifts"))
    fund = next(iter(books.funds))
    return book(
        vault, TransactionDraft(day, "Gift", (LedgerLine(bank, fund, minor), LedgerLine(gifts, fund, -minor)))
    ).added[0]


def meet(group: Group, order: list[str]) -> tuple[Vault, Vault]:
    group.meet(*order)
    group.meet(*order)
    assert len(group.digests()) == 1
    ann, bo = group.vaults["Ann"], group.vaults["Bo"]
    assert balances(read(ann)) == balances(read(bo))
    assert [each.id for each in conflicts.open_conflicts(ann)] == [each.id for each in conflicts.open_conflicts(bo)]
    return ann, bo


@pytest.mark.long
def test_what_both_reversed_is_one_conflict_that_reversing_one_reversal_settles(group: Group, order: list[str]):
    first = gift(group.vaults["Ann"], 5000)
    meet(group, order)
    undone = [reverse(group.vaults[name], first, DAY).added[0] for name in order]
    ann, _bo = meet(group, order)
    (found,) = [each for each in conflicts.open_conflicts(ann) if "reversed" in each.sentence]
    assert "2 times" in found.sentence
    assert list(fund_balances(read(ann)).values()) == [-5000]
    reverse(ann, undone[1], DAY)
    _ann, bo = meet(group, order)
    assert conflicts.open_conflicts(bo) == []
    assert fund_balances(read(bo)) == {}


def test_what_came_late_into_a_closed_month_is_counted_and_listed(group: Group, order: list[str]):
    gift(group.vaults["Ann"], 100)
    close(group.vaults["Ann"], "2026-11")
    late = gift(group.vaults["Bo"], 200)
    for vault in meet(group, order):
        assert [row.id for row in read(vault).late()] == [late]
        assert list(fund_balances(read(vault)).values()) == [300]


def test_overlapping_statements_read_on_two_laptops_make_each_line_once(group: Group, order: list[str]):
    more = GOOD + entry("1.00", "CRDT", text="Late gift")
    for name, entries, closing in (("Ann", GOOD, "103.50"), ("Bo", more, "104.50")):
        vault = group.vaults[name]
        bank = next(row.id for row in read(vault).accounts.values() if row.name == "Bank")
        take(vault, look(vault, camt_file(entries, closing=closing), bank))
    for vault in meet(group, order):
        assert sorted(line.amount for line in bank_lines(vault)) == [-350, 100, 700]
