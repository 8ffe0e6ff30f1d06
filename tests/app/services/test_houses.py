"""Houses on a night: rooms and beds in their order, guests who come, stay and go, and whoever is moved."""

from __future__ import annotations

import datetime

import pytest

from app.capabilities.houses import service as houses
from app.capabilities.houses.service import BedView, HouseView
from app.problems import UserProblem
from app.services.records import records
from app.storage.vault.vault import Vault
from tests.group import START, Group

TODAY = START.date()


def on(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def add(vault: Vault, kind: str, /, **values: object) -> str:
    return records.add(vault, kind, values).added[0]


@pytest.fixture
def birch(ann: Vault) -> str:
    """Give a house with an attic of two beds."""
    house = add(ann, "house", name="Birch", address="14 Birch Road")
    houses.add_room(ann, house, {"name": "Attic", "floor": "2", "step_free": False}, 2)
    return house


def view(vault: Vault, days: int = 0) -> HouseView:
    (house,) = houses.houses(vault, on(days))
    return house


def beds(vault: Vault, days: int = 0) -> list[BedView]:
    return [bed for room in view(vault, days).rooms for bed in room.beds]


def sleeping(vault: Vault, days: int = 0) -> list[list[str]]:
    return [[guest.name for guest in bed.now] for bed in beds(vault, days)]


def guest(vault: Vault, bed: str, name: str, first: int, last: int | None = None, status: str = "planned") -> str:
    until = {} if last is None else {"to_day": on(last)}
    person = add(vault, "person", name=name)
    return add(vault, "stay", person=person, bed=bed, from_day=on(first), status=status, **until)


def test_a_vault_without_houses_shows_none(ann: Vault):
    assert houses.houses(ann, TODAY) == []


def test_houses_and_rooms_stand_by_name_even_when_empty(ann: Vault, birch: str):
    oak = add(ann, "house", name="Alder")
    houses.add_room(ann, birch, {"name": "Annex"}, 0)
    found = houses.houses(ann, TODAY)
    assert [house.name for house in found] == ["Alder", "Birch"]
    assert (found[0].house, found[0].rooms, found[0].beds, found[0].free, found[0].address) == (oak, (), 0, 0, "")
    assert [(room.name, room.floor, room.step_free) for room in found[1].rooms] == [
        ("Annex", "", None),
        ("Attic", "2", False),
    ]
    assert (found[1].beds, found[1].free) == (2, 2)


def test_who_has_left_or_cancelled_has_no_bed(ann: Vault, birch: str):
    first = beds(ann)[0].bed
    guest(ann, first, "Amina", -3, 5, "out")
    guest(ann, first, "Bo", -3, 5, "cancelled")
    assert sleeping(ann) == [[], []]
    assert view(ann).free == 2


def test_a_stay_without_an_end_goes_on(ann: Vault, birch: str):
    first = beds(ann)[0].bed
    guest(ann, first, "Amina", 0, None, "in")
    assert sleeping(ann, 400) == [["Amina"], []]
    assert beds(ann)[0].now[0].to_day is None


def test_the_next_guest_is_the_one_who_comes_first(ann: Vault, birch: str):
    first = beds(ann)[0].bed
    guest(ann, first, "Later", 20, 22)
    guest(ann, first, "Sooner", 10, 12)
    guest(ann, first, "Now", -1, 3, "in")
    bed = beds(ann)[0]
    assert [each.name for each in bed.now] == ["Now"]
    assert bed.next is not None
    assert (bed.next.name, bed.next.from_day) == ("Sooner", on(10))
    assert beds(ann, 30)[0].next is None


def test_a_guest_is_moved_to_another_bed_and_back(ann: Vault, birch: str):
    first, second = (bed.bed for bed in beds(ann))
    stay = guest(ann, first, "Amina", 0, 3, "in")
    assert sleeping(ann) == [["Amina"], []]
    records.edit(ann, stay, {"bed": second})
    assert sleeping(ann) == [[], ["Amina"]]
    assert view(ann).free == 1
    records.undo(ann)
    assert sleeping(ann) == [["Amina"], []]


def test_two_laptops_move_the_same_guest_and_show_the_same(group: Group, birch: str):
    ann, bo = group.vaults["Ann"], group.join("Bo")
    houses.add_room(ann, birch, {"name": "Cellar"}, 1)
    first, second, third = (bed.bed for bed in beds(ann))
    stay = guest(ann, first, "Amina", 0, 3, "in")
    group.meet("Ann", "Bo")
    records.edit(ann, stay, {"bed": second})
    records.edit(bo, stay, {"bed": third})
    group.meet("Ann", "Bo")
    assert sleeping(ann) == sleeping(bo)
    assert sorted(sleeping(ann)) == [[], [], ["Amina"]], "nobody sleeps in two beds"
    assert [bool(bed.disputes) for bed in beds(ann)] == [bool(names) for names in sleeping(ann)]


def test_a_bed_that_is_deleted_is_gone_from_the_board(ann: Vault, birch: str):
    first = beds(ann)[0].bed
    records.delete(ann, first)
    assert [bed.name for bed in beds(ann)] == ["2"]
    records.undo(ann)
    assert [bed.name for bed in beds(ann)] == ["1", "2"]


def test_a_room_of_no_house_is_refused_whole(ann: Vault):
    with pytest.raises(UserProblem):
        houses.add_room(ann, "0" * 32, {"name": "Attic"}, 3)
    add(ann, "house", name="Birch")
    assert beds(ann) == []


def test_a_room_without_a_name_brings_no_beds(ann: Vault, birch: str):
    with pytest.raises(UserProblem):
        houses.add_room(ann, birch, {}, 3)
    assert view(ann).beds == 2


def test_a_bed_is_found_by_the_words_of_its_room_and_house(ann: Vault, birch: str):
    oak = add(ann, "house", name="Öak")
    houses.add_room(ann, oak, {"name": "Attic"}, 1)
    found = {
        words: [title for _id, title in records.choices(ann, "bed", words)] for words in ("attic 2", "OAK", "2", "x")
    }
    assert found == {
        "attic 2": ["Birch · Attic · 2"],
        "OAK": ["Öak · Attic · 1"],
        "2": ["Birch · Attic · 2"],
        "x": [],
    }
    assert len(records.choices(ann, "bed", "")) == 3
    assert len(records.choices(ann, "bed", "attic", limit=2)) == 2
