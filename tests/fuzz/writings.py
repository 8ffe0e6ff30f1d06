"""What the library takes in: texts, maps, sources, notes and reviews, of which a value or a sentence comes."""

from __future__ import annotations

import json

from app.capabilities.library import references, web_annotations
from app.capabilities.library.forms import review_form
from app.capabilities.library.map.argdown import read_argdown
from app.capabilities.library.placing import quote
from app.capabilities.library.rendering import rendered
from app.capabilities.library.versions import decoded
from app.problems import UserProblem
from tests.fuzz.formats import of

MAP = """[Heat]: We heat.
  + <Health>: Cold makes ill. {a: 1}
    _ <Blankets>
  >< [Freeze]: We do not.

<Health>

(1) [Cold]: It is cold.
-- so --
(2) [Heat]
"""
ITEM = {
    "id": "a", "type": "book", "title": "T", "author": [{"family": "F", "given": "G"}, {"literal": "H"}],
    "issued": {"date-parts": [[2021, 3]]}, "custom": {"x": [1]},
}  # fmt: skip
RIS = "TY  - BOOK\nAU  - Müller, Ä.\nTI  - Über\nPY  - 1999/02\nSP  - 3\nEP  - 9\nXX  - odd\nER  - \n"
TEXT = "# One\n\nText *so* &amp; `so` [a](b) <b>.\n\n- a\n  1. b\n\n> q\n\n---\n\n```\ncode\n```\n"


def markdown(data: bytes) -> None:
    """Read a text; every run has its place in it."""
    text = decoded(data)
    runs = [run for part in rendered(text) for run in part.runs]
    assert all(0 <= run.start <= run.end <= len(text) for run in runs)


def argdown(data: bytes) -> None:
    """Read a map; whatever it ties together is in it."""
    drawn = read_argdown(decoded(data))
    titles = drawn.claims.keys() | drawn.arguments.keys()
    assert {end for pair in drawn.premises for end in pair} <= titles
    assert {end for source, _kind, target in drawn.relations for end in (source, target)} <= titles


def csl_json(data: bytes) -> None:
    """Read sources; what is written of them is read as the same number."""
    items = references.read_csl(data)
    rows = [{"id": str(number), **references.fields(item)} for number, item in enumerate(items)]
    assert len(references.read_csl(references.written(list(rows)).encode())) == len(items)


def ris(data: bytes) -> None:
    """Read references; each has a title."""
    assert all(references.fields(item)["title"] for item in references.read_ris(data))


def web_annotation(data: bytes) -> None:
    """Read notes; what is written of them is read as the same."""
    notes = web_annotations.read(data)
    again = web_annotations.read(web_annotations.written(notes, "urn:x").encode())
    assert [(note.passage, note.text) for note in again] == [(note.passage, note.text) for note in notes]


def handed_in(data: bytes) -> None:
    """Read a review; its scores are from 1 to 5."""
    assert all(1 <= score <= 5 for score in review_form(data).get("scores", {}).values())


def seeds(name: str, data: bytes) -> dict[str, bytes]:
    return {name: data}


NOTE = web_annotations.Note(quote("We heat the house.", 8, 17), "Which?", "objection", "a")
REVIEW = {"recommendation": "adopt", "text": "t", "scores": {"Is it right?": 4}, "changes": ["x"]}
TARGETS = (
    of("markdown", markdown, lambda: seeds("a text", TEXT.encode()), refusals=(UserProblem,)),
    of("argdown", argdown, lambda: seeds("a map", MAP.encode()), refusals=(UserProblem,)),
    of("csl_json", csl_json, lambda: seeds("ours", json.dumps([ITEM]).encode()), refusals=(UserProblem,)),
    of("ris", ris, lambda: seeds("latin", RIS.encode("latin-1")), refusals=(UserProblem,)),
    of(
        "web_annotation",
        web_annotation,
        lambda: seeds("ours", web_annotations.written([NOTE], "urn:x").encode()),
        refusals=(UserProblem,),
    ),
    of("handed_in", handed_in, lambda: seeds("a review", json.dumps(REVIEW).encode()), refusals=(UserProblem,)),
)
