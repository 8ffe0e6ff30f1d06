"""The records of funds: uses, pledges, stipends, costs, allocations, expenses, bank lines, funders and asks."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from app.capabilities.ledger.minor import Minor
from app.capabilities.ledger.money import MOST
from app.capabilities.ledger.records import check_currency
from app.i18n import N_, _
from app.records.attachments import Hex
from app.records.contact import ContactValue
from app.records.exact import Currency
from app.records.kinds import AnyRecord, Day, LongText, OneOf, Reference, Text, Whole, YesNo
from app.records.lists import Tags
from app.records.registry import Entity, attr, entity

PLEDGE_STATES = {
    "hoped": N_("Hoped for"), "confirmed": N_("Confirmed"), "received": N_("Received"), "lost": N_("Lost")
}  # fmt: skip
EVERY = {"week": N_("Every week"), "month": N_("Every month")}
EXPENSE_STATES = {
    "draft": N_("Draft"), "handed_in": N_("Handed in"), "returned": N_("Returned"), "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn"), "paid": N_("Paid"),
}  # fmt: skip
WORDS = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "waiver": N_("May decide all the same"),
    "fewer": N_("Fewer words are enough"),
}
ASK_STATES = {
    "idea": N_("Idea"), "writing": N_("Being written"), "sent": N_("Sent"), "granted": N_("Granted"),
    "declined": N_("Declined"), "withdrawn": N_("Withdrawn"),
}  # fmt: skip
CONTACT_KINDS = {
    "phone": N_("Telephone"), "email": N_("E-mail"), "messenger": N_("Messenger"), "other": N_("Other")
}  # fmt: skip
AMOUNT = N_("Amount")
AMOUNT_HELP = N_("Written 12.34; on the command line and in files in the smallest unit, as in cents.")
UNIT_HELP = N_("In the smallest unit, as in cents.")


@entity("fund_use", one=N_("Use of a fund"), many=N_("Uses of funds"), part_of="fund", title=("fund", "project", "tag"))
class FundUse(Entity, table=True):
    """What a fund for a purpose may be spent on: a project, or what carries a tag."""

    fund: Annotated[str, Reference("fund")] = attr(N_("Fund"), column=True)
    project: Annotated[str, Reference("project")] | None = attr(N_("Project"), default=None, column=True)
    tag: Annotated[str, Text()] | None = attr(N_("Tag"), default=None, column=True, max_length=60)


@entity("pledge", one=N_("Pledge"), many=N_("Pledges"), title=("from_whom", "due"))
class Pledge(Entity, table=True):
    """Money that somebody has said they will give."""

    from_whom: Annotated[str, AnyRecord()] | None = attr(N_("From"), default=None, column=True)
    fund: Annotated[str, Reference("fund")] = attr(N_("Fund"), column=True)
    amount: Annotated[int, Minor(1)] = attr(AMOUNT, column=True, help=AMOUNT_HELP)
    currency: Annotated[str, Currency()] = attr(N_("Currency"), column=True)
    due: Annotated[datetime.date, Day()] = attr(N_("Due"), column=True)
    state: Annotated[str, OneOf(PLEDGE_STATES)] = attr(N_("State"), default="hoped", column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a currency that there is not."""
        check_currency(values)


def _check_term(values: Mapping[str, Any]) -> None:
    """Refuse an end before the beginning, a day that the week or month has not, and an unknown currency."""
    check_currency(values)
    if "from_day" in values and "until" in values and values["until"] < values["from_day"]:
        raise ValueError(_("A stipend or cost cannot end before it begins."))
    if values.get("every") == "week" and values.get("on_day", 1) > 7:
        raise ValueError(_("A week has the days 1 (Monday) to 7."))


@entity("stipend", one=N_("Stipend"), many=N_("Stipends"), title=("person", "from_day"))
class Stipend(Entity, table=True):
    """What a full-time member gets, every week or month, until when, and when the group looks at it again."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True, print=True)
    fund: Annotated[str, Reference("fund")] = attr(N_("Fund"), column=True, print=True)
    amount: Annotated[int, Minor(1)] = attr(AMOUNT, column=True, help=AMOUNT_HELP)
    currency: Annotated[str, Currency()] = attr(N_("Currency"), column=True)
    every: Annotated[str, OneOf(EVERY)] = attr(N_("Every"), default="month", column=True)
    on_day: Annotated[int, Whole(1, 31)] = attr(N_("On day"), default=1, column=True)
    from_day: Annotated[datetime.date, Day()] = attr(N_("From"), column=True)
    until: Annotated[datetime.date, Day()] | None = attr(N_("Until"), default=None, column=True)
    review_on: Annotated[datetime.date, Day()] | None = attr(N_("Review on"), default=None, column=True)
    reviewed_on: Annotated[datetime.date, Day()] | None = attr(N_("Reviewed on"), default=None, column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a term that cannot be."""
        _check_term(values)


