"""Need-to-know: what those outside a circle hold of it, and what letting in and taking out changes."""

from __future__ import annotations

import pickle

import pytest

from sync.authority.operations import Part, Role
from sync.log.change import Create
from sync.primitives.errors import MissingKey
from sync.replica import admin_commands
from tests.sync.world import DAY, YEAR, Laptop, World, assert_agree, meet, pass_on

SECRET = "the blue house behind the mill"


@pytest.fixture
def cem(world: World, ann: Laptop) -> Laptop:
    return world.join("Cem", ann)


@pytest.fixture
def crew(ann: Laptop, bea: Laptop, cem: Laptop) -> bytes:
    """Give a circle of Ann's and Bea's, of which Cem knows that there is one."""
    meet(ann, bea, cem)
    circle = admin_commands.open_circle(ann.replica, "crew", [(bea.replica.device, Part.EDITOR)])
    pass_on(ann, bea)
    pass_on(ann, cem)
    return circle


def tell(laptop: Laptop, circle: bytes, name: str = SECRET) -> bytes:
    return laptop.replica.write(circle, [Create("house", {"name": name})])[0][0]


def disk(laptop: Laptop) -> bytes:
    """All that is kept."""
    return pickle.dumps({name: kept for name, kept in vars(laptop.store).items() if name != "secrets"})


def test_those_outside_hold_nothing_of_a_circle_but_closed_blobs(ann: Laptop, bea: Laptop, cem: Laptop, crew: bytes):
    record = tell(ann, crew)
    ann.replica.seal()
    causality = ann.replica.causality
    logs = [chain.log for chain in causality.chains.values() if chain.opening.circle == crew]
    hashes = [head.hash for head in causality.heads(crew)]
    pass_on(ann, cem)
    marks = [SECRET.encode(), record, *logs, *hashes]
    assert logs
    assert all(mark in disk(ann) for mark in marks), "or the search would find nothing anywhere"
    assert not any(mark in disk(cem) for mark in marks)
    assert cem.store.carried()
    with pytest.raises(MissingKey):
        cem.replica.epoch_key(crew)


def test_who_is_let_into_the_group_gets_no_key_of_a_circle(world: World, ann: Laptop, crew: bytes):
    tell(ann, crew)
    ann.replica.epoch_key(crew)
    fay = world.join("Fay", ann)
    pass_on(ann, fay)
    assert {circle for circle, _ in fay.store.epoch_keys()} == {ann.circle}
    assert not [name for name in ann.replica.membership.circles[crew].boxes if name[1] == fay.replica.device]


def test_one_who_cannot_read_carries(ann: Laptop, bea: Laptop, cem: Laptop, crew: bytes):
    record = tell(ann, crew)
    pass_on(ann, cem)
    pass_on(cem, bea)
    assert bea.values(record, "name") == [SECRET]


@pytest.mark.parametrize("wrong", [100 * YEAR, -100 * YEAR])
@pytest.mark.parametrize("whose", ["Ann", "Cem", "Fay"])
def test_a_wrong_clock_keeps_nobody_from_carrying(
    world: World, ann: Laptop, bea: Laptop, cem: Laptop, crew: bytes, whose: str, wrong: int
):
    """Through two hands, whosever clock it is."""
    fay = world.join("Fay", ann)
    meet(ann, bea, cem, fay)
    next(each for each in (ann, cem, fay) if each.name == whose).error = wrong
    record = tell(ann, crew)
    pass_on(ann, cem)
    pass_on(cem, fay)
    pass_on(fay, bea)
    assert bea.values(record, "name") == [SECRET]


