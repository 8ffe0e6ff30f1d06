"""Efforts that are alike, and the wave of sign-ups, as a vault knows them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlmodel import Session, select

from app.capabilities.people.merged import people_survivors
from app.capabilities.people.records import Person
from app.capabilities.people.records_coming import OrientationSeat
from app.capabilities.people.records_time import Activity, Attendance
from app.capabilities.projects.reading import OVER, survivors_of
from app.capabilities.projects.records import Project, Task
from app.capabilities.projects.records_partners import PartnerItem
from app.capabilities.projects.records_roles import ProjectRole, RoleHolder
from app.capabilities.projects.similar import Alike, Effort, Index, pairs
from app.capabilities.projects.slots import OpenSlot
from app.capabilities.projects.wave import Arrival, Wave, wave
from app.capabilities.switchboard.records import Listing, Partner
from app.records.folding import fold
from app.services.settings import group
from app.storage.vault.vault import Vault

_SPOKEN = frozenset({"talked", "texted", "met"})
_CAME = frozenset({"attended", "left"})


def efforts_of(session: Session) -> list[Effort]:
    """Read the efforts of ours that are under way: their words, people, place and needs."""
    survivors, persons = survivors_of(session), people_survivors(session)
    roles = {row.id: row.project for row in session.exec(select(ProjectRole)).all() if row.project}
    people: defaultdict[str, set[str]] = defaultdict(set)
    for row in session.exec(select(RoleHolder)).all():
        if row.role in roles and row.person and row.state != "ended":
            people[survivors.of(roles[row.role])].add(persons.of(row.person))
    needs: defaultdict[str, set[str]] = defaultdict(set)
    for row in session.exec(select(Listing)).all():
        if row.side == "need" and row.of and (row.status or "open") == "open":
            needs[survivors.of(row.of)].add(str(fold(row.title or "")))
    found: list[Effort] = []
    for row in session.exec(select(Project)).all():
        if row.status in OVER or survivors.gone(row.id):
            continue
        own = {persons.of(each) for each in (row.owner, row.successor, row.mentor) if each}
        place = str(fold(row.place or "")).strip()
        found.append(
            Effort(
                row.id,
                row.name or "",
                row.purpose or "",
                frozenset(people[row.id] | own),
                place,
                frozenset(needs[row.id] - {""}),
            )
        )
    return found


def similar(vault: Vault, day: datetime.date, project: str = "") -> list[Alike]:
    """Find what is like a project, or all pairs that are alike; what a partner sent fades after its time."""
    with vault.reading() as session:
        efforts = efforts_of(session)
        theirs = session.exec(select(PartnerItem).where(PartnerItem.sort == "project")).all()
    efforts += [
        Effort(row.id, row.title or "", row.text or "", place=str(fold(row.place or "")).strip(), partner=row.partner)
        for row in theirs
        if row.state == "offered" and row.partner and (row.good_until is None or row.good_until >= day)
    ]
    if not project:
        return pairs(efforts)
    return Index(efforts).like(project, 20) if any(each.id == project for each in efforts) else []


def names_of(vault: Vault) -> Mapping[str, str]:
    """Give the names of projects, partners, what they have sent, and people."""
    with vault.reading() as session:
        named = [
            *session.exec(select(Project.id, Project.name)).all(),
            *session.exec(select(PartnerItem.id, PartnerItem.title)).all(),
            *session.exec(select(Partner.id, Partner.name)).all(),
            *session.exec(select(Person.id, Person.name)).all(),
        ]
    return {record: name or "" for record, name in named}


def senders_of(vault: Vault) -> Mapping[str, str]:
    """Give the partner of each item that one has sent."""
    with vault.reading() as session:
        return {row.id: row.partner for row in session.exec(select(PartnerItem)).all() if row.partner}


def wave_of(vault: Vault, day: datetime.date, since: datetime.date | None = None) -> Wave:
    """Reckon the wave of those who were written down since a day, as it is now or was at the end of a day."""
    now = moment_of(vault, day)
    first = datetime.datetime.combine(since or day, datetime.time(), group.almanac(vault).zone)
    ms = int(first.timestamp() * 1000)
    if not vault.rows("SELECT 1 FROM record WHERE kind = 'person' AND time >= ? LIMIT 1", (ms,)):
        return wave((), now)  # To go through everybody for nobody takes a second with 50,000 people.
    with vault.reading() as session:
        arrivals = _arrivals(session, _times(vault, "person"), _times(vault, "activity"))
    return wave((each for each in arrivals if each.at >= first), now)


def moment_of(vault: Vault, day: datetime.date) -> datetime.datetime:
    """Give the moment as of which a day is looked at: now, or the end of another day."""
    zone, now = group.almanac(vault).zone, vault.environment.now()
    if day == now.astimezone(zone).date():
        return now
    last = min(day, datetime.date.max - datetime.timedelta(days=1)) + datetime.timedelta(days=1)
    return datetime.datetime.combine(last, datetime.time(), zone)


def _times(vault: Vault, kind: str) -> dict[str, datetime.datetime]:
    """Give when the records of a kind were made."""
    rows = vault.rows("SELECT id, time FROM record WHERE kind = ?", (kind,))
    return {row[0].hex(): datetime.datetime.fromtimestamp(row[1] / 1000, datetime.UTC) for row in rows}


def _arrivals(
    session: Session, made: Mapping[str, datetime.datetime], noted: Mapping[str, datetime.datetime]
) -> list[Arrival]:
    """Put together what is known of everybody; whoever was written down twice is one, since the first time."""
    survivors = people_survivors(session)
    begun: dict[str, datetime.datetime] = {}
    for person in session.exec(select(Person.id)).all():
        if person in made:
            counts = survivors.of(person)
            begun[counts] = min(made[person], begun.get(counts, made[person]))
    calls: defaultdict[str, list[datetime.datetime]] = defaultdict(list)
    steps: defaultdict[str, set[str]] = defaultdict(set)
    for row in session.exec(select(Activity)).all():
        if row.kind in _SPOKEN and row.person and row.id in noted:
            calls[survivors.of(row.person)].append(noted[row.id])
    for row in session.exec(select(Attendance)).all():
        if row.person and row.state != "cancelled":
            steps[survivors.of(row.person)] |= {"slot", "came"} if row.state in _CAME else {"slot"}
    for row in session.exec(select(OrientationSeat)).all():
        if row.person and row.answer != "no":
            steps[survivors.of(row.person)].add("slot")
    for row in session.exec(select(Task)).all():
        if row.who:
            steps[survivors.of(row.who)] |= {"first_task", "done"} if row.status == "done" else {"first_task"}
    return [
        Arrival(person, at, min(calls[person], default=None), frozenset(steps[person]), len(calls[person]))
        for person, at in begun.items()
    ]


def to_offer(found: Wave, slots: Sequence[OpenSlot]) -> tuple[str, ...]:
    """Give who can still be offered a slot: as many of those without one as there is room for, in their order."""
    return found.without_slot[: sum(each.free for each in slots)]


def as_plain(found: Wave, names: Mapping[str, str], slots: Sequence[OpenSlot]) -> dict[str, Any]:
    """Give a wave for a program to read, with the slots that can still be offered."""
    spoken = found.signed_up - len(found.queue)
    return {
        "signed_up": found.signed_up,
        "last_hour": found.last_hour,
        "per_hour": [{"hour": begins, "signed_up": count} for begins, count in found.per_hour],
        "queue": len(found.queue),
        "waiting": [{"person": each, "name": names.get(each, "")} for each in found.queue],
        "spoken_to": spoken,
        "spoken_last_hour": found.spoken_last_hour,
        "clears_in_minutes": found.clears_in,
        "growing_per_hour": found.growing,
        "median_wait_minutes": found.median_wait,
        "slots": {
            "offered": len(found.reached("slot")),
            "without": len(found.without_slot),
            "to_offer": len(to_offer(found, slots)),
            "events": [asdict(each) for each in slots],
        },
        "funnel": [
            {
                "hour": hour.begins,
                "signed_up": hour.counts[0],
                "reached": hour.counts[1],
                "slot": hour.counts[2],
                "came": hour.counts[3],
                "first_task": hour.counts[4],
                "done": hour.counts[5],
                "too_early": hour.early,
            }
            for hour in found.hours
        ],
        "drops_most": found.drops_most or None,
        "called_twice": list(found.called_twice),
    }
