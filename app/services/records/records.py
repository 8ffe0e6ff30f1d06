"""Records as a coordinator meets them: lists, cards, changes, history."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import literal_column
from sqlmodel import Session, select

from app.i18n import _
from app.problems import NotFound
from app.records.absence import Absent
from app.records.attachments import Attachment
from app.records.changes import Add, Change, Changed, DeleteRecord, Edit, RestoreRecord
from app.records.folding import fold
from app.records.kinds import ANY
from app.records.lists import Tags
from app.records.record_type import RecordType
from app.records.registry import Entity
from app.services.records import searching
from app.services.records.lists import Query, RecordList, members_by_use
from app.services.records.titles import Titles, absence
from app.storage import history as reading
from app.storage.history import Dispute, HistoryEntry
from app.storage.vault.vault import Vault

ID_DIGITS = 32
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record in a list. `titles` has the titles of the records it refers to, by id; `more` what a verb worked out."""

    id: str
    values: Mapping[str, Any]
    flagged: bool = False
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])
    circle: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and how long the whole list is."""

    rows: tuple[RecordRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class CardPart:
    """The records of one kind that belong to a card's record."""

    kind: str
    rows: tuple[RecordRow, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """All of one record: its values, titles of what it refers to, disputes, parts and who refers to it."""

    id: str
    kind: str
    title: str
    values: Mapping[str, Any]
    titles: Mapping[str, str]
    disputes: tuple[Dispute, ...]
    parts: tuple[CardPart, ...]
    circle: str = ""


def page(vault: Vault, kind: str, query: Query, offset: int = 0, limit: int = 200) -> Page:
    """Give some rows of a list, sorted by their folded text; rows without a value come last."""
    record_type = kind_of(vault, kind)
    with vault.reading() as session:
        listing = _listing(session, vault, record_type, query)
        return Page(rows_of(session, vault, record_type, listing.rows(offset, limit)), listing.count())


def ids(vault: Vault, kind: str, query: Query) -> list[str]:
    """Give the ids of a whole list in its order, for exports and sheets."""
    with vault.reading() as session:
        return _listing(session, vault, kind_of(vault, kind), query).ids()


def place(vault: Vault, kind: str, query: Query, record: str) -> int | None:
    """At which place of a list, counted from 0, a record stands; None if the list does not show it."""
    with vault.reading() as session:
        return _listing(session, vault, kind_of(vault, kind), query).place(record)


def counts(vault: Vault, kind: str, field: str, query: Query | None = None) -> dict[Any, int]:
    """How many records of a list have each value of a field; values that none has are left out."""
    with vault.reading() as session:
        return _listing(session, vault, kind_of(vault, kind), query or Query()).counts_by(field)


def _listing(session: Session, vault: Vault, kind: RecordType, query: Query) -> RecordList:
    circles = reading.circle_names(vault) if query.where else {}
    return RecordList(session, vault.registry, kind, query, circles, vault.remembered)


def words_in_use(vault: Vault, kind: str, field: str, limit: int = 200) -> list[str]:
    """Give the members of a field of several values (such as tags) that any record has, the most used first."""
    record_type = kind_of(vault, kind)
    if not isinstance(record_type.attributes[field].kind, Tags):
        return []
    with vault.reading() as session:
        return members_by_use(session, record_type, field)[:limit]


def rows_of(session: Session, vault: Vault, kind: RecordType, rows: Any) -> tuple[RecordRow, ...]:
    """Snapshots of rows, with the titles of what they refer to."""
    titles = Titles.within(vault, session)
    titles.fetch_references(kind.name, rows)
    names, references = list(kind.attributes), [attribute.name for attribute in kind.references()]
    return tuple(
        RecordRow(
            row.id,
            values := _values(row, names),
            row.flagged,
            titles.among([value for name in references if (value := values[name])]),
            circle=row.circle,
        )
        for row in rows
    )


def _values(row: Entity, names: Sequence[str]) -> dict[str, Any]:
    """Give the values of a row as they were loaded, without asking SQLAlchemy for each."""
    loaded = vars(row)
    return {name: loaded[name] if name in loaded else getattr(row, name) for name in names}


def get(vault: Vault, record: str) -> Card:
    """Give the card of a record; raises `NotFound`."""
    with vault.reading() as session:
        kind, row = find(session, vault, record)
        titles = Titles.within(vault, session)
        titles.take(kind.name, [row])
        titles.fetch_references(kind.name, [row])
        own = rows_of(session, vault, kind, [row])[0]
        parts = tuple(
            CardPart(part.name, rows_of(session, vault, part, _parts(session, part, record)))
            for part in vault.registry.parts_of(kind.name)
        )
        title = titles.of(record)
    disputes = tuple(reading.disputes(vault, record))
    return Card(record, kind.name, title, own.values, own.titles, disputes, parts, own.circle)


def _parts(session: Session, part: RecordType, owner: str) -> list[Entity]:
    parent: Any = getattr(part.model, part.part_of or "")
    return list(session.exec(select(part.model).where(parent == owner).order_by(literal_column("rowid"))).all())


def find(session: Session, vault: Vault, record: str) -> tuple[RecordType, Entity]:
    """Give the kind and row of a record; raises `NotFound` for one that is deleted or not here."""
    kind = kind_of_record(vault, record)
    row = session.get(kind.model, record) if kind else None
    if kind is None or row is None:
        raise NotFound(
            _("There is no record with the id {id}.").format(id=record),
            do=_why_not(vault, record),
        )
    return kind, row


def _why_not(vault: Vault, record: str) -> str:
    why = absence(vault, record).reason
    if why is Absent.NOT_SHARED:
        return _("It may be in a circle that this laptop does not read, or has not reached it yet.")
    if why is Absent.ERASED:
        return _("It was erased.")
    return _("It may have been deleted, or has not reached this laptop yet.")


def kind_of_record(vault: Vault, record: str) -> RecordType | None:
    """Give the kind of a record, deleted or not; None for one that is not here or of a kind not known here."""
    try:
        rows = vault.rows("SELECT kind FROM record WHERE id = ?", (bytes.fromhex(record),))
    except ValueError:
        return None
    return vault.registry[rows[0][0]] if rows and rows[0][0] in vault.registry else None


def kind_of(vault: Vault, kind: str) -> RecordType:
    """Give a kind of record by its name; raises `NotFound` that names the others."""
    if kind not in vault.registry:
        raise NotFound(
            _("There is no kind of record called “{kind}”.").format(kind=kind),
            do=_("There are: {names}.").format(names=", ".join(vault.registry.types)),
        )
    return vault.registry[kind]


def add(vault: Vault, kind: str, values: Mapping[str, object], circle: str = "") -> Changed:
    """Make a record, by default where its whole is or for everyone; the id is in the answer's `added`."""
    record_type = kind_of(vault, kind)
    return vault.apply([Add(kind, values, circle)], _("Add {kind}").format(kind=_(record_type.one)))


def edit(vault: Vault, record: str, values: Mapping[str, object]) -> Changed:
    """Change fields of a record; raises `NotFound` for one that is deleted or not here."""

    def label(kinds: Mapping[str, RecordType]) -> str:
        kind = kinds.get(record.lower())
        known = [kind.attributes[name] for name in values if name in kind.attributes] if kind else []
        fields = ", ".join(_(attribute.label) for attribute in known)
        return _("Change {fields}").format(fields=fields)

    try:
        return vault.apply([Edit(record, values)], label)
    except NotFound:
        with vault.reading() as session:
            find(session, vault, record)  # It knows better why there is no such record.
        raise


def delete(vault: Vault, record: str) -> Changed:
    """Delete a record, its parts to any depth, and what is attached to them, as one action."""
    with vault.reading() as session:
        kind, row = find(session, vault, record)
        titles = Titles.within(vault, session)
        titles.take(kind.name, [row])
    changes: list[Change] = [DeleteRecord(each) for each in with_parts(vault, record)]
    return vault.apply(changes, _("Delete {title}").format(title=titles.of(record)))


def with_parts(vault: Vault, record: str) -> list[str]:
    """All that goes when a record is deleted: itself, its parts to any depth, and what is attached to them."""
    with vault.reading() as session:
        kind, _row = find(session, vault, record)
        return _with_parts(session, vault, kind, record)


def _with_parts(session: Session, vault: Vault, kind: RecordType, record: str) -> list[str]:
    found = [record, *session.exec(select(Attachment.id).where(Attachment.of == record)).all()]
    for part in vault.registry.parts_of(kind.name):
        for row in _parts(session, part, record):
            found.extend(_with_parts(session, vault, part, row.id))
    return found


def restore(vault: Vault, record: str) -> Changed:
    """Brings a deleted record back."""
    return vault.apply([RestoreRecord(record)], _("Restore"))


def undo(vault: Vault, *, force: bool = False) -> Changed:
    """Take the last action back; see `Vault.undo`."""
    return vault.undo(force=force)


def redo(vault: Vault, *, force: bool = False) -> Changed:
    """Do the action last undone once more."""
    return vault.redo(force=force)


def history(vault: Vault, record: str) -> list[HistoryEntry]:
    """Who changed what and when, oldest first."""
    return reading.history(vault, record)


def choices(vault: Vault, kind: str, words: str, limit: int = 20) -> list[tuple[str, str]]:
    """Ids and titles of records whose words match what was typed, for pickers.

    A bed is also found by the words of its room and house, of which its title is made.
    """
    if kind == ANY:
        return [(hit.id, hit.title) for hit in searching.search(vault, words, limit)]
    record_type = kind_of(vault, kind)
    if words.strip() and any(record_type.attributes[name].target for name in record_type.title):
        return _by_title(vault, record_type, words)[:limit]
    found = page(vault, kind, Query(words=words), 0, limit)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch(record_type.name, [row.id for row in found.rows])
        return [(row.id, titles.of(row.id)) for row in found.rows]


def _by_title(vault: Vault, kind: RecordType, words: str) -> list[tuple[str, str]]:
    """Ids and titles of the records in whose whole title each word begins one; by title."""
    wanted = _WORD.findall(str(fold(words)))
    with vault.reading() as session:
        rows = session.exec(select(kind.model)).all()
        titles = Titles.within(vault, session)
        titles.take(kind.name, rows)
        known = sorted((titles.of(row.id), row.id) for row in rows)
    heard = ((record, title, _WORD.findall(str(fold(title)))) for title, record in known)
    return [
        (record, title)
        for record, title, said in heard
        if all(any(each.startswith(word) for each in said) for word in wanted)
    ]
