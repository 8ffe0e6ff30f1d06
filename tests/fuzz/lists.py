"""The lists of other programs that people import: whatever is in them, a sheet or a sentence comes of it."""

from __future__ import annotations

import functools
import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from app.problems import UserProblem
from app.services.tables import tabular, vcards
from app.services.tables.tabular import LONGEST_NAME, MOST_COLUMNS, MOST_ROWS, ListSheet
from tests.fuzz.formats import of

VECTORS = Path(__file__).parents[1] / "vectors" / "vcards"
SHEET = "xl/worksheets/sheet1.xml"
CARD = """\
BEGIN:VCARD
VERSION:4.0
FN:Zoë
N:Ärger;Zoë;;;
TEL;TYPE=home:+49 30 1
item1.EMAIL:a@b.example
item1.X-ABLabel:_$!<Work>!$_
NOTE:two\\nlines\\, and
 more
UID:urn:uuid:00000000-0000-0000-0000-000000000000
PHOTO;ENCODING=b:AAAA
 AAAA
END:VCARD
"""
OLD_CARD = b"""\
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=91;=
=C3
TEL;CELL;PREF:1
END:VCARD
"""
CELLS = b"""\
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:B2"/><sheetData>\
<row r="1"><c r="A1"><v>7</v></c><c r="B1" t="str"><f>1+1</f><v>Day</v></c></row>\
<row r="2"><c r="A2"><v>1.5</v></c><c r="B2"><v>45000</v></c><c r="D2" t="b"><v>1</v></c>\
<c r="E2" t="e"><v>#N/A</v></c></row></sheetData></worksheet>"""


def address_books() -> dict[str, bytes]:
    android = (VECTORS / "John_Doe_ANDROID.vcf").read_bytes()[:1500]
    return {"4.0": CARD.encode(), "2.1": OLD_CARD, "of Android": android}


def delimited_lists() -> dict[str, bytes]:
    rows = [("Zoë", "+49 30 1", "two\nlines"), ("Emil", "", 'a "quoted" word')]
    return {
        "ours": tabular.write_csv(("Name", "Phone", "Note"), rows),
        "semicolons": b"sep=;\r\nName;Phone\r\nZo\xeb;1\r\n",
        "utf-16": "Name\tPhone\r\nZoë\t1\r\n".encode("utf-16"),
    }


@functools.cache
def workbooks() -> dict[str, bytes]:
    return {"ours": tabular.write_workbook("People", ("Name", "Phone"), [("Zoë", "+49 30 1"), ("Emil", "")])}


def worksheets() -> dict[str, bytes]:
    """Give the part of a workbook that holds the cells, and one as Excel writes it: numbers, days, formulas."""
    with ZipFile(io.BytesIO(workbooks()["ours"])) as archive:
        return {"ours": archive.read(SHEET), "like Excel's": CELLS}


def address_book(data: bytes) -> None:
    fits(vcards.read("a.vcf", data))


def delimited(data: bytes) -> None:
    """Tell what stands between the cells is guessed, so that nothing can be said of writing it and reading it again."""
    fits(tabular.read("a.csv", data))


def workbook(data: bytes) -> None:
    fits(tabular.read("a.xlsx", data))


def worksheet(data: bytes) -> None:
    """Give the cells of a workbook alone.

    As a part of the archive they would have to be packed anew for every change.
    """
    file = io.BytesIO()
    with ZipFile(io.BytesIO(workbooks()["ours"])) as ours, ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name in ours.namelist():
            packed.writestr(name, data if name == SHEET else ours.read(name))
    fits(tabular.read("a.xlsx", file.getvalue()))


def fits(sheet: ListSheet) -> None:
    assert len(set(sheet.columns)) == len(sheet.columns) <= MOST_COLUMNS
    assert len(sheet.lines) <= MOST_ROWS
    assert all(line.wrong or len(line.cells) == len(sheet.columns) for line in sheet.lines)
    assert all(len(column) <= LONGEST_NAME + 2 for column in sheet.columns)


TARGETS = (
    of("address_book", address_book, address_books, refusals=(UserProblem,)),
    of("delimited", delimited, delimited_lists, refusals=(UserProblem,)),
    of("workbook", workbook, workbooks, refusals=(UserProblem,)),
    of("worksheet", worksheet, worksheets, refusals=(UserProblem,)),
)
