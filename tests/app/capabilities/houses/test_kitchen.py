"""Who eats, what they can eat, and what to buy."""

import datetime as dt
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.houses.beds.rows import AbsenceRow, StayRow
from app.capabilities.houses.kitchen.diets import ALLERGENS, DietRow, report
from app.capabilities.houses.kitchen.headcount import BREAKFAST, DINNER, LUNCH, SignupRow, headcount
from app.capabilities.houses.kitchen.shopping import (
    IngredientRow,
    ProductRow,
    RecipeRow,
    contents,
    cost_per_head,
    for_heads,
    shopping_list,
)
from app.capabilities.houses.kitchen.units import converted
from app.problems import WrongValue

DAY = dt.date(2026, 10, 25)  # The clocks change in this night.
NEXT = DAY + dt.timedelta(1)
STAYS = [StayRow("1", "ada", DAY - dt.timedelta(1), DAY), StayRow("2", "bo", DAY, NEXT)]


@pytest.mark.parametrize(("sort", "eats"), [(BREAKFAST, ("ada",)), (LUNCH, ("ada",)), (DINNER, ("bo",))])
def test_who_leaves_has_breakfast_and_lunch_and_who_comes_has_dinner(sort, eats):
    assert headcount(STAYS, [], DAY, sort).at_table == eats


def test_who_is_away_does_not_eat():
    away = [AbsenceRow("x", "bo", DAY, NEXT)]
    assert headcount(STAYS, away, DAY, DINNER).table == 0
    assert headcount(STAYS, away, NEXT, BREAKFAST).table == 0


def test_late_and_takeaway_are_portions_and_not_heads():
    signups = [
        SignupRow("1", "bo", "late"),
        SignupRow("2", "guest of nobody", "in", 2),
        SignupRow("3", "ada", "takeaway", 1),
    ]
    count = headcount(STAYS, [], DAY, DINNER, signups)
    assert (count.table, count.portions, count.guests) == (3, 6, 3)
    assert count.people == ("ada", "bo", "guest of nobody")


def test_who_says_out_is_out_and_two_words_of_one_person_count_once():
    signups = [SignupRow("2", "bo", "out"), SignupRow("1", "bo", "in", 5)]
    assert headcount(STAYS, [], DAY, DINNER, signups).portions == 0
    assert headcount(STAYS, [], DAY, DINNER, reversed(signups)).portions == 0


def test_there_are_fourteen_allergens():
    assert len(ALLERGENS) == 14


def test_who_was_never_asked_is_not_known_and_severe_ones_are_named():
    diets = [
        DietRow("1", "ada", ("Nuts",), "severe"),
        DietRow("2", "bo", ("meat",)),
        DietRow("3", "cy", ()),
        DietRow("4", "gone", ("fish",)),
    ]
    found = report(["cy", "ada", "bo", "di"], diets, contains={"meat"}, may_contain={"nuts"})
    assert found.severe == (("ada", ("nuts",)),)
    assert found.counts == (("meat", 1),)
    assert found.not_asked == ("di",)
    assert dict(found.verdicts) == {"ada": "not safe", "bo": "not safe", "cy": "safe", "di": "not known"}


def test_a_dish_of_which_not_all_is_known_is_safe_only_for_who_eats_everything():
    diets = [DietRow("1", "ada", ("milk",)), DietRow("2", "bo", ("eggs",)), DietRow("3", "cy", ())]
    found = report(["ada", "bo", "cy"], diets, contains={"milk"}, complete=False)
    assert dict(found.verdicts) == {"ada": "not safe", "bo": "not known", "cy": "safe"}


RICE = RecipeRow(
    "r",
    4,
    (
        IngredientRow("rice", Fraction("0.3")),
        IngredientRow("salt", Fraction("0.01"), "fixed"),
        IngredientRow("cabbage", Fraction(1), "whole"),
    ),
)


def test_linear_fixed_and_whole():
    assert for_heads(RICE, 10) == {"rice": Fraction(3, 4), "salt": Fraction(1, 100), "cabbage": 3}
    assert for_heads(RICE, 0) == {}


@given(st.lists(st.integers(0, 60), max_size=8), st.integers(0, 20), st.integers(1, 7))
def test_packs_are_rounded_up_once(heads, stock, pack):
    products = {"cabbage": ProductRow("cabbage", pack=Fraction(pack), price=199)}
    meal = RecipeRow("r", 4, (IngredientRow("cabbage", Fraction(1), "whole"),))
    lines = shopping_list([(meal, each) for each in heads], products, {"cabbage": Fraction(stock)})
    needed = sum(-(-each // 4) for each in heads)
    if not needed:
        assert not lines or lines[0].packs == 0
        return
    (line,) = lines
    assert line.needed == needed
    assert line.packs * pack >= needed - stock
    assert (line.packs - 1) * pack < max(needed - stock, 0) or line.packs == 0
    assert line.cost == 199 * line.packs == 199 * ceil(max(0, needed - stock) / pack)


def test_by_aisle_with_the_price_a_head():
    products = {
        "rice": ProductRow("rice", pack=Fraction(1), aisle="b", price=200, contains=frozenset()),
        "cabbage": ProductRow("cabbage", aisle="a", price=150, contains=frozenset({"celery"})),
        "salt": ProductRow("salt", aisle="c", price=100),
    }
    lines = shopping_list([(RICE, 10)], products, {"salt": Fraction(1)})
    assert [(line.product, line.packs) for line in lines] == [("cabbage", 3), ("rice", 1), ("salt", 0)]
    assert cost_per_head(lines, 10) == 65
    assert cost_per_head(lines, 0) is None
    assert contents(RICE, products) == (frozenset({"celery"}), False)


def test_bad_recipes_packs_and_stocks_are_refused():
    with pytest.raises(WrongValue):
        for_heads(RecipeRow("r", 0, ()), 4)
    with pytest.raises(WrongValue):
        shopping_list([(RICE, 4)], {"rice": ProductRow("rice", pack=Fraction(0))})
    with pytest.raises(WrongValue):
        shopping_list([(RICE, 4)], {}, {"rice": Fraction(-1)})


def test_units_turn_into_each_other_and_circles_are_refused():
    assert converted(Fraction("1.5"), "kg", "g") == 1500
    assert converted(Fraction(2), "bag", "kg", [("bag", Fraction(5), "kg")]) == 10
    with pytest.raises(WrongValue):
        converted(Fraction(1), "kg", "l")
    with pytest.raises(WrongValue):
        converted(Fraction(1), "bag", "box", [("bag", Fraction(2), "box"), ("box", Fraction(3), "bag")])
