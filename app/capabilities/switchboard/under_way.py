"""Matches on their way from asked to confirmed, as the window shows them: who has said what, and what comes next."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.capabilities.switchboard import service
from app.capabilities.switchboard.board import SwitchboardLook
from app.capabilities.switchboard.records import MATCH_STATUS
from app.capabilities.switchboard.rows import NEED, OFFER, MatchRow
from app.capabilities.switchboard.words import amount
from app.i18n import N_, _
from app.records.contact import noes
from app.records.days import format_day
from app.storage.vault.vault import Vault

STEPS = ("introduced", "accepted", "delivered")
_WAITS: Mapping[tuple[str | None, str | None], str] = {
    (None, None): N_("both still have to answer"),
    ("yes", None): N_("who offers still has to answer"),
    (None, "yes"): N_("who needs still has to answer"),
}
_NEXT = {
    "accepted": N_("both said yes; to be done"),
    "delivered": N_("done; who needs it has to confirm"),
}


@dataclass(frozen=True, slots=True)
class MatchLine:
    """One match on its way; ``late`` where an answer or a deed is due."""

    id: str
    need: str
    offer: str
    amount: str
    status: str
    waits: str
    day: str
    late: bool
    need_says: str
    offer_says: str
    need_of: str
    offer_of: str

    @property
    def title(self) -> str:
        """Name both."""
        return f"{self.need}  ←  {self.offer}"

    @property
    def detail(self) -> str:
        """Say what comes next, and by when."""
        return "  ·  ".join(filter(None, (self.waits, self.day)))

    @property
    def words(self) -> str:
        """Give all that is said of it, as it is read out."""
        return ", ".join(filter(None, (self.need, self.offer, self.amount, self.waits, self.day)))

    @property
    def status_words(self) -> str:
        """Name the state."""
        return _(MATCH_STATUS.get(self.status, self.status))


@dataclass(frozen=True, slots=True)
class SideWords:
    """One side of a match: the text that asks them, in their language; how they are reached, once both said yes."""

    name: str
    language: str
    text: str
    reach: tuple[str, ...]


def under_way(at: SwitchboardLook, day: datetime.date) -> tuple[MatchLine, ...]:
    """List the matches that are neither only suggested nor at their end, what is due first."""
    found = [each for each in at.field.matches if each.status in STEPS and not each.refused]
    known = [each for each in found if each.need in at.field.listings and each.offer in at.field.listings]
    known.sort(key=lambda each: (each.check_on or datetime.date.max, STEPS.index(each.status), each.id))
    return tuple(_line(at, each, day) for each in known)


def _line(at: SwitchboardLook, each: MatchRow, day: datetime.date) -> MatchLine:
    """Put a match into words."""
    need, offer = at.field.listings[each.need], at.field.listings[each.offer]
    waits = _NEXT.get(each.status) or _WAITS.get((each.need_says, each.offer_says), MATCH_STATUS["introduced"])
    due = each.check_on if each.status != "accepted" else each.on_day
    return MatchLine(
        each.id,
        need.title,
        offer.title,
        amount(each.quantity, need.unit, need.currency),
        each.status,
        _(waits),
        "" if due is None else _("by {day}").format(day=format_day(due)),
        due is not None and due <= day,
        each.need_says or "",
        each.offer_says or "",
        at.names.get(need.of or "", ""),
        at.names.get(offer.of or "", ""),
    )


def sides(vault: Vault, match: str) -> dict[str, SideWords]:
    """Give the texts for both sides, and after two times yes how they reach each other."""
    texts, reach = service.letters(vault, match), service.contacts(vault, match)
    return {
        side: SideWords(texts[side].to, texts[side].language, texts[side].text, tuple(_reach(reach[side])))
        for side in (NEED, OFFER)
    }


def _reach(points: Sequence[service.Contact]) -> list[str]:
    """Write how somebody is reached, with a warning where a text would be harmful."""
    found: list[str] = []
    for each in points:
        silent = noes(each)
        silent += [_("no texts")] if each.safe_to_text is False and not each.do_not_write else []
        found.append(f"{each.value} ({', '.join(silent)})" if silent else each.value)
    return found
