"""Whom somebody names they know with all that those had seen: nobody pretends to have heard of one admin only."""

from __future__ import annotations

import pytest

from sync.authority.operations import Entrust, OpenCircle, Role, Suspend
from sync.log.segment import AUTHORITY, Head
from sync.primitives.codec import encode
from sync.replica import admin_commands
from tests.sync.world import Laptop, World, forge, meet


@pytest.fixture
def bea(world: World, ann: Laptop) -> Laptop:
    return world.join("Bea", ann, Role.ADMIN)


@pytest.fixture
def mallory(world: World, ann: Laptop, bea: Laptop) -> Laptop:
    """Give an admin whom Bea has admitted, so that Bea's log alone makes her one; all three know all."""
    mallory = world.join("Mallory", bea, Role.ADMIN)
    meet(ann, bea, mallory)
    return mallory


def heads_of(laptop: Laptop, of: Laptop) -> list[Head]:
    """Give the newest of what somebody has said, as another knows it."""
    causality = laptop.replica.causality
    chains, device = causality.chains, of.replica.device
    hers = {each.hash for each in causality.places.values() if chains[each.chain].opening.device == device}
    return [head for head in causality.heads(AUTHORITY) if head.hash in hers]


def test_no_circle_takes_the_place_of_the_one_that_all_read(ann: Laptop, bea: Laptop, mallory: Laptop):
    """Neither one that counts, nor one of somebody who had not heard of being admitted."""
    everyone, hers = ann.circle, b"\x01" * 16
    opening = encode(OpenCircle(0, hers, "everyone"))
    for heads, counts in (([], False), (heads_of(mallory, bea), True)):
        segment = forge(mallory, opening, circle=AUTHORITY, authority=heads)
        for laptop in (ann, bea, mallory):
            laptop.take([segment])
            assert (hers in laptop.replica.membership.circles) == counts
            assert laptop.replica.circle() == everyone
    assert not ann.replica.membership.reads(ann.replica.device, hers)


def test_nobody_suspends_the_founder_as_if_before_all_that_she_did(ann: Laptop, bea: Laptop, mallory: Laptop):
    """Then all whom she had let in would be nobody, and who could lift the suspension?"""
    everyone = ann.circle
    suspension = encode(Suspend(mallory.wall(), [ann.replica.device]))
    segment = forge(mallory, suspension, circle=AUTHORITY, authority=heads_of(mallory, bea))
    for laptop in (bea, mallory):
        laptop.take([segment])
        assert laptop.replica.circle() == everyone
        assert laptop.device().role is Role.ADMIN
        assert not laptop.replica.membership.devices[ann.replica.device].good
    (found,) = bea.replica.membership.suspensions
    admin_commands.lift(bea.replica, [found.name])


def test_nobody_names_trustees_as_if_they_were_the_only_admin(ann: Laptop, bea: Laptop, mallory: Laptop):
    said = encode(Entrust(mallory.wall(), 1, [bytes(32)]))
    segment = forge(mallory, said, circle=AUTHORITY, authority=heads_of(mallory, bea))
    for laptop in (ann, bea, mallory):
        laptop.take([segment])
        assert laptop.replica.membership.trustees == ()
