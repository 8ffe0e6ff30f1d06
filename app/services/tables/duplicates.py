"""Which rows of a list are likely on the books already, or further up in the same list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.i18n import _
from app.records.attributes import value_in
from app.records.contact import TELEPHONES, digits_of, email_key
from app.records.folding import fold
from app.records.likeness import Duplicates, Known, Likeness, name_words
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


class _Novelty:
    """Leaves out what somebody before has too, so that a number that all share is compared with one of them only."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def of(self, person: Known) -> Known:
        """Give what nobody before has."""
        name = person.name if self._is_new("name", " ".join(name_words(person.name))) else ""
        emails = tuple(each for each in person.emails if self._is_new("email", email_key(each)))
        phones = tuple(each for each in person.phones if self._is_new("phone", digits_of(each)))
        if (name, emails, phones) == (person.name, person.emails, person.phones):
            return person  # Nearly always.
        return Known(person.key, name, emails, phones)

    def _is_new(self, sort: str, key: str) -> bool:
        """Say whether this is the first of its sort."""
        if (sort, key) in self._seen:
            return False
        self._seen.add((sort, key))
        return True


def _like_people(
    known: Iterable[Known], rows: Sequence[PlannedRecord], region: str, progress: Progress
) -> dict[str, tuple[str, str]]:
    """Compare people by their addresses, numbers and names."""
    novelty = _Novelty()
    seen = Duplicates(map(novelty.of, known), region=region)
    found: dict[str, tuple[str, str]] = {}
    for place, row in enumerate(rows):
        if place % _PACE == 0:
            progress.check()
            progress.step(place, len(rows), _("Looking for duplicates"))
        by_kind: dict[str, list[str]] = defaultdict(list)
        for contact in row.contacts:
            by_kind["phone" if contact["kind"] in TELEPHONES else contact["kind"]].append(contact["value"])
        key = str(row.line)
        person = Known(key, row.values.get("name", ""), tuple(by_kind["email"]), tuple(by_kind["phone"]))
        if (likeness := seen.surest(person)) is not None:
            found[key] = likeness.other, _why(likeness)
        seen.add(novelty.of(person))
    return found


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
