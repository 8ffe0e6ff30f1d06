"""What meals and avoided things are called."""

from __future__ import annotations

from collections.abc import Mapping

from app.capabilities.houses.kitchen.diets import ALLERGENS, NOT_KNOWN, NOT_SAFE, SAFE, DietReport
from app.i18n import _


def meal_name(sort: str) -> str:
    """Give the name of a meal."""
    return {"breakfast": _("Breakfast"), "lunch": _("Lunch"), "dinner": _("Dinner")}.get(sort, sort)


def avoided(word: str) -> str:
    """Give an allergen by its name, a word of the group's own as it is."""
    return _(ALLERGENS[word]) if word in ALLERGENS else word


def verdict_words(diets: DietReport, names: Mapping[str, str]) -> str:
    """Say for how many a dish is safe, for whom not, and of how many nobody knows."""
    of = {verdict: [who for who, said in diets.verdicts if said == verdict] for verdict in (SAFE, NOT_SAFE, NOT_KNOWN)}
    parts = [_("safe for {n}").format(n=len(of[SAFE]))]
    if of[NOT_SAFE]:
        people = ", ".join(f"\u2068{names.get(who, who)}\u2069" for who in of[NOT_SAFE])
        parts.append(_("not safe for {people}").format(people=people))
    if of[NOT_KNOWN]:
        parts.append(_("not known for {n}").format(n=len(of[NOT_KNOWN])))
    return " · ".join(parts)
