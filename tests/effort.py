"""What a piece of work costs, counted in lines run and calls into C instead of seconds: the same however busy it is.

A call into C counts as one however long it takes, and what an operator does inside C, such as slicing, `+=` on texts
or `in` on a list, does not count at all. So this is for work whose loops are Python's; where copying or searching in
C is feared, a test asserts that it does not happen, or `tests/bench` measures it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

LARGER = 4
"""How many times as large the larger input is."""
IN_PROPORTION = 1.5 * LARGER
"""What work in proportion to its input stays below; work that grows with the square of it reaches 16."""


def effort(work: Callable[[], object]) -> int:
    """Give the lines that some work runs and the C functions that it calls, on this thread."""
    spent = 0

    def on_line(_frame: FrameType, event: str, _what: object) -> Any:
        nonlocal spent
        spent += event == "line"
        return on_line

    def on_call(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal spent
        spent += event == "c_call"

    before = sys.gettrace(), sys.getprofile()
    sys.setprofile(on_call)
    sys.settrace(on_line)
    try:
        work()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return spent


def growth(prepare: Callable[[int], Callable[[], object]], size: int) -> float:
    """How much more work costs over an input four times as large; what fills caches at first is not counted."""
    prepare(size)()
    return effort(prepare(LARGER * size)) / effort(prepare(size))
