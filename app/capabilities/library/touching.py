"""Whose declared interests touch which review, as the rule of people says it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from app.capabilities.library import documents
from app.capabilities.library.records import Document, DocumentVersion, Round, Seat
from app.capabilities.people.interests import OTHER, Thing, declared_by, touching, years_after
from app.capabilities.people.records_time import INTEREST_KINDS
from app.i18n import _
from app.services.settings import group
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Touch:
    """That a declared interest of a reviewer touches what they review; ``words`` say what it is."""

    seat: str
    round: str
    person: str
    interest: str
    words: str = ""


def interest_rows(vault: Vault) -> list[Any]:
    """Give what people have declared on their cards, by id; nothing where there are no interests."""
    if "interest" not in vault.registry:
        return []
    with vault.reading() as session:
        rows: Any = session.exec(select(vault.registry["interest"].model)).all()
    return sorted(rows, key=lambda each: each.id)


def touched_reviews(vault: Vault, day: datetime.date, round_: str = "") -> list[Touch]:
    """Find the reviewers with a declared interest in the document, its owner or authors, by seat and interest."""
    rows = interest_rows(vault)
    if not rows:
        return []
    with vault.reading() as session:
        years = years_after(group.read(session, vault.registry))
        seats = session.exec(select(Seat).where(Seat.round == round_) if round_ else select(Seat)).all()
        rounds = {each.id: each for each in session.exec(select(Round)).all()}
        versions = {each.id: each.document for each in session.exec(select(DocumentVersion)).all()}
        known = {each.id: each for each in session.exec(select(Document)).all()}
    declared = [declared_by(row) for row in rows]
    words = {row.id: _words(row) for row in rows}
    found: list[Touch] = []
    for seat in seats:
        on = rounds.get(seat.round)
        document = known.get(versions.get(on.version, "")) if on else None
        if document is not None:
            thing = Thing(document.id, frozenset(documents.authors(document)))
            hits = touching(declared, seat.person, thing, day, years)
            found += [Touch(seat.id, seat.round, seat.person, hit.id, words[hit.id]) for hit in hits]
    return sorted(found, key=lambda each: (each.seat, each.interest))


def _words(row: Any) -> str:
    """Say what an interest is: its sort, and its words where it has some."""
    return ": ".join(filter(None, (_(INTEREST_KINDS.get(row.kind or OTHER, "")), row.words)))
