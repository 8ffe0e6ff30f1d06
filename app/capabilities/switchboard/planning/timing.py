"""One person at one place: whether amounts fit into stretches of time, where they go, and what stands in the way.

Each item is an amount of minutes that may go anywhere in its stretches. The stretches are cut at their ends; whether
all items fit is a flow of items into the pieces, and where not, the smallest cut names the pieces that are too few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from app.capabilities.switchboard.windows import Stretch, length, meet, union

Item = tuple[int, Sequence[Stretch]]
_FEW = 5


class PersonLane:
    """Items of one person, poured into the pieces of their week one after the other."""

    def __init__(self, stretches: Sequence[Sequence[Stretch]]) -> None:
        """Cut the week at every end; ``stretches`` holds those of each item."""
        cuts = sorted({end for each in stretches for stretch in each for end in stretch})
        pieces = [(begin, until) for begin, until in pairwise(cuts)]
        self.pieces = pieces
        self.free = [until - begin for begin, until in pieces]
        self.may = [
            [at for at, piece in enumerate(pieces) if any(b <= piece[0] and piece[1] <= u for b, u in each)]
            for each in stretches
        ]
        self.put: list[dict[int, int]] = [{} for _ in stretches]

    def pour(self, item: int, amount: int) -> int:
        """Pour an amount of an item, moving others aside; give how much of it found room."""
        poured = 0
        while poured < amount:
            moved = self._augment(item, amount - poured)
            if moved == 0:
                break
            poured += moved
        return poured

    def reached(self, item: int) -> list[Stretch]:
        """Give the pieces that an item could use if others moved aside: what is full when it finds no room."""
        seen = {item}
        pieces: set[int] = set()
        waiting = [item]
        while waiting:
            for piece in self.may[waiting.pop()]:
                if piece in pieces:
                    continue
                pieces.add(piece)
                others = [other for other, put in enumerate(self.put) if put.get(piece) and other not in seen]
                seen.update(others)
                waiting.extend(others)
        return union(self.pieces[at] for at in pieces)

    def _augment(self, item: int, amount: int) -> int:
        """Find the shortest way to room, through items that can move, and pour along it."""
        came: dict[int, tuple[int, int]] = {}  # Piece: who wants it, and the piece that they leave (-1: new).
        waiting: list[tuple[int, int]] = [(item, -1)]
        asked = {item}
        for who, leaves in waiting:
            for piece in self.may[who]:
                if piece in came:
                    continue
                came[piece] = (who, leaves)
                if self.free[piece] > 0:
                    return self._move(piece, amount, came)
                for other, put in enumerate(self.put):
                    if other not in asked and put.get(piece):
                        asked.add(other)
                        waiting.extend((other, left) for left in [piece])
        return 0

    def _move(self, piece: int, amount: int, came: dict[int, tuple[int, int]]) -> int:
        """Pour along the way that ends at a piece with room."""
        way: list[tuple[int, int, int]] = []
        at = piece
        while at != -1:
            who, leaves = came[at]
            way.append((who, leaves, at))
            at = leaves
        moved = min([amount, self.free[piece], *(self.put[who][leaves] for who, leaves, _ in way if leaves != -1)])
        self.free[piece] -= moved
        for who, leaves, to in way:
            self.put[who][to] = self.put[who].get(to, 0) + moved
            if leaves != -1:
                self.put[who][leaves] -= moved
        return moved


def room(items: Sequence[Item], new: Sequence[Stretch], want: int) -> int:
    """Give how much of a new item fits beside items that fit."""
    touching = _touching(items, new)
    if not touching:
        return min(want, length(new))
    lane = PersonLane([*(times for _, times in touching), new])
    for at, (amount, _) in enumerate(touching):
        lane.pour(at, amount)
    return lane.pour(len(touching), want)


def _touching(items: Sequence[Item], new: Sequence[Stretch]) -> list[Item]:
    """Leave the items that share time with the new one, directly or through others."""
    left, found, reach = list(items), list[Item](), list(new)
    while True:
        near = [each for each in left if meet(list(each[1]), reach)]
        if not near:
            return found
        found.extend(near)
        left = [each for each in left if each not in near]
        reach = union([*reach, *(stretch for each in near for stretch in each[1])])


def too_much(items: Sequence[Item]) -> list[Stretch]:
    """Give stretches into which more is to go than they hold, or nothing if all items fit."""
    if len(items) < 2 or sum(amount for amount, _ in items) <= min(length(times) for _, times in items):
        return []
    lane = PersonLane([times for _, times in items])
    for at, (amount, _) in enumerate(items):
        if lane.pour(at, amount) < amount:
            return lane.reached(at)
    return []


def place(items: Sequence[Item]) -> list[list[Stretch]]:
    """Say from when to when each item goes: in one piece if an order can be found, else in several."""
    if len(items) <= _FEW:
        for order in permutations(range(len(items))):
            found = _in_order(items, order)
            if found is not None:
                return [[found[at]] for at in range(len(items))]
    lane = PersonLane([times for _, times in items])
    for at, (amount, _) in enumerate(items):
        lane.pour(at, amount)
    placed: list[list[Stretch]] = [[] for _ in items]
    for at, (begin, _) in enumerate(lane.pieces):
        clock = begin
        for item, put in enumerate(lane.put):
            if put.get(at):
                placed[item].append((clock, clock + put[at]))
                clock += put[at]
    return [union(each) for each in placed]


def _in_order(items: Sequence[Item], order: Sequence[int]) -> dict[int, Stretch] | None:
    """Put items in an order, each in the first gap that holds it in one piece."""
    found: dict[int, Stretch] = {}
    for at in order:
        amount, times = items[at]
        taken = union(found.values())
        gap = next((g for g in _gaps(times, taken) if g[1] - g[0] >= amount), None)
        if gap is None:
            return None
        found[at] = (gap[0], gap[0] + amount)
    return found


def _gaps(times: Sequence[Stretch], taken: Sequence[Stretch]) -> Iterator[Stretch]:
    """Give the parts of stretches that are not taken."""
    for begin, until in times:
        at = begin
        for first, last in taken:
            if last <= at or first >= until:
                continue
            if first > at:
                yield (at, first)
            at = max(at, last)
        if at < until:
            yield (at, until)
