"""For how long something is kept: said where a record is declared, and a pure rule that finds when that is over."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class Keep:
    """So many ``days`` after the clock has started.

    It starts with the last change; or, if ``after`` names an attribute, on the day in it; or, if ``value`` is given
    too, on the day when that attribute took this value: a person is kept for so long after they have left.
    """

    days: int
    after: str = ""
    value: str = ""

    def __post_init__(self) -> None:
        """Refuse a clock that could never run."""
        if self.days < 0 or (self.value and not self.after):
            raise ValueError("a clock needs days, and an attribute if it waits for a value")

    def started(self, values: Mapping[str, Any], changed: Mapping[str, datetime.date]) -> datetime.date | None:
        """Give the day on which the clock started; None while it stands still.

        ``values`` are those of the record; ``changed`` says when each attribute was changed last, "" for any of them.
        """
        if not self.after:
            return changed.get("")
        value = values.get(self.after)
        if self.value:
            return changed.get(self.after) if value == self.value else None
        return value if isinstance(value, datetime.date) else None

    def sentence(self) -> str:
        """Say it to people."""
        if self.value:
            text = ngettext("Kept for {count} day after leaving.", "Kept for {count} days after leaving.", self.days)
        elif self.after:
            text = ngettext("Kept for {count} day after it ends.", "Kept for {count} days after it ends.", self.days)
        else:
            text = ngettext(
                "Kept for {count} day after the last change.", "Kept for {count} days after the last change.", self.days
            )
        return text.format(count=self.days)


def kept_until(
    keep: Keep,
    values: Mapping[str, Any],
    changed: Mapping[str, datetime.date],
    held: datetime.date | None = None,
) -> datetime.date | None:
    """Give the last day on which something is kept, or None if that has no end yet.

    ``held`` is until when somebody has decided to keep it: that can only make it longer.
    """
    started = keep.started(values, changed)
    if started is None:
        return None
    try:
        last = started + datetime.timedelta(days=keep.days)
    except OverflowError:
        last = datetime.date.max
    return last if held is None else max(last, held)


def is_due(until: datetime.date | None, today: datetime.date) -> bool:
    """Say whether the last day is over."""
    return until is not None and until < today


def explained(text: str, keep: Keep | None) -> str:
    """Put together why something is kept (already translated) and for how long."""
    return " ".join(part for part in (text, keep.sentence() if keep else "") if part)


def why_of(why: str) -> str:
    """Give a reason as people read it; what was declared without one says so."""
    return _(why) if why else _("No reason is given.")
