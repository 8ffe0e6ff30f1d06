"""Chores of a house in a vault: the rota of a period, what each owes, and turns done or missed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from sqlmodel import Session, col, select

from app.capabilities.houses.chores.fairness import accounts
from app.capabilities.houses.chores.improving import make_rota
from app.capabilities.houses.chores.presence import Presence, presence
from app.capabilities.houses.chores.rota import Rota, slot_by_slot
from app.capabilities.houses.chores.rows import ASSIGNED, OPEN, ChoreAccount, ChoreWish, Limits, SlotRow
from app.capabilities.houses.reading import exact, read_plan, stays_of_house
from app.capabilities.houses.records_chores import Chore, ChoreLiking, ChoreShare, Slot
from app.capabilities.people.records import SkillClaim
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add, Change, Changed, Edit
from app.storage.vault.vault import Vault

# As many people and days as a chore can ask for, whatever another laptop wrote.
_MOST_PEOPLE, _LONGEST = 50, 366


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of the rota: its record, if it has one already, or the place of a new one."""

    key: str
    slot: str | None
    chore: str
    on_day: datetime.date
    minutes: int
    who: str | None
    open: str = ""


@dataclass(frozen=True, slots=True)
class RotaView:
    """The turns of a period, everybody's account at its end, and whether no better rota exists."""

    turns: tuple[Turn, ...]
    accounts: Mapping[str, ChoreAccount]
    proven: bool


@dataclass(frozen=True, slots=True)
class SharePart:
    """What one turn brings to somebody's account: minutes owed by being there, and minutes done."""

    slot: str
    chore: str
    on_day: datetime.date
    owed: Fraction
    done: Fraction
    status: str = ""


@dataclass(frozen=True, slots=True)
class Agreements:
    """What was agreed about chores: what each owes, takes on at most, and wishes."""

    weights: Mapping[str, Fraction]
    limits: Mapping[str, Limits]
    wishes: tuple[ChoreWish, ...]


def rota(vault: Vault, house: str, from_day: datetime.date, to_day: datetime.date, today: datetime.date) -> RotaView:
    """Make the rota of a house from one day up to, without, another; nothing is written."""
    if to_day <= from_day:
        raise WrongValue(_("The last day has to be after the first."), field="to_day")
    with vault.reading() as session:
        chores = _chores(session, house)
        recorded = _recorded(session, chores, _takers(session, chores))
        wanted = [*_wanted(chores, recorded, from_day, to_day, _takers(session, chores))]
        inside = [slot for slot in recorded if from_day <= slot.on_day < to_day]
        before = [slot for slot in recorded if slot.on_day < from_day]
        present = _present(session, house, (slot.on_day for slot in (*recorded, *wanted)))
        agreed = agreements(session, house, chores)
    made = make_rota(
        [*inside, *wanted], present, today, before=before, weights=agreed.weights, limits=agreed.limits,
        wishes=agreed.wishes,
    )  # fmt: skip
    known = {slot.id for slot in inside}
    turns = [_turn(slot, made, known) for slot in sorted([*inside, *wanted], key=lambda s: (s.on_day, s.chore, s.id))]
    return RotaView(tuple(turns), made.accounts, made.proven)


def write_rota(vault: Vault, view: RotaView) -> int:
    """Write a rota in one action; give the number of turns written."""
    changes = rota_changes(view)
    if changes:
        vault.apply(changes, _("Make the rota"))
    return len(changes)


def make_and_write(
    vault: Vault, house: str, from_day: datetime.date, to_day: datetime.date, today: datetime.date
) -> Changed:
    """Make the rota of a house and write it down."""
    return vault.apply(rota_changes(rota(vault, house, from_day, to_day, today)), _("Make the rota"))


def rota_changes(view: RotaView) -> list[Change]:
    """Give the changes that a rota comes to: new turns, and open ones that somebody has now."""
    changes: list[Change] = []
    for turn in view.turns:
        values: dict[str, object] = {"status": ASSIGNED if turn.who else OPEN}
        if turn.who is not None:
            values["who"] = turn.who
        if turn.slot is None:
            changes.append(Add("slot", {"chore": turn.chore, "on_day": turn.on_day, **values}))
        elif turn.who is not None and turn.key.startswith("open:"):
            changes.append(Edit(turn.slot, values))
    return changes


def fair_shares(vault: Vault, house: str, today: datetime.date) -> dict[str, ChoreAccount]:
    """Give what each owes and has done in a house, from its first turn on."""
    _chores_read, slots, present, weights = _recorded_work(vault, house)
    return accounts(slots, present, today, weights=weights) if slots else {}


def parts_of_share(vault: Vault, house: str, person: str, today: datetime.date) -> list[SharePart]:
    """Give the turns and days that somebody's account adds up from, the latest first: the sum is the account."""
    chores, slots, present, weights = _recorded_work(vault, house)
    found: list[SharePart] = []
    for slot in sorted(slots, key=lambda slot: (slot.on_day, slot.id), reverse=True):
        account = accounts([slot], present, today, weights=weights).get(person)
        if account is not None:
            found.append(
                SharePart(slot.id, chores[slot.chore].name, slot.on_day, account.owed, account.done, slot.status)
            )
    return found


