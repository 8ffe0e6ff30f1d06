"""What may make a project vanish, each with the day from which it holds. Pure: plain rows and a day in."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.i18n import N_, _
from app.records.days import format_day

SOON = datetime.timedelta(days=14)
MOST_PROJECTS = 5
WORDS: Mapping[str, str] = {
    "no_owner": N_("nobody owns it"),
    "no_successor": N_("nobody would take over"),
    "same_person": N_("owner and successor are the same"),
    "owner_left": N_("{who}, who owns it, has left"),
    "owner_away": N_("{who}, who owns it, is away"),
    "successor_left": N_("{who}, who would take over, has left"),
    "successor_away": N_("{who}, who would take over, is away"),
    "commitment_ends": N_("{who}, who owns it, has time until {until} only"),
    "too_many": N_("{who} owns five or more"),
    "role_short": N_("too few for: {what}"),
    "term_ends": N_("the term of {who} ends on {until}: {what}"),
}


@dataclass(frozen=True, slots=True)
class Someone:
    """A person, as far as a project depends on them: when they left, when they are away, how long they have time."""

    left: datetime.date | None = None
    away: tuple[tuple[datetime.date, datetime.date | None], ...] = ()
    time_until: datetime.date | None = None

    def away_since(self, day: datetime.date) -> datetime.date | None:
        """Give the first day of an absence that holds on a day."""
        return min((first for first, back in self.away if first <= day and (back is None or day < back)), default=None)


@dataclass(frozen=True, slots=True)
class HeldTerm:
    """How long somebody holds a role, or held it."""

    person: str
    from_day: datetime.date | None = None
    until: datetime.date | None = None
    state: str = "holds"

    def holds(self, day: datetime.date) -> bool:
        """Say whether it counts on a day."""
        begun = self.from_day is None or self.from_day <= day
        return self.state == "holds" and begun and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role: how many it needs, until when, since when it is there, and who held or holds it."""

    id: str
    name: str
    how_many: int
    since: datetime.date
    until: datetime.date | None = None
    terms: tuple[HeldTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class Frail:
    """A project as its risks are found: who stands for it since when, until when it lasts, its roles."""

    id: str
    owner: str | None
    successor: str | None
    owner_since: datetime.date
    successor_since: datetime.date
    ends: datetime.date | None = None
    active: bool = True
    roles: tuple[RoleRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk: which, since when; whom and what it is about."""

    name: str
    since: datetime.date
    who: str = ""
    what: str = ""
    until: datetime.date | None = None

    def words(self, names: Mapping[str, str]) -> str:
        """Say it; ``names`` are those of people by id."""
        return _(WORDS[self.name]).format(
            who=names.get(self.who, ""), what=self.what, until=format_day(self.until) if self.until else ""
        )


def risks(projects: Iterable[Frail], people: Mapping[str, Someone], day: datetime.date) -> dict[str, tuple[Risk, ...]]:
    """Find the risks of every project on a day, in a fixed order."""
    rows = list(projects)
    owned: defaultdict[str, list[datetime.date]] = defaultdict(list)
    for each in rows:
        if each.owner and each.active:
            owned[each.owner].append(each.owner_since)
    return {each.id: tuple(_of(each, people, owned, day)) for each in rows}


def _of(
    project: Frail, people: Mapping[str, Someone], owned: Mapping[str, list[datetime.date]], day: datetime.date
) -> Iterable[Risk]:
    """Find the risks of one project."""
    owner, successor = project.owner, project.successor
    if not owner:
        yield Risk("no_owner", min(project.owner_since, day))
    if not successor:
        yield Risk("no_successor", min(project.successor_since, day))
    if owner and owner == successor:
        yield Risk("same_person", min(max(project.owner_since, project.successor_since), day), owner)
    for role, who in (("owner", owner), ("successor", successor)):
        someone = people.get(who or "")
        if not who or someone is None:
            continue
        if someone.left is not None and someone.left <= day:
            yield Risk(f"{role}_left", someone.left, who)
        elif (since := someone.away_since(day)) is not None:
            yield Risk(f"{role}_away", since, who)
    if owner and (someone := people.get(owner)) and someone.time_until is not None:
        yield from _time(project, owner, someone.time_until, day)
    if owner and project.active and len(owned.get(owner, ())) >= MOST_PROJECTS:
        yield Risk("too_many", min(sorted(owned[owner])[MOST_PROJECTS - 1], day), owner)
    for role in project.roles:
        yield from _role(role, day)


def _time(project: Frail, owner: str, until: datetime.date, day: datetime.date) -> Iterable[Risk]:
    """Find whether the owner's time ends too early."""
    if project.ends is not None:
        if until < project.ends:
            yield Risk("commitment_ends", min(project.owner_since, day), owner, until=until)
    elif until <= day + SOON:
        yield Risk("commitment_ends", _before(until), owner, until=until)


def _role(role: RoleRow, day: datetime.date) -> Iterable[Risk]:
    """Find whether a role is short of people, and whose term ends soon."""
    if role.until is not None and role.until < day:
        return
    if _count(role, day) < role.how_many:
        yield Risk("role_short", _short_since(role, day), what=role.name)
    for term in role.terms:
        if term.holds(day) and term.until is not None and term.until <= day + SOON:
            yield Risk("term_ends", _before(term.until), term.person, role.name, term.until)


def _count(role: RoleRow, day: datetime.date) -> int:
    """Count who holds a role on a day, everybody once."""
    return len({term.person for term in role.terms if term.holds(day)})


def _short_since(role: RoleRow, day: datetime.date) -> datetime.date:
    """Give the first day of the stretch in which a role is short on a day."""
    one = datetime.timedelta(days=1)
    ends = (term.until + one for term in role.terms if term.until is not None and term.until < day)
    changes: Sequence[datetime.date] = sorted({*ends, min(role.since, day)}, reverse=True)
    found = day
    for each in changes:
        if _count(role, each) >= role.how_many:
            break
        found = each
    return found


def _before(day: datetime.date) -> datetime.date:
    """Give the day from which an end is near."""
    return datetime.date.fromordinal(max(day.toordinal() - SOON.days, 1))
