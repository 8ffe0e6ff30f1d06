"""Changes that come of the rules, written into a vault as one action each."""

import datetime as dt

import pytest

from app.capabilities.houses import beds_service, chores_service, day_service
from app.capabilities.houses.board import service as board
from app.problems import UserProblem
from app.services.agenda import today
from app.services.records import records
from app.storage.vault.vault import Vault
from tests.group import START, Group

DAY = START.date()


def day(n: int) -> dt.date:
    return DAY + dt.timedelta(n)


def add(vault: Vault, kind: str, **values) -> str:
    return records.add(vault, kind, values).added[0]


@pytest.fixture
def ann(tmp_path) -> Vault:
    return Group(tmp_path).found()


@pytest.fixture
def beds(ann: Vault) -> list[str]:
    room = add(ann, "room", house=add(ann, "house", name="Mill"), name="Attic")
    return [add(ann, "bed", room=room, name=name) for name in ("A", "B")]


def stay(vault: Vault, name: str, bed: str | None, first: int, last: int) -> str:
    values = {"bed": bed} if bed else {}
    person = add(vault, "person", name=name)
    return add(vault, "stay", person=person, from_day=day(first), to_day=day(last), **values)


def test_a_stay_that_is_cut_becomes_two_and_one_undo_takes_it_back(ann: Vault, beds: list[str]):
    stay(ann, "Ada", beds[0], 3, 9)
    stay(ann, "Bo", beds[1], 0, 3)
    new = stay(ann, "Cy", None, 0, 6)
    placing = beds_service.place_everyone(ann, day(0), day(12))
    assert beds_service.write_placing(ann, placing) == 2
    mine = [row.values for row in records.page(ann, "stay", records.Query()).rows]
    person = records.get(ann, new).values["person"]
    parts = sorted((v["from_day"], v["to_day"], v["bed"]) for v in mine if v["person"] == person)
    assert parts == [(day(0), day(3), beds[0]), (day(3), day(6), beds[1])]
    records.undo(ann)
    assert records.get(ann, new).values["bed"] is None
    assert records.get(ann, new).values["to_day"] == day(6)


def test_two_swap_beds_and_a_third_in_the_way_refuses_it(ann: Vault, beds: list[str]):
    one, other = stay(ann, "Ada", beds[0], 0, 4), stay(ann, "Bo", beds[1], 0, 6)
    board.swap_stays(ann, one, other)
    assert [records.get(ann, each).values["bed"] for each in (one, other)] == beds[::-1]
    board.swap_stays(ann, one, other)
    stay(ann, "Cy", beds[0], 4, 9)
    with pytest.raises(UserProblem, match="Cy"):
        board.swap_stays(ann, one, other)


def test_a_refusal_offers_other_dates_where_no_bed_is_free(ann: Vault, beds: list[str]):
    one = stay(ann, "Ada", beds[0], 0, 4)
    stay(ann, "Bo", beds[1], 0, 9)
    stay(ann, "Cy", beds[0], 4, 9)
    with pytest.raises(UserProblem, match="Cy") as refused:
        board.change_stay(ann, one, beds[0], day(2), day(6))
    assert "A bed is free from" in str(refused.value)
    assert records.get(ann, one).values["to_day"] == day(4)


def test_turns_are_swapped_and_the_log_is_only_added_to(ann: Vault, beds: list[str]):
    house = records.ids(ann, "house", records.Query())[0]
    chore = add(ann, "chore", house=house, name="Cook", minutes=60)
    people = [add(ann, "person", name=name) for name in ("Ada", "Bo")]
    turns = [
        add(ann, "slot", chore=chore, on_day=day(n), who=person, status="assigned") for n, person in enumerate(people)
    ]
    chores_service.swap(ann, turns[0], turns[1], DAY)
    assert [records.get(ann, turn).values["who"] for turn in turns] == people[::-1]
    ann.apply(chores_service.log_changes(turns[0], "missed", DAY), "Missed")
    assert records.get(ann, turns[0]).values["status"] == "missed"
    assert len(records.ids(ann, "chore_log", records.Query())) == 3


def test_who_leaves_early_holds_no_night_from_that_day_on(ann: Vault, beds: list[str]):
    early, endless = stay(ann, "Ada", beds[0], -3, 6), stay(ann, "Bo", beds[1], -3, 6)
    late, same_day = stay(ann, "Cy", None, -6, -2), stay(ann, "Di", None, 0, 4)
    records.edit(ann, endless, {"to_day": None})
    for each in (early, endless, late, same_day):
        records.edit(ann, each, {"status": "in"})
        today.complete(ann, each, "out", DAY)
    assert [records.get(ann, each).values["to_day"] for each in (early, endless, late)] == [DAY, DAY, day(-2)]
    assert records.get(ann, early).values["status"] == "out"
    assert records.get(ann, same_day).values["status"] == "cancelled", "there was no night"
    free = beds_service.free_beds(ann, DAY, day(6)).single[0][1].direct
    assert {each.bed for each in free} == set(beds)
    nights = day_service.day_of_houses(ann, day(-1), DAY)[0]
    assert nights.held == 2, "the nights before stay theirs"


def test_the_three_nearest_alternatives_are_of_the_same_room_first(ann: Vault, beds: list[str]):
    house = records.ids(ann, "house", records.Query())[0]
    attic = records.get(ann, beds[0]).values["room"]
    far = add(ann, "room", house=add(ann, "house", name="Barn"), name="Loft")
    near = add(ann, "room", house=house, name="Cellar")
    for room, name in ((far, "L1"), (near, "C1"), (attic, "C"), (far, "L2")):
        add(ann, "bed", room=room, name=name)
    stay(ann, "Ada", beds[0], 0, 4)
    other = stay(ann, "Bo", beds[1], 0, 4)
    stay(ann, "Cy", beds[1], 4, 9)
    with pytest.raises(UserProblem, match="Ada") as refused:
        board.change_stay(ann, other, beds[0], day(0), day(6))
    said = refused.value.do
    assert said.index("Attic · C") < said.index("Cellar · C1") < said.index("Barn")
    assert said.count(" · ") == 2 * 3, "three beds, each with its house and room"
