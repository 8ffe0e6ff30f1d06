"""Lists as other programs write them: rows of text read from .csv and .xlsx files, and .csv written.

A cell that a spreadsheet would run as a formula is written with an apostrophe before it, which
spreadsheets show as it is, and which is taken off again when a file is read: a telephone number
such as +49 30 1234 comes back from there as it went.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from app.i18n import N_, _
from app.problems import UserProblem
from app.records.attributes import EXTRA
from app.records.kinds import one_line
from app.services.tables import headers, spreadsheets
from app.services.tables.encodings import Candidate, decoded

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 256
LONGEST_LINE = 1_000_000
LONGEST_NAME = 198
"""The most characters of a column's name: an extra is a register of the log, "x:" and its name, of at most 200."""
_DELIMITERS = ",;\t|"
_TRIED_LINES = 100
_NUL = "\0"
_ALIKE = 0.9
_FEWEST = 2
# What starts a formula in spreadsheets, also in the full width of East Asian keyboards. Source: OWASP, CSV Injection.
_STARTS_FORMULA = r"[=+\-@\t\r＝＋－＠]"
_TO_GUARD = re.compile("'*" + _STARTS_FORMULA)
_GUARDED = re.compile("'+" + _STARTS_FORMULA)
_FOREIGN = (
    (b"\x89PNG", N_("“{file}” is a picture.")),
    (b"\xff\xd8\xff", N_("“{file}” is a picture.")),
    (b"GIF8", N_("“{file}” is a picture.")),
    (b"%PDF", N_("“{file}” is a PDF.")),
    (b"\xd0\xcf\x11\xe0", N_("“{file}” is a workbook of an old Excel, or one locked with a password.")),
    (b"<!doctype html", N_("“{file}” is a web page.")),
    (b"<html", N_("“{file}” is a web page.")),
)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with a row: its name and bytes, and whether it shows somebody, who has to say yes to that."""

    name: str
    data: bytes
    of_them: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row: the number of the line on which it starts, a cell for each column, and what is wrong with the row itself.

    A row that is wrong may have more cells than there are columns. ``whose`` is the line of the row to which this one
    has the ``relation``.
    """

    number: int
    cells: tuple[str, ...]
    wrong: str = ""
    files: tuple[Enclosed, ...] = ()
    whose: int = 0
    relation: str = ""


@dataclass(frozen=True, slots=True)
class How:
    """How a person wants a file to be read, where they said so: see ``Sheet`` for what can be chosen.

    ``header`` is the line with the names of the columns, 0 if there are none. ``order`` and ``century`` are about days.
    """

    encoding: str = ""
    sheet: str = ""
    header: int | None = None
    hidden: bool = False
    order: str = ""
    century: str = ""


AS_IT_IS = How()


@dataclass(frozen=True, slots=True, kw_only=True)
class HowRead:
    """How a list was read, where it could have been read otherwise.

    ``encoding`` is what it was read in, ``candidates`` are those that it may be in where the file does not say it.
    ``header`` is the line in which the names of the columns were found (0: there are none), ``sheets`` are those of a
    workbook, ``sheet`` the one that was read, and ``hidden`` says that something in it was hidden.
    """

    encoding: str = ""
    candidates: tuple[Candidate, ...] = ()
    header: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ListSheet(HowRead):
    """A list: its columns, each named differently, its rows, and what the person should know of the reading."""

    columns: tuple[str, ...]
    lines: tuple[ListRow, ...]
    notes: tuple[str, ...] = ()


def read(name: str, data: bytes, how: How = AS_IT_IS) -> ListSheet:
    """Read the list in a .csv or .xlsx file; raises ``UserProblem`` with one sentence for anything else."""
    if data.startswith(spreadsheets.ZIP):
        wanted = spreadsheets.WantedSheet(how.sheet, how.hidden)
        book = spreadsheets.read(name, data, MOST_ROWS, MOST_COLUMNS, wanted)
        sheet = _arrange(name, book.rows, book.notes, how.header, ragged=True)
        return replace(sheet, sheet=book.sheet, sheets=book.sheets, hidden=book.hidden)
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise UserProblem(
            _("“{file}” is no Excel workbook, though its name says so.").format(file=name),
            do=_("Open it in a spreadsheet and save it as .xlsx or .csv."),
        )
    head = data[:20].lstrip().lower()
    for mark, what in _FOREIGN:
        if head.startswith(mark.lower()):
            raise UserProblem(_(what).format(file=name), do=_("Save the list as .csv or .xlsx."))
    found = decoded(name, data, how.encoding)
    sheet = _arrange(name, _csv_rows(name, found.text), list(found.notes), how.header, ragged=False)
    return replace(sheet, encoding=found.encoding, candidates=found.candidates)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a list as spreadsheets and our own import read it: UTF-8 with its mark, commas, formulas made harmless."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(column) for column in columns])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a list as a workbook, whose cells are text and need no apostrophe but to keep one that they begin with."""
    return spreadsheets.write(title, [_kept(column) for column in columns], ([_kept(c) for c in row] for row in rows))


