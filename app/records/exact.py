"""Kinds of value that are exact: decimals, currencies, times of day, and days with a time."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Literal, cast

from app.i18n import _
from app.problems import WrongValue
from app.records.kinds import Kind, Text, Wire

_CURRENCY = re.compile(r"[A-Z]{3}")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DECIMAL = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?")


@dataclass(frozen=True)
class Number(Kind[str]):
    """An exact decimal number, kept as its shortest text: ``-12.5``."""

    worded: ClassVar[bool] = False
    sortable: ClassVar[bool] = False
    align: ClassVar[Literal["start", "end"]] = "end"

    def parse(self, text: str) -> str | None:
        """Read digits with a point; blanks between thousands are allowed, a comma is not guessed at."""
        return self.check("".join(text.split()) or None)

    def check(self, value: object) -> str | None:
        """Take a decimal text, a whole number or a ``Decimal``; never a binary float."""
        if value is None or value == "":
            return None
        text = str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value
        if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
            raise WrongValue(_("“{text}” is not a number such as 12.5.").format(text=value))
        return plain(Decimal(text))

    def from_wire(self, wire: Wire) -> str | None:
        """Take what is a decimal text."""
        if wire is None:
            return None
        try:
            return plain(Decimal(cast("str", wire)))
        except (InvalidOperation, TypeError, ValueError):
            raise WrongValue(_("“{text}” is not a number such as 12.5.").format(text=wire)) from None


def plain(value: Decimal) -> str:
    """Write a decimal without an exponent and without zeros at its end."""
    if not value.is_finite():
        raise ValueError(value)
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


@dataclass(frozen=True)
class Currency(Text):
    """A currency by its three letters (ISO 4217)."""

    max_length: int = 3
    worded: ClassVar[bool] = False

    def check(self, value: object) -> str | None:
        """Take three capital letters."""
        text = super().check(value)
        if text is not None and not _CURRENCY.fullmatch(text.upper()):
            raise WrongValue(_("“{text}” is no currency: give its three letters, such as EUR.").format(text=text))
        return text.upper() if text else None


@dataclass(frozen=True)
class TimeOfDay(Kind[str]):
    """A time of day on the clock of the place, from 00:00 to 23:59."""

    worded: ClassVar[bool] = False

    def parse(self, text: str) -> str | None:
        """Read hours and minutes."""
        return self.check(text.strip().replace(".", ":") or None)

    def check(self, value: object) -> str | None:
        """Take ``18:00``, also written ``8:05``."""
        if value is None or value == "":
            return None
        found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise WrongValue(_("“{text}” is no time of day, such as 18:00.").format(text=value))
        return f"{int(found[1]):02}:{found[2]}"


@dataclass(frozen=True)
class WallTime(Kind[str]):
    """A day and a time on the clock of a place, ``2026-12-24T18:00``; with an offset it is kept in UTC."""

    worded: ClassVar[bool] = False

    def parse(self, text: str) -> str | None:
        """Read ISO 8601, also with a blank between day and time."""
        return self.check(text.strip() or None)

    def check(self, value: object) -> str | None:
        """Take a day with a time, to the minute."""
        if value is None or value == "":
            return None
        try:
            at = datetime.datetime.fromisoformat(cast("str", value))
            if len(cast("str", value)) <= len("2026-12-24"):
                raise ValueError(value)
            at = at.astimezone(datetime.UTC) if at.tzinfo else at
        except (TypeError, ValueError, OverflowError):
            raise WrongValue(_("“{text}” is no date and time, such as 2026-12-24T18:00.").format(text=value)) from None
        return at.replace(tzinfo=None).isoformat(timespec="minutes") + ("Z" if at.tzinfo else "")
