"""Vaults that were set back or exist twice: whatever clocks say, bundles alone bring everybody to the same."""

from __future__ import annotations

import pytest

from sync.bundle.read import OpenedBundle
from sync.log.change import Create
from sync.primitives.errors import NotForThisDevice, UnknownDevice
from sync.replica import acknowledgements, admin_commands, copies, group_keys
from sync.replica.checkpoints import checkpoint
from sync.replica.copies import HeardCopy, Sealed
from tests.sync.disks import ROUNDS
from tests.sync.game import Game
from tests.sync.world import DAY, YEAR, Laptop, World, assert_agree, copied, meet


@pytest.fixture
def trio() -> tuple[Laptop, Laptop, Laptop]:
    world = World()
    ann = world.found("Ann")
    bea, cem = world.join("Bea", ann), world.join("Cem", ann)
    meet(ann, bea, cem)
    rounds(2, ann, bea, cem)
    return ann, bea, cem


def hand_over(giver: Laptop, taker: Laptop) -> OpenedBundle | None:
    """Give a bundle; None if it was made to a key that another copy of the taker's vault has made."""
    data = giver.bundle(taker)
    try:
        return taker.open(data)
    except NotForThisDevice:
        return None


def rounds(count: int, *laptops: Laptop) -> list[OpenedBundle]:
    """Everybody hands to everybody, so often; what was told. Copies of one vault meet through others only."""
    opened: list[OpenedBundle] = []
    for _ in range(count):
        for giver in laptops:
            for taker in laptops:
                if taker.replica.device != giver.replica.device:
                    opened += [each for each in [hand_over(giver, taker)] if each]
    return opened


def restored(laptop: Laptop, backup: Laptop, *, noticed: bool = True) -> None:
    """Give the disk as it was. If the computer remembers more than the vault does, it is noticed at the opening."""
    laptop.store = copied(backup.store)
    if noticed:
        laptop.incarnation = laptop.world.random(16)
    laptop.reopen()


def lacking(giver: Laptop, taker: Laptop) -> int:
    return len(acknowledgements.lacking(giver.replica, [taker.replica.device]))


def test_a_step_back_is_told_where_only_records_are_lacking(trio: tuple[Laptop, Laptop, Laptop]):
    """She hears first what her last copy said, and succeeds it by what she says of trust: that hides nothing else."""
    ann, bea, _cem = trio
    backup = ann.clone()
    bea.create(name="Dora")
    hand_over(bea, ann)
    hand_over(ann, bea)
    restored(ann, backup)
    hand_over(bea, ann)
    first, second = hand_over(ann, bea), hand_over(ann, bea)
    told = [[device.name for device in each.backwards] for each in (first, second) if each]
    assert told == [["Ann"], []], "it is told once"


@pytest.mark.parametrize("noticed", [True, False])
@pytest.mark.parametrize("ahead", [8 * YEAR, 100 * YEAR, -100 * YEAR])
def test_a_laptop_set_back_gets_again_what_it_once_stated_to_have(
    trio: tuple[Laptop, Laptop, Laptop], ahead: int, noticed: bool
):
    """Her clock is wrong when she takes a bundle and answers; then her vault is an older copy, and her clock right."""
    ann, bea, cem = trio
    record = bea.create(name="Dora")
    backup = ann.clone()
    ann.error = ahead
    hand_over(bea, ann)
    hand_over(ann, bea)
    assert lacking(bea, ann) == 0
    ann.error = 0
    restored(ann, backup, noticed=noticed)
    told = rounds(3, ann, bea)
    assert ann.values(record, "name") == ["Dora"]
    assert "Ann" in {device.name for each in told for device in each.backwards} or not noticed
    rounds(1, ann, bea, cem)
    assert_agree(ann, bea, cem)
    assert lacking(bea, ann) == lacking(ann, bea) == 0, "a copy that is no more is waited for no longer"
    known = bea.replica.membership.devices[ann.replica.device].recipient().raw
    assert known in {each.recipient().raw for each in group_keys.identities(ann.replica)}, "it makes another key"


