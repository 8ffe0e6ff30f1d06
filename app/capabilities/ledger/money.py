"""Money: whole minor units and a currency; reading, writing, dividing and rounding it, all of it exact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.capabilities.ledger.currencies import EXPONENTS, exponent
from app.i18n import _
from app.problems import WrongValue

MOST = 9 * 10**15
_BLANKS = "\u0020\u00a0\u202f\u2009"
_CODE = re.compile(r"[A-Za-z]{3}")
_AMOUNT = re.compile(rf"(?:\d+|\d{{1,3}}(?:[{_BLANKS}]\d{{3}})+)(?:([.,])(\d+))?")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: ``minor`` whole units of the smallest kind (cents) of ``currency`` (ISO 4217)."""

    minor: int
    currency: str

    def __str__(self) -> str:
        """Write it as ``12.34 EUR``."""
        return f"{plain(self.minor, self.currency)} {self.currency}"

    def as_json(self) -> dict[str, int | str]:
        """Give the form of it in JSON."""
        return {"minor": self.minor, "currency": self.currency}


def money(value: Mapping[str, Any]) -> Money:
    """Read the form in JSON; raises `WrongValue`."""
    minor, currency = value.get("minor"), value.get("currency")
    if not isinstance(minor, int) or isinstance(minor, bool) or not isinstance(currency, str):
        raise WrongValue(_("An amount is written {example}.").format(example='{"minor": 1234, "currency": "EUR"}'))
    exponent(currency)
    return Money(bounded(minor), currency)


def bounded(minor: int) -> int:
    """Let an amount through unless it is beyond nine thousand billion minor units."""
    if abs(minor) > MOST:
        raise WrongValue(_("This amount is too large: at most {most} of the smallest unit.").format(most=MOST))
    return minor


def plain(minor: int | None, currency: str | None) -> str:
    """Write the number alone, with the decimals of the currency: ``-0.05``.

    What another laptop left empty is a dash; of a currency that nobody knows the smallest units are written.
    """
    if minor is None:
        return "–"
    places = EXPONENTS.get(currency or "", 0)
    sign, digits = "-" if minor < 0 else "", str(abs(minor)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def shown(amount: Money) -> str:
    """Write an amount for people: babel's signs, ISO's decimals; the smallest units of a currency nobody knows."""
    return f"{number(amount.minor, amount.currency)} {amount.currency}"


def number(minor: int, currency: str) -> str:
    """Write the number of an amount alone, for people."""
    from babel.numbers import format_decimal

    from app.records.days import locale_in_use

    places = EXPONENTS.get(currency, 0)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(Decimal(minor).scaleb(-places), pattern, locale_in_use())


def parse(text: str, currency: str | None = None, *, decimal: str | None = None) -> Money:
    """Read ``12.34 EUR``; without a code, ``currency`` is meant. Raises `WrongValue` with a sentence.

    A point or a comma before the decimals is understood where it can mean nothing else; blanks may stand between
    thousands. ``decimal`` says which of the two it is, as the mapping of a file does: then the other groups thousands.
    """
    code, number = _code_of(text, currency)
    sign, digits = _signed(number)
    digits = _western(digits)
    if decimal in {".", ","}:
        groups, (whole, _sign, rest) = "," if decimal == "." else ".", digits.partition(decimal)
        first, *others = whole.split(groups)
        if groups in rest or (others and not (1 <= len(first) <= 3 and all(len(each) == 3 for each in others))):
            raise _asked(text)  # As 12,34 where a point is said to be the decimal sign: no thousands are grouped so.
        digits = digits.replace(groups, "").replace(decimal, ".")
    elif ("." in digits and "," in digits) or digits.count(",") > 1 or digits.count(".") > 1:
        raise _asked(text)
    found = _AMOUNT.fullmatch(digits)
    if found is None:
        raise WrongValue(_("“{text}” is not an amount such as 12.34 EUR.").format(text=text.strip()))
    if not code:
        raise WrongValue(_("“{text}” says no currency, as in 12.34 EUR.").format(text=text.strip()))
    places, decimals = exponent(code), found[2] or ""
    if found[1] == "," and len(decimals) == 3 and decimal is None:
        raise _asked(text)
    if len(decimals) > places:
        message = _("“{text}” has more decimals than {currency}, which has {places}.")
        raise WrongValue(message.format(text=text.strip(), currency=code, places=places))
    whole = re.sub(rf"[{_BLANKS}]", "", digits[: -len(decimals) - 1] if found[1] else digits)
    if len(whole) > 20:
        bounded(MOST + 1)
    return Money(sign * bounded(int(whole + decimals.ljust(places, "0"))), code)


def _asked(text: str) -> WrongValue:
    return WrongValue(
        _("“{text}” can be read as more than one number.").format(text=text.strip()),
        do=_("Write it without signs between thousands, and a point before the decimals: 1234.56."),
    )


def _code_of(text: str, currency: str | None) -> tuple[str, str]:
    """Take the code of a currency off an amount, at either end; without one it is empty."""
    words = text.strip()
    for code, rest in ((words[-3:], words[:-3]), (words[:3], words[3:])):
        if _CODE.fullmatch(code):
            if currency is not None and code.upper() != currency:
                message = _("“{text}” is not in {currency}.")
                raise WrongValue(message.format(text=words, currency=currency))
            return code.upper(), rest.strip()
    return currency or "", words


def _signed(text: str) -> tuple[int, str]:
    if text[:1] in {"-", "\u2212"}:
        return -1, text[1:].strip()
    return 1, text.removeprefix("+").strip()


def _western(text: str) -> str:
    """Turn the digits of any script, and the Arabic decimal sign, into those of ASCII."""
    signs = {"\u066b": ".", "\u066c": " "}
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else signs.get(c, c) for c in text)


