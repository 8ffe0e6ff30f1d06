"""A further laptop of somebody: theirs once they say so on one that is, or a second admin does; until then nobody's."""

from __future__ import annotations

import itertools

import pytest

from sync.authority.membership import Device, DeviceStanding
from sync.authority.operations import Admit, Appoint, Part, Remove, Role
from sync.log.segment import AUTHORITY, Segment
from sync.primitives.codec import encode
from sync.primitives.errors import Unauthorised
from sync.replica import admin_commands
from tests.sync.world import Laptop, World, assert_agree, forge, meet


@pytest.fixture
def bea(world: World, ann: Laptop) -> Laptop:
    return world.join("Bea", ann, Role.ADMIN)


@pytest.fixture
def dora(world: World, ann: Laptop, bea: Laptop) -> Laptop:
    """Give an editor; all three know all."""
    dora = world.join("Dora", ann)
    meet(ann, bea, dora)
    return dora


def further(world: World, by: Laptop, of: Laptop, role: Role = Role.EDITOR) -> Laptop:
    """Give another laptop of somebody, that ``by`` has admitted as theirs."""
    laptop = Laptop(world, f"{of.name} 2")
    admin_commands.admit_for(by.replica, laptop.secrets.public(), laptop.name, role, of.device().person)
    laptop.reopen()
    laptop.take(by.sealed())
    return laptop


def as_known(laptop: Laptop, other: Laptop) -> Device:
    return laptop.replica.membership.devices[other.replica.device]


def authority_of(laptop: Laptop) -> list[Segment]:
    laptop.replica.seal()
    chains, places = laptop.replica.causality.chains, laptop.replica.causality.places.values()
    return [laptop.store.segment(each.number) for each in places if chains[each.chain].opening.circle == AUTHORITY]


