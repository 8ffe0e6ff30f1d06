"""Which line of a statement is which payment: proposals with reasons, never taken by themselves."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from app.capabilities.funds.statements.lines import folded
from app.i18n import N_

NEAR = 10


class LineRow(NamedTuple):
    """A line of a statement that is not matched yet."""

    id: str
    account: str
    day: datetime.date
    minor: int
    text: str


class LineCandidate(NamedTuple):
    """What a line could be: a record, its amount as the bank would show it, its day, and words that name it."""

    record: str
    kind: str
    minor: int
    day: datetime.date
    words: str
    account: str = ""


class LineMatch(NamedTuple):
    """A proposal: the line, the record, and marked reasons; those with more reasons and nearer days first."""

    line: str
    record: str
    kind: str
    reasons: tuple[str, ...]
    days: int


AMOUNT, SAME_DAY, NEAR_DAY, NAMES = N_("same amount"), N_("same day"), N_("days near"), N_("same words")


def matches(lines: Iterable[LineRow], candidates: Iterable[LineCandidate]) -> list[LineMatch]:
    """Propose for each line what has the very amount, within ten days, the best first."""
    by_amount: dict[int, list[LineCandidate]] = {}
    for each in candidates:
        by_amount.setdefault(each.minor, []).append(each)
    found: list[LineMatch] = []
    for line in sorted(lines):
        words = set(folded(line.text).split())
        for each in by_amount.get(line.minor, ()):
            days = abs((each.day - line.day).days)
            if days > NEAR or (each.account and each.account != line.account):
                continue
            reasons = [AMOUNT, SAME_DAY if days == 0 else NEAR_DAY]
            if words & {word for word in folded(each.words).split() if len(word) > 2}:
                reasons.append(NAMES)
            found.append(LineMatch(line.id, each.record, each.kind, tuple(reasons), days))
    return sorted(found, key=lambda each: (each.line, -len(each.reasons), each.days, each.record))
