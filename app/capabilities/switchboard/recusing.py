"""Two answers to a declared interest in a pair, on the record: recusal, or that two others let it pass this time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from app.capabilities.people.waiving import own_waiver
from app.capabilities.switchboard.rows import NEED, OFFER, ListingBook
from app.capabilities.switchboard.service import field_of, listing_of
from app.capabilities.switchboard.touching import PairInterest, declared_in
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Changed
from app.storage.vault.vault import Vault


def recuse(vault: Vault, need: str, offer: str, reason: str, today: datetime.date) -> Changed:
    """Keep whoever has an interest out of it: the two do not go together, and the rule says why."""
    touched = _touched(field_of(vault), need, offer, today)
    names = ", ".join(each.name for each in touched)
    words = _("{names} is recused for a declared interest.").format(names=names)
    values = {
        "listing": need,
        "other": offer,
        "rule": "never",
        "reason": " ".join(filter(None, (words, reason.strip()))),
    }
    return vault.apply([Add("pairing", values)], _("Recuse"))


def waive(vault: Vault, need: str, offer: str, reason: str, today: datetime.date, person: str = "") -> Changed:
    """Let the interest in a pair pass, which takes two others, each on a laptop of their own."""
    field = field_of(vault)
    touched = _touched(field, need, offer, today)
    made = own_waiver(vault, need, [each.person for each in touched], reason, person, offer)
    if made.values["person"] in field.waivers.get((need, offer), ()):
        raise WrongValue(_("You have said so already."), kept=_("Nothing was changed."))
    return vault.apply([made], _("Waive an interest"))


def _touched(field: ListingBook, need: str, offer: str, today: datetime.date) -> Sequence[PairInterest]:
    """Find whose interests touch a pair, and refuse a pair that none touches."""
    found = declared_in(field, listing_of(field, need, NEED), listing_of(field, offer, OFFER), today)
    if not found:
        raise NotFound(
            _("No declared interest touches these two."), do=_("Declare it on the card of the person first.")
        )
    return found
