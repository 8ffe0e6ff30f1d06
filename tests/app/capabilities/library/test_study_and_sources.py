"""Recall by replay, turns, references in and out, web annotations, and interests that touch."""

from __future__ import annotations

import datetime
import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.library import references, web_annotations
from app.capabilities.library.placing import quote
from app.capabilities.library.studying import Rated, replay, turns
from app.capabilities.people.interests import DeclaredInterest, Thing, lasts, touches, waived, years_after
from app.problems import WrongValue
from tests.examples import examples

DAY = datetime.date(2026, 3, 1)


def test_any_order_of_arrival_gives_one_state() -> None:
    rows = [Rated(f"r{n}", DAY + datetime.timedelta(days=gap), value) for n, (gap, value) in enumerate(
        [(0, 3), (3, 1), (3, 3), (9, 4)]
    )]  # fmt: skip
    states = {replay(order) for order in permutations(rows)}
    assert len(states) == 1
    assert (states.pop().due or DAY) > DAY + datetime.timedelta(days=9)
    assert replay([]).due is None
    with pytest.raises(ValueError, match="5"):
        replay([Rated("r", DAY, 5)])


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.integers(0, 12))
def test_turns_even_out(done: list[str], sessions: int) -> None:
    found = turns("abcd", done, sessions)
    assert len(found) == sessions
    if sessions >= 4 and not done:
        assert set(found[:4]) == set("abcd")
    spread = [[*done, *found].count(person) for person in "abcd"]
    before = [done.count(person) for person in "abcd"]
    assert max(spread) - min(spread) <= max(1, max(before) - min(before))


def test_csl_goes_in_and_out_with_what_we_do_not_know() -> None:
    item = {"id": "x", "type": "book", "title": "T", "issued": {"literal": "n.d."}, "custom": {"a": 1}}
    (read,) = references.read_csl(json.dumps([item]).encode())
    row = {"id": "1", **references.fields(read)}
    assert row["issued"] == "n.d."
    assert json.loads(references.written([row])) == [item]
    for wrong in (b"[1]", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(WrongValue):
            references.read_csl(wrong)


def test_ris_in_latin_1_is_read() -> None:
    text = "TY  - BOOK\nAU  - Müller, Ä.\nTI  - Über\nPY  - 1999\nSP  - 3\nEP  - 9\nXX  - odd\nER  - \n"
    (item,) = references.read_ris(text.encode("latin-1"))
    assert item["author"] == [{"family": "Müller", "given": "Ä."}]
    assert (item["issued"], item["page"], item["note"]) == ({"date-parts": [[1999]]}, "3-9", "XX: odd")
    assert references.fields(item)["author"] == "Müller, Ä."


@examples(40)
@given(st.text(min_size=1, max_size=80).filter(str.strip), st.data())
def test_web_annotations_come_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if text[start:end].strip():
        note = web_annotations.Note(quote(text, start, end), "Why?", "objection")
        assert web_annotations.read(web_annotations.written([note], "urn:x").encode()) == [note]


def test_a_web_annotation_on_nothing_is_refused() -> None:
    for wrong in (b"[1]", b"[{}]", b'{"target": {"selector": {"type": "TextQuoteSelector", "exact": " "}}}', b"{"):
        with pytest.raises(WrongValue):
            web_annotations.read(wrong)


@pytest.mark.parametrize(
    ("kind", "until", "day", "touched"),
    [
        ("money", (2024, 2, 29), (2025, 2, 28), True),
        ("money", (2024, 2, 29), (2025, 3, 1), False),
        ("work", None, (2030, 1, 1), True),
        ("cooperation", (2020, 5, 1), (2024, 5, 1), True),
        ("cooperation", (2020, 5, 1), (2024, 5, 2), False),
        ("family", (1990, 1, 1), (2026, 1, 1), True),
        ("work", None, (2009, 1, 1), False),
    ],
)
def test_an_interest_touches_for_so_long(kind, until, day, touched) -> None:
    interest = DeclaredInterest("i", "ann", "bo", kind, datetime.date(2010, 1, 1), until and datetime.date(*until))
    if kind == "family":
        interest = DeclaredInterest("i", "ann", "bo", kind, None, datetime.date(*until))
    assert touches(interest, Thing("doc", frozenset({"bo"})), datetime.date(*day)) is touched
    assert not touches(interest, Thing("doc"), datetime.date(*day))


def test_two_others_waive() -> None:
    assert not waived("ann", ["ann", "bo"])
    assert waived("ann", ["cy", "bo", "bo"])


HARD = [
    {"id": "a-1", "type": "article-journal", "title": "Vans", "author": [{"family": "Lind", "given": "Sara"}],
     "issued": {"date-parts": [[2021, 3]]}, "container-title": "Last Mile", "volume": "3", "issue": 2, "page": "4-9"},
    {"id": "b c", "type": "book", "title": "#let x = 1 @evil $#(1+1)$ {a} \\\\ 5 $",
     "author": [{"literal": "Group, The"}], "issued": {"literal": "n.d."}, "publisher": "$#read(1)$ \u202e]["},
    {"id": "b c", "type": "unheard-of", "URL": "javascript:alert(1)"},
]  # fmt: skip


def _pdf_of(style: str) -> str:
    """Print a manuscript with these sources by the typesetter's own bibliography, and read it."""
    import io

    from pypdf import PdfReader

    from app.capabilities.library import bibliography
    from app.capabilities.library.records import Source
    from app.sheets.manuscript import CitedPlace, Manuscript, ManuscriptPart, ManuscriptRun
    from app.sheets.render import SheetRenderer
    from app.sheets.sheet import Sheet, SheetColumn
    from ui.shell.start import RESOURCES

    rows = [Source(id=f"{n:032x}", circle="", **references.fields(item)) for n, item in enumerate(HARD, 1)]
    works = bibliography.works(rows)
    assert len(works) == len(HARD)
    part = ManuscriptPart("text", (ManuscriptRun("#text[Words]"),))
    cited = (CitedPlace(bibliography.key_of(rows[0]), "p. 4", "It rains."),)
    sheet = Sheet(
        title="Document", group="", as_of=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), template="manuscript",
        columns=(SheetColumn("text", ""),),
        manuscript=Manuscript("T", "T, version 1 abcdef01", (part,) * 90, works, cited, style, "References", "Cited"),  # type: ignore[arg-type]
    )  # fmt: skip
    data = SheetRenderer(RESOURCES / "sheets", system_fonts=False).render_pdf(sheet)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    assert len(pages) > 1
    assert all("version 1 abcdef01" in page for page in pages)
    return "\n".join(pages)


