"""Expenses from hand to hand: handing in, saying a word, paying; all of it refused whole with the reason."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import select

from app.capabilities.funds.approvals import ExpenseRow, ExpenseStanding, digest, reason_text
from app.capabilities.funds.records import Approval
from app.capabilities.funds.service import Treasury, read
from app.capabilities.funds.spending import refuse
from app.capabilities.ledger.books import (
    AccountRow,
    Books,
    LedgerLine,
    TransactionDraft,
    check,
    fund_balances,
    transfer,
)
from app.capabilities.ledger.money import Money
from app.capabilities.ledger.service import TRANSFERS, changes, find, holder, through_account
from app.i18n import _
from app.problems import NotAllowed, NotFound, WrongValue
from app.records.changes import Add, Change, Changed, DeleteRecord, Edit, New
from app.services.members.authors import me
from app.storage.vault.vault import Vault

SAID = frozenset({"yes", "no"})


def approve(vault: Vault, expense: str, word: str = "yes", note: str = "", waives: str = "") -> Changed:
    """Say yes or no to an expense as it is now, as the person who works at this laptop."""
    return vault.apply(approval_changes(vault, expense, word, note, waives), _("Approve"))


def waive(vault: Vault, expense: str, reason: str, person: str = "") -> Changed:
    """Let somebody decide though they declared an interest; without a person, let fewer words be enough."""
    return vault.apply(approval_changes(vault, expense, "waiver" if person else "fewer", reason, person), _("Waive"))


def approval_changes(vault: Vault, expense: str, word: str = "yes", note: str = "", waives: str = "") -> list[Change]:
    """Give what a word on an expense comes to; a yes or no takes the place of what was said here before.

    Raises `NotAllowed` for one's own expense, or while this laptop's member is nobody in the books.
    """
    person = me(vault)
    if not person:
        raise NotAllowed(
            _("Nobody knows whose word it would be."), do=_("Say first who you are: switchboard link VAULT PERSON.")
        )
    treasury = read(vault)
    row = _known(treasury, expense)
    if person in {row.payee, row.submitter} and word != "no":
        raise NotAllowed(_("Nobody approves what they get or have handed in."), kept=_("Nothing was changed."))
    if row.state != "handed_in":
        raise WrongValue(_("This expense is not handed in."), kept=_("Nothing was changed."))
    if word not in SAID and not note:
        raise WrongValue(_("A waiver needs its reason."), kept=_("Nothing was changed."), do=_("Say why in the note."))
    if word == "waiver" and waives in {"", person}:
        raise NotAllowed(_("Nobody waives an interest of their own."), kept=_("Nothing was changed."))
    found = treasury.standings[expense]
    if (word == "fewer" and person in found.fewer_by) or (word == "waiver" and person in found.waiving.get(waives, ())):
        raise WrongValue(_("You have said so already."), kept=_("Nothing was changed."))
    values = {"of": expense, "digest": digest(row), "person": person, "word": word}
    extra = {"note": note or None, "waives": waives or None}
    kept = {name: value for name, value in extra.items() if value}
    before = _said_before(vault, expense, person) if word in SAID else []
    return [*(DeleteRecord(each) for each in before), Add("approval", values | kept)]


def _said_before(vault: Vault, expense: str, person: str) -> list[str]:
    """Give the words of a person on an expense, which a new one takes the place of."""
    with vault.reading() as session:
        rows = session.exec(select(Approval).where(Approval.of == expense, Approval.person == person)).all()
        return sorted(row.id for row in rows if row.word in SAID)


def set_state(vault: Vault, expense: str, state: str) -> Changed:
    """Hand in, return, refuse or withdraw an expense that is not paid."""
    return vault.apply(state_changes(vault, expense, state), _("Change an expense"))


def state_changes(vault: Vault, expense: str, state: str) -> list[Change]:
    """Give what another state comes to; a paid expense keeps its own."""
    row = _known(read(vault), expense)
    if row.state == "paid":
        raise WrongValue(_("This expense is paid."), do=_("Reverse its transaction first."))
    return [Edit(expense, {"state": state})]


def pay(vault: Vault, expense: str, day: datetime.date, account: str = "", cost: str = "") -> Changed:
    """Pay an approved expense: the transaction is written with it. Refused with the reason, nothing half done."""
    return vault.apply(payment_changes(vault, expense, day, account, cost), _("Pay"))


def payment_changes(
    vault: Vault, expense: str, day: datetime.date, account: str = "", cost: str = "",
    *, first_index: int = 0, spent: int = 0,
) -> list[Change]:  # fmt: skip
    """Give what a payment comes to, at a place of a batch that has ``spent`` so much of the fund already."""
    treasury = read(vault)
    row, books = _known(treasury, expense), treasury.books
    if not treasury.standings[expense].approved:
        raise WrongValue(
            _("This expense is not approved: {why}").format(why=why_not(treasury.standings[expense])),
            kept=_("Nothing was paid."),
        )
    if row.fund in treasury.funds and not row.transfer:
        refuse(treasury.funds[row.fund], row.project, _tags(vault, row.project), day)
    held = fund_balances(books, day).get((row.fund, row.currency), 0) - spent
    if held < row.amount:
        raise WrongValue(
            _("The fund has {held}, less than {amount}.").format(
                held=Money(held, row.currency), amount=Money(row.amount, row.currency)
            ),
            kept=_("Nothing was paid."),
        )
    if row.transfer:
        return _moved(treasury, row, day, account, first_index)
    account = account or _only(books, "asset", row.currency)
    cost = cost or _only(books, "expense", row.currency)
    lines = (LedgerLine(account, row.fund, -row.amount), LedgerLine(cost, row.fund, row.amount))
    draft = TransactionDraft(day, row.purpose, lines, expense=expense, project=row.project or None)
    return [*changes(check(draft, books), first_index), Edit(expense, {"state": "paid"})]


def _moved(treasury: Treasury, row: ExpenseRow, day: datetime.date, account: str, first_index: int) -> list[Change]:
    """Give what an approved transfer comes to; the account through which it goes is made if it is missing."""
    books, through = treasury.books, through_account(treasury.books, row.currency)
    made: list[Change] = []
    account = account or holder(books, row.fund, row.amount, row.currency)
    if not through:
        through = THROUGH
        known = {**books.accounts, THROUGH: AccountRow(THROUGH, TRANSFERS, "equity", row.currency)}
        books = replace(books, accounts=known)
        made.append(Add("account", {"name": TRANSFERS, "type": "equity", "currency": row.currency}))
    draft = transfer(books, account, row.fund, row.payee, row.amount, through, day, row.purpose)
    draft = replace(draft, expense=row.id)
    rows = changes(draft, first_index + len(made))
    if made:
        rows = [_through_new(each, first_index) for each in rows]
    return [*made, *rows, Edit(row.id, {"state": "paid"})]


THROUGH = "new"


def _through_new(change: Change, place: int) -> Change:
    """Name the account that is made in the same batch."""
    if isinstance(change, Add) and change.values.get("account") == THROUGH:
        return replace(change, values={**change.values, "account": New(place)})
    return change


def hand_in(vault: Vault, wanted: Mapping[str, object], circle: str = "") -> Changed:
    """Hand in an expense by whoever works here, unless another is named; what is empty is left away."""
    values = {"submitter": me(vault), "state": "handed_in", **wanted}
    kept = {name: value for name, value in values.items() if value is not None and value != ""}
    return vault.apply([Add("expense", kept, circle)], _("Hand in an expense"))


def ask_transfer(
    vault: Vault, source: str, target: str, amount: Money, day: datetime.date, text: str = "", submitter: str = ""
) -> Changed:
    """Hand in a transfer between funds, which two others have to approve before it is booked."""
    if source == target or amount.minor <= 0:
        raise WrongValue(_("A transfer takes an amount above zero from one fund to another."))
    if not source or not target:
        raise WrongValue(_("A transfer goes from one fund to another; name both."))
    purpose = text or _("Transfer between funds")
    wanted: dict[str, object] = {
        "payee": target, "fund": source, "amount": amount.minor, "currency": amount.currency, "day": day,
        "purpose": purpose,
    }  # fmt: skip
    return hand_in(vault, wanted | ({"submitter": submitter} if submitter else {}))


def why_not(found: ExpenseStanding) -> str:
    """Say why an expense is not approved."""
    if found.state != "handed_in":
        return _("it is not handed in.") if found.state != "paid" else _("it is paid already.")
    if found.against:
        return _("somebody said no.")
    reasons = sorted({reason_text(each) for each in found.ignored.values()})
    text = _("{have} of {need} words count.").format(have=len(found.counted), need=found.needed)
    return f"{text} {_('Left out:')} {'; '.join(reasons)}." if reasons else text


def _tags(vault: Vault, project: str) -> list[str]:
    """Give the tags of a project, where projects have them."""
    if not project:
        return []
    from app.services.records.records import get

    return list(getattr(get(vault, project), "values", {}).get("tags") or ())


def _only(books: Books, kind: str, currency: str) -> str:
    own = (row for row in books.accounts.values() if not row.of)  # Not those of people, on which they owe.
    rows = sorted(row.id for row in own if (row.type, row.currency) == (kind, currency))
    if len(rows) != 1:
        raise WrongValue(
            _("There are {count} accounts it could be ({type}, {currency}).").format(
                count=len(rows), type=kind, currency=currency
            ),
            kept=_("Nothing was paid."),
            do=_("Say which with --account and --cost."),
        )
    return rows[0]


def _known(treasury: Treasury, expense: str) -> ExpenseRow:
    if expense not in treasury.expenses:
        raise NotFound(_("There is no such expense."))
    return treasury.expenses[expense]


def find_expense(treasury: Treasury, word: str) -> str:
    """Find an expense by its id, the beginning of it, or its purpose."""
    return find([(row.id, row.purpose) for row in treasury.expenses.values()], word, _("expense"))


def hand_in_stipend(vault: Vault, stipend: str, day: datetime.date) -> Changed:
    """Hand in the first instalment up to a day that has no expense yet; two have to approve it, as always."""
    treasury = read(vault)
    term = next((each for each in treasury.terms if each.id == stipend), None)
    if term is None:
        raise NotFound(_("There is no such stipend."))
    due = [each for each, made in treasury.instalments(term.from_day, day) if each.term == stipend and not made]
    if not due:
        raise WrongValue(_("No instalment is due that is not handed in already."))
    if due[0].held:
        raise WrongValue(
            _("This stipend was to be looked at again on {day}.").format(day=term.review_on),
            do=_("Note the review first: reviewed_on of the stipend."),
        )
    values: dict[str, object] = {
        "payee": term.person, "fund": term.fund, "amount": due[0].minor, "currency": term.currency, "day": due[0].day,
        "purpose": _("Stipend, {day}").format(day=due[0].day), "state": "handed_in", "stipend": stipend,
    }  # fmt: skip
    made: list[Change] = [Add("expense", values)]
    return vault.apply(made, _("Hand in a stipend"))
