"""What is to do when somebody arrives or leaves, found from the records; only what no record shows is ticked."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.capabilities.houses.beds.rows import StayRow
from app.capabilities.houses.money_service import entries_in
from app.capabilities.houses.records import STAY_STEPS, StayCheck
from app.capabilities.houses.records_chores import Slot
from app.capabilities.houses.records_kitchen import DietProfile
from app.capabilities.houses.records_rooms import AgreementSignature, HouseAgreement, Inspection, Key, KeyLoan
from app.i18n import N_, _
from app.records.registry import Registry


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """A step of arriving or leaving: its marked words, whether it is done, and how to tick it if no record shows it.

    ``of`` stands in the words as it is, such as the version of an agreement.
    """

    text: str
    done: bool
    tick: str = ""
    of: str = ""

    def words(self) -> str:
        """Say it in the language in use."""
        return _(self.text).format(of=self.of)


def arriving(session: Session, stay: StayRow, house: str, room: str) -> list[ChecklistStep]:
    """Give the steps of arriving: agreement, key, room, diet, and that money was explained."""
    agreements = session.exec(select(HouseAgreement).where(HouseAgreement.house == house)).all()
    latest = max(agreements, key=lambda each: (str(each.from_day or ""), each.id), default=None)
    signed = session.exec(select(AgreementSignature).where(AgreementSignature.person == stay.person)).all()
    steps: list[ChecklistStep] = []
    if latest is not None:
        is_signed = any(each.agreement == latest.id for each in signed)
        steps.append(ChecklistStep(N_("agreement signed, version {of}"), is_signed, of=latest.version or ""))
    if session.exec(select(Key.id).where(Key.house == house)).first() is not None:
        steps.append(ChecklistStep(N_("key lent"), bool(_keys(session, stay.person, house))))
    looked = session.exec(select(Inspection).where(Inspection.room == room, col(Inspection.done_on).is_not(None))).all()
    since = (stay.from_day or datetime.date.min) - datetime.timedelta(days=14)
    steps.append(
        ChecklistStep(
            N_("room looked into"), any(each.done_on is not None and each.done_on >= since for each in looked)
        )
    )
    diet = session.exec(select(DietProfile.id).where(DietProfile.person == stay.person)).first()
    steps.append(ChecklistStep(N_("diet noted"), diet is not None))
    steps.append(_ticked(session, stay, "money"))
    return steps


def leaving(
    session: Session, registry: Registry, stay: StayRow, house: str, room: str, today: datetime.date
) -> list[ChecklistStep]:
    """Give the steps of leaving: key, room, money, what somebody else has to take over, what becomes of the data."""
    end = stay.to_day or today
    looked = session.exec(select(Inspection).where(Inspection.room == room, col(Inspection.done_on).is_not(None))).all()
    balance = _balances(session, stay.person, today)
    turns = session.exec(select(Slot.id).where(Slot.who == stay.person, Slot.on_day >= end, Slot.status == "assigned"))
    return [
        ChecklistStep(N_("key back"), not _keys(session, stay.person, house)),
        ChecklistStep(N_("room looked into"), any(each.done_on is not None and each.done_on >= end for each in looked)),
        ChecklistStep(N_("balance settled"), not any(balance.values())),
        ChecklistStep(N_("turns handed on"), turns.first() is None),
        ChecklistStep(N_("tasks handed on"), not _tasks(session, registry, stay.person)),
        _ticked(session, stay, "data"),
    ]


def _ticked(session: Session, stay: StayRow, what: str) -> ChecklistStep:
    """Give a step that is ticked by hand."""
    found = session.exec(select(StayCheck.id).where(StayCheck.stay == stay.id, StayCheck.what == what)).first()
    return ChecklistStep(STAY_STEPS[what], found is not None, what)


def _tasks(session: Session, registry: Registry, person: str) -> bool:
    """Say whether somebody has tasks that are not done; a program without projects has none."""
    if "task" not in registry:
        return False
    model: Any = registry["task"].model
    mine = select(model.id).where(model.who == person, col(model.status).in_(["open", "doing"]))
    return session.exec(mine).first() is not None


def _keys(session: Session, person: str, house: str) -> list[str]:
    """Give the keys of a house that somebody has."""
    mine = select(KeyLoan.key).where(KeyLoan.person == person, col(KeyLoan.back_on).is_(None))
    return list(session.exec(select(Key.id).where(Key.house == house, col(Key.id).in_(mine))).all())


def _balances(session: Session, person: str, today: datetime.date) -> dict[str, int]:
    """Give what somebody is owed or owes, by currency."""
    found: dict[str, int] = {}
    for entry in entries_in(session, today):
        minor = dict(entry.parts).get(person)
        if minor is not None:
            found[entry.currency] = found.get(entry.currency, 0) + minor
    return found


def open_steps(steps: list[ChecklistStep]) -> str:
    """Say which steps are still to do."""
    return ", ".join(step.words() for step in steps if not step.done)
