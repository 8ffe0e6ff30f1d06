"""Settle up with the fewest payments: people less the greatest number of groups that sum to zero.

Finding that number is NP-hard (Verhoeff, Settling multiple debts efficiently, 2004); up to 18 people it is found by
dynamic programming over all subsets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.i18n import _
from app.problems import WrongValue

MOST_EXACT = 18
_MOST_SUM = 2**62


@dataclass(frozen=True, slots=True)
class Payment:
    """Somebody pays somebody else an amount in minor units."""

    payer: str
    payee: str
    amount: int


@dataclass(frozen=True, slots=True)
class SettlingPlan:
    """Payments after which everybody is at zero; ``proven`` says that there are none fewer."""

    payments: tuple[Payment, ...]
    proven: bool


def settle_up(balances: Mapping[str, int]) -> SettlingPlan:
    """Find payments that bring all balances to zero: positive is owed to somebody, negative owes.

    Raises:
        WrongValue: The balances do not sum to zero.
    """
    off = sum(balances.values())
    if off:
        message = _("The balances do not sum to zero: they are off by {amount} minor units.")
        raise WrongValue(message.format(amount=off))
    open_ones = {each: amount for each, amount in sorted(balances.items()) if amount}
    groups = _opposites(open_ones)
    paired = {each for group in groups for each in group}
    rest = [each for each in open_ones if each not in paired]
    # Sums beyond 64 bits come only from a laptop that writes what no form takes.
    proven = len(rest) <= MOST_EXACT and sum(abs(open_ones[each]) for each in rest) < _MOST_SUM
    if proven:
        groups += _most_groups(rest, open_ones)
    else:
        groups += _threes(rest, open_ones)
    payments = [payment for group in groups for payment in _within(group, open_ones)]
    return SettlingPlan(tuple(sorted(payments, key=lambda each: (each.payer, each.payee))), proven)


def _opposites(balances: Mapping[str, int]) -> list[list[str]]:
    """Pair those who owe exactly what somebody is owed: this never costs a group elsewhere."""
    waiting: dict[int, list[str]] = {}
    pairs: list[list[str]] = []
    for each, amount in balances.items():
        others = waiting.get(-amount)
        if others:
            pairs.append([others.pop(0), each])
        else:
            waiting.setdefault(amount, []).append(each)
    return pairs


def _most_groups(people: Sequence[str], balances: Mapping[str, int]) -> list[list[str]]:
    """Divide people into as many groups that sum to zero as can be.

    The number of groups that a set completes, taken one person at a time, is the best of those of the set less one,
    plus one if the set itself sums to zero; all sets of one size are counted at once.
    """
    if not people:
        return []
    import numpy as np

    count = len(people)
    sets = np.arange(1 << count, dtype=np.int64)
    sums: Any = np.zeros(1 << count, dtype=np.int64)
    sizes: Any = np.zeros(1 << count, dtype=np.int8)
    for bit, person in enumerate(people):
        inside = (sets >> bit) & 1
        sums += inside * balances[person]
        sizes += inside.astype(np.int8)
    most: Any = np.zeros(1 << count, dtype=np.int8)
    for size in range(1, count + 1):
        chosen = sets[sizes == size]
        best: Any = np.zeros(len(chosen), dtype=np.int8)
        for bit in range(count):
            inside = (chosen >> bit) & 1 == 1
            best[inside] = np.maximum(best[inside], most[chosen[inside] ^ (1 << bit)])
        most[chosen] = best + (sums[chosen] == 0)
    return _walk(people, most, sums)


def _walk(people: Sequence[str], most: Any, sums: Any) -> list[list[str]]:
    """Read the groups from the table, taking people off in the order of ids."""
    groups: list[list[str]] = []
    group: list[str] = []
    rest = (1 << len(people)) - 1
    while rest:
        value = int(most[rest]) - (int(sums[rest]) == 0)
        if int(sums[rest]) == 0 and group:
            groups.append(sorted(group))
            group = []
        bit = next(bit for bit in range(len(people)) if rest >> bit & 1 and int(most[rest ^ (1 << bit)]) == value)
        group.append(people[bit])
        rest ^= 1 << bit
    groups.append(sorted(group))
    return groups


def _threes(people: Sequence[str], balances: Mapping[str, int]) -> list[list[str]]:
    """Find groups of three that sum to zero, first come first served, and leave the rest in one."""
    left = list(people)
    groups: list[list[str]] = []
    while (found := _three(left, balances)) is not None:
        groups.append(found)
        left = [each for each in left if each not in found]
    return [*groups, left] if left else groups


def _three(people: Sequence[str], balances: Mapping[str, int]) -> list[str] | None:
    """Give the first three people whose balances sum to zero."""
    place = {balances[each]: number for number, each in reversed(list(enumerate(people)))}
    for first, one in enumerate(people):
        for second in range(first + 1, len(people)):
            third = place.get(-balances[one] - balances[people[second]])
            if third is not None and third not in {first, second}:
                return sorted([one, people[second], people[third]])
    return None


def _within(group: Sequence[str], balances: Mapping[str, int]) -> list[Payment]:
    """Settle a group with one payment less than people: the largest debt pays the largest claim."""
    left = {each: balances[each] for each in group}
    payments: list[Payment] = []
    while any(left.values()):
        payer = min(left, key=lambda each: (left[each], each))
        payee = max(sorted(left), key=lambda each: left[each])
        amount = min(-left[payer], left[payee])
        payments.append(Payment(payer, payee, amount))
        left[payer] += amount
        left[payee] -= amount
    return payments
