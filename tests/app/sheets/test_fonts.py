"""Typefaces are chosen from those that are there, in an order of ours."""

import pytest

from app.sheets.fonts import code_fonts, text_fonts

EAST_ASIAN = ("Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans CJK SC", "Noto Sans CJK TC")


def test_only_what_is_installed_is_named_and_the_plain_face_comes_first():
    installed = ["Noto Sans Hebrew", "Comic Sans MS", "Noto Color Emoji", "Noto Sans"]
    assert text_fonts(installed, "en") == ["Noto Sans", "Noto Sans Hebrew", "Noto Color Emoji"]
    assert text_fonts(["Libertinus Serif"], "en") == ["Libertinus Serif"]


@pytest.mark.parametrize(
    ("language", "first"),
    [("ja", "JP"), ("ko-KR", "KR"), ("zh", "SC"), ("zh-Hant", "TC"), ("zh-TW", "TC"), ("zh_HK", "TC"), ("en", "SC")],
)
def test_han_characters_take_the_shape_of_the_sheets_language(language: str, first: str):
    assert text_fonts(EAST_ASIAN, language)[0] == f"Noto Sans CJK {first}"


def test_codes_are_set_in_a_face_that_is_always_there():
    assert code_fonts(["DejaVu Sans Mono", "Noto Sans"]) == ["DejaVu Sans Mono"]