def why_open(session: Session, slots: Sequence[Slot]) -> dict[str, str]:
    """Give the reason why each of these open turns has nobody, where there is one: a whole sentence."""
    chores = {chore.id: chore for chore in session.exec(select(Chore)).all()}
    of_house: defaultdict[str, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.chore in chores and cast("object", slot.on_day) is not None:
            of_house[chores[slot.chore].house].append(slot)
    found: dict[str, str] = {}
    for house, mine in of_house.items():
        here = _chores(session, house)
        takers = _takers(session, here)
        recorded = _recorded(session, here, takers)
        limits = agreements(session, house, here).limits
        present = _present(session, house, (row.on_day for row in recorded))
        wanted = {slot.id for slot in mine}
        left = slot_by_slot(
            [row for row in recorded if row.id in wanted], present, min(slot.on_day for slot in mine),
            before=[row for row in recorded if row.id not in wanted], limits=limits,
        )  # fmt: skip
        found.update({slot: _(reason) for slot, reason in left.open.items()})
    return found


def agreements(session: Session, house: str, chores: Mapping[str, Chore]) -> Agreements:
    """Read what was agreed about chores; of two records of one person the one with the larger id counts."""
    weights: dict[str, Fraction] = {}
    limits: dict[str, Limits] = {}
    for each in session.exec(select(ChoreShare).where(ChoreShare.house == house).order_by(ChoreShare.id)).all():
        if each.person:
            weights[each.person] = max(Fraction(0), exact(each.weight, 1))
            limits[each.person] = Limits(each.minutes_a_week, each.turns_a_day)
    wishes = [
        ChoreWish(each.person, each.chore, wanted=each.wanted is not False)
        for each in session.exec(select(ChoreLiking).order_by(ChoreLiking.id)).all()
        if each.person and each.chore in chores
    ]
    return Agreements(weights, limits, tuple(wishes))


def _recorded_work(
    vault: Vault, house: str
) -> tuple[dict[str, Chore], list[SlotRow], Presence, Mapping[str, Fraction]]:
    """Read the chores of a house, their turns, who is there on the days of these, and the weights agreed on."""
    with vault.reading() as session:
        chores = _chores(session, house)
        slots = _recorded(session, chores, {})
        present: Presence = _present(session, house, (slot.on_day for slot in slots)) if slots else {}
        return chores, slots, present, agreements(session, house, chores).weights


def _chores(session: Session, house: str) -> dict[str, Chore]:
    rows = session.exec(select(Chore).where(Chore.house == house).order_by(Chore.id)).all()
    return {chore.id: chore for chore in rows if chore.minutes and chore.minutes > 0}


def _takers(session: Session, chores: Mapping[str, Chore]) -> dict[str, frozenset[str]]:
    """Give who may take each chore that asks for a skill."""
    asked = {chore.who_may for chore in chores.values() if chore.who_may}
    if not asked:
        return {}
    rows = [(claim.skill, claim.person) for claim in session.exec(select(SkillClaim)).all()]
    return {
        chore.id: frozenset(who for what, who in rows if what == chore.who_may)
        for chore in chores.values()
        if chore.who_may
    }


def _recorded(session: Session, chores: Mapping[str, Chore], takers: Mapping[str, frozenset[str]]) -> list[SlotRow]:
    """Read the turns there are."""
    rows = session.exec(select(Slot).where(col(Slot.chore).in_(list(chores))).order_by(Slot.id)).all()
    return [
        SlotRow(
            slot.id,
            slot.chore,
            slot.on_day,
            chores[slot.chore].minutes,
            slot.who,
            slot.status or OPEN,
            takers.get(slot.chore),
        )
        for slot in rows
        if cast("object", slot.on_day) is not None
    ]


def _wanted(
    chores: Mapping[str, Chore],
    recorded: Sequence[SlotRow],
    from_day: datetime.date,
    to_day: datetime.date,
    takers: Mapping[str, frozenset[str]],
) -> list[SlotRow]:
    """Give the turns of the period that are not written down yet, counted from the chore's first day on."""
    found: list[SlotRow] = []
    for chore in chores.values():
        first = chore.from_day or from_day
        every = min(max(1, chore.every or 7), _LONGEST)
        day = (
            first + datetime.timedelta(days=-((first - from_day).days // every) * every) if first < from_day else first
        )
        while day < to_day:
            there = sum(slot.chore == chore.id and slot.on_day == day for slot in recorded)
            for number in range(there, min(chore.people or 1, _MOST_PEOPLE)):
                key = f"{chore.id} {day.isoformat()} {number}"
                found.append(SlotRow(key, chore.id, day, chore.minutes, None, OPEN, takers.get(chore.id)))
            day += datetime.timedelta(days=every)
    return [slot for slot in found if slot.on_day >= from_day]


def _present(session: Session, house: str, days: Iterable[datetime.date]) -> Presence:
    """Give who is there on some days."""
    plan = read_plan(session)
    return presence(stays_of_house(plan, house), plan.absences, (day.toordinal() for day in days))


def _turn(slot: SlotRow, made: Rota, known: set[str]) -> Turn:
    who = made.given.get(slot.id, slot.who)
    key = f"open:{slot.id}" if slot.status == OPEN else slot.id
    return Turn(
        key,
        slot.id if slot.id in known else None,
        slot.chore,
        slot.on_day,
        slot.minutes,
        who,
        _(made.open[slot.id]) if slot.id in made.open else "",
    )
