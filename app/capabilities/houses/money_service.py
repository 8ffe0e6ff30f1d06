"""Shared costs in a vault: bills, what they were posted as, statements, and settling up."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlmodel import Session, select

from app.capabilities.houses.beds.rows import BedPlan
from app.capabilities.houses.ledger_rows import booked
from app.capabilities.houses.reading import exact, read_plan, stays_of_house
from app.capabilities.houses.records import House
from app.capabilities.houses.records_money import Backing, Bill, BillPosting, BillWeight, Rent, Settlement
from app.capabilities.houses.sharing.booking import (
    HouseMovement,
    PostedBill,
    balances,
    counted,
    entry_of,
    mark_of,
    rent_days,
)
from app.capabilities.houses.sharing.settling import SettlingPlan as Settled
from app.capabilities.houses.sharing.settling import settle_up
from app.capabilities.houses.sharing.splits import ROOM, BackingRow, BillRow, Split, split_bill
from app.capabilities.ledger.currencies import EXPONENTS
from app.capabilities.ledger.money import plain
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Edit
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class BillView:
    """A bill as it divides today, as it was posted (None: not yet), and by how much more each owes since (or less)."""

    bill: BillRow
    text: str
    split: Split
    posting: PostedBill | None
    changed: tuple[tuple[str, int], ...]


def bill_view(vault: Vault, bill: str) -> BillView:
    """Divide a bill by the stays of today, and hold it against what was posted."""
    with vault.reading() as session:
        return _view(session, _the_bill(session, bill), read_plan(session))


def changed_bills(session: Session) -> list[BillView]:
    """Give the posted bills that would divide otherwise today, because a stay or an absence has changed since."""
    closed = [bill for bill in session.exec(select(Bill).order_by(Bill.id)).all() if bill.closed_on is not None]
    plan = read_plan(session) if closed else None
    views: list[BillView] = []
    for bill in closed:
        try:
            view = _view(session, bill, plan)
        except WrongValue:
            continue  # What another laptop wrote and cannot be divided is shown by the bill's own page.
        if view.changed:
            views.append(view)
    return views


def post_bill(vault: Vault, bill: str, day: datetime.date) -> str:
    """Close a bill and post it with its nights; where it was posted before, reverse that and post the new split.

    Raises:
        WrongValue: It is posted already and divides as it did.
    """
    return vault.apply(posting_changes(vault, bill, day), _("Post a bill")).added[-1]


def posting_changes(vault: Vault, bill: str, day: datetime.date) -> list[Change]:
    """Give the changes that post a bill, as ``post_bill`` does."""
    view = bill_view(vault, bill)
    old = view.posting
    if old is not None and not view.changed:
        raise WrongValue(_("This bill is posted already, and divides as it did."))
    shares = _shares(view.split)
    values: dict[str, object] = {
        "bill": bill,
        "on_day": day,
        "shares": _written(shares),
        "print_of": mark_of(bill, shares, old.mark if old else ""),
        "currency": view.bill.currency,
    }
    if view.bill.paid_by is not None:
        values["paid_by"] = view.bill.paid_by
    if old is not None:
        values["reverses"] = old.id
    fresh = PostedBill(
        "", bill, view.bill.house, day, view.text, view.bill.currency, tuple(shares), "", view.bill.paid_by
    )
    rows, transaction = booked(
        vault,
        entry_of(fresh).parts,
        view.text,
        day,
        view.bill.currency,
        first=0,
        bill=bill,
        instead_of=old.transaction if old is not None else None,
    )
    if transaction is not None:
        values["transaction"] = transaction
    return [Edit(bill, {"closed_on": day}), *rows, Add("bill_posting", values)]


def entries(vault: Vault, today: datetime.date, *, house: str | None = None) -> list[HouseMovement]:
    """Give every movement that counts, by day: bills as posted, rents due up to today, payments."""
    with vault.reading() as session:
        return entries_in(session, today, house=house)


def entries_in(session: Session, today: datetime.date, *, house: str | None = None) -> list[HouseMovement]:
    """Give every movement that counts, from a session that is open."""
    kept, _others = counted(postings(session))
    found = [entry_of(posting) for posting in kept]
    currencies = {each.id: each.currency for each in session.exec(select(House)).all()}
    for rent in session.exec(select(Rent).order_by(Rent.id)).all():
        currency = rent.currency or currencies.get(rent.house) or ""
        if not rent.amount or not currency or not rent.person or not rent.house:
            continue
        parts = ((rent.person, -rent.amount), (rent.house, rent.amount))
        found.extend(
            HouseMovement(due, _("Rent"), currency, tuple(sorted(parts)), rent.id, rent.house, kind="rent")
            for due in rent_days(rent.from_day, rent.until, rent.day or 1, today)
        )
    for paid in session.exec(select(Settlement).order_by(Settlement.id)).all():
        payee = paid.payee or paid.house
        if payee and paid.payer and paid.amount and paid.currency:
            parts = ((paid.payer, paid.amount), (payee, -paid.amount))
            found.append(
                HouseMovement(
                    _day(paid.on_day), _("Payment"), paid.currency, parts, paid.id, paid.house, kind="settlement"
                )
            )
    chosen = [entry for entry in found if house is None or entry.house == house]
    return sorted(chosen, key=lambda entry: (entry.on_day, entry.source, entry.text))


def _day(day: datetime.date | None) -> datetime.date:
    """Give the day of a row, the first of all where another laptop did not say one: the money counts all the same."""
    return day or datetime.date.min


def settlements(vault: Vault, today: datetime.date, *, house: str | None = None) -> dict[str, Settled]:
    """Give the fewest payments that bring everybody to zero, by currency."""
    found = balances(entries(vault, today, house=house))
    return {currency: settle_up(each) for currency, each in found.items()}


def postings(session: Session) -> list[PostedBill]:
    """Read what bills were posted as."""
    bills = {bill.id: bill for bill in session.exec(select(Bill)).all()}
    rows: list[PostedBill] = []
    for each in session.exec(select(BillPosting).order_by(BillPosting.id)).all():
        bill = bills.get(each.bill)
        shares = read_shares(each.shares)
        if shares:
            house = bill.house if bill else ""
            text = bill.text if bill else ""
            rows.append(
                PostedBill(
                    each.id,
                    each.bill or "",
                    house,
                    _day(each.on_day),
                    text,
                    each.currency or "",
                    shares,
                    each.print_of or "",
                    each.paid_by,
                    each.reverses,
                    each.transaction,
                )
            )
    return rows


def currency_of_house(session: Session, house: str) -> str:
    """Give the currency of a house, empty if it has none."""
    found = session.get(House, house or "")
    return (found.currency if found else None) or ""


def decimal_text(minor: int, currency: str) -> str:
    """Write minor units as a decimal number, exactly, with the digits of ISO 4217."""
    return plain(minor, currency)


def signed_text(minor: int, currency: str) -> str:
    """Write minor units as a decimal number with its sign, for differences."""
    return f"{'+' if minor > 0 else ''}{decimal_text(minor, currency)}"


def _the_bill(session: Session, bill: str) -> Bill:
    found = session.get(Bill, bill)
    if found is None:
        raise NotFound(_("There is no such bill."))
    return found


def _view(session: Session, bill: Bill, plan: BedPlan | None) -> BillView:
    """Divide a bill and compare it with its posting."""
    row = _row(session, bill)
    split = _split(session, row, plan or read_plan(session))
    kept, _others = counted([each for each in postings(session) if each.bill == bill.id])
    posting = kept[0] if kept else None
    changed: tuple[tuple[str, int], ...] = ()
    if posting is not None:
        fresh = replace(posting, shares=tuple(_shares(split)), paid_by=row.paid_by)
        now, then = dict(entry_of(fresh).parts), dict(entry_of(posting).parts)
        # What somebody owes more is what they are owed less; who has paid counts as well as who was there.
        more = {who: then.get(who, 0) - now.get(who, 0) for who in sorted({*now, *then})}
        changed = tuple((who, minor) for who, minor in more.items() if minor)
    return BillView(row, bill.text or "", split, posting, changed)


def _row(session: Session, bill: Bill) -> BillRow:
    house = session.get(House, bill.house or "")
    currency = bill.currency or (house.currency if house else None) or ""
    if currency not in EXPONENTS:
        raise WrongValue(_("“{code}” is no currency of the list of ISO 4217.").format(code=currency), field="currency")
    return BillRow(
        bill.id,
        bill.house,
        bill.from_day,
        bill.to_day,
        bill.amount or 0,
        currency,
        bill.split or "nights",
        bill.paid_by,
    )


def _split(session: Session, bill: BillRow, plan: BedPlan) -> Split:
    """Divide a bill by the plan, its weights and who backs whom."""
    weights: dict[str, Fraction] = {}
    of_room: dict[str, Fraction] = {}
    for each in session.exec(select(BillWeight).where(BillWeight.bill == bill.id).order_by(BillWeight.id)).all():
        if each.person:
            weights[each.person] = exact(each.weight)
        elif each.room:
            of_room[each.room] = exact(each.weight)
    rooms: dict[str, Fraction] = {}
    if bill.split == ROOM:
        for room in plan.rooms:
            if room.house == bill.house:
                if room.id not in of_room and room.area is None:
                    message = _("The room “{room}” has neither an area nor a weight in this bill.")
                    raise WrongValue(message.format(room=room.name))
                rooms[room.id] = of_room.get(room.id, Fraction(room.area or 0))
    backings = [
        BackingRow(each.id, each.person, each.to, each.from_day, each.until)
        for each in session.exec(select(Backing).order_by(Backing.id)).all()
    ]
    room_of = {bed.id: bed.room for bed in plan.beds}
    stays = stays_of_house(plan, bill.house)
    return split_bill(bill, stays, plan.absences, weights=weights, rooms=rooms, room_of=room_of, backings=backings)


def _shares(split: Split) -> list[tuple[str, int, int]]:
    """Give what is posted to whom, with their own nights."""
    nights = {share.of: share.nights for share in split.shares}
    return [(who, minor, nights.get(who, 0)) for who, minor in split.posted]


def _written(shares: list[tuple[str, int, int]]) -> str:
    return "\n".join(f"{who} {minor} {nights}" for who, minor, nights in sorted(shares))


def read_shares(text: str | None) -> tuple[tuple[str, int, int], ...]:
    """Read shares; a line that cannot be read makes the whole posting count for nothing."""
    found: list[tuple[str, int, int]] = []
    try:
        for line in (text or "").splitlines():
            who, minor, nights = line.split(" ")
            found.append((who, int(minor), int(nights)))
    except ValueError:
        return ()
    return tuple(found)


def payment_changes(
    vault: Vault, payer: str, payee: str, amount: int, currency: str, day: datetime.date, house: str | None = None
) -> list[Change]:
    """Give the changes that note a payment, here and in the ledger; the payee may be the house itself."""
    values: dict[str, object] = {"payer": payer, "amount": amount, "currency": currency, "on_day": day}
    if payee != house:
        values["payee"] = payee
    if house is not None:
        values["house"] = house
    parts = [(payer, amount), (payee, -amount)]
    rows, _transaction = booked(vault, parts, _("Payment"), day, currency, first=1)
    return [Add("settlement", values), *rows]
