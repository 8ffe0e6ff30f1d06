"""The beds of a night: who has them, who comes next, who should have left, and what is to be settled."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.capabilities.houses import service as houses
from app.capabilities.houses.service import BedView
from app.services.records import records
from app.storage.vault.vault import Vault
from tests.group import START, Group

TODAY = START.date()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    group = Group(tmp_path)
    yield group.found()
    group.close()


@pytest.fixture
def bed(vault: Vault) -> str:
    house = records.add(vault, "house", {"name": "Birch"}).added[0]
    return houses.add_room(vault, house, {"name": "Attic"}, 1).added[1]


def on(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def stay(vault: Vault, bed: str, name: str, first: int, last: int | None, status: str = "planned") -> str:
    person = records.add(vault, "person", {"name": name}).added[0]
    values = {"person": person, "bed": bed, "from_day": on(first), "to_day": on(last) if last else None}
    return records.add(vault, "stay", {**values, "status": status}).added[0]


def seen(vault: Vault, days: int = 0) -> BedView:
    (house,) = houses.houses(vault, on(days))
    return house.rooms[0].beds[0]


def test_a_room_comes_with_its_beds_as_one_action(vault: Vault):
    house = records.add(vault, "house", {"name": "Birch"}).added[0]
    houses.add_room(vault, house, {"name": "Attic", "floor": "2"}, 3)
    (view,) = houses.houses(vault, TODAY)
    assert [bed.name for bed in view.rooms[0].beds] == ["1", "2", "3"]
    assert (view.beds, view.free) == (3, 3)
    records.undo(vault)
    assert houses.houses(vault, TODAY)[0].rooms == ()


def test_nights_are_half_open(vault: Vault, bed: str):
    stay(vault, bed, "Amina", 1, 3)
    assert [bool(seen(vault, night).now) for night in range(4)] == [False, True, True, False]
    assert [guest.name for guest in (seen(vault).next,) if guest] == ["Amina"]


def test_who_should_have_left_is_still_shown(vault: Vault, bed: str):
    stay(vault, bed, "Amina", -9, -1, "in")
    assert [guest.name for guest in seen(vault).leaving] == ["Amina"]
    assert seen(vault).now == ()


def test_a_bed_given_twice_carries_its_conflict(vault: Vault, bed: str):
    stay(vault, bed, "Amina", -2, 4, "in")
    stay(vault, bed, "Bo", 2, 9)
    today = seen(vault)
    assert [guest.name for guest in today.now] == ["Amina"]
    assert len(today.disputes) == 1, "although it begins only in two nights"
    assert len(seen(vault, 3).now) == 2
    assert seen(vault, 6).disputes
