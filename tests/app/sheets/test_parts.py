"""A long sheet is set in parts, and comes out as one file that says, counts and tags the same as if it were not."""

import re
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given

from app.services.jobs import Cancelled, Progress
from app.services.printing import pipeline
from app.sheets.render import SheetRenderer
from app.sheets.sheet import SheetColumn, SheetRow, SheetSection
from tests.app.sheets.test_render import UNASSIGNED, any_sheets, opened, texts
from tests.examples import examples

PART = 50


@pytest.fixture(scope="module")
def in_parts(templates: Path) -> SheetRenderer:
    """As on a computer without fonts, and with parts so short that a test can have some."""
    return SheetRenderer(templates, system_fonts=False, part_rows=PART, at_once=2)


def elements(element: Any) -> list[Any]:
    """Give the elements of a tree of structure, in the order in which they are read."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        return [each for one in element for each in elements(one)]
    return [element, *elements(element.get("/K", []))] if isinstance(element, dict) else []


@pytest.mark.long
def test_every_row_is_there_once_and_every_page_knows_its_number(in_parts, make_sheet, people):
    sheet = make_sheet(people(230), code="4K7Q-9XMA", blank_rows=3, notes=("Only today.",), sensitivity="Shred me.")
    pages = texts(in_parts.render_pdf(sheet))
    together = " ".join(pages)
    assert [int(number) for number in re.findall(r"Person (\d+) Lind", together)] == list(range(230))
    for number, page in enumerate(pages, 1):
        assert page.count("Page ") == page.count(f"Page {number} of {len(pages)}") == 1
        assert "Sheet 4K7Q-9XMA" in page
        assert "Shred me." in page
        assert "Name Phone E-mail" in page
        assert "As of 23 Nov 2026, 18:02, from Bo's laptop" in page
    assert together.count("Only today.") == 1


@pytest.mark.long
def test_it_looks_as_if_it_had_been_set_at_once(in_parts, bare_renderer: SheetRenderer, make_sheet, people):
    sheet = make_sheet(people(120))
    whole, parts = (opened(each.render_pdf(sheet)) for each in (bare_renderer, in_parts))
    first = [each.pages[0].extract_text() for each in (whole, parts)]
    assert first[0].splitlines()[:30] == first[1].splitlines()[:30]
    assert len(in_parts.render_pages(sheet, ppi=20)) == len(parts.pages)
    assert in_parts.render_pages(sheet, ppi=20)[0] == in_parts.render_pages(sheet, ppi=20)[0]


def test_a_section_that_goes_on_is_named_again_and_rows_by_hand_come_last(in_parts, make_sheet, people):
    sections = (SheetSection("North", people(20)), SheetSection("South", people(90)), SheetSection("Empty"))
    pages = texts(in_parts.render_pdf(make_sheet(sections=sections, blank_rows=2)))
    named = [word for page in pages for word in re.findall("North|South|Empty|by hand", page)]
    assert [word for word, _same in groupby(named)] == ["North", "South", "Empty", "by hand"]
    assert sum("South" in page for page in pages) == sum("Person" in page for page in pages)


def test_the_tags_are_one_tree_in_which_every_page_finds_its_own(in_parts, make_sheet, people):
    pdf = opened(in_parts.render_pdf(make_sheet(people(130))))
    root = pdf.root_object["/StructTreeRoot"]
    (document,) = root["/K"]
    assert document.get_object()["/S"] == "/Document"
    found = elements(root["/K"])
    assert [each["/S"] for each in found].count("/H1") == 1
    rows = [each for each in found if each["/S"] == "/TR"]
    assert len(rows) == 130 + [each["/S"] for each in found].count("/Table")
    keys, lists = root["/ParentTree"]["/Nums"][::2], root["/ParentTree"]["/Nums"][1::2]
    assert keys == [page["/StructParents"] for page in pdf.pages] == list(range(len(pdf.pages)))
    for page, marked in zip(pdf.pages, lists, strict=True):
        assert {each.get_object()["/Pg"].indirect_reference for each in marked.get_object()} == {
            page.indirect_reference
        }
    names = root["/IDTree"]["/Names"][::2]
    assert all(one < other for one, other in pairwise(names))
    headers = {name for each in found for told in each.get("/A", []) for name in told.get("/Headers", [])}
    assert headers == set(names) == {each["/ID"] for each in found if "/ID" in each}
    assert b"pdfuaid:part>1<" in pdf.root_object["/Metadata"].get_data()


def test_what_looks_like_the_inside_of_a_file_is_text(in_parts, make_sheet, people):
    nasty = "7 0 R (U1x0y0) ((3 0 R \\) endobj"
    pdf = opened(in_parts.render_pdf(make_sheet((SheetRow((nasty, "", "")), *people(130)), title=nasty)))
    assert pdf.metadata.title.startswith(nasty)
    assert nasty in re.sub(r"\s+", " ", pdf.pages[0].extract_text())
    headings = [each for each in elements(pdf.root_object["/StructTreeRoot"]["/K"]) if each["/S"] == "/H1"]
    assert [each["/T"] for each in headings] == [nasty]


def test_a_letter_that_one_part_lacks_is_named_and_the_file_claims_no_standard(in_parts, make_sheet, people):
    rows = (*people(70), SheetRow((f"Bo {UNASSIGNED}", "", "")), *people(70))
    assert in_parts.missing_letters(make_sheet(rows)) == (UNASSIGNED,)
    pdf = opened(in_parts.render_pdf(make_sheet(rows)))
    assert b"pdfuaid" not in pdf.root_object["/Metadata"].get_data()
    assert "/StructTreeRoot" in pdf.root_object


@pytest.mark.parametrize("job", [pipeline.pages, pipeline.missing_letters])
def test_who_stops_a_preview_between_two_parts_gets_nothing(in_parts, make_sheet, people, job: Any):
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 1

    in_parts.forget()
    with pytest.raises(Cancelled):
        job(in_parts, make_sheet(people(132))).run(Progress(cancelled=cancelled))
    assert len(asked) == 2


def test_who_stops_it_between_two_parts_gets_nothing_and_can_begin_again(in_parts, make_sheet, people):
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 1

    sheet = make_sheet(people(131))
    with pytest.raises(Cancelled):
        pipeline.pdf(in_parts, sheet).run(Progress(cancelled=cancelled))
    assert len(asked) == 2
    assert len(opened(pipeline.pdf(in_parts, sheet).run(Progress())).pages) > 3


@pytest.mark.parametrize("at_once", [1, 3])
def test_equal_long_sheets_give_equal_bytes_however_many_parts_are_set_at_once(
    in_parts, templates: Path, make_sheet, people, at_once: int
):
    sheet = make_sheet(people(130), code="4K7Q-9XMA")
    other = SheetRenderer(templates, system_fonts=False, part_rows=PART, at_once=at_once)
    in_parts.forget()
    assert other.render_pdf(sheet) == in_parts.render_pdf(sheet)
    assert other.render_pages(sheet, ppi=20) == in_parts.render_pages(sheet, ppi=20)


def test_columns_are_as_wide_in_each_part_as_the_longest_text_of_all_asks_for(in_parts, make_sheet, people):
    columns = (SheetColumn("name", "Name"), SheetColumn("phone", "Phone", kind="number"), SheetColumn("mail", "E-mail"))
    rows = (*people(110), SheetRow(("Somebody with a name of many words", "+49 30 555 000 111 222", "x@example.org")))
    pages = opened(in_parts.render_pdf(make_sheet(rows, columns=columns))).pages
    places = {
        round(matrix[4])
        for page in pages
        for matrix in _where(page, "E-mail")
    }  # fmt: skip
    assert len(places) == 1


def _where(page: Any, wanted: str) -> list[Any]:
    """Give the matrices with which a text is set on a page."""
    found: list[Any] = []

    def visit(text: str, current: Any, _matrix: Any, _font: Any, _size: Any) -> None:
        if text.strip() == wanted:
            found.append(current)

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.long
@examples(8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(sheet=any_sheets())
def test_there_is_no_sheet_whose_parts_cannot_be_joined(templates: Path, make_sheet, sheet: dict[str, object]):
    renderer = SheetRenderer(templates, system_fonts=False, part_rows=2)
    asked = make_sheet(**sheet)
    pages = texts(renderer.render_pdf(asked))
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