@pytest.mark.parametrize("noticed", [True, False])
def test_a_newcomer_is_unknown_to_a_copy_that_missed_the_admission(trio: tuple[Laptop, Laptop, Laptop], noticed: bool):
    """The newcomer takes the copy for the one that admitted her: until others carry between them, or all is sent."""
    ann, bea, _cem = trio
    copy, patient = ann.clone("Ann's copy"), ann.clone("Ann's patient copy")
    copy.incarnation = copy.world.random(16) if noticed else copy.incarnation
    copy.reopen()
    dora = ann.world.admit("Dora", ann)
    hand_over(ann, dora)
    record = dora.create(name="Emil")
    for laptop in (copy, patient):
        with pytest.raises(UnknownDevice):
            laptop.open(dora.bundle(laptop))
    patient.open(dora.bundle(patient, everything=True))
    assert patient.values(record, "name") == ["Emil"]
    rounds(ROUNDS, ann, bea)
    rounds(ROUNDS, copy, bea)
    hand_over(dora, copy)
    assert copy.values(record, "name") == ["Emil"]


@pytest.mark.long
def test_of_a_copied_folder_both_are_at_work_and_neither_lacks_anything(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, cem = trio
    other = ann.clone("Ann's other")
    other.incarnation = ann.world.random(16)
    other.reopen()
    made = [ann.create(name="on the first"), other.create(name="on the second"), bea.create(name="on Bea's")]
    told = rounds(ROUNDS, ann, other, bea, cem)
    for laptop in (ann, other, bea, cem):
        assert set(made) <= laptop.everything().keys(), laptop
    assert_agree(ann, other, bea, cem)
    later = cem.create(name="later")
    told_later = rounds(ROUNDS, ann, other, bea, cem)
    assert all(later in laptop.everything() for laptop in (ann, other, bea, cem))
    twice = [device.name for each in told for device in each.twice]
    assert twice == ["Ann"] * 4, "each of the four vaults is told once"
    assert not [each for each in told_later if each.twice]


@pytest.mark.long
def test_of_a_cloned_disk_both_are_at_work_and_neither_lacks_anything(trio: tuple[Laptop, Laptop, Laptop]):
    """Nothing on either shows that there are two, until one hears what it has never said."""
    ann, bea, cem = trio
    other = ann.clone("Ann's other")
    made = [ann.create(name="on the first"), other.create(name="on the second")]
    told = rounds(ROUNDS + 1, ann, other, bea, cem)
    for laptop in (ann, other, bea, cem):
        assert set(made) <= laptop.everything().keys(), laptop
    assert_agree(ann, other, bea, cem)
    assert ann.incarnation != other.incarnation, "they go on in logs of their own"
    assert [device.name for each in told for device in each.twice].count("Ann") == 4


def test_what_lacks_counts_from_the_least_of_two_copies(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, _cem = trio
    other = ann.clone("Ann's other")
    other.incarnation = ann.world.random(16)
    other.reopen()
    rounds(ROUNDS, ann, other, bea)
    bea.create(name="Dora")
    hand_over(bea, ann)
    hand_over(ann, bea)
    assert lacking(bea, ann) > 0, "one of them has it, the other has not said so"
    hand_over(bea, other)
    hand_over(other, bea)
    assert lacking(bea, ann) == 0


@pytest.mark.long
def test_a_new_key_of_a_circle_reaches_both_copies(trio: tuple[Laptop, Laptop, Laptop]):
    """Each has replaced the key with which it receives, and Bea hands out boxes for both."""
    ann, bea, cem = trio
    other = ann.clone("Ann's other")
    other.incarnation = ann.world.random(16)
    other.reopen()
    rounds(ROUNDS, ann, other, bea, cem)
    ann.world.now += 40 * DAY
    rounds(2, ann, other, bea, cem)
    admin_commands.suspend(ann.replica, [cem.replica.device])
    bea.take(ann.sealed())
    record = bea.create(name="not for Cem")
    for laptop in (ann, other):
        assert hand_over(bea, laptop) is not None
        assert laptop.values(record, "name") == ["not for Cem"]


def test_a_vault_moved_to_another_computer_stands_at_once_for_the_one_it_was(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, _cem = trio
    bea.create(name="Dora")
    rounds(1, ann, bea)
    hand_over(ann, bea)
    restored(ann, ann)
    hand_over(ann, bea)
    assert len(acknowledgements.known(bea.replica, ann.replica.device, ann.circle)) == 1
    assert lacking(bea, ann) == 0


def test_one_copy_tells_of_the_other_whom_it_has_never_met(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, cem = trio
    other = ann.clone("Ann's other")
    other.incarnation = ann.world.random(16)
    other.reopen()
    rounds(ROUNDS, ann, other, bea)
    told = hand_over(ann, cem)
    assert told is not None
    assert [device.name for device in told.twice] == ["Ann"]


@pytest.mark.long
def test_who_says_that_a_copy_is_the_only_one_is_believed_until_another_speaks(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, _cem = trio
    other = ann.clone("Ann's other")
    other.incarnation = ann.world.random(16)
    other.reopen()
    assert not copies.end_others(ann.replica), "it has never heard of another"
    rounds(ROUNDS, ann, other, bea)
    assert copies.end_others(ann.replica)
    assert not copies.end_others(ann.replica)
    bea.create(name="Dora")
    rounds(2, ann, bea)
    assert not acknowledgements.exist_twice(bea.replica)
    assert lacking(bea, ann) == 0, "the other is not waited for"
    told = hand_over(other, bea)
    assert told is not None
    assert [device.name for device in told.twice] == ["Ann"]
    assert lacking(bea, ann) > 0
    rounds(1, bea, ann)
    assert lacking(bea, ann) > 0, "she has heard of it, and says no longer that it is gone"


@pytest.mark.long
@pytest.mark.parametrize("noticed", [True, False])
def test_one_set_back_behind_what_others_have_let_go_of_starts_again_from_there(
    trio: tuple[Laptop, Laptop, Laptop], noticed: bool
):
    ann, bea, cem = trio
    backup = bea.clone()
    record = ann.create(name="Dora")
    rounds(2, ann, bea, cem)
    checkpoint.certify(ann.replica, ann.circle)
    rounds(2, ann, bea, cem)
    for laptop in (ann, cem):
        cut = checkpoint.ready(laptop.replica, laptop.circle, laptop.wall())
        assert cut
        assert checkpoint.prune(laptop.replica, laptop.circle, cut)
    restored(bea, backup, noticed=noticed)
    own = bea.create(name="written since")
    later = ann.create(name="Emil")
    rounds(ROUNDS, ann, bea, cem)
    for laptop in (ann, bea, cem):
        assert {record, own, later} <= laptop.everything().keys(), laptop
        assert not laptop.store.pending()
    assert_agree(ann, bea, cem)


def test_a_lone_old_bundle_takes_nothing_back(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, _cem = trio
    early = ann.bundle(bea)
    bea.create(name="Dora")
    rounds(1, ann, bea)
    hand_over(ann, bea)
    assert lacking(bea, ann) == 0
    assert bea.open(early).backwards == []
    assert lacking(bea, ann) == 0


def test_two_who_have_the_same_and_show_something_else_are_told(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, cem = trio
    record = ann.create(name="Dora")
    told = rounds(2, ann, bea, cem)
    assert not [each for each in told if each.differs]
    state = bea.store.states([record])[record]
    state.kind = "ghost"
    bea.store.save_states({record: state})
    bea.reopen()
    opened = hand_over(bea, ann)
    assert opened is not None
    assert [device.name for device in opened.differs] == ["Bea"]
    assert [device.name for device in acknowledgements.differing(ann.replica)] == ["Bea"]
    heard = hand_over(ann, bea)
    assert heard is not None
    assert {device.name for device in heard.differs} == {"Ann", "Cem"}
    ann.create(name="Emil")
    assert acknowledgements.differing(ann.replica) == [], "what is newer here is compared with nothing"


def test_a_bundle_of_everything_brings_all_whatever_was_stated(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, _cem = trio
    record = ann.create(name="Dora")
    empty = bea.clone()
    emil = ann.world.admit("Emil", ann).secrets.public().device
    rounds(2, ann, bea)
    assert lacking(ann, bea) == 0
    empty.open(ann.bundle(bea))
    assert record not in empty.everything()
    empty.open(ann.bundle(bea, everything=True))
    assert empty.values(record, "name") == ["Dora"]
    assert emil in empty.replica.membership.devices


def said(copy: int, counter: int, *others: tuple[int, int]) -> Sealed:
    heard = [HeardCopy(bytes([each] * 16), up_to, False) for each, up_to in others]
    return Sealed(b"", b"", bytes([copy] * 16), counter, heard, [])


@pytest.mark.parametrize(
    ("words", "alive", "pairs"),
    [
        ([said(1, 5)], [1], 0),
        ([said(1, 5), said(1, 6)], [1], 0),
        ([said(1, 10), said(2, 1, (1, 5))], [1, 2], 0),
        ([said(1, 10), said(2, 2, (1, 10))], [2], 0),
        ([said(1, 11, (2, 1)), said(2, 3, (1, 11))], [1, 2], 1),
        ([said(1, 11, (2, 1)), said(2, 3, (1, 11)), said(3, 1, (1, 11), (2, 3))], [3], 0),
        ([said(2, 2, (1, 5), (3, 1)), said(3, 2, (1, 6), (2, 2)), said(1, 6)], [2, 3], 1),
    ],
    ids=["one", "later", "set back", "set back and heard", "both at work", "both gone", "two of one"],
)
def test_which_copies_count_follows_from_what_they_have_heard(words: list[Sealed], alive: list[int], pairs: int):
    for order in (words, words[::-1]):
        newest = copies.newest(order)
        assert sorted(each[0] for each in copies.living(newest)) == alive
        assert len(list(copies.twins(newest))) == pairs


@pytest.mark.long
@pytest.mark.parametrize("writers", [(2, 2), (0, 3)])
def test_a_copy_ahead_of_its_time_does_not_hide_what_a_third_lacks(writers: tuple[int, int]):
    """Found by the machine: a copy with a clock a century off, and after ten more exchanges not all had all."""
    game = Game()
    game.create(0, 0)
    game.clone(0)
    game.set_clock(0, 4)
    game.hand_over(0, 2)
    for writer in writers:
        game.update(writer, 0)
    game.hand_over(2, 3)
    game.seal_all()
    rounds(ROUNDS, *game.laptops)
    assert_agree(*game.laptops)


@pytest.mark.long
def test_copies_meet_in_a_circle_that_only_they_read(trio: tuple[Laptop, Laptop, Laptop]):
    """Found by the machine: whoever else has to do with it only carries it, and hands it from one to the other."""
    ann, bea, cem = trio
    circle = admin_commands.open_circle(ann.replica, "diary")
    rounds(1, ann, bea)
    other = ann.clone("Ann's other")
    other.incarnation = ann.world.random(16)
    other.reopen()
    made = [each.replica.write(circle, [Create("note", {"text": each.name})])[0][0] for each in (ann, other)]
    rounds(ROUNDS, ann, other, bea, cem)
    for laptop in (ann, other):
        assert set(made) <= laptop.everything().keys(), laptop
    assert not {*made} & bea.everything().keys()
    assert ann.replica.digest([circle]) == other.replica.digest([circle])
    assert ann.replica.membership.circles[circle].epochs
    late = ann.replica.write(circle, [Create("note", {"text": "late"})])[0][0]
    rounds(ROUNDS, ann, other, bea, cem)
    assert late in other.everything()
    for laptop in (ann, other):
        assert not acknowledgements.lacking_of(laptop.replica, circle, [laptop.replica.device]), "both have heard of it"


@pytest.mark.long
def test_a_key_made_before_a_copy_was_heard_of_reaches_it_from_the_other(trio: tuple[Laptop, Laptop, Laptop]):
    """Each has replaced the key with which it receives, and nobody else reads the circle that one of them opens."""
    ann, bea, cem = trio
    other = ann.clone("Ann's other")
    other.incarnation = ann.world.random(16)
    other.reopen()
    ann.world.now += 40 * DAY
    hand_over(ann, bea)
    circle = admin_commands.open_circle(ann.replica, "diary")
    record = ann.replica.write(circle, [Create("note", {"text": "mine"})])[0][0]
    hand_over(other, cem)
    rounds(ROUNDS + 2, ann, other, bea, cem)
    assert record in other.everything()
    assert ann.store.epoch_keys() == other.store.epoch_keys()
    pleas = len(ann.replica.membership.circles[circle].pleas)
    rounds(ROUNDS, ann, other, bea, cem)
    assert len(ann.replica.membership.circles[circle].pleas) == pleas, "nobody asks for ever"
