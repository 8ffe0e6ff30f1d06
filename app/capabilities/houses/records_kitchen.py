"""The records of the kitchen: diets, products, stock, recipes, meals and who signs up."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from app.capabilities.houses.kitchen.diets import SEVERITIES
from app.capabilities.ledger.minor import Minor
from app.capabilities.ledger.records import check_currency
from app.i18n import N_, _
from app.records.exact import Currency, Number
from app.records.kinds import Day, LongText, OneOf, Reference, Text, Whole, YesNo
from app.records.lists import Tags
from app.records.registry import Entity, attr, entity
from app.records.retention import Keep

SCALINGS = {"linear": N_("Grows with the heads"), "fixed": N_("The same for all"), "whole": N_("In whole pieces")}
MEALS = {"breakfast": N_("Breakfast"), "lunch": N_("Lunch"), "dinner": N_("Dinner")}
ANSWERS = {"in": N_("Eats"), "out": N_("Does not eat"), "late": N_("Eats late"), "takeaway": N_("Takes it away")}
_MOST_MINOR = 10**12


def positive(values: Mapping[str, Any], field: str, sentence: str, *, zero: bool = False) -> None:
    """Refuse a number below 0, or 0 itself unless that is allowed."""
    if values.get(field) is not None:
        number = Decimal(values[field])
        if number < 0 or (number == 0 and not zero):
            raise ValueError(sentence)


@entity(
    "diet_profile",
    one=N_("Diet"),
    many=N_("Diets"),
    part_of="person",
    title=("person", "severity"),
    why=N_("So that everybody can eat what is cooked; it goes with the person."),
)
class DietProfile(Entity, table=True):
    """What somebody avoids; an empty one says that they were asked and eat everything."""

    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    avoids: Annotated[list[str], Tags()] | None = attr(
        N_("Avoids"),
        default=None,
        column=True,
        help=N_("Words of the allergens (gluten, milk, nuts, ...) or of your own; empty if they eat everything."),
    )
    severity: Annotated[str, OneOf(SEVERITIES)] = attr(N_("How much"), default="avoids", column=True)
    cross_contact: Annotated[bool, YesNo()] | None = attr(
        N_("No traces either"), default=None, help=N_("Whether even traces from the same pot are too much.")
    )


@entity("product", one=N_("Product"), many=N_("Products"))
class Product(Entity, table=True):
    """Something to cook with, as it is bought."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    unit: Annotated[str, Text()] | None = attr(N_("Unit"), default=None, column=True, max_length=20)
    pack: Annotated[str, Number()] | None = attr(
        N_("In a pack"), default=None, column=True, help=N_("How many units are bought at once.")
    )
    aisle: Annotated[str, Text()] | None = attr(N_("Aisle"), default=None, column=True, max_length=80)
    contains: Annotated[list[str], Tags()] | None = attr(N_("Contains"), default=None, column=True)
    contents_known: Annotated[bool, YesNo()] | None = attr(
        N_("Contents known"), default=None, help=N_("Whether what is listed is everything that matters to diets.")
    )
    price: Annotated[int, Minor(0, _MOST_MINOR)] | None = attr(N_("Price of a pack"), default=None)
    currency: Annotated[str, Currency()] | None = attr(N_("Currency"), default=None)
    tracked: Annotated[bool, YesNo()] | None = attr(N_("Stock is counted"), default=None)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a pack of nothing, and a currency that there is not."""
        check_currency(values)
        positive(values, "pack", _("A pack has to hold something."))


@entity("stock_count", one=N_("Stock count"), many=N_("Stock counts"), title=("product", "on_day"))
class StockCount(Entity, table=True):
    """How much of a product was there on a day."""

    product: Annotated[str, Reference("product")] = attr(N_("Product"), column=True)
    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True)
    quantity: Annotated[str, Number()] = attr(N_("Quantity"), column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse less than nothing."""
        positive(values, "quantity", _("There cannot be less than nothing on hand."), zero=True)


@entity("recipe", one=N_("Recipe"), many=N_("Recipes"))
class Recipe(Entity, table=True):
    """A dish for so many heads."""

    name: Annotated[str, Text()] = attr(N_("Name"), column=True, search=True, print=True, max_length=80)
    serves: Annotated[int, Whole(1, 10_000)] = attr(N_("For how many"), column=True)
    method: Annotated[str, LongText()] | None = attr(N_("How it is made"), default=None, search=True)


@entity("ingredient", one=N_("Ingredient"), many=N_("Ingredients"), part_of="recipe", title=("recipe", "product"))
class Ingredient(Entity, table=True):
    """So much of a product in a recipe."""

    recipe: Annotated[str, Reference("recipe")] = attr(N_("Recipe"), column=True)
    product: Annotated[str, Reference("product")] = attr(N_("Product"), column=True)
    quantity: Annotated[str, Number()] = attr(N_("Quantity"), column=True)
    scaling: Annotated[str, OneOf(SCALINGS)] = attr(N_("Scaling"), default="linear", column=True)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Refuse a quantity that is not there."""
        positive(values, "quantity", _("A quantity cannot be negative."), zero=True)


@entity("meal", one=N_("Meal"), many=N_("Meals"), title=("on_day", "sort"))
class Meal(Entity, table=True):
    """A meal in a house; breakfast, lunch and dinner are there without being written down."""

    house: Annotated[str, Reference("house")] = attr(N_("House"), column=True)
    on_day: Annotated[datetime.date, Day()] = attr(N_("On"), column=True)
    sort: Annotated[str, OneOf(MEALS)] = attr(N_("Meal"), default="dinner", column=True)
    recipe: Annotated[str, Reference("recipe")] | None = attr(N_("Recipe"), default=None, column=True)
    cook: Annotated[str, Reference("person")] | None = attr(N_("Cook"), default=None, column=True)


@entity(
    "meal_signup",
    one=N_("Sign-up"),
    many=N_("Sign-ups"),
    part_of="meal",
    title=("person", "answer"),
    why=N_("To cook for as many as eat."),
    keep=Keep(90),
)
class MealSignup(Entity, table=True):
    """What somebody says about one meal."""

    meal: Annotated[str, Reference("meal")] = attr(N_("Meal"), column=True)
    person: Annotated[str, Reference("person")] = attr(N_("Person"), column=True)
    answer: Annotated[str, OneOf(ANSWERS)] = attr(N_("Answer"), default="in", column=True)
    guests: Annotated[int, Whole(0, 100)] | None = attr(N_("Guests"), default=None, column=True)


KITCHEN_RECORDS: tuple[type[Entity], ...] = (
    DietProfile, Product, StockCount, Recipe, Ingredient, Meal, MealSignup,
)  # fmt: skip
