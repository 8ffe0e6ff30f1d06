"""What the switchboard puts on Today: answers due, deliveries to confirm, and what is about to lapse."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from sqlmodel import col, select

from app.capabilities.people.records import Person
from app.capabilities.switchboard.records import Listing, Match
from app.i18n import N_
from app.records.changes import Change, Edit
from app.services.agenda.section import DUE, LATER, Action, AgendaItem, AgendaSection, Look, dated
from app.storage.vault.vault import Vault

_KINDS = frozenset({"match", "listing"})
_BEFORE = 7  # Days for which something that lapses comes up before it does.


def _matches(look: Look, status: str, action: str) -> list[AgendaItem]:
    """List the matches of a status that are due."""
    rows = look.session.exec(select(Match).where(Match.status == status, col(Match.check_on) <= look.day)).all()
    look.titles.fetch("listing", [end for each in rows for end in (each.need, each.offer)])
    of = look.titles.of
    return [
        dated(each.id, "match", of(each.need), of(each.offer), each.check_on or look.day, look.day, action)
        for each in sorted(rows, key=lambda each: (each.check_on or look.day, each.id))
    ]


def _lapsing(look: Look, side: str) -> list[AgendaItem]:
    """List the open listings of a side that expire soon; the lister is asked before, not after."""
    last = look.day + datetime.timedelta(days=_BEFORE)
    rows = look.session.exec(
        select(Listing).where(
            Listing.side == side,
            Listing.status == "open",
            col(Listing.expires) >= look.day,
            col(Listing.expires) <= last,
        )
    ).all()
    look.titles.fetch_any([each.of for each in rows if each.of])
    return [
        dated(
            each.id,
            "listing",
            each.title,
            look.titles.of(each.of) if each.of else "",
            each.expires,
            look.day,
            "listing-longer",
        )
        for each in sorted(rows, key=lambda each: (each.expires or look.day, each.id))
        if each.expires is not None
    ]


def _of_gone(look: Look) -> list[AgendaItem]:
    """List the open listings of people who have left, for somebody to close."""
    gone = select(Person.id).where(Person.stage == "left")
    rows = look.session.exec(select(Listing).where(Listing.status == "open", col(Listing.of).in_(gone))).all()
    look.titles.fetch("person", [each.of for each in rows])
    return [
        AgendaItem(
            each.id, "listing", each.title, look.titles.of(each.of), "listing-close", about=look.titles.of(each.of)
        )
        for each in sorted(rows, key=lambda each: (each.title, each.id))
    ]


def _close(_vault: Vault, record: str, _day: datetime.date) -> Sequence[Change]:
    """Close a listing."""
    return [Edit(record, {"status": "closed"})]


def _to(values: dict[str, object]) -> Action:
    """Give the action that writes these values."""

    def changes(_vault: Vault, record: str, _day: datetime.date) -> Sequence[Change]:
        return [Edit(record, values)]

    return Action(_LABELS[str(values["status"])], changes)


def _longer(_vault: Vault, record: str, day: datetime.date) -> Sequence[Change]:
    """Let a listing stand four weeks more."""
    return [Edit(record, {"expires": day + datetime.timedelta(days=28)})]


_LABELS = {
    "accepted": N_("Both said yes"),
    "delivered": N_("Was done"),
    "confirmed": N_("Confirmed"),
}
_YES = _to({"status": "accepted", "need_says": "yes", "offer_says": "yes"})
_DONE = _to({"status": "delivered"})
_CONFIRMED = _to({"status": "confirmed", "check_on": None})

AGENDA = (
    AgendaSection(
        "match-answers", N_("Answers due"), _KINDS, lambda look: _matches(look, "introduced", "match-accepted"),
        DUE, "clock",
        actions={"match-accepted": _YES},
    ),
    AgendaSection(
        "match-deliveries", N_("Should be done"), _KINDS, lambda look: _matches(look, "accepted", "match-delivered"),
        DUE, "clock",
        actions={"match-delivered": _DONE},
    ),
    AgendaSection(
        "match-confirmations", N_("To be confirmed"), _KINDS,
        lambda look: _matches(look, "delivered", "match-confirmed"),
        DUE, "clock", actions={"match-confirmed": _CONFIRMED},
    ),
    AgendaSection(
        "needs-lapsing", N_("Needs about to lapse"), _KINDS, lambda look: _lapsing(look, "need"), DUE, "clock",
        actions={"listing-longer": Action(N_("Four weeks more"), _longer)},
    ),
    AgendaSection(
        "offers-expiring", N_("Offers about to expire"), _KINDS, lambda look: _lapsing(look, "offer"), DUE, "clock",
        actions={"listing-longer": Action(N_("Four weeks more"), _longer)},
    ),
    AgendaSection(
        "listings-of-gone", N_("Needs and offers of people who left"), _KINDS | {"person"}, _of_gone, LATER, "clock",
        actions={"listing-close": Action(N_("Close"), _close)},
    ),
)  # fmt: skip
