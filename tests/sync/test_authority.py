"""Suspending, removing, lifting: one result on every laptop, whatever arrived first, and no way back by accomplices."""

from __future__ import annotations

import itertools

import pytest

from sync.authority.membership import DeviceStanding
from sync.authority.operations import Appoint, AuthorityOp, Decree, Remove, Role, Suspend
from sync.log.operation import Insert, encode_operation
from sync.log.segment import AUTHORITY
from sync.primitives.codec import encode
from sync.primitives.errors import Unauthorised
from sync.primitives.keys import TrusteeSecrets
from sync.replica import admin_commands
from tests.sync.world import Laptop, World, assert_agree, forge, meet


@pytest.fixture
def bea(world: World, ann: Laptop) -> Laptop:
    return world.join("Bea", ann, Role.ADMIN)


@pytest.fixture
def cem(world: World, ann: Laptop) -> Laptop:
    return world.join("Cem", ann, Role.ADMIN)


@pytest.fixture
def dora(world: World, ann: Laptop, bea: Laptop, cem: Laptop) -> Laptop:
    """Give an editor; all four know all."""
    dora = world.join("Dora", ann)
    meet(ann, bea, cem, dora)
    return dora


def standing(laptop: Laptop, about: Laptop) -> DeviceStanding:
    return laptop.replica.membership.devices[about.replica.device].standing


def say(author: Laptop, operation: AuthorityOp) -> None:
    """As an attacker's program, which refuses nothing, writes it."""
    author.take([forge(author, encode(operation), circle=AUTHORITY)])


def test_what_comes_after_a_suspension_is_in_quarantine_in_every_order(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop
):
    known = dora.create(name="known")
    ann.take(dora.sealed())
    admin_commands.suspend(ann.replica, [dora.replica.device])
    unseen = dora.create(name="unseen")
    dora.update(known, name="changed unseen")
    parts = [[each] for each in {each.hash: each for each in (*ann.sealed(), *dora.sealed())}.values()][-5:]
    rest = [each for each in ann.sealed() if [each] not in parts]
    for number, order in enumerate(itertools.permutations(parts)):
        if number % 7:
            continue
        fresh = Laptop(world, "fresh", bea.secrets)
        fresh.reopen()
        fresh.take(rest)
        for part in order:
            fresh.take(part)
        assert standing(fresh, dora) is DeviceStanding.SUSPENDED
        assert fresh.values(known, "name") == ["known"]
        assert unseen not in fresh.everything()
        assert not fresh.store.pending()
        assert fresh.replayed() == fresh.digest()


def test_a_reviewer_takes_over_what_is_in_quarantine(ann: Laptop, bea: Laptop, cem: Laptop, dora: Laptop):
    admin_commands.suspend(ann.replica, [dora.replica.device])
    unseen = dora.create(name="unseen")
    meet(ann, bea, cem, dora)
    assert all(unseen not in laptop.everything() for laptop in (ann, bea, cem))
    (segment,) = dora.own()
    bea.replica.vouch(bea.circle, [segment.hash], "checked by telephone")
    assert bea.values(unseen, "name") == ["unseen"]
    meet(ann, bea, cem)
    assert ann.values(unseen, "name") == ["unseen"]
    assert_agree(ann, bea, cem)


def test_a_suspended_device_that_knows_it_can_write_no_more(ann: Laptop, dora: Laptop):
    admin_commands.suspend(ann.replica, [dora.replica.device])
    dora.take(ann.sealed())
    with pytest.raises(Unauthorised):
        dora.create(name="too late")


def test_only_an_admin_suspends(ann: Laptop, bea: Laptop, cem: Laptop, dora: Laptop):
    with pytest.raises(Unauthorised):
        admin_commands.suspend(dora.replica, [ann.replica.device])
    dora.reopen()
    with pytest.raises(Unauthorised):
        dora.attempt(lambda: admin_commands.remove(dora.replica, [ann.replica.device]))


def test_a_suspension_is_lifted_by_two_and_what_waited_counts(ann: Laptop, bea: Laptop, cem: Laptop, dora: Laptop):
    admin_commands.suspend(ann.replica, [dora.replica.device])
    unseen = dora.create(name="unseen")
    meet(ann, bea, cem, dora)
    names = [each.name for each in ann.replica.membership.suspensions]
    admin_commands.lift(ann.replica, names)
    admin_commands.lift(ann.replica, names)
    assert standing(ann, dora) is DeviceStanding.SUSPENDED, "one person has one vote"
    bea.take(ann.sealed())
    admin_commands.lift(bea.replica, names)
    meet(ann, bea, cem, dora)
    assert standing(cem, dora) is DeviceStanding.GOOD
    assert cem.values(unseen, "name") == ["unseen"]
    assert_agree(ann, bea, cem, dora)


def test_admins_made_later_have_no_vote_on_a_suspension(world: World, ann: Laptop, bea: Laptop, cem: Laptop):
    meet(ann, bea, cem)
    admin_commands.suspend(ann.replica, [cem.replica.device])
    bea.take(ann.sealed())
    names = [each.name for each in bea.replica.membership.suspensions]
    eve = world.join("Eve", bea, Role.ADMIN)
    admin_commands.lift(bea.replica, names)
    admin_commands.lift(eve.replica, names)
    meet(ann, bea, cem, eve)
    assert standing(ann, cem) is DeviceStanding.SUSPENDED
    assert_agree(ann, bea, cem, eve)


