"""Rights that were lost or never held, one story each: what somebody made with a program of their own has no effect."""

from __future__ import annotations

import pytest

from sync.authority.membership import DeviceStanding, everything
from sync.authority.operations import (
    Admit,
    Certify,
    Lift,
    OpenCircle,
    OpenEpoch,
    Part,
    Retire,
    Role,
    ShareCircle,
    Suspend,
)
from sync.log.operation import Insert, Vouch, encode_operation
from sync.log.segment import AUTHORITY, Head
from sync.primitives.codec import encode
from sync.primitives.keys import DeviceSecrets, TrusteeSecrets
from sync.replica import admin_commands
from sync.replica.checkpoints import checkpoint
from sync.replica.group_encryption import epoch_of
from tests.sync.said import crew, names, say
from tests.sync.world import Laptop, World, assert_agree, forge, header_of, meet

FORGED = encode_operation(Insert(5, "person", {"name": "forged"}))


@pytest.fixture
def bea(world: World, ann: Laptop) -> Laptop:
    return world.join("Bea", ann, Role.ADMIN)


@pytest.fixture
def dora(world: World, ann: Laptop, bea: Laptop) -> Laptop:
    """Give an editor; all three know all."""
    dora = world.join("Dora", ann)
    meet(ann, bea, dora)
    return dora


# -- writing


@pytest.mark.parametrize("role", [Role.READER, Role.CARRIER])
def test_what_a_demoted_editor_writes_later_does_not_count(ann: Laptop, bea: Laptop, dora: Laptop, role: Role):
    dora.create(name="before")
    meet(ann, dora)
    admin_commands.appoint(ann.replica, dora.replica.device, role)
    dora.create(name="after")
    meet(ann, bea, dora)
    for laptop in (ann, bea, dora):
        assert names(laptop) == {"before"}
    assert_agree(ann, bea, dora)


def test_nobody_vouches_for_what_they_wrote_themselves_without_the_right(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop
):
    emil = world.join("Emil", ann, Role.READER)
    meet(ann, bea, emil)
    forged = forge(emil, FORGED)
    ann.take([forged])
    admin_commands.appoint(ann.replica, emil.replica.device, Role.EDITOR)
    meet(ann, bea)
    later = forge(emil, FORGED, after=forged, authority=ann.replica.causality.heads(AUTHORITY))
    for laptop in (ann, bea):
        laptop.take([forged, later])
        assert len(laptop.everything()) == 1, "what he wrote by right counts, and nothing of before"
        assert laptop.replayed() == laptop.digest()
    bea.replica.vouch(bea.circle, [forged.hash], "checked")
    assert len(bea.everything()) == 2


def test_a_reader_of_a_circle_writes_nothing_in_it(ann: Laptop, bea: Laptop, dora: Laptop):
    circle = crew(ann, (dora, Part.READER))
    ann.take([forge(dora, FORGED, circle=circle)])
    assert names(ann) == set()
    admin_commands.share(ann.replica, circle, dora.replica.device, Part.EDITOR)
    dora.take(ann.sealed())
    ann.take([forge(dora, FORGED, circle=circle)])
    assert names(ann) == {"forged"}


def test_of_what_two_decided_unknown_to_each_other_the_lesser_holds(ann: Laptop, bea: Laptop, dora: Laptop):
    circle = crew(ann, (bea, Part.STEWARD), (dora, Part.STEWARD))
    for laptop, part, role in ((ann, Part.EDITOR, Role.READER), (bea, Part.READER, Role.CARRIER)):
        admin_commands.share(laptop.replica, circle, dora.replica.device, part)
        admin_commands.appoint(laptop.replica, dora.replica.device, role)
    admin_commands.retire(ann.replica, dora.replica.device)
    admin_commands.retire(bea.replica, dora.replica.device, retired=False)
    meet(ann, bea)
    for laptop in (ann, bea):
        membership = laptop.replica.membership
        assert membership.circles[circle].part_at(dora.replica.device, everything) is Part.READER
        assert membership.devices[dora.replica.device].role is Role.CARRIER
        assert not membership.devices[dora.replica.device].retired, "somebody waits"


