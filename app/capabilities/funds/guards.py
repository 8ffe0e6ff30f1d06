"""What is refused though each row alone is right: what a fund does not allow, and ways around approval."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.capabilities.funds.records import Expense, Stipend
from app.capabilities.funds.service import funds_in
from app.capabilities.funds.spending import refuse
from app.capabilities.ledger.books import Books
from app.capabilities.ledger.money import Money
from app.capabilities.ledger.service import TRANSFERS, books_of
from app.capabilities.projects.records import Project
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add, Change, Changed, Edit
from app.records.days import format_day
from app.records.guard import BatchGuard

_FIXED = frozenset({"person", "fund", "amount", "currency", "every", "on_day", "from_day"})


def _allowed(session: Session, changes: Sequence[Change], changed: Changed) -> None:
    """Refuse a transaction that spends what a fund does not allow or has not, or moves money between funds unapproved.

    A reversal is never refused: it only takes back what was.
    """
    if not any(isinstance(each, Add) and each.kind == "transaction" for each in changes):
        return
    books = books_of(session)
    fresh = {
        each for each in changed.added if each in books.transactions and not books.transactions[each].reverses
    } - books.waiting.keys()
    mine = [row for row in books.counted if row.transaction in fresh]
    if not any(row.fund for row in mine):
        return
    funds, tags = funds_in(session), _tags(session)
    for row in mine:
        account, told = books.accounts[row.account], books.transactions[row.transaction]
        if row.fund in funds and row.minor > 0 and account.type == "expense":
            refuse(funds[row.fund], told.project or "", tags.get(told.project or "", ()), told.date)
        if account.type == "equity" and account.name == TRANSFERS and not told.expense:
            raise WrongValue(
                _("Money goes from one fund to another only once two others have approved it."),
                kept=_("Nothing was booked."),
                do=_("Hand the transfer in: switchboard transfer, or Move between funds in the window."),
            )
    _not_overdrawn(books, fresh)


def _not_overdrawn(books: Books, fresh: set[str]) -> None:
    """Refuse what takes a fund below zero at the end of a day."""
    taken: defaultdict[tuple[str, str], int] = defaultdict(int)
    first: dict[tuple[str, str], datetime.date] = {}
    running: defaultdict[tuple[str, str], int] = defaultdict(int)
    at_end: defaultdict[tuple[str, str], dict[datetime.date, int]] = defaultdict(dict)
    for day, row in books.dated:
        account = books.accounts[row.account]
        if account.type not in {"asset", "liability"} or not row.fund:
            continue
        key = row.fund, account.currency
        running[key] += row.minor
        at_end[key][day] = running[key]
        if row.transaction in fresh:
            taken[key] += row.minor
            first[key] = min(day, first.get(key, day))
    for key, minor in sorted(taken.items()):
        if minor >= 0:
            continue
        below = next(((day, left) for day, left in at_end[key].items() if day >= first[key] and left < 0), None)
        if below is not None:
            raise WrongValue(
                _("{fund} would be below zero on {day}: {amount}.").format(
                    fund=books.funds.get(key[0]) or _("This fund"), day=format_day(below[0]),
                    amount=Money(below[1], key[1]),
                ),
                kept=_("Nothing was booked."),
                do=_("Take another fund, or a later day."),
            )  # fmt: skip


def _tags(session: Session) -> dict[str, list[str]]:
    """Read the tags of projects, where projects have them."""
    return {row.id: list(getattr(row, "tags", None) or ()) for row in session.exec(select(Project)).all()}


def _new_terms(session: Session, changes: Sequence[Change], _changed: Changed) -> None:
    """Refuse to rewrite a stipend of which an instalment was handed in: new terms are a stipend of their own."""
    edited = {each.id for each in changes if isinstance(each, Edit) and not _FIXED.isdisjoint(each.values)}
    if not edited:
        return
    stipends = session.exec(select(Stipend.id).where(col(Stipend.id).in_(sorted(edited)))).all()
    paid = {row.stipend for row in session.exec(select(Expense)).all() if row.stipend}
    if paid & set(stipends):
        raise WrongValue(
            _("Instalments of this stipend were handed in already."),
            kept=_("Nothing was changed."),
            do=_("End it, and agree on new terms."),
        )


GUARDS = (
    BatchGuard(frozenset({"transaction", "posting"}), _allowed),
    BatchGuard(frozenset({"stipend"}), _new_terms),
)
