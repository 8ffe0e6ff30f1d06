"""Projects as the program shows them on a day: alive or quiet, at which risks, how much is open and late."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, select

from app.capabilities.projects.pulse import AMBER, QUIET, Pulse, Vital, pulse
from app.capabilities.projects.reading import (
    OVER,
    GroupClock,
    TaskLoad,
    counting,
    frail,
    loads_and_signs,
    names_of,
    people_of,
    survivors_of,
    written,
)
from app.capabilities.projects.records import RHYTHM, Project
from app.capabilities.projects.risks import Risk, risks
from app.i18n import _, ngettext
from app.records.changes import Changed, Edit
from app.records.days import format_day
from app.services.members.last_heard import last_heard
from app.services.records import records
from app.services.records.portions import rows_among
from app.services.records.records import Page, Query
from app.services.settings import group
from app.storage.vault.vault import Vault

PULSE = "pulse"


@dataclass(frozen=True, slots=True)
class ProjectStanding:
    """How a project stands on a day. ``heard`` is when the owner's laptop was last heard of, if it matters."""

    id: str
    name: str
    status: str
    owner: str | None
    successor: str | None
    mentor: str | None
    merged_into: str | None
    sleeps_until: datetime.date | None
    pulse: Pulse
    risks: tuple[Risk, ...] = ()
    open_tasks: int = 0
    late_tasks: int = 0
    doubt: str = ""
    names: Mapping[str, str] | None = None

    @property
    def quiet(self) -> bool:
        """Say whether nobody has heard of it for more than twice its rhythm."""
        return self.pulse.state == QUIET

    def risk_words(self) -> list[str]:
        """Say its risks, each with the day from which it holds."""
        names = self.names or {}
        return [
            _("{what} (since {day})").format(what=each.words(names), day=format_day(each.since)) for each in self.risks
        ]


def standings(vault: Vault, day: datetime.date, only: Collection[str] | None = None) -> list[ProjectStanding]:
    """Give how projects stand on a day, by name; ``only`` leaves it at some, and reads no more than they need."""
    with vault.reading() as session:
        clock = GroupClock(group.almanac(vault).zone)
        survivors = survivors_of(session)
        rows = sorted(_rows(session, only), key=lambda row: (row.name or "", row.id))
        among = None if only is None else counting(survivors, only)
        loads, signs = loads_and_signs(session, vault.registry, clock, day, survivors, among)
        wrote = written(vault, [row.id for row in rows], clock)
        counted = [row for row in rows if row.status not in OVER and not survivors.gone(row.id)]
        fragile = frail(session, counted, wrote, clock, survivors, among)
        shown = [row for row in rows if only is None or row.id in only]
        persons = {each for row in shown for each in (row.owner, row.successor) if each}
        persons |= {term.person for one in fragile for role in one.roles for term in role.terms}
        found = risks(fragile, people_of(session, persons, day), day)
        names = names_of(session, persons)
    days = {
        person: None if at is None else at.astimezone(clock.zone).date() for person, at in last_heard(vault).items()
    }
    return [
        _standing(
            row, signs, loads.get(row.id, TaskLoad()), found.get(row.id, ()), survivors.gone(row.id), names, days, day
        )
        for row in shown
    ]


def _rows(session: Session, only: Collection[str] | None) -> Sequence[Any]:
    """Read the projects; of some, also what their owners stand for beside, since five are too many."""
    if only is None:
        return session.exec(select(Project)).all()
    found = {row.id: row for row in rows_among(session, select(Project), Project.id, only)}
    owners = [row.owner for row in found.values() if row.owner]
    found |= {row.id: row for row in rows_among(session, select(Project), Project.owner, owners)}
    return list(found.values())


def standing(vault: Vault, project: str, day: datetime.date) -> ProjectStanding:
    """Give how one project stands on a day."""
    found = standings(vault, day, {project})
    if not found:
        records.get(vault, project)
    return found[0]


def rescue_queue(vault: Vault, day: datetime.date) -> list[ProjectStanding]:
    """Give the quiet projects, those longest quiet first."""
    quiet = [each for each in standings(vault, day) if each.quiet]
    return sorted(quiet, key=lambda each: (-(each.pulse.age or 0), each.name, each.id))


def _standing(
    row: Any,
    signs: Mapping[str, Any],
    load: TaskLoad,
    found: tuple[Risk, ...],
    gone: bool,
    names: Mapping[str, str],
    heard: Mapping[str, datetime.date | None],
    day: datetime.date,
) -> ProjectStanding:
    """Put together what is known of one project."""
    sign = signs.get(row.id)
    if row.heartbeat is not None and (sign is None or row.heartbeat > sign.day):
        sign = _heartbeat(row)
    taken = pulse(Vital(row.status, row.rhythm, row.sleeps_until, gone, sign), day)
    doubt = _doubt(row, taken, names, heard, day) if taken.state in {AMBER, QUIET} else ""
    return ProjectStanding(
        row.id,
        row.name or "",
        row.status or "",
        row.owner,
        row.successor,
        row.mentor,
        row.merged_into,
        row.sleeps_until,
        taken,
        found,
        load.open,
        load.late,
        doubt,
        names,
    )


def _heartbeat(row: Any) -> Any:
    """Give the sign that somebody said it lives."""
    from app.capabilities.projects.pulse import Sign

    return Sign(row.heartbeat, "project", row.id)


def _doubt(
    row: Any, taken: Pulse, names: Mapping[str, str], heard: Mapping[str, datetime.date | None], day: datetime.date
) -> str:
    """Say that the owner's laptop has not been heard of since the project went quiet, so that it may be alive."""
    if row.owner not in heard or taken.age is None:
        return ""
    rhythm = row.rhythm if row.rhythm and row.rhythm > 0 else RHYTHM
    since = taken.age - (2 * rhythm if taken.state == QUIET else rhythm)
    at = heard[row.owner]
    who, word = names.get(row.owner, ""), _("quiet") if taken.state == QUIET else _("no news")
    if at is None:
        return _("{word} as far as this laptop knows; {who}'s laptop was never heard of").format(word=word, who=who)
    days = (day - at).days
    if days < since:
        return ""
    said = ngettext(
        "{word} as far as this laptop knows; {who}'s laptop was last heard of {n} day ago",
        "{word} as far as this laptop knows; {who}'s laptop was last heard of {n} days ago",
        days,
    )
    return said.format(word=word, who=who, n=days)


def page(vault: Vault, query: Query, day: datetime.date, offset: int = 0, limit: int = 200) -> Page:
    """Give some projects; `more["pulse"]` of each is its `Standing` on that day."""
    found = records.page(vault, "project", query, offset, limit)
    stands = {each.id: each for each in standings(vault, day, {row.id for row in found.rows})}
    rows = (replace(row, more={PULSE: stands[row.id]}) for row in found.rows)
    return Page(tuple(rows), found.total)


def alive(vault: Vault, project: str, day: datetime.date) -> Changed:
    """Write down that somebody heard of a project on a day."""
    return vault.apply([Edit(project, {"heartbeat": day})], _("It lives"))