@pytest.mark.long
def test_what_was_carried_for_long_enough_is_carried_no_longer(
    world: World, ann: Laptop, bea: Laptop, cem: Laptop, crew: bytes
):
    """Two who carry do not keep it alive by handing it to each other."""
    fay = world.join("Fay", ann)
    meet(ann, bea, cem, fay)
    record = tell(ann, crew)
    pass_on(ann, cem)
    world.now += 80 * DAY
    pass_on(cem, fay)
    world.now += 20 * DAY
    pass_on(cem, bea)
    assert record not in bea.everything()
    pass_on(fay, cem)
    pass_on(cem, bea)
    assert record not in bea.everything(), "Cem has had it"
    for _ in range(5):
        world.now += 80 * DAY
        for giver, taker in ((bea, cem), (fay, cem), (cem, fay), (cem, bea), (cem, ann)):
            pass_on(giver, taker)
    assert record not in bea.everything()
    assert not cem.store.carried(), "nor is it remembered for ever"
    pass_on(ann, cem)
    pass_on(cem, bea)
    assert bea.values(record, "name") == [SECRET], "its maker hands on what has not been confirmed"


def test_who_is_let_in_later_reads_what_they_have_carried(ann: Laptop, bea: Laptop, cem: Laptop, crew: bytes):
    record = tell(ann, crew)
    pass_on(ann, cem)
    pass_on(cem, bea)
    admin_commands.share(ann.replica, crew, cem.replica.device, Part.READER)
    pass_on(ann, cem)
    assert cem.values(record, "name") == [SECRET]
    assert not cem.store.carried()
    assert_agree(ann, cem)


def test_who_is_taken_out_cannot_open_what_comes_after(ann: Laptop, bea: Laptop, crew: bytes):
    tell(ann, crew)
    pass_on(ann, bea)
    before = bea.replica.epoch_key(crew)
    admin_commands.share(ann.replica, crew, bea.replica.device, Part.NONE)
    record = tell(ann, crew, "moved")
    pass_on(ann, bea)
    assert record not in bea.everything()
    assert record not in disk(bea)
    assert before == bea.replica.store.epoch_keys()[crew, ann.replica.membership.circles[crew].epochs[0][1]]
    assert before in bea.store.epoch_keys().values()


def test_the_suspended_cannot_open_what_informed_members_make(ann: Laptop, bea: Laptop, cem: Laptop):
    meet(ann, bea, cem)
    admin_commands.suspend(ann.replica, [bea.replica.device])
    pass_on(ann, cem)
    record = cem.create(name=SECRET)
    pass_on(cem, bea)
    assert record not in bea.everything()
    assert cem.replica.epoch_key(cem.circle) not in bea.store.epoch_keys().values()
    pass_on(cem, ann)
    assert ann.values(record, "name") == [SECRET]


def test_adding_and_rotating_at_once_orphans_nobody(world: World, ann: Laptop, bea: Laptop, cem: Laptop, crew: bytes):
    """Ann suspends Cem, with new keys for all, while Dora admits Emil unknown to her."""
    dora = world.join("Dora", ann, Role.ADMIN)
    admin_commands.share(ann.replica, crew, dora.replica.device, Part.STEWARD)
    pass_on(ann, dora)
    admin_commands.suspend(ann.replica, [cem.replica.device])
    record = ann.create(name=SECRET)
    inside = tell(ann, crew)
    ann.bundle(bea)
    emil = world.join("Emil", dora)
    admin_commands.share(dora.replica, crew, emil.replica.device, Part.EDITOR)
    pass_on(dora, ann)
    pass_on(ann, emil)
    assert emil.values(record, "name") == emil.values(inside, "name") == [SECRET]
    again = emil.create(name="and back")
    pass_on(emil, ann)
    assert ann.values(again, "name") == ["and back"]


def test_one_who_was_offline_during_rotations_catches_up(ann: Laptop, bea: Laptop, cem: Laptop, crew: bytes):
    mine = tell(bea, crew, "written offline")
    admin_commands.suspend(ann.replica, [cem.replica.device])
    record = tell(ann, crew)
    pass_on(bea, ann)
    pass_on(ann, bea)
    assert bea.values(record, "name") == [SECRET]
    assert ann.values(mine, "name") == ["written offline"]
    assert_agree(ann, bea)
