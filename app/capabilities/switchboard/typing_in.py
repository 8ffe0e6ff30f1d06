"""What people type about a need or an offer: "2 h", "3 nights", "Tue 18-20, Sat 9:30-12"; and the same written out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast

from babel.dates import format_date, get_day_names

from app.capabilities.switchboard.grid import UNITS_OF, check_quantity, minutes_of, stretch, time_of, unit_of
from app.capabilities.switchboard.rows import TimeWindow
from app.i18n import _
from app.problems import WrongValue
from app.records.days import locale_in_use, parse_day

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LEAST_LETTERS = 2
_WIDTHS: tuple[Literal["wide"], Literal["abbreviated"]] = ("wide", "abbreviated")
_AMOUNT = re.compile(r"(?P<before>[^\d\s.,-]*)\s*(?P<number>-?\d+(?:[.,]\d+)?)\s*(?P<after>[^\d]*)")
_TIMES = re.compile(r"(?P<day>.+?)\s+(?P<from>\d{1,2}(?::\d{2})?)\s*(?:-|–|to)\s*(?P<until>\d{1,2}(?::\d{2})?)")
_MINUTES = frozenset({"m", "min", "mins", "minute", "minutes"})
_SIGNS: Mapping[str, str] = {"€": "EUR", "$": "USD", "£": "GBP", "₺": "TRY", "₴": "UAH", "zł": "PLN"}


@dataclass(frozen=True, slots=True)
class TypedAmount:
    """A quantity in the smallest unit of its category."""

    quantity: int
    unit: str
    currency: str | None = None


def amount_of(text: str, category: str) -> TypedAmount:
    """Read how much; hours, pieces or nights are meant where no word says so; the nearest that is right is named."""
    found = _AMOUNT.fullmatch(text.strip())
    example = _EXAMPLES.get(unit_of(category), "1")
    wrong = WrongValue(_("“{text}” is no quantity; write it like {example}.").format(text=text, example=example))
    if found is None:
        raise wrong
    try:
        number = Decimal(found["number"].replace(",", "."))
    except InvalidOperation:
        raise wrong from None
    word = (found["after"] or found["before"]).strip().strip(".").casefold()
    unit = unit_of(category)
    currency: str | None = None
    if "minutes" in UNITS_OF.get(category, ()) and (unit == "minutes" or _is_time(word)):
        unit = "minutes"
        number = number if word in _MINUTES else number * 60
    elif unit == "minor":
        currency = _currency(word)
        number = number.scaleb(_places(currency))
    if number != number.to_integral_value():
        raise wrong
    return TypedAmount(check_quantity(int(number), unit), unit, currency)


def _is_time(word: str) -> bool:
    """Say whether a word is of hours or minutes."""
    return word in _MINUTES or word in {"h", "hr", "hrs", "hour", "hours", _("hours").casefold()}


def _currency(word: str) -> str:
    """Read a sign or the code of a currency; euros are meant where nothing is said."""
    code = _SIGNS.get(word, word.upper() or "EUR")
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise WrongValue(_("“{text}” is no currency, such as EUR.").format(text=word))
    return code


def _places(currency: str) -> int:
    """Give how many decimals a currency has."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


_EXAMPLES: Mapping[str, str] = {"minutes": "2 h", "nights": "3", "minor": "40 EUR", "pieces": "1"}


def times_of(text: str) -> list[dict[str, Any]]:
    """Read times such as "Tue 18-20, 2026-03-07 9:30-12"; each is what a window of a listing is made of."""
    found: list[dict[str, Any]] = []
    for part in re.split(r"[,;\n]", text):
        if not part.strip():
            continue
        times = _TIMES.fullmatch(part.strip())
        if times is None:
            raise WrongValue(_("“{text}” is no time; write it like Tue 18-20.").format(text=part.strip()))
        begin, until = (time_of_day(times[name]) for name in ("from", "until"))
        stretch(begin, until)
        found.append({**_day_of(times["day"].strip()), "from_time": begin, "until_time": until})
    return found


def time_of_day(text: str) -> str:
    """Write a time of day out: "9" is "09:00"."""
    minutes = minutes_of(text if ":" in text else f"{text}:00")
    return "24:00" if minutes == 24 * 60 else time_of(minutes)


def _day_of(text: str) -> dict[str, Any]:
    """Read a weekday, in the language in use or in English, by its first letters; or a day of the calendar."""
    word = text.casefold().rstrip(".")
    if len(word) >= _LEAST_LETTERS:
        names = [[day] for day in _ENGLISH]
        for width in _WIDTHS:
            for number, name in _day_names(width).items():
                names[number].append(name.casefold().rstrip("."))
        here = [number for number, known in enumerate(names) if any(name.startswith(word) for name in known)]
        if len(here) == 1:
            return {"weekday": DAYS[here[0]]}
    try:
        day = parse_day(text)
    except WrongValue:
        day = None
    if day is None:
        raise WrongValue(_("“{text}” is no day; write it like Tue or 2026-03-31.").format(text=text))
    return {"on_day": day}


def _day_names(width: Literal["abbreviated", "wide"]) -> Mapping[int, str]:
    """Give the names of the days in the language in use."""
    return cast("Mapping[int, str]", get_day_names(width, locale=locale_in_use()))


def windows_of(times: Sequence[Mapping[str, Any]]) -> tuple[TimeWindow, ...]:
    """Make what times typed come to."""
    found: list[TimeWindow] = []
    for each in times:
        begin, until = stretch(each["from_time"], each["until_time"])
        weekday = each.get("weekday")
        found.append(TimeWindow(begin, until, DAYS.index(weekday) if weekday else None, each.get("on_day")))
    return tuple(found)


def when(windows: Sequence[TimeWindow], most: int = 3) -> str:
    """Write out the times of a listing, the first few of them; empty if it is at any time."""
    names = _day_names("abbreviated")
    parts: list[str] = []
    for each in windows[:most]:
        weekday = each.day.weekday() if each.day else each.weekday or 0
        day = f"{names[weekday]} {format_date(each.day, 'd MMM', locale_in_use())}" if each.day else names[weekday]
        parts.append(f"{day} {_short(each.begin)}–{_short(each.until)}")
    return ", ".join(parts) + ("…" if len(windows) > most else "")


def _short(minutes: int) -> str:
    """Write a time of day without the minutes of a full hour."""
    text = time_of(minutes)
    return str(int(text[:2])) if text.endswith(":00") else text.removeprefix("0")
