"""Which rows of a list are likely on the books already, or further up in the same list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.i18n import _
from app.records.attributes import value_in
from app.records.contact import TELEPHONES
from app.records.folding import fold
from app.records.likeness import Known, Likeness, find_duplicates
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.jobs import Progress
from app.services.records.titles import Titles
from app.services.tables.planned import PlannedRecord

_PACE = 200


@dataclass(frozen=True, slots=True)
class Duplicate:
    """That a row is likely the same as another: one on the books (``record``), or one further up (``other_line``)."""

    line: int
    title: str
    other: str
    why: str
    record: str = ""
    other_line: int = 0


def duplicates(
    session: Session,
    registry: Registry,
    kind: RecordType,
    rows: Sequence[PlannedRecord],
    region: str,
    progress: Progress,
) -> list[Duplicate]:
    """Flag the rows that are likely there already, each with the likeliest other one."""
    on_the_books = _titles(session, registry, kind) if any(row.id for row in rows) else {}
    titles = {str(row.line): row.title for row in rows}
    if kind.contacts:
        known = list(_known_people(session, registry, kind))
        titles |= {each.key: each.name for each in known}
        found = _like_people(known, rows, region, progress)
    else:
        found, more = _like_others(session, registry, kind, rows)
        titles |= more
    flagged: list[Duplicate] = []
    for row in rows:
        if row.id in on_the_books:
            flagged.append(Duplicate(row.line, row.title, on_the_books[row.id], _("It has the same id."), row.id))
        elif other := found.get(str(row.line)):
            flagged.append(_duplicate(row, *other, titles))
    return flagged


def _duplicate(row: PlannedRecord, other: str, why: str, titles: Mapping[str, str]) -> Duplicate:
    """Say whom a row resembles; the key of another row is its line, that of a record its id."""
    if len(other) == 32:
        return Duplicate(row.line, row.title, titles[other], why, record=other)
    return Duplicate(row.line, row.title, titles[other], why, other_line=int(other))


def _titles(session: Session, registry: Registry, kind: RecordType) -> dict[str, str]:
    """Give the records of a kind by id, with what they are called."""
    stored = session.exec(select(kind.model)).all()
    titles = Titles(session, registry)
    titles.take(kind.name, stored)
    return {row.id: titles.of(row.id) for row in stored}


def _known_people(session: Session, registry: Registry, kind: RecordType) -> Iterator[Known]:
    """Give what is compared of the people on the books."""
    reach: dict[tuple[str, str], list[str]] = defaultdict(list)
    contact: Any = registry[kind.contacts].model
    for person, sort, value in session.exec(select(getattr(contact, kind.name), contact.kind, contact.value)).all():
        if person and value:
            reach[person, "phone" if sort in TELEPHONES else sort].append(value)
    model: Any = kind.model
    for key, name in session.exec(select(model.id, model.name)).all():
        yield Known(key, name or "", tuple(reach[key, "email"]), tuple(reach[key, "phone"]))


def _like_people(
    known: Iterable[Known], rows: Sequence[PlannedRecord], region: str, progress: Progress
) -> dict[str, tuple[str, str]]:
    """Compare people by their addresses, numbers and names."""

    def people() -> Iterator[Known]:
        for place, row in enumerate(rows):
            if place % _PACE == 0:
                progress.check()
                progress.step(place, len(rows), _("Looking for duplicates"))
            emails = tuple([each["value"] for each in row.contacts if each["kind"] == "email"])
            phones = tuple([each["value"] for each in row.contacts if each["kind"] in TELEPHONES])
            yield Known(str(row.line), row.values.get("name", ""), emails, phones)

    return {each.key: (each.other, _why(each)) for each in find_duplicates(people(), known, region=region)}


def _why(likeness: Likeness) -> str:
    """Say in a sentence what two people have in common."""
    sentence = {
        "email": _("They have the same e-mail address, {shared}."),
        "phone": _("They have the same telephone number, {shared}."),
        "name": _("They have nearly the same name.") if likeness.score < 100 else _("They have the same name."),
    }[likeness.reason]
    return sentence.format(shared=likeness.shared)


def _like_others(
    session: Session, registry: Registry, kind: RecordType, rows: Sequence[PlannedRecord]
) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Compare other records by what they are called and whatever they cannot be without."""
    needed = [each.name for each in kind.attributes.values() if each.required and each.default is None]
    names = tuple(dict.fromkeys((*kind.title, *needed)))
    stored = session.exec(select(kind.model)).all()
    titles = Titles(session, registry)
    titles.take(kind.name, stored)
    seen = {_key(names, row): row.id for row in stored}
    called = {row.id: titles.of(row.id) for row in stored}
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        key = _key(names, row.values)
        if key in seen:
            found[str(row.line)] = seen[key], _("It has the same title.")
        else:
            seen[key] = str(row.line)
    return found, called


def _key(names: Iterable[str], row: object) -> tuple[object, ...]:
    """Give what two records of a kind would have to share to be one."""
    return tuple(fold(str(value_in(row, name) or "")) for name in names)
