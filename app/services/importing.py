"""Lists and address books taken in: look at the file, plan what it would do, do it.

Three steps, so that a person sees what will happen before anything is written: ``look`` reads the
file and guesses what its columns mean, ``plan`` is the dry run with all its findings, ``run`` writes
the good rows as one action, which one undo takes back. Bad rows come back as a file to mend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from app.domain.changes import Add, Change, Changed, New
from app.domain.contact import looks_like_email
from app.domain.mapping import IGNORE, PEOPLE
from app.domain.people import CONTACT_KINDS, CONTACT_LABELS
from app.domain.record_type import RecordType
from app.i18n import _, translations
from app.problems import UserProblem, WrongValue
from app.services import columns as targets
from app.services import files, tabular, vcards
from app.services.columns import CONTACT_POINT, WRONG_COLUMN
from app.services.import_rows import Aside, Bad, Planned, RowReader
from app.services.job import Job, Progress
from app.services.likeness import Duplicate, duplicates
from app.services.records import kind_of
from app.services.references import References
from app.services.tabular import MOST_BYTES, Line
from app.storage.vault import Vault

__all__ = [
    "Aside", "Bad", "Column", "Duplicate", "Imported", "Plan", "Planned", "Preview", "Table",
    "bad_rows_file", "corrected", "look", "offered", "plan", "run",
]  # fmt: skip

Source = Path | tuple[str, bytes]
_SAMPLES = 200
_SHOWN_SAMPLES = 5
_PACE = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name, its guessed target, some of its values, and how many rows have one."""

    name: str
    target: str
    samples: tuple[str, ...]
    filled: int


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was looked at: for what kind of record, its columns and rows, and what to know of the reading."""

    kind: str
    file: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        """Give the guessed target of each column."""
        return {column.name: column.target for column in self.columns}


@dataclass(frozen=True, slots=True)
class Preview:
    """A row as the record would look: its line, its title, and label and text of each value."""

    line: int
    title: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do; nothing is written yet.

    ``rows`` are the new records, ``bad`` the rows that cannot be one, ``filled`` counts the values of
    each field, ``kept`` are the columns that go to the extras, ``ignored`` those with values that
    go nowhere, ``preview`` the first rows.
    """

    kind: str
    file: str
    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    rows: tuple[Planned, ...]
    bad: tuple[Bad, ...]
    duplicates: tuple[Duplicate, ...]
    filled: Mapping[str, int]
    kept: tuple[str, ...]
    ignored: tuple[str, ...]
    preview: tuple[Preview, ...]
    notes: tuple[str, ...] = ()

    @property
    def contacts(self) -> int:
        """Count the contacts that come with the records."""
        return sum(len(row.contacts) for row in self.rows)

    @property
    def asides(self) -> tuple[Aside, ...]:
        """Give the values that their field refuses and that are kept under the name of their column."""
        return tuple(aside for row in self.rows for aside in row.asides)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the change, how many records and contacts, which lines were left out as duplicates or bad."""

    changed: Changed
    records: int
    contacts: int
    skipped: tuple[int, ...]
    bad: tuple[Bad, ...]


def look(vault: Vault, kind: str, source: Source, progress: Progress | None = None) -> Table:
    """Read a file, or the bytes of one with its name, and guess where its columns go.

    Raises ``UserProblem`` with one sentence for a file that is no list.
    """
    record = kind_of(vault, kind)
    name, data = _content(source, progress)
    if vcards.is_address_book(data):
        if kind != PEOPLE:
            raise UserProblem(_("“{file}” is an address book: it holds people only.").format(file=name))
        sheet = vcards.read(name, data)
    else:
        sheet = tabular.read(name, data)
    values = {
        column: [line.cells[place] for line in sheet.lines if not line.wrong and line.cells[place]]
        for place, column in enumerate(sheet.columns)
    }
    guessed = targets.guess(vault.registry, record, {name: texts[:_SAMPLES] for name, texts in values.items()})
    notes = [*sheet.notes]
    if vcards.BIRTH_DATE in guessed and vcards.is_address_book(data):
        guessed[vcards.BIRTH_DATE] = IGNORE
        notes.append(_("Birth dates are left out unless you choose a field for them."))
    if any(map(looks_like_email, sheet.columns)):
        notes.append(_("The first row looks like values, not like the names of columns: it was not read as a row."))
    columns = [Column(c, guessed[c], tuple(texts[:_SHOWN_SAMPLES]), len(texts)) for c, texts in values.items()]
    return Table(kind, name, tuple(columns), sheet.lines, tuple(notes))


def offered(vault: Vault, kind: str) -> dict[str, str]:
    """Give all targets that a column may be sent to, with what people call them."""
    return targets.offered(vault.registry, kind_of(vault, kind))


def corrected(vault: Vault, table: Table, corrections: Mapping[str, str]) -> dict[str, str]:
    """Give the guessed mapping with a person's corrections (column to target); ``WrongValue`` if one cannot be."""
    record = kind_of(vault, table.kind)
    mapping = table.mapping
    by_fold = {column.casefold(): column for column in mapping}
    for column, target in corrections.items():
        name = column if column in mapping else by_fold.get(column.strip().casefold())
        if name is None:
            raise WrongValue(
                _("“{file}” has no column “{column}”.").format(file=table.file, column=column),
                do=_("There are: {columns}.").format(columns=", ".join(mapping)),
            )
        mapping[name] = targets.chosen(vault.registry, record, list(mapping), target)
    return mapping


