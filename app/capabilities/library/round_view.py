"""What the page of review rounds shows, as snapshots with names."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from app.capabilities.library import documents, reviews, rounds
from app.capabilities.library.records import (
    OUTCOMES,
    RECOMMENDATIONS,
    SEAT_STATES,
    Criterion,
    Document,
    DocumentVersion,
    Review,
    Round,
    Seat,
    Verdict,
)
from app.capabilities.library.recusals import Recusal
from app.capabilities.library.rounds import RoundStanding
from app.i18n import _
from app.services.members.authors import me
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round of the list: on which version, and where it stands."""

    id: str
    title: str
    version: str
    document: str
    stands: str
    due: datetime.date | None
    open: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class SeatLine:
    """Somebody asked: how they answered, what of theirs touches it, and whether their review counts.

    ``touched`` says that the interest stands on their card only; ``can_waive``, whether this laptop's member could.
    """

    id: str
    person: str
    name: str
    state: str
    reason: str
    interest: str
    waivers: tuple[str, ...]
    recused: bool
    touched: bool
    mine: bool
    can_waive: bool = False

    @property
    def state_words(self) -> str:
        """Say how they answered."""
        return _(SEAT_STATES.get(self.state, self.state))


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion with what 1 and 5 mean, and what the reviews that count say: middle values and range, in words."""

    id: str
    text: str
    one: str
    five: str
    median: str = ""
    spread: str = ""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review: whose, its recommendation and words; what was replaced by a correction is still there."""

    id: str
    name: str
    recommendation: str
    text: str
    scores: tuple[tuple[str, int], ...]
    counts: bool
    replaced: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change that a review asked for, and what became of it."""

    id: str
    text: str
    name: str
    outcome: str
    why: str

    @property
    def outcome_words(self) -> str:
        """Say what became of it."""
        return _(OUTCOMES[self.outcome]) if self.outcome in OUTCOMES else _("nothing said yet")


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """A verdict with the notes of those who dissent, which stand wherever it stands."""

    id: str
    word: str
    method: str
    text: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EarlierRound:
    """An earlier round of the same document: its version, its verdict, and what became of each change."""

    id: str
    label: str
    verdict: str
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class OpenedRound:
    """A round as its page shows it. `hidden` counts reviews that the window keeps back until one's own is in."""

    id: str
    title: str
    document: str
    version: str
    label: str
    rubric: str
    chair: str
    due: datetime.date | None
    overdue: bool
    needs: int
    counting: int
    ready: bool
    seats: tuple[SeatLine, ...]
    criteria: tuple[CriterionLine, ...]
    reviews: tuple[ReviewLine, ...]
    hidden: int
    changes: tuple[ChangeLine, ...]
    verdicts: tuple[VerdictLine, ...]
    earlier: tuple[EarlierRound, ...]
    me: str
    narrow: bool = False
    circle: str = ""  # that of the text

    @property
    def open(self) -> bool:
        """Say whether nothing was decided yet."""
        return not self.verdicts

    @property
    def my_seat(self) -> SeatLine | None:
        """Give the seat of whoever works at this laptop."""
        return next((each for each in self.seats if each.mine), None)


def round_lines(vault: Vault, day: datetime.date) -> tuple[RoundLine, ...]:
    """List the rounds: the open ones by when they are due, then those that are decided, the newest version first."""
    with vault.reading() as session:
        found = session.exec(select(Round)).all()
        versions = {each.id: each for each in session.exec(select(DocumentVersion)).all()}
        titles = {each.id: each.title or "" for each in session.exec(select(Document)).all()}
        verdicts: defaultdict[str, list[str]] = defaultdict(list)
        for each in session.exec(select(Verdict)).all():
            if not each.withdrawn:
                verdicts[each.round].append(_(RECOMMENDATIONS.get(each.word or "", each.word or "")))
    lines: list[RoundLine] = []
    for row in found:
        version = versions.get(row.version)
        if version is None:
            continue
        decided = verdicts[row.id]
        late = not decided and row.due is not None and row.due < day
        if decided:
            stands = decided[0] if len(decided) == 1 else _("several verdicts; none counts")
        else:
            known = rounds.standing(vault, row.id, day)
            count = _("{count} of {needs} reviews").format(count=len(known.counting), needs=row.needs or 1)
            stands = _("ready for a verdict") if known.ready else count
        label = documents.label(version)
        title = titles.get(version.document, "")
        lines.append(RoundLine(row.id, title, label, version.document, stands, row.due, not decided, late))
    far = datetime.date.max
    return tuple(sorted(lines, key=lambda each: (not each.open, each.due or far, each.title, each.version, each.id)))


