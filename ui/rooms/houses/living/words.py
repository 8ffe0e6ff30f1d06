"""What meals and avoided things are called."""

from __future__ import annotations

from app.capabilities.houses.kitchen.diets import ALLERGENS
from app.i18n import _


def meal_name(sort: str) -> str:
    """Give the name of a meal."""
    return {"breakfast": _("Breakfast"), "lunch": _("Lunch"), "dinner": _("Dinner")}.get(sort, sort)


def avoided(word: str) -> str:
    """Give an allergen by its name, a word of the group's own as it is."""
    return _(ALLERGENS[word]) if word in ALLERGENS else word
