"""The clock that orders what is shown: near the wall, never before what was seen, never dragged into the future."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.primitives.clock import AHEAD_LIMIT, TIME_LIMIT, Clock, check_time
from sync.primitives.errors import Malformed
from tests.sync.world import START

times = st.integers(-(2**60), 2**60)


@given(walls=st.lists(times, min_size=1, max_size=20))
def test_it_never_goes_back_and_never_leaves_the_calendar(walls: list[int]):
    wall = iter(walls)
    clock = Clock(lambda: next(wall))
    given_out = [clock.tick() for _ in walls]
    assert given_out == sorted(given_out)
    for time in given_out:
        check_time(time)


@given(wall=st.integers(0, TIME_LIMIT // 2), seen=st.integers(0, TIME_LIMIT - 1))
def test_what_was_seen_counts_unless_it_is_far_ahead(wall: int, seen: int):
    clock = Clock(lambda: wall)
    followed = clock.observe(seen)
    assert followed is (seen <= wall + AHEAD_LIMIT)
    assert clock.tick() == (max(wall, seen) if followed else wall)


@pytest.mark.parametrize("time", [-1, TIME_LIMIT, 2**64])
def test_a_time_beyond_the_calendar_is_malformed(time: int):
    check_time(START)
    with pytest.raises(Malformed):
        check_time(time)
