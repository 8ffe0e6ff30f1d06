"""Days are read in ISO 8601 everywhere and in the forms of the language in use."""

import datetime as dt

import pytest

from app.problems import WrongValue
from app.records.days import format_day, parse_day

LAST_OF_MARCH = dt.date(2026, 3, 31)
LANGUAGES = "ar bn ca cs da de de_CH el en en_US es eu fa fi fr ga he hi hr hu id it ja ko ku lt nb nl pl pt_BR ro ru "
LANGUAGES += "sr sv sw ta th tr uk ur vi zh_Hans zh_Hant"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en_GB", "2026-03-31"),
        ("en_GB", "20260331"),
        ("en_GB", "2026-03-31T10:11:12Z"),
        ("en_GB", "2026/3/31"),
        ("en_GB", "31/3/2026"),
        ("en_GB", "31/03/26"),
        ("en_GB", "31 March 2026"),
        ("en_GB", "Tuesday, 31 Mar. 2026"),
        ("en_US", "3/31/2026"),
        ("en_US", "March 31, 2026"),
        ("de", "31.3.26"),
        ("de", "31. März 2026"),
        ("de", "31 March 2026"),
        ("fr", "31 mars 2026"),
        ("ja", "2026年3月31日"),
        ("no such language", "31/3/2026"),
    ],
)
def test_usual_forms_are_read(language, text, speak):
    speak(language)
    assert parse_day(text) == LAST_OF_MARCH


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_what_is_written_in_a_language_is_read_in_it(language, speak):
    speak(language)
    for month in range(1, 13):
        day = dt.date(2026, month, 5 + month)
        assert parse_day(format_day(day)) == day


def test_years_of_two_digits():
    assert parse_day("1/2/60") == dt.date(2060, 2, 1)
    assert parse_day("1/2/61") == dt.date(1961, 2, 1)


@pytest.mark.parametrize("text", ["soon", "31/3", "31 March", "2026-02-30", "1.2.3.4", "0/0/0", "2026"])
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(WrongValue, match=f"“{text}” is not a day. Write it like 2026-03-31 or 31 Mar 2026."):
        parse_day(text)
