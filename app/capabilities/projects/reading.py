"""What the figures of projects are made of, read from a vault in few queries; the log is not asked."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import text
from sqlmodel import Session, col, select

from app.capabilities.people.merged import people_survivors
from app.capabilities.people.records import Commitment, Person
from app.capabilities.people.records_time import Absence
from app.capabilities.projects.pulse import Sign, latest
from app.capabilities.projects.records import Project
from app.capabilities.projects.records_roles import ProjectRole, RoleHolder
from app.capabilities.projects.risks import Frail, HeldTerm, RoleRow, Someone
from app.records.kinds import ANY
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.records.survivors import Survivors
from app.services.records.portions import rows_among
from app.storage.vault.vault import Vault

_PROJECT, _TASK = "project", "task"
OVER = frozenset({"done", "archived"})
_MANY = 500
_FAR, _ID_DIGITS = 10**15, 32
_IS_OPEN = "ifnull(status, 'open') IN ('open', 'doing')"
_AMONG = "IN (SELECT value FROM json_each(:among))"


@dataclass(frozen=True, slots=True)
class GroupClock:
    """Turns the times of the log into days of the group's time zone."""

    zone: datetime.tzinfo

    def day(self, milliseconds: int) -> datetime.date:
        """Give the day of a time; what no calendar holds is the last day that it does."""
        try:
            return datetime.datetime.fromtimestamp(milliseconds / 1000, self.zone).date()
        except (OverflowError, ValueError, OSError):
            return datetime.date.max


@dataclass(frozen=True, slots=True)
class TaskLoad:
    """How many tasks of a project are open, and how many of those are late."""

    open: int = 0
    late: int = 0


def survivors_of(session: Session) -> Survivors:
    """Give which project counts for which after merging."""
    rows = session.exec(select(Project.id, Project.merged_into).where(col(Project.merged_into).is_not(None))).all()
    return Survivors({one: into for one, into in rows if into})


def counting(survivors: Survivors, projects: Collection[str]) -> list[str]:
    """Give projects and all that were merged into them, since what is added to those elsewhere counts here."""
    return sorted({*projects, *(one for one in survivors.merged() if survivors.of(one) in projects)})


def loads_and_signs(
    session: Session,
    registry: Registry,
    clock: GroupClock,
    day: datetime.date,
    survivors: Survivors,
    among: Collection[str] | None = None,
) -> tuple[dict[str, TaskLoad], dict[str, Sign]]:
    """Sum up the tasks of each project, and find the last change to it or to what names it or belongs to it.

    ``among`` leaves it at some projects; it has to name those that were merged into them as well.
    """
    loads: dict[str, TaskLoad] = {}
    signs: dict[str, Sign] = {}
    given: dict[str, object] = {} if among is None else {"among": json.dumps(sorted(among))}

    def note(project: str | None, kind: str, last: str | None) -> None:
        if project and last:
            counts = survivors.of(project)
            at, record = _FAR - int(last[:-_ID_DIGITS]), last[-_ID_DIGITS:]
            signs[counts] = cast("Sign", latest(signs.get(counts), Sign(clock.day(at), kind, record)))

    tasks, rest = text(_loads(narrow=among is not None)), text(_signs(registry, narrow=among is not None))
    for project, open_tasks, late, last in session.connection().execute(tasks, {**given, "day": day.isoformat()}).all():
        if project:
            counts = survivors.of(project)
            before = loads.get(counts, TaskLoad())
            loads[counts] = TaskLoad(before.open + (open_tasks or 0), before.late + (late or 0))
            note(project, _TASK, last)
    for kind, project, last in session.connection().execute(rest, given).all():
        note(project, kind, last)
    return loads, signs


def _last(of: str = "") -> str:
    """Write what is least for the last change: how long before a far time it was, then its id.

    Of records that were changed at the same time, as in one action, every laptop has to name the same.
    """
    return f"min(({_FAR} - {of}changed_at) || {of}id)"


def _loads(*, narrow: bool) -> str:
    """Write the query for the tasks of each project: open, late, and the last change."""
    counted = f"count(*) FILTER (WHERE {_IS_OPEN}), count(*) FILTER (WHERE {_IS_OPEN} AND due < :day)"
    where = f" WHERE project {_AMONG}" if narrow else ""
    return f"SELECT project, {counted}, {_last()} FROM task{where} GROUP BY project"


def _signs(registry: Registry, *, narrow: bool) -> str:
    """Write one query for each way in which records name a project, or belong to what belongs to one."""
    own = f" WHERE id {_AMONG}" if narrow else ""
    found = [f"SELECT '{_PROJECT}', id, ({_FAR} - changed_at) || id FROM project{own}"]
    for kind in registry:
        if kind.name in {_PROJECT, *([_TASK] if _TASK in registry else ())}:
            continue
        for attribute in kind.references():
            if attribute.target in {_PROJECT, ANY}:
                named = f'"{attribute.name}"'
                among = f" AND {named} IN (SELECT id FROM project)" if attribute.target == ANY else ""
                among = f" AND {named} {_AMONG}" if narrow else among
                last = f"SELECT '{kind.name}', {named}, {_last()}"
                found.append(f'{last} FROM "{kind.table}" WHERE {named} IS NOT NULL{among} GROUP BY {named}')
        if (chain := _chain(registry, kind)) and len(chain) > 1:
            found.append(_through(chain, narrow=narrow))
    return " UNION ALL ".join(found)


def _chain(registry: Registry, kind: RecordType) -> list[RecordType]:
    """Give the kinds from this one up to what is part of a project; empty if it is part of none."""
    chain = [kind]
    while (whole := chain[-1].part_of) and whole != _PROJECT and len(chain) < len(registry):
        chain.append(registry[whole])
    return chain if chain[-1].part_of == _PROJECT else []


