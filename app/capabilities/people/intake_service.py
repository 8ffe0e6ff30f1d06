"""Rapid intake: a pasted text or a list becomes new people, updates, rows folded together, and rows kept aside.

Every row that was given ends in exactly one of these four. What was understood can be corrected cell by cell, a column
can be sent elsewhere, and what becomes of a row can be chosen; nothing is written before ``take_in``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.capabilities.people.intake_batch import SKIP, IntakeBatch, IntakePerson, RowChoice
from app.capabilities.people.intake_changes import BatchTerms, changes_of
from app.capabilities.people.merge_service import profiles
from app.capabilities.people.pasting import CONTROL, Heard, has_control, read_pasted
from app.i18n import N_, _, ngettext
from app.problems import UserProblem
from app.records.changes import Change, Changed
from app.services.records.references import References
from app.services.settings import group
from app.services.tables import headers, importing, spreadsheets, vcards
from app.services.tables.encodings import decoded
from app.services.tables.import_rows import Bad, PlannedRecord, ReadingDays, RowReader
from app.services.tables.importing import Table
from app.services.tables.plain_rows import PlainRows
from app.services.tables.tabular import ListRow
from app.storage.vault.vault import Vault

MOST_ROWS = 5_000
SKIPPED = N_("Left out by choice.")
_SHEETS = (".csv", ".tsv", ".xlsx", ".xlsm", ".vcf")
_LONGEST_LINE = 100_000
_FEW = 20


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A row that is kept aside: its line, why, and its cells as they came; by choice, or since it cannot be read."""

    line: int
    reason: str
    cells: tuple[str, ...]
    by_choice: bool = False


@dataclass(frozen=True, slots=True)
class Corrections:
    """What somebody has corrected: cells by line and column, where columns go, and what becomes of rows by line."""

    cells: Mapping[tuple[int, str], str] = field(default_factory=lambda: MappingProxyType({}))
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    choices: Mapping[int, RowChoice] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class GivenRows:
    """The rows as they came: columns and the target of each, the rows by their lines, and what was read of each.

    Of ``free`` text we have made the columns ourselves.
    """

    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    lines: Mapping[int, ListRow]
    read: Mapping[int, PlannedRecord | Bad]
    notes: tuple[str, ...] = ()
    free: bool = False


@dataclass(frozen=True, slots=True)
class IntakePreview:
    """What taking in a batch comes to; nothing is written yet. ``names`` are of the people on the books it concerns."""

    file: str
    rows: int
    new: tuple[IntakePerson, ...]
    updated: tuple[IntakePerson, ...]
    aside: tuple[AsideRow, ...]
    source: GivenRows
    names: Mapping[str, str]
    changes: tuple[Change, ...] = field(repr=False, default=())

    @property
    def folded(self) -> int:
        """Count the rows that were folded into another row of the batch."""
        return sum(len(each.lines) - 1 for each in (*self.new, *self.updated))


def prepare(
    vault: Vault,
    name: str,
    data: bytes,
    *,
    region: str = "",
    terms: BatchTerms | None = None,
    corrections: Corrections | None = None,
) -> IntakePreview:
    """Read a batch and say what becomes of each row; raises ``UserProblem`` for what cannot be read at all."""
    terms, corrected = terms or BatchTerms(), corrections or Corrections()
    terms.check()
    table, free = _table(vault, name, _harmless(data))
    if len(table.lines) > MOST_ROWS:
        raise UserProblem(
            _("“{file}” holds {count} rows; at most {most} are taken in at once.").format(
                file=name, count=len(table.lines), most=MOST_ROWS
            ),
            kept=_("Nothing was changed."),
            do=_("Take it in in several parts."),
        )
    source = _read(vault, table, corrected, free=free)
    skipped = {line for line, choice in corrected.choices.items() if choice.how == SKIP}
    aside = [AsideRow(row.line, row.wrong, row.cells) for row in source.read.values() if isinstance(row, Bad)]
    asides = {each.line for each in aside}
    aside += [
        AsideRow(line, _(SKIPPED), source.lines[line].cells, by_choice=True)
        for line in sorted(skipped - asides)
        if line in source.read
    ]
    planned = [row for row in source.read.values() if isinstance(row, PlannedRecord) and row.line not in skipped]
    known = profiles(vault)
    outcomes = IntakeBatch(known, region, corrected.choices).take(planned)
    new = tuple(each for each in outcomes if not each.record)
    updated = tuple(each for each in outcomes if each.record)
    concerned = {each.record or each.likely for each in outcomes}
    return IntakePreview(
        name,
        len(table.lines),
        new,
        updated,
        tuple(sorted(aside, key=lambda each: each.line)),
        source,
        {person.id: person.name for person in known if person.id in concerned},
        tuple(changes_of(vault, new, updated, terms)),
    )


def take_in(vault: Vault, intake: IntakePreview) -> Changed:
    """Write a batch as one action, which one undo takes back."""
    if not intake.changes:
        return Changed()
    count = len(intake.new) + len(intake.updated)
    label = ngettext("Take in {count} person from {file}", "Take in {count} people from {file}", count)
    return vault.apply(intake.changes, label.format(count=count, file=intake.file))


