"""Decimal arithmetic that gives the same digits on every laptop.

Binary floating point takes its exponential and logarithm from the operating system, and these differ in the
last digit. Those of ``decimal`` are correctly rounded, so figures made with them are the same everywhere.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from fractions import Fraction

DIGITS = 34
"""The significant digits that are carried along."""
PLACES = Decimal(1).scaleb(-12)
"""The place to which a figure is rounded once it is done."""
ZERO, ONE = Decimal(0), Decimal(1)


def context() -> Context:
    """Give the context in which every figure is computed, whatever the thread has been set to."""
    return Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999, traps=[InvalidOperation])


def rounded(value: Decimal) -> Decimal:
    """Round a finished figure to twelve places, half to even."""
    return value.quantize(PLACES, context=context())


def decimal_of(value: Fraction) -> Decimal:
    """Give a fraction as a decimal of ``DIGITS`` digits."""
    return context().divide(Decimal(value.numerator), Decimal(value.denominator))
