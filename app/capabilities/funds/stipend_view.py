"""Where a stipend stands: what it pays and until when, and which instalment is next, in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from app.capabilities.funds.expense_view import state_words
from app.capabilities.funds.instalments import Term, instalments
from app.capabilities.funds.service import Treasury, read
from app.capabilities.ledger.money import Money, shown
from app.i18n import _
from app.records.days import format_day
from app.storage.vault.vault import Vault

_AHEAD = datetime.timedelta(days=62)
_BACK = datetime.timedelta(days=93)


@dataclass(frozen=True, slots=True)
class StipendLine:
    """An instalment in words; ``expense`` is the one it was handed in as, if it was."""

    words: str
    expense: str


@dataclass(frozen=True, slots=True)
class StipendView:
    """What the card says: the next instalment, those around today, and what may be done."""

    id: str
    heading: str
    next: str
    can_hand_in: bool
    review_due: bool
    lines: tuple[StipendLine, ...]
    currency: str


def next_words(treasury: Treasury, term: Term, day: datetime.date) -> str:
    """Say what is next of a stipend: handed in already or not, to be reviewed, or over."""
    due, ahead = _unhanded(treasury, term, day)
    if due:
        held, first = due[0]
        if held:
            return _("to be reviewed")
        return _("{amount} due since {day}").format(amount=_amount(term, first[1]), day=format_day(first[0]))
    if ahead is None:
        return _("ended")
    return _("{amount} on {day}").format(amount=_amount(term, ahead[1]), day=format_day(ahead[0]))


def is_held(treasury: Treasury, term: Term, day: datetime.date) -> bool:
    """Say whether the next instalment waits until the group has looked at the stipend again."""
    due, _ahead = _unhanded(treasury, term, day)
    return bool(due) and due[0][0]


def _amount(term: Term, minor: int) -> str:
    return shown(Money(minor, term.currency))


Due = tuple[datetime.date, int]


def _unhanded(treasury: Treasury, term: Term, day: datetime.date) -> tuple[list[tuple[bool, Due]], Due | None]:
    """Give the instalments up to a day that are not handed in, each with whether it is held, and the next after it."""
    if not term.from_day:
        return [], None
    made = {
        treasury.days[row.id]
        for row in treasury.expenses.values()
        if row.stipend == term.id and row.state not in {"refused", "withdrawn"}
    }
    found = [(each.held, (each.day, each.minor)) for each in instalments(term, term.from_day, day)]
    later = instalments(term, day + datetime.timedelta(days=1), day + _AHEAD)
    return [each for each in found if each[1][0] not in made], (later[0].day, later[0].minor) if later else None


def stipend_view(vault: Vault, stipend: str, day: datetime.date) -> StipendView | None:
    """Work out what the card says; nothing for a stipend that is not here."""
    treasury = read(vault)
    term = next((each for each in treasury.terms if each.id == stipend and each.person), None)
    if term is None or not term.from_day:
        return None
    due, _ahead = _unhanded(treasury, term, day)
    each = _("{amount} a week") if term.every == "week" else _("{amount} a month")
    heading = each.format(amount=_amount(term, term.amount))
    if term.until:
        heading = _("{what}, until {day}").format(what=heading, day=format_day(term.until))
    lines: list[StipendLine] = []
    for instalment, expense in treasury.instalments(day - _BACK, day + _AHEAD):
        if instalment.term != stipend:
            continue
        state = _("not handed in") if instalment.day <= day else _("to come")
        if expense:
            state = state_words(treasury.standings[expense])
        elif instalment.held:
            state = _("to be reviewed")
        amount = _amount(term, instalment.minor)
        lines.append(StipendLine(f"{format_day(instalment.day)} · {amount} · {state}", expense))
    reviewed = term.reviewed_on is not None and term.review_on is not None and term.reviewed_on >= term.review_on
    review = term.review_on is not None and term.review_on <= day and not reviewed
    return StipendView(
        stipend, heading, next_words(treasury, term, day), bool(due) and not due[0][0], review, tuple(lines),
        term.currency,
    )  # fmt: skip
