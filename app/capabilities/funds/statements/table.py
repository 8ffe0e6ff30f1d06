"""A statement as a CSV file, with a mapping that says which column is what."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.capabilities.funds.statements.lines import MOST_LINES, BankStatement, StatementLine, bounded, broken
from app.capabilities.ledger.money import parse
from app.i18n import _
from app.problems import WrongValue

MOST_COLUMNS = 200
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which column (by its title) is what. ``order`` is that of the parts of a day, ``decimal`` a point or a comma.

    ``out`` is a column of its own for what went out, if there is one.
    """

    day: str
    amount: str
    text: str = ""
    reference: str = ""
    out: str = ""
    order: str = "ymd"
    decimal: str = "."


def columns_of(data: bytes) -> tuple[str, ...]:
    """Give the titles of the columns of a CSV; raises `WrongValue`."""
    titles = _reader(_text_of(data)).fieldnames or ()
    return tuple(title for title in titles if title)


def _text_of(data: bytes) -> str:
    """Read UTF-8 or, failing that, Latin-1."""
    try:
        return bounded(data).decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _reader(text: str) -> csv.DictReader[str]:
    """Find the delimiter in the first line, and refuse too many columns."""
    first = text.split("\n", 1)[0]
    if max(first.count(";"), first.count(","), first.count("\t")) >= MOST_COLUMNS:
        raise broken(_("it has more than {most} columns.").format(most=MOST_COLUMNS))
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count))


def read(data: bytes, mapped: Mapped, account: str, currency: str) -> BankStatement:
    """Read a CSV statement in UTF-8 or, failing that, Latin-1; raises `WrongValue` that names the row."""
    lines: list[StatementLine] = []
    try:
        reader = _reader(_text_of(data))
        titles = reader.fieldnames or ()
        for name in filter(None, (mapped.day, mapped.amount, mapped.text, mapped.reference, mapped.out)):
            if name not in titles:
                raise WrongValue(_("There is no column “{name}” in this file.").format(name=name))
        for number, row in enumerate(reader, 2):
            if len(lines) >= MOST_LINES or len(row) > MOST_COLUMNS:
                raise broken(_("it has too many lines or columns."))
            lines.append(_line(row, mapped, currency, number))
    except csv.Error:
        raise broken(_("row {number} is no row of a CSV.").format(number=len(lines) + 2)) from None
    return BankStatement(account, currency, tuple(lines))


def _line(row: Mapping[str, str | None], mapped: Mapped, currency: str, number: int) -> StatementLine:
    """Read one row."""
    try:
        text = row.get(mapped.amount) or ""
        minor = parse(text, currency, decimal=mapped.decimal).minor if text.strip() else 0
        gone = (row.get(mapped.out) or "").strip() if mapped.out else ""
        if gone:
            minor -= abs(parse(gone, currency, decimal=mapped.decimal).minor)
        day = _day(row.get(mapped.day) or "", mapped.order)
    except ValueError as problem:
        raise WrongValue(
            _("Row {number}: {why}").format(number=number, why=problem), kept=_("Nothing was taken.")
        ) from None
    return StatementLine(day, minor, row.get(mapped.text) or "", row.get(mapped.reference) or "")


def _day(text: str, order: str) -> datetime.date:
    """Read a day in the order that the mapping gives."""
    numbers = _NUMBERS.findall(text)
    if len(numbers) < 3:
        raise WrongValue(_("“{text}” is no day.").format(text=text))
    parts = dict(zip(order, map(int, numbers[:3]), strict=True))
    year = parts["y"] + 2000 if parts["y"] < 100 else parts["y"]
    try:
        return datetime.date(year, parts["m"], parts["d"])
    except ValueError:
        raise WrongValue(_("“{text}” is no day.").format(text=text)) from None
