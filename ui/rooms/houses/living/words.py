"""What meals and avoided things are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.capabilities.houses.kitchen.diets import ALLERGENS, NOT_KNOWN, NOT_SAFE, SAFE, DietReport
from app.capabilities.houses.kitchen_service import MealView
from app.i18n import _


def meal_name(sort: str) -> str:
    """Give the name of a meal."""
    return {"breakfast": _("Breakfast"), "lunch": _("Lunch"), "dinner": _("Dinner")}.get(sort, sort)


def own(name: str) -> str:
    """Let a name keep its own direction, and the line that of the page."""
    return f"\u2068{name}\u2069"


def avoided(word: str) -> str:
    """Give an allergen by its name, a word of the group's own as it is."""
    return _(ALLERGENS[word]) if word in ALLERGENS else word


def verdict_words(diets: DietReport, names: Mapping[str, str]) -> str:
    """Say for how many a dish is safe, for whom not, and of how many nobody knows."""
    of = {verdict: [who for who, said in diets.verdicts if said == verdict] for verdict in (SAFE, NOT_SAFE, NOT_KNOWN)}
    parts = [_("safe for {n}").format(n=len(of[SAFE]))]
    if of[NOT_SAFE]:
        people = ", ".join(own(names.get(who, who)) for who in of[NOT_SAFE])
        parts.append(_("not safe for {people}").format(people=people))
    if of[NOT_KNOWN]:
        parts.append(_("not known for {n}").format(n=len(of[NOT_KNOWN])))
    return " · ".join(parts)


def together(meals: Sequence[MealView]) -> list[tuple[MealView, list[str]]]:
    """Put meals after each other together that are for the same people and of no dish, such as breakfast and lunch."""
    found: list[tuple[MealView, list[str]]] = []
    for meal in meals:
        last = found[-1][0] if found else None
        if last and not (meal.recipe or last.recipe) and (last.count, last.diets) == (meal.count, meal.diets):
            found[-1][1].append(meal.sort)
        else:
            found.append((meal, [meal.sort]))
    return found
