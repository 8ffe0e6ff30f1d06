"""What is done with money from a form: texts and choices come in, and are refused whole with the reason."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from app.capabilities.funds import expense_service
from app.capabilities.funds.asking import grant as grant_changes
from app.capabilities.funds.instalments import Term
from app.capabilities.funds.service import Treasury, read
from app.capabilities.ledger import service as ledger
from app.capabilities.ledger.books import LedgerLine, TransactionDraft
from app.capabilities.ledger.money import Money, parse
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Changed, Edit
from app.records.days import format_day, parse_day
from app.services.settings import group
from app.storage.vault.vault import Vault

_ONE = datetime.timedelta(days=1)


def amount_of(vault: Vault, text: str, currency: str = "") -> Money:
    """Read an amount; without a code it is in the currency given, or in that of the group."""
    usual = currency or ledger.usual_currency(vault, ledger.read(vault))
    return parse(text, None if not currency and any(letter.isalpha() for letter in text) else usual or None)


def _day(vault: Vault, text: str) -> datetime.date:
    """Read a day, by default today."""
    return parse_day(text) or group.today(vault)


def book(vault: Vault, wanted: Mapping[str, str]) -> Changed:
    """Book an amount from one account to another within a fund, dated a day, for a project or none."""
    books = ledger.read(vault)
    source, target = wanted.get("source", ""), wanted.get("target", "")
    if source not in books.accounts or target not in books.accounts or source == target:
        raise WrongValue(_("Money goes from one account to another; name both."), kept=_("Nothing was booked."))
    amount = amount_of(vault, wanted.get("amount", ""), books.accounts[source].currency)
    if amount.minor <= 0:
        raise WrongValue(_("An amount is more than zero."), kept=_("Nothing was booked."))
    if books.accounts[target].currency != amount.currency:
        raise WrongValue(
            _("“{name}” is in {currency}.").format(
                name=books.accounts[target].name, currency=books.accounts[target].currency
            ),
            kept=_("Nothing was booked."),
            do=_("Exchange it: what was given, and what was got for it."),
        )
    fund = wanted.get("fund", "")
    lines = (LedgerLine(source, fund, -amount.minor), LedgerLine(target, fund, amount.minor))
    text, project = wanted.get("text", ""), wanted.get("project") or None
    return ledger.book(vault, TransactionDraft(_day(vault, wanted.get("day", "")), text, lines, project=project))


def exchange(vault: Vault, wanted: Mapping[str, str]) -> Changed:
    """Give an amount from one account for an amount of another currency on another, within a fund."""
    books = ledger.read(vault)
    names = [wanted.get("source", ""), wanted.get("target", "")]
    if any(each not in books.accounts for each in names):
        raise WrongValue(_("An exchange goes from one account to another; name both."), kept=_("Nothing was booked."))
    given, got = (
        LedgerLine(account, "", parse(wanted.get(amount, ""), books.accounts[account].currency).minor)
        for account, amount in zip(names, ("given", "got"), strict=True)
    )
    day = _day(vault, wanted.get("day", ""))
    return ledger.exchange_money(vault, wanted.get("fund", ""), given, got, day, wanted.get("text", ""))


def ask_transfer(vault: Vault, wanted: Mapping[str, str]) -> Changed:
    """Hand in a transfer between funds."""
    amount = amount_of(vault, wanted.get("amount", ""))
    day = _day(vault, wanted.get("day", ""))
    return expense_service.ask_transfer(
        vault, wanted.get("source", ""), wanted.get("target", ""), amount, day, wanted.get("text", "")
    )


def pay(vault: Vault, expense: str, wanted: Mapping[str, str]) -> Changed:
    """Pay an approved expense from an account."""
    day = _day(vault, wanted.get("day", ""))
    return expense_service.pay(vault, expense, day, wanted.get("account", ""), wanted.get("cost", ""))


def reverse(vault: Vault, transaction: str, day: str) -> Changed:
    """Reverse a transaction on a day."""
    return ledger.reverse(vault, transaction, _day(vault, day))


def term_of(treasury: Treasury, stipend: str) -> Term:
    """Find a stipend; raises `NotFound`."""
    found = next((term for term in treasury.terms if term.id == stipend), None)
    if found is None:
        raise NotFound(_("There is no such stipend."))
    return found


def new_terms(vault: Vault, stipend: str, wanted: Mapping[str, str]) -> Changed:
    """End a stipend on the day before new terms begin: another amount, or none while it pauses or for good.

    What was agreed is not edited, so what was paid by it stays explained. With ``resumes`` the same amount begins again
    on that day.
    """
    term = term_of(read(vault), stipend)
    begins = parse_day(wanted.get("from_day", ""))
    if begins is None or begins <= term.from_day:
        raise WrongValue(
            _("New terms begin on a day after {day}.").format(day=format_day(term.from_day)),
            kept=_("Nothing was changed."),
        )
    if term.until is not None and term.until < begins - _ONE:
        raise WrongValue(_("This stipend ends on {day} already.").format(day=format_day(term.until)))
    made: list[Change] = [Edit(stipend, {"until": begins - _ONE})]
    text, resumes = wanted.get("amount", ""), parse_day(wanted.get("resumes", ""))
    if text or resumes is not None:
        amount = amount_of(vault, text, term.currency) if text else Money(term.amount, term.currency)
        first = resumes or begins
        if first < begins:
            raise WrongValue(_("It cannot begin again before it has paused."), kept=_("Nothing was changed."))
        values: dict[str, object] = {
            "person": term.person, "fund": term.fund, "amount": amount.minor, "currency": term.currency,
            "every": term.every, "on_day": term.on_day, "from_day": first,
            "until": None if term.until is None or term.until < first else term.until,
            "review_on": parse_day(wanted.get("review_on", "")),
        }  # fmt: skip
        made.append(Add("stipend", {name: value for name, value in values.items() if value is not None}))
    return vault.apply(made, _("New terms"))


def note_review(vault: Vault, stipend: str, day: datetime.date, until: datetime.date | None) -> Changed:
    """Note that the group has looked at a stipend, and when it looks again."""
    values: dict[str, object] = {"reviewed_on": day}
    return vault.apply([Edit(stipend, values | ({"review_on": until} if until else {}))], _("Reviewed"))


def add_fund(vault: Vault, wanted: Mapping[str, str]) -> Changed:
    """Add a fund."""
    days = {name: parse_day(wanted.get(name, "")) for name in ("from_day", "until")}
    values: dict[str, object] = {"name": wanted.get("name"), "restriction": wanted.get("restriction") or "none", **days}
    return vault.apply([Add("fund", _said(values))], _("Add a fund"))


def add_account(vault: Vault, wanted: Mapping[str, str]) -> Changed:
    """Add an account."""
    names = ("name", "type", "currency", "number")
    return vault.apply([Add("account", _said({name: wanted.get(name) for name in names}))], _("Add an account"))


def _said(values: Mapping[str, object]) -> dict[str, object]:
    """Leave away what was left empty."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def grant(vault: Vault, ask: str, wanted: Mapping[str, str]) -> Changed:
    """Turn an ask into a fund; its reports are days with a semicolon between them."""
    texts = [text for text in wanted.get("reports", "").split(";") if text.strip()]
    reports = [day for text in texts if (day := parse_day(text)) is not None]
    if not wanted.get("name"):
        raise WrongValue(_("The fund needs a name."), kept=_("Nothing was changed."))
    since, until = parse_day(wanted.get("since", "")), parse_day(wanted.get("until", ""))
    return grant_changes(vault, ask, wanted["name"], wanted.get("restriction") or "none", since, until, reports)


def add_report(vault: Vault, ask: str, wanted: Mapping[str, str]) -> Changed:
    """Note that a funder wants a report by a day."""
    day = parse_day(wanted.get("due", ""))
    if day is None:
        raise WrongValue(_("A report is due on a day."), kept=_("Nothing was changed."))
    return vault.apply([Add("report", {"ask": ask, "due": day})], _("Add a report"))


def check_balance(vault: Vault, account: str, day: datetime.date, text: str) -> Changed:
    """Note what an account holds at the end of a day."""
    amount = parse(text, ledger.read(vault).accounts[account].currency)
    made: list[Change] = [Add("balance_check", {"account": account, "day": day, "amount": amount.minor})]
    return vault.apply(made, _("Check a balance"))
