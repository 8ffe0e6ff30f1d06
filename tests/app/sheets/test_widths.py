"""Columns share the page so that the table is short and nobody starves."""

from hypothesis import given
from hypothesis import strategies as st

from app.sheets.widths import Stretch, is_crowded, share_out
from app.sheets.words import text_em

texts = st.lists(st.text("abc mW@.-", max_size=60), min_size=1, max_size=12)


def test_what_fits_is_given_all_it_asks_for():
    names, notes = ("Bo", "Ana María"), ("", "late")
    widths = share_out([Stretch(names, "Name"), Stretch(notes, "Note")], 50)
    assert widths[0] >= text_em("Ana María")
    assert widths[1] >= text_em("late")


def test_one_very_long_name_does_not_starve_the_others():
    names = ("Bo Lindqvist",) * 50 + ("Wolfeschlegelsteinhausenbergerdorff " * 3,)
    widths = share_out([Stretch(names, "Name"), Stretch(("evenings only, ring twice",) * 51, "Note")], 24)
    assert widths[0] >= text_em("Bo Lindqvist")
    assert widths[0] < 12


def test_a_rigid_column_keeps_its_width():
    numbers = Stretch(("+49 30 5550101",) * 3, "Phone", rigid=True)
    notes = Stretch(("a long story that takes several lines " * 3,) * 3, "Note")
    assert share_out([numbers, notes], 20)[0] == text_em("+49 30 5550101")


@given(st.lists(texts, min_size=1, max_size=5), st.floats(20, 80))
def test_widths_never_add_up_to_more_than_there_is(columns: list[list[str]], room: float):
    rows = min(map(len, columns))
    widths = share_out([Stretch(tuple(column[:rows]), "A") for column in columns], room)
    assert sum(widths) <= room + 1e-6
    assert min(widths) > 0


def test_many_columns_are_crowded_and_few_are_not():
    column = Stretch(("Papadopoulos",) * 3, "Name")
    assert not is_crowded([column] * 3, 45)
    assert is_crowded([column] * 12, 45)
    assert is_crowded([Stretch(("+49 30 5550101",), "Phone", rigid=True)] * 8, 45)
