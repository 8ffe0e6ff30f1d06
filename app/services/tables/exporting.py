"""Records handed out: as .csv, .xlsx, .json, as vCards for address books, as .ics for calendars.

What goes out as .csv, .xlsx or .vcf comes back equal when it is imported. Whoever wants a list to
read prints a sheet instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import literal_column
from sqlmodel import Session, col, select

from app.i18n import N_, _
from app.problems import UserProblem
from app.records.record_type import RecordType
from app.records.registry import Entity
from app.services.capability import capabilities_of
from app.services.jobs import Job, Progress
from app.services.records import records
from app.services.records.lists import Query
from app.services.records.titles import Titles
from app.services.tables import calendars, foreign_headers, tabular, vcard_writing
from app.services.tables.flat import Flattener, contacts_of
from app.services.tables.guessing import written
from app.storage.vault.vault import Vault

T = TypeVar("T")

_MANY = 5000
_PACE = 500
_LISTS = MappingProxyType(
    {"csv": N_("Table (.csv)"), "xlsx": N_("Workbook (.xlsx)"), "json": N_("For programs (.json)")}
)
_CARDS = MappingProxyType({"vcf": N_("Address book (.vcf)")})
_VERSIONS: Mapping[str, vcard_writing.Version] = MappingProxyType({"vcf": "3.0", "vcf2": "2.1", "vcf4": "4.0"})
_OTHER_CARDS = MappingProxyType(
    {"vcf4": N_("Address book, vCard 4.0 (.vcf)"), "vcf2": N_("Address book, vCard 2.1 (.vcf)")}
)
_PROGRAMS = MappingProxyType(
    {
        foreign_headers.GOOGLE: N_("With the columns of Google Contacts (.csv)"),
        foreign_headers.OUTLOOK: N_("With the columns of Outlook (.csv)"),
        foreign_headers.APPLE: N_("With the columns of Apple Contacts (.csv)"),
        foreign_headers.CIVICRM: N_("With the columns of CiviCRM (.csv)"),
    }
)
_CALENDAR = MappingProxyType({"ics": N_("Calendar (.ics)")})


@dataclass(frozen=True, slots=True)
class _Source:
    """What is read while exporting."""

    vault: Vault
    session: Session
    kind: RecordType
    rows: Sequence[Entity]
    progress: Progress

    def flat(self) -> tuple[Flattener, list[dict[str, str]]]:
        """Give the records as rows of text."""
        flattener = Flattener(self.session, self.vault.registry, self.kind)
        return flattener, list(self.told(flattener.rows(self.rows), _("Reading")))

    def told(self, rows: Iterable[T], text: str) -> Iterator[T]:
        """Go through rows telling how far it is, and stop where the person wants."""
        for place, row in enumerate(rows):
            if place % _PACE == 0:
                self.progress.check()
                self.progress.step(place, len(self.rows), text)
            yield row


def formats(vault: Vault, kind: str) -> dict[str, str]:
    """Give the formats in which a kind of record can be exported, by their ending, with what people call them."""
    record = records.kind_of(vault, kind)
    found = dict(_LISTS)
    found |= _CARDS if record.contacts else {}
    found |= _CALENDAR if calendars.entry_of(vault.registry, record.name) else {}
    return {ending: _(label) for ending, label in found.items()}


@dataclass(frozen=True, slots=True)
class ExportWay:
    """One way to write a kind of record: the format, whose columns it has, and what people call it."""

    fmt: str
    label: str
    headers: str = ""

    @property
    def ending(self) -> str:
        """Give the ending of the file."""
        return "vcf" if self.fmt in _VERSIONS else self.fmt


def ways(vault: Vault, kind: str) -> list[ExportWay]:
    """Give all ways in which a kind of record can be exported; people have those of other programs' address books."""
    found = [ExportWay(fmt, label) for fmt, label in formats(vault, kind).items()]
    if records.kind_of(vault, kind).contacts:
        found += [ExportWay(fmt, _(label)) for fmt, label in _OTHER_CARDS.items()]
        found += [ExportWay("csv", _(label), program) for program, label in _PROGRAMS.items()]
    return found


def _whole(vault: Vault, writers: Mapping[str, Callable[[Vault], bytes]], fmt: str, ending: str) -> bytes:
    """Give the bytes of a file that is of no one kind of record."""
    if ending not in writers:
        message = _("This cannot be written as “{format}”, only as: {known}.")
        raise UserProblem(message.format(format=fmt, known=", ".join(writers)))
    return writers[ending](vault)