def _kept(cell: str) -> str:
    """Double an apostrophe that reading the file would take off."""
    return f"'{cell}" if _GUARDED.match(cell) else cell


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run, and before what looks as if this had been done."""
    return f"'{cell}" if _TO_GUARD.match(cell) else cell


def unguarded(cell: str) -> str:
    """Take off the apostrophe that ``guarded`` has put on."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _csv_rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a CSV text, each with the number of its first line."""
    lines = _bounded(name, text)
    first = list(islice(lines, _TRIED_LINES))
    skipped = 0
    if first and (said := re.fullmatch(r"sep=(.)\r?\n?", first[0])):
        delimiter, skipped = said[1], 1
    else:
        delimiter = _delimiter(first)
    # The mark comes back as a row of its own, unless a quotation mark before it was never closed.
    reader = csv.reader(chain(first[skipped:], lines, [_NUL]), delimiter=delimiter)
    start = skipped + 1
    try:
        for row in reader:
            if row == [_NUL]:
                return
            if row and row[-1].endswith(_NUL):
                break
            yield start, row
            start = reader.line_num + skipped + 1
    except csv.Error:
        message = _("“{file}” has a cell of more than {most} characters in line {line}.")
        raise UserProblem(message.format(file=name, most=csv.field_size_limit(), line=start)) from None
    raise UserProblem(
        _("A quotation mark in line {line} of “{file}” is never closed.").format(file=name, line=start),
        do=_("Remove it or close it, and import the file again."),
    )


def _bounded(name: str, text: str) -> Iterator[str]:
    """Give the lines of a text, and refuse one that no list has."""
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > LONGEST_LINE:
            message = _("Line {line} of “{file}” is longer than that of any list.")
            raise UserProblem(message.format(file=name, line=number), do=_("Look whether this is the right file."))
        yield line


def _delimiter(lines: Sequence[str]) -> str:
    """Find what stands between the cells: what cuts most rows into as many cells as the first, and into most."""
    best, unused, most = "", "", (0.0, 0)
    for delimiter in _DELIMITERS:
        try:
            cut = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        # A line of a title has nothing to cut; the names of the columns stand below it.
        while len(cut) > _FEWEST and len(cut[0]) == 1 and len(cut[1]) > 1 and headers.is_named(cut[1]):
            del cut[0]
        widths = [len(row) for row in cut]
        if not widths or max(widths) == 1:
            unused = unused or delimiter
            continue
        alike = widths.count(widths[0]) / len(widths)
        score = (1.0 if alike >= _ALIKE else alike, widths[0])
        if widths[0] > 1 and score > most:
            best, most = delimiter, score
    return best or unused or ","


def _arrange(
    name: str, rows: Iterable[tuple[int, list[str]]], notes: Sequence[str], header: int | None, *, ragged: bool
) -> ListSheet:
    """Find the names of the columns, and give every row below them a cell for each of them.

    In a ``ragged`` file the cells have places of their own, so that one beyond the last name is no mistake.
    """
    filled: list[tuple[int, list[str]]] = []
    for number, row in rows:
        cells = [unguarded(cell.strip()) for cell in row]
        if any(cells):
            filled.append((number, cells))
        if len(filled) > MOST_ROWS + 1:
            message = _("“{file}” has more than {most} rows.").format(file=name, most=MOST_ROWS)
            raise UserProblem(message, do=_("Cut it into several files."))
    if not filled:
        raise UserProblem(_("“{file}” is empty.").format(file=name))
    head = headers.find(filled, header)
    body = filled[head.body :]
    if not body:
        raise UserProblem(_("“{file}” has the names of columns, and no row below them.").format(file=name))
    # Beyond its names a line of text is out of line; a row of a workbook has places of its own.
    width = len(head.names) if ragged or not head.line else max(len(filled[head.body - 1][1]), 1)
    names = [*head.names][:width]
    used = [place for place in range(width) if names[place] or any(len(c) > place and c[place] for _n, c in body)]
    if len(used) > MOST_COLUMNS:
        message = _("“{file}” has {count} columns, and at most {most} are read.")
        raise UserProblem(message.format(file=name, count=len(used), most=MOST_COLUMNS), do=_("Remove some."))
    columns, more = _named([(place, names[place]) for place in used])
    lines = tuple(_line(number, cells, used, width) for number, cells in body)
    return ListSheet(tuple(columns), lines, (*notes, *head.notes(), *more), header=head.line)


def _line(number: int, cells: list[str], used: Sequence[int], width: int) -> ListRow:
    """Fit a row to the columns; one with values beyond the last column is out of line and kept as it is."""
    if any(cells[width:]):
        wrong = _("There are {cells} cells, and only {columns} columns: quotation marks may be missing.")
        return ListRow(number, tuple(cells), wrong.format(cells=len(cells), columns=width))
    return ListRow(number, tuple(cells[place] if place < len(cells) else "" for place in used))


def _named(header: Sequence[tuple[int, str]]) -> tuple[list[str], list[str]]:
    """Name every column differently, so that values can be kept under their column's name."""
    columns: list[str] = []
    notes: list[str] = []
    taken = {one_line(text) for _place, text in header}
    for place, text in header:
        name = plain = one_line(text) or _("Column {number}").format(number=place + 1)
        if len(name.removeprefix(EXTRA)) > LONGEST_NAME:
            name = plain = plain[: LONGEST_NAME - 10].rstrip() + "…"
            notes.append(_("The name of column {number} was too long and is cut.").format(number=place + 1))
        number = 2
        while name in columns or (name in taken and name != one_line(text)):
            name, number = f"{plain} ({number})", number + 1
        if name != plain:
            notes.append(_("Two columns are called “{name}”: one is “{other}” now.").format(name=plain, other=name))
        columns.append(name)
    return columns, notes
