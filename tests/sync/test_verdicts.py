"""What the machine takes for a fault, and what it does not: each of these once failed, or passed, wrongly."""

from __future__ import annotations

import pytest

from sync.authority.membership import everything
from sync.authority.operations import Appoint, Lockbox, Part, Role, Suspend
from sync.log.segment import AUTHORITY
from sync.primitives.codec import encode
from sync.replica import admin_commands, group_keys
from sync.replica.group_encryption import epoch_of
from tests.sync.group import Group
from tests.sync.rogue import VERBS, WAYS, Rogue
from tests.sync.said import say
from tests.sync.test_machine import finish
from tests.sync.verdicts import Verdicts
from tests.sync.world import forge, meet


@pytest.fixture
def group() -> Group:
    """Ann, Bea, both admins, Cem and Mallory."""
    return Group(4, 0)


def vote(group: Group, *who: int) -> None:
    for laptop in map(group.one, who):
        admin_commands.remove(laptop.replica, [group.mallory.replica.device])


@pytest.mark.long
def test_who_draws_a_key_knowing_one_vote_of_two_may_hand_it_to_the_one_it_is_about(group: Group):
    """Found by seed 500: the verdict took the one vote for the news of a removal."""
    vote(group, 0)
    admin_commands.suspend(group.ann.replica, [group.one(2).replica.device])
    assert group.send_to(group.ann, [group.mallory])
    vote(group, 1)
    finish(group, Rogue(group), Verdicts(group), calm=True)


@pytest.mark.long
def test_who_hands_a_key_to_one_whom_they_know_to_be_removed_is_found(group: Group):
    vote(group, 0, 1)
    meet(group.ann, group.bea)
    mallory, circle = group.ann.replica.membership.devices[group.mallory.replica.device], group.ann.circle
    key = group_keys.open_epoch(group.ann.replica, circle)
    box = mallory.recipient().seal(key, group_keys.info(circle, epoch_of(key), mallory.device))
    say(group.ann, Lockbox(group.ann.wall(), circle, epoch_of(key), mallory.device, box))
    with pytest.raises(AssertionError, match="Mallory"):
        finish(group, Rogue(group), Verdicts(group), calm=True)


def test_an_admin_who_opens_a_circle_of_others_as_if_it_were_new_reads_it_like_any_whom_an_admin_lets_in():
    """Found by seed 824: the verdict knew of one who opened each circle."""
    group = Group(3, 1)
    rogue = Rogue(group)
    rogue.say(VERBS.index("circle"), 5, WAYS.index("backdated"))
    finish(group, rogue, Verdicts(group), calm=False)
    kin = group.ann.replica.membership.circles[group.circles[2]]
    assert kin.part_at(group.mallory.replica.device, everything) is Part.STEWARD


@pytest.mark.long
def test_a_circle_is_nowhere_while_who_opened_it_is_suspended_by_an_admin_who_heard_of_nothing():
    """Found by seeds 808 and 823: the verdict looked for its keys all the same."""
    group = Group(4, 1)
    rogue = Rogue(group)
    chains, places = (group.mallory.replica.causality.chains, group.mallory.replica.causality.places.values())
    anns = [each.hash for each in places if chains[each.chain].opening.device == group.ann.replica.device]
    heard = [head for head in group.mallory.replica.causality.heads(AUTHORITY) if head.hash in anns]
    suspend = encode(Suspend(group.mallory.wall(), [group.bea.replica.device]))
    rogue.spread(forge(group.mallory, suspend, circle=AUTHORITY, authority=heard))
    finish(group, rogue, Verdicts(group), calm=False)
    assert group.circles[2] not in group.ann.replica.membership.circles


@pytest.mark.long
def test_what_a_reader_of_a_circle_tells_of_it_in_an_order_elsewhere_is_theirs_to_tell():
    """Found by seed 2290: the verdict looked for the hash of a circle's segment, and found it in Mallory's order."""
    group = Group(5, 5)
    rogue, cem = Rogue(group), group.one(2)
    group.create(1, 1)
    meet(group.bea, group.mallory)
    (record,) = group.records
    rogue.say(VERBS.index("share"), 0, WAYS.index("knowing"))
    rogue.order(0, 0)
    finish(group, rogue, Verdicts(group), calm=False)
    assert not cem.replica.membership.reads(cem.replica.device, record.circle)
    assert record.id in b"".join(content for _, content in cem.store.certificates().values())


@pytest.mark.long
def test_who_was_shut_out_by_a_word_that_turns_out_void_reads_what_was_written_meanwhile():
    """Found by seed 2335: the verdict asked the writer only, who took Mallory's word for an admin's."""
    group = Group(6, 1)
    dora = group.one(3)
    say(group.mallory, Appoint(group.mallory.wall(), dora.replica.device, Role.CARRIER.value))
    meet(group.bea, group.mallory)
    group.create(1, 1)
    (record,) = group.records
    assert not group.bea.replica.membership.reads(dora.replica.device, record.circle)
    admin_commands.suspend(group.ann.replica, [group.mallory.replica.device])
    finish(group, Rogue(group), Verdicts(group), calm=False)
    assert record.id in dora.everything()
