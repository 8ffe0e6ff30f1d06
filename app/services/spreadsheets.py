"""Workbooks of Excel and its relatives (.xlsx), read within bounds and written so that nothing in them is run."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
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


def read(name: str, data: bytes, most_rows: int, most_columns: int) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Give the rows of the first sheet that has any, each with its number, and notes on what was left out."""
    try:
        unfinished = _check_parts(name, data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of features that lists do not use.
            rows, notes = _read(name, data, most_rows, most_columns)
    except _DAMAGED:
        raise UserProblem(
            _("“{file}” is no Excel workbook that can be read.").format(file=name),
            do=_("Open it in a spreadsheet and save it as .xlsx or .csv once more."),
        ) from None
    if unfinished:
        message = _("{count} formulas have no stored result and were read as empty: open and save the file once.")
        notes.append(message.format(count=unfinished))
    return rows, notes


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


def _read(name: str, data: bytes, most_rows: int, most_columns: int) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Read the first sheet that has rows, formulas by their stored results."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        for sheet in shown:
            cast("Any", sheet).reset_dimensions()  # What a file states about its own size is often wrong.
            rows = list(_rows(name, sheet.iter_rows(), most_rows, most_columns))
            if rows:
                return rows, _other_sheets(sheet.title, [each.title for each in shown if each is not sheet])
    finally:
        book.close()
    return [], []


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


def _other_sheets(title: str, others: Sequence[str]) -> list[str]:
    """Say which sheets were not read."""
    if not others:
        return []
    message = _("Only the sheet “{title}” was read, not: {others}.")
    return [message.format(title=title, others=", ".join(others))]
