"""What the page of interests shows: who is recused from what, which waivers there are, and what is declared."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.library import documents
from app.capabilities.library.records import Document, DocumentVersion, Round
from app.capabilities.library.recusals import recusals
from app.capabilities.library.touching import interest_rows
from app.capabilities.people.interests import OTHER
from app.capabilities.people.records_time import INTEREST_KINDS
from app.i18n import _
from app.services.members.authors import me
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class RecusalLine:
    """A reviewer with an interest: in what, of what, and who has let it pass: name, reason, whether it counts.

    ``said`` is for this review, else it stands on their card only; ``can_waive``, whether this laptop's member could.
    """

    seat: str
    round: str
    person: str
    name: str
    what: str
    interest: str
    waivers: tuple[tuple[str, str, bool], ...]
    recused: bool
    said: bool
    can_waive: bool


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
    mine = me(vault)
    touched, declared = recusals(vault, day), interest_rows(vault)
    with vault.reading() as session:
        rounds = {each.id: each for each in session.exec(select(Round)).all()}
        versions = {each.id: each for each in session.exec(select(DocumentVersion)).all()}
        names = {each.id: each.title or "" for each in session.exec(select(Document)).all()}
        titles = Titles.within(vault, session)
        titles.fetch("person", [*(each.person for each in touched), *(w.person for r in touched for w in r.waivers)])
        titles.fetch("person", [each.person for each in declared])
        titles.fetch_any([each.about for each in declared])
        lines: list[RecusalLine] = []
        for each in touched:
            version = versions.get(rounds[each.round].version) if each.round in rounds else None
            what = f"{names.get(version.document, '')}, {documents.label(version)}" if version else ""
            waivers = tuple((titles.of(w.person), w.reason, w.counts and w.person != each.person) for w in each.waivers)
            lines.append(
                RecusalLine(
                    each.seat, each.round, each.person, titles.of(each.person), what, each.interest, waivers,
                    each.recused, each.said, each.recused and mine not in {"", each.person, *each.waived_by},
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