def test_removal_needs_two_persons(ann: Laptop, bea: Laptop, cem: Laptop, dora: Laptop):
    admin_commands.remove(ann.replica, [cem.replica.device])
    bea.take(ann.sealed())
    assert standing(bea, cem) is DeviceStanding.GOOD
    admin_commands.remove(bea.replica, [cem.replica.device])
    meet(ann, bea, cem, dora)
    assert standing(dora, cem) is standing(cem, cem) is DeviceStanding.REMOVED
    assert_agree(ann, bea, cem, dora)


@pytest.mark.parametrize("before", [True, False])
def test_accomplices_cannot_let_the_removed_back_in(
    world: World, ann: Laptop, bea: Laptop, cem: Laptop, dora: Laptop, before: bool
):
    """Cem has made two admins, before he hears of it or although he knows it; they and he vote for themselves."""
    helpers = [world.join("Eve", cem, Role.ADMIN), world.join("Fin", cem, Role.ADMIN)] if before else []
    admin_commands.remove(ann.replica, [cem.replica.device])
    bea.take(ann.sealed())
    admin_commands.remove(bea.replica, [cem.replica.device])
    if not before:
        cem.take(bea.sealed())
        with pytest.raises(Unauthorised):
            cem.attempt(lambda: cem.replica.admit(Laptop(world, "Eve").secrets.public(), "Eve", Role.ADMIN))
    for helper in helpers:
        say(helper, Remove(helper.wall(), [ann.replica.device, bea.replica.device]))
    say(cem, Remove(cem.wall(), [ann.replica.device, bea.replica.device]))
    meet(ann, bea, cem, dora, *helpers)
    for laptop in (ann, bea, dora):
        assert standing(laptop, cem) is DeviceStanding.REMOVED
        assert all(helper.replica.device not in laptop.replica.membership.devices for helper in helpers)
        assert standing(laptop, ann) is standing(laptop, bea) is DeviceStanding.GOOD
    assert_agree(ann, bea, dora)


def test_two_who_suspend_each_other_are_both_suspended(ann: Laptop, bea: Laptop, cem: Laptop, dora: Laptop):
    admin_commands.suspend(ann.replica, [bea.replica.device])
    admin_commands.suspend(bea.replica, [ann.replica.device])
    meet(ann, bea, cem, dora)
    assert standing(dora, ann) is standing(dora, bea) is DeviceStanding.CONTESTED
    assert standing(dora, cem) is DeviceStanding.GOOD
    assert_agree(ann, bea, cem, dora)


def test_an_admins_role_is_taken_by_two_only(ann: Laptop, bea: Laptop, cem: Laptop, dora: Laptop):
    admin_commands.appoint(ann.replica, cem.replica.device, Role.READER)
    assert ann.replica.membership.role_at(cem.replica.device) is Role.ADMIN
    bea.take(ann.sealed())
    admin_commands.appoint(bea.replica, cem.replica.device, Role.READER)
    meet(ann, bea, cem, dora)
    assert dora.replica.membership.role_at(cem.replica.device) is Role.READER
    with pytest.raises(Unauthorised):
        cem.create(name="a reader writes nothing")
    assert_agree(ann, bea, cem, dora)


def test_the_recovery_quorum_decides_once_and_only_if_enough_sign(
    world: World, ann: Laptop, bea: Laptop, cem: Laptop, dora: Laptop
):
    trustees = [TrusteeSecrets(world.random(32)) for _ in range(3)]
    for voter in (ann, bea):
        admin_commands.entrust(voter.replica, 2, [each.public() for each in trustees])
    meet(ann, bea, cem, dora)
    motion = Remove(dora.wall(), [ann.replica.device])
    group = world.group
    one, two = (admin_commands.sign_petition(group, motion, each) for each in trustees[:2])
    stranger = admin_commands.sign_petition(group, motion, TrusteeSecrets(world.random(32)))
    elsewhere = admin_commands.sign_petition(b"another group" + bytes(19), motion, trustees[1])
    for signers in ([one], [one, one], [one, stranger], [one, (two[0], one[1])], [one, elsewhere]):
        with pytest.raises(Unauthorised):
            dora.attempt(lambda signers=signers: admin_commands.decree(dora.replica, motion, signers))
    admin_commands.decree(dora.replica, motion, [one, two])
    meet(ann, bea, cem, dora)
    assert standing(bea, ann) is DeviceStanding.REMOVED
    replayed = forge(cem, encode(Decree(cem.wall(), encode(motion), [one, two])), circle=AUTHORITY)
    assert bea.take([replayed]).replayed.void == 1
    meet(bea, cem, dora)
    assert_agree(bea, cem, dora)


def test_a_segment_made_without_the_right_takes_no_vouch_back(world: World, ann: Laptop, dora: Laptop):
    """Whether it comes before its author has the right again, or after."""
    gus, emil, fay = (world.join(name, ann) for name in ("Gus", "Emil", "Fay"))
    late = dora.create(name="late")
    say(ann, Suspend(ann.wall(), [dora.replica.device]))
    ann.take(dora.sealed())
    gus.take(ann.sealed())
    (segment,) = dora.own()
    gus.replica.vouch(gus.circle, [segment.hash], "seen")
    before = gus.sealed()
    say(ann, Appoint(ann.wall(), gus.replica.device, Role.CARRIER))
    said = encode_operation(Insert(gus.wall(), "person", {}))
    lowered = forge(gus, said, after=gus.own()[-1], authority=ann.replica.causality.heads(AUTHORITY))
    between = ann.sealed()
    say(ann, Appoint(ann.wall(), gus.replica.device, Role.EDITOR))
    emil.take([*before, *ann.sealed()])
    emil.take([lowered])
    for parcel in (before, [*between, lowered], ann.sealed()):
        fay.take(parcel)
    meet(emil, fay)
    assert emil.values(late, "name") == fay.values(late, "name") == ["late"]
    assert_agree(emil, fay)
