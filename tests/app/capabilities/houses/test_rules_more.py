"""What cannot be meant is one conflict, the same on every laptop, whatever order the bundles come in."""

import datetime as dt

import pytest

from app.capabilities.houses import chores_service, money_service
from app.capabilities.houses.sharing.booking import balances
from app.capabilities.ledger import service as ledger
from app.records.changes import DeleteRecord
from app.services.conflicts import conflicts
from app.services.records import records
from app.storage.vault.vault import Vault
from tests.group import START, Group

pytestmark = pytest.mark.long

DAY = START.date()


def day(n: int) -> dt.date:
    return DAY + dt.timedelta(n)


def add(vault: Vault, kind: str, **values) -> str:
    return records.add(vault, kind, values).added[0]


@pytest.fixture
def ann(group: Group) -> Vault:
    return group.vaults["Ann"]


@pytest.fixture
def group(tmp_path) -> Group:
    group = Group(tmp_path)
    group.found()
    return group


@pytest.fixture
def bed(ann: Vault) -> str:
    house = add(ann, "house", name="Mill", currency="EUR")
    room = add(ann, "room", house=house, name="Attic")
    add(ann, "bed", room=room, name="Free")
    return add(ann, "bed", room=room, name="Full")


def house_of(vault: Vault) -> str:
    return records.ids(vault, "house", records.Query())[0]


def in_the_ledger(vault: Vault) -> dict[str, int]:
    """Give what each person or house has on their accounts of the group's ledger."""
    books = ledger.read(vault)
    found: dict[str, int] = {}
    for posting in books.postings:
        who = books.accounts[posting.account].of or ""
        found[who] = found.get(who, 0) + posting.minor
    return {who: minor for who, minor in found.items() if minor}


def exchange(group: Group, *names: str) -> None:
    """Hand over bundles until everybody has everything."""
    for _round in range(2):
        for sender in names:
            for receiver in names:
                if sender != receiver:
                    group.hand_over(sender, receiver)


def test_a_bed_given_twice_is_one_conflict_and_placing_settles_it(group: Group, ann: Vault, bed: str):
    bo = group.join("Bo")
    one = add(ann, "stay", person=add(ann, "person", name="Ada"), bed=bed, from_day=day(1), to_day=day(5))
    other = add(bo, "stay", person=add(bo, "person", name="Cy"), bed=bed, from_day=day(3), to_day=day(9))
    exchange(group, "Ann", "Bo")
    (here,), (there,) = conflicts.open_conflicts(ann), conflicts.open_conflicts(bo)
    assert (here.id, here.sentence) == (there.id, there.sentence)
    assert here.options[0].key == "place"
    conflicts.settle(bo, there.id, "place")
    exchange(group, "Ann", "Bo")
    assert conflicts.open_conflicts(ann) == conflicts.open_conflicts(bo) == []
    beds = {records.get(ann, stay).values["bed"] for stay in (one, other)}
    assert len(beds) == 2
    assert len(group.digests()) == 1


def test_stays_that_cannot_be_meant_are_named(ann: Vault, bed: str):
    ada = add(ann, "person", name="Ada")
    stay = add(ann, "stay", person=ada, bed=bed, from_day=day(1), to_day=day(5))
    add(ann, "closure", bed=bed, from_day=day(4), reason="Damp")
    assert "closed" in conflicts.open_conflicts(ann)[0].sentence
    ann.apply([DeleteRecord(bed)], "Delete")
    assert "not here any more" in conflicts.open_conflicts(ann)[0].sentence
    found = conflicts.open_conflicts(ann)[0]
    conflicts.settle(ann, found.id, "bed")
    assert conflicts.open_conflicts(ann) == []
    assert records.get(ann, stay).values["bed"] is None


def test_together_and_apart_is_named(ann: Vault):
    ada, bo = add(ann, "person", name="Ada"), add(ann, "person", name="Bo")
    add(ann, "room_requirement", person=ada, wants="with", other=bo, must=True)
    add(ann, "room_requirement", person=bo, wants="not_with", other=ada, must=True)
    (found,) = conflicts.open_conflicts(ann)
    assert "in one room" in found.sentence


def test_two_rotas_are_one_conflict_for_each_turn(group: Group, ann: Vault, bed: str):
    for number, name in enumerate(("Ada", "Cy")):
        person = add(ann, "person", name=name)
        add(ann, "stay", person=person, bed=records.ids(ann, "bed", records.Query())[number], from_day=day(0))
    house = house_of(ann)
    add(ann, "chore", house=house, name="Cook", minutes=60, every=7, from_day=day(1))
    bo = group.join("Bo")
    exchange(group, "Ann", "Bo")
    for vault in (ann, bo):
        chores_service.write_rota(vault, chores_service.rota(vault, house, day(1), day(15), DAY))
    exchange(group, "Ann", "Bo")
    assert [each.id for each in conflicts.open_conflicts(ann)] == [each.id for each in conflicts.open_conflicts(bo)]
    assert len(conflicts.open_conflicts(ann)) == 2
    first = conflicts.open_conflicts(ann)[0]
    assert "all 2 turns" in next(option.label for option in first.options if option.key == "all")
    conflicts.settle(ann, first.id, "all")
    assert conflicts.open_conflicts(ann) == []
    exchange(group, "Ann", "Bo")
    assert conflicts.open_conflicts(bo) == []
    drifts = chores_service.fair_shares(bo, house, DAY)
    assert sum(account.drift for account in drifts.values()) == 0
    assert drifts == chores_service.fair_shares(ann, house, DAY)


