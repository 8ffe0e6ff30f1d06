"""What is measured, as exact numbers: counts, amounts and percentages as they are, yes as 1 and no as 0."""

from __future__ import annotations

from decimal import Decimal

from app.capabilities.projects.records_actions import number_of
from app.problems import WrongValue
from app.records.exact import Number
from app.records.kinds import YesNo

WORDS, YES_NO = "words", "yes_no"


def value_of(measure: str | None, text: str | None) -> Decimal | str | None:
    """Read a value; words stay as they are, and None is no value of this measure."""
    if measure == WORDS:
        return text
    try:
        if measure == YES_NO:
            said = YesNo().parse(text or "")
            return None if said is None else Decimal(said)
        return number_of(Number().parse(text or ""))
    except WrongValue:
        return None


def figure(value: Decimal | str | None) -> str | None:
    """Write a value for a program or a person, without zeros at its end."""
    if not isinstance(value, Decimal):
        return value
    from app.records.exact import plain

    return plain(value)
