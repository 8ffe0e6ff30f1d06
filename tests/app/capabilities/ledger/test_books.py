"""Books balance for every fund, are reversed exactly, and a second program finds the same balances."""

from __future__ import annotations

import csv
import datetime
import io
import os
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.capabilities.ledger.books import (
    AccountRow,
    Books,
    ClosingRow,
    LedgerLine,
    PostingRow,
    TransactionDraft,
    TransactionRow,
    balances,
    check,
    exchange,
    exchanged,
    fund_balances,
    movements,
    reversal,
)  # fmt: skip
from app.capabilities.ledger.exports import Check, account_names, beancount, fund_names, hledger
from app.capabilities.ledger.money import Money, plain, rate_text
from app.capabilities.ledger.names import line, lines
from app.problems import WrongValue
from tests.examples import examples

DAY = datetime.date(2026, 1, 31)
ODD = st.one_of(
    st.sampled_from(["a  b", 'say "no"', "x; fund:y", "a\nb", "नमस्ते", "عربي", "(x)", "*", "", "a|b", "A:B", "\\"]),
    st.sampled_from(["=", "e\u0301", "!", "[x]", "\u2028", "2026-01-01", "none"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
)


def added(books: Books, draft: TransactionDraft, name: str = "") -> Books:
    """Write a draft, as a vault would."""
    name = name or f"{len(books.transactions):032x}"
    row = TransactionRow(name, draft.date, draft.text, draft.reverses, size=len(draft.lines))
    rows = tuple(PostingRow(f"{name}/{n}", name, *line) for n, line in enumerate(draft.lines))
    return Books(books.accounts, {**books.transactions, name: row}, books.postings + rows, books.closings, books.funds)


@st.composite
def histories(draw: Any) -> Books:
    """Books of a few accounts, funds and currencies with any names."""
    currencies = ["EUR", "JPY", "KWD"]
    names = draw(st.lists(ODD, min_size=6, max_size=6))
    types = ["asset", "income", "expense", "equity", "liability", "asset"]
    accounts = {f"{n:032x}": AccountRow(f"{n:032x}", names[n % 6], types[n % 6], currencies[n // 6]) for n in range(18)}
    books = Books(accounts, {}, (), funds={"f" * 32: draw(ODD), "e" * 32: draw(ODD)})
    for _turn in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, 2)) * 6
        one, other = draw(st.integers(0, 5)), draw(st.integers(0, 5))
        fund, minor = draw(st.sampled_from(["", "f" * 32, "e" * 32])), draw(st.integers(-(10**12), 10**12))
        day = DAY + datetime.timedelta(days=draw(st.integers(-20, 20)))
        lines = (LedgerLine(f"{place + one:032x}", fund, minor), LedgerLine(f"{place + other:032x}", fund, -minor))
        books = added(books, check(TransactionDraft(day, draw(ODD), lines), books))
    return books


@given(histories(), st.randoms())
def test_the_order_in_which_rows_come_does_not_matter_and_all_adds_up_to_zero(books: Books, chance: Any):
    rows = list(books.postings)
    chance.shuffle(rows)
    assert balances(Books(books.accounts, books.transactions, tuple(rows))) == balances(books)
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for (_account, fund, currency), total in balances(books).items():
        sums[fund, currency] += total
    assert not any(sums.values())


@given(histories())
def test_reversing_is_exact_and_a_transaction_is_reversed_once(books: Books):
    before = balances(books)
    for transaction in list(books.transactions):
        books = added(books, reversal(books, transaction, DAY))
        with pytest.raises(WrongValue, match="reversed already"):
            reversal(books, transaction, DAY)
    assert balances(books) == {}
    assert before == {} or books.dead


def simple() -> Books:
    accounts = {
        "bank": AccountRow("bank", "Bank", "asset", "EUR"),
        "gift": AccountRow("gift", "Gifts", "income", "EUR"),
    }
    return Books(accounts, {}, (), funds={"a": "A", "b": "B"})


def test_a_fund_balances_for_itself():
    with pytest.raises(WrongValue, match=r"postings of A do not add up to zero: 5\.00 EUR"):
        check(TransactionDraft(DAY, "", (LedgerLine("bank", "a", 500), LedgerLine("gift", "b", -500))), simple())
    books = added(
        simple(), TransactionDraft(DAY, "Gift", (LedgerLine("bank", "a", 500), LedgerLine("gift", "a", -500)))
    )
    assert fund_balances(books) == {("a", "EUR"): 500}
    assert movements(books, DAY, DAY)["a", "EUR"] == {
        "opening": 0, "in": 500, "out": 0, "transferred": 0, "closing": 500
    }  # fmt: skip


def test_an_exchange_balances_in_each_currency_and_its_rate_is_the_fraction_of_both_amounts():
    accounts = {
        name: AccountRow(name, name, kind, code)
        for name, kind, code in (
            ("euro", "asset", "EUR"), ("yen", "asset", "JPY"), ("through euro", "equity", "EUR"),
            ("through yen", "equity", "JPY"),
        )
    }  # fmt: skip
    books, through = Books(accounts, {}, (), funds={"a": "A"}), ("through euro", "through yen")
    draft = exchange(books, "a", LedgerLine("euro", "", 10_000), LedgerLine("yen", "", 16_201), through, DAY, "")
    books = added(books, draft, "1" * 32)
    assert fund_balances(books) == {("a", "EUR"): -10_000, ("a", "JPY"): 16_201}
    assert exchanged(books, "1" * 32, through) == [("EUR", 10_000), ("JPY", 16_201)]
    assert rate_text(Money(16_201, "JPY"), Money(10_000, "EUR")) == "16201 JPY / 100.00 EUR = 16201/100"
    assert movements(books, DAY, DAY, through)["a", "EUR"]["transferred"] == -10_000
    undone = added(books, reversal(books, "1" * 32, DAY), "2" * 32)
    assert balances(undone) == {}
    for source, target, says in (
        (LedgerLine("euro", "", 1), LedgerLine("euro", "", 1), "nothing to exchange"),
        (LedgerLine("euro", "", 0), LedgerLine("yen", "", 1), "more than zero"),
        (LedgerLine("euro", "", 1), LedgerLine("yen", "", -1), "more than zero"),
    ):
        with pytest.raises(WrongValue, match=says):
            exchange(books, "a", source, target, through, DAY, "")


def test_what_is_on_its_way_counts_nowhere_and_is_listed():
    books = added(simple(), TransactionDraft(DAY, "Gift", (LedgerLine("bank", "a", 5), LedgerLine("gift", "a", -5))))
    part = Books(books.accounts, books.transactions, books.postings[:1])
    assert balances(part) == {}
    assert list(part.waiting) == list(books.transactions)


def test_a_closed_month_takes_nothing_new_and_shows_what_came_late():
    books = added(
        simple(), TransactionDraft(DAY, "Gift", (LedgerLine("bank", "a", 5), LedgerLine("gift", "a", -5))), "1" * 32
    )
    books = Books(
        books.accounts, books.transactions, books.postings, (ClosingRow("c", "2026-01", frozenset(["1" * 8])),)
    )
    assert books.late() == []
    with pytest.raises(WrongValue, match="2026-01 is closed"):
        reversal(books, "1" * 32, DAY)
    late = added(
        books, TransactionDraft(DAY, "Late", (LedgerLine("bank", "a", 7), LedgerLine("gift", "a", -7))), "2" * 32
    )
    assert [row.text for row in late.late()] == ["Late"]
    assert fund_balances(late) == {("a", "EUR"): 12}


def test_reversed_on_two_laptops_is_found_once_and_settled_by_reversing_one_reversal():
    books = added(
        simple(), TransactionDraft(DAY, "Gift", (LedgerLine("bank", "a", 5), LedgerLine("gift", "a", -5))), "1" * 32
    )
    draft = reversal(books, "1" * 32, DAY)
    twice = added(added(books, draft, "2" * 32), draft, "3" * 32)
    assert twice.reversed_twice() == {"1" * 32: ("2" * 32, "3" * 32)}
    settled = added(twice, reversal(twice, "2" * 32, DAY))
    assert settled.reversed_twice() == {}
    assert balances(settled) == {}


def test_a_long_chain_of_reversals_of_reversals_ends_as_its_last_one_says():
    books = added(
        simple(), TransactionDraft(DAY, "G" * 195, (LedgerLine("bank", "a", 5), LedgerLine("gift", "a", -5))), "0" * 32
    )
    rows, postings = dict(books.transactions), list(books.postings)
    for n in range(1, 2001):
        name = f"{n:032x}"
        rows[name] = TransactionRow(name, DAY, "", f"{n - 1:032x}", size=2)
        sign = 1 if n % 2 == 0 else -1
        postings += [
            PostingRow(f"{name}/b", name, "bank", "a", 5 * sign),
            PostingRow(f"{name}/g", name, "gift", "a", -5 * sign),
        ]
        if n in {1999, 2000}:
            chain = Books(books.accounts, rows, tuple(postings), funds=books.funds)
            assert ("0" * 32 in chain.dead) == (n == 1999)
            assert len(chain.dead) == 1000
            assert fund_balances(chain) == ({} if n == 1999 else {("a", "EUR"): 5})
    assert reversal(books, "0" * 32, DAY).text == f"Reversal: {'G' * 189}…"


@given(st.permutations(["1", "2", "3", "4", "5"]))
def test_reversals_in_a_ring_undo_nothing_in_whatever_order_they_came(names: list[str]):
    """Only a program of somebody's own writes a ring: 1 reverses 2, 2 reverses 3, and 3 reverses 1."""
    undoes = {"1": "2", "2": "3", "3": "1", "4": "4", "5": None}
    books = simple()
    for name in names:
        draft = TransactionDraft(DAY, "", (LedgerLine("bank", "a", 5), LedgerLine("gift", "a", -5)), undoes[name])
        books = added(books, draft, name)
    assert books.dead == frozenset()
    broken = added(books, reversal(books, "2", DAY), "6")
    assert broken.dead == {"2", "1"}


def checks_of(books: Books) -> list[Check]:
    """One check that holds for each account of money, and one that does not."""
    sums: defaultdict[str, int] = defaultdict(int)
    for (account, _fund, _currency), total in balances(books, DAY).items():
        sums[account] += total
    assets = [row.id for row in books.accounts.values() if row.type == "asset"]
    return [Check(account, DAY, sums[account]) for account in assets] + [Check(assets[0], DAY, sums[assets[0]] + 1)]


@given(st.lists(st.one_of(ODD, st.text("ab \t\n;", max_size=5))))
def test_texts_become_lines_one_by_one_or_all_at_once(texts: list[str]):
    assert lines(texts) == [line(text) for text in texts]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(histories(), st.sampled_from([None, DAY - datetime.timedelta(5)]))
def test_beancount_accepts_any_names_and_finds_the_same_balances(books: Books, since: datetime.date | None):
    from beancount import loader

    entries, errors, _options = loader.load_string(beancount(books, since=since, checks=checks_of(books)))
    assert errors == []
    found: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for entry in entries:
        for posting in getattr(entry, "postings", ()):
            found[posting.account, posting.meta["fund"], posting.units.currency] += posting.units.number
    names, funds = account_names(books, for_beancount=True), fund_names(books)
    ours = {
        (names[account], funds[fund], code): Decimal(plain(total, code))
        for (account, fund, code), total in balances(books).items()
    }
    assert {key: value for key, value in found.items() if value} == ours


def told_by_hledger(path: Path, *query: str) -> dict[tuple[str, str], Decimal]:
    """Ask hledger for the balances of a journal, by account and currency."""
    words = ["hledger", "-f", str(path), "balance", "--flat", "--no-total", "-O", "csv", *query]
    said = subprocess.run(words, check=True, capture_output=True, text=True, env=UTF_8).stdout
    found: dict[tuple[str, str], Decimal] = {}
    for account, amounts in list(csv.reader(io.StringIO(said)))[1:]:
        for amount in amounts.split(", "):
            number, _blank, currency = amount.partition(" ")
            if Decimal(number):
                found[account, currency] = Decimal(number)
    return found


UTF_8 = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


@pytest.mark.long
@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
@examples(20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(histories(), st.sampled_from([None, DAY - datetime.timedelta(5)]))
def test_hledger_accepts_any_names_and_finds_the_same_balances(books: Books, since: datetime.date | None):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.journal"
        path.write_text(hledger(books, since=since, checks=checks_of(books)), "utf-8")
        checked = ["hledger", "-f", str(path), "check", "--strict"]
        said = subprocess.run(checked, check=False, capture_output=True, text=True, env=UTF_8)
        assert said.returncode == 0, said.stderr
        names, funds = account_names(books), fund_names(books)
        sums = balances(books)
        for fund, name in funds.items():
            ours: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
            for (account, of, code), total in sums.items():
                if of == fund:
                    ours[names[account], code] += Decimal(plain(total, code))
            assert told_by_hledger(path, f"tag:fund=^{re.escape(name)}$") == {k: v for k, v in ours.items() if v}


@pytest.mark.long
@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
@examples(20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(histories().filter(lambda books: books.transactions), st.data())
def test_the_statement_of_each_fund_is_what_hledger_finds_for_the_period(books: Books, data: st.DataObject):
    days = st.sampled_from(sorted({row.date for row in books.transactions.values()}))
    since, until = sorted((data.draw(days), data.draw(days)))
    before, after = f"-e{since.isoformat()}", f"-e{(until + datetime.timedelta(1)).isoformat()}"
    found = movements(books, since, until)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.journal"
        path.write_text(hledger(books), "utf-8")
        for fund, name in fund_names(books).items():

            def told(*query: str, name: str = name) -> dict[str, Decimal]:
                sums: defaultdict[str, Decimal] = defaultdict(Decimal)
                of_fund = f"tag:fund=^{re.escape(name)}$"
                for (_account, code), amount in told_by_hledger(path, of_fund, *query).items():
                    sums[code] += amount
                return sums

            held = "^(Assets|Liabilities):"
            period = (f"-b{since.isoformat()}", after)
            theirs = {
                "opening": told(before, held), "closing": told(after, held), "in": told(*period, "^Income:"),
                "out": told(*period, "^(Expenses|Equity):"),
            }  # fmt: skip
            for code in ("EUR", "JPY", "KWD"):
                ours = found.get((fund, code), dict.fromkeys(theirs, 0))
                for figure, sums in theirs.items():
                    sign = -1 if figure in {"in", "out"} else 1
                    assert sign * sums[code] == Decimal(plain(ours[figure], code)), (figure, code)
