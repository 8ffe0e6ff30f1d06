"""What the page of interests shows: who is recused from what, which waivers there are, and what is declared."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.library import documents, reviews
from app.capabilities.library.records import Document, DocumentVersion, Round, Seat
from app.capabilities.library.touching import interest_rows, touched_reviews
from app.capabilities.people.interests import OTHER
from app.capabilities.people.records_time import INTEREST_KINDS, InterestWaiver
from app.i18n import _
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class RecusalLine:
    """A reviewer with an interest: in what, of what, and who has let it pass."""

    seat: str
    round: str
    person: str
    name: str
    what: str
    interest: str
    waivers: tuple[tuple[str, str], ...]
    recused: bool
    declared: bool = True


@dataclass(frozen=True, slots=True)
class DeclaredLine:
    """An interest that somebody declared on their card, and whether it still touches."""

    id: str
    person: str
    name: str
    kind: str
    about: str
    until: datetime.date | None


@dataclass(frozen=True, slots=True)
class InterestsRoom:
    """All of it, by name."""

    recusals: tuple[RecusalLine, ...]
    declared: tuple[DeclaredLine, ...]


def interests_room(vault: Vault, day: datetime.date) -> InterestsRoom:
    """Read who is recused from which review, which waivers there are, and what was declared."""
    touched = touched_reviews(vault, day)
    hits = {each.seat: each for each in reversed(touched)}
    declared = interest_rows(vault)
    with vault.reading() as session:
        seats = [each for each in session.exec(select(Seat)).all() if each.interest or each.id in hits]
        rounds = {each.id: each for each in session.exec(select(Round)).all()}
        versions = {each.id: each for each in session.exec(select(DocumentVersion)).all()}
        names = {each.id: each.title or "" for each in session.exec(select(Document)).all()}
        waivers = sorted(session.exec(select(InterestWaiver)).all(), key=lambda each: each.id)
        titles = Titles.within(vault, session)
        titles.fetch("person", [*(each.person for each in seats), *(each.person for each in waivers)])
        titles.fetch("person", [each.person for each in declared])
        titles.fetch_any([each.about for each in declared])
        lines: list[RecusalLine] = []
        for seat in seats:
            version = versions.get(rounds[seat.round].version) if seat.round in rounds else None
            what = f"{names.get(version.document, '')}, {documents.label(version)}" if version else ""
            of_seat = [each for each in waivers if each.of == seat.id]
            row = reviews.SeatRow(seat.id, seat.person, seat.state or "", seat.interest or "")
            lines.append(
                RecusalLine(
                    seat.id, seat.round, seat.person, titles.of(seat.person), what,
                    seat.interest or _("declared on their card, not said for this review"),
                    tuple((titles.of(each.person), each.reason or "") for each in of_seat),
                    reviews.recused(row, [each.person for each in of_seat]), bool(seat.interest),
                )
            )  # fmt: skip
        told = [
            DeclaredLine(
                each.id, each.person, titles.of(each.person), _(INTEREST_KINDS.get(each.kind or OTHER, "")),
                each.words or (titles.of(each.about) if each.about else ""), each.until_day,
            )
            for each in declared
        ]  # fmt: skip
    return InterestsRoom(
        tuple(sorted(lines, key=lambda each: (not each.recused, each.name.casefold(), each.seat))),
        tuple(sorted(told, key=lambda each: (each.name.casefold(), each.id))),
    )
