"""Whose declared interests touch which review, as the rule of people says it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from app.capabilities.library import documents
from app.capabilities.library.records import Document, DocumentVersion, Round, Seat
from app.capabilities.people.interests import Thing, declared_by, touching, years_after
from app.services.settings import group
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Touch:
    """That an interest of a reviewer touches what they review; the window warns, and nothing is decided by it."""

    seat: str
    round: str
    person: str
    interest: str


def interest_rows(vault: Vault) -> list[Any]:
    """Give what people have declared on their cards, by id; nothing where there are no interests."""
    if "interest" not in vault.registry:
        return []
    with vault.reading() as session:
        rows: Any = session.exec(select(vault.registry["interest"].model)).all()
    return sorted(rows, key=lambda each: each.id)


def touched_reviews(vault: Vault, day: datetime.date) -> list[Touch]:
    """Find the reviewers with a declared interest in the document, its owner or authors, by seat and interest."""
    rows = interest_rows(vault)
    if not rows:
        return []
    with vault.reading() as session:
        years = years_after(group.read(session, vault.registry))
        seats = session.exec(select(Seat)).all()
        rounds = {each.id: each for each in session.exec(select(Round)).all()}
        versions = {each.id: each.document for each in session.exec(select(DocumentVersion)).all()}
        known = {each.id: each for each in session.exec(select(Document)).all()}
    declared = [declared_by(row) for row in rows]
    found: list[Touch] = []
    for seat in seats:
        round_ = rounds.get(seat.round)
        document = known.get(versions.get(round_.version, "")) if round_ else None
        if document is not None:
            thing = Thing(document.id, frozenset(documents.authors(document)))
            hits = touching(declared, seat.person, thing, day, years)
            found += [Touch(seat.id, seat.round, seat.person, hit.id) for hit in hits]
    return sorted(found, key=lambda each: (each.seat, each.interest))
