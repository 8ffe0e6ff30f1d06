"""Whose declared interests touch which review, as the rule of people says it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from app.capabilities.library import documents
from app.capabilities.library.records import Document, DocumentVersion, Round, Seat
from app.capabilities.people.interests import OTHER, DeclaredInterest, Thing, touching
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Touch:
    """That an interest of a reviewer touches what they review; the window warns, and nothing is decided by it."""

    seat: str
    round: str
    person: str
    interest: str


def touched_reviews(vault: Vault, day: datetime.date) -> list[Touch]:
    """Find the reviewers with a declared interest in the document, its owner or authors, by seat and interest."""
    if "interest" not in vault.registry:
        return []
    with vault.reading() as session:
        rows: Any = session.exec(select(vault.registry["interest"].model)).all()
        seats = session.exec(select(Seat)).all()
        rounds = {each.id: each for each in session.exec(select(Round)).all()}
        versions = {each.id: each.document for each in session.exec(select(DocumentVersion)).all()}
        known = {each.id: each for each in session.exec(select(Document)).all()}
    declared = [
        DeclaredInterest(
            row.id, row.person, row.about or "", getattr(row, "kind", None) or OTHER, getattr(row, "since", None),
            row.until_day,
        )
        for row in rows
    ]  # fmt: skip
    found: list[Touch] = []
    for seat in seats:
        round_ = rounds.get(seat.round)
        document = known.get(versions.get(round_.version, "")) if round_ else None
        if document is not None:
            thing = Thing(document.id, frozenset(documents.authors(document)))
            hits = touching(declared, seat.person, thing, day)
            found += [Touch(seat.id, seat.round, seat.person, hit.id) for hit in hits]
    return sorted(found, key=lambda each: (each.seat, each.interest))