def test_references_are_set_as_another_program_sets_them() -> None:
    """Beside ours: citeproc-py with the same style of CSL, for the source of which both know everything."""
    import warnings

    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    from ui.shell.start import RESOURCES

    words = " ".join(_pdf_of("own").split())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle(str(RESOURCES / "sheets" / "references.csl"), validate=False)
        theirs = CitationStylesBibliography(style, CiteProcJSON(HARD[:1]), formatter.plain)
        citation = Citation([CitationItem("a-1")])
        theirs.register(citation)
        line = " ".join(str(theirs.bibliography()[0]).split())

    def letters(text: str) -> str:
        return "".join(letter for letter in text if letter.isalnum())

    assert letters(line) in letters(words)
    assert "#text[Words]" in words
    assert "(Lind 2021, p. 4)" in words
    assert "#let x = 1 @evil $#(1+1)$ {a} \\\\ 5 $" in words  # Text, and nothing of it was run.
    assert "$#read(1)$" in words


def test_references_in_apa() -> None:
    assert "Lind, S. (2021" in " ".join(_pdf_of("apa").split())


def test_the_group_sets_for_how_long_an_interest_touches_and_family_always_does() -> None:
    day = datetime.date
    over = DeclaredInterest("i", "ann", "bo", "money", until=day(2020, 1, 1))
    assert not lasts(over, day(2022, 1, 1), years_after({}))
    assert lasts(over, day(2022, 1, 1), years_after({"interest_years_money": 3}))
    family = DeclaredInterest("i", "ann", "bo", "family", until=day(2000, 1, 1))
    assert lasts(family, day(2026, 1, 1), years_after({"interest_years_family": 0}))
