"""Whether a declared interest touches something: a rule on plain rows, for reviews as for spending."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add

FAMILY, MONEY, WORK, COOPERATION, OTHER = "family", "money", "work", "cooperation", "other"
YEARS_AFTER: Mapping[str, int | None] = MappingProxyType({FAMILY: None, MONEY: 1, WORK: 1, COOPERATION: 4, OTHER: 1})
"""How many years after its end an interest of a kind still touches; None: without end. A group may set others."""

WAIVERS = 2  # So many others have to let an interest pass.
YEARS = "interest_years_"  # The settings of the group begin so, and end with the kind.


@dataclass(frozen=True, slots=True)
class DeclaredInterest:
    """An interest as somebody declared it: in which record, of what kind, since and until when."""

    id: str
    person: str
    about: str
    kind: str = OTHER
    since: datetime.date | None = None
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """What is decided on: its own id, and those of its owner, authors, payee, project, fund and funder."""

    id: str
    related: frozenset[str] = field(default_factory=frozenset[str])


def touches(
    interest: DeclaredInterest, thing: Thing, day: datetime.date, years: Mapping[str, int | None] = YEARS_AFTER
) -> bool:
    """Say whether an interest touches a thing on a day: it is about it or somebody of it, and not long over."""
    if not interest.about or interest.about not in thing.related | {thing.id}:
        return False
    return lasts(interest, day, years)


def lasts(interest: DeclaredInterest, day: datetime.date, years: Mapping[str, int | None] = YEARS_AFTER) -> bool:
    """Say whether an interest is there on a day, or was over so lately that it still touches."""
    if interest.since is not None and day < interest.since:
        return False
    after = years.get(interest.kind, YEARS_AFTER[OTHER])
    return interest.until is None or after is None or day <= _later(interest.until, after)


def touching(
    interests: Iterable[DeclaredInterest],
    person: str,
    thing: Thing,
    day: datetime.date,
    years: Mapping[str, int | None] = YEARS_AFTER,
) -> list[DeclaredInterest]:
    """Give the interests of a person that touch a thing on a day, by id."""
    mine = (each for each in interests if each.person == person and touches(each, thing, day, years))
    return sorted(mine, key=lambda each: each.id)


def declared_by(row: Any) -> DeclaredInterest:
    """Read an interest as it stands in the books, whichever of its fields another laptop knows."""
    kind = getattr(row, "kind", None) or OTHER
    return DeclaredInterest(row.id, row.person or "", row.about or "", kind, getattr(row, "since", None), row.until_day)


def years_after(agreed: Mapping[str, Any]) -> Mapping[str, int | None]:
    """Give for how many years each kind still touches, as the group has set it; family always does."""
    return {
        kind: usual if usual is None else agreed.get(f"{YEARS}{kind}", usual) for kind, usual in YEARS_AFTER.items()
    }


def waived(person: str, by: Iterable[str]) -> bool:
    """Say whether two people other than the one whose interest it is have let it pass."""
    return len(set(by) - {person, ""}) >= WAIVERS


def waiver(of: str, whose: Iterable[str], person: str, reason: str, other: str | None = None) -> Add:
    """Let the interest of somebody in something pass, which takes two others; ``other`` is what it goes with."""
    if person in set(whose):
        raise WrongValue(_("Nobody waives an interest of their own."), field="person", kept=_("Nothing was changed."))
    if not reason.strip():
        raise WrongValue(_("A waiver needs its reason."), field="reason", kept=_("Nothing was changed."))
    return Add("interest_waiver", {"of": of, "other": other, "person": person, "reason": reason.strip()})


def _later(day: datetime.date, years: int) -> datetime.date:
    """Give the same day so many years on, the last of February for a leap day."""
    year = day.year + years
    if year > datetime.MAXYEAR:
        return datetime.date.max
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))
