"""A need or an offer while it is typed: what can be read of it counts, what cannot is said when it is to be added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.capabilities.switchboard.grid import UNITS_OF, check_quantity, nearest, unit_of
from app.capabilities.switchboard.rows import NEED, OFFER, ListingRow
from app.capabilities.switchboard.typing_in import TypedAmount, amount_of, times_of, windows_of
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add, Change, Changed, New
from app.storage.vault.vault import Vault

DRAFT = "~draft"
_USUAL = 60


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """What stands in the lines of the form."""

    side: str
    category: str
    title: str
    amount: str
    when: str
    of: str
    area: str
    skill: str
    urgency: str

    def row(self) -> ListingRow:
        """Give what can be read so far; where no quantity can be, the least that makes sense."""
        try:
            typed = amount_of(self.amount, self.category)
        except WrongValue:
            unit = unit_of(self.category)
            typed = TypedAmount(nearest(_USUAL if unit == "minutes" else 1, unit), unit)
        try:
            windows = windows_of(times_of(self.when))
        except WrongValue:
            windows = ()
        offer = self.side == OFFER
        return ListingRow(
            DRAFT,
            self.side,
            self.category,
            self.title or _("New"),
            typed.quantity,
            typed.unit,
            typed.currency or ("EUR" if typed.unit == "minor" else None),
            capacity_week=typed.quantity if offer and _weekly(self.when) else None,
            standing=offer and _weekly(self.when),
            of=self.of or None,
            area=self.area or None,
            skill=self.skill or None,
            urgency=self.urgency if self.side == NEED else "whenever",
            windows=windows,
        )

    def wrong(self) -> tuple[str, str] | None:
        """Say which line cannot be taken, and why; ``None`` if all can."""
        if not self.title:
            return "title", _("Say in a few words what it is.")
        try:
            amount_of(self.amount, self.category)
        except WrongValue as problem:
            return "quantity", problem.what
        try:
            times_of(self.when)
        except WrongValue as problem:
            return "when", problem.what
        return None


def add(vault: Vault, draft: ListingDraft) -> Changed:
    """Write a listing with its times, in one action."""
    typed = amount_of(draft.amount, draft.category)
    check_quantity(typed.quantity, typed.unit)
    times = times_of(draft.when)
    offer = draft.side == OFFER
    values: dict[str, Any] = {
        "side": draft.side,
        "category": draft.category,
        "title": draft.title,
        "quantity": typed.quantity,
        "unit": typed.unit if typed.unit != UNITS_OF[draft.category][0] else None,
        "currency": typed.currency,
        "of": draft.of or None,
        "area": draft.area or None,
        "skill": draft.skill or None,
        "urgency": draft.urgency if not offer else "whenever",
    }
    if offer and _weekly(draft.when):
        values.update(standing=True, capacity_week=typed.quantity)
    changes: list[Change] = [Add("listing", {name: each for name, each in values.items() if each is not None})]
    changes += [Add("listing_window", {"listing": New(0), **each}) for each in times]
    return vault.apply(changes, _("Add an offer") if offer else _("Add a need"))


def _weekly(when: str) -> bool:
    """Say whether times typed come again every week."""
    try:
        return any("weekday" in each for each in times_of(when))
    except WrongValue:
        return False
