"""Further rules of houses: stays that cannot be meant, requirements that contradict, turns and bills given twice."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import cast

from app.capabilities.houses.beds.fitting import contradictory
from app.capabilities.houses.beds.nights import CANCELLED, closure_span, overlap, stay_span
from app.capabilities.houses.beds.rows import ClosureRow, RequirementRow
from app.capabilities.houses.money_service import decimal_text, read_shares
from app.capabilities.houses.reading import stay_row
from app.capabilities.houses.records import Bed, Room, Stay
from app.capabilities.houses.records_chores import Chore, Slot
from app.capabilities.houses.records_money import Bill, BillPosting
from app.capabilities.houses.records_rooms import Closure, RoomRequirement
from app.capabilities.houses.sharing.booking import PostedBill, disputed
from app.capabilities.ledger.records import Posting, Transaction
from app.i18n import N_
from app.records.changes import Add, DeleteRecord, Edit, New
from app.records.days import format_day
from app.records.rule import Finding, Rule, RuleRows, SettlingWay

NO_NIGHT = "stay-without-night"
CLOSED = "stay-in-closed-bed"
BED_GONE = "stay-in-missing-bed"
CONTRADICTION = "together-and-apart"
TURN_TWICE = "turn-twice"
BILL_TWICE = "bill-posted-twice"
BOOKED_TWICE = "bill-booked-twice"
_OVER = frozenset({"cancelled", "out"})
_TAKEN = frozenset({"assigned", "swapped", "done", "verified"})


def _no_night(rows: RuleRows, _day: datetime.date) -> Iterator[Finding]:
    """Find stays of another laptop that end before they begin: they hold no night."""
    for stay in rows(Stay):
        if stay.status != CANCELLED and stay.to_day is not None and stay.from_day and stay.to_day <= stay.from_day:
            yield Finding(
                NO_NIGHT,
                (stay.id,),
                stay.id,
                N_("The stay of {person} has no night: it is from {day} to {until}."),
                {"person": stay.person},
                {"day": format_day(stay.from_day), "until": format_day(stay.to_day)},
                (SettlingWay("open", N_("Leave the day of leaving open"), (Edit(stay.id, {"to_day": None}),)),),
            )


def _closed(rows: RuleRows, _day: datetime.date) -> Iterator[Finding]:
    """Find stays in a bed, room or house that is closed in some of their nights."""
    closures = rows(Closure)
    if not closures:
        return
    of_place: defaultdict[str, list[Closure]] = defaultdict(list)
    for closure in closures:
        of_place[closure.bed or closure.room or closure.house or ""].append(closure)
    rooms = {room.id: room.house for room in rows(Room)}
    beds = {bed.id: bed.room for bed in rows(Bed)}
    for stay in rows(Stay):
        nights = None if stay.status in _OVER else stay_span(stay_row(stay))
        if nights is None or stay.bed not in beds:
            continue
        room = beds[stay.bed]
        for closure in (*of_place[stay.bed], *of_place[room], *of_place[rooms.get(room, "")]):
            shut = closure_span(ClosureRow(closure.id, "", closure.from_day, closure.to_day))
            if shut is not None and overlap(nights, shut):
                yield Finding(
                    CLOSED,
                    (stay.id, closure.id),
                    stay.bed,
                    N_("{about} is closed from {day} on, while {person} stays there."),
                    {"about": stay.bed, "person": stay.person},
                    {"day": format_day(closure.from_day)},
                    (
                        SettlingWay("bed", N_("Take {person} out of the bed"), (Edit(stay.id, {"bed": None}),),
                            {"person": stay.person}),
                    ),
                )  # fmt: skip


def _bed_gone(rows: RuleRows, day: datetime.date) -> Iterator[Finding]:
    """Find stays that are not over in a bed that was deleted."""
    beds = {bed.id for bed in rows(Bed)}
    for stay in rows(Stay):
        over = stay.status in _OVER or (stay.to_day is not None and stay.to_day <= day)
        if stay.bed is not None and stay.bed not in beds and not over:
            yield Finding(
                BED_GONE,
                (stay.id,),
                stay.id,
                N_("The bed of {person} is not here any more."),
                {"person": stay.person},
                {},
                (SettlingWay("bed", N_("Find {person} another bed later"), (Edit(stay.id, {"bed": None}),),
                     {"person": stay.person}),),
            )  # fmt: skip


def _contradiction(rows: RuleRows, _day: datetime.date) -> Iterator[Finding]:
    """Find two people who are to be together and apart."""
    found = rows(RoomRequirement)
    by_id = {row.id: row for row in found}
    plain = [RequirementRow(row.id, row.person, row.wants, row.other, must=bool(row.must)) for row in found]
    for together, apart in contradictory(plain):
        row = by_id[together]
        yield Finding(
            CONTRADICTION,
            (together, apart),
            row.person,
            N_("{person} and {other} are to be in one room, and not to be: placing goes on without either."),
            {"person": row.person, "other": row.other or ""},
            {},
            (
                SettlingWay("together", N_("In one room"), (DeleteRecord(apart),)),
                SettlingWay("apart", N_("Not in one room"), (DeleteRecord(together),)),
            ),
        )


def _turn_twice(rows: RuleRows, _day: datetime.date) -> Iterator[Finding]:
    """Find turns that two laptops gave for one chore and day, more than the chore has people.

    Two rotas of one house differ in many turns at once: one way settles all of them, keeping the first of each.
    """
    chores = {chore.id: chore for chore in rows(Chore)}
    of_day: defaultdict[tuple[str, datetime.date], list[Slot]] = defaultdict(list)
    for slot in rows(Slot):
        has_day = cast("object", slot.on_day) is not None  # Another laptop may write less than our forms ask for.
        if slot.chore in chores and slot.status in _TAKEN and slot.who and has_day:
            of_day[slot.chore, slot.on_day].append(slot)
    twice: list[tuple[Slot, Slot]] = []
    of_house: defaultdict[str, list[str]] = defaultdict(list)
    for (chore, _on_day), slots in of_day.items():
        slots.sort(key=lambda slot: (slot.status not in {"done", "verified"}, slot.id))
        for extra in slots[max(1, chores[chore].people or 1) :]:
            twice.append((slots[0], extra))
            of_house[chores[chore].house].append(extra.id)
    for kept, extra in twice:
        others = of_house[chores[kept.chore].house]
        everything = SettlingWay(
            "all",
            N_("Keep the first of each: all {count} turns of the house that are given twice"),
            tuple(DeleteRecord(slot) for slot in sorted(others)),
            values={"count": str(len(others))},
        )
        yield Finding(
            TURN_TWICE,
            (kept.id, extra.id),
            kept.chore,
            N_("{about} on {day} is given twice: to {first} and to {second}."),
            {"about": kept.chore, "first": kept.who or kept.id, "second": extra.who or extra.id},
            {"day": format_day(kept.on_day)},
            (
                *(
                    SettlingWay(mine.id, N_("Keep {one}"), (DeleteRecord(theirs.id),), {"one": mine.who or mine.id})
                    for mine, theirs in ((kept, extra), (extra, kept))
                ),
                *((everything,) if len(others) > 1 else ()),
            ),
        )


def _bill_twice(rows: RuleRows, _day: datetime.date) -> Iterator[Finding]:
    """Find bills that two laptops posted with different nights: one counts, the other is shown.

    Nothing is deleted: the other is replaced by what the kept one says, and its booking reversed.
    """
    bills = {bill.id: bill for bill in rows(Bill)}
    written = {each.id: each for each in rows(BillPosting)}
    postings = [
        PostedBill(
            each.id, each.bill, "", each.on_day, "", each.currency, (), each.print_of, each.paid_by, each.reverses
        )
        for each in written.values()
    ]
    for kept, other in disputed(postings):
        if kept.bill in bills:
            yield Finding(
                BILL_TWICE,
                (kept.id, other.id),
                kept.bill,
                N_("{about} was posted twice, with different nights. The first by its id counts until it is settled."),
                {"about": kept.bill},
                {},
                tuple(
                    SettlingWay(
                        mine.id,
                        N_("Keep the one with {nights} nights: {shares}"),
                        (*_reversal(rows, written[theirs.id]), _instead(written[mine.id], theirs.id)),
                        values=_told(written[mine.id]),
                    )
                    for mine, theirs in ((kept, other), (other, kept))
                ),
            )


def _told(posting: BillPosting) -> dict[str, str]:
    """Say by what a posting can be told from another: its nights in all, and the amounts."""
    shares = read_shares(posting.shares)
    amounts = " + ".join(decimal_text(minor, posting.currency) for _who, minor, _nights in shares)
    return {"nights": str(sum(nights for *_rest, nights in shares)), "shares": f"{amounts} {posting.currency}"}


def _instead(kept: BillPosting, other: str) -> Add:
    """Say once more what a posting says, in the place of another."""
    values: dict[str, object] = {
        "bill": kept.bill, "on_day": kept.on_day, "shares": kept.shares, "print_of": kept.print_of,
        "paid_by": kept.paid_by, "currency": kept.currency, "reverses": other, "transaction": kept.transaction,
    }  # fmt: skip
    return Add("bill_posting", {name: value for name, value in values.items() if value is not None})


def _reversal(rows: RuleRows, posting: BillPosting) -> tuple[Add, ...]:
    """Reverse what a posting was booked as in the ledger; nothing if it is not there, or is reversed already."""
    transaction = posting.transaction
    here = {row.id: row for row in rows(Transaction)}
    if transaction not in here or any(row.reverses == transaction for row in here.values()):
        return ()
    lines = sorted((row for row in rows(Posting) if row.transaction == transaction), key=lambda row: row.id)
    if not lines:
        return ()
    head: dict[str, object] = {
        "date": posting.on_day, "text": here[transaction].text, "reverses": transaction, "bill": posting.bill,
        "count": len(lines),
    }  # fmt: skip
    return (
        Add("transaction", head),
        *(Add("posting", {"transaction": New(0), "account": line.account, "minor": -line.minor}) for line in lines),
    )


def _booked_twice(rows: RuleRows, _day: datetime.date) -> Iterator[Finding]:
    """Find bills that two laptops booked alike: they count once here, and one of them is to go from the ledger."""
    first: dict[tuple[str, str], str] = {}
    for each in sorted(rows(BillPosting), key=lambda each: each.id):
        if each.transaction is None:
            continue
        kept = first.setdefault((each.bill, each.print_of), each.transaction)
        adds = _reversal(rows, each) if kept != each.transaction else ()
        if adds:
            yield Finding(
                BOOKED_TWICE,
                (each.id, each.transaction),
                each.bill,
                N_("{about} was booked by two laptops alike. It counts once; the ledger has it twice."),
                {"about": each.bill},
                {},
                (SettlingWay("reverse", N_("Reverse the second booking"), adds),),
            )


MORE_RULES = (
    Rule(NO_NIGHT, "stay", frozenset({"stay"}), _no_night),
    Rule(CLOSED, "stay", frozenset({"stay", "closure", "bed", "room"}), _closed),
    Rule(BED_GONE, "stay", frozenset({"stay", "bed"}), _bed_gone),
    Rule(CONTRADICTION, "room_requirement", frozenset({"room_requirement"}), _contradiction),
    Rule(TURN_TWICE, "slot", frozenset({"slot", "chore"}), _turn_twice),
    Rule(BILL_TWICE, "bill", frozenset({"bill", "bill_posting", "transaction", "posting"}), _bill_twice),
    Rule(BOOKED_TWICE, "bill", frozenset({"bill", "bill_posting", "transaction", "posting"}), _booked_twice),
)
"""The rules beside those over who is in which bed."""