def plan(
    vault: Vault,
    table: Table,
    mapping: Mapping[str, str] | None = None,
    *,
    region: str = "",
    progress: Progress | None = None,
) -> Plan:
    """Find out what an import would do, without writing anything.

    ``region`` (ISO 3166) is where telephone numbers without a country code are at home.
    """
    record = kind_of(vault, table.kind)
    mapping = dict(table.mapping if mapping is None else mapping)
    progress = progress or Progress()
    names = tuple(column.name for column in table.columns)
    good: list[Planned] = []
    bad: list[Bad] = []
    with vault.reading() as session:
        references = References(session, vault.registry)
        reader = RowReader(vault.registry, record, names, mapping, references)
        for place, line in enumerate(table.lines):
            if place % _PACE == 0:
                progress.check()
                progress.step(place, len(table.lines), _("Reading rows"))
            row = reader.read(line)
            if isinstance(row, Bad):
                bad.append(row)
            else:
                good.append(row)
        flagged = duplicates(session, vault.registry, record, good, region, progress)
        preview = tuple(_preview(record, references, row) for row in good[: _SHOWN_SAMPLES * 2])
    sorts = {column.name: targets.route(mapping.get(column.name, IGNORE), column.name).sort for column in table.columns}
    ours = {WRONG_COLUMN, _(WRONG_COLUMN)}
    filled = [column.name for column in table.columns if column.filled]
    return Plan(
        kind=table.kind,
        file=table.file,
        columns=names,
        mapping=mapping,
        rows=tuple(good),
        bad=tuple(bad),
        duplicates=tuple(flagged),
        filled=Counter(name for row in good for name in row.values),
        kept=tuple(name for name in filled if sorts[name] == "extra"),
        ignored=tuple(name for name in filled if sorts[name] == "ignore" and name not in ours),
        preview=preview,
        notes=table.notes,
    )


def run(
    vault: Vault, plan: Plan, skip_duplicates: bool = False, *, skip: Collection[int] = (), circle: str = ""
) -> Job[Imported]:
    """Give the work of writing the good rows as one action.

    ``circle`` is who may read them, by default everyone, or whoever reads their wholes.
    ``skip_duplicates`` leaves out every row that was flagged, ``skip`` the rows of these lines. It
    can be cancelled until the moment of writing; then all is written, or nothing.
    """
    left_out = {*skip, *(each.line for each in plan.duplicates if skip_duplicates)}
    rows = [row for row in plan.rows if row.line not in left_out]
    if not rows:
        message = _("No row of “{file}” is left to import.")
        raise UserProblem(message.format(file=plan.file), kept=_("Nothing was changed."))
    label = _label(vault.registry[plan.kind], len(rows), plan.file)
    return Job(label, partial(_write, vault, plan, rows, label, circle))


def _write(vault: Vault, plan: Plan, rows: Sequence[Planned], label: str, circle: str, progress: Progress) -> Imported:
    """Write rows in one batch."""
    changes: list[Change] = []
    for place, row in enumerate(rows):
        if place % _PACE == 0:
            progress.check()
            progress.step(place, len(rows), label)
        owner = New(len(changes))
        changes.append(Add(plan.kind, row.values, circle))
        changes += [Add(CONTACT_POINT, {PEOPLE: owner, **contact}) for contact in row.contacts]
    progress.check()
    progress.step(len(rows), len(rows), _("Writing"))
    changed = vault.apply(changes, label)
    written = {row.line for row in rows}
    skipped = tuple(row.line for row in plan.rows if row.line not in written)
    return Imported(changed, len(rows), len(changes) - len(rows), skipped, plan.bad)


def bad_rows_file(plan: Plan) -> bytes:
    """Give a CSV of the bad rows, what is wrong with each in its first column; mended, it can be imported as it is."""
    rows = [
        (_("Line {line}: {wrong}").format(line=bad.line, wrong=bad.wrong), *bad.cells)
        for bad in plan.bad
    ]  # fmt: skip
    return tabular.write_csv((_(WRONG_COLUMN), *plan.columns), rows)


def _content(source: Source, progress: Progress | None) -> tuple[str, bytes]:
    """Give the name and the bytes of a file that can be a list."""
    if isinstance(source, Path):
        source = source.name, files.read(source, progress, most=MOST_BYTES)
    name, data = source
    if len(data) > MOST_BYTES:
        message = _("“{file}” is too large: lists of at most {most} MB are read.")
        raise UserProblem(message.format(file=name, most=MOST_BYTES // 2**20), do=_("Cut it into several files."))
    if not data.strip():
        raise UserProblem(_("“{file}” is empty.").format(file=name))
    return name, data


def _label(record: RecordType, count: int, file: str) -> str:
    """Name the action as the undo menu shows it."""
    noun = _(record.one if count == 1 else record.many)
    if translations.language.startswith("en"):
        noun = noun[:1].lower() + noun[1:]
    return _("Import {count} {noun} from {file}").format(count=count, noun=noun, file=file)


def _preview(record: RecordType, references: References, row: Planned) -> Preview:
    """Show a row as its record would look."""
    fields: list[tuple[str, str]] = []
    for name, attribute in record.attributes.items():
        value: Any = row.values.get(name)
        if value is None:
            continue
        if attribute.target:
            fields.append((_(attribute.label), references.title(attribute.target, value)))
        elif isinstance(value, dict):
            fields += cast("dict[str, str]", value).items()
        else:
            fields.append((_(attribute.label), attribute.format(value)))
    fields += [(_contact_words(contact), contact["value"]) for contact in row.contacts]
    return Preview(row.line, row.title, tuple(fields))


def _contact_words(contact: Mapping[str, Any]) -> str:
    """Say what sort of contact one is."""
    kind, label = str(contact["kind"]), str(contact.get("label") or "other")
    return f"{_(CONTACT_KINDS.get(kind, kind))} ({_(CONTACT_LABELS.get(label, label))})"
