"""The phone tree: everybody calls at most five, and somebody else is named who calls if they cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BRANCH = 5


@dataclass(frozen=True, slots=True)
class Call:
    """One call: by whom, to whom, how far from the top, and who calls instead (empty: nobody else can)."""

    caller: str
    called: str
    level: int
    backup: str = ""


def phone_tree(people: Sequence[str]) -> list[Call]:
    """Give the calls, in the order of the people: the first begins, each of the next is called by one before.

    The back-up is the next one who is called at the same level as the caller, or else whoever calls the caller.
    """
    calls: list[Call] = []
    levels = {0: 0}
    callers: dict[int, int] = {}
    for place in range(1, len(people)):
        caller = (place - 1) // BRANCH
        callers[place] = caller
        levels[place] = levels[caller] + 1
        beside = caller + 1 if levels.get(caller + 1) == levels[caller] and caller + 1 < place else caller - 1
        if levels.get(beside) != levels[caller] or beside < 0:
            beside = callers.get(caller, -1)
        backup = people[beside] if beside >= 0 and beside != caller else ""
        calls.append(Call(people[caller], people[place], levels[place], backup))
    return calls
