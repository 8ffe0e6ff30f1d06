"""What people type about a need: how much and when; and the text that both are asked with, in their languages."""

from __future__ import annotations

import datetime

import pytest

from app.capabilities.switchboard.letters import USUAL, AskedFor, language_for, letter
from app.capabilities.switchboard.listing_draft import ListingDraft
from app.capabilities.switchboard.rows import TimeWindow
from app.capabilities.switchboard.typing_in import TypedAmount, amount_of, times_of, when, windows_of
from app.capabilities.switchboard.words import amount
from app.problems import WrongValue

DAY = datetime.date(2026, 3, 3)
ABOUT = AskedFor("Carry boxes", "An evening", 90, "minutes", None, DAY, DAY + datetime.timedelta(days=3))


@pytest.mark.parametrize(
    ("text", "category", "found"),
    [
        ("2", "hours", TypedAmount(120, "minutes")),
        ("1,5 h", "hours", TypedAmount(90, "minutes")),
        ("90 min", "hours", TypedAmount(90, "minutes")),
        ("3 nights", "bed", TypedAmount(3, "nights")),
        ("2", "skill", TypedAmount(2, "pieces")),
        ("2 h", "skill", TypedAmount(120, "minutes")),
        ("40", "money", TypedAmount(4000, "minor", "EUR")),
        ("€12.50", "money", TypedAmount(1250, "minor", "EUR")),
        ("500 JPY", "money", TypedAmount(500, "minor", "JPY")),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, category: str, found: TypedAmount) -> None:
    assert amount_of(text, category) == found
    if found.unit in {"minutes", "nights"}:
        assert amount_of(amount(found.quantity, found.unit), category) == found


@pytest.mark.parametrize(
    ("text", "category", "said"),
    [
        ("many", "hours", "write it like 2 h"),
        ("", "thing", "write it like 1"),
        ("50 min", "hours", "nearest is 60"),
        ("0", "hours", "the least is 30"),
        ("-2", "bed", "the least is 1"),
        ("1.5", "thing", "write it like 1"),
        ("5 doubloons", "money", "no currency"),
    ],
)
def test_what_is_no_amount_is_refused_with_one_that_is(text: str, category: str, said: str) -> None:
    with pytest.raises(WrongValue, match=said):
        amount_of(text, category)


def test_times_are_read_by_weekday_and_by_day() -> None:
    found = times_of("Tue 18-20, saturday 9:30 to 12; 2026-03-07 22-2")
    assert found == [
        {"weekday": "tu", "from_time": "18:00", "until_time": "20:00"},
        {"weekday": "sa", "from_time": "09:30", "until_time": "12:00"},
        {"on_day": datetime.date(2026, 3, 7), "from_time": "22:00", "until_time": "02:00"},
    ]
    assert when(windows_of(found)) == "Tue 18–20, Sat 9:30–12, Sat 7 Mar 22–2"
    assert windows_of(times_of("mon 20-24")) == (TimeWindow(1200, 1440, 0),)
    assert times_of("") == []


@pytest.mark.parametrize("text", ["Tue", "T 18-20", "Tue 18-25", "Tue 18-18", "Someday 9-10", "18-20"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(WrongValue):
        times_of(text)


def test_a_draft_fits_by_what_can_be_read_of_it_so_far() -> None:
    draft = ListingDraft("need", "hours", "", "2 h", "Tue 18-", "", "", "", "soon")
    row = draft.row()
    assert (row.quantity, row.windows, row.urgency) == (120, (), "soon")
    assert draft.wrong() == ("title", "Say in a few words what it is.")


@pytest.mark.parametrize("language", sorted(USUAL))
def test_every_text_says_all_it_has_to_and_leaves_no_gap(language: str) -> None:
    text = letter("Maria", language, ABOUT, {})
    assert all(word in text for word in ("Maria", "Carry boxes", "An evening"))
    assert "{" not in text
    assert ".." not in text


def test_each_is_written_to_in_the_first_language_that_there_is_a_text_for() -> None:
    assert language_for(["sw", "pt-BR", "de"], {}) == "pt"
    assert language_for(["sw", "de"], {"sw": "Habari {name}"}) == "sw"
    assert language_for([], {}) == "en"
    assert letter("Ada", "sw", ABOUT, {"sw": "Habari {name}, {quantity}"}).startswith("Habari Ada, ")
    assert letter("Ada", "de", ABOUT, {}, "For all: {need}") == "For all: Carry boxes"
    assert "1,5 Stunden, 3. März 2026" in letter("Ada", "de", ABOUT, {})
