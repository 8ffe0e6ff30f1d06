"""Instalments of stipends and standing costs: which fall due on which day, and how much of them."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from app.capabilities.ledger.money import rounded


class Term(NamedTuple):
    """So much of a fund every week or month; ``person`` is empty for a standing cost.

    ``on_day`` is the day of the month, or of the week from 1 (Monday) to 7. ``until`` is the last day of the term.
    """

    id: str
    fund: str
    amount: int
    currency: str
    every: str
    on_day: int
    from_day: datetime.date
    until: datetime.date | None = None
    review_on: datetime.date | None = None
    reviewed_on: datetime.date | None = None
    person: str = ""


class Instalment(NamedTuple):
    """What falls due of a term on a day."""

    day: datetime.date
    minor: int
    term: str
    held: bool = False


_ONE = datetime.timedelta(days=1)


def instalments(term: Term, since: datetime.date, until: datetime.date) -> list[Instalment]:
    """Give the instalments from ``since`` up to and with ``until``, ``held`` if a review is due and not noted.

    A period is a calendar month or a week from Monday. The first and the last are paid by their days within the term,
    rounded half away from zero. Day 29 to 31 is the last day of a shorter month.
    """
    found: list[Instalment] = []
    for first, last, due in _periods(term, until):
        begins, ends = max(first, term.from_day), min(last, term.until or last)
        if begins > ends:
            continue
        days, whole = (ends - begins).days + 1, (last - first).days + 1
        minor = term.amount if days == whole else rounded(Fraction(term.amount * days, whole))
        day = min(max(due, begins), ends)
        if minor and since <= day <= until:
            found.append(Instalment(day, minor, term.id, _held(term, day)))
    return found


def _held(term: Term, day: datetime.date) -> bool:
    """Say whether the group has to look at a term again before this is paid."""
    if term.review_on is None or day <= term.review_on:
        return False
    return term.reviewed_on is None or term.reviewed_on < term.review_on


def _periods(term: Term, until: datetime.date) -> Iterator[tuple[datetime.date, datetime.date, datetime.date]]:
    """Go through the periods of a term: first day, last day, day of payment."""
    if not term.from_day:
        return
    end = min(until, term.until or until)
    if term.every == "week":
        first = term.from_day - datetime.timedelta(days=term.from_day.weekday())
        while first <= end:
            yield first, first + 6 * _ONE, first + (term.on_day - 1) * _ONE
            first += 7 * _ONE
        return
    year, month = term.from_day.year, term.from_day.month
    while (first := datetime.date(year, month, 1)) <= end:
        length = calendar.monthrange(year, month)[1]
        yield first, first.replace(day=length), first.replace(day=min(term.on_day, length))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
