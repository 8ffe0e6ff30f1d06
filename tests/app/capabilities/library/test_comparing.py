"""Two versions compared as they are read: no marks of the source, each word with what became of it."""

from __future__ import annotations

from hypothesis import given

from app.capabilities.library.comparing import PARAGRAPH, compared
from app.capabilities.library.rendering import TextPart, TextRun, rendered
from app.capabilities.library.versions import GONE, NEW
from tests.app.capabilities.library.test_rendering import MARKS


def told(parts: tuple[TextPart, ...]) -> list[list[str]]:
    """Write each part with -gone- and +new+."""
    signs = {GONE: "-", NEW: "+", "": ""}
    return [[f"{signs[run.change]}{run.text}{signs[run.change]}" for run in part.runs] for part in parts]


def words(parts: tuple[TextPart, ...], without: str) -> str:
    """Give the words of one side, one after the other."""
    runs = [run for part in parts for run in part.runs if run.change != without]
    return "".join("".join(run.text.split()) for run in runs if not _sign(run))


def _sign(run: TextRun) -> bool:
    return bool(run.change) and run.start == run.end == 0


def test_what_changed_is_marked_in_the_text_as_it_is_read():
    old = "# Heating\n\nThe *old* house freezes.\n\n- coal\n- wood\n"
    new = "# Heating\n\nThe **old** house freezes in winter.\n\n- coal\n- a heat pump\n"
    found = compared(old, new)
    assert [part.kind for part in found] == ["heading", "text", "item", "item"]
    assert told(found) == [
        ["Heating"], ["The ", "-old-", "+old+", " house freezes ", "+in winter+", "."], ["coal"],
        ["-wood-", "+a heat pump+"],
    ]  # fmt: skip
    assert [(run.emphasis, run.strong) for run in found[1].runs[1:3]] == [(True, False), (False, True)]


def test_a_paragraph_that_was_joined_or_divided_says_so_by_its_sign():
    assert told(compared("One.\n\nTwo.", "One. Two.")) == [["One. ", f"-{PARAGRAPH} -", "Two."]]
    assert told(compared("One. Two.", "One.\n\nTwo.")) == [["One."], [f"+{PARAGRAPH} +", "Two."]]
    (heading,) = compared("# One", "## One")
    assert (heading.level, told((heading,))) == (2, [[f"+{PARAGRAPH} +", "One"]])


@given(MARKS, MARKS)
def test_each_side_can_be_read_from_what_is_marked(one: str, other: str):
    found = compared(one, other)
    sides = [
        "".join("".join(run.text.split()) for part in rendered(text) for run in part.runs) for text in (one, other)
    ]
    assert [words(found, NEW), words(found, GONE)] == sides


@given(MARKS)
def test_a_text_is_the_same_as_itself(text: str):
    assert all(not run.change for part in compared(text, text) for run in part.runs)