def _read(vault: Vault, table: Table, corrected: Corrections, *, free: bool) -> GivenRows:
    """Read each row, with what somebody has corrected."""
    columns = tuple(column.name for column in table.columns)
    mapping = importing.corrected(vault, table, corrected.columns)
    changed: dict[int, dict[str, str]] = {}
    for (line, column), text in corrected.cells.items():
        changed.setdefault(line, {})[column] = text
    lines = [
        _corrected(each, columns, changed[each.number]) if each.number in changed else each for each in table.lines
    ]
    lines = [replace(line, wrong=reason) if (reason := _reason(line, columns)) else line for line in lines]
    with vault.reading() as session:
        references, days = References(session, vault.registry), ReadingDays(group.today(vault))
        reader = RowReader(vault.registry, vault.registry["person"], columns, mapping, references, days)
        read = PlainRows(reader).read(lines)
        found = {line.number: row for line, row in zip(lines, read, strict=True)}
    return GivenRows(columns, mapping, {line.number: line for line in table.lines}, found, table.notes, free)


def _corrected(line: ListRow, columns: Sequence[str], texts: Mapping[str, str]) -> ListRow:
    """Put corrected texts into the cells of a row; a row that was wrong as a whole has only these."""
    cells = ("",) * len(columns) if line.wrong else line.cells
    return ListRow(line.number, tuple(texts.get(column, cell) for column, cell in zip(columns, cells, strict=True)))


def _table(vault: Vault, name: str, data: bytes) -> tuple[Table, bool]:
    """Read the rows of a batch: a list with a head, an address book, or (and then it says so) free text.

    Rows that are none are marked.
    """
    table_like = name.lower().endswith(_SHEETS) or data.startswith(spreadsheets.ZIP) or vcards.is_address_book(data)
    if not table_like and data.strip():
        text = decoded(name, _without_giants(data)[0]).text
        table_like = _has_head(vault, name, text)
    if table_like:
        data, early = _without_giants(data)
        table = importing.look(vault, "person", (name, data))
        lines = tuple(sorted((*table.lines, *early), key=lambda line: line.number))
        return Table(table.kind, table.file, table.columns, lines, table.notes), False
    if not data.strip():
        raise UserProblem(_("“{file}” is empty.").format(file=name))
    pasted = read_pasted(decoded(name, data).text)
    phones = max((len(each.phones) for each in pasted.rows), default=1) or 1
    emails = max((len(each.emails) for each in pasted.rows), default=1) or 1
    targets = {
        _("Name"): "name",
        **_columns(_("Telephone"), "phone", phones),
        **_columns(_("E-mail"), "email", emails),
        _("Note"): "note",
    }
    rows = [ListRow(each.line, _cells(each, emails, phones)) for each in pasted.rows]
    rows += [ListRow(each.line, (each.text,), each.reason) for each in pasted.aside]
    made = tuple(importing.FileColumn(column, target, (), 0) for column, target in targets.items())
    return Table("person", name, made, tuple(sorted(rows, key=lambda line: line.number))), True


def _columns(name: str, kind: str, count: int) -> dict[str, str]:
    """Name the columns of several numbers or addresses; the second of one sort has a number."""
    return {name if n == 1 else f"{name} {n}": f"contact_point:{kind}:other" for n in range(1, count + 1)}


def _harmless(data: bytes) -> bytes:
    """Put another control character where a few bytes are zero, so that only their rows are kept aside."""
    zeros = data.count(b"\0")
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", spreadsheets.ZIP))
    return data.replace(b"\0", b"\x01") if zeros and not wide and zeros * _FEW < len(data) else data


def _without_giants(data: bytes) -> tuple[bytes, list[ListRow]]:
    """Take out the lines that are too long for any list, leaving an empty one, so that the rest can be read."""
    if data.startswith(spreadsheets.ZIP) or vcards.is_address_book(data):
        return data, []
    pieces = re.split(rb"(\r\n|\r|\n)", data)  # Lines, and between them what ends each.
    early: list[ListRow] = []
    for place in range(0, len(pieces), 2):
        line = pieces[place]
        if len(line) > _LONGEST_LINE:
            reason = _("This line is too long: {length} characters, at most {most} are read.")
            said = line[:200].decode("utf-8", "replace")
            early.append(ListRow(place // 2 + 1, (said,), reason.format(length=len(line), most=_LONGEST_LINE)))
            pieces[place] = b""
    return b"".join(pieces), early


def _cells(heard: Heard, emails: int, phones: int) -> tuple[str, ...]:
    """Lay out a row of free text in columns."""
    return (
        heard.name,
        *(heard.phones[n] if n < len(heard.phones) else "" for n in range(phones)),
        *(heard.emails[n] if n < len(heard.emails) else "" for n in range(emails)),
        heard.note,
    )


def _has_head(vault: Vault, name: str, text: str) -> bool:
    """Say whether a pasted text is a table whose first line names columns that are understood."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not any(sign in first for sign in "\t;|,"):
        return False
    try:
        table = importing.look(vault, "person", (name, "\n".join(text.splitlines()[:20]).encode()))
    except UserProblem:
        return False
    understood = [c for c in table.columns if c.target and not c.target.startswith("x:")]
    is_head = table.header > 0 and not headers.is_values([column.name for column in table.columns])
    return is_head and len(understood) >= 2


def _reason(line: ListRow, columns: Sequence[str]) -> str:
    """Say why a row of a table is kept aside before it is read."""
    if line.wrong:
        return ""
    if any(map(has_control, line.cells)):
        return _(CONTROL)
    said = [(cell, column) for cell, column in zip(line.cells, columns, strict=False) if cell.strip()]
    if said and all(cell.strip().casefold() == column.strip().casefold() for cell, column in said):
        return _("This row repeats the names of the columns.")
    return ""
