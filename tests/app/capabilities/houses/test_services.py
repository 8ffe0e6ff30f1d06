"""Changes that come of the rules, written into a vault as one action each."""

import datetime as dt

import pytest

from app.capabilities.houses import beds_service, chores_service, day_service, turns_service
from app.capabilities.houses.board import service as board
from app.problems import UserProblem, WrongValue
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
    turns_service.swap(ann, turns[0], turns[1], DAY)
    assert [records.get(ann, turn).values["who"] for turn in turns] == people[::-1]
    ann.apply(turns_service.log_changes(turns[0], "missed", DAY), "Missed")
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


@pytest.fixture
def chore(ann: Vault, beds: list[str]) -> str:
    house = records.ids(ann, "house", records.Query())[0]
    return add(ann, "chore", house=house, name="Cook", minutes=60, every=1, from_day=DAY)


def test_a_turn_is_given_up_to_the_back_up_and_seen_only_by_somebody_else(ann: Vault, chore: str):
    ada, bo = (add(ann, "person", name=name) for name in ("Ada", "Bo"))
    turn = add(ann, "slot", chore=chore, on_day=DAY, who=ada, backup=bo, status="assigned")
    other = add(ann, "slot", chore=chore, on_day=day(1), who=bo, status="assigned")
    with pytest.raises(WrongValue, match="seen to be done"):
        turns_service.verified_changes(ann, turn, DAY, ada)
    ann.apply(turns_service.skipped_changes(ann, turn, DAY), "Give up")
    assert [records.get(ann, turn).values[name] for name in ("who", "backup", "status")] == [bo, None, "assigned"]
    with pytest.raises(WrongValue, match="same person"):
        turns_service.swap(ann, turn, other, DAY)
    ann.apply(turns_service.skipped_changes(ann, turn, DAY), "Give up")
    assert [records.get(ann, turn).values[name] for name in ("who", "status")] == [None, "open"]
    ann.apply(turns_service.log_changes(other, "done", DAY), "Done")
    with pytest.raises(WrongValue, match="Somebody else"):
        turns_service.verified_changes(ann, other, DAY, bo)
    ann.apply(turns_service.verified_changes(ann, other, DAY, ada), "Seen")
    assert records.get(ann, other).values["status"] == "verified"
    logged = [row.values["what"] for row in records.page(ann, "chore_log", records.Query()).rows]
    assert sorted(logged) == ["done", "skipped", "skipped", "verified"]
    with pytest.raises(WrongValue, match="still to be done"):
        turns_service.swap(ann, turn, other, DAY) if records.edit(ann, turn, {"who": ada}) else None


def test_weights_limits_and_wishes_that_were_agreed_are_kept(ann: Vault, beds: list[str], chore: str):
    house = records.ids(ann, "house", records.Query())[0]
    stays = [stay(ann, name, bed, 0, 40) for name, bed in zip(("Ada", "Bo"), beds, strict=True)]
    ada, bo = (str(records.get(ann, each).values["person"]) for each in stays)
    add(ann, "chore_share", person=ada, house=house, weight="0.5", minutes_a_week=120)
    made = chores_service.rota(ann, house, DAY, day(9), DAY)
    shares = {who: account.owed for who, account in made.accounts.items()}
    assert shares == {ada: 9 * 60 // 3, bo: 9 * 60 * 2 // 3}
    chores_service.write_rota(ann, made)
    mine = [turn.on_day.isocalendar().week for turn in made.turns if turn.who == ada]
    assert max(mine.count(week) for week in mine) <= 2
    for who in (ada, bo):
        parts = chores_service.parts_of_share(ann, house, who, DAY)
        account = chores_service.fair_shares(ann, house, DAY)[who]
        assert (sum(part.owed for part in parts), sum(part.done for part in parts)) == (account.owed, account.done)
    add(ann, "chore_share", person=bo, house=house, minutes_a_week=0, turns_a_day=0)
    open_turns = [turn for turn in chores_service.rota(ann, house, day(9), day(20), DAY).turns if turn.who is None]
    assert open_turns
    assert "as much as they said they can" in open_turns[0].open


def test_an_open_turn_says_on_today_why_nobody_has_it(ann: Vault, beds: list[str], chore: str):
    add(ann, "slot", chore=chore, on_day=DAY, status="open")
    (section,) = [each for each in today.today(ann, DAY).sections if each.name == "turns"]
    assert "Nobody is in the house" in section.items[0].detail
