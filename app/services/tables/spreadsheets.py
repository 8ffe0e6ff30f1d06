"""Workbooks of Excel and its relatives (.xlsx), read within bounds and written so that nothing in them is run."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from zipfile import BadZipFile, ZipFile

from app.i18n import _
from app.problems import UserProblem

if TYPE_CHECKING:
    from openpyxl import Workbook

ZIP = b"PK\x03\x04"
_MOST_PARTS = 2000
_MOST_OF_LISTS = 128 * 1024 * 1024
_MOST_OF_THE_REST = 2 * 1024 * 1024
_LAST_ROW = 1_048_576
_MOST_CELLS = 20_000_000
_LISTS = re.compile(r"xl/(worksheets/sheet\d+|sharedStrings)\.xml", re.IGNORECASE)
_IGNORED = re.compile(r"(xl/(media|drawings|embeddings|printerSettings|charts|theme|activeX)|docProps|customXml)/")
_WITHOUT_RESULT = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
UNFINISHED = "\0"
"""What stands before a formula that has no stored result; no cell of a workbook can begin so."""
_SHOWN_LINK = re.compile(r'=HYPERLINK\("[^"]*"\s*[,;]\s*"([^"]*)"\)', re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)\"")
_NUMBER = re.compile(rb"\br=\"(\d+)\"")
_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"")
_FIRST, _LAST = re.compile(rb"\bmin=\"(\d+)\""), re.compile(rb"\bmax=\"(\d+)\"")
_MOST_COLUMNS = 16_384
_MOST_MERGED = 10_000
_SHOWN = 10
_LOST = "\ufffd"
# XML cannot hold these two, nor control characters, and Excel reads _x0041_ as the letter A.
_UNFIT = str.maketrans({"\ufffe": _LOST, "\uffff": _LOST})
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNDERLINE = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)", re.IGNORECASE)
# What openpyxl lets out where a file is not what it should be.
_DAMAGED = (
    ArithmeticError, AttributeError, BadZipFile, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError,
    ValueError, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WantedSheet:
    """Which sheet is to be read, the first that looks like a list if none is named, and whether hidden rows are."""

    sheet: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet that was read: its rows with their numbers, all sheets, and what was left out."""

    rows: list[tuple[int, list[str]]]
    notes: list[str]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    hidden: bool = False


