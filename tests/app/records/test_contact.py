"""Telephone numbers are kept as typed, found by their digits and compared in a normal form."""

import pytest

from app.records.contact import (
    ContactValue,
    Email,
    Phone,
    Url,
    email_key,
    looks_like_email,
    looks_like_phone,
    phone_key,
)


def test_a_number_is_kept_as_it_was_typed():
    assert Phone().check(" (415) 293-3313  x12 ") == "(415) 293-3313 x12"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("(415) 293-3313", ["(415) 293-3313", "4152933313"]),
        ("+49 170 1234567", ["+49 170 1234567", "491701234567", "01701234567"]),
        ("0049 170 1234567", ["0049 170 1234567", "00491701234567", "01701234567"]),
        ("١٢٣٤٥٦", ["١٢٣٤٥٦", "123456"]),
        ("+00", ["+00", "00"]),
    ],
)
def test_a_number_is_found_as_typed_by_its_digits_and_as_dialled_at_home(typed, words):
    assert Phone().search_text(typed) == " ".join(words)


def test_a_contact_of_any_sort_is_searched_like_what_it_looks_like():
    assert ContactValue().search_text("030 / 123 45 67") == "030 / 123 45 67 0301234567"
    assert ContactValue().search_text("ada@example.org") == "ada@example.org"


@pytest.mark.parametrize(
    ("one", "other", "region"),
    [
        ("+49 170 1234567", "0170 1234567", "DE"),
        ("0170/1234567", "01701234567", ""),
        ("+1 415 293 3313 x1", "+14152933313 ext. 01", ""),
    ],
)
def test_one_number_written_twice_has_one_key(one, other, region):
    assert phone_key(one, region) == phone_key(other, region)


def test_an_extension_is_part_of_the_number():
    assert phone_key("+1 415 293 3313 x1") != phone_key("+1 415 293 3313 x2")


def test_addresses_are_kept_and_compared_without_case():
    assert Email().check("mailto:Ada@Example.org") == "Ada@Example.org"
    assert email_key("mailto:Ada@Example.org ") == "ada@example.org"


def test_a_web_address_gets_the_scheme_that_people_leave_out():
    assert Url().check("example.org:8080/x") == "https://example.org:8080/x"
    assert Url().check("http://example.org") == "http://example.org"


def test_looks():
    assert looks_like_email("a@b.org")
    assert not looks_like_email("a at b")
    assert looks_like_phone("1-955-371-0847 x371")
    assert not looks_like_phone("12345")
    assert not looks_like_phone("house 1234567")
