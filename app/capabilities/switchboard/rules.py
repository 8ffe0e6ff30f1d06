"""The rules of the switchboard: what two laptops have given away, or met, twice."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from app.capabilities.switchboard import records
from app.capabilities.switchboard.clashes import NEED_TWICE, OFFER_TWICE, clashes
from app.capabilities.switchboard.reading import listing_row, match_row
from app.capabilities.switchboard.words import amount
from app.i18n import N_
from app.records.changes import Edit
from app.records.rule import Finding, Rule, RuleRows, SettlingWay

_SENTENCES = {
    OFFER_TWICE: N_("More is given of {listing} than there is: {sum} of {most}."),
    NEED_TWICE: N_("{listing} is met twice: {sum} of {most}."),
}
_READS = frozenset({"match", "listing"})


def _rule(kind: str) -> Rule:
    """Announce one of the two rules; keeping one match puts what the others were for back."""

    def find(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
        listings = {each.id: row for each in rows(records.Listing) if (row := listing_row(each)) is not None}
        matches = {each.id: match_row(each) for each in rows(records.Match) if each.need and each.offer}
        for each in clashes(listings, matches.values()):
            if each.kind != kind:
                continue
            listing = listings[each.listing]
            told = {
                match: matches[match].need if kind == OFFER_TWICE else matches[match].offer for match in each.matches
            }
            yield Finding(
                kind,
                each.matches,
                each.listing,
                _SENTENCES[kind],
                {"listing": each.listing},
                {
                    "sum": amount(each.sum, listing.unit, listing.currency),
                    "most": amount(each.most, listing.unit, listing.currency),
                },
                tuple(
                    SettlingWay(
                        kept,
                        N_("Keep {one}"),
                        tuple(
                            Edit(other, {"status": "fell_through", "whose": "neither", "ask_again": True})
                            for other in each.matches
                            if other != kept
                        ),
                        {"one": told[kept]},
                    )
                    for kept in each.matches
                ),
            )

    return Rule(kind, "match", _READS, find)


RULES = (_rule(OFFER_TWICE), _rule(NEED_TWICE))
