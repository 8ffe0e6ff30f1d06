"""Money is read without guessing, written with ISO's decimals, and divided so that it always adds up."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.ledger.currencies import EXPONENTS
from app.capabilities.ledger.money import MOST, Money, money, parse, rounded, split
from app.problems import WrongValue

AMOUNTS = st.integers(-MOST, MOST)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12.34 EUR", 1234), ("EUR 12,34", 1234), ("-0.05 eur", -5), ("1 234.5 EUR", 123450), ("7 EUR", 700),
        ("٣٫٥ EUR", 350),
    ],
)  # fmt: skip
def test_an_amount_is_read_where_it_can_mean_one_thing_only(text: str, minor: int):
    assert parse(text) == Money(minor, "EUR")


def test_the_decimals_are_those_of_iso_4217():
    assert [parse(text).minor for text in ("5 JPY", "1.234 KWD", "1.2345 CLF", "1.23 HUF")] == [5, 1234, 12345, 123]
    assert str(Money(-5, "KWD")) == "-0.005 KWD"
    assert str(Money(5, "JPY")) == "5 JPY"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12.345 EUR", "more decimals"), ("1e3 EUR", "not an amount"), ("1.234,56 EUR", "more than one number"),
        ("1,234 EUR", "more than one number"), ("1.234.567 EUR", "more than one number"), ("12.34", "no currency"),
        ("12 XAU", "no currency"), ("1.234,56", "more than one number"), ("1e3", "not an amount"),
        ("0.5 JPY", "more decimals"), ("nan EUR", "not an amount"), ("EUR", "not an amount"),
        ("9000000000000000.01 EUR", "too large"), ("9" * 400 + " EUR", "too large"), ("12 345 6 EUR", "not an amount"),
    ],
)  # fmt: skip
def test_what_could_be_misread_is_refused_with_a_sentence(text: str, says: str):
    with pytest.raises(WrongValue, match=says):
        parse(text)


def test_the_mapping_of_a_file_says_which_sign_is_the_decimal_one():
    assert parse("1.234,56", "EUR", decimal=",").minor == 123456
    assert parse("1,234", "EUR", decimal=".").minor == 123400


@pytest.mark.parametrize(("text", "sign"), [("12,34", "."), ("1.234,56", "."), ("12.34", ","), ("1234,567", ".")])
def test_an_amount_with_the_other_decimal_sign_than_the_file_is_said_to_have_is_not_taken_for_thousands(
    text: str, sign: str
):
    with pytest.raises(WrongValue, match="more than one number"):
        parse(text, "EUR", decimal=sign)


@given(AMOUNTS, st.sampled_from(sorted(EXPONENTS)))
def test_what_is_written_is_read_back(minor: int, currency: str):
    assert parse(str(Money(minor, currency))) == Money(minor, currency)
    assert money(Money(minor, currency).as_json()) == Money(minor, currency)


@given(AMOUNTS, st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any), st.integers(0, 9))
def test_a_split_adds_up_and_turned_round_it_is_its_negative(total: int, weights: list[int], first: int):
    parts = split(total, weights, first=first)
    assert sum(parts) == total
    assert split(-total, weights, first=first) == [-part for part in parts]
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


def test_the_cent_that_is_left_goes_to_the_largest_remainder_and_among_equal_ones_in_turn():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(100, [1, 1, 1], first=4) == [33, 34, 33]
    assert split(-200, [1, 1, 1]) == [-67, -67, -66]
    assert split(10, [Fraction(1, 3), Fraction(2, 3)]) == [3, 7]
    for wrong in ([], [0, 0], [1, -1]):
        with pytest.raises(WrongValue):
            split(1, wrong)


def test_rounding_is_half_away_from_zero():
    assert [rounded(Fraction(n, 2)) for n in (1, -1, 3, -3, 2)] == [1, -1, 2, -2, 1]
