"""Review rounds in a vault: asking, handing in, where a round stands, and its verdict."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.capabilities.library import documents, reviews
from app.capabilities.library.records import (
    Criterion,
    MinorityNote,
    RequiredChange,
    Review,
    Round,
    Rubric,
    Score,
    Seat,
    Verdict,
)
from app.capabilities.library.recusals import Recusal, recusals
from app.capabilities.library.rubrics import RUBRICS
from app.capabilities.people.waiving import own_waiver
from app.i18n import _
from app.problems import NotAllowed, NotFound, WrongValue
from app.records.changes import Add, Change, Changed, Edit, New
from app.services.members.authors import me, own
from app.services.records import editing
from app.services.settings import group
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """Where a round stands: its rows, the reviews that count, what they say per criterion, and what was decided."""

    round: Round
    authors: frozenset[str]
    seats: tuple[Seat, ...]
    recusals: Mapping[str, Recusal]
    reviews: tuple[Review, ...]
    counting: tuple[str, ...]
    spreads: Mapping[str, reviews.Spread]
    changes: tuple[RequiredChange, ...]
    verdicts: tuple[Verdict, ...]
    notes: tuple[MinorityNote, ...]

    @property
    def ready(self) -> bool:
        """Say whether enough reviews count for a verdict."""
        return len(self.counting) >= (self.round.needs or 1)

    @property
    def verdict(self) -> Verdict | None:
        """Give the verdict that counts: with two, none does until one is chosen."""
        return self.verdicts[0] if len(self.verdicts) == 1 else None


def standing(vault: Vault, round_: str, day: datetime.date | None = None) -> RoundStanding:
    """Read where a round stands on a day, by default today; `NotFound` if it is not here."""
    with vault.reading() as session:

        def rows(model: Any, column: Any, ids: Sequence[str]) -> tuple[Any, ...]:
            return tuple(sorted(session.exec(select(model).where(col(column).in_(ids))), key=lambda row: row.id))

        row = session.exec(select(Round).where(Round.id == round_)).first()
        if row is None:
            raise NotFound(_("This review round is not here."))
        seats: tuple[Seat, ...] = rows(Seat, Seat.round, [round_])
        handed: tuple[Review, ...] = rows(Review, Review.seat, [seat.id for seat in seats])
        scores = _scores(rows(Score, Score.review, [each.id for each in handed]))
        changes = rows(RequiredChange, RequiredChange.review, [each.id for each in handed])
        verdicts: tuple[Verdict, ...] = tuple(
            each for each in rows(Verdict, Verdict.round, [round_]) if not each.withdrawn
        )
        notes = rows(MinorityNote, MinorityNote.verdict, [each.id for each in verdicts])
    version = documents.version_of(vault, row.version)
    authors = documents.authors(documents.document_row(vault, version.document))
    touched = {each.seat: each for each in recusals(vault, day or group.today(vault), round_)}
    waived = {seat: each.waived_by for seat, each in touched.items()}
    interests = {seat: each.interest for seat, each in touched.items()}
    good = reviews.counting(
        [reviews.SeatRow(each.id, each.person, each.state, interests.get(each.id, "")) for each in seats],
        [reviews.ReviewRow(r.id, r.seat, r.recommendation, scores[r.id], r.replaces or "") for r in handed],
        authors,
        waived,
    )
    mine = own(vault, {note.id: note.person or "" for note in notes})
    return RoundStanding(
        row,
        frozenset(authors),
        seats,
        touched,
        handed,
        tuple(each.id for each in good),
        reviews.spreads(good),
        changes,
        verdicts,
        tuple(note for note in notes if note.id in mine),
    )


def scores_of(vault: Vault, handed: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """Give the scores of some reviews by review, then criterion."""
    with vault.reading() as session:
        return _scores(session.exec(select(Score).where(col(Score.review).in_(list(handed)))).all())


def _scores(rows: Sequence[Score]) -> defaultdict[str, dict[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for score in sorted(rows, key=lambda each: each.id):
        found[score.review][score.criterion] = score.value
    return found


def open_round(vault: Vault, version: str, values: Mapping[str, object], circle: str = "") -> Changed:
    """Open a round on one version.

    After a verdict the next round is on a newer version, with each change that was asked for done, or not done and why.
    In a narrower circle only its members read who reviews, and what they say.
    """
    row = documents.version_of(vault, version)
    numbers = {each.id: each.number or 0 for each in documents.versions(vault, row.document)}
    with vault.reading() as session:
        earlier = session.exec(select(Round).where(col(Round.version).in_(list(numbers)))).all()
    for known in (standing(vault, each.id) for each in earlier):
        if not known.verdicts:
            continue
        if numbers[known.round.version] >= numbers[row.id]:
            raise WrongValue(_("There is a verdict on this version; a new round is on a newer one."), field="version")
        left = next((each for each in known.changes if not each.outcome), None)
        if left is not None:
            message = _("Say first what became of the change “{text}”: done, or not done and why.")
            raise WrongValue(message.format(text=left.text), kept=_("Nothing was changed."))
    return vault.apply([Add("round", {**values, "version": version}, circle)], _("Open a review round"))


def ask(vault: Vault, round_: str, people: Sequence[str]) -> Changed:
    """Ask people for a review; nobody reviews their own, and nobody is asked twice."""
    known = standing(vault, round_)
    if known.authors & set(people):
        raise WrongValue(_("Nobody reviews what they have written."), kept=_("Nobody was asked."))
    there = {seat.person for seat in known.seats}
    asked: list[Change] = [
        Add("seat", {"round": round_, "person": each}) for each in dict.fromkeys(people) if each not in there
    ]
    return vault.apply(asked, _("Ask for reviews"))


def answer(vault: Vault, seat: str, state: str, reason: str = "", interest: str = "") -> Changed:
    """Accept or decline, and say which interest touches authors or subject."""
    row = _seat(vault, seat)
    if row.state == reviews.HANDED_IN:
        raise WrongValue(_("This review is handed in already."), kept=_("Nothing was changed."))
    if state == "declined" and not reason.strip():
        raise WrongValue(_("Say why, in a few words."), field="reason", kept=_("Nothing was changed."))
    return vault.apply(
        [Edit(seat, {"state": state, "reason": reason or None, "interest": interest or row.interest})],
        _("Answer for a review"),
    )


def waive(vault: Vault, seat: str, reason: str, person: str = "") -> Changed:
    """Let the interest of a reviewer pass, which takes two others, each on a laptop of their own."""
    made = own_waiver(vault, seat, [_seat(vault, seat).person], reason, person)
    found = recusal(vault, seat)
    if found is None:
        raise WrongValue(_("No interest of this reviewer touches it."), kept=_("Nothing was changed."))
    if made.values["person"] in found.waived_by:
        raise WrongValue(_("You have said so already."), kept=_("Nothing was changed."))
    return vault.apply([made], _("Waive an interest"))


def recuse(vault: Vault, seat: str) -> Changed:
    """Write down for this review the interest that a reviewer has declared on their card."""
    found = recusal(vault, seat)
    if found is None or found.said:
        raise WrongValue(_("No interest on their card touches it."), kept=_("Nothing was changed."))
    words = _("Declared on their card: {words}").format(words=found.interest)
    return vault.apply([Edit(seat, {"interest": words})], _("Recuse"))


def recusal(vault: Vault, seat: str) -> Recusal | None:
    """Give what interest of a reviewer touches the review today, if one does."""
    found = recusals(vault, group.today(vault), _seat(vault, seat).round)
    return next((each for each in found if each.seat == seat), None)


def hand_in(vault: Vault, seat: str, form: Mapping[str, Any]) -> Changed:
    """Hand in a review, all or nothing: recommendation, text, scores by criterion, and the changes asked for.

    A second one replaces the first, which stays. Criteria are named by id or by their words.
    """
    return vault.apply(review_changes(vault, seat, form), _("Hand in a review"))


def review_changes(vault: Vault, seat: str, form: Mapping[str, Any]) -> list[Change]:
    """Give what a review that is handed in comes to."""
    row = _seat(vault, seat)
    known = standing(vault, row.round)
    if row.person in known.authors:
        raise WrongValue(_("Nobody reviews what they have written."), kept=_("Nothing was changed."))
    with vault.reading() as session:
        criteria = session.exec(select(Criterion).where(Criterion.rubric == (known.round.rubric or ""))).all()
    named = {name: each.id for each in criteria for name in (each.text, each.id)}
    scores: Mapping[str, int] = form.get("scores") or {}
    unknown = sorted(set(scores) - set(named))
    if unknown:
        raise WrongValue(_("The rubric has no criterion “{text}”.").format(text=unknown[0]), field="scores")
    mine = [each for each in known.reviews if each.seat == seat]
    replaced = {each.replaces for each in mine}
    last = next((each.id for each in reversed(mine) if each.id not in replaced), None)
    review = {
        "seat": seat,
        "replaces": last,
        "recommendation": form.get("recommendation"),
        "text": form.get("text") or None,
    }
    changes: list[Change] = [Add("review", review, known.round.circle)]
    changes += [Add("score", {"review": New(0), "criterion": named[c], "value": v}) for c, v in scores.items()]
    changes += [Add("required_change", {"review": New(0), "text": text}) for text in form.get("changes") or ()]
    changes.append(Edit(seat, {"state": reviews.HANDED_IN}))
    return changes


def give_verdict(vault: Vault, round_: str, word: str, method: str = "", text: str = "") -> Changed:
    """Decide a round once enough reviews count; open seats are closed in words."""
    known = standing(vault, round_)
    if not known.ready:
        message = _("{count} reviews count so far, and {needs} are needed.")
        raise WrongValue(
            message.format(count=len(known.counting), needs=known.round.needs), kept=_("Nothing was changed.")
        )
    if known.verdicts:
        raise WrongValue(_("This round has a verdict already."), kept=_("Nothing was changed."))
    closed: list[Change] = [
        Edit(seat.id, {"state": "withdrawn", "reason": seat.reason or _("The round was closed by its verdict.")})
        for seat in known.seats
        if seat.state in reviews.OPEN_SEATS
    ]
    verdict = {"round": round_, "word": word, "method": method or None, "text": text or None}
    return vault.apply([Add("verdict", verdict), *closed], _("Give a verdict"))


def dissent(vault: Vault, verdict: str, person: str, text: str) -> Changed:
    """Add a minority note to a verdict, from its author's own laptop only."""
    if not person or me(vault) != person:
        raise NotAllowed(
            _("A minority note is written on the laptop of the person whose it is."), kept=_("Nothing was changed.")
        )
    return vault.apply(
        [Add("minority_note", {"verdict": verdict, "person": person, "text": text})], _("Add a minority note")
    )


def round_of(vault: Vault, seat: str) -> str:
    """Give the round that somebody was asked in."""
    return _seat(vault, seat).round


def _seat(vault: Vault, seat: str) -> Seat:
    with vault.reading() as session:
        row = session.exec(select(Seat).where(Seat.id == seat)).first()
    if row is None:
        raise NotFound(_("This reviewer is not here."))
    return row


def rubric_of(vault: Vault, name: str) -> str:
    """Find a rubric by id or name; one of those that come with the program is made when it is first used."""
    shipped = next((each for key, each in RUBRICS.items() if name in {key, each[0], _(each[0])}), None)
    if shipped is None:
        return editing.find(vault, "rubric", name)
    with vault.reading() as session:
        known = session.exec(select(Rubric.id).where(Rubric.name == _(shipped[0]))).all()
    if known:
        return min(known)
    changes: list[Change] = [Add("rubric", {"name": _(shipped[0])})]
    for place, (text, one, five) in enumerate(shipped[1], 1):
        values = {"rubric": New(0), "position": place, "text": _(text), "one": _(one), "five": _(five)}
        changes.append(Add("criterion", values))
    return vault.apply(changes, _("Add a rubric")).added[0]
