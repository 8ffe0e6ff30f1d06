"""The verbs of the ledger: balances, book, reverse, close, transfer, ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb

if TYPE_CHECKING:
    import datetime

    from app.capabilities.ledger.books import Books
    from app.storage.vault.vault import Vault

On = Annotated[str, typer.Option("--on", metavar="DAY", help=_("As of this day; without it, today."))]
Date = Annotated[str, typer.Option("--date", metavar="DAY", help=_("The day; without it, today."))]
TextOption = Annotated[str, typer.Option("--text", metavar="TEXT", help=_("What it was."))]
FundName = Annotated[str, typer.Option("--fund", metavar="FUND", help=_("Only this fund."))]
Rows = Annotated[
    list[str],
    typer.Argument(metavar="ACCOUNT FUND AMOUNT...", help=_("One posting after the other; - for no fund.")),
]
TransactionWord = Annotated[str, typer.Argument(metavar="TRANSACTION", help=_("The id, or its beginning."))]
Month = Annotated[str, typer.Argument(metavar="MONTH", help=_("Such as 2026-01."))]
Source = Annotated[str, typer.Argument(metavar="FUND", help=_("From this fund."))]
Target = Annotated[str, typer.Argument(metavar="FUND", help=_("To this fund."))]
GivenAccount = Annotated[str, typer.Argument(metavar="ACCOUNT", help=_("From this account."))]
Given = Annotated[str, typer.Argument(metavar="AMOUNT", help=_("What is given, as in 100.00 EUR."))]
GotAccount = Annotated[str, typer.Argument(metavar="ACCOUNT", help=_("To this account, of another currency."))]
Got = Annotated[str, typer.Argument(metavar="AMOUNT", help=_("What is got for it, as in 108.00 USD."))]
InFund = Annotated[str, typer.Option("--fund", metavar="FUND", help=_("Within this fund; without it, no fund."))]
AccountOption = Annotated[str, typer.Option("--account", metavar="ACCOUNT", help=_("The account it is on."))]


def day_of(vault: Vault, text: str) -> datetime.date:
    """Read a day, by default today in the group's time zone."""
    from app.records.days import parse_day
    from app.services.settings.group import today

    return parse_day(text) or today(vault)


def fund_of(books: Books, word: str) -> str:
    """Find a fund by its name or id; - is none."""
    from app.capabilities.ledger.service import find

    return "" if word in {"", "-"} else find(sorted(books.funds.items()), word, _("fund"))


def account_of(books: Books, word: str) -> str:
    """Find an account by its name, number or id."""
    from app.capabilities.ledger.service import find

    rows = [(row.id, row.name) for row in books.accounts.values()]
    numbered = [row.id for row in books.accounts.values() if row.number == word]
    return numbered[0] if len(numbered) == 1 else find(rows, word, _("account"))


