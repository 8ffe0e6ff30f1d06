"""Partners as a page shows them: what each offers as of a day, apart from ours, and what could go to one."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.projects import partners
from app.capabilities.projects.partner_file import Item
from app.capabilities.projects.partner_matching import TheirMatch, as_listing, fitting, stands
from app.capabilities.projects.records_partners import PartnerItem, PartnerSender
from app.capabilities.switchboard.records import Partner
from app.i18n import _
from app.problems import NotFound
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner: how much of what it sent is still offered, and of when its last file is."""

    id: str
    name: str
    offered: int
    sent_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class TheirItem:
    """A line that a partner has sent, and whether its time is over."""

    id: str
    sort: str
    title: str
    side: str
    place: str
    state: str
    good_until: datetime.date | None
    faded: bool
    fits: tuple[TheirMatch, ...] = ()
    listable: bool = False


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner with all that it sent, and all that could go to it."""

    id: str
    name: str
    senders: int
    items: tuple[TheirItem, ...]
    choices: tuple[tuple[str, Item], ...]


def partner_lines(vault: Vault, day: datetime.date) -> tuple[PartnerLine, ...]:
    """Give the partners by name."""
    with vault.reading() as session:
        rows = session.exec(select(Partner)).all()
        items = session.exec(select(PartnerItem)).all()
    offered = Counter(row.partner for row in items if stands(row, day))
    sent: dict[str, datetime.date] = {}
    for row in items:
        if row.partner and row.sent_on is not None:
            sent[row.partner] = max(row.sent_on, sent.get(row.partner, row.sent_on))
    found = [PartnerLine(row.id, row.name or "", offered[row.id], sent.get(row.id)) for row in rows]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))


def partner_view(vault: Vault, partner: str, day: datetime.date) -> PartnerView:
    """Give one partner on a day; raises ``NotFound``."""
    with vault.reading() as session:
        row = session.get(Partner, partner)
        if row is None:
            raise NotFound(_("There is no such partner."))
        items = session.exec(select(PartnerItem).where(PartnerItem.partner == partner)).all()
        senders = len(session.exec(select(PartnerSender.id).where(PartnerSender.partner == partner)).all())
    fits = fitting(vault, partner, day)
    theirs = [
        TheirItem(
            each.id,
            each.sort or "",
            each.title or "",
            each.side or "",
            each.place or "",
            each.state or "offered",
            each.good_until,
            each.good_until is not None and each.good_until < day,
            fits.get(each.id, ()),
            stands(each, day) and as_listing(each) is not None,
        )
        for each in items
    ]
    theirs.sort(key=lambda each: (each.state != "offered" or each.faded, each.sort, each.title.casefold(), each.id))
    return PartnerView(partner, row.name or "", senders, tuple(theirs), tuple(partners.choices(vault, partner, day)))
