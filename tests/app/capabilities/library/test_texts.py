"""Versions, places of annotations, and what reviews come to."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.library.placing import LOST, MOVED, PLACED, Quote, place, quote
from app.capabilities.library.reviews import ReviewRow, SeatRow, counting, spreads
from app.capabilities.library.versions import GONE, NEW, SAME, common, decoded, differences, digest, heads, join
from app.problems import WrongValue
from tests.examples import examples

TEXTS = st.text(alphabet="ab \n.é", max_size=120)
LONG = "The house is cold in winter. " * 3 + "We ask every member for two hours a week. " + "Nobody owns a bed. " * 3


@examples(80)
@given(TEXTS.filter(str.strip), st.data())
def test_on_its_own_version_a_passage_has_its_place_and_one(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if text[start:end].strip():
        found = place(quote(text, start, end), text)
        assert (found.start, found.end, found.score, found.state) == (start, end, 1.0, PLACED)


def test_a_passage_follows_its_words_past_equal_ones() -> None:
    start = LONG.rindex("Nobody")
    passage = quote(LONG, start, start + len("Nobody owns a bed."))
    found = place(passage, "A new beginning. " + LONG)
    assert (found.start, found.state) == (start + 17, PLACED)


def test_a_letter_changed_is_moved_although_the_very_words_stand_elsewhere() -> None:
    start = LONG.index("two hours")
    changed = LONG.replace("two hours", "two hour") + "x" * 200 + " two hours"
    found = place(quote(LONG, start, start + 9), changed)
    assert found.state == MOVED
    assert changed[found.start : found.end].strip() == "two hour"


def test_what_is_gone_has_lost_its_place() -> None:
    start = LONG.index("two hours")
    assert place(quote(LONG, start, start + 9), "Quite another matter: 12345, 67890.").state == LOST
    assert place(Quote("words"), "").state == LOST


@examples(80)
@given(TEXTS, TEXTS)
def test_differences_give_back_both_texts(one: str, other: str) -> None:
    pieces = differences(one, other)
    assert "".join(each.text for each in pieces if each.kind in {SAME, GONE}) == one
    assert "".join(each.text for each in pieces if each.kind in {SAME, NEW}) == other


@examples(80)
@given(TEXTS, TEXTS)
def test_joining_unchanged_and_changed_gives_changed(base: str, changed: str) -> None:
    assert join(base, base, changed).text == changed
    assert join(base, changed, base) == join(base, base, changed)


def test_both_changing_one_line_is_marked_once() -> None:
    joined = join("a\nb\nc\n", "a\nX\nc\n", "A\nY\nc\n")
    assert joined.clashes == 1
    assert "X\n" in joined.text
    assert "Y\n" in joined.text


def test_heads_and_what_they_have_in_common() -> None:
    parents = {"1": [], "2": ["1"], "3": ["2"], "4": ["2"]}
    assert heads(parents) == ["3", "4"]
    assert common(parents, "3", "4") == "2"
    assert common({"1": [], "2": []}, "1", "2") == ""


def test_what_is_no_text_is_refused_in_a_sentence() -> None:
    for data in (b"\xff\xfe", b"a\0b", b"x" * 1_000_001):
        with pytest.raises(WrongValue):
            decoded(data)
    assert decoded(b"\xef\xbb\xbfa\r\nb") == "a\nb"
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_only_reviews_handed_in_without_open_interest_count() -> None:
    seats = [
        SeatRow("s1", "ann", "handed_in"),
        SeatRow("s2", "bo", "handed_in", interest="married"),
        SeatRow("s3", "cy", "accepted"),
        SeatRow("s4", "dee", "handed_in"),
    ]
    reviews = [ReviewRow(f"r{n}", f"s{n}", "adopt", {"clear": n}) for n in (1, 2, 3, 4)]
    assert [each.id for each in counting(seats, reviews, ["dee"], {})] == ["r1"]
    assert [each.id for each in counting(seats, reviews, ["dee"], {"s2": ["bo", "ann"]})] == ["r1"]
    assert [each.id for each in counting(seats, reviews, ["dee"], {"s2": ["dee", "ann"]})] == ["r1", "r2"]


def test_a_correction_takes_the_place_of_ones_own_review_only() -> None:
    seats = [SeatRow("s1", "ann", "handed_in"), SeatRow("s2", "bo", "handed_in")]
    reviews = [ReviewRow("r1", "s1", "adopt", {}), ReviewRow("r2", "s2", "revise", {}, replaces="r1")]
    assert [each.id for each in counting(seats, reviews, [], {})] == ["r1", "r2"]
    reviews.append(ReviewRow("r3", "s1", "decline", {}, replaces="r1"))
    assert [each.id for each in counting(seats, reviews, [], {})] == ["r2", "r3"]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=9))
def test_medians_are_both_middle_values(scores: list[int]) -> None:
    spread = spreads(ReviewRow(f"r{n}", f"s{n}", "adopt", {"c": score}) for n, score in enumerate(scores))["c"]
    assert spread.median == (statistics.median_low(scores), statistics.median_high(scores))
    assert spread.range == (min(scores), max(scores))


@given(TEXTS)
def test_a_text_that_goes_in_comes_out(text: str) -> None:
    assert decoded(text.encode()) == text.replace("\r\n", "\n").replace("\r", "\n")
