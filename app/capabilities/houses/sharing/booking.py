"""What was posted counts once, and what everybody owes is the sum of it: pure rules over postings and payments."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostedBill:
    """A bill as it was posted: shares are (id, minor units, nights); ``replaces`` is the posting that it reverses."""

    id: str
    bill: str
    house: str
    on_day: datetime.date
    text: str
    currency: str
    shares: tuple[tuple[str, int, int], ...]
    mark: str
    paid_by: str | None = None
    replaces: str | None = None
    transaction: str | None = None


@dataclass(frozen=True, slots=True)
class HouseMovement:
    """One movement of the ledger: minor units by id, which add up to zero; positive is owed to somebody.

    ``source`` is the record of the ``kind`` bill, rent or settlement that it comes from.
    """

    on_day: datetime.date
    text: str
    currency: str
    parts: tuple[tuple[str, int], ...]
    source: str
    house: str | None = None
    nights: tuple[tuple[str, int], ...] = ()
    kind: str = "bill"


def mark_of(bill: str, shares: Sequence[tuple[str, int, int]], replaced: str = "") -> str:
    """Give the fingerprint of a posting: the same for two laptops that post one bill with the same nights."""
    lines = [bill, replaced, *(f"{who} {minor} {nights}" for who, minor, nights in sorted(shares))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def counted(postings: Iterable[PostedBill]) -> tuple[list[PostedBill], list[PostedBill]]:
    """Divide postings into those that count, one for each bill, and those that only show.

    A posting that another replaces does not count, nor does one that says the same; of two that differ and stand side
    by side the one with the smaller id counts until somebody posts anew.
    """
    rows = sorted(postings, key=lambda row: row.id)
    marks = {row.id: (row.bill, row.mark) for row in rows}
    replaced = {marks[row.replaces] for row in rows if row.replaces in marks}
    found: dict[str, PostedBill] = {}
    others: list[PostedBill] = []
    for row in rows:
        if not row.bill or (row.bill, row.mark) in replaced or row.bill in found:
            others.append(row)
        else:
            found[row.bill] = row
    return [found[bill] for bill in sorted(found)], others


def disputed(postings: Iterable[PostedBill]) -> list[tuple[PostedBill, PostedBill]]:
    """Give the pairs of postings of one bill that say different things, side by side."""
    kept, others = counted(postings)
    replaced = {row.replaces for row in (*kept, *others) if row.replaces}
    marks = {(row.bill, row.mark) for row in (*kept, *others) if row.id in replaced}
    of_bill = {row.bill: row for row in kept}
    return [
        (of_bill[row.bill], row)
        for row in others
        if row.bill in of_bill and row.mark != of_bill[row.bill].mark and (row.bill, row.mark) not in marks
    ]


def entry_of(posting: PostedBill) -> HouseMovement:
    """Give the movement of a posting: each owes their share, whoever paid is owed all of it."""
    parts: dict[str, int] = {}
    for who, minor, _nights in posting.shares:
        parts[who] = parts.get(who, 0) - minor
    payer = posting.paid_by or posting.house
    parts[payer] = parts.get(payer, 0) + sum(minor for _who, minor, _nights in posting.shares)
    return HouseMovement(
        posting.on_day,
        posting.text,
        posting.currency,
        tuple(sorted(parts.items())),
        posting.bill,
        posting.house,
        tuple((who, nights) for who, _minor, nights in posting.shares),
    )


def balances(entries: Iterable[HouseMovement]) -> dict[str, dict[str, int]]:
    """Add up what everybody is owed (positive) or owes (negative), by currency and id."""
    found: dict[str, dict[str, int]] = {}
    for entry in entries:
        of_currency = found.setdefault(entry.currency, {})
        for who, minor in entry.parts:
            of_currency[who] = of_currency.get(who, 0) + minor
    return {currency: dict(sorted(each.items())) for currency, each in sorted(found.items())}


def rent_days(
    first: datetime.date | None, until: datetime.date | None, day: int, today: datetime.date
) -> list[datetime.date]:
    """Give the days on which a rent was due up to today: a day of each month, 1 to 28."""
    days: list[datetime.date] = []
    if first is None:
        return days
    year, month = first.year, first.month
    while (due := datetime.date(year, month, min(max(day, 1), 28))) <= today:
        if due >= first and (until is None or due < until):
            days.append(due)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return days


def unsimplified(entries: Iterable[HouseMovement]) -> dict[tuple[str, str, str], int]:
    """Give debts as they are: who owes whom how much, by currency, before any are set off against each other."""
    found: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        owed = [(who, minor) for who, minor in entry.parts if minor > 0]
        for who, minor in entry.parts:
            if minor < 0 and len(owed) == 1:
                key = (entry.currency, who, owed[0][0])
                found[key] = found.get(key, 0) - minor
    return dict(sorted(found.items()))


def in_words(balance: Mapping[str, int]) -> list[tuple[str, int]]:
    """Give balances that are not zero, by currency."""
    return [(currency, minor) for currency, minor in sorted(balance.items()) if minor]