def _through(chain: Sequence[RecordType], *, narrow: bool) -> str:
    """Write the query for parts of parts of a project: from the parts up if of all, since there may be far fewer."""
    joins = [f'"{kind.table}" t{place}' for place, kind in enumerate(chain)]
    on = [f't{place + 1}.id = t{place}."{part.part_of}"' for place, part in enumerate(chain[:-1])]
    top = f"t{len(chain) - 1}.project"
    if narrow:
        joins.reverse()
        on.append(f"{top} {_AMONG}")
    joined, where = " CROSS JOIN ".join(joins), " AND ".join(on)
    return f"SELECT '{chain[0].name}', {top}, {_last('t0.')} FROM {joined} WHERE {where} GROUP BY {top}"


def names_of(session: Session, people: Iterable[str]) -> dict[str, str]:
    """Read the names of people, by their ids."""
    rows = rows_among(session, select(Person.id, Person.name), Person.id, people)
    return {person: name or "" for person, name in rows}


def people_of(session: Session, wanted: Iterable[str], day: datetime.date) -> dict[str, Someone]:
    """Read how far people can be counted on, by whatever id they are named."""
    survivors = people_survivors(session)
    by_id = {person: survivors.of(person) for person in wanted}
    ids = sorted(set(by_id.values()))
    people: dict[str, Any] = {}
    away: defaultdict[str, list[tuple[datetime.date, datetime.date | None]]] = defaultdict(list)
    promised: defaultdict[str, list[datetime.date]] = defaultdict(list)
    merged = [one for one in survivors.merged() if survivors.of(one) in set(ids)]
    named = [*ids, *merged]
    for start in range(0, len(named), _MANY):
        some = named[start : start + _MANY]
        columns = cast("Any", select)(Person.id, Person.left_on, Person.stage).where(col(Person.id).in_(some))
        rows: Sequence[Any] = cast("Any", session).exec(columns).all()
        people.update((row[0], row) for row in rows)
        for row in session.exec(select(Absence).where(col(Absence.person).in_(some))).all():
            if row.from_day:
                away[survivors.of(row.person)].append((row.from_day, row.back_on))
        for term in session.exec(select(Commitment).where(col(Commitment.person).in_(some))).all():
            promised[survivors.of(term.person)].append(term.until_day or datetime.date.max)
    return {person: _someone(people.get(one), away[one], promised[one], day) for person, one in by_id.items()}


def _someone(
    person: Any,
    away: Sequence[tuple[datetime.date, datetime.date | None]],
    ends: Sequence[datetime.date],
    day: datetime.date,
) -> Someone:
    """Give what is known of somebody; one who is not here is nobody to worry about."""
    if person is None:
        return Someone()
    left = person.left_on or (day if person.stage == "left" else None)
    if person.stage == "away" and not any(first <= day and (back is None or day < back) for first, back in away):
        away = [*away, (day, None)]
    last = max(ends, default=None)
    return Someone(left, tuple(away), None if last == datetime.date.max else last)


@dataclass(frozen=True, slots=True)
class Written:
    """When fields of a project were last written, as days; of a field never written since, when it was made."""

    made: datetime.date
    fields: Mapping[str, datetime.date]

    def of(self, name: str) -> datetime.date:
        """Give the day of a field."""
        return self.fields.get(name, self.made)


def written(vault: Vault, records: Iterable[str], clock: GroupClock) -> dict[str, Written]:
    """Read from the merged states, not from the log, when the fields of records were last written."""
    with vault.looking() as replica:
        states = replica.store.bare_states({bytes.fromhex(record) for record in records})
    return {
        record.hex(): Written(
            clock.day(state.time),
            {name: clock.day(max(live.time for live in lives)) for name, lives in state.written.items() if lives},
        )
        for record, state in states.items()
    }


def frail(
    session: Session,
    projects: Sequence[Any],
    wrote: Mapping[str, Written],
    clock: GroupClock,
    survivors: Survivors,
    among: Collection[str] | None = None,
) -> list[Frail]:
    """Read what the risks of projects are found from; ``among`` leaves it at the roles of some."""
    terms: defaultdict[str, list[HeldTerm]] = defaultdict(list)
    of_roles, of_holders = cast("Any", select)(ProjectRole), cast("Any", select)(RoleHolder)
    if among is not None:
        of_roles = of_roles.where(col(ProjectRole.project).in_(among))
        of_holders = of_holders.join(ProjectRole, col(RoleHolder.role) == ProjectRole.id)
        of_holders = of_holders.where(col(ProjectRole.project).in_(among))
    for each in cast("Any", session).exec(of_holders).all():
        if each.role and each.person:
            terms[each.role].append(HeldTerm(each.person, each.from_day, each.until, each.state or "holds"))
    roles: defaultdict[str, list[RoleRow]] = defaultdict(list)
    for row in sorted(cast("Any", session).exec(of_roles).all(), key=lambda row: (row.name or "", row.id)):
        if row.project:
            # A role has been there since its holders are known, or at the earliest since nothing is known of it.
            begun = [term.from_day for term in terms[row.id] if term.from_day]
            since = min(begun, default=clock.day(row.changed_at or 0))
            count = row.how_many if row.how_many and row.how_many > 0 else 1
            roles[survivors.of(row.project)].append(
                RoleRow(row.id, row.name or "", count, since, row.until, tuple(terms[row.id]))
            )
    return [
        Frail(
            each.id,
            each.owner,
            each.successor,
            wrote[each.id].of("owner"),
            wrote[each.id].of("successor"),
            each.ends,
            each.status == "active",
            tuple(roles[each.id]),
        )
        for each in projects
        if each.id in wrote
    ]
