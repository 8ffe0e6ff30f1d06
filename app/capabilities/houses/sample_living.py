"""Sample data of living together: keys, diets, recipes, meals, chores with their turns, bills and rents."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from app.capabilities.houses.chores.rota import slot_by_slot
from app.capabilities.houses.chores.rows import SlotRow
from app.capabilities.houses.money_service import posting_changes
from app.i18n import _
from app.services.demo.maker import LABEL, Maker

_CHORES = (("Cook dinner", 60, 1), ("Wash up", 30, 1), ("Clean the bath", 45, 7), ("Bins", 10, 7), ("Shop", 75, 4))
_DISHES = (
    ("Lentil soup", 6, (("Lentils", "0.5", "linear"), ("Onions", "3", "whole"), ("Salt", "0.02", "fixed"))),
    ("Potato bake", 4, (("Potatoes", "1.2", "linear"), ("Cream", "0.4", "linear"), ("Salt", "0.01", "fixed"))),
    ("Peanut curry", 8, (("Rice", "0.8", "linear"), ("Peanut butter", "0.35", "linear"), ("Onions", "4", "whole"))),
    ("Pancakes", 4, (("Flour", "0.4", "linear"), ("Milk", "0.75", "linear"), ("Eggs", "4", "whole"))),
)
_PRODUCTS = (
    ("Lentils", "kg", "0.5", "Dry goods", 189, ()), ("Onions", "piece", "6", "Vegetables", 129, ()),
    ("Salt", "kg", "0.5", "Dry goods", 49, ()), ("Potatoes", "kg", "2.5", "Vegetables", 299, ()),
    ("Cream", "l", "0.2", "Cooled", 99, ("milk",)), ("Rice", "kg", "1", "Dry goods", 219, ()),
    ("Peanut butter", "kg", "0.35", "Dry goods", 279, ("peanuts",)), ("Flour", "kg", "1", "Dry goods", 79, ("gluten",)),
    ("Milk", "l", "1", "Cooled", 119, ("milk",)), ("Eggs", "piece", "10", "Cooled", 259, ("eggs",)),
)  # fmt: skip
_BILLS = (("Heating", 38_417, "nights"), ("Electricity", 12_903, "each_night"), ("Water", 7_750, "room"))
_DIETS = (
    ("milk", "intolerant"),
    ("peanuts", "severe"),
    ("meat", "avoids"),
    ("gluten", "allergic"),
    ("fish", "dislike"),
)
_AHEAD = 14
_SETTLED = 4  # houses with bills that were posted


def live(maker: Maker, house_of: Mapping[str, str], rooms: Sequence[str], stays: Sequence[Mapping[str, Any]]) -> None:
    """Make what goes with stays: all of it about people who are there, so that nothing is in dispute."""
    houses = sorted(set(house_of.values()), key=list(house_of.values()).index)
    there: dict[str, list[Mapping[str, Any]]] = {house: [] for house in houses}
    for stay in stays:
        if stay["status"] != "cancelled":
            there[house_of[stay["bed"]]].append(stay)
    _food(maker, houses)
    for number, house in enumerate(houses):
        _rules(maker, house)
        _chores(maker, house, there[house])
        _bills(maker, house, there[house])
        if number < _SETTLED:
            _posted(maker, house, there[house])
    _needs(maker, rooms, stays)
    maker.batch.write()


def _present(stays: Sequence[Mapping[str, Any]], day: datetime.date) -> list[str]:
    """Give the people who are there in the night of a day."""
    return sorted(
        {
            stay["person"]
            for stay in stays
            if stay["from_day"] <= day and (stay["to_day"] is None or day < stay["to_day"])
        }
    )


def _food(maker: Maker, houses: Sequence[str]) -> None:
    """Make products, recipes, and dinners for the coming days of each house."""
    products = {
        name: maker.batch.add(
            "product",
            {
                "name": name, "unit": unit, "pack": pack, "aisle": aisle, "price": price, "currency": "EUR",
                "contains": list(contains), "contents_known": True, "tracked": True,
            },
        )
        for name, unit, pack, aisle, price, contains in _PRODUCTS
    }  # fmt: skip
    dishes: list[Any] = []
    for name, serves, parts in _DISHES:
        dish = maker.batch.add("recipe", {"name": name, "serves": serves})
        dishes.append(dish)
        for product, quantity, scaling in parts:
            maker.batch.add(
                "ingredient",
                {"recipe": dish, "product": products[product], "quantity": quantity, "scaling": scaling},
            )
    for house in houses:
        for offset in range(7):
            day = maker.today + datetime.timedelta(days=offset)
            dish = dishes[(offset + len(house)) % len(dishes)]
            maker.batch.add("meal", {"house": house, "on_day": day, "sort": "dinner", "recipe": dish})
        maker.batch.add(
            "stock_count", {"product": products["Rice"], "house": house, "on_day": maker.today, "quantity": "1.5"}
        )
    maker.batch.write()


def _rules(maker: Maker, house: str) -> None:
    """Make what was agreed on, keys and a broken thing."""
    maker.batch.add(
        "house_agreement",
        {
            "house": house, "version": "1", "from_day": maker.today - datetime.timedelta(days=400),
            "text": "Quiet from ten in the evening.\nWho cooks does not wash up.\nGuests are told of the day before.",
        },
    )  # fmt: skip
    for name in ("Front door 1", "Front door 2", "Bicycle shed"):
        key = maker.batch.add("key", {"house": house, "name": name})
        if maker.chance.happens(50) and maker.made["people"]:
            lent = maker.today - datetime.timedelta(days=maker.chance.between(2, 30))
            values = {"key": key, "person": maker.chance.one_of(maker.made["people"]), "lent_on": lent}
            maker.batch.add("key_loan", {**values, "due": maker.today + datetime.timedelta(days=9)})
    maker.batch.add(
        "defect", {"house": house, "what": "The tap drips", "due": maker.today + datetime.timedelta(days=5)}
    )


def _chores(maker: Maker, house: str, stays: Sequence[Mapping[str, Any]]) -> None:
    """Make chores, and turns given out by the rule that the rota uses: those of the last days are done."""
    first = maker.today - datetime.timedelta(days=_AHEAD)
    slots: list[SlotRow] = []
    chores = {
        name: maker.batch.add(
            "chore", {"house": house, "name": name, "minutes": minutes, "every": every, "from_day": first}
        )
        for name, minutes, every in _CHORES
    }
    for name, minutes, every in _CHORES:
        slots += [
            SlotRow(f"{name} {day:02}", name, first + datetime.timedelta(days=day), minutes)
            for day in range(0, 2 * _AHEAD, every)
        ]
    days = [first + datetime.timedelta(days=day) for day in range(2 * _AHEAD)]
    present = {day.toordinal(): tuple(_present(stays, day)) for day in days}
    given = slot_by_slot(slots, present, maker.today).given
    for slot in slots:
        if slot.id in given:
            status = "done" if slot.on_day < maker.today else "assigned"
            values = {"chore": chores[slot.chore], "on_day": slot.on_day, "who": given[slot.id], "status": status}
            maker.batch.add("slot", values)
    maker.batch.write()


def _bills(maker: Maker, house: str, stays: Sequence[Mapping[str, Any]]) -> None:
    """Make the bills of last month, not posted yet, and a rent."""
    until = maker.today.replace(day=1)
    first = (until - datetime.timedelta(days=1)).replace(day=1)
    payers = _present(stays, first) or list(maker.made["people"][:1])
    for text, amount, split in _BILLS:
        if payers:
            values = {
                "house": house, "text": text, "from_day": first, "to_day": until, "split": split, "currency": "EUR",
                "amount": amount + maker.chance.below(900), "paid_by": maker.chance.one_of(payers),
            }  # fmt: skip
            maker.batch.add("bill", values)
    for person in _present(stays, maker.today)[:2]:
        maker.batch.add(
            "rent",
            {"person": person, "house": house, "amount": 21_000, "currency": "EUR", "day": 3, "from_day": first},
        )


def _posted(maker: Maker, house: str, stays: Sequence[Mapping[str, Any]]) -> None:
    """Make the bills of the month before, posted as they divide."""
    until = (maker.today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    first = (until - datetime.timedelta(days=1)).replace(day=1)
    payers = _present(stays, first)
    if len(payers) < 2:
        return
    for text, amount, split in _BILLS[:2]:
        values = {
            "house": house, "text": text, "from_day": first, "to_day": until, "split": split, "currency": "EUR",
            "amount": amount + maker.chance.below(900), "paid_by": maker.chance.one_of(payers),
        }  # fmt: skip
        place = maker.batch.add("bill", values).index
        bill = maker.batch.write()[place]
        maker.batch.vault.apply(posting_changes(maker.batch.vault, bill, maker.today), _(LABEL))


def _needs(maker: Maker, rooms: Sequence[str], stays: Sequence[Mapping[str, Any]]) -> None:
    """Make diets and needs of those who are there, an absence, a room to look into, one closed in half a year."""
    here = _present([stay for stay in stays if stay["status"] == "in"], maker.today)
    for number, person in enumerate(here):
        if number % 4 != 3:  # Somebody was never asked.
            word, severity = _DIETS[number % len(_DIETS)]
            avoids = [] if number % 2 else [word]
            maker.batch.add("diet_profile", {"person": person, "avoids": avoids, "severity": severity})
        if number % 6 == 0:
            maker.batch.add("room_requirement", {"person": person, "wants": "quiet", "must": False})
        if number % 9 == 4:
            leaves = maker.today + datetime.timedelta(days=2)
            back = leaves + datetime.timedelta(days=3)
            maker.batch.add("absence", {"person": person, "from_day": leaves, "back_on": back})
    if rooms:
        ahead = maker.today + datetime.timedelta(days=180)
        maker.batch.add("inspection", {"room": rooms[0], "due": maker.today + datetime.timedelta(days=3)})
        closed = {"room": rooms[-1], "from_day": ahead, "to_day": ahead + datetime.timedelta(days=10)}
        maker.batch.add("closure", {**closed, "reason": "Painting"})
