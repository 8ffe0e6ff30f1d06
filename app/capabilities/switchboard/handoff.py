"""From a suggestion to a confirmed delivery: which step may follow which, and what each changes. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from app.capabilities.switchboard.rows import MatchRow
from app.i18n import N_, _
from app.problems import UserProblem, WrongValue

CHECK_AFTER: Mapping[str, int] = {"urgent": 1, "soon": 3, "whenever": 7}
_WORDS: Mapping[str, str] = {
    "suggested": N_("This match is only suggested; introduce it first."),
    "introduced": N_("This match waits for both to say yes."),
    "accepted": N_("Both have said yes already."),
    "delivered": N_("This match was delivered already."),
    "confirmed": N_("This match was confirmed; that is its end."),
    "fell_through": N_("This match fell through; introduce a new one."),
}


def check_on(urgency: str, today: datetime.date) -> datetime.date:
    """Give the day by which both should have answered."""
    return today + datetime.timedelta(days=CHECK_AFTER.get(urgency, CHECK_AFTER["whenever"]))


def answered(match: MatchRow, side: str, answer: str) -> dict[str, object]:
    """Say what an answer changes: both yes is accepted; a no is a match that fell through, and lowers nothing."""
    _must_be(match, "introduced")
    says = {"need": match.need_says, "offer": match.offer_says, side: answer}
    changes: dict[str, object] = {f"{side}_says": answer}
    if answer == "no":
        changes.update(status="fell_through", whose=side)
    elif says["need"] == says["offer"] == "yes":
        changes.update(status="accepted", check_on=match.on_day)
    return changes


def delivered(match: MatchRow) -> dict[str, object]:
    """Say that it was done; the receiver has yet to confirm it."""
    _must_be(match, "accepted")
    return {"status": "delivered"}


def confirmed(match: MatchRow) -> dict[str, object]:
    """Say that the receiver confirmed it."""
    _must_be(match, "delivered")
    return {"status": "confirmed", "check_on": None}


def fell_through(match: MatchRow, whose: str, reason: str, *, ask_again: bool) -> dict[str, object]:
    """Open the quantity again, from any state before confirmed."""
    if match.status in {"confirmed", "fell_through"}:
        raise UserProblem(_(_WORDS[match.status]), kept=_("Nothing was changed."))
    if not reason.strip():
        raise WrongValue(_("Say why, in a few words."), field="reason", kept=_("Nothing was changed."))
    return {"status": "fell_through", "whose": whose, "reason": reason.strip(), "ask_again": ask_again}


def both_said_yes(match: MatchRow) -> bool:
    """Say whether the contact details of both may be shown: only after two times yes."""
    return match.need_says == match.offer_says == "yes" and match.status in {"accepted", "delivered", "confirmed"}


def _must_be(match: MatchRow, status: str) -> None:
    """Refuse a step that does not follow."""
    if match.status != status:
        words = _WORDS.get(match.status, _WORDS["fell_through"])
        raise UserProblem(_(words), kept=_("Nothing was changed."))
