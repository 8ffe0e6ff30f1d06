"""Three laptops book, exchange, approve, change and read statements; whatever reaches whom when, all end alike."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlmodel import select

from app.capabilities.funds import expense_service
from app.capabilities.funds.approvals import digest
from app.capabilities.funds.service import read as read_treasury
from app.capabilities.funds.statement_service import bank_lines, look, take
from app.capabilities.ledger.books import Balances, LedgerLine, TransactionDraft, balances
from app.capabilities.ledger.service import book, close, exchange_money, read, reverse
from app.capabilities.people.records import Person
from app.problems import UserProblem
from app.records.changes import Add, Edit
from app.services.members import authors
from app.storage.vault.vault import Vault
from tests.app.capabilities.funds.test_statements import GOOD, camt_file, entry
from tests.examples import examples
from tests.group import Group, staged

DAY = datetime.date(2026, 11, 1)
NAMES = ("Ann", "Bo", "Cy")
DEEDS = ("give", "give", "spend", "reverse", "exchange", "close", "hand in", "approve", "change", "pay", "statement")
MORE = GOOD + entry("1.00", "CRDT", text="Late gift")


def play(group: Group) -> None:
    """Give Ann, Bo and Cy, each linked to their person, two accounts in each of two currencies, and two funds."""
    ann = group.vaults["Ann"]
    people = ann.apply([Add("person", {"name": name}) for name in (*NAMES, "Di")], "").added
    ann.apply(
        [
            *(
                Add("account", {"name": f"{name} {code}", "type": kind, "currency": code})
                for name, kind in (("Bank", "asset"), ("Gifts", "income"), ("Food", "expense"))
                for code in ("EUR", "JPY")
            ),
            Add("fund", {"name": "House"}),
            Add("fund", {"name": "Camp"}),
        ],
        "",
    )
    for name in NAMES[1:]:
        group.join(name)
    for name, person in zip(NAMES, people, strict=False):
        vault = group.vaults[name]
        vault.apply([Add("member_link", {"member": authors.my_member(vault), "person": person})], "")
    meet(group)


def meet(group: Group) -> None:
    """Bundles from each to each, twice, so that all know all."""
    for _turn in range(2):
        for one, other in itertools.permutations(NAMES, 2):
            group.hand_over(one, other)


def account(vault: Vault, name: str) -> str:
    return next(row.id for row in read(vault).accounts.values() if row.name == name)


def do(vault: Vault, deed: str, number: int) -> None:
    """Do one thing with money; what the books refuse is not done."""
    books, treasury = read(vault), read_treasury(vault)
    fund = sorted(books.funds)[number % 2]
    minor = 1 + number * 37 % 20_000
    code = ("EUR", "JPY")[number // 2 % 2]

    def move(source: str, target: str) -> None:
        lines = (
            LedgerLine(account(vault, f"{source} {code}"), fund, -minor),
            LedgerLine(account(vault, f"{target} {code}"), fund, minor),
        )
        book(vault, TransactionDraft(DAY + datetime.timedelta(days=number % 50), deed, lines))

    expenses = sorted(treasury.expenses)
    chosen = expenses[number % len(expenses)] if expenses else ""
    if deed == "give":
        move("Gifts", "Bank")
    elif deed == "spend":
        move("Bank", "Food")
    elif deed == "exchange":
        given = LedgerLine(account(vault, "Bank EUR"), "", minor)
        exchange_money(vault, fund, given, LedgerLine(account(vault, "Bank JPY"), "", number + 1), DAY)
    elif deed == "reverse" and books.transactions:
        reverse(vault, sorted(books.transactions)[number % len(books.transactions)], DAY)
    elif deed == "close":
        close(vault, ("2026-11", "2026-12")[number % 2])
    elif deed == "hand in":
        with vault.reading() as session:
            people = sorted(session.exec(select(Person.id)).all())
        wanted = {"payee": people[number % 4], "fund": fund, "amount": minor, "currency": code, "day": DAY}
        expense_service.hand_in(vault, {**wanted, "purpose": "Paint"})
    elif deed == "statement":
        entries, closing = ((GOOD, "103.50"), (MORE, "104.50"))[number % 2]
        take(vault, look(vault, camt_file(entries, closing=closing), account(vault, "Bank EUR")))
    elif chosen and deed == "approve":
        expense_service.approve(vault, chosen, ("yes", "no", "yes")[number % 3])
    elif chosen and deed == "change":
        vault.apply([Edit(chosen, {"amount": minor})], "")
    elif chosen and deed == "pay":
        code = treasury.expenses[chosen].currency
        expense_service.pay(vault, chosen, DAY, account(vault, f"Bank {code}"), account(vault, f"Food {code}"))


def known(vault: Vault) -> tuple[Balances, Any, Any]:
    treasury = read_treasury(vault)
    lines = sorted((line.key, line.amount) for line in bank_lines(vault))
    return balances(treasury.books), treasury.standings, lines


@pytest.mark.long
@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(DEEDS), st.integers(0, 10_000)), min_size=8, max_size=25
    ),
    st.lists(st.permutations(NAMES).map(lambda names: tuple(names[:2])), max_size=12),
)
@examples(6, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_money_is_the_same_everywhere_whatever_came_when(
    tmp_path_factory: pytest.TempPathFactory,
    deeds: list[tuple[str, str, int]],
    meetings: list[tuple[str, str]],
):
    group = staged("three with money", play, tmp_path_factory.mktemp("three"))
    waiting = list(meetings)
    for name, deed, number in deeds:
        with suppress(UserProblem):
            do(group.vaults[name], deed, number)
        if waiting and number % 2:
            group.hand_over(*waiting.pop())
    meet(group)
    assert len(group.digests()) == 1
    ann, *others = (known(group.vaults[name]) for name in NAMES)
    assert all(each == ann for each in others)
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for (_account, fund, currency), minor in ann[0].items():
        sums[fund, currency] += minor
    assert not any(sums.values())
    assert len({key for key, _amount in ann[2]}) == len(ann[2])
    treasury = read_treasury(group.vaults["Bo"])
    for expense, found in treasury.standings.items():
        now = digest(treasury.expenses[expense])
        current = {row.person for row in treasury.approvals if row.of == expense and row.digest == now and row.own}
        assert {*found.counted, *found.against} <= current
    group.vaults["Bo"].rebuild()
    assert known(group.vaults["Bo"]) == ann
    group.close()
