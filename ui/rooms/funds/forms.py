"""The forms of the room of funds: book, move between funds, a new fund, close a month, pay."""

from __future__ import annotations

import datetime

from app.capabilities.funds.views import MoneyChoices
from app.i18n import _
from app.records.days import format_day
from ui.rooms.funds.money_form import MoneyForm

_NONE = ("", "–")


def book_form(choices: MoneyChoices, today: datetime.date, fund: str = "") -> MoneyForm:
    """Ask from where to where money goes."""
    form = MoneyForm(
        _("Book"),
        _("Money goes from one account to another within a fund. What is booked stays; a mistake is reversed."),
        _("Book it"),
    )
    form.ask("amount", _("Amount"), hint="12.34")
    form.choose("source", _("From account"), choices.accounts)
    form.choose("target", _("To account"), choices.accounts, choices.costs[0][0] if choices.costs else "")
    form.choose("fund", _("Fund"), [*choices.funds, ("", _("Without a fund"))], fund)
    form.ask("text", _("What was it?"))
    form.ask("day", _("Day"), format_day(today))
    form.choose("project", _("Project"), [_NONE, *choices.projects])
    return form


def transfer_form(choices: MoneyChoices, today: datetime.date) -> MoneyForm:
    """Ask from which fund to which money goes."""
    sentence = _("Two others have to approve it among the expenses; then it is booked.")
    form = MoneyForm(_("Move money between funds"), sentence, _("Hand it in"))
    form.ask("amount", _("Amount"), hint="12.34")
    form.choose("source", _("From fund"), choices.funds)
    form.choose("target", _("To fund"), choices.funds, choices.funds[-1][0] if choices.funds else "")
    form.ask("text", _("Why?"))
    form.ask("day", _("Day"), format_day(today))
    return form


def exchange_form(choices: MoneyChoices, today: datetime.date, fund: str = "") -> MoneyForm:
    """Ask what was given in one currency, and what was got for it in another."""
    sentence = _("Each currency balances for itself; the rate is the fraction of the two amounts.")
    form = MoneyForm(_("Exchange currencies"), sentence, _("Book it"))
    form.ask("given", _("Given"), hint="100.00 EUR")
    form.choose("source", _("From account"), choices.money)
    form.ask("got", _("Got for it"), hint="108.00 USD")
    form.choose("target", _("To account"), choices.money, choices.money[-1][0] if choices.money else "")
    form.choose("fund", _("Fund"), [*choices.funds, ("", _("Without a fund"))], fund)
    form.ask("text", _("What was it?"))
    form.ask("day", _("Day"), format_day(today))
    return form


def close_form(month: str) -> MoneyForm:
    """Ask which month is closed."""
    sentence = _("Nothing more is booked in it here. What arrives all the same is counted, and listed as late.")
    form = MoneyForm(_("Close a month"), sentence, _("Close it"))
    form.ask("month", _("Month"), month)
    return form


def pay_form(choices: MoneyChoices, today: datetime.date, *, transfer: bool) -> MoneyForm:
    """Ask from which account an expense is paid."""
    sentence = _("The transaction is booked with it.")
    form = MoneyForm(
        _("Book the transfer") if transfer else _("Pay"), sentence, _("Book it") if transfer else _("Pay it")
    )
    form.ask("day", _("Day"), format_day(today))
    form.choose("account", _("From account"), choices.money)
    if not transfer:
        form.choose("cost", _("As a cost of"), choices.costs)
    return form


def waiver_form(name: str) -> MoneyForm:
    """Ask why somebody may decide though they declared an interest; without a name, why fewer words are enough."""
    if name:
        heading, done = _("Let {name} decide all the same").format(name=name), _("Waive the interest")
        sentence = _("Two others have to waive it, each on a laptop of their own. The reason stays with the expense.")
    else:
        heading, done = _("Let fewer words be enough"), _("Fewer are enough")
        sentence = _("All others have to say so, each on a laptop of their own. The reason stays with the expense.")
    form = MoneyForm(heading, sentence, done)
    form.ask("reason", _("Why?"))
    return form


def reverse_form(today: datetime.date) -> MoneyForm:
    """Ask on which day a transaction is reversed."""
    sentence = _("The same rows are booked negated. Both stay to be seen; a reversal can be reversed.")
    form = MoneyForm(_("Reverse this transaction"), sentence, _("Reverse it"))
    form.ask("day", _("Day"), format_day(today))
    return form


def terms_form(currency: str, today: datetime.date) -> MoneyForm:
    """Ask from when on a stipend has other terms, or ends."""
    sentence = _("It ends as it is the day before. Without an amount it ends, or pauses until it begins again.")
    form = MoneyForm(_("New terms"), sentence, _("Agree on it"))
    form.ask("from_day", _("From"), format_day(today))
    form.ask("amount", _("Amount"), hint=f"300.00 {currency}".strip())
    form.ask("resumes", _("Begins again"))
    form.ask("review_on", _("Review on"))
    return form


def check_form(account: str, currency: str, today: datetime.date) -> MoneyForm:
    """Ask what an account really holds."""
    sentence = _("What the bank says, or what was counted, at the end of the day.")
    form = MoneyForm(_("Check {name}").format(name=account), sentence, _("Compare"))
    form.ask("amount", _("It holds"), hint=f"12.34 {currency}")
    form.ask("day", _("At the end of"), format_day(today))
    return form


def grant_form(name: str) -> MoneyForm:
    """Ask what an ask that was granted becomes."""
    sentence = _("The fund, what it may be spent on, and the reports are made in one go.")
    form = MoneyForm(_("It was granted"), sentence, _("Make the fund"))
    form.ask("name", _("Name of the fund"), name)
    options = [
        ("none", _("Free")), ("purpose", _("For a purpose")), ("time", _("For a time")),
        ("both", _("For a purpose and a time")),
    ]  # fmt: skip
    form.choose("restriction", _("It may be spent"), options)
    form.ask("since", _("From"))
    form.ask("until", _("Until"))
    form.ask("reports", _("Reports due on"), hint="2026-06-30; 2026-12-31")
    return form


def fund_form() -> MoneyForm:
    """Ask what a new fund is for."""
    sentence = _("Money kept apart. What it may be spent on can be said on its card.")
    form = MoneyForm(_("A new fund"), sentence, _("Add the fund"))
    form.ask("name", _("Name"))
    options = [
        ("none", _("Free")), ("purpose", _("For a purpose")), ("time", _("For a time")),
        ("both", _("For a purpose and a time")),
    ]  # fmt: skip
    form.choose("restriction", _("It may be spent"), options)
    form.ask("from_day", _("From"))
    form.ask("until", _("Until"))
    return form


def account_form(currency: str) -> MoneyForm:
    """Ask what a new account is."""
    sentence = _("Where money is, comes from or goes to.")
    form = MoneyForm(_("A new account"), sentence, _("Add the account"))
    form.ask("name", _("Name"), hint=_("Bank, cash box, gifts, food"))
    options = [
        ("asset", _("Money is there")), ("income", _("Money comes from there")), ("expense", _("Money goes there")),
        ("liability", _("It is owed")), ("equity", _("What there was before")),
    ]  # fmt: skip
    form.choose("type", _("What it is"), options)
    form.ask("currency", _("Currency"), currency)
    form.ask("number", _("Number"), hint="DE02 1203 0000 0000 2020 51")
    return form


def report_form() -> MoneyForm:
    """Ask by when a funder wants a report."""
    form = MoneyForm(_("A report to the funder"), _("It stands on Today before it is due."), _("Add the report"))
    form.ask("due", _("Due on"))
    return form
