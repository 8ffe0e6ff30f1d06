"""Keys are asked for again, renewed every month, and destroyed after half a year."""

from __future__ import annotations

import pytest

from sync.authority.operations import LOCKBOX_SIZE, Lockbox, OpenEpoch
from sync.log.segment import AUTHORITY
from sync.primitives.codec import encode
from sync.primitives.errors import NotForThisDevice
from sync.replica import admin_commands
from sync.replica.group_encryption import epoch_of
from tests.sync.said import say
from tests.sync.world import DAY, Laptop, World, forge, pass_on


def test_a_box_of_rubbish_is_told_and_another_is_made(world: World, ann: Laptop, bea: Laptop):
    key = world.random(32)
    epoch, circle = epoch_of(key), ann.circle
    rubbish = Lockbox(6, circle, epoch, bea.replica.device, bytes(LOCKBOX_SIZE))
    ann.take([forge(ann, encode(OpenEpoch(5, circle, epoch)), encode(rubbish), circle=AUTHORITY)])
    ann.store.save_epoch_key(circle, epoch, key)
    bea.open(ann.bundle(bea))
    assert key not in bea.store.epoch_keys().values()
    ann.open(bea.bundle(ann))
    (plea,) = [entry for each, entry in ann.replica.membership.circles[circle].pleas if each == epoch]
    assert plea.author == bea.replica.device
    bea.open(ann.bundle(bea))
    assert bea.store.epoch_keys()[circle, epoch] == key


def test_a_box_for_whoever_does_not_read_a_circle_is_let_be(ann: Laptop, bea: Laptop):
    """They have no right to plead for a better one; a plea all the same kept them from making any bundle."""
    circle = admin_commands.open_circle(ann.replica, "kitchen")
    (_, epoch) = ann.replica.membership.circles[circle].epochs[-1]
    say(ann, Lockbox(6, circle, epoch, bea.replica.device, bytes(LOCKBOX_SIZE)))
    pass_on(ann, bea)
    record = bea.create("person", name="Cem")
    pass_on(bea, ann)
    assert record in ann.everything()
    assert not ann.replica.membership.circles[circle].pleas


def test_who_has_asked_for_a_box_asks_again_only_once_an_answer_does_not_open_either(
    world: World, ann: Laptop, bea: Laptop
):
    """As a copy of a vault does whose twin got the box; and whoever has answered makes no more of them."""
    key, circle = world.random(32), ann.circle
    epoch = epoch_of(key)
    rubbish = Lockbox(6, circle, epoch, bea.replica.device, bytes(LOCKBOX_SIZE))

    def made() -> tuple[int, int]:
        known = ann.replica.membership.circles[circle]
        pleas = [entry for each, entry in known.pleas if each == epoch]
        return len(pleas), len(known.boxes[epoch, bea.replica.device])

    say(ann, OpenEpoch(5, circle, epoch), rubbish)
    ann.store.save_epoch_key(circle, epoch, key)
    pass_on(ann, bea)
    for _ in range(3):
        bea.bundle(ann)
    pass_on(bea, ann)
    assert made() == (1, 1), "nobody has answered yet"
    say(ann, rubbish)
    pass_on(ann, bea)
    pass_on(bea, ann)
    assert made() == (2, 2), "this was an answer, but not to her"
    for _ in range(3):
        pass_on(ann, bea)
        pass_on(bea, ann)
    assert bea.store.epoch_keys()[circle, epoch] == key
    assert made() == (2, 3)


def test_a_receiving_key_is_renewed_every_month_and_old_bundles_still_open(world: World, ann: Laptop, bea: Laptop):
    first = bea.device().recipient().raw
    old = ann.bundle(bea)
    bea.bundle(ann)
    assert bea.device().recipient().raw == first
    world.now += 31 * DAY
    ann.open(bea.bundle(ann))
    known = ann.replica.membership.devices[bea.replica.device].recipient().raw
    assert known == bea.device().recipient().raw != first
    record = ann.create(name="Dora")
    bea.open(ann.bundle(bea))
    bea.open(old)
    assert bea.values(record, "name") == ["Dora"]


def test_a_replaced_key_is_destroyed_after_half_a_year(world: World, ann: Laptop, bea: Laptop):
    old = ann.bundle(bea)
    first = bea.secrets.kem
    world.now += 31 * DAY
    ann.open(bea.bundle(ann))
    world.now += 179 * DAY
    ann.open(bea.bundle(ann))
    bea.read(old)
    second = ann.bundle(bea)
    world.now += 2 * DAY
    ann.open(bea.bundle(ann))
    with pytest.raises(NotForThisDevice):
        bea.read(old)
    bea.read(second)
    assert bea.replica.secrets.kem != first
    assert bea.replica.secrets.public() == bea.secrets.public(), "its name stays"
    bea.open(ann.bundle(bea))
    for _ in range(2):
        bea.read(second)
        world.now += 181 * DAY
        ann.open(bea.bundle(ann))
    with pytest.raises(NotForThisDevice):
        bea.read(second)