def export(
    vault: Vault,
    kind: str,
    fmt: str,
    *,
    query: Query | None = None,
    ids: Sequence[str] | None = None,
    progress: Progress | None = None,
    headers: str = "",
) -> bytes:
    """Give the bytes of a file with all records of a kind, with those of a query, or with these.

    ``fmt`` is one of ``formats``, or "vcf4" or "vcf2" for vCard 4.0 or 2.1 instead of the 3.0 that most programs read.
    ``headers`` is the program whose columns a list of people is to have, one of ``foreign_headers.PROGRAMS``.
    """
    ending = fmt.lower().lstrip(".")
    for each in capabilities_of(vault.registry):
        if kind in each.exports:
            return _whole(vault, each.exports[kind], fmt, ending)
    record = records.kind_of(vault, kind)
    known = formats(vault, kind)
    if ending not in known.keys() | (_VERSIONS.keys() if record.contacts else set()):
        message = _("{records} cannot be written as “{format}”, only as: {known}.")
        raise UserProblem(message.format(records=_(record.many), format=fmt, known=", ".join(known)))
    if headers:
        foreign_headers.check(record, ending, headers)
    if query is not None and ids is None:
        ids = records.ids(vault, kind, query)
    with vault.reading() as session:
        source = _Source(vault, session, record, _stored(session, record, ids), progress or Progress())
        match ending:
            case "csv":
                return tabular.write_csv(*_table(source, headers))
            case "xlsx":
                return tabular.write_workbook(_(record.many), *_table(source, headers))
            case "vcf" | "vcf2" | "vcf4":
                return _address_book(source, _VERSIONS[ending])
            case "ics":
                entry = calendars.entry_of(vault.registry, record.name)
                assert entry is not None  # formats() offers the ending only where there is one
                return calendars.write(entry, source.rows, _titles(source), vault.environment.now(), session)
            case _:
                return _json(source)


def exporting(vault: Vault, kind: str, fmt: str, query: Query | None = None, headers: str = "") -> Job[bytes]:
    """Give the work of it, for the window and the command line."""
    return Job(_("Export"), lambda progress: export(vault, kind, fmt, query=query, progress=progress, headers=headers))


def _stored(session: Session, kind: RecordType, ids: Sequence[str] | None) -> list[Entity]:
    """Read records, all of them in the order in which they were made, or these in their order."""
    model = kind.model
    if ids is None:
        return list(session.exec(select(model).order_by(literal_column("rowid"))).all())
    found: dict[str, Entity] = {}
    for start in range(0, len(ids), _MANY):
        some = session.exec(select(model).where(col(model.id).in_(ids[start : start + _MANY]))).all()
        found |= {row.id: row for row in some}
    return [found[record] for record in ids if record in found]


def _table(source: _Source, headers: str) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """Lay records out as columns and rows of text, ours or those of another program."""
    flattener, rows = source.flat()
    columns = flattener.columns
    if headers:
        targets = written(source.vault.registry, source.kind, columns)
        return foreign_headers.table(headers, source.told(rows, _("Writing")), targets)
    return columns, ([row.get(column, "") for column in columns] for row in source.told(rows, _("Writing")))


def _address_book(source: _Source, version: vcard_writing.Version) -> bytes:
    """Write people as vCards."""
    flattener, rows = source.flat()
    targets = written(source.vault.registry, source.kind, flattener.columns)
    return vcard_writing.write(source.told(rows, _("Writing")), targets, version)


def _titles(source: _Source) -> Mapping[str, str]:
    """Give what the records are called."""
    titles = Titles.within(source.vault, source.session)
    titles.take(source.kind.name, source.rows)
    return titles.among(row.id for row in source.rows)


def _json(source: _Source) -> bytes:
    """Write records as JSON: values as they are, days as ISO 8601, contacts within their person."""
    titles = Titles.within(source.vault, source.session)
    titles.fetch_references(source.kind.name, source.rows)
    found: list[dict[str, Any]] = []
    for start in range(0, len(source.rows), _MANY):
        source.progress.check()
        source.progress.step(start, len(source.rows), _("Writing"))
        some = source.rows[start : start + _MANY]
        contacts = contacts_of(source.session, source.vault.registry, source.kind, [row.id for row in some])
        for row in some:
            values = _values(source.kind, row, titles)
            if row.id in contacts:
                part = source.vault.registry[source.kind.contacts]
                values["contacts"] = [_values(part, each, titles, leave=source.kind.name) for each in contacts[row.id]]
            found.append(values)
    whole = {"kind": source.kind.name, "written": source.vault.environment.now().isoformat(), "records": found}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def _values(kind: RecordType, row: Entity, titles: Titles, leave: str = "") -> dict[str, Any]:
    """Give the values of a record; a reference is an id, with the title beside it."""
    values: dict[str, Any] = {"id": row.id}
    for name, attribute in kind.attributes.items():
        value: Any = getattr(row, name)
        if value is None or name == leave:
            continue
        values[name] = value.isoformat() if isinstance(value, date) else value
        if attribute.target:
            values[f"{name}_title"] = titles.of(str(value))
    return values