def split(total: int, weights: Sequence[int | Fraction | Decimal], *, first: int = 0) -> list[int]:
    """Divide a total by weights into whole units that add up to it exactly (the largest remainder method).

    Each gets the whole part of |total| w / W; what is left goes one unit each to the largest remainders. Among equal
    remainders it goes in the order given, beginning with the ``first``-th of them modulo their number. The sign of the
    total comes last, so ``split(-t)`` is the negative. Raises `WrongValue` for weights that are negative or all zero.
    """
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact, Fraction(0))
    if any(weight < 0 for weight in exact) or not whole:
        raise WrongValue(_("An amount cannot be divided by weights of which none is more than zero."))
    shares = [abs(total) * weight / whole for weight in exact]
    parts = [int(share) for share in shares]
    remainders: dict[Fraction, list[int]] = {}
    for place, share in enumerate(shares):
        remainders.setdefault(share - parts[place], []).append(place)
    left = abs(total) - sum(parts)
    for remainder in sorted(remainders, reverse=True):
        places = remainders[remainder]
        turn = first % len(places)
        for place in [*places[turn:], *places[:turn]][:left]:
            parts[place] += 1
            left -= 1
    return [-part for part in parts] if total < 0 else parts


def rounded(value: Fraction) -> int:
    """Round a fraction of minor units once, half away from zero."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -size if value < 0 else size


def rate(got: Money, given: Money) -> Fraction:
    """Give how much of one currency was got for a whole unit of another, as the exact fraction of the two amounts."""
    units = [Fraction(each.minor, 10 ** EXPONENTS.get(each.currency, 0)) for each in (got, given)]
    return units[0] / units[1]


def rate_text(got: Money, given: Money) -> str:
    """Write a rate as what it is, the fraction of two amounts: ``108.00 USD / 100.00 EUR = 27/25``."""
    return f"{got} / {given} = {rate(got, given)}"


def known(currency: str) -> bool:
    """Say whether ISO 4217 lists a currency with a smallest unit."""
    return currency in EXPONENTS
