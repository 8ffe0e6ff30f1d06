"""What cannot be meant, each once: refused in a sentence here, kept and named where another laptop wrote it."""

import datetime as dt

import pytest

from app.capabilities.houses import beds_service, chores_service, kitchen_service, money_service
from app.capabilities.houses.board import service as board
from app.problems import WrongValue
from app.records.changes import DeleteRecord
from app.services.conflicts import conflicts
from app.services.records import records
from app.storage.vault.vault import Vault
from tests.group import START, Group

DAY = START.date()


def day(n: int) -> dt.date:
    return DAY + dt.timedelta(n)


def add(vault: Vault, kind: str, **values) -> str:
    return records.add(vault, kind, values).added[0]


@pytest.fixture
def group(tmp_path) -> Group:
    group = Group(tmp_path)
    group.found()
    return group


@pytest.fixture
def ann(group: Group) -> Vault:
    return group.vaults["Ann"]


@pytest.fixture
def house(ann: Vault) -> str:
    return add(ann, "house", name="Mill", currency="EUR")


@pytest.fixture
def bed(ann: Vault, house: str) -> str:
    return add(ann, "bed", room=add(ann, "room", house=house, name="Attic"), name="A")


@pytest.fixture
def ada(ann: Vault) -> str:
    return add(ann, "person", name="Ada")


@pytest.mark.parametrize(("kind", "values", "said"), [
    ("stay", {"from_day": day(3), "to_day": day(3)}, "after the day of arriving"),
    ("stay", {"from_day": day(3), "to_day": day(1)}, "after the day of arriving"),
    ("recipe", {"name": "Soup", "serves": 0}, "1"),
    ("product", {"name": "Rice", "pack": "0"}, "has to hold something"),
    ("room_requirement", {"wants": "with", "other": "ada"}, "themselves"),
    ("bill", {"amount": 10**15}, "999"),
    ("house", {"name": "Barn", "currency": "EUD"}, "EUD"),
    ("bill", {"amount": 1, "currency": "EUD"}, "EUD"),
])  # fmt: skip
def test_it_is_refused_in_a_sentence(ann: Vault, house: str, ada: str, kind: str, values: dict, said: str):
    given = {name: ada if value == "ada" else value for name, value in values.items()}
    given |= {"stay": {"person": ada}, "room_requirement": {"person": ada}}.get(kind, {})
    if kind == "bill":
        given = {"house": house, "text": "Gas", "from_day": day(-3), "to_day": day(0), **given}
    with pytest.raises(WrongValue) as refused:
        add(ann, kind, **given)
    assert said in str(refused.value)
    assert str(refused.value).rstrip().endswith((".", "”"))


def test_a_stock_below_nothing_is_refused(ann: Vault, house: str):
    rice = add(ann, "product", name="Rice")
    with pytest.raises(WrongValue, match="less than nothing"):
        add(ann, "stock_count", product=rice, house=house, on_day=DAY, quantity="-1")


def test_an_amount_with_more_digits_than_the_currency_has_is_refused(ann: Vault):
    kind = ann.registry["bill"].attributes["amount"].kind
    assert kind.read_in("384.17", "EUR") == (38417, "EUR")
    assert kind.read_in("38417", "JPY") == (38417, "JPY")
    # ISO's digits, not those that people usually write: the forint has two.
    assert money_service.decimal_text(38417, "HUF") == kind.write_in(38417, "HUF") == "384.17"
    assert [money_service.decimal_text(38417, code) for code in ("JPY", "BHD")] == ["38417", "38.417"]
    for text, currency in (("384.175", "EUR"), ("384.1", "JPY")):
        with pytest.raises(WrongValue):
            kind.read_in(text, currency)


def test_days_turned_round_by_two_laptops_are_kept_hold_no_night_and_are_a_finding(
    group: Group, ann: Vault, bed: str, ada: str
):
    stay = add(ann, "stay", person=ada, bed=bed, from_day=day(1), to_day=day(9))
    bo = group.join("Bo")
    records.edit(ann, stay, {"from_day": day(6)})
    records.edit(bo, stay, {"to_day": day(4)})
    for _round in range(2):
        group.hand_over("Ann", "Bo")
        group.hand_over("Bo", "Ann")
    for vault in (ann, bo):
        assert records.get(vault, stay).values["to_day"] == day(4)
        (found,) = conflicts.open_conflicts(vault)
        assert "has no night" in found.sentence
        assert beds_service.free_beds(vault, day(1), day(9)).single[0][1].direct[0].bed == bed
        assert board.board(vault, day(-9), day(20)).bars == []
    conflicts.settle(bo, conflicts.open_conflicts(bo)[0].id, "open")
    group.hand_over("Bo", "Ann")
    assert conflicts.open_conflicts(ann) == []


