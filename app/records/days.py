"""Days as people write them, in the language in use; ISO 8601 is understood everywhere."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from operator import attrgetter
from typing import cast

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_date_format

from app.i18n import _, translations
from app.problems import WrongValue

_YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ]\d.*)?")
_ONLY_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PIECES = re.compile(r"\d+|[^\d\s.,/()\u060c\u200e\u200f-][^\d\s,/()\u060c\u200e\u200f-]*")
_PARTS = 3
_SHORT = 2
_LAST_MONTH = 12
# A year of two digits that lies further ahead than this is one of the last century.
_AHEAD = 60
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def locale_in_use() -> Locale:
    """Give babel's data for the language in use, or British English if it has none."""
    return _locale(translations.language)


@lru_cache
def _locale(language: str) -> Locale:
    """Load the data of one language once."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


def language_names(locale: Locale) -> Mapping[str, str]:
    """Give the names of languages in one language, by their tags with underscores."""
    return cast("Mapping[str, str]", attrgetter("languages")(locale))


def format_day(day: datetime.date) -> str:
    """Write a day in the medium form of the language, which names the month in most of them."""
    return _formatted(day, translations.language)


@lru_cache(4096)
def _formatted(day: datetime.date, language: str) -> str:
    """Write a day once: a page or a sheet names the same few hundred."""
    return format_date(day, "medium", _locale(language))


def parse_near_day(text: str) -> datetime.date | None:
    """Read a day from which something is looked at: one at the end of the calendar has no weeks before or after it."""
    day = parse_day(text)
    if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        message = _("{day} is too far away: name a day between {first} and {last}.")
        raise WrongValue(message.format(day=day.isoformat(), first=_FIRST_YEAR, last=_LAST_YEAR))
    return day


def days_on(day: datetime.date, days: int) -> datetime.date:
    """Give the day so many days on (or back), the first or last day of all where the calendar ends.

    For days that somebody has written: another laptop may have sent any that there is.
    """
    ends = datetime.date.min.toordinal(), datetime.date.max.toordinal()
    return datetime.date.fromordinal(min(max(day.toordinal() + days, ends[0]), ends[1]))


def parse_day(text: str) -> datetime.date | None:
    """Read a day; empty text is ``None``, anything unreadable a ``ValueError`` with a sentence.

    A day without a year is refused, because a guess would be wrong around every new year.
    """
    text = " ".join(text.split())
    if not text:
        return None
    found = _YEAR_FIRST.fullmatch(text) or _ONLY_DIGITS.fullmatch(text)
    try:
        return datetime.date(*map(int, found.groups())) if found else _parse_local(text)
    except ValueError:
        message = _("“{text}” is not a day. Write it like {iso} or {local}.")
        example = datetime.date(2026, 3, 31)
        raise WrongValue(message.format(text=text, iso=example, local=format_day(example))) from None


def _parse_local(text: str) -> datetime.date:
    """Read three numbers in the order of the language, or a month's name with two numbers."""
    locale = locale_in_use()
    numbers: list[str] = []
    month = 0
    for piece in _PIECES.findall(text):
        if piece.isdecimal():
            numbers.append(piece)
        else:
            month = month or _month(piece.casefold().rstrip("."), locale)
    if month and len(numbers) == _PARTS - 1:
        day, year = numbers if len(numbers[0]) <= len(numbers[1]) else reversed(numbers)
        return datetime.date(_full_year(year), month, int(day))
    if len(numbers) != _PARTS:
        raise ValueError(text)
    by_part = dict(zip(order_of(locale), numbers, strict=True))
    first, second = int(by_part["m"]), int(by_part["d"])
    if first > _LAST_MONTH:
        first, second = second, first
    return datetime.date(_full_year(by_part["y"]), first, second)


def _full_year(digits: str) -> int:
    """Read a year, one of two digits as of this century unless it lies far ahead."""
    year = int(digits)
    if len(digits) > _SHORT:
        return year
    return 2000 + year if year <= _AHEAD else 1900 + year


def order_of(locale: Locale) -> str:
    """Say in which order the language writes year, month and day, as three letters."""
    pattern = get_date_format("short", locale).pattern.lower().replace("l", "m")
    return "".join(dict.fromkeys(letter for letter in pattern if letter in "ymd"))


def _month(word: str, locale: Locale) -> int:
    """Find the month that a word names, or 0; some languages write a preposition onto the name."""
    names = _months(locale)
    return names.get(word, 0) or next((names[name] for name in names if len(name) > _SHORT and name in word), 0)


@lru_cache
def _months(locale: Locale) -> dict[str, int]:
    """Map the names of the months, long and short, in English and the language, to their numbers."""
    names: dict[str, int] = {}
    for source in (Locale("en"), locale):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in source.months[context][width].items():
                    names[name.casefold().rstrip(".")] = number
    return names
