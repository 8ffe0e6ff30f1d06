"""What quantities and times can be: units of categories, the grid of half an hour, times of day."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.i18n import N_, _
from app.problems import WrongValue

STEP = 30  # Minutes.
DAY = 24 * 60
WEEK = 7 * DAY
SMALLEST_PART = 60

CATEGORIES: Mapping[str, str] = {
    "hours": N_("Hours"),
    "skill": N_("Skill"),
    "bed": N_("Bed"),
    "space": N_("Space"),
    "thing": N_("Thing"),
    "transport": N_("Transport"),
    "money": N_("Money"),
    "information": N_("Information"),
    "introduction": N_("Introduction"),
}
UNITS: Mapping[str, str] = {
    "minutes": N_("minutes"),
    "nights": N_("nights"),
    "minor": N_("cents or the like"),
    "pieces": N_("pieces"),
}
# In what each category can be counted; the first is taken if none is said.
UNITS_OF: Mapping[str, tuple[str, ...]] = {
    "hours": ("minutes",),
    "skill": ("pieces", "minutes"),
    "bed": ("nights",),
    "space": ("pieces", "minutes"),
    "thing": ("pieces",),
    "transport": ("pieces", "minutes"),
    "money": ("minor",),
    "information": ("pieces",),
    "introduction": ("pieces",),
}
MOST: Mapping[str, int] = {"minutes": 600_000, "nights": 100_000, "minor": 10**12, "pieces": 1_000_000}
_TIME = re.compile(r"(\d{1,2}):(\d{2})")


def unit_of(category: str) -> str:
    """Give the unit in which a category is counted unless it says otherwise."""
    return UNITS_OF.get(category, ("pieces",))[0]


def step_of(unit: str) -> int:
    """Give the step of a unit's grid: half an hour for minutes, one for all else."""
    return STEP if unit == "minutes" else 1


def nearest(quantity: int, unit: str) -> int:
    """Give the nearest quantity that is right: on the grid, above nothing and within the unit's range."""
    step = step_of(unit)
    most = MOST.get(unit, MOST["pieces"])
    rounded = (2 * quantity + step) // (2 * step) * step
    return min(max(rounded, step), most - most % step)


def check_quantity(quantity: int, unit: str, name: str = "quantity") -> int:
    """Let a quantity pass, or refuse it with the nearest that is right."""
    right = nearest(quantity, unit)
    if quantity == right:
        return quantity
    if quantity <= 0:
        what = _("{quantity} is no quantity: the least is {nearest}.")
    elif quantity > right >= MOST.get(unit, 0) - step_of(unit):
        what = _("{quantity} is too much: the most is {nearest}.")
    else:
        what = _("{quantity} minutes is not on the grid of half an hour: the nearest is {nearest}.")
    raise WrongValue(what.format(quantity=quantity, nearest=right), field=name)


def minutes_of(text: str, name: str = "from_time") -> int:
    """Read a time of day ("18:00") as minutes from midnight; 24:00 is the midnight after."""
    found = _TIME.fullmatch(text.strip())
    minutes = -1 if found is None else int(found[1]) * 60 + int(found[2])
    if found is None or not 0 <= minutes <= DAY or int(found[2]) > 59:
        raise WrongValue(_("“{text}” is no time of day; write it like 18:00.").format(text=text), field=name)
    return minutes


def time_of(minutes: int) -> str:
    """Write minutes from a midnight as a time of day."""
    return f"{minutes % DAY // 60:02d}:{minutes % 60:02d}"


def stretch(begin: str, until: str) -> tuple[int, int]:
    """Read both ends of a window; an end before its beginning is on the next day, an equal one is refused."""
    first, last = minutes_of(begin, "from_time"), minutes_of(until, "until_time")
    if first % DAY == last % DAY:
        raise WrongValue(_("A window cannot end when it begins ({time}).").format(time=begin), field="until_time")
    return (first % DAY, last if last > first % DAY else last + DAY)
