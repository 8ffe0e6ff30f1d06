"""Sheets become PDF and pictures that say what they should, on every page."""

import io
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from app.problems import Bug
from app.sheets.render import SheetRenderer, unescape
from app.sheets.sheet import Sheet, SheetColumn, SheetRow, SheetSection
from tests.examples import examples

UNASSIGNED = "\U000e1234"
KINDS = ("text", "number", "day", "tick", "line", "code")


def opened(pdf: bytes) -> Any:
    """Read a PDF; its parts are whatever the file says, so their types are left open."""
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def texts(pdf: bytes) -> list[str]:
    """Tell what each page says, with every run of white space as one space."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in opened(pdf).pages]


def png_size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG")
    return int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])


def test_every_page_says_what_it_is_of_whom_and_as_of_when(bare_renderer: SheetRenderer, make_sheet, people):
    sheet = make_sheet(people(120), period="23–30 Nov", summary="120 people", sensitivity="Shred me.", code="4K7Q-9XMA")
    pages = texts(bare_renderer.render_pdf(sheet))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert "Contact list" in page
        assert "Harbour Street" in page
        assert "As of 23 Nov 2026, 18:02, from Bo's laptop" in page
        assert "Name Phone E-mail" in page
        assert f"Page {number} of {len(pages)}" in page
        assert "Sheet 4K7Q-9XMA" in page
        assert "Shred me." in page
    assert "23–30 Nov · 120 people" in pages[0]
    together = " ".join(pages)
    for n in range(120):
        assert together.count(f"Person {n} Lind +49 30 {n:06} p{n}@example.org") == 1


def test_a_pdf_is_tagged_titled_and_meets_pdf_ua(bare_renderer: SheetRenderer, make_sheet, people):
    pdf = opened(bare_renderer.render_pdf(make_sheet(people(3))))
    root = pdf.root_object
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == "Contact list – Harbour Street"
    assert pdf.metadata.author is None
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert {"/H1", "/Table", "/TR", "/TH", "/TD"} <= tags(root["/StructTreeRoot"])


def tags(element: Any) -> set[str]:
    """Give the kinds of element in a tree of structure."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        return set().union(*map(tags, element))
    if not isinstance(element, dict):
        return set()
    return {element.get("/S", "")} | tags(element.get("/K"))


def test_equal_sheets_give_equal_bytes(bare_renderer: SheetRenderer, make_sheet, people, templates: Path):
    pdf = bare_renderer.render_pdf(make_sheet(people(40)))
    bare_renderer.forget()
    assert bare_renderer.render_pdf(make_sheet(people(40))) == pdf
    assert SheetRenderer(templates, system_fonts=False).render_pdf(make_sheet(people(40))) == pdf
    assert bare_renderer.render_pdf(make_sheet(people(41))) != pdf