def test_it_is_nobodys_until_its_owner_says_that_it_is_theirs(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    second = further(world, ann, dora)
    meet(ann, bea, dora, second)
    for laptop in (ann, bea, dora, second):
        known = as_known(laptop, second)
        assert not known.confirmed
        assert known.named == dora.device().person
        assert known.person == second.replica.device, "a person of its own"
    said = second.create(name="it reads and writes meanwhile")
    admin_commands.confirm(dora.replica, second.replica.device)
    meet(ann, bea, dora, second)
    for laptop in (ann, bea, dora, second):
        assert as_known(laptop, second).person == dora.device().person
        assert laptop.values(said, "name") == ["it reads and writes meanwhile"]
    assert_agree(ann, bea, dora, second)


def test_the_word_and_the_admission_may_come_in_any_order(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    second = further(world, ann, dora)
    meet(ann, dora)
    admin_commands.confirm(dora.replica, second.replica.device)
    known = {segment.hash for segment in authority_of(bea)}
    news = [segment for segment in authority_of(dora) if segment.hash not in known]
    assert len(news) > 1
    for order in itertools.islice(itertools.permutations(news), 6):
        taker = bea.clone()
        for segment in order:
            taker.take([segment])
        assert as_known(taker, second).person == dora.device().person


def test_whoever_admits_a_laptop_of_their_own_has_said_so(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    second = further(world, bea, bea, Role.ADMIN)
    meet(ann, bea, dora, second)
    assert as_known(ann, second).person == bea.device().person
    assert second.device().role is Role.ADMIN
    third = further(world, second, bea)
    meet(ann, third, second)
    assert as_known(ann, third).confirmed, "also from the second"


def test_two_admins_can_say_it_where_the_only_laptop_is_lost(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    admin_commands.suspend(ann.replica, [dora.replica.device])
    second = further(world, ann, dora)
    meet(ann, bea)
    admin_commands.confirm(ann.replica, second.replica.device)
    assert not as_known(ann, second).confirmed, "saying it twice makes no second admin"
    admin_commands.confirm(bea.replica, second.replica.device)
    meet(ann, bea, second)
    assert as_known(second, second).person == as_known(ann, dora).person
    assert as_known(ann, dora).standing is DeviceStanding.SUSPENDED


def test_nobody_else_can_say_it(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    second = further(world, ann, dora)
    emil = world.join("Emil", ann)
    meet(ann, bea, dora, emil, second)
    for stranger in (emil, second):
        with pytest.raises(Unauthorised):
            stranger.attempt(lambda laptop=stranger: admin_commands.confirm(laptop.replica, second.replica.device))
    keys, person = second.secrets.public(), dora.device().person
    for name, role, whose in (
        ("Dora", Role.EDITOR, person),
        ("Dora 2", Role.ADMIN, person),
        ("Dora 2", Role.EDITOR, b"?" * 16),
    ):
        other = forge(bea, encode(Admit(5, whose, name, role.value, keys)), circle=AUTHORITY)
        ann.take([other])
        assert not as_known(ann, second).confirmed, "a word for something else"
        assert as_known(ann, second).role is Role.EDITOR


def test_the_word_of_a_suspended_laptop_counts_for_nothing(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    """Whoever found Dora's laptop says in her name that another is hers."""
    second = further(world, ann, dora)
    meet(ann, dora)
    admin_commands.suspend(ann.replica, [dora.replica.device])
    admin_commands.confirm(dora.replica, second.replica.device)
    meet(ann, bea, dora)
    for laptop in (ann, bea):
        assert not as_known(laptop, second).confirmed


def test_a_laptop_that_its_owner_disowns_by_silence_is_no_second_vote(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop
):
    """Bea lets Ann admit a second laptop of hers as an admin's, and never says that it is: she still has one vote."""
    second = further(world, ann, bea, Role.ADMIN)
    meet(ann, bea, dora, second)
    assert second.device().role is Role.EDITOR
    with pytest.raises(Unauthorised):
        second.attempt(lambda: admin_commands.remove(second.replica, [ann.replica.device]))
    votes = [forge(each, encode(Remove(5, [ann.replica.device])), circle=AUTHORITY) for each in (bea, second)]
    dora.take(votes)
    assert as_known(dora, ann).standing is DeviceStanding.GOOD
    admin_commands.appoint(ann.replica, second.replica.device, Role.ADMIN)
    assert as_known(ann, second).role is Role.EDITOR, "also by an appointment"
    admin_commands.confirm(bea.replica, second.replica.device)
    meet(ann, bea, second)
    assert second.device().role is Role.ADMIN


def test_a_laptop_that_an_admin_gives_to_somebody_takes_nothing_from_them(
    world: World, ann: Laptop, bea: Laptop, dora: Laptop
):
    """Mallory says of a laptop of her own that it is Bea's: it demotes nobody, and Bea can vote to remove it."""
    mallory = world.join("Mallory", ann, Role.ADMIN)
    meet(ann, bea, dora, mallory)
    false = further(world, mallory, bea, Role.ADMIN)
    said = Appoint(5, bea.replica.device, Role.CARRIER.value)
    for laptop in (ann, bea, dora):
        laptop.take([*mallory.sealed(), forge(false, encode(said), circle=AUTHORITY)])
        assert as_known(laptop, bea).role is Role.ADMIN
    for voter in (ann, bea):
        admin_commands.remove(voter.replica, [false.replica.device])
    meet(ann, bea, dora)
    assert as_known(dora, false).standing is DeviceStanding.REMOVED
    assert as_known(dora, bea).standing is DeviceStanding.GOOD


def test_nobody_becomes_somebody_by_pretending_not_to_know_them(world: World, ann: Laptop, bea: Laptop):
    """Bea admits a laptop as Dora's, in a log that claims to have been begun before Dora's own came."""
    before = bea.replica.causality.heads(AUTHORITY)
    dora = world.join("Dora", ann)
    meet(ann, bea, dora)
    false = Laptop(world, "Dora")
    admit = Admit(5, dora.device().person, "Dora", Role.EDITOR.value, false.secrets.public())
    hidden = forge(bea, encode(admit), circle=AUTHORITY, authority=before)
    for laptop in (ann, dora):
        laptop.take([hidden])
        known = laptop.replica.membership.devices[false.secrets.public().device]
        assert not known.confirmed
        assert as_known(laptop, dora).person == dora.device().person


def test_nobody_takes_a_laptop_by_pretending_not_to_know_whose_it_is(world: World, ann: Laptop, bea: Laptop):
    """Mallory admits two as hers, as if before all others: a newcomer stays who they are, Bea's second is nobody's."""
    mallory = world.join("Mallory", ann, Role.ADMIN)
    before = mallory.replica.causality.heads(AUTHORITY)
    second, cem = further(world, bea, bea), world.join("Cem", ann, Role.ADMIN)
    meet(ann, bea, cem, mallory, second)
    assert as_known(ann, second).person == bea.device().person
    claims = [
        encode(Admit(5, mallory.device().person, "A", Role.EDITOR.value, each.secrets.public()))
        for each in (cem, second)
    ]
    hidden = forge(mallory, *claims, circle=AUTHORITY, authority=before)
    for laptop in (ann, bea):
        laptop.take([hidden])
        assert (as_known(laptop, cem).person, as_known(laptop, cem).role) == (cem.replica.device, Role.ADMIN)
        assert as_known(laptop, second).person == second.replica.device
        assert not as_known(laptop, second).confirmed


def test_it_may_do_in_circles_what_the_others_may(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    circle = admin_commands.open_circle(ann.replica, "kitchen", [(dora.replica.device, Part.EDITOR)])
    closed = admin_commands.open_circle(bea.replica, "bedroom", [])
    meet(ann, bea, dora)
    second = further(world, ann, dora)
    assert second.replica.membership.writes(second.replica.device, circle)
    assert not second.replica.membership.reads(second.replica.device, closed)
    assert circle in {home for home, _epoch in second.store.epoch_keys()}


def test_one_laptop_goes_and_the_person_stays(world: World, ann: Laptop, bea: Laptop, dora: Laptop):
    second = further(world, ann, dora)
    meet(ann, bea, dora, second)
    admin_commands.confirm(dora.replica, second.replica.device)
    meet(ann, bea, dora, second)
    for voter in (ann, bea):
        admin_commands.remove(voter.replica, [dora.replica.device])
    meet(ann, bea, second)
    assert as_known(bea, dora).standing is DeviceStanding.REMOVED
    assert as_known(bea, second).standing is DeviceStanding.GOOD
    assert as_known(bea, second).person == as_known(bea, dora).person, (
        "the word of the removed counts as far as it was seen"
    )
