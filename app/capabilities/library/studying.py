"""Study circles: whose turn it is to facilitate, what somebody missed, and when a question comes back."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rated:
    """How well somebody remembered on a day: 1 again, 2 hard, 3 good, 4 easy."""

    id: str
    day: datetime.date
    value: int


@dataclass(frozen=True, slots=True)
class RecallState:
    """When a question comes back, and the state it follows from; without a rating it is due at once."""

    due: datetime.date | None
    stability: float | None = None
    difficulty: float | None = None
    ratings: int = 0


def replay(ratings: Iterable[Rated]) -> RecallState:
    """Replay the ratings of one person for one question in the order of day, then id (FSRS-6, whole days, no fuzz)."""
    from fsrs import Card, Rating, Scheduler

    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    begun: datetime.datetime | None = None
    card, count = Card(card_id=1), 0
    for each in sorted(ratings, key=lambda row: (row.day, row.id)):
        if not 1 <= each.value <= 4:
            raise ValueError(f"a rating of {each.value}")
        begun = datetime.datetime.combine(each.day, datetime.time(), datetime.UTC)
        card, _log = scheduler.review_card(card, Rating(each.value), begun)
        count += 1
    if begun is None:
        return RecallState(None)
    return RecallState(card.due.date(), card.stability, card.difficulty, count)


def turns(people: Sequence[str], done: Iterable[str | None], sessions: int) -> list[str]:
    """Say who facilitates the next sessions: the fewest turns first, then the longest ago, then id."""
    history = [each for each in done if each]
    count = Counter(history)
    last = {person: place for place, person in enumerate(history)}
    found: list[str] = []
    for place in range(sessions if people else 0):
        person = min(set(people), key=lambda each: (count[each], last.get(each, -1), each))
        count[person] += 1
        last[person] = len(history) + place
        found.append(person)
    return found


def days_of(start: datetime.date, every: int, readings: int) -> list[datetime.date]:
    """Give the day of each session, one for each reading."""
    return [start + datetime.timedelta(days=every * place) for place in range(readings)]