def test_what_was_made_without_the_right_vouches_for_nobody(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    """Emil builds on what is in quarantine while he is a reader, and is an editor later."""
    emil = world.join("Emil", ann, Role.READER)
    meet(ann, bea, emil)
    admin_commands.suspend(ann.replica, [dora.replica.device])
    late = dora.create(name="late")
    (segment,) = dora.own()
    named = [Head(header_of(segment).log, 0, segment.hash)]
    forged = forge(emil, encode_operation(Vouch(5, "mine")), deps=named)
    for laptop in (ann, bea):
        laptop.take([*ann.sealed(), segment, forged])
        assert late not in laptop.everything()
    admin_commands.appoint(ann.replica, emil.replica.device, Role.EDITOR)
    meet(ann, bea)
    for laptop in (ann, bea):
        assert late not in laptop.everything()
        assert laptop.replayed() == laptop.digest()


@pytest.mark.parametrize("how", ["suspended", "demoted"])
def test_two_who_were_shut_out_do_not_vouch_for_each_other(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop, how: str
):
    emil = world.join("Emil", ann)
    meet(ann, bea, dora, emil)
    both = [dora.replica.device, emil.replica.device]
    if how == "suspended":
        admin_commands.suspend(ann.replica, both)
    else:
        for device in both:
            admin_commands.appoint(ann.replica, device, Role.READER)
    dora.create(name="Dora's")
    emil.take(dora.sealed())
    emil.create(name="Emil's")
    dora.take(emil.sealed())
    dora.create(name="and again")
    meet(ann, bea, dora, emil)
    for laptop in (ann, bea):
        assert names(laptop) == set()
    assert_agree(ann, bea, dora, emil)


def test_who_alone_certified_a_cut_does_not_vouch_by_it_for_themselves(ann: Laptop, bea: Laptop, dora: Laptop):
    """Bea certifies what only she has, is suspended, and hands it out then."""
    hidden = bea.create(name="hidden")
    checkpoint.certify(bea.replica, bea.circle)
    said = [each for each in bea.sealed() if each.hash not in {own.hash for own in bea.own()}]
    ann.take(said)
    admin_commands.suspend(ann.replica, [bea.replica.device])
    for digest, (circle, content) in bea.store.certificates().items():
        ann.replica.keep_certificate(digest, circle, content)
    ann.take(bea.sealed())
    assert ann.replica.cuts(), "the cut counts as such"
    assert hidden not in ann.everything()
    assert ann.replayed() == ann.digest()


# -- deciding


def test_what_an_admin_says_after_two_have_taken_the_role_away_is_void(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop
):
    cem = world.join("Cem", ann, Role.ADMIN)
    meet(ann, bea, dora, cem)
    for laptop in (ann, bea):
        admin_commands.appoint(laptop.replica, cem.replica.device, Role.EDITOR)
    admit = Admit(5, b"a" * 16, "accomplice", "admin", DeviceSecrets.generate(world.random).public())
    said = say(cem, admit)
    meet(ann, bea)
    ann.take([said])
    bea.take([said])
    for laptop in (ann, bea):
        assert admit.keys.device not in laptop.replica.membership.devices
        assert {"Ann", "Bea"} == {each.name for each in laptop.replica.membership.devices.values()
                                  if each.role is Role.ADMIN}  # fmt: skip
    meet(ann, bea, dora, cem)
    assert_agree(ann, bea, dora, cem)


def test_a_steward_who_has_a_lesser_part_by_now_lets_nobody_in(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    emil = world.join("Emil", ann)
    meet(ann, bea, dora, emil)
    circle = crew(ann, (dora, Part.STEWARD))
    admin_commands.share(ann.replica, circle, dora.replica.device, Part.EDITOR)
    said = say(
        dora,
        ShareCircle(5, circle, emil.replica.device, "editor"),
        Certify(5, circle, bytes(32)),
    )
    ann.take([said])
    assert not ann.replica.membership.reads(emil.replica.device, circle)
    assert not ann.replica.membership.circles[circle].certificates


def test_who_was_taken_out_of_a_circle_has_no_say_in_its_keys(ann: Laptop, bea: Laptop, dora: Laptop):
    circle = crew(ann, (dora, Part.EDITOR))
    admin_commands.share(ann.replica, circle, dora.replica.device, Part.NONE)
    epoch = epoch_of(b"k" * 32)
    ann.take([say(dora, OpenEpoch(5, circle, epoch))])
    assert epoch not in ann.replica.membership.circles[circle].openers


def test_nobody_has_a_vote_in_a_matter_of_their_own(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    cem = world.join("Cem", ann, Role.ADMIN)
    meet(ann, bea, dora, cem)
    admin_commands.remove(ann.replica, [cem.replica.device])
    cem.take(ann.sealed())
    admin_commands.remove(cem.replica, [cem.replica.device])
    admin_commands.suspend(bea.replica, [cem.replica.device])
    meet(ann, bea, cem)
    assert ann.replica.membership.devices[cem.replica.device].standing is DeviceStanding.SUSPENDED
    suspended = [each.name for each in ann.replica.membership.suspensions]
    admin_commands.lift(ann.replica, suspended)
    ann.take([say(cem, Lift(5, suspended))])
    assert ann.replica.membership.devices[cem.replica.device].standing is DeviceStanding.SUSPENDED
    admin_commands.remove(bea.replica, [cem.replica.device])
    meet(ann, bea)
    assert ann.replica.membership.devices[cem.replica.device].standing is DeviceStanding.REMOVED


def test_the_suspended_do_not_lift_their_own_suspension(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    """Cem votes for himself, in the same breath as somebody suspends him and before the news has come."""
    cem = world.join("Cem", ann, Role.ADMIN)
    meet(ann, bea, dora, cem)
    admin_commands.suspend(ann.replica, [cem.replica.device])
    suspended = [each.name for each in ann.replica.membership.suspensions]
    second = Laptop(world, "Cem")
    cem.replica.admit(second.secrets.public(), "Cem", Role.ADMIN, cem.device().person)
    second.reopen()
    second.take(cem.sealed())
    meet(ann, bea)
    admin_commands.lift(bea.replica, suspended)
    said = [forge(each, encode(Lift(5, suspended)), circle=AUTHORITY) for each in (cem, second)]
    for laptop in (ann, bea):
        laptop.take([*bea.sealed(), *cem.sealed(), *said])
        assert laptop.replica.membership.devices[cem.replica.device].standing is DeviceStanding.SUSPENDED


def test_a_second_laptop_of_the_suspended_has_no_vote_in_it(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    """Only one of Cem's two laptops is suspended: the other has been an admin's for as long."""
    cem = world.join("Cem", ann, Role.ADMIN)
    second = Laptop(world, "Cem")
    ann.replica.admit(second.secrets.public(), "Cem", Role.ADMIN, cem.device().person)
    second.reopen()
    meet(ann, cem)
    admin_commands.confirm(cem.replica, second.replica.device)
    meet(ann, bea, cem, second)
    admin_commands.suspend(ann.replica, [cem.replica.device])
    meet(ann, bea, second)
    suspended = [each.name for each in ann.replica.membership.suspensions]
    for laptop in (second, bea):
        admin_commands.lift(laptop.replica, suspended)
    meet(ann, bea, second)
    assert ann.replica.membership.devices[cem.replica.device].standing is DeviceStanding.SUSPENDED
    admin_commands.lift(ann.replica, suspended)
    assert ann.replica.membership.devices[cem.replica.device].standing is DeviceStanding.GOOD


def test_two_who_suspend_each_other_unseen_are_both_suspended_in_every_order(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop
):
    cem = world.join("Cem", ann, Role.ADMIN)
    meet(ann, bea, dora, cem)
    admin_commands.suspend(bea.replica, [cem.replica.device])
    admin_commands.suspend(cem.replica, [bea.replica.device])
    for laptop, parts in ((ann, (bea, cem)), (dora, (cem, bea))):
        for each in parts:
            laptop.take(each.sealed())
        for each in (bea, cem):
            assert laptop.replica.membership.devices[each.replica.device].standing is DeviceStanding.CONTESTED
        assert not [told for told in laptop.replica.membership.story if told.void], "both words count"


def test_a_circle_is_opened_once(ann: Laptop, bea: Laptop, dora: Laptop):
    """Whoever opens one is its first steward: a second opening would make its author one."""
    circle = crew(ann, (dora, Part.EDITOR))
    meet(ann, bea)
    ann.take([say(bea, OpenCircle(5, circle, "mine"))])
    membership = ann.replica.membership
    assert membership.circles[circle].name == "crew"
    assert membership.circles[circle].part_at(bea.replica.device, everything) is Part.NONE


def test_one_of_several_admins_names_no_trustees_alone(ann: Laptop, bea: Laptop, dora: Laptop):
    trustee = TrusteeSecrets(bytes(32)).public()
    admin_commands.entrust(ann.replica, 1, [trustee])
    assert (ann.replica.membership.quorum, ann.replica.membership.trustees) == (0, ())
    admin_commands.entrust(bea.replica, 1, [trustee])
    meet(ann, bea)
    assert (ann.replica.membership.quorum, ann.replica.membership.trustees) == (1, (trustee.name,))


def test_an_editor_retires_nobody_but_themselves(ann: Laptop, bea: Laptop, dora: Laptop):
    ann.take([say(dora, Retire(5, bea.replica.device, True), Retire(5, dora.replica.device, True))])
    devices = ann.replica.membership.devices
    assert [each.name for each in devices.values() if each.retired] == ["Dora"]


def test_whom_the_removed_suspend_unseen_is_not_suspended(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    cem = world.join("Cem", ann, Role.ADMIN)
    meet(ann, bea, dora, cem)
    for laptop in (ann, bea):
        admin_commands.remove(laptop.replica, [cem.replica.device])
    said = say(cem, Suspend(5, [dora.replica.device]))
    meet(ann, bea)
    ann.take([said])
    assert ann.replica.membership.devices[cem.replica.device].standing is DeviceStanding.REMOVED
    assert ann.replica.membership.devices[dora.replica.device].standing is DeviceStanding.GOOD


def test_whoever_is_voted_out_does_not_answer_by_suspending_the_voters_unseen(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop
):
    """Cem's program pretends never to have heard of the votes about him."""
    cem = world.join("Cem", ann, Role.ADMIN)
    meet(ann, bea, dora, cem)
    said = forge(cem, encode(Suspend(5, [ann.replica.device, bea.replica.device])), circle=AUTHORITY)
    for laptop in (ann, bea):
        admin_commands.remove(laptop.replica, [cem.replica.device])
    for laptop, parcel in ((dora, [said, *ann.sealed(), *bea.sealed()]), (ann, [*bea.sealed(), said])):
        laptop.take(parcel)
        devices = laptop.replica.membership.devices
        assert devices[cem.replica.device].standing is DeviceStanding.REMOVED
        for voter in (ann, bea):
            assert devices[voter.replica.device].standing is DeviceStanding.GOOD


def test_lifts_are_for_the_devices_that_were_admins_when_it_was_made(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop
):
    """Bea, who wants Cem back, has one vote.

    Not another by an accomplice, nor one by a laptop of which they both say that it is Ann's.
    """
    cem = world.join("Cem", ann, Role.ADMIN)
    meet(ann, bea, dora, cem)
    admin_commands.suspend(ann.replica, [cem.replica.device])
    meet(ann, bea, dora)
    suspended = [each.name for each in bea.replica.membership.suspensions]
    admin_commands.lift(bea.replica, suspended)
    eve = world.join("Eve", bea, Role.ADMIN)
    second = Laptop(world, "Ann")
    bea.replica.admit(second.secrets.public(), "Ann", Role.ADMIN, ann.device().person)
    second.reopen()
    meet(bea, eve)
    admin_commands.confirm(eve.replica, second.replica.device)
    for helper in (eve, second):
        meet(bea, eve, helper)
        admin_commands.lift(helper.replica, suspended)
        meet(ann, bea, helper)
        for laptop in (ann, bea, helper):
            assert laptop.replica.membership.devices[cem.replica.device].standing is DeviceStanding.SUSPENDED, helper
    admin_commands.lift(ann.replica, suspended)
    assert ann.replica.membership.devices[cem.replica.device].standing is DeviceStanding.GOOD