def read(name: str, data: bytes, most_rows: int, most_columns: int, wanted: WantedSheet = WantedSheet()) -> ReadSheet:
    """Give the rows of a sheet, each with its number, and notes on what was left out."""
    try:
        unfinished = _check_parts(name, data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of features that lists do not use.
            return _read(name, data, (most_rows, most_columns), wanted, formulas=bool(unfinished))
    except _DAMAGED:
        raise UserProblem(
            _("“{file}” is no Excel workbook that can be read.").format(file=name),
            do=_("Open it in a spreadsheet and save it as .xlsx or .csv once more."),
        ) from None


def write(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a list as a workbook in which every cell is text, so that nothing is run, rounded or made a date."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    book.properties.creator = "Switchboard"
    sheet: Any = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)

    def cell(text: str) -> Any:
        fit = ILLEGAL_CHARACTERS_RE.sub(_LOST, text.translate(_UNFIT))
        made = WriteOnlyCell(sheet, value=_ESCAPED.sub("_x005F_", fit))
        made.data_type = "s"
        return made

    heads = [cell(column) for column in columns]
    for head in heads:
        head.font = bold
    sheet.append(heads)
    for row in rows:
        sheet.append([cell(text) if text else None for text in row])
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    """Give the bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _check_parts(name: str, data: bytes) -> int:
    """Refuse a workbook that would unpack to more than any list needs; gives how many formulas lack a result.

    The sizes that the archive states can be relied on: nothing beyond them is unpacked.
    """
    with ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names:
            raise UserProblem(
                _("“{file}” is an archive and no Excel workbook.").format(file=name),
                do=_("Save the list as .xlsx or .csv."),
            )
        lists = [part for part in parts if _LISTS.fullmatch(part.filename)]
        rest = [part for part in parts if part not in lists and not _IGNORED.match(part.filename)]
        if (
            len(parts) > _MOST_PARTS
            or sum(part.file_size for part in lists) > _MOST_OF_LISTS
            or sum(part.file_size for part in rest) > _MOST_OF_THE_REST
        ):
            raise UserProblem(
                _("“{file}” unpacks to far more than a list needs, and was not opened.").format(file=name),
                do=_("Copy the rows into a new workbook, or save the list as .csv."),
            )
        return sum(len(_WITHOUT_RESULT.findall(archive.read(part))) for part in lists)


def _read(name: str, data: bytes, most: tuple[int, int], wanted: WantedSheet, *, formulas: bool) -> ReadSheet:
    """Read a sheet, formulas by their stored results."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        titles = tuple(sheet.title for sheet in book.worksheets)
        if wanted.sheet and wanted.sheet not in titles:
            raise UserProblem(
                _("“{file}” has no sheet “{sheet}”.").format(file=name, sheet=wanted.sheet),
                do=_("There are: {list}.").format(list=", ".join(titles)),
            )
        choice = [sheet for sheet in book.worksheets if sheet.title == wanted.sheet] or shown or book.worksheets
        found: tuple[Any, list[tuple[int, list[str]]]] | None = None
        for sheet in choice:
            cast("Any", sheet).reset_dimensions()  # What a file states about its own size is often wrong.
            rows = list(_rows(name, sheet.iter_rows(), *most))
            if rows and (found is None or _is_list(rows)):
                found = sheet, rows
            if rows and _is_list(rows):
                break
        if found is None:
            return ReadSheet([], [], sheets=titles)
        sheet, rows = found
        notes = _other_sheets(sheet.title, book.worksheets)
        about = _about(data, sheet)
    finally:
        book.close()
    if formulas:
        notes += _put_formulas(name, data, sheet.title, rows, most)
    notes += _fill_merged(rows, about.merged)
    hidden = about.hidden_rows or about.hidden_columns
    if hidden:
        notes += _hide(rows, about, keep=wanted.hidden)
    return ReadSheet([row for row in rows if any(row[1])], notes, sheet.title, titles, bool(hidden))


def _is_list(rows: Sequence[tuple[int, list[str]]]) -> bool:
    """Tell a list from a cover: it has two columns at least, and rows that are as full as its names."""
    counts = [sum(map(bool, cells)) for _number, cells in rows]
    return len(rows) > 1 and max(counts) > 1 and sum(count > 1 for count in counts) * 2 >= len(counts)


@dataclass(frozen=True, slots=True)
class _About:
    """What the text of a sheet says that its cells do not: what is hidden, and which cells are one."""

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: tuple[tuple[int, int, int, int], ...]


def _about(data: bytes, sheet: Any) -> _About:
    """Read what is hidden in a sheet and which of its cells are merged (first column and row, last column and row)."""
    from openpyxl.utils.cell import range_boundaries

    with ZipFile(io.BytesIO(data)) as archive:
        text = archive.read(str(sheet._worksheet_path).lstrip("/"))  # noqa: SLF001
    rows: set[int] = set()
    number = 0
    for found in _ROW.finditer(text):
        said = _NUMBER.search(found[0])
        number = int(said[1]) if said else number + 1
        if _HIDDEN.search(found[0]):
            rows.add(number)
    columns: set[int] = set()
    for found in _COLUMN.finditer(text):
        first, last = _FIRST.search(found[0]), _LAST.search(found[0])
        if first and last and _HIDDEN.search(found[0]):
            columns |= set(range(int(first[1]), min(int(last[1]), _MOST_COLUMNS) + 1))
    merged = [range_boundaries(found[1].decode()) for found in _MERGED.finditer(text)]
    return _About(frozenset(rows), frozenset(columns), tuple(cast("Any", merged)))


def _fill_merged(rows: list[tuple[int, list[str]]], merged: Iterable[tuple[int, int, int, int]]) -> list[str]:
    """Let the value of cells that are merged downwards count for all of their rows."""
    by_number = dict(rows)
    filled = 0
    for left, top, _right, bottom in merged:
        value = by_number[top][left - 1] if top in by_number and len(by_number[top]) >= left else ""
        for number in range(top + 1, min(bottom, top + _MOST_MERGED) + 1) if value else ():
            cells = by_number.get(number)
            if cells is not None and not "".join(cells[left - 1 : left]):
                cells += [""] * (left - len(cells))
                cells[left - 1] = value
                filled += 1
    if not filled:
        return []
    return [_("Cells that are merged with the one above have its value: {count}.").format(count=filled)]


def _hide(rows: list[tuple[int, list[str]]], about: _About, *, keep: bool) -> list[str]:
    """Leave out the rows and columns that are hidden, unless they are wanted, and say so."""
    from openpyxl.utils.cell import get_column_letter

    there = {number for number, _cells in rows} & about.hidden_rows
    used = {place for _number, cells in rows for place, cell in enumerate(cells, 1) if cell}
    columns = about.hidden_columns & used
    if not there and not columns:
        return []
    if not keep:
        rows[:] = [row for row in rows if row[0] not in about.hidden_rows]
        for _number, cells in rows:
            for place in about.hidden_columns:
                if place <= len(cells):
                    cells[place - 1] = ""
    taken, left = _("Hidden, and read: {what}."), _("Hidden, and left out: {what}.")
    what = [_("rows {numbers}").format(numbers=_listed(there))] if there else []
    what += (
        [_("columns {letters}").format(letters=", ".join(map(get_column_letter, sorted(columns))))] if columns else []
    )
    return [(taken if keep else left).format(what="; ".join(what))]


def _listed(numbers: Iterable[int]) -> str:
    """List the first of some numbers, and say that there are more."""
    first = sorted(numbers)
    return ", ".join(map(str, first[:_SHOWN])) + ("…" if len(first) > _SHOWN else "")


def _put_formulas(
    name: str, data: bytes, title: str, rows: list[tuple[int, list[str]]], most: tuple[int, int]
) -> list[str]:
    """Put the formulas that have no stored result where these would be, marked, so that none reads as an empty cell."""
    from openpyxl import load_workbook

    by_number = dict(rows)
    count = 0
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        sheet = book[title]
        cast("Any", sheet).reset_dimensions()
        for number, texts in _rows(name, sheet.iter_rows(), *most):
            cells = by_number.get(number)
            if cells is None:
                rows.append((number, cells := []))
            for place, text in enumerate(texts):
                if text.startswith("=") and (place >= len(cells) or not cells[place]):
                    cells += [""] * (place + 1 - len(cells))
                    shown = _SHOWN_LINK.fullmatch(text)
                    cells[place] = shown[1] if shown else UNFINISHED + text
                    count += not shown
    finally:
        book.close()
    rows.sort(key=lambda row: row[0])
    if not count:
        return []
    message = _("Formulas without a stored result are kept as they are: {count}. Open and save the file once.")
    return [message.format(count=count)]


def _rows(
    name: str, rows: Iterable[Sequence[Any]], most_rows: int, most_columns: int
) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that have a value, within bounds."""
    filled = cells = 0
    for number, row in enumerate(rows, 1):
        texts = [_text(cell) for cell in row]
        cells += len(texts)
        while texts and not texts[-1]:
            texts.pop()
        filled += bool(texts)
        if number > _LAST_ROW or filled > most_rows + 1 or cells > _MOST_CELLS:
            message = _("“{file}” has more than {most} rows.").format(file=name, most=most_rows)
            raise UserProblem(message, do=_("Cut it into several files."))
        if len(texts) > 4 * most_columns:
            message = _("“{file}” has {count} columns, and at most {most} are read.")
            raise UserProblem(message.format(file=name, count=len(texts), most=most_columns), do=_("Remove some."))
        if texts:
            yield number, texts


def _text(cell: Any) -> str:
    """Write a cell's value as the person sees it, as far as it can be told: whole numbers whole, days in ISO 8601."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _UNDERLINE.sub("_", value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int):
        # Post codes and the like are kept as numbers that are shown with leading zeros.
        shape = str(cell.number_format or "")
        return str(value).zfill(len(shape)) if shape and not shape.strip("0") else str(value)
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def _other_sheets(title: str, sheets: Iterable[Any]) -> list[str]:
    """Say which sheets were not read."""
    others = [
        _("{title} (hidden)").format(title=sheet.title) if sheet.sheet_state != "visible" else sheet.title
        for sheet in sheets
        if sheet.title != title
    ]
    if not others:
        return []
    message = _("Only the sheet “{title}” was read, not: {others}.")
    return [message.format(title=title, others=", ".join(others))]
