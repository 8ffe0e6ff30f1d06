"""The records of shared costs: bills, weights, backing, rent, and what a closed bill was posted as."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from app.capabilities.ledger.minor import Minor
from app.capabilities.ledger.records import check_currency
from app.i18n import N_, _
from app.records.exact import Currency, Number
from app.records.kinds import Day, LongText, OneOf, Reference, Text, Whole
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

SPLITS = {
    "nights": N_("By nights"),
    "each_night": N_("Each night by those there"),
    "weights": N_("By nights and weights"),
    "shares": N_("By agreed shares"),
    "room": N_("By room, then nights"),
}
MOST_MINOR = 10**15 - 1


@entity("bill", one=N_("Bill"), many=N_("Bills"), part_of="house", title=("text",))
class Bill(Entity, table=True):
    """A cost of a house for the nights of a period; without a ``currency`` it is in that of the house."""

    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    text: Annotated[str, Text()] = attr(N_("For what"), column=True, search=True, print=True)
    from_day: Annotated[datetime.date, Day()] = attr(N_("From"), column=True)
    to_day: Annotated[datetime.date, Day()] = attr(N_("Up to"), column=True, help=N_("The day after the last night."))
    amount: Annotated[int, Minor(-MOST_MINOR, MOST_MINOR)] = attr(
        N_("Amount"),
        column=True,
        help=N_("Written 384.17; on the command line in the smallest unit; negative for a refund."),
    )
    currency: Annotated[str, Currency()] | None = attr(N_("Currency"), default=None, column=True)
    paid_by: Annotated[str, Reference("person")] | None = attr(N_("Paid by"), default=None, column=True)
    split: Annotated[str, OneOf(SPLITS)] = attr(N_("Split"), default="nights", column=True)
    closed_on: Annotated[datetime.date, Day()] | None = attr(N_("Closed on"), default=None, column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a bill without a night, and a currency that there is not."""
        check_currency(values)
        if values.get("to_day") is not None and values["to_day"] <= values["from_day"]:
            raise ValueError(_("A bill needs at least one night."))


@entity(
    "bill_weight",
    one=N_("Weight in a bill"),
    many=N_("Weights in bills"),
    part_of="bill",
    title=("bill", "weight"),
    why=N_("To share a bill as agreed; it goes with the bill."),
)
class BillWeight(Entity, table=True):
    """What a person or a room weighs in a bill."""

    bill: Annotated[str, Reference("bill")] = attr(N_("Bill"), column=True)
    person: Annotated[str, Reference("person")] | None = attr(N_("Person"), default=None, column=True)
    room: Annotated[str, Reference("room")] | None = attr(N_("Room"), default=None, column=True)
    weight: Annotated[str, Number()] = attr(N_("Weight"), column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a weight below 0, and one of nobody or of both."""
        if (values.get("person") is None) == (values.get("room") is None):
            raise ValueError(_("Say whose weight it is: a person's or a room's."))
        if values.get("weight") is not None and Decimal(values["weight"]) < 0:
            raise ValueError(_("A weight cannot be negative."))


@entity(
    "backing",
    one=N_("Backing"),
    many=N_("Backings"),
    part_of="person",
    title=("person", "to"),
    why=N_("To know who pays for whom."),
    keep=Keep(3650, "until"),
)
class Backing(Entity, table=True):
    """Whose share of bills is posted to somebody else."""

    person: Annotated[str, Reference("person")] = attr(N_("Whose share"), column=True)
    to: Annotated[str, Reference("person")] = attr(N_("Posted to"), column=True)
    from_day: Annotated[datetime.date, Day()] | None = attr(N_("From"), default=None, column=True)
    until: Annotated[datetime.date, Day()] | None = attr(N_("Until"), default=None, column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse people who back themselves."""
        if values.get("to") is not None and values["to"] == values.get("person"):
            raise ValueError(_("Nobody backs themselves."))


@entity(
    "rent",
    one=N_("Rent"),
    many=N_("Rents"),
    title=("person", "house"),
    why=N_("To know what is due when."),
    keep=Keep(3650, "until"),
)
class Rent(Entity, table=True):
    """What somebody pays a house each month, on a day of the month."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    amount: Annotated[int, Minor(0, MOST_MINOR)] = attr(N_("Amount"), column=True)
    currency: Annotated[str, Currency()] | None = attr(N_("Currency"), default=None, column=True)
    day: Annotated[int, Whole(1, 28)] = attr(N_("Day of the month"), default=1, column=True)
    from_day: Annotated[datetime.date, Day()] = attr(N_("From"), column=True)
    until: Annotated[datetime.date, Day()] | None = attr(N_("Until"), default=None, column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a currency that there is not."""
        check_currency(values)


@entity(
    "bill_posting",
    one=N_("Posting of a bill"),
    many=N_("Postings of bills"),
    title=("bill", "on_day"),
    internal=True,
    why=N_("For the accounts of the house."),
    keep=Keep(3650, "on_day"),
)
class BillPosting(Entity, table=True):
    """What a closed bill was posted as, once: its nights and shares; a mistake is reversed by another posting.

    ``shares`` has a line for each share: id, minor units, nights. ``reverses`` names the posting that this one undoes.
    """

    bill: Annotated[str, Reference("bill")] = attr(N_("Bill"), column=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True)
    shares: Annotated[str, LongText()] = attr(N_("Shares"))
    print_of: Annotated[str, Text()] = attr(N_("Fingerprint"), max_length=64)
    paid_by: Annotated[str, Reference("person")] | None = attr(N_("Paid by"), default=None)
    currency: Annotated[str, Currency()] = attr(N_("Currency"), column=True)
    reverses: Annotated[str, Reference("bill_posting")] | None = attr(N_("Reverses"), default=None, column=True)
    transaction: Annotated[str, Reference("transaction")] | None = attr(N_("Transaction"), default=None)


@entity(
    "settlement",
    one=N_("Payment"),
    many=N_("Payments"),
    title=("payer", "payee", "on_day"),
    why=N_("For the accounts of the house."),
    keep=Keep(3650, "on_day"),
)
class Settlement(Entity, table=True):
    """Money that somebody gave somebody else, to settle up or as rent for a house."""

    payer: Annotated[str, Reference("person")] = attr(N_("From"), column=True)
    payee: Annotated[str, Reference("person")] | None = attr(N_("To"), default=None, column=True)
    house: Annotated[str, Reference("house")] | None = attr(N_("House"), default=None, column=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True)
    amount: Annotated[int, Minor(1, MOST_MINOR)] = attr(N_("Amount"), column=True)
    currency: Annotated[str, Currency()] = attr(N_("Currency"), column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a currency that there is not."""
        check_currency(values)


MONEY_RECORDS: tuple[type[Entity], ...] = (Bill, BillWeight, Backing, Rent, BillPosting, Settlement)
