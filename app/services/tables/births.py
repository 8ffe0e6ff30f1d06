"""Birth dates in lists and cards: none is kept; the age that they come to is offered instead.

A date may stand in one column or in three, of a year, a month and a day. Technical traces, such as network addresses
and positions, are told by their names here too: what nobody needs is proposed to be left out.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from app.records.ages import AgeBand
from app.records.attributes import Attribute
from app.records.mapping import normal_name
from app.records.record_type import RecordType
from app.services.tables.columns import BORN

Part = Literal["date", "year", "month", "day"]
_BIRTH = re.compile(
    r"\b(birth ?days?|birth ?dates?|birth|born|bday|dob|yob|date of birth|geburts ?(tag|datum|jahr|monat)|geboren|"
    r"naissance|nacimiento|nascita|geboortedatum|urodzenia)\b"
)
_ELSE = re.compile(r"\b(place|city|country|town|name|state|ort|lieu|lugar|party|gift|card|list|email|mail)\b")
_PARTS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    ("year", re.compile(r"\b(year|yob|jahr|geburtsjahr|annee|ano)\b")),
    ("month", re.compile(r"\b(month|monat|geburtsmonat|mois|mes)\b")),
    ("day", re.compile(r"\b(birth day|day of birth|birth (in )?day)\b")),
)
_DATE_LIKE = re.compile(r"\D*\d[\d\s./,-]*.{0,20}|[^\W\d_]{3,12}\.?", re.DOTALL)
_TRACES = re.compile(
    r"((optin|opt in|confirm|signup|sign up|user|last|created|registration|remote|client|x) )*"
    r"(ip|ip address|ip adresse|latitude|longitude|lat|lng|lon|lat long|geo|geo type (work|home)|geolocation|"
    r"coordinates|gmtoff|dstoff|leid|euid|user agent|browser|device|device id|session id|cookie|fingerprint|"
    r"(sign ?up|signup|submission|form submission|response|entry|tracking|web) (id|nr|number)|"
    r"utm [a-z]+|referr?er (url|code|data)|referring data|referrer|click id|gclid|fbclid)( \d+)?"
)
_MOST_DAYS, _MOST_MONTHS = 31, 12
_EARLIEST = 1880


def part_of(column: str, values: Sequence[str]) -> Part | None:
    """Say which part of a birth date a column holds, if it holds one."""
    name = normal_name(column)
    if not _BIRTH.search(name) or _ELSE.search(_BIRTH.sub("", name)):
        return None
    filled = [value.strip() for value in values if value.strip()]
    if any(not _DATE_LIKE.fullmatch(value) for value in filled):
        likely = sum(_DATE_LIKE.fullmatch(value) is not None for value in filled)
        if likely * 2 < len(filled):
            return None
    for part, words in _PARTS:
        if words.search(name):
            whole = part == "day" and any(not value.isdecimal() or int(value) > _MOST_DAYS for value in filled)
            return "date" if whole else part
    years = bool(filled) and all(re.fullmatch(r"(18|19|20)\d\d", value) for value in filled)
    return "year" if years else "date"


def is_trace(column: str) -> bool:
    """Say whether a column is one of technical traces."""
    return _TRACES.fullmatch(normal_name(column)) is not None


def band_of(record: RecordType) -> Attribute | None:
    """Give the attribute that keeps the age of somebody, if there is one."""
    return next((each for each in record.attributes.values() if isinstance(each.kind, AgeBand)), None)


def targets(record: RecordType, label: Callable[[Part], str]) -> dict[str, str]:
    """Give where a birth date can go: the age, from one column or from several."""
    band = band_of(record)
    parts: tuple[Part, ...] = ("date", "year", "month", "day")
    return {} if band is None else {f"{BORN}{band.name}:{part}": label(part) for part in parts}


def band(attribute: Attribute, texts: Mapping[str, str], today: datetime.date, order: str) -> str:
    """Give the code of the age that the parts of a birth date come to; nothing where they do not decide it."""
    kind = attribute.kind
    assert isinstance(kind, AgeBand)
    span = _span(texts, order)
    return "" if span is None else kind.born(*span, today)


def _span(texts: Mapping[str, str], order: str) -> tuple[datetime.date, datetime.date] | None:
    """Give the first and the last day on which somebody may have been born."""
    year, month, day = (_number(texts.get(part, "")) for part in ("year", "month", "day"))
    if "date" in texts:
        year, month, day = _parts(texts["date"], order)
    if year is None or not year >= _EARLIEST:
        return None
    if month is None or not 1 <= month <= _MOST_MONTHS:
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    last = calendar.monthrange(year, month)[1]
    if day is None or not 1 <= day <= last:
        return datetime.date(year, month, 1), datetime.date(year, month, last)
    return datetime.date(year, month, day), datetime.date(year, month, day)


def _number(text: str) -> int | None:
    """Read a number of four digits at most."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= len("1999") else None


def _parts(text: str, order: str) -> tuple[int | None, int | None, int | None]:
    """Read year, month and day from a date; where the order of the last two is open, only the year counts."""
    from app.records.days import parse_day

    numbers = re.findall(r"\d+", text.partition("T")[0].partition(" 00:")[0])
    year = next((int(each) for each in numbers if len(each) == len("1999")), None)
    if year is not None and not order and re.fullmatch(r"\D*\d{1,2}\D\d{1,2}\D\d{4}\D*", text):
        first, second = int(numbers[0]), int(numbers[1])
        return (year, None, None) if first != second and max(first, second) <= _MOST_MONTHS else (
            year, min(first, second), max(first, second)
        )  # fmt: skip
    try:
        found = parse_day(text)
    except ValueError:
        return year, None, None
    return (found.year, found.month, found.day) if found else (None, None, None)
