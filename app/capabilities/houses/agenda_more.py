"""What else houses put on Today: keys, inspections and defects that are due, turns, bills that changed, rents."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from sqlmodel import col, select

from app.capabilities.houses import money_service
from app.capabilities.houses.chores.rows import DONE, MISSED
from app.capabilities.houses.chores_service import why_open
from app.capabilities.houses.records_chores import Slot
from app.capabilities.houses.records_money import Rent
from app.capabilities.houses.records_rooms import Defect, Inspection, KeyLoan
from app.capabilities.houses.sharing.booking import rent_days
from app.capabilities.houses.turns_service import log_changes
from app.i18n import N_, _
from app.records.changes import Change, Edit
from app.services.agenda.section import DUE, LATER, Action, AgendaItem, AgendaSection, Look, dated
from app.storage.vault.vault import Vault

_AHEAD = datetime.timedelta(days=7)


def _keys(look: Look) -> list[AgendaItem]:
    """List keys that are due back."""
    rows = look.session.exec(select(KeyLoan).where(col(KeyLoan.back_on).is_(None), col(KeyLoan.due) <= look.day)).all()
    look.titles.fetch("key", [row.key for row in rows])
    look.titles.fetch("person", [row.person for row in rows])
    of = look.titles.of
    return [
        dated(row.id, "key_loan", of(row.key), of(row.person), row.due, look.day, "key-back") for row in rows if row.due
    ]


def _inspections(look: Look) -> list[AgendaItem]:
    """List rooms to look into."""
    rows = look.session.exec(select(Inspection).where(col(Inspection.done_on).is_(None), Inspection.due <= look.day))
    found = rows.all()
    look.titles.fetch("room", [row.room for row in found])
    look.titles.fetch("person", [row.who for row in found])
    of = look.titles.of
    return [dated(row.id, "inspection", of(row.room), of(row.who), row.due, look.day, "looked-into") for row in found]


def _defects(look: Look) -> list[AgendaItem]:
    """List what is broken and due to be seen to."""
    rows = look.session.exec(select(Defect).where(col(Defect.done_on).is_(None), col(Defect.due) <= look.day)).all()
    look.titles.fetch("house", [row.house for row in rows])
    look.titles.fetch("person", [row.who for row in rows])
    of = look.titles.of
    return [
        dated(row.id, "defect", row.what, of(row.who) if row.who else of(row.house), row.due, look.day, "mended")
        for row in rows
        if row.due
    ]


def _turns(look: Look) -> list[AgendaItem]:
    """List turns of today, those of earlier days that nobody has said anything about, and open ones of the week."""
    rows = look.session.exec(
        select(Slot).where(col(Slot.status).in_(["assigned", "swapped", "open"]), Slot.on_day <= look.day + _AHEAD)
    ).all()
    rows = sorted(rows, key=lambda row: (row.on_day, row.id))
    look.titles.fetch("chore", [row.chore for row in rows])
    look.titles.fetch("person", [row.who for row in rows])
    of = look.titles.of
    items: list[AgendaItem] = []
    open_ones = [row for row in rows if (row.who is None or row.status == "open") and row.on_day >= look.day]
    reasons = why_open(look.session, open_ones) if open_ones else {}
    for row in rows:
        if row.who is None or row.status == "open":
            if row.on_day >= look.day:
                why = reasons.get(row.id) or _("nobody has it yet")
                items.append(dated(row.id, "slot", of(row.chore), why, row.on_day, look.day))
        elif row.on_day <= look.day:
            items.append(dated(row.id, "slot", of(row.chore), of(row.who), row.on_day, look.day, "turn-done"))
    return items


def _turn(what: str) -> Action:
    """Give the action that says what happened to a turn."""
    label = N_("Done") if what == DONE else N_("Missed")
    return Action(label, lambda _vault, slot, day: log_changes(slot, what, day))


def _bills(look: Look) -> list[AgendaItem]:
    """List posted bills that divide otherwise since a stay has changed."""
    found: list[AgendaItem] = []
    for view in money_service.changed_bills(look.session):
        moved = sum(minor for _who, minor in view.changed if minor > 0)
        amount = f"{money_service.decimal_text(moved, view.bill.currency)} {view.bill.currency}"
        about = _("{amount} would be somebody else's: the stays have changed").format(amount=amount)
        found.append(AgendaItem(view.bill.id, "bill", view.text, about, "post-anew", about=about))
    return found


def _post(vault: Vault, bill: str, day: datetime.date) -> Sequence[Change]:
    """Reverse the posting of a bill and post the new split."""
    return money_service.posting_changes(vault, bill, day)


def _rents(look: Look) -> list[AgendaItem]:
    """List rents that are due and not paid for."""
    rents = look.session.exec(select(Rent).order_by(Rent.id)).all()
    if not rents:
        return []
    owed: dict[tuple[str, str], int] = {}
    for entry in money_service.entries_in(look.session, look.day):
        for who, minor in entry.parts:
            owed[who, entry.currency] = owed.get((who, entry.currency), 0) + minor
    look.titles.fetch("person", [rent.person for rent in rents])
    look.titles.fetch("house", [rent.house for rent in rents])
    items: list[AgendaItem] = []
    for rent in rents:
        days = rent_days(rent.from_day, rent.until, rent.day or 1, look.day)
        currency = rent.currency or money_service.currency_of_house(look.session, rent.house)
        if days and owed.get((rent.person, currency), 0) < 0:
            title, house = look.titles.of(rent.person), look.titles.of(rent.house)
            items.append(dated(rent.id, "rent", title, house, days[-1], look.day, "rent-paid"))
    return items


def _paid(vault: Vault, rent: str, day: datetime.date) -> Sequence[Change]:
    """Note that a rent was paid."""
    with vault.reading() as session:
        row = session.get(Rent, rent)
        if row is None:
            return ()
        currency = row.currency or money_service.currency_of_house(session, row.house)
        payer, house, amount = row.person, row.house, row.amount
    return money_service.payment_changes(vault, payer, house, amount, currency, day, house)


def _on(field: str, label: str) -> Action:
    """Give the action that writes the day into a field."""
    return Action(label, lambda _vault, record, day: [Edit(record, {field: day})])


MORE_AGENDA = (
    AgendaSection(
        "turns", N_("Chores"), frozenset({"slot", "chore", "person", "stay", "absence", "chore_share"}), _turns, DUE,
        "check",
        actions={"turn-done": _turn(DONE), "turn-missed": _turn(MISSED)},
    ),
    AgendaSection(
        "keys-due", N_("Keys due back"), frozenset({"key_loan", "key", "person"}), _keys, DUE, "clock",
        actions={"key-back": _on("back_on", N_("Is back"))},
    ),
    AgendaSection(
        "inspections", N_("Rooms to look into"), frozenset({"inspection", "room", "person"}), _inspections, DUE,
        "clock", actions={"looked-into": _on("done_on", N_("Done"))},
    ),
    AgendaSection(
        "defects", N_("Broken things"), frozenset({"defect", "house", "person"}), _defects, DUE, "clock",
        actions={"mended": _on("done_on", N_("Mended"))},
    ),
    AgendaSection(
        "bills-changed", N_("Bills that have changed"),
        frozenset({"bill", "bill_posting", "bill_weight", "backing", "stay", "absence", "bed", "room"}),
        _bills, LATER, "clock", actions={"post-anew": Action(N_("Post anew"), _post)},
    ),
    AgendaSection(
        "rents", N_("Rents due"), frozenset({"rent", "settlement", "bill_posting", "person", "house"}),
        _rents, LATER, "clock", actions={"rent-paid": Action(N_("Paid"), _paid)},
    ),
)  # fmt: skip
"""The sections of houses beside arriving and leaving."""
