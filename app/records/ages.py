"""Bands of ages, which are kept instead of birth dates."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.records.kinds import OneOf


@dataclass(frozen=True)
class AgeBand(OneOf):
    """One of a few bands of ages; ``least`` gives the youngest age of each."""

    least: Mapping[str, int] = field(default_factory=dict[str, int], hash=False)

    def of(self, age: int) -> str:
        """Give the band of an age."""
        fitting = [(least, code) for code, least in self.least.items() if least <= age]
        return max(fitting)[1] if fitting else ""

    def born(self, first: datetime.date, last: datetime.date, today: datetime.date) -> str:
        """Give the band of somebody born between two days; nothing where that leaves several, or has not come yet."""
        if last > today:
            return ""
        bands = {self.of(age_on(first, today)), self.of(age_on(last, today))}
        return bands.pop() if len(bands) == 1 else ""


def age_on(born: datetime.date, day: datetime.date) -> int:
    """Give how old somebody is on a day; who was born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
