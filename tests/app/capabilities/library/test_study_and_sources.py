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
from app.capabilities.people.interests import DeclaredInterest, Thing, touches, waived
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