@entity("standing_cost", one=N_("Standing cost"), many=N_("Standing costs"), title=("name",))
class StandingCost(Entity, table=True):
    """What is paid every week or month to nobody in particular: rent, insurance."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True)
    fund: Annotated[str, Reference("fund")] = attr(N_("Fund"), column=True, print=True)
    amount: Annotated[int, Minor(1)] = attr(AMOUNT, column=True, help=AMOUNT_HELP)
    currency: Annotated[str, Currency()] = attr(N_("Currency"), column=True)
    every: Annotated[str, OneOf(EVERY)] = attr(N_("Every"), default="month", column=True)
    on_day: Annotated[int, Whole(1, 31)] = attr(N_("On day"), default=1, column=True)
    from_day: Annotated[datetime.date, Day()] = attr(N_("From"), column=True)
    until: Annotated[datetime.date, Day()] | None = attr(N_("Until"), default=None, column=True)
    review_on: Annotated[datetime.date, Day()] | None = attr(N_("Review on"), default=None, column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a term that cannot be."""
        _check_term(values)


@entity("allocation", one=N_("Allocation"), many=N_("Allocations"), title=("fund", "project"))
class Allocation(Entity, table=True):
    """Money of a fund that the group has set aside for a project; it can be taken back."""

    fund: Annotated[str, Reference("fund")] = attr(N_("Fund"), column=True)
    project: Annotated[str, Reference("project")] = attr(N_("Project"), column=True)
    amount: Annotated[int, Minor(1)] = attr(AMOUNT, column=True, help=AMOUNT_HELP)
    currency: Annotated[str, Currency()] = attr(N_("Currency"), column=True)
    firm: Annotated[bool, YesNo()] | None = attr(N_("Firm"), default=None, column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a currency that there is not."""
        check_currency(values)


@entity("expense", one=N_("Expense"), many=N_("Expenses"), title=("purpose", "day"))
class Expense(Entity, table=True):
    """Something that the group is to pay; approved by others than who gets it or handed it in."""

    payee: Annotated[str, AnyRecord()] = attr(N_("To"), column=True, print=True)
    submitter: Annotated[str, Reference("person")] | None = attr(N_("Handed in by"), default=None, column=True)
    fund: Annotated[str, Reference("fund")] = attr(N_("Fund"), column=True, print=True)
    project: Annotated[str, Reference("project")] | None = attr(N_("Project"), default=None, column=True)
    amount: Annotated[int, Minor(1)] = attr(AMOUNT, column=True, help=AMOUNT_HELP)
    currency: Annotated[str, Currency()] = attr(N_("Currency"), column=True)
    day: Annotated[datetime.date, Day()] = attr(N_("Day"), column=True, print=True)
    purpose: Annotated[str, Text()] = attr(N_("For what"), column=True, search=True, print=True, goes_with="payee")
    receipts: Annotated[list[str], Tags(max_length=64)] | None = attr(
        N_("Receipts"), default=None, help=N_("The SHA-256 of each receipt.")
    )
    state: Annotated[str, OneOf(EXPENSE_STATES)] = attr(N_("State"), default="draft", column=True, print=True)
    stipend: Annotated[str, Reference("stipend")] | None = attr(N_("Stipend"), default=None)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a currency that there is not."""
        check_currency(values)


@entity("approval", one=N_("Approval"), many=N_("Approvals"), title=("person", "word"))
class Approval(Entity, table=True):
    """The word of a member on an expense as it was: its digest, and yes or no."""

    of: Annotated[str, AnyRecord()] = attr(N_("Of what"), column=True)
    digest: Annotated[str, Hex(64)] = attr(N_("Digest"))
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    word: Annotated[str, OneOf(WORDS)] = attr(N_("Word"), default="yes", column=True)
    waives: Annotated[str, Reference("person")] | None = attr(N_("Whose interest"), default=None)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None)


@entity("bank_line", one=N_("Line of a statement"), many=N_("Lines of statements"), title=("text", "day"))
class BankLine(Entity, table=True):
    """A line of a bank's statement; the same key is the same line, on whichever laptop it was read."""

    account: Annotated[str, Reference("account")] = attr(N_("Account"), column=True)
    key: Annotated[str, Hex(64)] = attr(N_("Key"))
    day: Annotated[datetime.date, Day()] = attr(N_("Day"), column=True)
    amount: Annotated[int, Whole(-MOST, MOST)] = attr(AMOUNT, column=True, help=UNIT_HELP)
    text: Annotated[str, LongText()] | None = attr(N_("Text"), default=None, column=True, search=True, max_length=1000)
    reference: Annotated[str, Text()] | None = attr(N_("The bank's reference"), default=None, max_length=140)
    matched: Annotated[str, AnyRecord()] | None = attr(N_("Is"), default=None, column=True)


