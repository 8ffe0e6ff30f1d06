"""Invariant 4 on whole groups: whatever members say about each other, with or without the right, all laptops agree."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.authority.operations import Admit, Appoint, Lift, OpenCircle, Part, Remove, Role, ShareCircle, Suspend
from sync.log.segment import AUTHORITY
from sync.primitives.codec import encode
from sync.primitives.keys import DeviceSecrets
from tests.examples import examples
from tests.sync.world import Laptop, World, assert_agree, forge, meet

VERBS = ("suspend", "remove", "lift", "appoint", "share", "open", "admit", "write", "tell")
moves = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 4), st.integers(0, 4), st.integers(0, 9)), max_size=12
)


def said(verb: str, author: Laptop, about: Laptop, number: int, circles: list[bytes]) -> Any:
    """Give an operation as a program writes it that asks nobody for leave."""
    time, device = author.wall(), about.replica.device
    names = [each.name for each in author.replica.membership.suspensions]
    found: Any = None
    match verb:
        case "suspend":
            found = Suspend(time, [device])
        case "remove":
            found = Remove(time, [device])
        case "lift" if names:
            found = Lift(time, names)
        case "appoint":
            found = Appoint(time, device, list(Role)[number % 4])
        case "share":
            found = ShareCircle(time, circles[number % len(circles)], device, list(Part)[number % 4])
        case "open":
            circles.append(author.world.random(16))
            found = OpenCircle(time, circles[-1], "crew")
        case "admit":
            keys = DeviceSecrets.generate(author.world.random).public()
            found = Admit(time, author.world.random(16), "Eve", list(Role)[number % 4], keys)
    return found


@pytest.mark.long
@examples(25)
@given(script=moves, seed=st.integers(0, 2**16))
def test_all_agree_whoever_says_what_and_whatever_comes_first(script: list[tuple[str, int, int, int]], seed: int):
    world = World()
    ann = world.found()
    laptops = [ann, *(world.join(name, ann, role) for name, role in
               (("Bea", Role.ADMIN), ("Cem", Role.ADMIN), ("Dora", Role.EDITOR), ("Emil", Role.READER)))]  # fmt: skip
    meet(*laptops)
    circles = [ann.circle]
    for verb, who, whom, number in script:
        author, about = laptops[who], laptops[whom]
        if verb == "tell":
            about.take(author.sealed())
        elif verb == "write":
            me = author.device()
            if me.good and author.replica.membership.writes(me.device, author.circle):
                author.create(name=str(number))
        elif (operation := said(verb, author, about, number, circles)) is not None:
            author.take([forge(author, encode(operation), circle=AUTHORITY)])
    heap = list({each.hash: each for laptop in laptops for each in laptop.sealed()}.values())
    chance = random.Random(seed)
    for laptop in laptops:
        chance.shuffle(heap)
        for start in range(0, len(heap), 5):
            laptop.take(heap[start : start + 5])
        assert not laptop.store.pending()
    assert_agree(*laptops)
    quarantined = [
        {place.hash for place in laptop.replica.causality.places.values() if place.quarantined} for laptop in laptops
    ]
    assert all(each == quarantined[0] for each in quarantined)
