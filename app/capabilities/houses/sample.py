"""Sample houses, and stays of which each fits: no bed is given twice and nobody is in two places."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Sequence
from typing import Any

from app.capabilities.houses.sample_living import live
from app.i18n import _
from app.services.demo import sample_words as words
from app.services.demo.maker import Maker, Sample

_BEDS_A_ROOM = 3
_EXTENDED = 20
_NIGHTS = (2, 28)
# Two years: people used to stay for months, of late they come and go.
_DAYS, _LONG, _OF_LATE = 730, 160, 0.6


def _make(maker: Maker) -> None:
    """Make houses with rooms and beds, then stays in them."""
    houses, rooms, maker.made["beds"] = _houses(maker)
    stays = _stays(maker, maker.made["beds"], maker.made["people"])
    per_bed = dict(zip(maker.made["beds"], houses, strict=True))
    live(maker, per_bed, rooms, stays)


def _houses(maker: Maker) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    owners, of_room, places = list[int](), list[int](), list[int]()
    free, count = maker.count("beds"), maker.count("houses")
    for number in range(count):
        name = words.HOUSES[number % len(words.HOUSES)]
        turn = number // len(words.HOUSES)
        address = f"{words.PLACES[number % len(words.PLACES)]} {maker.chance.between(1, 80)}"
        house = maker.batch.add(
            "house", {"name": f"{name} {turn + 1}" if turn else name, "address": address, "currency": "EUR"}
        )
        beds = free // (count - number)
        free -= beds
        for room_number in range(-(-beds // _BEDS_A_ROOM)):
            room = maker.batch.add("room", {"house": house, **_room(room_number)})
            of_room.append(room.index)
            for bed_number in range(min(_BEDS_A_ROOM, beds - room_number * _BEDS_A_ROOM)):
                bed = maker.batch.add("bed", {"room": room, "name": _("Bed {number}").format(number=bed_number + 1)})
                places.append(bed.index)
                owners.append(house.index)
    added = maker.batch.write()
    return (
        tuple(added[place] for place in owners),
        tuple(added[place] for place in of_room),
        tuple(added[place] for place in places),
    )


def _room(number: int) -> dict[str, Any]:
    name, turn = words.ROOMS[number % len(words.ROOMS)], number // len(words.ROOMS)
    floor = _("Ground floor") if number < 3 else _("Floor {number}").format(number=number // 3)
    return {
        "name": f"{name} {turn + 1}" if turn else name,
        "floor": floor,
        "step_free": number < 3,
        "quiet": number % 4 == 3,
        "area_m2": 14 + number % 3 * 4,
    }


def _stays(maker: Maker, beds: Sequence[str], people: Sequence[str]) -> list[dict[str, Any]]:
    """Stay after stay in each bed, each by somebody who is free by then; the last ones begin around today."""
    made: list[dict[str, Any]] = []
    longer: list[tuple[int, dict[str, Any]]] = []
    chance, stays = maker.chance, maker.count("stays")
    if not stays:
        return []
    of_beds, of_people = stays / max(len(beds), 1), 2 * stays / max(len(people), 1)
    rounds = max(of_beds, of_people)
    # Where there are few people for the beds, all stays are of late.
    before = of_beds * (1 - _OF_LATE) if of_beds > of_people else 0.0
    of_late = int(max(0.0, rounds - before - 1.3) * (sum(_NIGHTS) / 2 + 2))
    long = int(min(_LONG, (_DAYS - of_late) / before)) if before else 0
    turned = maker.today - datetime.timedelta(days=of_late)
    begin = turned - datetime.timedelta(days=int(before * long))
    free_beds = [(begin + datetime.timedelta(days=chance.below(14)), place) for place in range(len(beds))]
    free_people = [(begin + datetime.timedelta(days=chance.below(7)), place) for place in range(len(people))]
    heapq.heapify(free_beds)
    heapq.heapify(free_people)
    for turn in range(stays):
        bed_from, bed = heapq.heappop(free_beds)
        person_from, person = heapq.heappop(free_people)
        arrives = max(bed_from, person_from)
        leaves = arrives + datetime.timedelta(days=chance.between(*_NIGHTS))
        if arrives < turned - datetime.timedelta(days=14):
            nights = chance.between(long * 6 // 10, long * 14 // 10)
            leaves = min(arrives + datetime.timedelta(days=nights), turned + datetime.timedelta(days=chance.below(14)))
        stay = _stay(maker, people[person], beds[bed], arrives, leaves)
        open_ended = stay["status"] == "in" and chance.happens(5) and len(free_beds) > 1 and len(free_people) > 1
        if open_ended:  # Nobody can follow in this bed, nor can this person go elsewhere.
            stay["to_day"] = None
        else:
            heapq.heappush(free_beds, (leaves + datetime.timedelta(days=chance.below(4)), bed))
            heapq.heappush(free_people, (leaves + datetime.timedelta(days=chance.below(30)), person))
        made.append(stay)
        if turn % _EXTENDED == 0 and stay["to_day"] is not None and (leaves - arrives).days > 4:
            # Who stays longer than planned said so later: their history has both days.
            longer.append(
                (maker.batch.add("stay", {**stay, "to_day": leaves - datetime.timedelta(days=3)}).index, stay)
            )
        else:
            maker.batch.add("stay", stay)
        if maker.batch.full:
            _write(maker, longer)
    _write(maker, longer)
    return made


def _write(maker: Maker, longer: list[tuple[int, dict[str, Any]]]) -> None:
    """Write the stays gathered, then that some of them stay longer."""
    added = maker.batch.write()
    for place, stay in longer:
        maker.batch.change(added[place], {"to_day": stay["to_day"]})
    longer.clear()
    maker.batch.write()


def _stay(maker: Maker, person: str, bed: str, arrives: datetime.date, leaves: datetime.date) -> dict[str, Any]:
    chance = maker.chance
    status = "planned" if arrives > maker.today else "in" if leaves > maker.today else "out"
    if arrives == maker.today and chance.happens(70):
        status = "planned"
    if leaves == maker.today and chance.happens(70):
        status = "in"
    values: dict[str, Any] = {
        "person": person,
        "bed": bed,
        "from_day": arrives,
        "to_day": leaves,
        "status": "cancelled" if chance.happens(4) else status,
    }
    if chance.happens(40):
        values["purpose"] = chance.one_of(words.STAY_PURPOSES)
    if chance.happens(40):
        values["who_pays"] = chance.one_of(words.WHO_PAYS)
    if values["status"] == "out" and chance.happens(30):
        values["exit_reason"] = chance.one_of(("end of the stay", "found a flat", "travelled on"))
    return values


SAMPLE = (Sample("houses", _make, {"houses": (1, 4, 30), "beds": (15, 60, 600), "stays": (40, 600, 3000)}),)
