"""Recipes for so many heads, and the shopping list of a period; exact, and rounded up to packs once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from app.i18n import _
from app.problems import WrongValue

LINEAR, FIXED, WHOLE = "linear", "fixed", "whole"


@dataclass(frozen=True, slots=True)
class IngredientRow:
    """So much of a product in a recipe; ``scaling`` says if it grows with the heads, stays, or grows in wholes."""

    product: str
    quantity: Fraction
    scaling: str = LINEAR


@dataclass(frozen=True, slots=True)
class RecipeRow:
    """A dish for so many heads."""

    id: str
    serves: int
    ingredients: tuple[IngredientRow, ...]


@dataclass(frozen=True, slots=True)
class ProductRow:
    """Something to buy: ``pack`` units at once, for ``price`` minor units a pack; ``contains`` None if not known."""

    id: str
    unit: str = ""
    pack: Fraction = Fraction(1)
    aisle: str = ""
    price: int | None = None
    contains: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ToBuy:
    """A line of the shopping list; ``cost`` is None while the price is not known."""

    product: str
    needed: Fraction
    on_hand: Fraction
    packs: int
    cost: int | None
    aisle: str
    unit: str = ""


def for_heads(recipe: RecipeRow, heads: int) -> dict[str, Fraction]:
    """Give how much of each product a meal for so many heads takes: nothing for nobody.

    Raises:
        WrongValue: The recipe serves nobody, the heads are negative, or a quantity is.
    """
    if recipe.serves <= 0:
        raise WrongValue(_("A recipe has to be for at least one head."), field="serves")
    if heads < 0:
        raise WrongValue(_("There cannot be fewer than no heads."))
    needed: dict[str, Fraction] = {}
    for each in recipe.ingredients if heads else ():
        if each.quantity < 0:
            raise WrongValue(_("A quantity cannot be negative."), field="quantity")
        scaled = each.quantity * heads / recipe.serves
        amount = {LINEAR: scaled, FIXED: each.quantity, WHOLE: Fraction(ceil(scaled))}.get(each.scaling)
        if amount is None:
            raise WrongValue(_("“{scaling}” is no way to scale.").format(scaling=each.scaling), field="scaling")
        needed[each.product] = needed.get(each.product, Fraction(0)) + amount
    return needed


def shopping_list(
    meals: Iterable[tuple[RecipeRow, int]],
    products: Mapping[str, ProductRow],
    on_hand: Mapping[str, Fraction] | None = None,
) -> list[ToBuy]:
    """Add up the meals per product, less what is on hand, then round up to packs once; by aisle.

    Args:
        meals: Recipes with the portions to cook.
        products: The products by id.
        on_hand: What there is, by product, in its unit.

    Raises:
        WrongValue: A pack of nothing, or a negative stock.
    """
    there = on_hand or {}
    needed: dict[str, Fraction] = {}
    for recipe, heads in meals:
        for product, amount in for_heads(recipe, heads).items():
            needed[product] = needed.get(product, Fraction(0)) + amount
    lines: list[ToBuy] = []
    for product, amount in needed.items():
        row = products.get(product, ProductRow(product))
        stock = there.get(product, Fraction(0))
        if row.pack <= 0:
            raise WrongValue(_("A pack has to hold something."), field="pack")
        if stock < 0:
            raise WrongValue(_("There cannot be less than nothing on hand."), field="quantity")
        packs = ceil(max(Fraction(0), amount - stock) / row.pack)
        cost = None if row.price is None else packs * row.price
        lines.append(ToBuy(product, amount, stock, packs, cost, row.aisle, row.unit))
    return sorted(lines, key=lambda line: (line.aisle, line.product))


def cost_per_head(lines: Sequence[ToBuy], heads: int) -> Fraction | None:
    """Give the minor units a head; None for nobody, or while a price is not known."""
    if heads <= 0 or any(line.cost is None for line in lines):
        return None
    return Fraction(sum(line.cost or 0 for line in lines), heads)


def contents(recipe: RecipeRow, products: Mapping[str, ProductRow]) -> tuple[frozenset[str], bool]:
    """Give what is known to be in a dish, and whether that is all: not while one product is not known."""
    inside: set[str] = set()
    complete = bool(recipe.ingredients)
    for each in recipe.ingredients:
        row = products.get(each.product)
        if row is None or row.contains is None:
            complete = False
        else:
            inside |= row.contains
    return frozenset(inside), complete
