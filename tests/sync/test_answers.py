"""Who loses a right cannot keep it by answering those who took it, as if unheard: not alone, nor with others.

Each answer is made by a program of one's own, which says that it knows of nothing but what came before the loss.
"""

from __future__ import annotations

import pytest

from sync.authority.membership import everything
from sync.authority.operations import Admit, Appoint, Certify, Part, Role, ShareCircle
from sync.log.change import Create
from sync.log.segment import AUTHORITY, Segment
from sync.primitives.codec import encode
from sync.replica import admin_commands
from tests.sync.said import crew
from tests.sync.world import Laptop, World, assert_agree, forge, meet, pass_on


@pytest.fixture
def bea(world: World, ann: Laptop) -> Laptop:
    return world.join("Bea", ann, Role.ADMIN)


@pytest.fixture
def mallory(world: World, ann: Laptop, bea: Laptop) -> Laptop:
    """Give an editor; all three know all."""
    mallory = world.join("Mallory", ann)
    meet(ann, bea, mallory)
    return mallory


def answer(laptop: Laptop, *said: object, after: Segment | None = None) -> Segment:
    """Give what is said in the authority's log, knowing all that is here."""
    heads = [] if after else laptop.replica.causality.heads(AUTHORITY)
    return forge(laptop, *map(encode, said), circle=AUTHORITY, authority=heads, after=after)


def part(of: Laptop, about: Laptop, circle: bytes) -> Part:
    return of.replica.membership.circles[circle].part_at(about.replica.device, everything)


@pytest.mark.parametrize("her", [Part.STEWARD, Part.EDITOR])
def test_a_steward_taken_out_does_not_stay_by_taking_out_who_did_it(
    ann: Laptop, bea: Laptop, mallory: Laptop, her: Part
):
    circle = crew(ann, (bea, Part.STEWARD), (mallory, her))
    meet(ann, bea, mallory)
    reply = answer(mallory, ShareCircle(mallory.wall(), circle, ann.replica.device, Part.NONE.value))
    admin_commands.share(ann.replica, circle, mallory.replica.device, Part.NONE)
    for first, second in (([reply], ann.sealed()), (ann.sealed(), [reply])):
        other = bea.clone()
        other.take(first)
        other.take(second)
        assert part(other, mallory, circle) is Part.NONE
    bea.take([*ann.sealed(), reply])
    record = bea.replica.write(circle, [Create("person", {"name": "not for Mallory"})])[0][0]
    pass_on(bea, mallory)
    assert record not in mallory.everything()
    assert part(bea, ann, circle) is (Part.NONE if her is Part.STEWARD else Part.STEWARD)


def test_an_admin_demoted_does_not_stay_one_by_an_accomplice_who_helps_to_demote_another(
    world: World, ann: Laptop, bea: Laptop, mallory: Laptop
):
    admin_commands.appoint(ann.replica, mallory.replica.device, Role.ADMIN)
    meet(ann, bea, mallory)
    eve = Laptop(world, "Eve")
    admits = answer(mallory, Admit(mallory.wall(), world.random(16), "Eve", Role.ADMIN.value, eve.secrets.public()))
    votes = answer(mallory, Appoint(mallory.wall(), ann.replica.device, Role.EDITOR.value), after=admits)
    eve.reopen()
    eve.take([*mallory.sealed(), admits])
    hers = answer(eve, Appoint(eve.wall(), ann.replica.device, Role.EDITOR.value))
    for laptop in (ann, bea):
        admin_commands.appoint(laptop.replica, mallory.replica.device, Role.EDITOR)
    emil = admin_commands.open_circle(ann.replica, "of Ann")
    meet(ann, bea)
    bea.take([admits, votes, hers])
    meet(ann, bea)
    for laptop in (ann, bea):
        known = laptop.replica.membership
        assert known.role_at(mallory.replica.device) is Role.EDITOR
        assert known.role_at(ann.replica.device) is Role.ADMIN
        assert emil in known.circles
    assert_agree(ann, bea)


@pytest.mark.parametrize("role", [Role.READER, Role.CARRIER])
def test_a_steward_with_a_lesser_role_does_not_go_on_deciding(
    world: World, ann: Laptop, bea: Laptop, mallory: Laptop, role: Role
):
    """Her part in the circle is what it was, and asks for a role that she no longer has."""
    circle = crew(ann, (bea, Part.EDITOR), (mallory, Part.STEWARD))
    emil = world.join("Emil", ann)
    meet(ann, bea, mallory, emil)
    says = Certify(mallory.wall(), circle, bytes(32))
    lets_in = ShareCircle(mallory.wall(), circle, emil.replica.device, Part.READER.value)
    takes_out = ShareCircle(mallory.wall(), circle, bea.replica.device, Part.NONE.value)
    reply = answer(mallory, says, lets_in, takes_out)
    admin_commands.appoint(ann.replica, mallory.replica.device, role)
    bea.take([*ann.sealed(), reply])
    assert not bea.replica.membership.circles[circle].certificates
    assert part(bea, emil, circle) is Part.NONE
    assert part(bea, bea, circle) is Part.NONE, "who takes a right from another counts, and can be told so"
    ann.take([reply])
    assert_agree(ann, bea)