@pytest.mark.parametrize(
    ("paper", "landscape", "size"),
    [("a4", False, (595, 842)), ("a4", True, (842, 595)), ("letter", False, (612, 792)), ("letter", True, (792, 612))],
)
def test_paper_has_its_size(paper: str, landscape: bool, size: tuple[int, int], bare_renderer, make_sheet, people):
    sheet = make_sheet(people(1), paper=paper, landscape=landscape)
    (page,) = opened(bare_renderer.render_pdf(sheet)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size
    (picture,) = bare_renderer.render_pages(sheet, ppi=72)
    assert png_size(picture) == pytest.approx(size, abs=1)


def test_many_columns_lie_on_their_side_unless_told_otherwise(bare_renderer: SheetRenderer, make_sheet):
    columns = tuple(SheetColumn(f"c{n}", "Papadopoulos") for n in range(9))
    rows = (SheetSection(rows=(SheetRow(("Papadopoulos",) * 9),)),)
    wide, tall = (
        png_size(bare_renderer.render_pages(make_sheet(columns=columns, sections=rows, landscape=landscape))[0])
        for landscape in (None, False)
    )
    assert wide[0] > wide[1]
    assert tall[0] < tall[1]


def test_nothing_typed_is_taken_for_markup(bare_renderer: SheetRenderer, make_sheet):
    nasty = '#panic() $x^2$ *bold* _it_ @ref <label> \\ `raw` "q" // -- ~ [b] {c} = h'
    sheet = make_sheet((SheetRow((nasty, nasty, nasty)),), title=nasty, group="#g", notes=(nasty,), purpose=nasty)
    (page,) = texts(bare_renderer.render_pdf(sheet))
    assert page.count(nasty) >= 3


def test_nobody_is_said_unless_there_is_something(bare_renderer: SheetRenderer, make_sheet, people):
    def said(sheet: Sheet) -> str:
        return texts(bare_renderer.render_pdf(sheet))[0]

    assert "Nobody on this list." in said(make_sheet())
    assert "All beds are free." in said(make_sheet(empty="All beds are free."))
    assert "Nobody" not in said(make_sheet(blank_rows=3))
    assert "Nobody" not in said(make_sheet(people(1)))


def test_headings_stay_with_their_rows_and_come_again_on_the_next_page(bare_renderer, make_sheet, people):
    sections = [
        SheetSection(f"House {n}", level=1) if n % 4 == 0 else SheetSection(f"Room {n}", people(5), 2)
        for n in range(40)
    ]
    sheet = make_sheet(sections=(*sections, SheetSection("Attic", people(90), 2)), template="room-assignment")
    pages = texts(bare_renderer.render_pdf(sheet))
    for page in pages:
        body = page[: page.index("Page ")]
        assert not re.search(r"(House|Room) \d+ *$", body)
    assert all("House 36" in page and "Attic" in page for page in pages[-2:])


def test_headings_without_rows_have_a_dash_below(bare_renderer: SheetRenderer, make_sheet, people):
    sections = (
        SheetSection("House"),
        SheetSection("Room 1", level=2),
        SheetSection("Room 2", people(1), 2),
        SheetSection("Shed"),
        SheetSection(),
    )
    (page,) = texts(bare_renderer.render_pdf(make_sheet(sections=sections)))
    assert "House Room 1 – Room 2 Person 0" in page
    assert "Shed –" in page


def test_blank_rows_after_sections_have_a_heading_of_their_own(bare_renderer: SheetRenderer, make_sheet, people):
    sections = (SheetSection("House", people(2)),)
    assert "Added by hand" in texts(bare_renderer.render_pdf(make_sheet(sections=sections, blank_rows=2)))[0]
    assert "Late" in texts(bare_renderer.render_pdf(make_sheet(sections=sections, blank_rows=2, by_hand="Late")))[0]
    assert "by hand" not in texts(bare_renderer.render_pdf(make_sheet(people(2), blank_rows=2)))[0]


def test_the_purpose_is_on_every_page_of_a_sign_in_sheet(bare_renderer: SheetRenderer, make_sheet):
    columns = (
        SheetColumn("name", "Name", width=1),
        SheetColumn("ok", "Agree", kind="tick"),
        SheetColumn("sign", "Sign", kind="line"),
    )
    sheet = make_sheet(columns=columns, template="sign-in", purpose="To plan shifts, until March.", blank_rows=60)
    pages = texts(bare_renderer.render_pdf(sheet))
    assert len(pages) == 3
    assert all("To plan shifts, until March." in page for page in pages)


def test_row_codes_stand_in_a_column_of_their_own(bare_renderer: SheetRenderer, make_sheet):
    rows = (SheetRow(("Bo", "", ""), code="5DQA99"), SheetRow(("Ana", "", "")))
    (page,) = texts(bare_renderer.render_pdf(make_sheet(rows, template="sign-in")))
    assert "Code" in page
    assert "5DQA99" in page


def test_large_print_takes_more_pages_and_larger_type(bare_renderer: SheetRenderer, make_sheet, people):
    usual, large = (texts(bare_renderer.render_pdf(make_sheet(people(60), large=large))) for large in (False, True))
    assert len(large) > len(usual)
    assert " ".join(large).count("Lind") == 60


def test_long_texts_are_printed_to_the_last_letter(bare_renderer: SheetRenderer, make_sheet):
    story = " ".join(f"word{n}" for n in range(900))
    name = "".join(chr(ord("a") + n % 26) for n in range(180))
    pages = texts(bare_renderer.render_pdf(make_sheet((SheetRow((name, "", story)), SheetRow(("last", "", "row"))))))
    together = " ".join(pages)
    assert "word0 " in together
    assert "word899" in together
    assert "last row" in together
    assert name in re.sub(r"[\s-]", "", together)


def test_an_address_is_cut_after_its_marks_and_nothing_invisible_is_put_in(bare_renderer: SheetRenderer, make_sheet):
    addresses = ("a" * 30 + "@" + "b" * 30 + ".org", "https://example.org/" + "c" * 70)
    rows = tuple(SheetRow(("Wolfeschlegelsteinhausen" * 3, "+49 30 555", address)) for address in addresses)
    pdf = opened(bare_renderer.render_pdf(make_sheet(rows, landscape=False, large=True)))
    lines = pdf.pages[0].extract_text().splitlines()
    assert any(line.endswith("a@") for line in lines)
    assert any(line.startswith("b") and line.endswith(".org") for line in lines)
    assert not re.search("[\u00ad\u200b]", "".join(lines))


@pytest.mark.parametrize(("name", "embedding"), [("QQQ (ששש) 1", "\u2066"), ("ששש (QQQ) 1", "\u2067")])
def test_a_cell_runs_in_the_direction_of_its_first_letter(name: str, embedding: str, bare_renderer, make_sheet):
    def picture(text: str) -> list[bytes]:
        return bare_renderer.render_pages(make_sheet((SheetRow((text, "", "")),)))

    other = "\u2067" if embedding == "\u2066" else "\u2066"
    assert picture(name) == picture(f"{embedding}{name}\u2069")
    assert picture(name) != picture(f"{other}{name}\u2069")


def test_lines_of_a_cell_stay_lines(bare_renderer: SheetRenderer, make_sheet):
    pdf = opened(bare_renderer.render_pdf(make_sheet((SheetRow(("one\r\ntwo\nthree", "", "")),))))
    assert re.search(r"one\s*\ntwo\s*\nthree", pdf.pages[0].extract_text())


def test_letters_that_cannot_be_printed_are_named_and_the_rest_is_printed(bare_renderer: SheetRenderer, make_sheet):
    sheet = make_sheet((SheetRow((f"Bo {UNASSIGNED} Lind", "", "")), SheetRow(("山田", "", ""))))
    assert set(bare_renderer.missing_letters(sheet)) == {UNASSIGNED, "山", "田"}
    pdf = bare_renderer.render_pdf(sheet)
    assert "Lind" in texts(pdf)[0]
    assert "/StructTreeRoot" in opened(pdf).root_object
    assert bare_renderer.missing_letters(make_sheet((SheetRow(("Bo \x07 Zoë", "", "")),))) == ()


def test_what_the_typesetter_quotes_is_read_back():
    assert unescape(r"\u{1f600} \"x\" \\ é") == '😀 "x" \\ é'


def test_names_from_right_to_left_and_sheets_in_such_languages_are_printed(renderer: SheetRenderer, make_sheet):
    names = ("נועה בן־דוד (Noa)", "محمد عبد الله", "Z\u0361\u0323 é", "अनुष्का", "山田 花子", "Bo 🌻", "สมชาย", "김민준")
    rows = tuple(SheetRow((name, "+972 3 555 0101", "")) for name in names)
    for language in ("en", "he", "ar", "fa-IR", "xx-nonsense"):
        pdf = opened(renderer.render_pdf(make_sheet(rows, language=language, group="עזרה הדדית")))
        assert len(pdf.pages) == 1
        assert pdf.root_object["/Lang"].startswith(language[:2] if language[:2] != "xx" else "en")


def test_pictures_and_drawings_are_one_a_page(bare_renderer: SheetRenderer, make_sheet, people):
    sheet = make_sheet(people(100))
    pages = len(opened(bare_renderer.render_pdf(sheet)).pages)
    pictures, drawings = bare_renderer.render_pages(sheet, ppi=40), bare_renderer.render_drawings(sheet)
    assert pages == len(pictures) == len(drawings) > 1
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert all(drawing.startswith(b"<svg") for drawing in drawings)


def test_ink_is_black_and_grey(bare_renderer: SheetRenderer, make_sheet, people):
    for page in opened(bare_renderer.render_pdf(make_sheet(people(5)))).pages:
        assert not re.search(rb"\brg\b|\bRG\b|\bk\b", page.get_contents().get_data())


def test_nothing_is_written_to_disk(make_sheet, people, templates: Path, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = sorted(templates.rglob("*"))
    renderer = SheetRenderer(templates)
    renderer.render_pdf(make_sheet(people(3)))
    renderer.render_pages(make_sheet(people(3)))
    assert list(tmp_path.iterdir()) == []
    assert sorted(templates.rglob("*")) == before


def test_templates_load_nothing_and_run_nothing_that_is_data(templates: Path):
    for template in templates.glob("*.typ"):
        source = template.read_text("utf-8")
        assert re.findall(r'#import "([^"]+)"', source) in ([], ["sheet.typ"])
        assert not re.search(r"\b(eval|include|plugin|read|image|csv|yaml|toml|xml)\s*[\(\"]", source)


def test_a_template_that_fails_is_our_mistake(tmp_path: Path, make_sheet):
    (tmp_path / "table.typ").write_text("#panic()", "utf-8")
    renderer = SheetRenderer(tmp_path, system_fonts=False)
    for render in (renderer.render_pdf, renderer.render_pages):
        with pytest.raises(Bug, match="“Contact list” could not be set"):
            render(make_sheet())


class PanicException(BaseException):
    """Named as the one that the typesetter's own library raises."""


def test_a_panic_of_the_typesetter_is_our_mistake_too(templates: Path, make_sheet, monkeypatch: pytest.MonkeyPatch):
    class Compiler:
        def compile(self, *_arguments: object, **_options: object) -> bytes:
            raise PanicException("index out of range")

    renderer = SheetRenderer(templates, system_fonts=False)
    monkeypatch.setattr(renderer, "_compile", Compiler().compile)
    for render in (renderer.render_pdf, renderer.render_pages, renderer.missing_letters):
        with pytest.raises(Bug, match="index out of range"):
            render(make_sheet())


def test_after_a_panic_it_is_tried_again_without_joiners(templates: Path, make_sheet, monkeypatch: pytest.MonkeyPatch):
    class Compiler:
        def compile(self, *_arguments: object, sys_inputs: dict[str, str], **_options: object) -> bytes:
            if "\u200d" in sys_inputs["sheet"]:
                raise PanicException("index out of range")
            return sys_inputs["sheet"].encode()

    renderer = SheetRenderer(templates, system_fonts=False)
    monkeypatch.setattr(renderer, "_compile", Compiler().compile)
    assert "👩👧 Bo".encode() in renderer.render_pdf(make_sheet((SheetRow(("👩\u200d👧 Bo", "", "")),)))


def test_an_interruption_stays_one(templates: Path, make_sheet, monkeypatch: pytest.MonkeyPatch):
    class Compiler:
        def compile(self, *_arguments: object, **_options: object) -> bytes:
            raise KeyboardInterrupt

    renderer = SheetRenderer(templates, system_fonts=False)
    monkeypatch.setattr(renderer, "_compile", Compiler().compile)
    with pytest.raises(KeyboardInterrupt):
        renderer.render_pdf(make_sheet())


letters = "aBcé 1-@/.#$*\n\tאשلم山🌻\u0301\u200d\u200b\u202e\u2067\x00"
cells = st.text(letters, max_size=30) | st.sampled_from(["x" * 60, "a b " * 30])


@st.composite
def any_sheets(draw: st.DrawFn) -> dict[str, object]:
    """Sheets of any make, however odd."""
    columns = tuple(
        SheetColumn(f"c{n}", draw(cells), kind=draw(st.sampled_from(KINDS)), width=draw(st.integers(0, 3)))
        for n in range(draw(st.integers(1, 6)))
    )
    row = st.builds(
        SheetRow,
        cells=st.tuples(*[cells] * len(columns)),
        emphasis=st.sampled_from(["", "strong", "quiet"]),
        code=st.sampled_from(["", "5DQA99"]),
    )
    section = st.builds(
        SheetSection,
        heading=st.just("") | cells,
        rows=st.lists(row, max_size=4).map(tuple) | row.map(lambda one: (one,) * 30),
        level=st.integers(1, 2),
        note=st.just("") | cells,
    )
    return {
        "columns": columns,
        "sections": tuple(draw(st.lists(section, max_size=3))),
        "blank_rows": draw(st.sampled_from([0, 1, 40])),
        "purpose": draw(st.just("") | cells),
        "large": draw(st.booleans()),
        "template": draw(st.sampled_from(["contact-list", "room-assignment", "sign-in"])),
    }


@pytest.mark.long
@examples(
    25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(any_sheets())
def test_there_is_no_sheet_that_cannot_be_printed(bare_renderer: SheetRenderer, make_sheet, sheet: dict[str, object]):
    assert bare_renderer.render_pdf(make_sheet(**sheet)).startswith(b"%PDF-")
