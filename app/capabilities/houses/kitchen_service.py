"""The kitchen of a house in a vault: who eats, what they can eat, what to buy."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from sqlmodel import Session, col, select

from app.capabilities.houses.beds.rows import AbsenceRow, StayRow
from app.capabilities.houses.kitchen.diets import DietReport, DietRow, report
from app.capabilities.houses.kitchen.headcount import SORTS, Headcount, SignupRow, headcount
from app.capabilities.houses.kitchen.shopping import (
    IngredientRow,
    ProductRow,
    RecipeRow,
    ToBuy,
    contents,
    cost_per_head,
    shopping_list,
)
from app.capabilities.houses.reading import exact, grouped, read_plan, stays_of_house
from app.capabilities.houses.records import House
from app.capabilities.houses.records_kitchen import (
    DietProfile,
    Ingredient,
    Meal,
    MealSignup,
    Product,
    Recipe,
    StockCount,
)
from app.capabilities.ledger.money import plain
from app.i18n import _
from app.problems import WrongValue
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class MealView:
    """A meal of a house on a day: who eats, and what is known about their diets."""

    day: datetime.date
    sort: str
    count: Headcount
    diets: DietReport
    recipe: str | None = None


@dataclass(frozen=True, slots=True)
class Pantry:
    """What recipes are made of, and what there is of it in a house."""

    recipes: Mapping[str, RecipeRow]
    products: Mapping[str, ProductRow]
    on_hand: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Kitchen:
    """Everything that the meals of one house depend on."""

    stays: tuple[StayRow, ...]
    absences: tuple[AbsenceRow, ...]
    meals: tuple[Any, ...]
    signups: Mapping[str, list[Any]]
    diets: tuple[DietRow, ...]
    pantry: Pantry

    def meal(self, day: datetime.date, sort: str) -> MealView:
        """Count a meal; of two records of one meal sign-ups count together, and the first by id says the recipe."""
        same = [meal for meal in self.meals if meal.on_day == day and meal.sort == sort]
        signups = [
            SignupRow(each.id, each.person or "", each.answer or "in", each.guests or 0)
            for meal in same
            for each in self.signups.get(meal.id, ())
        ]
        count = headcount(self.stays, self.absences, day, sort, signups)
        recipe = next((meal.recipe for meal in same if meal.recipe is not None), None)
        dish = self.pantry.recipes.get(recipe or "")
        inside, complete = contents(dish, self.pantry.products) if dish else (frozenset[str](), False)
        return MealView(day, sort, count, report(count.people, self.diets, contains=inside, complete=complete), recipe)


def read_kitchen(session: Session, house: str) -> Kitchen:
    """Read everything that the meals of a house depend on."""
    plan = read_plan(session)
    meals = session.exec(select(Meal).where(Meal.house == house).order_by(Meal.id)).all()
    signups = session.exec(
        select(MealSignup).where(col(MealSignup.meal).in_([meal.id for meal in meals])).order_by(MealSignup.id)
    ).all()
    diets = tuple(
        DietRow(
            each.id,
            each.person or "",
            tuple(each.avoids or ()),
            each.severity or "avoids",
            cross_contact=bool(each.cross_contact),
        )
        for each in session.exec(select(DietProfile).order_by(DietProfile.id)).all()
    )
    stays = tuple(stays_of_house(plan, house))
    return Kitchen(stays, plan.absences, tuple(meals), grouped(signups, "meal"), diets, _pantry(session, house))


def meals_of_day(vault: Vault, house: str, day: datetime.date) -> list[MealView]:
    """Count breakfast, lunch and dinner of a day."""
    with vault.reading() as session:
        kitchen = read_kitchen(session, house)
        return [kitchen.meal(day, sort) for sort in SORTS]


def shopping(vault: Vault, house: str, from_day: datetime.date, to_day: datetime.date) -> tuple[list[ToBuy], int]:
    """Make the shopping list of the meals with a recipe, from one day up to another, and count the portions."""
    if to_day <= from_day:
        raise WrongValue(_("The last day has to be after the first."), field="to_day")
    with vault.reading() as session:
        kitchen = read_kitchen(session, house)
        cooked: list[tuple[RecipeRow, int]] = []
        for sort, day in sorted(
            {(m.sort, m.on_day) for m in kitchen.meals if m.sort and m.on_day and from_day <= m.on_day < to_day}
        ):
            view = kitchen.meal(day, sort)
            dish = kitchen.pantry.recipes.get(view.recipe or "")
            if dish is not None:
                cooked.append((dish, view.count.portions))
        lines = shopping_list(cooked, kitchen.pantry.products, kitchen.pantry.on_hand)
        return lines, sum(portions for _dish, portions in cooked)


def currencies(vault: Vault, house: str) -> dict[str, str]:
    """Give the currency in which each product is priced: its own, else that of the house."""
    with vault.reading() as session:
        found = session.get(House, house)
        own = (found.currency if found else None) or ""
        return {each.id: each.currency or own for each in session.exec(select(Product)).all()}


def head_words(lines: Sequence[ToBuy], heads: int, currencies: Mapping[str, str]) -> list[str]:
    """Say what a head costs, where every price is known and in one currency; else nothing."""
    codes = {currencies.get(line.product, "") for line in lines if line.packs}
    cost = cost_per_head(lines, heads)
    if cost is None or len(codes) != 1 or not all(codes):
        return []
    (code,) = codes
    return [_("{amount} {currency} a head").format(amount=plain(round(cost), code), currency=code)]


def rounded(value: Fraction) -> str:
    """Write an amount for paper: up to three digits behind the point, rounded up, so that nothing is missing."""
    return number(Fraction(ceil(value * 1000), 1000))


def number(value: Fraction) -> str:
    """Write an exact number: as a decimal where one says it, else as a fraction."""
    rest = value.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _pantry(session: Session, house: str) -> Pantry:
    """Read recipes, products and the last count of each product; what cannot be meant is left out."""
    products = {
        each.id: ProductRow(
            each.id,
            each.unit or "",
            exact(each.pack, 1) if exact(each.pack, 1) > 0 else Fraction(1),
            each.aisle or "",
            each.price,
            frozenset(each.contains or ()) if each.contents_known or each.contains else None,
        )
        for each in session.exec(select(Product).order_by(Product.id)).all()
    }
    ingredients = grouped(session.exec(select(Ingredient).order_by(Ingredient.id)).all(), "recipe")
    recipes = {
        each.id: RecipeRow(
            each.id,
            each.serves,
            tuple(
                IngredientRow(part.product or "", exact(part.quantity), part.scaling or "linear")
                for part in ingredients.get(each.id, ())
                if exact(part.quantity) >= 0
            ),
        )
        for each in session.exec(select(Recipe).order_by(Recipe.id)).all()
        if each.serves and each.serves > 0
    }
    counted: dict[str, tuple[datetime.date, str, Fraction]] = {}
    for count in session.exec(select(StockCount).where(StockCount.house == house)).all():
        if count.product and count.on_day and exact(count.quantity) >= 0:
            latest = (count.on_day, count.id, exact(count.quantity))
            counted[count.product] = max(counted.get(count.product, latest), latest)
    on_hand = {product: quantity for product, (_day, _id, quantity) in counted.items()}
    return Pantry(recipes, products, on_hand)
