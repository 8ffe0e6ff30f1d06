"""What is to be known before a funder is asked, and of each ask: who was asked, for what, and how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.funds.asking import asked_before, read_asks
from app.capabilities.funds.records import ASK_STATES, Ask, Report
from app.capabilities.funds.service import read
from app.capabilities.ledger.money import Money, shown
from app.i18n import _
from app.records.days import format_day
from app.services.settings import group
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class AskView:
    """What the card says of an ask; ``warnings`` name other asks to the same funder within 180 days, with their ids."""

    id: str
    heading: str
    warnings: tuple[tuple[str, str], ...]
    story: tuple[str, ...]
    reports: tuple[tuple[str, str], ...]
    can_grant: bool
    name: str
    state: str


def ask_view(vault: Vault, ask: str) -> AskView | None:
    """Work out what the card says; nothing for an ask that is not here."""
    books = read_asks(vault, group.today(vault))
    rows, funders = books.stored, books.funders
    if ask not in rows:
        return None
    reports = [row for row in books.reports if row.ask == ask and row.due]
    same = books.same
    before = asked_before(books.rows[ask], list(books.rows.values()), same)
    mine = rows[ask]
    name = funders.get(mine.funder or "", "")
    amount = _amount(mine)
    heading = f"{name} · {amount}" if amount else name
    warnings = tuple((_told(rows[each.id], books.owners[each.id]), each.id) for each in before)
    family = {each for each, root in same.items() if root == same.get(mine.funder or "", mine.funder)}
    return AskView(
        ask, heading, warnings, tuple(funder_story(vault, family, rows)),
        tuple((_report(row), row.id) for row in sorted(reports, key=lambda row: (row.due, row.id))),
        mine.state in {"idea", "writing", "sent"}, mine.purpose or name, mine.state or "",
    )  # fmt: skip


def _amount(row: Ask) -> str:
    return shown(Money(row.amount, row.currency)) if row.amount and row.currency else ""


def _told(row: Ask, owner: str) -> str:
    """Say who asked for what and how it went."""
    day = row.sent_on or row.deadline
    what = ", ".join(filter(None, (row.purpose, _amount(row))))
    who = owner or _("somebody")
    when = format_day(day) if day else ""
    state = _(ASK_STATES.get(row.state or "", row.state or "")).lower()
    return _("{day}: {who} asked for {what}: {state}").format(day=when, who=who, what=what or "–", state=state)


def _report(row: Report) -> str:
    if row.sent_on:
        return _("Report of {day}, sent on {sent}").format(day=format_day(row.due), sent=format_day(row.sent_on))
    return _("Report due on {day}").format(day=format_day(row.due))


def funder_story(vault: Vault, family: set[str], rows: Mapping[str, Ask]) -> list[str]:
    """Say what a funder, under whatever name, was asked for, has granted and given, and what they were told."""
    theirs = [row for row in rows.values() if row.funder in family]
    asked: dict[str, int] = {}
    granted: dict[str, int] = {}
    for row in theirs:
        if row.amount and row.currency and row.state != "idea":
            asked[row.currency] = asked.get(row.currency, 0) + row.amount
            if row.state == "granted":
                granted[row.currency] = granted.get(row.currency, 0) + row.amount
    given = money_given(vault, family, {row.id for row in theirs})
    lines: list[str] = []
    for words, sums in (
        (_("Asked for: {amount}"), asked), (_("Granted: {amount}"), granted), (_("Received: {amount}"), given)
    ):  # fmt: skip
        if sums:
            text = ", ".join(shown(Money(minor, code)) for code, minor in sorted(sums.items()))
            lines.append(words.format(amount=text))
    return lines


def money_given(vault: Vault, family: set[str], asks: set[str]) -> dict[str, int]:
    """Add up what came into the funds that a funder has given, by currency."""
    treasury = read(vault)
    with vault.reading() as session:
        from app.capabilities.ledger.records import Fund

        funds = {
            row.id
            for row in session.exec(select(Fund)).all()
            if row.given_by in family or (row.ask and row.ask in asks)
        }
    found: dict[str, int] = {}
    for _day, row in treasury.books.dated:
        account = treasury.books.accounts[row.account]
        if row.fund in funds and account.type == "income":
            found[account.currency] = found.get(account.currency, 0) - row.minor
    return {code: minor for code, minor in found.items() if minor}
