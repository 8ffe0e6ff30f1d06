"""The sheets of the library come back: a review written by hand, and who came to a meeting of a study circle."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from app.capabilities.library import rounds
from app.capabilities.library.records import RECOMMENDATIONS, Seat
from app.capabilities.library.records_map import Session
from app.capabilities.people.signing_in import survivors_of
from app.i18n import N_, _
from app.problems import NotFound, WrongValue
from app.records.changes import Change, Edit
from app.services.printing.typed_back import Mark, Occasion, TypedBack, TypedRow
from app.storage.vault.vault import Vault


def _recommended(line: str) -> str:
    """Give the recommendation that a line without a code circles; empty if it is none."""
    said = line.strip().casefold()
    return next((code for code, words in RECOMMENDATIONS.items() if said in {code, _(words).casefold()}), "")


def _beside_scores(line: str) -> str:
    """Say what a line without a code is on a form: the recommendation, or words of the review."""
    code = _recommended(line)
    return _(RECOMMENDATIONS[code]) if code else _("words of the review")


def _reviewed(vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Hand in the review of whoever filled in the form."""
    with vault.reading() as session:
        seats = session.exec(select(Seat.id).where(Seat.round == occasion.of, Seat.person == occasion.who)).all()
    if not seats:
        raise NotFound(_("This person was not asked for a review in this round."), kept=_("Nothing was written."))
    plain = [each.said for each in rows if not each.record]
    words = [code for line in plain if (code := _recommended(line))]
    if len(words) != 1:
        names = ", ".join(_(each) for each in RECOMMENDATIONS.values())
        raise WrongValue(
            _("One line has to be the recommendation that was circled: {names}.").format(names=names),
            kept=_("Nothing was written."),
        )
    form = {
        "recommendation": words[0],
        "text": "\n".join(line for line in plain if not _recommended(line)),
        "scores": {each.record: int(each.letters[-1]) for each in rows if each.record},
    }
    return rounds.review_changes(vault, min(seats), form)


def _met(vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Note who came to a meeting."""
    with vault.reading() as session:
        row = session.exec(select(Session).where(col(Session.id) == occasion.of)).first()
        if row is None:
            raise NotFound(_("This meeting is not here."), kept=_("Nothing was written."))
        came = dict.fromkeys(row.attended or ())
    for each in rows:
        if each.letters[-1] == "c":
            came[each.record] = None
        else:
            came.pop(each.record, None)
    return [Edit(occasion.of, {"attended": list(came)})]


REVIEWED = TypedBack(
    "criterion",
    {str(score): Mark(str(score)) for score in range(1, 6)},
    _reviewed,
    blank=_beside_scores,
    asks_of="round",
    asks_who="person",
)
MET = TypedBack(
    "person",
    {"c": Mark(N_("came")), "n": Mark(N_("did not come"))},
    _met,
    usual="c",
    stands_for=survivors_of,
    asks_of="session",
)