def test_a_closed_room_a_deleted_bed_and_a_merged_person_are_amber_with_the_reason(ann: Vault, bed: str, ada: str):
    room = records.get(ann, bed).values["room"]
    gone = add(ann, "bed", room=room, name="B")
    other = add(ann, "bed", room=add(ann, "room", house=records.get(ann, room).values["house"], name="Hall"), name="C")
    for number, place in enumerate((bed, gone, other)):
        person = add(ann, "person", name=f"Guest {number}")
        add(ann, "stay", person=person, bed=place, from_day=day(0), to_day=day(4))
        if place == other:
            records.edit(ann, person, {"merged_into": ada})
    add(ann, "closure", room=room, from_day=day(2), reason="Damp")
    ann.apply([DeleteRecord(gone)], "Delete")
    add(ann, "stay", person=ada, from_day=day(1), to_day=day(2))
    shown = board.board(ann, day(-3), day(9))
    said = sorted((bar.tone, bar.reason) for bar in shown.bars)
    assert said == [
        ("amber", "has no bed yet"),
        ("amber", "is one with Ada in the books"),
        ("amber", "the bed is closed in some of these nights"),
        ("amber", "the bed is not here any more"),
    ]
    waiting = next(bar for bar in shown.bars if bar.reason == "has no bed yet")
    board.change_stay(ann, waiting.stay, other, day(4), day(6))
    assert records.get(ann, waiting.stay).values["bed"] == other
    board.change_stay(ann, waiting.stay, "", day(4), day(6))
    assert records.get(ann, waiting.stay).values["bed"] is None


def test_a_bill_of_nobody_is_the_houses_and_weights_of_nothing_are_refused(ann: Vault, house: str, bed: str, ada: str):
    days = {"from_day": day(-3), "to_day": day(0)}
    bill = add(ann, "bill", house=house, text="Gas", amount=1000, **days)
    split = money_service.bill_view(ann, bill).split
    assert [(share.of, share.amount) for share in split.shares] == [(house, 1000)]
    assert "falls to the house" in split.said
    add(ann, "stay", person=ada, bed=bed, from_day=day(-3), to_day=day(0))
    shared = add(ann, "bill", house=house, text="Tea", amount=10, split="weights", **days)
    add(ann, "bill_weight", bill=shared, person=ada, weight="0")
    with pytest.raises(WrongValue, match="weights are all 0"):
        money_service.post_bill(ann, shared, DAY)


def test_nobody_no_chores_and_everybody_away_leave_open_turns_and_no_error(ann: Vault, house: str, bed: str, ada: str):
    assert chores_service.rota(ann, house, day(0), day(14), DAY).turns == ()
    assert chores_service.fair_shares(ann, house, DAY) == {}
    assert [meal.count.table for meal in kitchen_service.meals_of_day(ann, house, DAY)] == [0, 0, 0]
    assert kitchen_service.shopping(ann, house, day(0), day(7)) == ([], 0)
    add(ann, "chore", house=house, name="Cook", minutes=60, every=1, from_day=DAY, people=3)
    turns = chores_service.rota(ann, house, day(0), day(1), DAY).turns
    assert {turn.open for turn in turns} == {"Nobody is in the house on this day."}
    add(ann, "stay", person=ada, bed=bed, from_day=day(0), to_day=day(9))
    turns = chores_service.rota(ann, house, day(0), day(1), DAY).turns
    assert [turn.who for turn in turns].count(ada) == 1, "fewer people than turns"
    add(ann, "absence", person=ada, from_day=day(0), back_on=day(9))
    turns = chores_service.rota(ann, house, day(0), day(1), DAY).turns
    assert {turn.who for turn in turns} == {None}
    assert sum(each.count.table for each in kitchen_service.meals_of_day(ann, house, day(2))) == 0
