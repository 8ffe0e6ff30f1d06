"""Review rounds: which reviews count, what they say per criterion, and when there may be a verdict.

No means of ranks and no sums over criteria: a median and a range of the reviews that count, nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.capabilities.people.interests import waived

HANDED_IN = "handed_in"
OPEN_SEATS = frozenset({"asked", "accepted"})


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A person asked for a review; `interest` is what of theirs touches authors or subject, in words."""

    id: str
    person: str
    state: str = "asked"
    interest: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review as handed in; a correction names the one that it replaces. `scores` are by criterion, 1 to 5."""

    id: str
    seat: str
    recommendation: str
    scores: Mapping[str, int]
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """What the reviews that count say of a criterion: both middle values, and the range."""

    median: tuple[int, int]
    range: tuple[int, int]
    count: int


def recused(seat: SeatRow, waived_by: Iterable[str]) -> bool:
    """Say whether an interest is open: declared, and not waived by two people other than the reviewer."""
    return bool(seat.interest) and not waived(seat.person, waived_by)


def counting(
    seats: Iterable[SeatRow], reviews: Iterable[ReviewRow], authors: Iterable[str], waivers: Mapping[str, Iterable[str]]
) -> list[ReviewRow]:
    """Give the reviews that count, by id: handed in, by nobody of the authors, with no open interest, not replaced.

    `waivers` names for each seat who has waived its interest. Of two corrections of one seat the later id counts.
    """
    barred = set(authors)
    good = {
        seat.id: seat.person
        for seat in seats
        if seat.state == HANDED_IN and seat.person not in barred and not recused(seat, waivers.get(seat.id, ()))
    }
    by_person: dict[str, ReviewRow] = {}
    rows = sorted((each for each in reviews if each.seat in good), key=lambda each: each.id)
    seat_of = {each.id: each.seat for each in rows}
    # Only a correction of one's own review takes its place.
    replaced = {each.replaces for each in rows if seat_of.get(each.replaces) == each.seat and each.replaces != each.id}
    for each in rows:
        if each.id not in replaced:
            by_person[good[each.seat]] = each
    return sorted(by_person.values(), key=lambda each: each.id)


def spreads(reviews: Iterable[ReviewRow]) -> dict[str, Spread]:
    """Give median and range per criterion; of an even number both middle values."""
    given: defaultdict[str, list[int]] = defaultdict(list)
    for review in reviews:
        for criterion, score in review.scores.items():
            given[criterion].append(score)
    return {criterion: _spread(sorted(scores)) for criterion, scores in sorted(given.items())}


def _spread(scores: list[int]) -> Spread:
    count = len(scores)
    return Spread((scores[(count - 1) // 2], scores[count // 2]), (scores[0], scores[-1]), count)
