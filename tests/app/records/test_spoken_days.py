"""Days as people say them are read in one place, from the day that it is."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.problems import WrongValue
from app.records.extra_names import readable, with_raw
from app.records.spoken_days import parse_said_day

TODAY = datetime.date(2026, 11, 29)  # A Sunday.


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", "2026-11-28"), ("Today", "2026-11-29"), (" tomorrow ", "2026-11-30"), ("thursday", "2026-12-03"),
        ("Thu", "2026-12-03"), ("sunday", "2026-12-06"), ("+3", "2026-12-02"), ("- 1", "2026-11-28"),
        ("5.12.", "2026-12-05"), ("5.12", "2026-12-05"), ("1.1.", "2027-01-01"), ("30.8.", "2026-08-30"),
        ("29.2.", None), ("2026-12-05", "2026-12-05"), ("5 Dec 2026", "2026-12-05"), ("", None),
    ],
)  # fmt: skip
def test_a_day_as_people_say_it(text: str, day: str | None):
    if text == "29.2.":
        with pytest.raises(WrongValue):
            parse_said_day(text, TODAY)
        assert parse_said_day(text, datetime.date(2028, 1, 1)) == datetime.date(2028, 2, 29)
        return
    assert parse_said_day(text, TODAY) == (datetime.date.fromisoformat(day) if day else None)


@pytest.mark.parametrize("text", ["someday", "32.1.", "+", "++3", "13.13.", "the day after"])
def test_what_is_no_day_is_refused_in_words(text: str):
    with pytest.raises(WrongValue, match="is not a day"):
        parse_said_day(text, TODAY)


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), st.integers(-150, 150))
def test_a_day_without_a_year_is_the_nearest(today: datetime.date, away: int):
    day = today + datetime.timedelta(days=away)
    assert parse_said_day(f"{day.day}.{day.month}.", today) == day


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_next_one(today: datetime.date, weekday: int):
    name = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][weekday]
    found = parse_said_day(name, today)
    assert found is not None
    assert found.weekday() == weekday
    assert 1 <= (found - today).days <= 7


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("has_newsletter", "Has newsletter"), ("nationbuilderId", "Nationbuilder id"), ("OPTIN_TIME", "Optin time"),
        ("Shoe size", "Shoe size"), ("E-mail 1 - Value", "E-mail 1 - Value"), ("UID", "UID"), ("note", "note"),
    ],
)  # fmt: skip
def test_names_of_other_programs_in_words(name: str, words: str):
    assert readable(name) == words
    assert with_raw(name) == (words if words == name else f"{words} ({name})")
