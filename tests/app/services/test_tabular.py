"""Lists come in from any program as they are, and nothing that is no list comes in at all."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.problems import UserProblem
from app.records.kinds import tidy
from app.services.tables import tabular
from app.services.tables.spreadsheets import UNFINISHED

TEXT = "Name,Note\nZoë,hello\nBo,world\n"
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=30).map(str.strip)
RISKY = st.builds("{}{}{}".format, st.sampled_from(["", "'", "''"]), st.sampled_from("=+-@＝\t"), CELLS).map(str.strip)


def rows(name: str, data: bytes) -> list[tuple[str, ...]]:
    sheet = tabular.read(name, data)
    return [sheet.columns, *(line.cells for line in sheet.lines)]


def workbook(*cells: list[object], **sheets: list[list[object]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in cells:
        book.active.append(row)
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(**parts: bytes) -> bytes:
    """Give an archive with these parts, whose names have dots for underlines and slashes for two of them."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in parts.items():
            written.writestr(name.replace("__", "/").replace("_", "."), data)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_of_today_are_recognised(encoding: str):
    sheet = tabular.read("a.csv", TEXT.encode(encoding))
    assert sheet.lines[0].cells == ("Zoë", "hello")
    assert sheet.notes == ()


def test_older_encodings_are_guessed_and_said_so():
    sheet = tabular.read("a.csv", TEXT.encode("cp1252"))
    assert sheet.lines[0].cells == ("Zoë", "hello")
    assert "Windows-1252" in sheet.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "Name;Note\nDoe, Jane;a, b\nBo;c\n",
        "Name\tNote\nDoe, Jane\ta, b\nBo\tc\n",
        "Name|Note\nDoe, Jane|a, b\nBo|c\n",
        'Name,Note\r\n"Doe, Jane","a, b"\r\nBo,c\r\n',
        "sep=;\nName;Note\nDoe, Jane;a, b\nBo;c",
        "Name;Note\rDoe, Jane;a, b\rBo;c\r",
        "\n\nName;Note\n\nDoe, Jane;a, b\n;\nBo;c\n\n",
    ],
)
def test_what_stands_between_cells_is_found(text: str):
    assert rows("a.csv", text.encode()) == [("Name", "Note"), ("Doe, Jane", "a, b"), ("Bo", "c")]


def test_one_column_is_not_cut_up():
    assert rows("a.csv", b"Name\nDoe, Jane\nBo\n") == [("Name",), ("Doe, Jane",), ("Bo",)]


def test_rows_know_their_lines():
    sheet = tabular.read("a.csv", b'Name,Note\nZoe,"two\nlines"\nBo,x\n')
    assert [line.number for line in sheet.lines] == [2, 4]
    assert sheet.lines[0].cells == ("Zoe", "two\nlines")


def test_rows_out_of_line_are_wrong_and_short_ones_are_not():
    sheet = tabular.read("a.csv", b"Name,Note\nDoe, Jane, x\nBo\nAl,y,,\n")
    wrong, short, empty_beyond = sheet.lines
    assert wrong.cells == ("Doe", "Jane", "x")
    assert "3 cells" in wrong.wrong
    assert (short.cells, short.wrong) == (("Bo", ""), "")
    assert (empty_beyond.cells, empty_beyond.wrong) == (("Al", "y"), "")


def test_columns_get_names_of_their_own():
    sheet = tabular.read("a.csv", b"phone,phone,,phone (2),\n1,2,3,4,\n")
    assert sheet.columns == ("phone", "phone (3)", "Column 3", "phone (2)")
    assert sheet.lines[0].cells == ("1", "2", "3", "4")
    assert len(sheet.notes) == 1


def test_a_very_long_name_of_a_column_is_cut():
    sheet = tabular.read("a.csv", ("What would you bring? " * 20 + ",b\n1,2\n").encode())
    assert len(sheet.columns[0]) < tabular.LONGEST_NAME
    assert sheet.notes


@given(st.lists(st.tuples(CELLS | RISKY, CELLS | RISKY), min_size=1, max_size=5))
def test_csv_comes_back_as_it_went(table: list[tuple[str, str]]):
    found = rows("a.csv", tabular.write_csv(("id", "=a", "b"), [("1", *row) for row in table]))
    assert found == [("id", "=a", "b"), *(("1", *row) for row in table)]


@given(CELLS | RISKY)
def test_no_written_cell_starts_a_formula(cell: str):
    _header, (written, _one) = csv.reader(io.StringIO(tabular.write_csv("ab", [(cell, "1")]).decode("utf-8-sig"), ""))
    assert not written.startswith(tuple("=+-@\t\r＝＋－＠"))


def test_a_telephone_number_survives_a_spreadsheet_and_other_texts_are_left_alone():
    written = tabular.write_csv(("n",), [["+49 30 1234"], ["'tis"], ["'+49"], ["a=b"]]).decode("utf-8-sig")
    assert written.split() == ["n", "'+49", "30", "1234", "'tis", "''+49", "a=b"]
    assert rows("a.csv", written.encode())[1:] == [("+49 30 1234",), ("'tis",), ("'+49",), ("a=b",)]


@given(st.lists(st.tuples(CELLS | RISKY, CELLS | RISKY), min_size=1, max_size=3))
def test_workbooks_come_back_as_they_went(table: list[tuple[str, str]]):
    fit = [tuple(tidy(cell).translate({0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}) for cell in row) for row in table]
    found = rows("a.xlsx", tabular.write_workbook("People", ("id", "=a", "b"), [("1", *row) for row in fit]))
    assert found == [("id", "=a", "b"), *(("1", *row) for row in fit)]


def test_nothing_in_a_written_workbook_is_run():
    data = tabular.write_workbook("People", ("Name",), [('=HYPERLINK("x")',), ("_x0041_",)])
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"_x005F_x0041_" in sheet


