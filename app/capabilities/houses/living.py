"""Everything about the day of a house at once: meals, fair shares, coming turns, bills and payments."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import col, select

from app.capabilities.houses import chores_service, kitchen_service, money_service
from app.capabilities.houses.chores.rows import ASSIGNED, SWAPPED
from app.capabilities.houses.chores_service import SharePart
from app.capabilities.houses.kitchen_service import MealView
from app.capabilities.houses.naming import titles_of
from app.capabilities.houses.records import House
from app.capabilities.houses.records_chores import Chore, Slot
from app.capabilities.houses.records_money import Bill
from app.capabilities.houses.sharing.booking import HouseMovement, balances, unsimplified
from app.capabilities.houses.sharing.settling import settle_up
from app.problems import WrongValue
from app.records.changes import Changed
from app.services.members import authors
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
    status: str = ""
    person: str = ""
    backup: str = ""

    @property
    def is_to_do(self) -> bool:
        """Whether somebody has it, and has not said yet that it is done."""
        return bool(self.person) and self.status in {ASSIGNED, SWAPPED}


@dataclass(frozen=True, slots=True)
class BillLine:
    """A bill: what it is for, how much in words, whether it is posted, and who owes how much more or less since."""

    bill: str
    text: str
    amount: str
    is_posted: bool
    changed: tuple[tuple[str, str], ...] = ()
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
class MovementLine:
    """What a payment comes from: a bill, a rent or a payment that somebody had a part in."""

    kind: str
    source: str
    name: str
    on_day: datetime.date
    text: str
    nights: int
    amount: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened on the page: somebody's share of the chores, or the movements behind a payment of two."""

    share: str = ""
    payment: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Living:
    """The day of a house; ``houses`` are all there are, by name, ``me`` whoever works at this laptop."""

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
    debts: tuple[PaymentLine, ...] = ()
    share: tuple[SharePart, ...] = ()
    movements: tuple[MovementLine, ...] = ()
    me: str = ""


def living(vault: Vault, house: str, day: datetime.date, opened: Opened | None = None) -> Living:
    """Read the day of a house, the first by name if that one is not there, and what of it is opened."""
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
    entries = money_service.entries(vault, day, house=house)
    settled = {currency: settle_up(each) for currency, each in balances(entries).items()}
    fewest = [
        (each.payer, each.payee, each.amount, currency)
        for currency, every in settled.items()
        for each in every.payments
    ]
    plain = [(payer, payee, minor, currency) for (currency, payer, payee), minor in unsimplified(entries).items()]
    payers = titles_of(vault, [who for each in (*fewest, *plain) for who in each[:2]])
    opened = opened or Opened()
    return Living(
        houses,
        house,
        day,
        meals,
        names,
        tuple(sorted(drifts, key=lambda each: (each.drift, each.person))),
        _turns(vault, house, day),
        _bills(vault, house),
        _payments(fewest, payers, house),
        all(every.proven for every in settled.values()),
        _payments(plain, payers, house),
        tuple(chores_service.parts_of_share(vault, house, opened.share, day)) if opened.share else (),
        _movements(entries, payers, opened.payment) if opened.payment else (),
        authors.me(vault),
    )


def _payments(
    found: Sequence[tuple[str, str, int, str]], names: Mapping[str, str], house: str
) -> tuple[PaymentLine, ...]:
    """Put payments into words."""
    return tuple(
        PaymentLine(
            payer,
            payee,
            (names[payer], names[payee], f"{money_service.decimal_text(minor, currency)} {currency}"),
            minor,
            currency,
            payee == house,
        )
        for payer, payee, minor, currency in found
    )


def _movements(
    entries: Sequence[HouseMovement], names: Mapping[str, str], payment: tuple[str, str, str]
) -> tuple[MovementLine, ...]:
    """Give what the balances of two come from, the payer's first: the sums are what each owes or is owed."""
    *both, currency = payment
    return tuple(
        MovementLine(
            entry.kind, entry.source, names.get(who, who), entry.on_day, entry.text, dict(entry.nights).get(who, 0),
            f"{money_service.decimal_text(minor, currency)} {currency}",
        )
        for who in both
        for entry in entries
        if entry.currency == currency and (minor := dict(entry.parts).get(who))
    )  # fmt: skip


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
    names = titles_of(vault, [who for slot in slots for who in (slot.who, slot.backup)])
    turns = [
        ComingTurn(
            slot.id, chores[slot.chore], slot.on_day, names.get(slot.who or "", ""), slot.status or "", slot.who or "",
            names.get(slot.backup or "", ""),
        )
        for slot in slots
    ]  # fmt: skip
    return tuple(sorted(turns, key=lambda turn: (turn.on_day, turn.chore, turn.slot)))


def _bills(vault: Vault, house: str) -> tuple[BillLine, ...]:
    """Give the bills of a house, the latest first; one that cannot be divided says why."""
    with vault.reading() as session:
        bills = session.exec(select(Bill).where(Bill.house == house)).all()
        ids = [bill.id for bill in sorted(bills, key=lambda bill: (str(bill.to_day), bill.id), reverse=True)]
    lines: list[BillLine] = []
    for bill in ids:
        try:
            view = money_service.bill_view(vault, bill)
        except WrongValue as problem:
            text = next(each.text for each in bills if each.id == bill)
            lines.append(BillLine(bill, text or "", "", is_posted=False, problem=problem.what))
            continue
        currency = view.bill.currency
        amount = f"{money_service.decimal_text(view.bill.amount, currency)} {currency}"
        names = titles_of(vault, [who for who, _minor in view.changed])
        changed = tuple((names[who], money_service.signed_text(minor, currency)) for who, minor in view.changed)
        lines.append(BillLine(bill, view.text, amount, is_posted=view.posting is not None, changed=changed))
    return tuple(lines)
