"""A sheet refuses to be what could not be laid out."""

from datetime import UTC, datetime

import pytest

from app.sheets.sheet import SheetColumn, SheetRow, SheetSection


@pytest.mark.parametrize(
    ("difference", "complaint"),
    [
        ({"as_of": datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None)}, "time zone"),
        ({"columns": ()}, "needs a column"),
        ({"blank_rows": -1}, "blank rows"),
        ({"sections": (SheetSection(rows=(SheetRow(("one", "two")),)),)}, "2 cells for 3 columns"),
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused(difference: dict[str, object], complaint: str, make_sheet):
    with pytest.raises(ValueError, match=complaint):
        make_sheet(**difference)


def test_a_section_has_one_of_two_levels():
    with pytest.raises(ValueError, match="1 or 2, not 3"):
        SheetSection("House", level=3)


def test_no_column_is_narrower_than_nothing():
    with pytest.raises(ValueError, match="negative width"):
        SheetColumn("name", "Name", width=-1)


def test_rows_are_counted_over_all_sections(make_sheet):
    row = SheetRow(("a", "b", "c"))
    assert (
        make_sheet(
            sections=(SheetSection("One", (row, row)), SheetSection("Two"), SheetSection("Three", (row,)))
        ).row_count
        == 3
    )


def test_a_code_changes_nothing_else(make_sheet):
    sheet = make_sheet()
    assert sheet.with_code("ABCD-EFGH").code == "ABCD-EFGH"
    assert sheet.with_code("ABCD-EFGH").with_code("") == sheet
