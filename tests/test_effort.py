"""The measure tells work in proportion to its input from work that grows with its square."""

from __future__ import annotations

import sys

from tests.effort import IN_PROPORTION, effort, growth


def test_work_in_proportion_stays_below_the_bound_and_squares_do_not():
    assert growth(lambda size: lambda: [str(n) for n in range(size)], 100) < IN_PROPORTION
    assert growth(lambda size: lambda: sorted(str(n) for n in range(size)), 100) < IN_PROPORTION
    assert growth(lambda size: lambda: [str(n) for n in range(size) for _ in range(size)], 100) > 2 * IN_PROPORTION


def test_loops_that_call_nothing_count_as_well():
    def squares(size: int) -> int:
        found = 0
        for one in range(size):
            for other in range(size):
                found += one < other
        return found

    assert growth(lambda size: lambda: squares(size), 30) > 2 * IN_PROPORTION


def test_what_grows_inside_c_is_not_seen():
    """Each of these grows with the square of its input, and the measure does not know."""

    def searched(size: int) -> int:
        numbers = list(range(size))
        return sum(number in numbers for number in range(size))

    def copied(size: int) -> bytes:
        text = b""
        for _ in range(size):
            text = text + b"x"
        return text

    def sliced(size: int) -> int:
        text, steps = "x" * size, 0
        while text:
            text, steps = text[1:], steps + 1
        return steps

    assert growth(lambda size: lambda: searched(size), 100) < IN_PROPORTION
    assert growth(lambda size: lambda: copied(size), 100) < IN_PROPORTION
    assert growth(lambda size: lambda: sliced(size), 100) < IN_PROPORTION


def test_the_same_work_costs_the_same_and_leaves_no_trace():
    before = sys.gettrace(), sys.getprofile()
    assert effort(lambda: [str(n) for n in range(50)]) == effort(lambda: [str(n) for n in range(50)])
    assert (sys.gettrace(), sys.getprofile()) == before
