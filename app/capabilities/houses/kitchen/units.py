"""Units of food: those of the metric system, and those of the group's own, such as a bag of 5 kg."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from app.i18n import _
from app.problems import WrongValue

_METRIC = {
    "kg": ("g", Fraction(1000)),
    "l": ("ml", Fraction(1000)),
    "cl": ("ml", Fraction(10)),
    "dl": ("ml", Fraction(100)),
}


def converted(quantity: Fraction, unit: str, to: str, own: Iterable[tuple[str, Fraction, str]] = ()) -> Fraction:
    """Turn a quantity into another unit.

    Args:
        quantity: How much, exactly.
        unit: Of what.
        to: The unit wanted.
        own: Units of the group's own: one ``(unit, how many, of unit)`` each.

    Raises:
        WrongValue: There is no way between the units, or a unit is explained by itself.
    """
    table = {**_METRIC, **{name: (base, factor) for name, factor, base in own}}
    many, base = _to_base(unit, table)
    of_target, same = _to_base(to, table)
    if base != same:
        raise WrongValue(_("“{unit}” cannot be turned into “{other}”.").format(unit=unit, other=to))
    return quantity * many / of_target


def _to_base(unit: str, table: dict[str, tuple[str, Fraction]]) -> tuple[Fraction, str]:
    """Follow a unit down to the one that is explained by no other."""
    factor = Fraction(1)
    seen = {unit}
    while unit in table:
        unit, step = table[unit]
        if unit in seen or step <= 0:
            raise WrongValue(_("The unit “{unit}” is explained by itself.").format(unit=unit))
        seen.add(unit)
        factor *= step
    return factor, unit
