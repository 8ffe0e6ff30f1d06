"""Lists as other programs write them: rows of text read from .csv and .xlsx files, and .csv written.

A cell that a spreadsheet would run as a formula is written with an apostrophe before it, which
spreadsheets show as it is, and which is taken off again when a file is read: a telephone number
such as +49 30 1234 comes back from there as it went.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from app.domain.attributes import EXTRA
from app.domain.kinds import one_line
from app.i18n import N_, _
from app.problems import UserProblem
from app.services import spreadsheets

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
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the number of the line on which it starts, a cell for each column, and what is wrong with the row itself.

    A row that is wrong may have more cells than there are columns.
    """

    number: int
    cells: tuple[str, ...]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list: its columns, each named differently, its rows, and what the person should know of the reading."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def read(name: str, data: bytes) -> Sheet:
    """Read the list in a .csv or .xlsx file; raises ``UserProblem`` with one sentence for anything else."""
    if data.startswith(spreadsheets.ZIP):
        rows, notes = spreadsheets.read(name, data, MOST_ROWS, MOST_COLUMNS)
        return _arrange(name, rows, notes, ragged=True)
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise UserProblem(
            _("“{file}” is no Excel workbook, though its name says so.").format(file=name),
            do=_("Open it in a spreadsheet and save it as .xlsx or .csv."),
        )
    head = data[:20].lstrip().lower()
    for mark, what in _FOREIGN:
        if head.startswith(mark.lower()):
            raise UserProblem(_(what).format(file=name), do=_("Save the list as .csv or .xlsx."))
    text, notes = decoded(name, data)
    return _arrange(name, _csv_rows(name, text), notes, ragged=False)


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


def decoded(name: str, data: bytes) -> tuple[str, list[str]]:
    """Give the text of a file, and a note if its encoding had to be guessed."""
    encoding = next((each for mark, each in _BYTE_ORDER_MARKS if data.startswith(mark)), "") or _wide(data) or "utf-8"
    notes: list[str] = []
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _as_western(name, data) if encoding == "utf-8" else _NUL
        notes = [_("The file is not in UTF-8 and was read as Windows-1252: see whether accents and umlauts are right.")]
    if _NUL in text:
        raise UserProblem(
            _("“{file}” is no list: it holds bytes that no text has.").format(file=name),
            do=_("Give a file saved as .csv, .xlsx or .vcf."),
        )
    return text, notes


def _as_western(name: str, data: bytes) -> str:
    """Read what older programs of western languages write."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise UserProblem(
            _("Nobody can tell in which encoding “{file}” was written.").format(file=name),
            do=_("Save it once more as CSV UTF-8."),
        ) from None


def _wide(data: bytes) -> str:
    """Recognise UTF-16 without its mark by the zeros in every other byte."""
    sample = data[:2000]
    if len(sample) < 2 or len(data) % 2 or sample.count(0) < len(sample) // 3:
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


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
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths or max(widths) == 1:
            unused = unused or delimiter
            continue
        alike = widths.count(widths[0]) / len(widths)
        score = (1.0 if alike >= _ALIKE else alike, widths[0])
        if widths[0] > 1 and score > most:
            best, most = delimiter, score
    return best or unused or ","


def _arrange(name: str, rows: Iterable[tuple[int, list[str]]], notes: list[str], *, ragged: bool) -> Sheet:
    """Take the first row for the names of the columns, and give every other row a cell for each of them.

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
    (_first, header), *body = filled
    if not body:
        raise UserProblem(_("“{file}” has the names of columns, and no row below them.").format(file=name))
    width = max(len(cells) for _number, cells in filled) if ragged else len(header)
    header += [""] * (width - len(header))
    used = [place for place in range(width) if header[place] or any(len(c) > place and c[place] for _n, c in body)]
    if len(used) > MOST_COLUMNS:
        message = _("“{file}” has {count} columns, and at most {most} are read.")
        raise UserProblem(message.format(file=name, count=len(used), most=MOST_COLUMNS), do=_("Remove some."))
    columns, more = _named([(place, header[place]) for place in used])
    return Sheet(tuple(columns), tuple(_line(number, cells, used, width) for number, cells in body), (*notes, *more))


def _line(number: int, cells: list[str], used: Sequence[int], width: int) -> Line:
    """Fit a row to the columns; one with values beyond the last column is out of line and kept as it is."""
    if any(cells[width:]):
        wrong = _("There are {cells} cells, and only {columns} columns: quotation marks may be missing.")
        return Line(number, tuple(cells), wrong.format(cells=len(cells), columns=width))
    return Line(number, tuple(cells[place] if place < len(cells) else "" for place in used))


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
