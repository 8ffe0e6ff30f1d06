"""Codes come back from paper as they went out, or are noticed to be mistyped."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.problems import WrongValue
from app.sheets.codes import ALPHABET, print_code, read_code, records_with_code, row_code

ids = st.binary(min_size=16, max_size=16).map(bytes.hex)


def no_chance(count: int) -> bytes:
    return bytes(count)


@given(ids)
def test_a_row_code_is_read_in_any_case_and_spacing(record_id: str):
    code = row_code(record_id)
    assert len(code) == 6
    assert read_code(code) == code
    assert read_code(f" {code[:3]} {code[3:]}".lower().replace("0", "o").replace("1", "l")) == code


@given(ids, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(record_id: str, place: int, character: str):
    code = row_code(record_id)
    wrong = code[:place] + character + code[place + 1 :]
    if wrong != code:
        with pytest.raises(WrongValue, match="not a code"):
            read_code(wrong)


@given(ids, st.integers(0, 5), st.integers(0, 5))
def test_two_characters_that_changed_places_are_noticed(record_id: str, one: int, other: int):
    letters = list(row_code(record_id))
    if letters[one] != letters[other]:
        letters[one], letters[other] = letters[other], letters[one]
        with pytest.raises(WrongValue):
            read_code("".join(letters))


@pytest.mark.parametrize("typed", ["", "AB", "ÄÖÜABC", "UUUUUU", "0000000", "000000000"])
def test_what_cannot_be_a_code_is_refused_with_a_way_out(typed: str):
    with pytest.raises(WrongValue) as caught:
        read_code(typed)
    assert "6 characters beside a row" in caught.value.do


def test_a_record_is_found_by_its_code_among_those_of_the_sheet():
    record_ids = [f"{n:032x}" for n in range(300)]
    assert records_with_code(row_code(record_ids[7]).lower(), record_ids) == (record_ids[7],)
    assert records_with_code(row_code("f" * 32), record_ids) == ()


def test_the_codes_are_the_same_on_every_laptop_for_ever():
    assert row_code("0" * 32) == "5DQA99"


def test_a_print_code_depends_on_content_time_and_chance(make_sheet):
    sheet = make_sheet()
    code = print_code(sheet, no_chance)
    assert code == print_code(sheet.with_code(code), no_chance)
    assert len({code, print_code(make_sheet(title="Other"), no_chance), print_code(sheet, secrets.token_bytes)}) == 3


def test_a_print_code_is_read_back_with_its_hyphen(make_sheet):
    code = print_code(make_sheet(), no_chance)
    assert len(code) == 9
    assert code[4] == "-"
    assert read_code(code.replace("-", "").lower()) == code
    assert read_code(code.replace("-", " – ")) == code
