"""A text as a page: each letter shown leads back to its place in the source, and HTML is text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.library.rendering import PlacedRun, PlacesOnPage, rendered, units
from tests.examples import examples

MARKS = st.lists(
    st.sampled_from(
        ["# ", "## ", "- ", "1. ", "> ", "**", "*", "`", "[a](http://x.y)", "&amp;", "\\*", "<b>", "word ", "😀", "é",
         "\n", "\n\n", "    ", "---", "```\n", "]", "("]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def laid(text: str) -> tuple[str, list[PlacedRun]]:
    """Give what is shown, and where each run of it begins, as the page lays it out."""
    shown, placed = "", list[PlacedRun]()
    for part in rendered(text):
        for run in part.runs:
            placed.append(PlacedRun(units(shown), units(run.text), run))
            shown += run.text
        shown += "\n"
    return shown, placed


@examples(200)
@given(st.one_of(MARKS, st.text(max_size=60)))
def test_runs_go_through_the_text_in_its_order(text: str) -> None:
    runs = [run for part in rendered(text) for run in part.runs]
    assert all(0 <= run.start <= run.end <= len(text) for run in runs)
    assert all(one.start <= other.start for one, other in pairwise(runs))


@examples(200)
@given(MARKS)
def test_what_stands_in_the_source_as_it_is_shown_is_found_both_ways(text: str) -> None:
    _shown, placed = laid(text)
    places = PlacesOnPage(placed)
    for each in placed:
        run = each.run
        if run.text and text[run.start : run.end] == run.text:
            assert places.shown_at(run.start) == each.shown
            assert places.source_of(each.shown) == run.start
            assert places.source_of(each.shown + each.width, end=True) == run.end


def test_html_and_scripts_are_words_and_links_are_not_followed() -> None:
    parts = rendered("<script>alert(1)</script>\n\n[here](javascript:alert(1)) ![x](http://a.b/c.png)\n")
    words = ["".join(run.text for run in part.runs) for part in parts]
    assert words[0] == "<script>alert(1)</script>"
    assert "[here](javascript:alert(1))" in words[1]


def test_parts_say_what_they_are() -> None:
    parts = rendered("# One\n\nText *so* and `so`.\n\n- a\n  1. b\n\n> q\n\n---\n\n```\ncode\n```\n")
    assert [(part.kind, part.level, part.depth, part.mark) for part in parts] == [
        ("heading", 1, 0, ""), ("text", 0, 0, ""), ("item", 0, 1, "•"), ("item", 0, 2, "1."), ("quote", 0, 1, ""),
        ("rule", 0, 0, ""), ("code", 0, 0, ""),
    ]  # fmt: skip
    assert [(run.text, run.emphasis, run.code) for run in parts[1].runs] == [
        ("Text ", False, False), ("so", True, False), (" and ", False, False), ("so", False, True), (".", False, False),
    ]  # fmt: skip


def test_what_is_nested_too_deeply_is_still_shown() -> None:
    shown = "".join(run.text for part in rendered(">" * 5000 + " deep") for run in part.runs)
    assert "deep" in shown
