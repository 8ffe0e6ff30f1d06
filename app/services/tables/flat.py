"""Records as rows of text with named columns: what our own exports write and our own imports read back.

Values are written in the form of no language: codes, ISO 8601 days, tags of languages. A person's
contacts and extras are columns of the person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import literal_column
from sqlmodel import Session, select

from app.records.attributes import Attribute
from app.records.contact import CONTACT_KINDS, CONTACT_LABELS
from app.records.kinds import Value, tidy
from app.records.record_type import RecordType
from app.records.registry import Entity, Registry
from app.services.records.references import References
from app.services.tables import parts
from app.services.tables.columns import ID_COLUMN, contact_column, detail_column, details, part_column
from app.services.tables.guessing import extra_column

_MANY = 5000
_OTHER = "other"
_KINDS = tuple(CONTACT_KINDS)
_LABELS = tuple(CONTACT_LABELS)
Place = tuple[int | str, ...]


class Flattener:
    """Turns records of one kind into rows of text, and remembers which columns these need."""

    def __init__(self, session: Session, registry: Registry, kind: RecordType) -> None:
        self._session = session
        self._registry = registry
        self._kind = kind
        self._references = References(session, registry)
        self._details = details(registry, kind)
        self._spread = parts.spreading(registry, kind)
        self._extra_columns: dict[str, str] = {}
        plain = [name for name, each in kind.attributes.items() if each is not kind.extras]
        self._places: dict[str, Place] = {name: (0, place) for place, name in enumerate((ID_COLUMN, *plain))}

    @property
    def columns(self) -> list[str]:
        """Give the columns so far: our id, all attributes, the contacts and extras that any record has."""
        return sorted(self._places, key=lambda column: self._places[column])

    def rows(self, records: Sequence[Entity]) -> Iterator[dict[str, str]]:
        """Give the row of each record; its contacts are read in bulk."""
        for start in range(0, len(records), _MANY):
            some = records[start : start + _MANY]
            ids = [row.id for row in some]
            contacts = contacts_of(self._session, self._registry, self._kind, ids)
            spread = [(part, parts_of(self._session, part, self._kind, ids)) for part in self._spread]
            for row in some:
                yield self._row(row, contacts.get(row.id, ()), [(p, found.get(row.id, ())) for p, found in spread])

    def _row(
        self, record: Entity, contacts: Iterable[Entity], spread: Iterable[tuple[RecordType, Iterable[Entity]]]
    ) -> dict[str, str]:
        """Write one record."""
        row = {ID_COLUMN: record.id}
        for name, attribute in self._kind.attributes.items():
            value = cast("Value", getattr(record, name))
            if attribute is self._kind.extras:
                for key, text in cast("Mapping[str, str]", value or {}).items():
                    row[self._extra_column(key)] = text
            elif value is not None:
                row[name] = self._text(attribute, value)
        counted: Counter[tuple[str, str]] = Counter()
        for contact in contacts:
            self._contact(row, contact, counted)
        for part, rows in spread:
            labels: Counter[str] = Counter()
            for each in rows:
                self._part(row, part, each, labels)
        return row

    def _part(self, row: dict[str, str], part: RecordType, each: Any, counted: Counter[str]) -> None:
        """Write a part that spreads over columns, but for whose it is."""
        label = getattr(each, parts.LABEL, None)
        label = label if label in _LABELS else _OTHER
        counted[label] += 1
        group = label if counted[label] == 1 else f"{label}_{counted[label]}"
        for order, attribute in enumerate(part.attributes.values()):
            value = getattr(each, attribute.name)
            if value is not None and attribute.name not in {self._kind.name, parts.LABEL}:
                column = part_column(part.name, group, attribute.name)
                row[column] = plain_text(value)
                place = (2, part.name, _index(_LABELS, label), counted[label], order)
                self._places.setdefault(column, place)

    def _contact(self, row: dict[str, str], contact: Any, counted: Counter[tuple[str, str]]) -> None:
        """Write a contact, and what is said about it, into columns of its person."""
        kind, label = contact.kind or _OTHER, contact.label or _OTHER
        counted[kind, label] += 1
        number = counted[kind, label]
        base = contact_column(kind, label, number)
        place = (1, _index(_KINDS, kind), kind, _index(_LABELS, label), label, number)
        row[base] = contact.value or ""
        self._places.setdefault(base, (*place, 0))
        for order, attribute in enumerate(self._details, 1):
            value = getattr(contact, attribute.name)
            if value is not None:
                column = detail_column(base, attribute.name)
                row[column] = plain_text(value)
                self._places.setdefault(column, (*place, order))

    def _extra_column(self, key: str) -> str:
        """Name the column of an extra."""
        if key not in self._extra_columns:
            column = extra_column(self._registry, self._kind, key)
            self._extra_columns[key] = column
            self._places.setdefault(column, (3, column))
        return self._extra_columns[key]

    def _text(self, attribute: Attribute, value: Value) -> str:
        """Write a value, a reference by a title that no other record has."""
        if attribute.target:
            return self._references.unique(attribute.target, cast("str", value))
        return plain_text(value)


def plain_text(value: Value) -> str:
    """Write a value in the form of no language, which the kinds of all languages read."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(value) if isinstance(value, list) else tidy(str(value))


def contacts_of(
    session: Session, registry: Registry, kind: RecordType, people: Sequence[str]
) -> Mapping[str, Sequence[Entity]]:
    """Read the contacts of people, in the order in which they were made."""
    return parts_of(session, registry[kind.contacts], kind, people) if kind.contacts else {}


def parts_of(
    session: Session, part: RecordType, kind: RecordType, wholes: Sequence[str]
) -> Mapping[str, Sequence[Entity]]:
    """Read the parts of records, in the order in which they were made."""
    found: dict[str, list[Entity]] = defaultdict(list)
    model: Any = part.model
    owner = getattr(model, kind.name)
    for each in session.exec(select(model).where(owner.in_(wholes)).order_by(literal_column("rowid"))).all():
        found[getattr(each, kind.name)].append(each)
    return found


def _index(known: Sequence[str], code: str) -> int:
    """Put codes that only a newer program knows at the end."""
    return known.index(code) if code in known else len(known)
