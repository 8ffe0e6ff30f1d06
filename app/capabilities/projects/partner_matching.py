"""What partners have sent beside our needs and offers: what fits what, and one key that takes it to the switchboard."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlmodel import select

from app.capabilities.projects.records_partners import PartnerItem
from app.capabilities.switchboard.fitting import Fitter
from app.capabilities.switchboard.grid import CATEGORIES
from app.capabilities.switchboard.matching import matches
from app.capabilities.switchboard.reading import listing_row
from app.capabilities.switchboard.records import Listing
from app.capabilities.switchboard.rows import NEED, OFFER, ListingRow
from app.capabilities.switchboard.service import field_of
from app.i18n import _
from app.problems import NotFound, UserProblem
from app.records.changes import Add, Changed
from app.storage.vault.vault import Vault

_MOST = 3


@dataclass(frozen=True, slots=True)
class TheirMatch:
    """A listing of ours that goes with a line of a partner: its score in tenths, and why."""

    listing: str
    title: str
    tenths: int
    reasons: tuple[str, ...]


def fitting(vault: Vault, partner: str, day: datetime.date) -> Mapping[str, tuple[TheirMatch, ...]]:
    """Give for each line of a partner that still stands the three of our listings that go with it best."""
    with vault.reading() as session:
        items = session.exec(select(PartnerItem).where(PartnerItem.partner == partner)).all()
    rows = [row for item in items if stands(item, day) and (row := as_listing(item)) is not None]
    if not rows:
        return {}
    field = field_of(vault)
    ours = {key: each for key, each in field.listings.items() if each.of != partner}
    found: dict[str, tuple[TheirMatch, ...]] = {}
    for row in rows:
        both = replace(field, listings={**ours, row.id: row}, groups=field.groups | {partner})
        fits, _beside = matches(Fitter(both, day), row)
        found[row.id] = tuple(
            TheirMatch(each.listing.id, each.listing.title, each.score.tenths, tuple(each.score.reasons))
            for each in fits[:_MOST]
        )
    return found


def stands(item: PartnerItem, day: datetime.date) -> bool:
    """Say whether a line of a partner is still offered, and its time not over."""
    offered = (item.state or "offered") == "offered"
    return offered and (item.good_until is None or item.good_until >= day)


def as_listing(item: PartnerItem) -> ListingRow | None:
    """Make a row of a line that is a need or an offer; None for what is neither, or says too little."""
    if item.sort != "listing" or item.side not in {NEED, OFFER} or item.category not in CATEGORIES:
        return None
    category = item.category or ""
    made = Listing(
        id=item.id,
        side=item.side,
        category=category,
        title=item.title or "",
        quantity=item.quantity or 1,
        unit=item.unit or None,
        of=item.partner,
        expires=item.good_until,
    )
    return listing_row(made)


def take_over(vault: Vault, item: str, day: datetime.date) -> Changed:
    """Put a line of a partner on the switchboard as theirs, until its time is over, so that it can be introduced."""
    with vault.reading() as session:
        row = session.get(PartnerItem, item)
        made = None if row is None or not stands(row, day) else as_listing(row)
        of = row.partner if row is not None else ""
        known = list(session.exec(select(Listing).where(Listing.of == of)).all())
    if row is None:
        raise NotFound(_("There is no such line of a partner."))
    if made is None:
        raise UserProblem(
            _("This is nothing that could be matched, or it is no longer offered."), kept=_("Nothing was changed.")
        )
    same = (made.side, made.category, made.title)
    if any((each.side, each.category, each.title) == same and (each.status or "open") == "open" for each in known):
        raise UserProblem(_("It stands on the switchboard already."), kept=_("Nothing was changed."))
    values = {
        "side": made.side,
        "category": made.category,
        "title": made.title[:120],
        "quantity": made.quantity,
        "unit": made.unit,
        "of": row.partner,
        "expires": row.good_until,
    }
    said = {name: value for name, value in values.items() if value is not None}
    return vault.apply([Add("listing", said)], _("Put a line of a partner on the switchboard"))