@entity(
    "statement_mapping",
    one=N_("Columns of a statement"),
    many=N_("Columns of statements"),
    title=("account",),
    internal=True,
)
class StatementMapping(Entity, table=True):
    """Which column of an account's CSV statements is what, as it was read the last time."""

    account: Annotated[str, Reference("account")] = attr(N_("Account"), column=True)
    day: Annotated[str, Text()] = attr(N_("Day"), max_length=120)
    amount: Annotated[str, Text()] = attr(AMOUNT, max_length=120)
    out: Annotated[str, Text()] | None = attr(N_("Went out"), default=None, max_length=120)
    text: Annotated[str, Text()] | None = attr(N_("Text"), default=None, max_length=120)
    reference: Annotated[str, Text()] | None = attr(N_("The bank's reference"), default=None, max_length=120)
    order: Annotated[str, Text()] | None = attr(N_("Order of days"), default=None, max_length=3)
    decimal: Annotated[str, Text()] | None = attr(N_("Decimal sign"), default=None, max_length=1)


@entity("balance_check", one=N_("Balance check"), many=N_("Balance checks"), title=("account", "day"))
class BalanceCheck(Entity, table=True):
    """What an account held at the end of a day, by the bank's word or a count."""

    account: Annotated[str, Reference("account")] = attr(N_("Account"), column=True)
    day: Annotated[datetime.date, Day()] = attr(N_("At the end of"), column=True)
    amount: Annotated[int, Whole(-MOST, MOST)] = attr(AMOUNT, column=True, help=UNIT_HELP)


@entity("funder", one=N_("Funder"), many=N_("Funders"), contacts="funder_contact", counts_as="merged_into")
class Funder(Entity, table=True):
    """Who may give money."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=120)
    note: Annotated[str, LongText()] | None = attr(N_("Note"), default=None, search=True)
    merged_into: Annotated[str, Reference("funder")] | None = attr(
        N_("Is the same as"), default=None, help=N_("All that is known of this funder counts for the other.")
    )


@entity(
    "funder_contact", one=N_("Contact of a funder"), many=N_("Contacts of funders"), part_of="funder", title=("value",)
)
class FunderContact(Entity, table=True):
    """One way to reach a funder."""

    funder: Annotated[str, Reference("funder")] = attr(N_("Funder"))
    kind: Annotated[str, OneOf(CONTACT_KINDS)] = attr(N_("Kind"), default="email", column=True)
    value: Annotated[str, ContactValue()] = attr(N_("Number or address"), column=True, search=True, print=True)


@entity("ask", one=N_("Ask"), many=N_("Asks"), title=("funder", "purpose"))
class Ask(Entity, table=True):
    """That the group asks a funder for money."""

    funder: Annotated[str, Reference("funder")] = attr(N_("Funder"), column=True, print=True)
    purpose: Annotated[str, Text()] | None = attr(N_("For what"), default=None, column=True, search=True, print=True)
    project: Annotated[str, Reference("project")] | None = attr(N_("Project"), default=None, column=True)
    fund: Annotated[str, Reference("fund")] | None = attr(N_("Fund"), default=None, column=True)
    amount: Annotated[int, Minor(1)] | None = attr(AMOUNT, default=None, column=True, help=AMOUNT_HELP)
    currency: Annotated[str, Currency()] | None = attr(N_("Currency"), default=None, column=True)
    deadline: Annotated[datetime.date, Day()] | None = attr(N_("Deadline"), default=None, column=True, print=True)
    sent_on: Annotated[datetime.date, Day()] | None = attr(N_("Sent on"), default=None, column=True)
    decision_on: Annotated[datetime.date, Day()] | None = attr(N_("Decision on"), default=None, column=True)
    state: Annotated[str, OneOf(ASK_STATES)] = attr(N_("State"), default="idea", column=True, print=True)
    owner: Annotated[str, Reference("person")] | None = attr(N_("Owner"), default=None, column=True, print=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a currency that there is not."""
        check_currency(values)


@entity("report", one=N_("Report to a funder"), many=N_("Reports to funders"), title=("ask", "due"))
class Report(Entity, table=True):
    """What a funder is told about what was done with their money, and by when."""

    ask: Annotated[str, Reference("ask")] = attr(N_("Ask"), column=True)
    due: Annotated[datetime.date, Day()] = attr(N_("Due"), column=True, print=True)
    sent_on: Annotated[datetime.date, Day()] | None = attr(N_("Sent on"), default=None, column=True)


RECORDS: tuple[type[Entity], ...] = (
    FundUse, Pledge, Stipend, StandingCost, Allocation, Expense, Approval, BankLine, StatementMapping, BalanceCheck,
    Funder, FunderContact, Ask, Report,
)  # fmt: skip
