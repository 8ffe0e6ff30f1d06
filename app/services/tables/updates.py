"""People of a list who are here already: what the list would change about each, field by field, and nothing else.

Somebody is the same by the id of our own export, or by an id that another program gave them (the UID of a card, the
"Contact ID" of a membership program). An empty cell changes nothing; what a list adds to a set or a note is added.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlmodel import Session, select

from app.i18n import _
from app.records.attributes import Attribute
from app.records.changes import Add, Change, Edit
from app.records.contact import NUMBERS, email_key, phone_key
from app.records.kinds import LongText
from app.records.mapping import normal_name
from app.records.record_type import RecordType
from app.records.registry import Entity, Registry
from app.services.tables.duplicates import Duplicate
from app.services.tables.flat import contacts_of, parts_of
from app.services.tables.import_preview import contact_text, contact_words, part_words
from app.services.tables.parts import LABEL
from app.services.tables.planned import PlannedRecord
from app.services.tables.tabular import Enclosed

_IDENTIFIER = re.compile(
    r"(uid|uuid|guid|id|identifier|(contact|external|person|member|mitglieds|membership|record|unique|customer|user|"
    r"nationbuilder|civicrm|action network|van|mailchimp|supporter|constituent|volunteer) "
    r"(id|identifier|nr|number|nummer))"
)
Identifiers = Mapping[tuple[str, str], Sequence[str]]
"""Ids of records here by the name of a column and what it says."""
_DAYS = frozenset({"on_day", "withdrawn_on"})
"""What a consent says of when it was noted, which is another day whenever the same list comes again."""


@dataclass(frozen=True, slots=True)
class FieldUpdate:
    """One thing that would change: its name, what people call it, what it is and what it would be.

    ``kind`` is that of a record to be added, ``record`` the id of one to be changed, ``file`` one to be attached.
    """

    key: str
    label: str
    before: str
    after: str
    values: Mapping[str, Any]
    record: str = ""
    kind: str = ""
    file: Enclosed | None = None


@dataclass(frozen=True, slots=True)
class RowUpdate:
    """What a row would change about a record that is here: its line, which record, and how that is known.

    ``whole`` are the extras of the record, which are written as a whole, ``circle`` is its circle. One without fields
    is of a record that is here as it is.
    """

    line: int
    title: str
    record: str
    why: str
    row: PlannedRecord
    fields: tuple[FieldUpdate, ...]
    whole: Mapping[str, Any] = field(default_factory=dict[str, Any])
    circle: str = ""

    def files(self, leave: Collection[str]) -> Sequence[Enclosed]:
        """Give the files that are attached to the record."""
        return [each.file for each in self.fields if each.file is not None and each.key not in leave]

    def changes(self, owner: str, leave: Collection[str]) -> Iterator[Change]:
        """Give the changes that it comes to, without the fields that are left as they are."""
        edits: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for each in self.fields:
            if each.key in leave or each.file is not None:
                continue
            if each.kind:
                yield Add(each.kind, {owner: self.record, **each.values})
                continue
            for name, value in each.values.items():
                known = edits[each.record].get(name, self.whole.get(name))
                edits[each.record][name] = {**(known or {}), **value} if isinstance(value, dict) else value
        for record, values in edits.items():
            yield Edit(record, values)


@dataclass(slots=True)
class _Books:
    """What is here of the records that rows may be about."""

    rows: Mapping[str, Entity]
    contacts: Mapping[str, Sequence[Entity]]
    parts: Mapping[str, Mapping[str, Sequence[Entity]]]


def same(
    record: RecordType, rows: Sequence[PlannedRecord], identifiers: Callable[[], Identifiers]
) -> dict[int, tuple[str, str]]:
    """Find the rows that are of a record here by an id: the record and the reason, by line."""
    found: dict[int, tuple[str, str]] = {}
    keys = sorted({key for row in rows for key in _extras(record, row.values) if _is_identifier(key)})
    known: Identifiers = identifiers() if keys else {}
    for key in keys:
        values = Counter(_extras(record, row.values).get(key, "") for row in rows)
        if any(count > 1 for value, count in values.items() if value):
            continue  # What several rows share tells none of them.
        for row in rows:
            there = known.get((_folded(key), _extras(record, row.values).get(key, "")), ())
            if len(there) == 1:
                why = _("It has the same “{column}”.").format(column=key)
                found.setdefault(row.line, (there[0], why))
    return found


def plan(
    session: Session,
    registry: Registry,
    record: RecordType,
    rows: Sequence[PlannedRecord],
    likely: Iterable[Duplicate],
    mapped: Collection[str],
    identifiers: Callable[[], Identifiers],
) -> list[RowUpdate]:
    """Give what the rows of records that are here would change; those that add nothing have no fields.

    ``likely`` are the rows that resemble a record; one of them is the same only if it adds nothing. ``mapped`` are the
    attributes for which the list has a column: of all others a row says nothing. ``identifiers`` is asked for those
    of the records here only if a row has one.
    """
    sure = same(record, rows, identifiers)
    by_line = {row.line: row for row in rows}
    flagged = {each.line: each for each in likely if each.record}
    for line, each in flagged.items():
        if by_line[line].id == each.record:
            sure[line] = each.record, each.why
    wanted = sorted({each for each, _why in sure.values()} | {each.record for each in flagged.values()})
    books = _read(session, registry, record, wanted)
    again = _again(session, registry, record, [row for row in rows if row.line in flagged and row.line not in sure])
    updates: list[RowUpdate] = []
    for row in rows:
        there, why = sure.get(row.line, ("", ""))
        if row.line in again:
            updates.append(RowUpdate(row.line, row.title, again[row.line], flagged[row.line].why, row, ()))
            continue
        other = flagged.get(row.line)
        if not there and (other is None or record.written_once or bool(record.contacts) > bool(row.contacts)):
            continue
        target = there or (other.record if other is not None else "")
        if target not in books.rows:
            continue
        fields = tuple(_fields(registry, record, row, books, target, mapped))
        same_as_is = not fields and (not record.contacts or _shares(row, books.contacts.get(target, ())))
        if there or same_as_is:
            extras = record.extras.name if record.extras else ""
            whole = {extras: getattr(books.rows[target], extras)} if extras else {}
            circle = books.rows[target].circle
            updates.append(RowUpdate(row.line, row.title, target, why, row, fields, whole, circle))
    return updates


def _again(
    session: Session, registry: Registry, record: RecordType, rows: Sequence[PlannedRecord]
) -> Mapping[int, str]:
    """Find the rows that nothing but a name tells, and that are here word for word: each record counts for one row.

    So a list of bare names taken in twice adds nobody, and of two people of one name none is lost.
    """
    bare = [row for row in rows if not row.contacts and not row.files]
    if not record.contacts or not bare:
        return {}
    model: Any = record.model
    title = getattr(model, record.title[0])
    names = sorted({row.values[record.title[0]] for row in bare})
    ids: list[str] = []
    for start in range(0, len(names), _MANY):
        ids += session.exec(select(model.id).where(title.in_(names[start : start + _MANY]))).all()
    books = _read(session, registry, record, sorted(ids))
    free: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(books.rows):
        if not books.contacts.get(key):
            free[getattr(books.rows[key], record.title[0])].append(key)
    found: dict[int, str] = {}
    for row in bare:
        known = free[row.values[record.title[0]]]
        there = next((key for key in known if _is_as_it_is(registry, record, row, books, key)), "")
        if there:
            known.remove(there)
            found[row.line] = there
    return found


def _is_as_it_is(registry: Registry, record: RecordType, row: PlannedRecord, books: _Books, key: str) -> bool:
    """Say whether a record says word for word what a row does, with its parts."""
    stored = books.rows[key]
    if any((getattr(stored, name) or None) != (row.values.get(name) or None) for name in record.attributes):
        return False
    parts = {part.name: books.parts.get(part.name, {}).get(key, ()) for part in registry.parts_of(record.name)}
    if sum(map(len, parts.values())) != len(row.parts):
        return False
    return all(any(says_all(old, each.values) for old in parts[each.kind]) for each in row.parts)


def _read(session: Session, registry: Registry, record: RecordType, wanted: Sequence[str]) -> _Books:
    """Read the records that rows may be about, with their contacts and parts."""
    model: Any = record.model
    rows: dict[str, Entity] = {}
    contacts: dict[str, Sequence[Entity]] = {}
    parts: defaultdict[str, dict[str, Sequence[Entity]]] = defaultdict(dict)
    for start in range(0, len(wanted), _MANY):
        some = wanted[start : start + _MANY]
        rows |= {row.id: row for row in session.exec(select(model).where(model.id.in_(some))).all()}
        contacts |= contacts_of(session, registry, record, some)
        for part in registry.parts_of(record.name):
            if part.name != record.contacts:
                parts[part.name] |= parts_of(session, part, record, some)
    return _Books(rows, contacts, parts)


_MANY = 5000


def _fields(
    registry: Registry, record: RecordType, row: PlannedRecord, books: _Books, target: str, mapped: Collection[str]
) -> Iterator[FieldUpdate]:
    """Give what a row would change about a record."""
    stored = books.rows[target]
    for name, attribute in record.attributes.items():
        if name not in row.values or (name not in mapped and attribute is not record.extras):
            continue
        if attribute is record.extras:
            yield from _extra_updates(attribute, stored, row)
        elif update := _value_update(attribute, stored, row.values[name]):
            yield update
    if record.contacts:
        part = registry[record.contacts]
        known = books.contacts.get(target, ())
        for contact in row.contacts:
            yield from _contact_updates(part, known, contact)
    for each in row.parts:
        part = registry[each.kind]
        label, text = part_words(registry, each)
        known = books.parts.get(each.kind, {}).get(target, ())
        if any(says_all(old, each.values) for old in known):
            continue
        alike = [old for old in known if getattr(old, LABEL, None) == each.values.get(LABEL)]
        if LABEL in part.attributes and len(alike) == 1:
            for name, value in each.values.items():
                before = getattr(alike[0], name)
                if before != value:
                    own = part.attributes[name]
                    words = f"{label}: {_(own.label)}"
                    texts = own.format(before), own.format(value)
                    yield FieldUpdate(f"{part.name}.{name}", words, *texts, {name: value}, alike[0].id)
        else:
            yield FieldUpdate(part.name, label, "", text, each.values, kind=each.kind)


def _value_update(attribute: Attribute, stored: Entity, value: Any) -> FieldUpdate | None:
    """Say what a value would change; a set and a note are added to."""
    before: Any = getattr(stored, attribute.name)
    after = value
    if attribute.merge == "set" and before:
        after = attribute.check([*before, *value])
    elif isinstance(attribute.kind, LongText) and before:
        after = before if str(value) in str(before) else f"{before}\n{value}"
    if after == before:
        return None
    texts = attribute.format(before), attribute.format(after)
    return FieldUpdate(attribute.name, _(attribute.label), *texts, {attribute.name: after}, stored.id)


def _extra_updates(attribute: Attribute, stored: Entity, row: PlannedRecord) -> Iterator[FieldUpdate]:
    """Say which extras would be added or changed."""
    known = cast("Mapping[str, str]", getattr(stored, attribute.name) or {})
    for key, text in cast("Mapping[str, str]", row.values[attribute.name]).items():
        if known.get(key) != text:
            yield FieldUpdate(f"x:{key}", key, known.get(key, ""), text, {attribute.name: {key: text}}, stored.id)


def _contact_updates(part: RecordType, known: Sequence[Entity], contact: Mapping[str, Any]) -> Iterator[FieldUpdate]:
    """Say whether a way to reach somebody is new, or what would be said about one that is here."""
    key = _reach_key(contact)
    there: Any = next((each for each in known if _reach_key(vars(each)) == key), None)
    words = contact_words(contact)
    if there is None:
        yield FieldUpdate(part.name, words, "", contact_text(part, contact), contact, kind=part.name)
        return
    for name, attribute in part.attributes.items():
        value, before = contact.get(name), getattr(there, name)
        told = value is not None and before is None
        sorted_out = name == "kind" and value != before and before == "phone"
        if (told or sorted_out) and not (name == "label" and value == "other"):
            texts = attribute.format(before), attribute.format(value)
            label = f"{there.value}: {_(attribute.label)}"
            yield FieldUpdate(f"{part.name}.{name}", label, *texts, {name: value}, there.id)


def _reach_key(contact: Mapping[str, Any]) -> tuple[str, str]:
    """Give the form in which two ways to reach somebody are compared."""
    kind, value = str(contact.get("kind") or ""), str(contact.get("value") or "")
    if kind in NUMBERS:
        return "number", phone_key(value)
    return kind, email_key(value) if kind == "email" else value


def says_all(stored: Entity, values: Mapping[str, Any]) -> bool:
    """Say whether a part that is here says all that a row does."""
    return all(getattr(stored, name) == value for name, value in values.items() if name not in _DAYS)


def _shares(row: PlannedRecord, known: Sequence[Entity]) -> bool:
    """Say whether a row has a way to reach somebody that is here."""
    keys = {_reach_key(vars(each)) for each in known}
    return any(_reach_key(contact) in keys for contact in row.contacts)


def identifiers_of(session: Session, record: RecordType) -> Identifiers:
    """Give the records here by the ids that other programs gave them; for that all of them are read."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    extras = record.extras
    if extras is not None:
        model: Any = record.model
        for key, kept in session.exec(select(model.id, getattr(model, extras.name))).all():
            for name, text in cast("Mapping[str, str]", kept or {}).items():
                if _is_identifier(name):
                    found[_folded(name), text].append(key)
    return found


def _extras(record: RecordType, values: Mapping[str, Any]) -> Mapping[str, str]:
    """Give the extras of a row."""
    return cast("Mapping[str, str]", values.get(record.extras.name) or {}) if record.extras else {}


def _is_identifier(name: str) -> bool:
    """Say whether an extra is the id of somebody in another program."""
    return _IDENTIFIER.fullmatch(normal_name(name)) is not None


def _folded(name: str) -> str:
    """Give the form in which the names of two columns are compared."""
    return normal_name(name)
