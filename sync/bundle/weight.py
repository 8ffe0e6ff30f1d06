"""What a bundle takes in memory: counted by its sender, who signs the sum, and by its reader before it decodes.

A value of MessagePack can take a byte in a file and some sixty in memory, and an operation less than a byte. So a
bundle's weight is its bytes once unpacked, with a fixed sum for each value and each operation in it. A reader stops as
soon as its own count passes what the manifest says; what it then takes in memory is at most `FACTOR` times that.
"""

from __future__ import annotations

from collections.abc import Iterable

from sync.log.segment import Segment
from sync.primitives.errors import Malformed, NeedsMemory, TooLarge

FACTOR = 4
VALUE, OPERATION = 64, 512
UNBOUNDED = 1 << 62
SPARE = 1024
"""For the few bytes around a bundle's parts, which the reader counts and the sender does not."""
_CHECKED_EVERY = 1 << 12


class Allowance:
    """How much weight is left of what a manifest says."""

    def __init__(self, left: int) -> None:
        """Begin with all of it."""
        self.left = left

    def spend(self, weight: int) -> None:
        """Take some of it; raises `TooLarge` where there is less left."""
        if weight > self.left:
            raise TooLarge("a bundle holds more than its manifest says")
        self.left -= weight


def check_memory(weight: int, memory: int) -> None:
    """Raise `NeedsMemory` for a bundle that says to weigh more than so many bytes of memory allow."""
    if weight > memory // FACTOR:
        raise NeedsMemory(f"a bundle may take {weight * FACTOR} bytes, and there are {memory}")


def weigh(data: bytes, most: int = UNBOUNDED) -> int:
    """Give the weight of encoded values, none of which is decoded; a text counts as those that its zeros part.

    Raises `TooLarge` beyond `most`, and `Malformed` for what is no MessagePack.
    """
    if len(data) > most:
        raise TooLarge("a bundle holds more than its manifest says")
    most_values = (most - len(data)) // VALUE
    place, left, values = 0, 1, 0
    sizes, wide, texts = _SIZES, _WIDE, _TEXTS
    try:
        while left:
            values += 1
            if not values % _CHECKED_EVERY and values > most_values:
                break
            left -= 1
            mark = data[place]
            size, head = sizes[mark], 1
            if size == _OPEN:
                left += (mark & 0x0F) * (2 if mark < 0x90 else 1)
                place += 1
                continue
            if size == _VARIABLE:
                width, each, extra = wide[mark]
                head = 1 + width
                number = int.from_bytes(data[place + 1 : place + head], "big")
                left += number * each
                size = head + extra + (0 if each else number)
            if mark in texts:
                values += data.count(0, place + head, place + size)
            place += size
    except (IndexError, KeyError) as error:
        raise Malformed("a part of a bundle is not what it should be") from error
    if values > most_values:
        raise TooLarge("a bundle holds more than its manifest says")
    if place != len(data):
        raise Malformed("a part of a bundle ends elsewhere than it should")
    return len(data) + VALUE * values


class Weight:
    """What a sender counts."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.sum = self.snapshots = 0

    def add(self, *parts: bytes) -> None:
        """Count encoded values."""
        self.sum += sum(map(weigh, parts))

    def add_segments(self, columns: bytes, segments: Iterable[Segment]) -> None:
        """Count segments as the columns that travel, and as the operations that are rebuilt from them."""
        self.add(columns)
        self.sum += sum(OPERATION + len(bytes(each)) for segment in segments for each in segment.operations)

    def add_snapshot(self, columns: bytes, snapshot: bytes, records: int) -> None:
        """Count a snapshot as the columns that travel, and as what is rebuilt from them."""
        self.add(columns)
        self.sum += OPERATION * records + len(snapshot)
        self.snapshots += 1


_OPEN, _VARIABLE = 0xF0, 0xFF


def _table() -> bytes:
    """For each first byte how long its value is, or that values are inside, or that a length follows."""
    sizes = bytearray([1]) * 256
    for mark in range(0x80, 0xA0):
        sizes[mark] = _OPEN
    for mark in range(0xA0, 0xC0):
        sizes[mark] = 1 + (mark & 0x1F)
    for mark, size in {0xCA: 5, 0xCB: 9, 0xCC: 2, 0xCD: 3, 0xCE: 5, 0xCF: 9, 0xD0: 2, 0xD1: 3, 0xD2: 5, 0xD3: 9,
                       0xD4: 3, 0xD5: 4, 0xD6: 6, 0xD7: 10, 0xD8: 18}.items():  # fmt: skip
        sizes[mark] = size
    for mark in (0xC1, *_WIDE):
        sizes[mark] = _VARIABLE
    return bytes(sizes)


_WIDE = {
    0xC4: (1, 0, 0), 0xC5: (2, 0, 0), 0xC6: (4, 0, 0), 0xC7: (1, 0, 1), 0xC8: (2, 0, 1), 0xC9: (4, 0, 1),
    0xD9: (1, 0, 0), 0xDA: (2, 0, 0), 0xDB: (4, 0, 0), 0xDC: (2, 1, 0), 0xDD: (4, 1, 0), 0xDE: (2, 2, 0),
    0xDF: (4, 2, 0),
}  # fmt: skip
"""By first byte: how wide the length is, how many values each of it stands for, and a byte more of an extension."""
_SIZES = _table()
_TEXTS = frozenset([*range(0xA0, 0xC0), 0xD9, 0xDA, 0xDB])