@pytest.mark.parametrize("order", [("Ann", "Bo", "Cy"), ("Cy", "Ann", "Bo"), ("Bo", "Cy", "Ann")])
def test_cents_add_up_alike_on_three_laptops_and_one_bill_counts_once(group: Group, ann: Vault, bed: str, order):
    people = [add(ann, "person", name=name) for name in ("Ada", "Di", "El")]
    for person, place in zip(people, records.ids(ann, "bed", records.Query()), strict=False):
        add(ann, "stay", person=person, bed=place, from_day=day(-9), to_day=day(-2))
    house = house_of(ann)
    bill = add(
        ann, "bill", house=house, text="Gas", from_day=day(-9), to_day=day(-1), amount=10001, split="each_night",
        paid_by=people[0],
    )  # fmt: skip
    for name in ("Bo", "Cy"):
        group.join(name)
    exchange(group, "Ann", "Bo", "Cy")
    for vault in group.vaults.values():
        money_service.post_bill(vault, bill, DAY)
    stay = records.ids(ann, "stay", records.Query())[0]
    exchange(group, *order)
    found = [balances(money_service.entries(vault, DAY)) for vault in group.vaults.values()]
    assert found[0] == found[1] == found[2]
    assert sum(found[0]["EUR"].values()) == 0
    # The other two are shown, and go from the ledger by a reversal each.
    assert len(conflicts.open_conflicts(ann)) == 2
    for conflict in conflicts.open_conflicts(ann):
        conflicts.settle(ann, conflict.id, "reverse")
    exchange(group, *order)
    for vault in group.vaults.values():
        assert conflicts.open_conflicts(vault) == []
        assert in_the_ledger(vault) == {who: -minor for who, minor in found[0]["EUR"].items() if minor}
    # Two lengthen the stay differently in turn and post anew; the last word is everybody's.
    records.edit(group.vaults["Bo"], stay, {"to_day": day(-4)})
    money_service.post_bill(group.vaults["Bo"], bill, DAY)
    exchange(group, *reversed(order))
    found = [balances(money_service.entries(vault, DAY)) for vault in group.vaults.values()]
    assert found[0] == found[1] == found[2]
    assert money_service.bill_view(ann, bill).changed == ()
    assert in_the_ledger(ann) == {who: -minor for who, minor in found[0]["EUR"].items() if minor}
    assert len(group.digests()) == 1


def test_two_who_post_different_nights_are_shown_and_one_counts(group: Group, ann: Vault, bed: str):
    person = add(ann, "person", name="Ada")
    stay = add(ann, "stay", person=person, bed=bed, from_day=day(-9), to_day=day(-2))
    bill = add(ann, "bill", house=house_of(ann), text="Gas", from_day=day(-9), to_day=day(-1), amount=900,
               split="each_night")  # fmt: skip
    bo = group.join("Bo")
    exchange(group, "Ann", "Bo")
    records.edit(bo, stay, {"to_day": day(-3)})
    money_service.post_bill(ann, bill, DAY)
    money_service.post_bill(bo, bill, DAY)
    exchange(group, "Ann", "Bo")
    (here,), (there,) = conflicts.open_conflicts(ann), conflicts.open_conflicts(bo)
    assert here.id == there.id
    assert balances(money_service.entries(ann, DAY)) == balances(money_service.entries(bo, DAY))
    labels = [option.label for option in here.options]
    assert labels[0] != labels[1], "which is which has to be seen"
    conflicts.settle(ann, here.id, here.options[1].key)
    exchange(group, "Ann", "Bo")
    assert conflicts.open_conflicts(bo) == conflicts.open_conflicts(ann) == []
    # What was not kept is gone from the ledger too, by a reversal; nothing was deleted.
    (owed,) = balances(money_service.entries(ann, DAY)).values()
    for vault in (ann, bo):
        assert in_the_ledger(vault) == {who: -minor for who, minor in owed.items() if minor}
        assert balances(money_service.entries(vault, DAY))["EUR"] == owed
        assert len(records.ids(vault, "bill_posting", records.Query())) == 3
    records.edit(ann, stay, {"to_day": day(-5)})
    money_service.post_bill(ann, bill, DAY)
    (owed,) = balances(money_service.entries(ann, DAY)).values()
    assert in_the_ledger(ann) == {who: -minor for who, minor in owed.items() if minor}