def show_balances(
    context: typer.Context,
    folder: VaultFolder,
    fund: FundName = "",
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show what each fund has on each account, and what waits or came late."""
    from app.capabilities.ledger.books import balances, fund_balances
    from app.capabilities.ledger.money import Money
    from app.capabilities.ledger.service import read

    with opened(context, folder, passphrase_file) as vault:
        books, day = read(vault), day_of(vault, on)
    wanted = fund_of(books, fund) if fund else None
    found = sorted(balances(books, day).items())
    rows = [(key, total) for key, total in found if wanted is None or key[1] == wanted]
    sums = [(key, total) for key, total in sorted(fund_balances(books, day).items()) if wanted in {None, key[0]}]
    late = [row.id for row in books.late()]
    if as_json:
        say_json(
            {
                "on": day,
                "funds": [
                    {"fund": of or None, "name": books.funds.get(of, ""), "balance": Money(total, code).as_json()}
                    for (of, code), total in sums
                ],
                "accounts": [
                    {
                        "account": account,
                        "name": books.accounts[account].name,
                        "type": books.accounts[account].type,
                        "fund": of or None,
                        "balance": Money(total, code).as_json(),
                    }
                    for (account, of, code), total in rows
                ],
                "waiting": [{"transaction": each, "why": why} for each, why in sorted(books.waiting.items())],
                "late": late,
            }
        )
        return
    said = [(books.funds.get(of, of) or "-", "", str(Money(total, code))) for (of, code), total in sums]
    said += [
        (books.funds.get(of, of) or "-", books.accounts[account].name, str(Money(total, code)))
        for (account, of, code), total in rows
    ]
    say_table((_("Fund"), _("Account"), _("Balance")), said)
    for each, why in sorted(books.waiting.items()):
        say(_("Not counted: {record}. {why}").format(record=each, why=why))
    if late:
        say(_("Late, and counted: {records}").format(records=", ".join(late)))


def book_rows(
    context: typer.Context,
    folder: VaultFolder,
    rows: Rows,
    date: Date = "",
    text: TextOption = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Book a transaction: it balances in each fund and currency, or nothing is booked."""
    from app.capabilities.ledger.books import LedgerLine, TransactionDraft
    from app.capabilities.ledger.money import parse
    from app.capabilities.ledger.service import book, read
    from app.problems import WrongValue

    if len(rows) % 3:
        raise WrongValue(
            _("A posting is an account, a fund and an amount; - is no fund."), kept=_("Nothing was booked.")
        )
    with opened(context, folder, passphrase_file) as vault:
        books = read(vault)
        lines: list[LedgerLine] = []
        for place in range(0, len(rows), 3):
            account = account_of(books, rows[place])
            amount = parse(rows[place + 2], books.accounts[account].currency)
            lines.append(LedgerLine(account, fund_of(books, rows[place + 1]), amount.minor))
        added = book(vault, TransactionDraft(day_of(vault, date), text, tuple(lines))).added
    _said(added[0], as_json=as_json)


def _said(transaction: str, *, as_json: bool) -> None:
    say_json({"transaction": transaction}) if as_json else say(transaction)


def reverse_one(
    context: typer.Context,
    folder: VaultFolder,
    transaction: TransactionWord,
    date: Date = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Reverse a transaction by the same rows negated; never in a closed month."""
    from app.capabilities.ledger.service import find, read, reverse

    with opened(context, folder, passphrase_file) as vault:
        names = [(row.id, row.text) for row in read(vault).transactions.values()]
        added = reverse(vault, find(names, transaction, _("transaction")), day_of(vault, date)).added
    _said(added[0], as_json=as_json)


def close_month(
    context: typer.Context,
    folder: VaultFolder,
    month: Month,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Close a month: what arrives for it all the same is listed as late, and counted."""
    from app.capabilities.ledger.service import close

    with opened(context, folder, passphrase_file) as vault:
        closing = close(vault, month).added[0]
    say_json({"closing": closing, "month": month}) if as_json else say(_("{month} is closed.").format(month=month))


def exchange_currencies(
    context: typer.Context,
    folder: VaultFolder,
    given_account: GivenAccount,
    given: Given,
    got_account: GotAccount,
    got: Got,
    fund: InFund = "-",
    date: Date = "",
    text: TextOption = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Exchange money of one currency for another, within a fund; each currency balances for itself."""
    from app.capabilities.ledger.books import LedgerLine
    from app.capabilities.ledger.money import parse, rate, rate_text
    from app.capabilities.ledger.service import exchange_money, read

    with opened(context, folder, passphrase_file) as vault:
        books = read(vault)
        accounts = [account_of(books, word) for word in (given_account, got_account)]
        amounts = [
            parse(amount, books.accounts[account].currency)
            for account, amount in zip(accounts, (given, got), strict=True)
        ]
        lines = [LedgerLine(account, "", each.minor) for account, each in zip(accounts, amounts, strict=True)]
        in_fund = fund_of(books, fund)
        changed = exchange_money(vault, in_fund, lines[0], lines[1], day_of(vault, date), text)
        transaction = next(each for each in changed.added if each in read(vault).transactions)
    if as_json:
        of = rate(amounts[1], amounts[0])
        say_json(
            {
                "transaction": transaction,
                "given": amounts[0].as_json(),
                "got": amounts[1].as_json(),
                "rate": [of.numerator, of.denominator],
            }
        )
        return
    say(transaction)
    say(rate_text(amounts[1], amounts[0]))


SECTION = N_("Books")

COMMANDS = (
    Verb("balances", show_balances, N_("Show what each fund has.")),
    Verb("book", book_rows, N_("Book a transaction."), negative=True),
    Verb("reverse", reverse_one, N_("Reverse a transaction.")),
    Verb("close", close_month, N_("Close a month.")),
    Verb("exchange", exchange_currencies, N_("Exchange one currency for another."), negative=True),
)
