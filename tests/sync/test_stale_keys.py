"""Who may not read any more has no key to what comes after, whatever their own program has noted or left out."""

from __future__ import annotations

import pytest

from sync.authority.operations import OpenCircle, OpenEpoch, Part, Role, ShareCircle
from sync.log.change import Create
from sync.replica import admin_commands, group_keys
from sync.replica.group_encryption import epoch_of
from tests.sync.test_rights import crew, names, pass_on, say
from tests.sync.world import DAY, Laptop, World, meet


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ann(world: World) -> Laptop:
    return world.found("Ann")


@pytest.fixture
def bea(world: World, ann: Laptop) -> Laptop:
    return world.join("Bea", ann, Role.ADMIN)


@pytest.fixture
def dora(world: World, ann: Laptop, bea: Laptop) -> Laptop:
    """Give an editor; all three know all."""
    dora = world.join("Dora", ann)
    meet(ann, bea, dora)
    return dora


@pytest.mark.parametrize("how", ["taken out", "removed"])
def test_a_new_key_is_drawn_once_somebody_may_not_read_any_more(ann: Laptop, bea: Laptop, dora: Laptop, how: str):
    circle = crew(ann, (dora, Part.EDITOR))
    before = group_keys.writing_key(ann.replica, circle)
    assert group_keys.writing_key(ann.replica, circle) == before
    if how == "taken out":
        admin_commands.share(ann.replica, circle, dora.replica.device, Part.NONE)
    else:
        meet(ann, bea)
        for laptop in (ann, bea):
            admin_commands.remove(laptop.replica, [dora.replica.device])
        meet(ann, bea)
    assert group_keys.writing_key(ann.replica, circle) != before


def test_an_epoch_is_stale_once_a_reader_has_become_a_carrier(ann: Laptop, bea: Laptop, dora: Laptop):
    before = ann.replica.epoch_key(ann.circle)
    admin_commands.appoint(ann.replica, dora.replica.device, Role.CARRIER)
    record = ann.create(name="not for her")
    pass_on(ann, dora)
    pass_on(ann, bea)
    assert bea.replica.epoch_key(bea.circle) != before
    assert bea.values(record, "name") == ["not for her"]
    assert record not in dora.everything()
    assert bea.replica.epoch_key(bea.circle) not in dora.store.epoch_keys().values()


def test_who_opened_an_epoch_without_a_box_of_their_own_is_shut_out_of_what_comes_after(
    ann: Laptop, bea: Laptop, dora: Laptop
):
    """Bea opens a circle, draws its key and notes nowhere that she has it; Ann suspends her, and Dora goes on."""
    circle, key = b"c" * 16, bea.replica.random(32)
    epoch = epoch_of(key)
    said = say(
        bea,
        OpenCircle(5, circle, "kin"),
        ShareCircle(5, circle, ann.replica.device, "steward"),
        ShareCircle(5, circle, dora.replica.device, "editor"),
        OpenEpoch(5, circle, epoch),
    )
    for laptop in (ann, bea, dora):
        laptop.take([said])
        laptop.store.save_epoch_key(circle, epoch, key)
    assert ann.replica.epoch_key(circle) == key
    admin_commands.suspend(ann.replica, [bea.replica.device])
    dora.take(ann.sealed())
    assert epoch in dora.replica.membership.circles[circle].stale
    dora.replica.write(circle, [Create("person", {"name": "not for Bea"})])
    pass_on(dora, ann)
    assert "not for Bea" in names(ann)
    assert ann.replica.epoch_key(circle) not in {key, *bea.store.epoch_keys().values()}


def test_keys_that_two_copies_renewed_unseen_are_both_used(ann: Laptop, bea: Laptop, dora: Laptop):
    other = dora.clone()
    ann.world.now += 40 * DAY
    assert group_keys.renew(dora.replica)
    assert group_keys.renew(other.replica)
    meet(ann, dora, other)
    record = ann.create(name="for both")
    data = ann.bundle(dora)
    dora.open(data)
    other.open(data)
    assert dora.values(record, "name") == other.values(record, "name") == ["for both"]


def test_a_steward_without_a_box_is_one_who_could_know_the_key(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    circle = crew(ann, (dora, Part.EDITOR))
    say(ann, ShareCircle(5, circle, bea.replica.device, "steward"))
    before = ann.replica.epoch_key(circle)
    assert (epoch_of(before), bea.replica.device) not in ann.replica.membership.circles[circle].boxes
    admin_commands.suspend(ann.replica, [bea.replica.device])
    ann.bundle(dora)
    assert ann.replica.epoch_key(circle) != before