def opened_round(vault: Vault, round_: str, day: datetime.date) -> OpenedRound:
    """Open a round, as whoever works at this laptop may see it while it goes on."""
    known = rounds.standing(vault, round_, day)
    row, mine = known.round, me(vault)
    version = documents.version_of(vault, row.version)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        people = {*(seat.person for seat in known.seats), *(note.person for note in known.notes), row.chair}
        people |= {person for each in known.recusals.values() for person in each.waived_by}
        titles.fetch("person", people)
        titles.fetch("document", [version.document])
        titles.fetch("rubric", [row.rubric])
        title, of = titles.of(version.document), titles.of
        rubric, chair = (of(row.rubric) if row.rubric else ""), (of(row.chair) if row.chair else "")
        criteria = session.exec(select(Criterion).where(Criterion.rubric == (row.rubric or ""))).all()
        names = {person: of(person) for person in people if person}
    seats = tuple(_seat(seat, known.recusals.get(seat.id), names, mine) for seat in known.seats)
    name_of = {seat.id: seat.name for seat in seats}
    shown, hidden = _shown(known, seats)
    ordered = sorted(criteria, key=lambda each: (each.position or 0, each.id))
    overdue = not known.verdicts and row.due is not None and row.due < day
    may_see = not hidden
    return OpenedRound(
        row.id, title, version.document, version.id, documents.label(version), rubric, chair, row.due, overdue,
        row.needs or 1, len(known.counting), known.ready, seats,
        tuple(_criterion(each, known, shown=may_see) for each in ordered),
        _reviews(vault, known, shown, name_of, ordered), hidden, _changes(known, name_of, {each.id for each in shown}),
        tuple(
            VerdictLine(
                each.id, _(RECOMMENDATIONS.get(each.word or "", each.word or "")), each.method or "", each.text or "",
                tuple((names.get(note.person, ""), note.text) for note in known.notes if note.verdict == each.id),
            )
            for each in known.verdicts
        ),
        _earlier(vault, known.round, version), mine, bool(row.circle) and row.circle != version.circle, version.circle,
    )  # fmt: skip


def _seat(seat: Seat, found: Recusal | None, names: dict[str, str], mine: str) -> SeatLine:
    return SeatLine(
        seat.id, seat.person, names.get(seat.person, ""), seat.state or "asked", seat.reason or "",
        found.interest if found else "", tuple(sorted(names[each] for each in found.waived_by)) if found else (),
        found.recused if found else False, found is not None and not found.said, seat.person == mine,
        found is not None and found.recused and mine not in {"", seat.person, *found.waived_by},
    )  # fmt: skip


def _shown(known: RoundStanding, seats: Sequence[SeatLine]) -> tuple[list[Review], int]:
    """Keep the others' reviews back from a reviewer whose own is not in; a courtesy, since the log has them all."""
    mine = next((seat for seat in seats if seat.mine), None)
    waits = not known.verdicts and mine is not None and mine.state in reviews.OPEN_SEATS
    return ([], len(known.reviews)) if waits else (list(known.reviews), 0)


def between(low: int, high: int) -> str:
    """Say both middle values, or the one that they are."""
    return str(low) if low == high else _("{low} to {high}").format(low=low, high=high)


def _criterion(row: Criterion, known: RoundStanding, *, shown: bool) -> CriterionLine:
    found = known.spreads.get(row.id) if shown else None
    median, spread = (between(*found.median), between(*found.range)) if found else ("", "")
    return CriterionLine(row.id, row.text, row.one or "", row.five or "", median, spread)


def _reviews(
    vault: Vault, known: RoundStanding, shown: Sequence[Review], names: dict[str, str], criteria: Sequence[Criterion]
) -> tuple[ReviewLine, ...]:
    scores = rounds.scores_of(vault, [each.id for each in shown])
    replaced = {each.replaces for each in known.reviews if each.replaces}
    return tuple(
        ReviewLine(
            each.id, names.get(each.seat, ""), _(RECOMMENDATIONS.get(each.recommendation or "", "")), each.text or "",
            tuple((row.text, scores[each.id][row.id]) for row in criteria if row.id in scores[each.id]),
            each.id in known.counting, each.id in replaced,
        )
        for each in shown
    )  # fmt: skip


def _changes(known: RoundStanding, names: dict[str, str], shown: set[str]) -> tuple[ChangeLine, ...]:
    seat_of = {each.id: each.seat for each in known.reviews}
    return tuple(
        ChangeLine(
            each.id, each.text, names.get(seat_of.get(each.review, ""), ""), each.outcome or "", each.why or ""
        )
        for each in known.changes
        if each.review in shown
    )  # fmt: skip


def _earlier(vault: Vault, row: Round, version: DocumentVersion) -> tuple[EarlierRound, ...]:
    """Give the rounds on other versions of the same document up to this one, the newest first."""
    rows = {each.id: each for each in documents.versions(vault, version.document)}
    with vault.reading() as session:
        found = session.exec(select(Round).where(col(Round.version).in_(list(rows)))).all()
        titles = Titles.within(vault, session)
        seats = session.exec(select(Seat).where(col(Seat.round).in_([each.id for each in found]))).all()
        titles.fetch("person", [each.person for each in seats])
        names = {each.id: titles.of(each.person) for each in seats}
    earlier: list[tuple[int, EarlierRound]] = []
    for each in found:
        on = rows[each.version]
        if each.id == row.id or (on.number or 0) > (version.number or 0):
            continue
        known = rounds.standing(vault, each.id)
        word = _(RECOMMENDATIONS.get(known.verdict.word or "", "")) if known.verdict else ""
        changes = _changes(known, names, {review.id for review in known.reviews})
        earlier.append((on.number or 0, EarlierRound(each.id, documents.label(on), word, changes)))
    return tuple(line for _number, line in sorted(earlier, key=lambda pair: (-pair[0], pair[1].id)))
