"""The invariants of sync.md on whole groups: any order and any clock, one result, and it is the one by definition."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.examples import examples
from tests.sync.game import Game
from tests.sync.world import World, assert_agree, meet

who = st.integers(0, 5)
which = st.integers(0, 11)


class AnyExchange(RuleBasedStateMachine):
    """Invariants 1, 2 and 8, while laptops write, exchange, are cloned, closed, and have their clocks set wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.game = Game()

    @rule(who=who, which=which)
    def create(self, who: int, which: int) -> None:
        self.game.create(who, which)
        self.game.check(who)

    @rule(who=who, which=which, verb=st.sampled_from(["update", "put", "remove", "drop", "revive"]))
    def write(self, who: int, which: int, verb: str) -> None:
        getattr(self.game, verb)(who, which)
        self.game.check(who)

    @rule(who=who, whom=who, seed=st.integers(0, 2**16))
    def send(self, who: int, whom: int, seed: int) -> None:
        self.game.send(who, whom, seed)
        self.game.check(whom)

    @rule(who=who, whom=who, lost=st.booleans())
    def hand_over(self, who: int, whom: int, lost: bool) -> None:
        self.game.hand_over(who, whom, lost=lost)
        self.game.check(whom)

    @rule(who=who)
    def reopen(self, who: int) -> None:
        self.game.reopen(who)
        self.game.check(who)

    @rule(who=who)
    def clone(self, who: int) -> None:
        self.game.clone(who)

    @rule(who=who, which=which)
    def set_clock(self, who: int, which: int) -> None:
        self.game.set_clock(who, which)

    def teardown(self) -> None:
        self.game.finish()


TestAnyExchange = pytest.mark.long(AnyExchange.TestCase)
TestAnyExchange.settings = examples(25)


moves = st.one_of(
    st.tuples(st.sampled_from(["create", "update", "put", "remove", "drop", "revive"]), who, which),
    st.tuples(st.just("send"), who, who, st.integers(0, 2**16)),
    st.tuples(st.just("set_clock"), who, which),
)


def played(script: list[tuple[Any, ...]], *, clocks: bool = True) -> Game:
    """Give a game after the given moves."""
    game = Game(clocks=clocks)
    for move, *numbers in script:
        getattr(game, move)(*numbers)
    return game


@pytest.mark.long
@examples(25)
@given(script=st.lists(moves, max_size=20))
def test_a_clock_wrong_by_a_century_never_changes_which_values_are_live(script: list[tuple[Any, ...]]):
    right, wrong = played(script, clocks=False), played(script)
    for one, other in zip(right.laptops, wrong.laptops, strict=True):
        assert one.everything() == other.everything()
    right.finish()
    wrong.finish()
    assert right.laptops[0].everything() == wrong.laptops[0].everything()


@pytest.mark.long
@examples(25)
@given(script=st.lists(moves, max_size=14), cut=st.integers(0, 14), seed=st.integers(0, 2**16))
def test_a_copied_store_and_the_rest_are_the_full_replay(script: list[tuple[Any, ...]], cut: int, seed: int):
    game = played(script[:cut])
    copied = game.newcomer("copied")
    copied.take(game.heap(seed))
    copied.store = copy.deepcopy(copied.store)
    copied.reopen()
    for move, *numbers in script[cut:]:
        getattr(game, move)(*numbers)
    game.finish()
    copied.take(game.heap(seed + 1))
    fresh = game.newcomer("fresh")
    fresh.take(game.heap(seed + 2))
    meet(*game.laptops, copied, fresh)
    assert_agree(*game.laptops, copied, fresh)


@pytest.mark.long
@given(script=st.lists(moves, max_size=10), seed=st.integers(0, 2**16))
def test_one_segment_at_a_time_in_any_order_is_the_same_as_all_at_once(script: list[tuple[Any, ...]], seed: int):
    game = played(script)
    at_once, one_by_one = game.newcomer("at once"), game.newcomer("one by one")
    heap = game.heap(seed)
    at_once.take(heap)
    for segment in heap:
        one_by_one.take([segment])
    assert not one_by_one.store.pending()
    assert_agree(at_once, one_by_one)


@pytest.mark.long
@examples(25)
@given(losses=st.lists(st.booleans(), min_size=1, max_size=5))
def test_a_lost_bundle_is_healed_by_the_next(losses: list[bool]):
    world = World()
    ann = world.found("Ann")
    bea = world.join("Bea", ann)
    record = ann.create(name="Cem")
    for number, lost in enumerate([*losses, False]):
        ann.update(record, phone=str(number))
        data = ann.bundle(bea)
        if not lost:
            bea.open(data)
            assert bea.digest() == ann.digest()
            assert bea.values(record, "phone") == [str(number)]
