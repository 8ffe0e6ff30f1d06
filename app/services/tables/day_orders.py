"""The order of day, month and year in a column of days: one for the whole column, decided by all its values.

``06/07/2026`` alone is 6 July or 7 June; beside ``06/15/2026`` it is the latter. Where the values do not decide it the
person is asked, and so for the century of years of two digits that are near neither of them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.days import format_day

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ORDERS = MappingProxyType({DAY_FIRST: N_("Day first"), MONTH_FIRST: N_("Month first")})
CENTURIES = ("1900", "2000")
_THREE = re.compile(r"\s*(\d{1,4})\s*([-./ ])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?(?:[ T]\d.*)?")
_TWO = 2
_MONTHS = 12
_SAMPLES = 3
# A year of two digits is surely one from so many years ago to so many ahead.
_AGO, _AHEAD = 70, 15
# Days as workbooks count them, from 1954 to 2118: what is outside is a number rather than a day.
_SERIAL = range(20_000, 80_000)
_FIRST_SERIAL = datetime.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class DayOrder:
    """How the days of a column are to be read: its order, and the century of years of two digits; empty: not known."""

    order: str = ""
    century: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be said about a column before its days can be read: ``about`` is "order" or "century"."""

    column: str
    about: str
    samples: tuple[str, ...]
    sentence: str


def decide(
    column: str, values: Iterable[str], given: DayOrder, today: datetime.date
) -> tuple[DayOrder, list[Question]]:
    """Find the order of a column, and what has to be asked about it.

    ``given`` is what the person said, which holds where the values themselves do not say otherwise.
    """
    undecided: list[str] = []
    open_years: list[str] = []
    firsts = seconds = False
    for value in values:
        found = _THREE.fullmatch(value)
        if found is None or len(found[1]) > _TWO:
            continue
        first, second, year = int(found[1]), int(found[3]), found[4]
        firsts |= first > _MONTHS
        seconds |= second > _MONTHS
        # Whoever writes dots puts the day first.
        if max(first, second) <= _MONTHS and first != second and found[2] != ".":
            undecided.append(value.strip())
        if len(year) <= _TWO and _near(int(year), today) is None:
            open_years.append(value.strip())
    order = given.order
    if firsts != seconds:
        order = DAY_FIRST if firsts else MONTH_FIRST
    questions: list[Question] = []
    if undecided and not order:
        questions.append(_order_question(column, undecided, mixed=firsts and seconds))
    if open_years and not given.century:
        sentence = _("Years of two digits in “{column}”: {samples}. Do they begin with 19 or with 20?")
        samples = tuple(dict.fromkeys(open_years))[:_SAMPLES]
        words = sentence.format(column=column, samples=", ".join(samples))
        questions.append(Question(column, "century", samples, words))
    return DayOrder(order, given.century), questions


def _order_question(column: str, undecided: Sequence[str], *, mixed: bool) -> Question:
    """Ask for the order of a column with an example of both readings."""
    samples = tuple(dict.fromkeys(undecided))[:_SAMPLES]
    readings = [format_day(day) for order in ORDERS if (day := _read(samples[0], DayOrder(order, "2000"))) is not None]
    sentence = _("The days in “{column}” can be read in two ways: {sample} is {one} or {other}.")
    if mixed:
        sentence = _("“{column}” has days in both orders: {sample} is {one} or {other}.")
    words = sentence.format(column=column, sample=samples[0], one=readings[0], other=readings[-1])
    return Question(column, "order", samples, words)


def read(text: str, order: DayOrder, today: datetime.date) -> datetime.date | None:
    """Read a day of three numbers, the year last; nothing for any other form, which is read as everywhere."""
    found = _THREE.fullmatch(text)
    if found is None or len(found[1]) > _TWO:
        return None
    century = order.century
    if len(found[4]) <= _TWO and (near := _near(int(found[4]), today)) is not None:
        century = str(near // 100 * 100)
    return _read(text, DayOrder(order.order, century or "2000"))


def _read(text: str, order: DayOrder) -> datetime.date | None:
    """Read a day in an order."""
    found = _THREE.fullmatch(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) <= _TWO:
        year += int(order.century)
    month_first = order.order == MONTH_FIRST and found[2] != "."
    day, month = (second, first) if month_first else (first, second)
    if month > _MONTHS:
        day, month = month, day
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise WrongValue(_("“{text}” is not a day.").format(text=text)) from None


def _near(year: int, today: datetime.date) -> int | None:
    """Give the year that two digits surely mean; nothing where neither century is near."""
    for whole in (2000 + year, 1900 + year):
        if today.year - _AGO <= whole <= today.year + _AHEAD:
            return whole
    return None


def of_number(text: str) -> datetime.date | None:
    """Give the day that a number in a column of days means in workbooks; nothing for any other number."""
    text = text.strip()
    if text.isdecimal() and int(text) in _SERIAL:
        return _FIRST_SERIAL + datetime.timedelta(int(text))
    return None


def given(order: str, century: str) -> DayOrder:
    """Read what a person said; ``WrongValue`` for what is no order or century."""
    if order and order not in ORDERS:
        raise WrongValue(_("“{text}” is none of: {options}.").format(text=order, options=", ".join(ORDERS)))
    if century and century not in CENTURIES:
        raise WrongValue(_("“{text}” is none of: {options}.").format(text=century, options=", ".join(CENTURIES)))
    return DayOrder(order, century)
