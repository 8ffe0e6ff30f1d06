"""What a coordinator does at the switchboard: introduce, take answers, follow a match to its end."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.capabilities.people.merged import people_survivors
from app.capabilities.people.waiving import waivers_of_pairs
from app.capabilities.switchboard import handoff, records
from app.capabilities.switchboard.fitting import Fitter, in_words
from app.capabilities.switchboard.grid import check_quantity
from app.capabilities.switchboard.letters import AskedFor, base_of, language_for, letter
from app.capabilities.switchboard.reading import match_row, read_field
from app.capabilities.switchboard.rows import NEED, OFFER, ListingBook, ListingRow, MatchRow
from app.capabilities.switchboard.weights import LETTER
from app.i18n import _
from app.problems import NotFound, UserProblem, WrongValue
from app.records.changes import Add, Change, Changed, Edit
from app.records.contact import is_closed, may_write
from app.services.settings import group
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach somebody, and whether a text may be sent there."""

    name: str
    kind: str
    value: str
    safe_to_text: bool | None
    do_not_call: bool | None = None
    do_not_write: bool | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to one side: to whom, in which language."""

    to: str
    language: str
    text: str


def field_of(vault: Vault) -> ListingBook:
    """Read the field."""
    given = waivers_of_pairs(vault)
    with vault.reading() as session:
        return read_field(session, vault.registry, given)


def listing_of(field: ListingBook, listing: str, side: str = "") -> ListingRow:
    """Give a listing, of a side if one is named."""
    found = field.listings.get(listing)
    if found is None or (side and found.side != side):
        what = _("There is no such need.") if side == NEED else _("There is no such offer.")
        raise NotFound(what, do=_("Look for it with list or search."))
    return found


def introduce(
    vault: Vault, need: str, offer: str, quantity: int, today: datetime.date, on_day: datetime.date | None = None
) -> Changed:
    """Ask both sides for a quantity; a suggestion of the same pair becomes the introduction. One undo."""
    field = field_of(vault)
    wanted, given = listing_of(field, need, NEED), listing_of(field, offer, OFFER)
    day = on_day or today
    check_quantity(quantity, wanted.unit)
    fitter = Fitter(field, day)
    fit = fitter.fit(wanted, given)
    if fit.why:
        raise UserProblem(_("They do not fit: {why}.").format(why=in_words(fit.why)), kept=_("Nothing was changed."))
    most = min(fit.open, fit.left)
    if quantity > most:
        raise WrongValue(
            _("{quantity} is more than there is: {open} are open of the need, {left} left of the offer.").format(
                quantity=quantity, open=fit.open, left=fit.left
            ),
            field="quantity",
        )
    values: dict[str, object] = {
        "quantity": quantity,
        "on_day": day,
        "status": "introduced",
        "check_on": handoff.check_on(wanted.urgency, today),
        "introduced_by": _me(vault),
    }
    same = [
        each
        for each in field.matches
        if (each.need, each.offer, each.status) == (need, offer, "suggested") and not each.refused
    ]
    if same:
        first = min(same, key=lambda each: each.id)
        return vault.apply([Edit(first.id, values)], _("Introduce"))
    return vault.apply([Add("match", {"need": need, "offer": offer, **values})], _("Introduce"))


def answer(vault: Vault, match: str, side: str, says: str) -> Changed:
    """Take the answer of one side."""
    return _step(vault, match, handoff.answered(_match(vault, match), side, says), _("Answer"))


def deliver(vault: Vault, match: str) -> Changed:
    """Note that it was done."""
    return _step(vault, match, handoff.delivered(_match(vault, match)), _("Delivered"))


def confirm(vault: Vault, match: str) -> Changed:
    """Note that the receiver says so."""
    return _step(vault, match, handoff.confirmed(_match(vault, match)), _("Confirmed"))


def fell_through(vault: Vault, match: str, whose: str, reason: str, *, ask_again: bool) -> Changed:
    """Note that it came to nothing, and open the quantity again."""
    changes = handoff.fell_through(_match(vault, match), whose, reason, ask_again=ask_again)
    return _step(vault, match, changes, _("Fell through"))


def letters(vault: Vault, match: str) -> Mapping[str, Letter]:
    """Write the introduction to both sides, each in a language of theirs; no contact detail, no name but their own."""
    found = _match(vault, match)
    field = field_of(vault)
    need, offer = listing_of(field, found.need), listing_of(field, found.offer)
    about = AskedFor(need.title, offer.title, found.quantity, need.unit, need.currency, found.on_day, found.check_on)
    with vault.reading() as session:
        rows = sorted(session.exec(select(records.IntroductionText)).all(), key=lambda row: row.id, reverse=True)
        texts = {base_of(tag): row.text for row in rows for tag in row.languages or () if row.text}
        speaks = {side: _languages(vault, session, each) for side, each in ((NEED, need), (OFFER, offer))}
    common = str(group.value(vault, LETTER) or "")
    found_letters: dict[str, Letter] = {}
    for side, each in ((NEED, need), (OFFER, offer)):
        language = language_for(speaks[side], texts)
        name = field.names.get(each.of or "", each.title)
        found_letters[side] = Letter(name, language, letter(name, language, about, texts, common))
    return found_letters


def _languages(vault: Vault, session: Session, listing: ListingRow) -> list[str]:
    """Give the languages of a listing, else of the person or partner it is of."""
    if listing.languages:
        return sorted(listing.languages)
    for kind in ("person", "partner"):
        row: Any = session.get(vault.registry[kind].model, listing.of) if listing.of else None
        if row is not None:
            return list(row.languages or ())
    return []


def contacts(vault: Vault, match: str, *, for_texts: bool = False) -> Mapping[str, Sequence[Contact]]:
    """Give how to reach both sides, once both said yes; nothing before. Texts go only where that is safe."""
    found = _match(vault, match)
    if not handoff.both_said_yes(found):
        return {NEED: (), OFFER: ()}
    field = field_of(vault)
    return {
        side: tuple(
            each
            for each in _contacts(vault, field.listings[listing].of if listing in field.listings else None)
            if not for_texts or (each.safe_to_text and may_write(each))
        )
        for side, listing in ((NEED, found.need), (OFFER, found.offer))
    }


def _contacts(vault: Vault, of: str | None) -> list[Contact]:
    """Read the contact points of a person or partner."""
    if of is None:
        return []
    found: list[Contact] = []
    with vault.reading() as session:
        one = people_survivors(session)
        ids = [of, *(each for each in one.merged() if one.of(each) == of)]  # What was written to them later counts.
        for kind, parent in (("contact_point", "person"), ("partner_contact", "partner")):
            model: Any = vault.registry[kind].model
            rows = session.exec(select(model).where(getattr(model, parent).in_(ids))).all()
            found.extend(
                Contact(of, each.kind, each.value, each.safe_to_text, each.do_not_call, each.do_not_write)
                for each in sorted(rows, key=lambda each: (not each.preferred, each.id))
                if each.value and not is_closed(each)
            )
    return found


def _match(vault: Vault, match: str) -> MatchRow:
    """Read one match."""
    with vault.reading() as session:
        row = session.get(records.Match, match)
        if row is None:
            raise NotFound(_("There is no such match."), do=_("Look for it with list or search."))
        return match_row(row)


def _step(vault: Vault, match: str, changes: Mapping[str, object], label: str) -> Changed:
    """Write one step."""
    batch: list[Change] = [Edit(match, dict(changes))]
    return vault.apply(batch, label)


def _me(vault: Vault) -> str | None:
    """Give the person who sits at this laptop, if the vault knows."""
    from app.services.members import authors

    return authors.me(vault) or None
