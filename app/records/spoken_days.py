"""Days as people say them on a card or a form: yesterday, tomorrow, thursday, +3, 5.12. — seen from today.

They are read in one place, with the day that it is for the group; what is kept is the day itself. Lists and files never
are read like this, because nobody knows when they were written.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from babel import Locale

from app.i18n import N_, _
from app.records.days import locale_in_use, order_of, parse_day

_FROM_TODAY = {N_("yesterday"): -1, N_("today"): 0, N_("tomorrow"): 1}
_COUNTED = re.compile(r"([+-])\s*(\d{1,4})")
_NO_YEAR = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2?")
_WEEK = 7
_MONTHS = 12
_FEWEST_LETTERS = 2


def parse_said_day(text: str, today: datetime.date) -> datetime.date | None:
    """Read a day as people say it, or else as ``parse_day`` does; ``ValueError`` with a sentence for neither."""
    said = " ".join(text.split()).casefold()
    for word, days in _FROM_TODAY.items():
        if said in {word, _(word).casefold()}:
            return today + datetime.timedelta(days=days)
    if counted := _COUNTED.fullmatch(said):
        return _shifted(today, int(counted[1] + counted[2]))
    if (weekday := _weekdays(locale_in_use()).get(said.rstrip("."))) is not None:
        return today + datetime.timedelta(days=(weekday - today.weekday() - 1) % _WEEK + 1)
    if (found := _NO_YEAR.fullmatch(said)) and (day := _nearest(found, today)):
        return day
    return parse_day(text)


def _shifted(today: datetime.date, days: int) -> datetime.date | None:
    """Go some days on or back."""
    return today + datetime.timedelta(days=days)


def _nearest(found: re.Match[str], today: datetime.date) -> datetime.date | None:
    """Give the day of this month nearest to today, last year, this year or next; dots put the day first."""
    first, second = int(found[1]), int(found[3])
    month_first = found[2] != "." and order_of(locale_in_use()).index("m") < order_of(locale_in_use()).index("d")
    day, month = (second, first) if month_first else (first, second)
    if month > _MONTHS:
        day, month = month, day
    possible: list[datetime.date] = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            possible.append(datetime.date(year, month, day))
        except ValueError:
            continue
    return min(possible, key=lambda each: (abs(each - today), each), default=None)


@lru_cache
def _weekdays(locale: Locale) -> dict[str, int]:
    """Map the names of weekdays, long and short, in English and the language, to their numbers from Monday."""
    names: dict[str, int] = {}
    for source in (Locale("en"), locale):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in source.days[context][width].items():
                    if len(name) >= _FEWEST_LETTERS:
                        names[name.casefold().rstrip(".")] = number
    return names
