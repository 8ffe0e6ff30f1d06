"""Everything about the day of a house at once: meals, fair shares, coming turns, bills and payments."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import col, select

from app.capabilities.houses import chores_service, kitchen_service, money_service
from app.capabilities.houses.kitchen_service import MealView
from app.capabilities.houses.naming import titles_of
from app.capabilities.houses.records import House
from app.capabilities.houses.records_chores import Chore, Slot
from app.capabilities.houses.records_money import Bill
from app.problems import WrongValue
from app.records.changes import Changed
from app.storage.vault.vault import Vault

_AHEAD = datetime.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Drift:
    """How far somebody is ahead (positive) or behind with the chores, in exact minutes; what they owed and did."""

    person: str
    name: str
    drift: Fraction
    owed: Fraction
    done: Fraction


@dataclass(frozen=True, slots=True)
class ComingTurn:
    """A turn of the coming days; nobody has it where ``who`` is empty."""

    slot: str
    chore: str
    on_day: datetime.date
    who: str


@dataclass(frozen=True, slots=True)
class BillLine:
    """A bill: what it is for, how much in words, and whether it is posted or has changed since."""

    bill: str
    text: str
    amount: str
    is_posted: bool
    has_changed: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment that settles up: ids and names of both, minor units and words."""

    payer: str
    payee: str
    words: tuple[str, str, str]
    minor: int
    currency: str
    is_to_house: bool


@dataclass(frozen=True, slots=True)
class Living:
    """The day of a house; ``houses`` are all there are, by name."""

    houses: tuple[tuple[str, str], ...]
    house: str
    day: datetime.date
    meals: tuple[MealView, ...] = ()
    names: dict[str, str] | None = None
    drifts: tuple[Drift, ...] = ()
    turns: tuple[ComingTurn, ...] = ()
    bills: tuple[BillLine, ...] = ()
    payments: tuple[PaymentLine, ...] = ()
    proven: bool = True


def living(vault: Vault, house: str, day: datetime.date) -> Living:
    """Read the day of a house; the first by name if that one is not there."""
    with vault.reading() as session:
        houses = tuple((row.id, row.name or "") for row in session.exec(select(House).order_by(House.name)).all())
    if not houses:
        return Living((), "", day)
    if house not in {each for each, _name in houses}:
        house = houses[0][0]
    meals = tuple(kitchen_service.meals_of_day(vault, house, day))
    shares = chores_service.fair_shares(vault, house, day)
    people = {who for meal in meals for who in meal.count.people} | {meal.recipe or "" for meal in meals} | set(shares)
    names = titles_of(vault, people)
    drifts = [Drift(who, names[who], each.drift, each.owed, each.done) for who, each in shares.items()]
    settled = money_service.settlements(vault, day, house=house)
    found = [(each, currency) for currency, every in settled.items() for each in every.payments]
    payers = titles_of(vault, [who for each, _currency in found for who in (each.payer, each.payee)])
    payments = tuple(
        PaymentLine(
            each.payer,
            each.payee,
            (payers[each.payer], payers[each.payee], f"{money_service.decimal_text(each.amount, currency)} {currency}"),
            each.amount,
            currency,
            each.payee == house,
        )
        for each, currency in found
    )
    return Living(
        houses,
        house,
        day,
        meals,
        names,
        tuple(sorted(drifts, key=lambda each: (each.drift, each.person))),
        _turns(vault, house, day),
        _bills(vault, house),
        payments,
        all(every.proven for every in settled.values()),
    )


def pay(vault: Vault, payment: PaymentLine, house: str, day: datetime.date, label: str) -> Changed:
    """Note that a payment was made for what belongs to a house."""
    return vault.apply(
        money_service.payment_changes(vault, payment.payer, payment.payee, payment.minor, payment.currency, day, house),
        label,
    )


def _turns(vault: Vault, house: str, day: datetime.date) -> tuple[ComingTurn, ...]:
    """Give the turns of the coming week."""
    with vault.reading() as session:
        chores = {chore.id: chore.name for chore in session.exec(select(Chore).where(Chore.house == house)).all()}
        slots = session.exec(
            select(Slot).where(col(Slot.chore).in_(list(chores)), Slot.on_day >= day, Slot.on_day < day + _AHEAD)
        ).all()
    names = titles_of(vault, [slot.who for slot in slots])
    turns = [ComingTurn(slot.id, chores[slot.chore], slot.on_day, names.get(slot.who or "", "")) for slot in slots]
    return tuple(sorted(turns, key=lambda turn: (turn.on_day, turn.chore, turn.slot)))


def _bills(vault: Vault, house: str) -> tuple[BillLine, ...]:
    """Give the bills of a house, the latest first; one that cannot be divided says why."""
    with vault.reading() as session:
        bills = session.exec(select(Bill).where(Bill.house == house)).all()
        ids = [bill.id for bill in sorted(bills, key=lambda bill: (bill.to_day, bill.id), reverse=True)]
    lines: list[BillLine] = []
    for bill in ids:
        try:
            view = money_service.bill_view(vault, bill)
        except WrongValue as problem:
            text = next(each.text for each in bills if each.id == bill)
            lines.append(BillLine(bill, text, "", is_posted=False, has_changed=False, problem=problem.what))
            continue
        amount = f"{money_service.decimal_text(view.bill.amount, view.bill.currency)} {view.bill.currency}"
        is_posted = view.posting is not None
        lines.append(BillLine(bill, view.text, amount, is_posted=is_posted, has_changed=bool(view.changed)))
    return tuple(lines)
