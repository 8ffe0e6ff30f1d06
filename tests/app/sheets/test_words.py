"""Texts keep every letter, find their own direction, and may break where they must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sheets.words import isolated, plain, reads_right_to_left, said, text_em, words


@pytest.mark.parametrize(
    ("text", "right_to_left"),
    [
        ("רחל כהן", True),
        ("محمد Smith", True),
        ("Smith محمد", False),
        ("(רחל)", True),
        ("+972 3 555 0101", False),
        ("123 רחל", True),
        ("", False),
    ],
)
def test_the_first_letter_with_a_direction_decides(text: str, right_to_left: bool):
    assert reads_right_to_left(text) is right_to_left
    assert said(text).get("r", False) is right_to_left


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  a\r\nb\rc\n\n", "a\nb\nc"),
        ("a\tb", "a b"),
        ("a\x07\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("\u202etxt.exe", "txt.exe"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("#let x = $1$ \\ *bold* <label>", "#let x = $1$ \\ *bold* <label>"),
    ],
)
def test_only_what_has_no_shape_is_dropped(text: str, clean: str):
    assert plain(text) == clean


@given(st.text())
def test_the_parts_of_a_text_are_the_text(text: str):
    prepared = said(text)
    assert "".join(prepared.get("p", [prepared["t"]])) == prepared["t"]


def test_a_short_word_is_left_alone():
    assert said("Bo Lindqvist") == {"t": "Bo Lindqvist"}
    assert said("")["t"] == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ana  María\nLi", ["Ana", "María", "Li"]),
        ("Okonkwo-Fitzgerald – Li", ["Okonkwo-", "Fitzgerald", "–", "Li"]),
        ("030-555", ["030-555"]),
        ("山田 花子", ["山", "田", "花", "子"]),
        ("bo@example.org", ["bo@example.org"]),
    ],
)
def test_lines_may_end_at_spaces_dashes_and_han_characters(text: str, parts: list[str]):
    assert words(text) == parts


def test_the_longest_word_is_named():
    assert said("Bo Wolfeschlegelstein").get("w") == "Wolfeschlegelstein"


def test_a_name_from_the_right_is_isolated_and_others_are_left_plain():
    assert isolated("Bo’s") == "Bo’s"
    assert isolated("נועה") == "\u2068נועה\u2069"


def test_widths_are_roughly_those_of_print():
    assert text_em("iii") < text_em("nnn") < text_em("MMM")
    assert text_em("山田") == 2
    assert text_em("e\u0301") == text_em("e")
