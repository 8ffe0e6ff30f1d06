"""Sample needs and offers, with a year of matches, refusals and deliveries behind them."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

from app.capabilities.switchboard.grid import unit_of
from app.i18n import N_, _
from app.records.changes import New
from app.services.demo import sample_words as words
from app.services.demo.maker import Maker, Sample

# Seldom asked for and often: a few categories are most of it, as in life.
_OFTEN = ("hours",) * 8 + ("skill", "thing", "transport") * 3 + ("bed", "bed", "space", "money", "information")
_TITLES = {
    "hours": (N_("Help with moving"), N_("Cooking on Sunday"), N_("Company on a walk"), N_("Garden work")),
    "skill": (N_("Letter to an office"), N_("Repair of a bicycle"), N_("Translation at the doctor's")),
    "thing": (N_("Winter coat"), N_("Pram"), N_("Mattress"), N_("Washing machine")),
    "transport": (N_("Drive to the hospital"), N_("Van for an afternoon")),
    "bed": (N_("Bed for some nights"), N_("Room for a family")),
    "space": (N_("Room for a meeting"), N_("Cellar to store things")),
    "money": (N_("Rent until the first"), N_("Ticket of the month")),
    "information": (N_("How to register a child"), N_("Which lawyer"),),
}  # fmt: skip
_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


def _make(maker: Maker) -> None:
    """Make areas, then needs and offers with their windows, then matches between those that fit."""
    for number in range(min(8, max(2, maker.count("listings") // 10))):
        maker.batch.add("area", {"name": words.PLACES[number % len(words.PLACES)]})
    areas = maker.batch.write()
    for one, other in pairwise(areas):
        maker.batch.add("area_link", {"one": one, "other": other})
    maker.batch.write()
    listings = _listings(maker, areas)
    _matches(maker, listings)
    maker.made["listings"] = tuple(record for record, _values in listings)


def _listings(maker: Maker, areas: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
    """Make listings, each by somebody; most of a year ago are closed."""
    made: list[tuple[str, dict[str, Any]]] = []
    waiting: list[tuple[New, dict[str, Any]]] = []

    def write() -> None:
        added = maker.batch.write()
        made.extend((added[place.index], values) for place, values in waiting)
        waiting.clear()

    for number in range(maker.count("listings")):
        values = _listing(maker, areas, number)
        place = maker.batch.add("listing", values)
        waiting.append((place, values))
        for window in _windows(maker, values):
            maker.batch.add("listing_window", {"listing": place, **window})
        if maker.batch.full:
            write()
    write()
    return made


def _listing(maker: Maker, areas: tuple[str, ...], number: int) -> dict[str, Any]:
    """Make one listing."""
    chance = maker.chance
    side = "offer" if number % 2 else "need"
    category = chance.one_of(_OFTEN)
    unit = unit_of(category)
    quantity = {"minutes": 60 * chance.between(1, 6), "nights": chance.between(1, 14),
                "minor": 1000 * chance.between(2, 40)}.get(unit, chance.between(1, 3))  # fmt: skip
    standing = side == "offer" and unit == "minutes"
    return {
        "side": side,
        "category": category,
        "title": _(chance.one_of(_TITLES[category])),
        "quantity": quantity,
        "currency": "EUR" if unit == "minor" else None,
        "standing": True if standing else None,
        "capacity_week": quantity if standing else None,
        "of": chance.one_of(maker.made["people"]),
        "area": chance.one_of(areas) if chance.happens(80) else None,
        "skill": chance.one_of(maker.made["skills"]) if category == "skill" and maker.made.get("skills") else None,
        "urgency": chance.one_of(("urgent", "soon", "soon", "whenever", "whenever", "whenever")),
        "expires": maker.today + datetime.timedelta(days=chance.between(1, 90)) if chance.happens(30) else None,
        "most_helpers": chance.between(1, 4) if side == "need" and chance.happens(20) else None,
        "all_or_nothing": True if side == "need" and chance.happens(10) else None,
        "status": "closed" if chance.happens(35) else "open",
    }


def _windows(maker: Maker, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Make times for what takes time, and for some of it only."""
    chance = maker.chance
    if unit_of(values["category"]) != "minutes" or chance.happens(25):
        return []
    found: list[dict[str, Any]] = []
    for _number in range(chance.between(1, 3)):
        begin = chance.between(8, 19)
        until = (begin + chance.between(2, 5)) % 24
        found.append({"weekday": chance.one_of(_DAYS), "from_time": f"{begin:02d}:00", "until_time": f"{until:02d}:00"})
    return found


def _matches(maker: Maker, listings: list[tuple[str, dict[str, Any]]]) -> None:
    """Make what was asked, refused and done in the last year, of things of one category."""
    chance = maker.chance
    by_category: dict[tuple[str, str], list[tuple[str, dict[str, Any]]]] = {}
    for record, values in listings:
        by_category.setdefault((values["side"], values["category"]), []).append((record, values))
    last: dict[str, datetime.date] = {}
    for number in range(maker.count("matches")):
        category = _OFTEN[number % len(_OFTEN)]
        needs, offers = by_category.get(("need", category), []), by_category.get(("offer", category), [])
        needs = [each for each in needs if each[1]["status"] == "closed" and each[0] not in last]
        offers = [each for each in offers if each[1]["standing"] or each[0] not in last]
        if not needs or not offers:
            continue
        (need, wanted), (offer, gives) = chance.one_of(needs), chance.one_of(offers)
        if wanted["of"] == gives["of"]:
            continue
        week = last.get(offer, maker.today - datetime.timedelta(days=chance.between(30, 330)))
        day = week + datetime.timedelta(days=7)
        if day >= maker.today:
            continue
        last[need] = last[offer] = day
        maker.batch.add("match", _match(maker, need, offer, min(wanted["quantity"], gives["quantity"]), day))
        if maker.batch.full:
            maker.batch.write()
    maker.batch.write()


def _match(maker: Maker, need: str, offer: str, quantity: int, day: datetime.date) -> dict[str, Any]:
    """Make one match: most were done, some fell through."""
    chance = maker.chance
    values: dict[str, Any] = {"need": need, "offer": offer, "quantity": quantity, "on_day": day}
    if chance.happens(15):
        whose = chance.one_of(("need", "offer", "neither"))
        return {**values, "status": "fell_through", "whose": whose, "ask_again": chance.happens(80)}
    status = "confirmed" if chance.happens(90) else "delivered"
    check = None if status == "confirmed" else day + datetime.timedelta(days=7)
    return {**values, "status": status, "need_says": "yes", "offer_says": "yes", "check_on": check}


SAMPLE = (Sample("switchboard", _make, {"listings": (60, 1500, 20000), "matches": (40, 1000, 12000)}),)
