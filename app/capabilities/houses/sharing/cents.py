"""Divide an amount in whole minor units so that the parts always add up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction

from app.i18n import _
from app.problems import WrongValue

# Amounts of this many minor units and more are refused: they are slips of the keyboard.
MOST = 10**15


def divide(amount: int, weights: Mapping[str, Fraction | int], bill: str) -> dict[str, int]:
    """Divide minor units by weights: shares rounded down, what is left one each to the largest remainders.

    Equal remainders take turns in the order of ids, beginning at SHA-256 of the bill's id modulo their number; the
    sign comes last, so that a refund is the bill turned round.

    Args:
        amount: Whole minor units; negative for a refund.
        weights: The weight of each id, none negative and not all 0.
        bill: The id of the bill, from which the turn is drawn.

    Raises:
        WrongValue: The weights are all 0, or one is negative, or the amount is too large.
    """
    if abs(amount) >= MOST:
        raise WrongValue(_("This amount is too large."))
    if any(weight < 0 for weight in weights.values()):
        raise WrongValue(_("A weight cannot be negative."))
    total = sum(weights.values(), Fraction(0))
    if not total:
        raise WrongValue(_("The weights are all 0, so there is nothing to divide by."))
    exact = {each: abs(amount) * Fraction(weights[each]) / total for each in sorted(weights)}
    parts = {each: share.numerator // share.denominator for each, share in exact.items()}
    left = abs(amount) - sum(parts.values())
    for each in _turns({each: share - parts[each] for each, share in exact.items()}, bill)[:left]:
        parts[each] += 1
    return {each: -part if amount < 0 else part for each, part in parts.items()}


def _turns(remainders: Mapping[str, Fraction], bill: str) -> list[str]:
    """Order ids by remainder, largest first, and among equal ones by turns."""
    by_size: dict[Fraction, list[str]] = {}
    for each in sorted(remainders):
        by_size.setdefault(remainders[each], []).append(each)
    start = int.from_bytes(hashlib.sha256(bill.encode()).digest(), "big")
    turns: list[str] = []
    for remainder in sorted(by_size, reverse=True):
        equal = by_size[remainder]
        first = start % len(equal)
        turns += equal[first:] + equal[:first]
    return turns