def test_cells_of_a_workbook_are_read_as_they_are_shown():
    moment = datetime.datetime.combine(datetime.date(2026, 3, 31), datetime.time(9, 5))
    data = workbook(
        ["Name", "Day", "When", "Number", "Share", "Yes", "Sum"],
        ["Zoë", datetime.date(2026, 3, 31), moment, 49301234567.0, 0.1, True, "=1+1"],
    )
    sheet = tabular.read("a.xlsx", data)
    assert sheet.lines[0].cells == (
        "Zoë",
        "2026-03-31",
        "2026-03-31 09:05:00",
        "49301234567",
        "0.1",
        "yes",
        UNFINISHED + "=1+1",
    )
    assert "Formulas without a stored result are kept as they are: 1." in sheet.notes[0]


def test_post_codes_keep_their_zeros():
    book = Workbook()
    assert book.active is not None
    book.active.append(["Name", "Code"])
    book.active.append(["Zoë", 1067])
    book.active["B2"].number_format = "00000"
    file = io.BytesIO()
    book.save(file)
    assert rows("a.xlsx", file.getvalue())[1] == ("Zoë", "01067")


def test_the_first_sheet_with_rows_is_read_and_the_others_are_named():
    sheet = tabular.read("a.xlsx", workbook(People=[["Name"], ["Zoë"]], Old=[["x"]]))
    assert sheet.lines[0].cells == ("Zoë",)
    assert "Old" in sheet.notes[0]


def test_a_cell_beyond_the_last_name_has_a_column():
    assert rows("a.xlsx", workbook(["Name"], ["Zoë", None, "x"])) == [("Name", "Column 3"), ("Zoë", "x")]


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b" \r\n\r\n", "empty"),
        ("a.csv", b",,,\n,,\n", "empty"),
        ("a.csv", b"Name,Note\n", "no row below"),
        ("a.csv", PNG, "picture"),
        ("a.csv", b"%PDF-1.7 ...", "PDF"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "old Excel"),
        ("a.csv", b"<!DOCTYPE html><html>", "web page"),
        ("a.csv", b"Name\0,Note\nZo\0e,x\n", "bytes that no text has"),
        ("a.csv", "Name\nZoë\n".encode("utf-16")[:-1], "bytes that no text has"),
        ("a.csv", b'Name,Note\nZoe,x\nBo,"never\nclosed\n', "line 3"),
        ("a.csv", b"Name,Note\nZoe," + b"x" * 200_000 + b"\n", "line 2"),
        ("a.csv", b"Name,Note\n" + b"x" * 2_000_000 + b"\n", "Line 2"),
        ("a.csv", ",".join(map(str, range(1000))).encode() + b"\n" + b"x," * 1000, "1000 columns"),
        ("a.xlsx", b"Name,Note\nZoe,x\n", "no Excel workbook"),
        ("a.xlsx", PNG, "no Excel workbook"),
        ("a.xlsx", b"PK\x03\x04 and no more", "no Excel workbook"),
        ("a.xlsx", archive(word__document_xml=b"<w/>"), "archive and no Excel workbook"),
        ("a.xlsx", archive(xl__workbook_xml=b"<nothing/>"), "no Excel workbook"),
        ("a.xlsx", archive(xl__workbook_xml=b" " * (3 << 20)), "far more"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_what_is_no_list_is_refused_in_one_sentence(name: str, data: bytes, words: str):
    with pytest.raises(UserProblem, match=words) as raised:
        tabular.read(name, data)
    assert raised.value.what.endswith(".")


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "")
        with book.open("xl/worksheets/sheet1.xml", "w") as bomb:
            for _piece in range(130):
                bomb.write(bytes(1 << 20))
    data = bytearray(file.getvalue())
    assert len(data) < 1 << 20
    data[len(data) // 2 : len(data) // 2 + 100] = bytes(100)  # Whoever unpacked it would call it damaged.
    with pytest.raises(UserProblem, match="far more"):
        tabular.read("a.xlsx", bytes(data))


def patched(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Give a workbook in which something was replaced in one part."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            content = read.read(name)
            written.writestr(name, content.replace(old, new) if name == part else content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (b'<row r="999999999999"><c r="A999999999999" t="inlineStr"><is><t>x</t></is></c></row></sheetData>', "rows"),
        (b'<row r="3"><c r="XFD3" t="inlineStr"><is><t>x</t></is></c></row></sheetData>', "columns"),
        (b'<row r="3"><c r="A3" t="s"><v>99</v></c></row></sheetData>', "no Excel workbook"),
        (b"<row", "no Excel workbook"),
    ],
)
def test_a_workbook_made_to_harm_is_refused(new: bytes, words: str):
    data = patched(workbook(["Name"], ["Zoë"]), "xl/worksheets/sheet1.xml", b"</sheetData>", new)
    with pytest.raises(UserProblem, match=words):
        tabular.read("a.xlsx", data)


def test_entities_that_multiply_are_refused():
    laughs = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a0 "lol">'
    laughs += b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)) + b"]>"
    data = patched(workbook(["Name"], ["Zoë"]), "xl/worksheets/sheet1.xml", b"<worksheet", laughs + b"<worksheet")
    data = patched(data, "xl/worksheets/sheet1.xml", b"</sheetData>", b"&a9;</sheetData>")
    with pytest.raises(UserProblem, match="no Excel workbook"):
        tabular.read("a.xlsx", data)


def test_more_rows_than_any_group_has_are_refused():
    with pytest.raises(UserProblem, match="more than 100000 rows"):
        tabular.read("a.csv", b"Name\n" + b"Zoe\n" * (tabular.MOST_ROWS + 1))
