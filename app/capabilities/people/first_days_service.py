"""The first days of a person in a vault: what is read for the plan, and how it is written."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.capabilities.people import first_days as rules
from app.capabilities.people.reading import PeopleSnapshot, snapshot, survivors_of
from app.capabilities.people.records import Commitment, Person, SkillClaim
from app.capabilities.people.records_time import Activity
from app.i18n import _
from app.problems import WrongValue
from app.records.kinds import ANY
from app.services.records import records
from app.services.settings import group
from app.storage.vault.vault import Vault

_SPOKEN = frozenset({"talked", "texted", "met"})
_DEPUTIES = ("successor", "backup", "deputy")
_OF_OTHERS = frozenset({"buddy", "noted_by", "with_person", "attester", "merged_into"})


@dataclass(frozen=True, slots=True)
class FirstDaysPlan:
    """The first days of a person, as of a day."""

    person: str
    as_of: datetime.date
    since: datetime.date | None
    left_on: datetime.date | None
    day: int | None
    tasks: tuple[rules.TaskFitting, ...]
    buddy: str | None
    proposed: rules.BuddyChoice | None
    nudge: rules.Nudge | None
    handover: rules.Handover | None


def first_days(vault: Vault, person: str, as_of: datetime.date | None = None) -> FirstDaysPlan:
    """Plan the first days of a person; raises ``NotFound`` or ``WrongValue`` for what is no person."""
    day = as_of or group.today(vault)
    found = snapshot(vault)
    person = survivors_of(found).of(person)
    with vault.reading() as session:
        kind, row = records.find(session, vault, person)
        if kind.name != "person":
            raise WrongValue(_("This is no person."))
        newcomer = _newcomer(session, row, day)
        holds, deputies = _holds(session, vault, person)
        closing = rules.handover(newcomer, holds, deputies, day)
        if newcomer.has_left(day):
            return FirstDaysPlan(person, day, newcomer.since, newcomer.left_on, None, (), None, None, None, closing)
        tasks = rules.fitting_tasks(newcomer, _tasks(session, vault), day)
        proposed = rules.choose_buddy(newcomer, _candidates(session, found, day))
        activities = session.exec(select(Activity).where(Activity.person == person)).all()
        spoken = {each.on_day for each in activities if each.on_day and each.on_day <= day and each.kind in _SPOKEN}
        nudge = rules.next_nudge(newcomer, spoken, day)
    stay = rules.day_of_stay(newcomer, day)
    return FirstDaysPlan(
        person, day, newcomer.since, None, stay, tuple(tasks), newcomer.buddy, proposed, nudge, closing
    )


def _newcomer(session: Session, row: Any, day: datetime.date) -> rules.Newcomer:
    """Read what the rules need of the person; an expired skill is one that is claimed."""
    commitments = [
        each
        for each in session.exec(select(Commitment).where(Commitment.person == row.id)).all()
        if each.until_day is None or each.until_day >= day
    ]
    claims = session.exec(select(SkillClaim.skill).where(SkillClaim.person == row.id)).all()
    ends = [each.until_day for each in commitments]
    last = max((end for end in ends if end), default=None) if ends and all(ends) else None
    return rules.Newcomer(
        row.id,
        row.since,
        frozenset(code for each in commitments for code in each.weekdays or ()),
        frozenset(filter(None, claims)),
        frozenset(row.languages or ()),
        row.left_on or last,
        row.buddy,
        row.left_on,
    )


def _tasks(session: Session, vault: Vault) -> list[rules.OpenTask]:
    """Read the open tasks; which of them are for everybody to see is what this laptop reads."""
    if "task" not in vault.registry:
        return []
    model: Any = vault.registry["task"].model
    rows = session.exec(select(model).where(model.status == "open")).all()
    return [
        rules.OpenTask(
            each.id, each.minutes, each.due, each.who, each.skill, allowed=each.can_be_picked_up is not False
        )
        for each in rows
    ]


def _candidates(session: Session, found: PeopleSnapshot, day: datetime.date) -> list[rules.BuddyCandidate]:
    """Read who could be a buddy: those who are here with time, and how many newcomers each looks after."""
    people = session.exec(select(Person)).all()
    survivors = survivors_of(found)
    first = day - datetime.timedelta(days=rules.DAYS)
    newcomers = Counter(each.buddy for each in people if each.buddy and each.since and each.since >= first)
    hours: Counter[str] = Counter()
    for each in found.of("commitment"):
        runs = (each["from_day"] or day) <= day <= (each["until_day"] or day)
        if each["person"] and runs:
            hours[survivors.of(each["person"])] += each["hours_a_week"] or 0
    away = {
        survivors.of(each["person"])
        for each in found.of("absence")
        if each["person"]
        and each["from_day"]
        and each["from_day"] <= day
        and (each["back_on"] or datetime.date.max) > day
    }
    return [
        rules.BuddyCandidate(
            each.id,
            frozenset(each.languages or ()),
            _is_here(each, day, first) and each.id not in away,
            hours[each.id],
            newcomers[each.id],
        )
        for each in people
        if not survivors.gone(each.id)
    ]


def _is_here(person: Person, day: datetime.date, first: datetime.date) -> bool:
    """Say whether somebody has been here for longer than the first days, and is still."""
    new = person.since is not None and person.since > first
    return not new and (person.left_on is None or person.left_on > day) and person.stage not in {"left", "away"}


def _holds(session: Session, vault: Vault, person: str) -> tuple[list[rules.Held], dict[str, str | None]]:
    """Find what names the person as the one who does it, and who stands behind, in every kind but their parts."""
    holds: list[rules.Held] = []
    deputies: dict[str, str | None] = {}
    for kind in vault.registry:
        if kind.part_of == "person" or kind.name in {"person", "relationship", "activity", "attendance"}:
            continue
        for attribute in kind.references():
            if attribute.target not in {"person", ANY} or attribute.name in {*_OF_OTHERS, *_DEPUTIES}:
                continue
            column: Any = getattr(kind.model, attribute.name)
            for row in session.exec(select(kind.model).where(column == person)).all():
                if getattr(row, "status", None) in {"done", "dropped", "archived", "out", "cancelled"}:
                    continue
                holds.append(rules.Held(row.id, kind.name, attribute.name))
                others = (getattr(row, name, None) for name in _DEPUTIES)
                deputies[row.id] = next((other for other in others if other and other != person), None)
    return holds, deputies
