"""The rules of funds: overdrawn, spent outside purpose or time, paid twice, one bank line matched twice."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from app.capabilities.funds.records import BankLine, FundUse
from app.capabilities.funds.spending import OUTSIDE_PURPOSE, OUTSIDE_TIME, OVERDRAWN, FundRow, breaches
from app.capabilities.ledger.money import Money
from app.capabilities.ledger.records import Fund
from app.capabilities.ledger.rules import KINDS, books_from
from app.capabilities.projects.records import Project
from app.i18n import N_
from app.records.changes import Edit
from app.records.days import format_day
from app.records.rule import Finding, Rule, RuleRows, SettlingWay

PAID_TWICE = "expense-paid-twice"
MATCHED_TWICE = "line-matched-twice"
_SENTENCES = {
    OVERDRAWN: N_("{about} is below zero from {day} on: {amount}."),
    OUTSIDE_PURPOSE: N_("{transaction} spent from {about} what it was not given for."),
    OUTSIDE_TIME: N_("{transaction} spent from {about} outside of its time, on {day}."),
}


def funds_from(rows: RuleRows) -> list[FundRow]:
    """Make plain rows of the funds that a rule is handed."""
    projects: defaultdict[str, set[str]] = defaultdict(set)
    tags: defaultdict[str, set[str]] = defaultdict(set)
    for use in rows(FundUse):
        if use.project:
            projects[use.fund].add(use.project)
        if use.tag:
            tags[use.fund].add(use.tag)
    return [
        FundRow(
            row.id, row.name or "", row.restriction or "none", row.from_day, row.until,
            frozenset(projects[row.id]), frozenset(tags[row.id]),
        )
        for row in rows(Fund)
    ]  # fmt: skip


def _breaches(rule: str) -> Rule:
    """Announce the rule of one sort of breach."""

    def over(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
        tags = {row.id: tuple(row.tags or ()) for row in rows(Project)}
        for each in breaches(books_from(rows), funds_from(rows), tags):
            if each.rule != rule:
                continue
            records = (each.fund, each.transaction) if each.transaction else (each.fund, each.currency)
            names = {"about": each.fund} | ({"transaction": each.transaction} if each.transaction else {})
            values = {"day": format_day(each.day)}
            if each.currency:
                values["amount"] = str(Money(each.minor, each.currency))
            yield Finding(rule, records, each.fund, _SENTENCES[rule], names, values)

    return Rule(rule, "fund", KINDS | {"fund_use", "project"}, over)


def _paid_twice(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find the expenses for which several transactions stand; reversing one settles it."""
    books = books_from(rows)
    by: defaultdict[str, list[str]] = defaultdict(list)
    for row in books.transactions.values():
        if row.expense and not row.reverses and row.id not in books.dead and row.id not in books.waiting:
            by[row.expense].append(row.id)
    for expense, found in sorted(by.items()):
        if len(found) > 1:
            one, other = sorted(found)[:2]
            yield Finding(
                PAID_TWICE,
                (expense,),
                expense,
                N_("{about} is paid {count} times. Reverse {first} or {second}."),
                {"about": expense, "first": one, "second": other},
                {"count": str(len(found))},
                waivable=False,
            )


def _matched_twice(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find the lines that two laptops read each for itself, and said to be different things."""
    by: defaultdict[tuple[str, str], list[BankLine]] = defaultdict(list)
    for row in rows(BankLine):
        if row.matched:
            by[row.account or "", row.key or ""].append(row)
    for found in by.values():
        one, *others = sorted(found, key=lambda row: row.id)
        for other in others:
            if one.matched != other.matched:
                yield Finding(
                    MATCHED_TWICE,
                    (one.id, other.id),
                    one.id,
                    N_("{about} is said to be {first} and {second}."),
                    {"about": one.id, "first": one.matched or "", "second": other.matched or ""},
                    ways=tuple(
                        SettlingWay(
                            kept.id,
                            N_("It is {name}"),
                            (Edit(gone.id, {"matched": kept.matched}),),
                            {"name": kept.matched or ""},
                        )
                        for kept, gone in ((one, other), (other, one))
                    ),
                )


RULES = (
    _breaches(OVERDRAWN),
    _breaches(OUTSIDE_PURPOSE),
    _breaches(OUTSIDE_TIME),
    Rule(PAID_TWICE, "expense", KINDS | {"expense"}, _paid_twice),
    Rule(MATCHED_TWICE, "bank_line", frozenset({"bank_line"}), _matched_twice),
)
