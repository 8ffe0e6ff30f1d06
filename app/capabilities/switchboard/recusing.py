"""Two answers to a declared interest in a pair, on the record: recusal, or that two others let it pass this time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from app.capabilities.people.interests import waiver
from app.capabilities.switchboard.rows import NEED, OFFER
from app.capabilities.switchboard.service import field_of, listing_of
from app.capabilities.switchboard.touching import PairInterest, declared_in
from app.i18n import _
from app.problems import NotFound
from app.records.changes import Add, Changed
from app.storage.vault.vault import Vault


def recuse(vault: Vault, need: str, offer: str, reason: str, today: datetime.date) -> Changed:
    """Keep whoever has an interest out of it: the two do not go together, and the rule says why."""
    touched = _touched(vault, need, offer, today)
    names = ", ".join(each.name for each in touched)
    words = _("{names} is recused for a declared interest.").format(names=names)
    values = {
        "listing": need,
        "other": offer,
        "rule": "never",
        "reason": " ".join(filter(None, (words, reason.strip()))),
    }
    return vault.apply([Add("pairing", values)], _("Recuse"))


def waive(vault: Vault, need: str, offer: str, person: str, reason: str, today: datetime.date) -> Changed:
    """Let the interest in a pair pass, which takes two others."""
    touched = _touched(vault, need, offer, today)
    whose = [each.person for each in touched]
    return vault.apply([waiver(need, whose, person, reason, offer)], _("Waive an interest"))


def _touched(vault: Vault, need: str, offer: str, today: datetime.date) -> Sequence[PairInterest]:
    """Read whose interests touch a pair, and refuse a pair that none touches."""
    field = field_of(vault)
    found = declared_in(field, listing_of(field, need, NEED), listing_of(field, offer, OFFER), today)
    if not found:
        raise NotFound(
            _("No declared interest touches these two."), do=_("Declare it on the card of the person first.")
        )
    return found
