"""The records of the ledger: funds, accounts, transactions, postings, and closed months.

What they refer to in capabilities that stand after the ledger is referred to by `AnyRecord`.
"""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.capabilities.ledger.books import LONGEST_TEXT
from app.capabilities.ledger.currencies import EXPONENTS
from app.capabilities.ledger.money import MOST
from app.i18n import N_, _
from app.records.exact import Currency
from app.records.kinds import AnyRecord, Day, LongText, OneOf, Reference, Text, Whole
from app.records.registry import Entity, attr, entity

ACCOUNT_TYPES = {
    "asset": N_("Asset"),
    "liability": N_("Liability"),
    "income": N_("Income"),
    "expense": N_("Expense"),
    "equity": N_("Equity"),
}
RESTRICTIONS = {
    "none": N_("Free"),
    "purpose": N_("For a purpose"),
    "time": N_("For a time"),
    "both": N_("For a purpose and a time"),
}


def check_currency(values: Mapping[str, Any]) -> None:
    """Refuse a currency that ISO 4217 does not list with a smallest unit."""
    if values.get("currency") is not None and values["currency"] not in EXPONENTS:
        raise ValueError(_("“{text}” is no currency of ISO 4217.").format(text=values["currency"]))


@entity("fund", one=N_("Fund"), many=N_("Funds"))
class Fund(Entity, table=True):
    """Money kept apart: a set of books that balances for itself."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    restriction: Annotated[str, OneOf(RESTRICTIONS)] = attr(N_("Restriction"), default="none", column=True, print=True)
    purpose: Annotated[str, LongText()] | None = attr(N_("Purpose"), default=None, search=True, print=True)
    from_day: Annotated[datetime.date, Day()] | None = attr(N_("From"), default=None, column=True)
    until: Annotated[datetime.date, Day()] | None = attr(N_("Until"), default=None, column=True)
    given_by: Annotated[str, AnyRecord()] | None = attr(N_("Given by"), default=None)
    ask: Annotated[str, AnyRecord()] | None = attr(N_("From the ask"), default=None)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse an end before the beginning."""
        if "from_day" in values and "until" in values and values["until"] < values["from_day"]:
            raise ValueError(_("A fund cannot end before it begins."))


@entity("account", one=N_("Account"), many=N_("Accounts"))
class Account(Entity, table=True):
    """Where money is, comes from or goes to, in one currency."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80, goes_with="of")
    type: Annotated[str, OneOf(ACCOUNT_TYPES)] = attr(N_("Type"), default="asset", column=True, print=True)
    currency: Annotated[str, Currency()] = attr(N_("Currency"), column=True, print=True)
    of: Annotated[str, AnyRecord()] | None = attr(N_("Whose"), default=None, help=N_("The person or house."))
    number: Annotated[str, Text()] | None = attr(
        N_("Number"), default=None, column=True, search=True, max_length=40, was=("iban",)
    )

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a currency that there is not."""
        check_currency(values)


@entity("transaction", one=N_("Transaction"), many=N_("Transactions"), title=("text", "date"), written_once=True)
class Transaction(Entity, table=True):
    """What happened to money on a day; it is written once, and a mistake is reversed."""

    date: Annotated[datetime.date, Day()] = attr(N_("Day"), column=True, print=True)
    text: Annotated[str, Text()] | None = attr(
        N_("Text"),
        default=None,
        column=True,
        search=True,
        print=True,
        max_length=LONGEST_TEXT,
        goes_with="expense",
    )
    reverses: Annotated[str, Reference("transaction")] | None = attr(N_("Reverses"), default=None, column=True)
    bill: Annotated[str, AnyRecord()] | None = attr(N_("Bill"), default=None)
    expense: Annotated[str, AnyRecord()] | None = attr(N_("Expense"), default=None)
    project: Annotated[str, AnyRecord()] | None = attr(N_("Project"), default=None)
    count: Annotated[int, Whole(2, 100_000)] | None = attr(N_("Postings"), default=None)


@entity(
    "posting",
    one=N_("Posting"),
    many=N_("Postings"),
    part_of="transaction",
    title=("account", "minor"),
    written_once=True,
)
class Posting(Entity, table=True):
    """One row of a transaction: so many of the smallest unit onto an account, within a fund."""

    transaction: Annotated[str, Reference("transaction")] = attr(N_("Transaction"), column=True)
    account: Annotated[str, Reference("account")] = attr(N_("Account"), column=True, print=True)
    fund: Annotated[str, Reference("fund")] | None = attr(N_("Fund"), default=None, column=True, print=True)
    minor: Annotated[int, Whole(-MOST, MOST)] = attr(
        N_("Amount"), column=True, print=True, help=N_("In the smallest unit, as in cents.")
    )


@entity("closing", one=N_("Closed month"), many=N_("Closed months"), title=("month",), written_once=True)
class Closing(Entity, table=True):
    """That nothing more is booked in a month, and what had been booked in it by then."""

    month: Annotated[str, Text()] = attr(N_("Month"), column=True, print=True, max_length=7)
    known: Annotated[str, LongText()] | None = attr(N_("Known then"), default=None, max_length=60_000)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse what is no month."""
        try:
            datetime.date.fromisoformat(f"{values.get('month')}-01")
        except ValueError:
            raise ValueError(_("A month is written 2026-01.")) from None


RECORDS: tuple[type[Entity], ...] = (Fund, Account, Transaction, Posting, Closing)
