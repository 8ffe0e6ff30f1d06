"""Asks and reports in one calendar, and whom the group has asked lately already."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, select

from app.capabilities.funds.records import ASK_STATES, Ask, Funder, FunderContact, Report
from app.capabilities.ledger.service import find
from app.i18n import _
from app.records.changes import Add, Change, Changed, Edit, New
from app.records.folding import fold
from app.services.records.titles import Titles
from app.services.settings import group
from app.storage.vault.vault import Vault

LATELY = datetime.timedelta(days=180)


class AskRow(NamedTuple):
    """An ask: ``day`` is when it was sent, or else its deadline."""

    id: str
    funder: str
    day: datetime.date | None
    purpose: str
    state: str


class AskingEntry(NamedTuple):
    """A line of the calendar; ``before`` says what the same funder was asked within 180 days."""

    day: datetime.date | None
    what: str
    record: str
    name: str
    state: str
    before: tuple[str, ...] = ()
    is_report: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give the form of it in JSON."""
        return self._asdict() | {"before": list(self.before)}


def same_funders(
    names: Iterable[tuple[str, str]], addresses: Iterable[tuple[str, str]], merged: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """Give for each funder's id the least id of those that are the same: folded name, domain of an address, merged."""
    rows = sorted((identity, name or "") for identity, name in names)
    known = [(of, value) for of, value in addresses if of and value]
    parent = {identity: identity for identity, _name in rows}
    seen: dict[str, str] = {}

    def root(identity: str) -> str:
        while parent[identity] != identity:
            identity = parent[identity]
        return identity

    texts = [(identity, f"name {fold(name)}") for identity, name in rows]
    texts += [(of, f"at {value.rpartition('@')[2].casefold()}") for of, value in sorted(known) if "@" in value]
    for identity, text in texts:
        if identity not in parent:
            continue
        one, other = sorted((root(identity), root(seen.setdefault(text, identity))))
        parent[other] = one
    for identity, into in merged:
        if identity in parent and into in parent:
            one, other = sorted((root(identity), root(into)))
            parent[other] = one
    return {identity: root(identity) for identity in parent}


def funders_alike(session: Session) -> dict[str, str]:
    """Give for each funder that is here the least id of those that are the same."""
    stored = session.exec(select(Funder)).all()
    merged = [(row.id, row.merged_into) for row in stored if row.merged_into]
    addresses = [(row.funder or "", row.value or "") for row in session.exec(select(FunderContact)).all()]
    return same_funders([(row.id, row.name or "") for row in stored], addresses, merged)


def asked_before(ask: AskRow, others: Sequence[AskRow], same: dict[str, str]) -> list[AskRow]:
    """Give the other asks to the same funder within 180 days, in the order of days."""
    if ask.day is None:
        return []
    found = [
        each
        for each in others
        if each.id != ask.id
        and each.day is not None
        and abs(each.day - ask.day) <= LATELY
        and each.state not in {"idea"}
        and same.get(each.funder, each.funder) == same.get(ask.funder, ask.funder)
    ]
    return sorted(found, key=lambda each: (each.day or ask.day, each.id))


def entry_state(entry: AskingEntry) -> str:
    """Say how a line of the calendar stands."""
    if entry.is_report:
        return _("sent") if entry.state == "sent" else _("due")
    return _(ASK_STATES.get(entry.state, entry.state))


class AskingBooks(NamedTuple):
    """All asks as rows and as stored, who is the same funder, and the names of funders and owners."""

    stored: dict[str, Ask]
    rows: dict[str, AskRow]
    same: dict[str, str]
    funders: dict[str, str]
    owners: dict[str, str]
    reports: Sequence[Report]


def read_asks(vault: Vault, day: datetime.date) -> AskingBooks:
    """Read asks, funders and reports; one that has no day yet would be sent on ``day``."""
    with vault.reading() as session:
        asks = session.exec(select(Ask)).all()
        funders = {row.id: row.name or "" for row in session.exec(select(Funder)).all()}
        same = funders_alike(session)
        reports = session.exec(select(Report)).all()
        titles = Titles.within(vault, session)
        titles.fetch("person", [row.owner for row in asks])
        owners = {row.id: titles.of(row.owner) if row.owner else "" for row in asks}
    rows = {
        row.id: AskRow(
            row.id, row.funder or "", row.sent_on or row.deadline or (day if row.state in _OPEN else None),
            row.purpose or "", row.state or "",
        )
        for row in asks
    }  # fmt: skip
    return AskingBooks({row.id: row for row in asks}, rows, same, funders, owners, reports)


_OPEN = frozenset({"idea", "writing", "sent", None})


def calendar_of(vault: Vault) -> list[AskingEntry]:
    """Read asks and reports in the order of their days."""
    books = read_asks(vault, group.today(vault))
    found: list[AskingEntry] = []
    for ask in books.stored.values():
        row = books.rows[ask.id]
        before = tuple(_told(each, books) for each in asked_before(row, list(books.rows.values()), books.same))
        what = _("deadline") if ask.state in {"idea", "writing"} else _("decision")
        day = {"idea": ask.deadline, "writing": ask.deadline, "sent": ask.decision_on}.get(row.state)
        found.append(AskingEntry(day, what, ask.id, books.funders.get(row.funder, ""), row.state, before))
    for report in books.reports:
        asked = books.rows.get(report.ask or "")
        name = books.funders.get(asked.funder, "") if asked else ""
        state = "sent" if report.sent_on else "due"
        found.append(AskingEntry(report.due, _("report"), report.id, name, state, (), is_report=True))
    return sorted(found, key=lambda entry: (entry.day or datetime.date.max, entry.record))


def _told(each: AskRow, books: AskingBooks) -> str:
    """Say who asked for what and how it went."""
    who = books.owners.get(each.id, "")
    return f"{each.day} {f'{who}: ' if who else ''}{each.purpose} ({each.state})"


def grant(
    vault: Vault,
    word: str,
    name: str,
    restriction: str,
    since: datetime.date | None,
    until: datetime.date | None,
    reports: Sequence[datetime.date],
) -> Changed:
    """Turn an ask into a fund with its restriction, time, use and reports, in one action; the fund is added first."""
    with vault.reading() as session:
        asks = {row.id: row for row in session.exec(select(Ask)).all()}
    ask = asks[find([(row.id, row.purpose or "") for row in asks.values()], word, _("ask"))]
    values: dict[str, object] = {
        "name": name, "restriction": restriction, "from_day": since, "until": until, "given_by": ask.funder,
        "ask": ask.id, "purpose": ask.purpose,
    }  # fmt: skip
    made: list[Change] = [Add("fund", {field: value for field, value in values.items() if value is not None})]
    made.append(Edit(ask.id, {"state": "granted"}))
    if ask.project and restriction in {"purpose", "both"}:
        made.append(Add("fund_use", {"fund": New(0), "project": ask.project}))
    made += [Add("report", {"ask": ask.id, "due": day}) for day in reports]
    return vault.apply(made, _("Granted"))
