"""The device's own pen: what one write leaves in segments, whether its operations were written down before or not."""

from __future__ import annotations

from sync.log.change import Create, Update
from sync.log.memory import MemoryStore
from sync.log.operation import Insert, decode_operation
from sync.log.segment import SEGMENT_OPERATIONS, Segment, numbered
from tests.sync.world import World, header_of

OVER = 3


class Watched(MemoryStore):
    """A store that counts the loose operations of each write, and how often they are read back."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__()
        vars(self).update(vars(store))
        self.loose: list[int] = []
        self.read = 0

    def append(self, number: int, first: int, operations: list[bytes]) -> None:
        self.loose.append(len(operations))
        super().append(number, first, operations)

    def drafted(self, number: int) -> list[bytes]:
        self.read += 1
        return super().drafted(number)


def names(segment: Segment) -> list[str]:
    """Give the names of the records that a segment makes, in their order."""
    operations = [decode_operation(data) for _index, data in numbered(segment, header_of(segment).count)]
    return [operation.fields["name"] for operation in operations if isinstance(operation, Insert)]


def test_a_full_segment_holds_what_was_written_down_before_and_what_was_not():
    ann = World().found()
    before = [f"before {number}" for number in range(OVER)]
    more = [f"at hand {number}" for number in range(SEGMENT_OPERATIONS)]
    (first, *_others) = ann.write(*(Create("person", {"name": name}) for name in before))
    ann.write(*(Create("person", {"name": name}) for name in more))
    full, last = ann.own()
    assert names(full) == [*before, *more[:-OVER]]
    assert (names(last), header_of(last).previous) == (more[-OVER:], full.hash)
    ann.write(Update(first, {"name": "later"}))
    assert ann.digest() == ann.replayed()


def test_what_a_write_fills_whole_segments_with_is_never_written_down_loose():
    """It goes into them from memory: only what is left for the last one lies open in the store."""
    ann = World().found()
    ann.store = store = Watched(ann.store)
    ann.reopen()
    ann.write(*(Create("person", {"name": str(number)}) for number in range(2 * SEGMENT_OPERATIONS + OVER)))
    assert (store.loose, store.read) == ([OVER], 0)
    assert [header_of(each).count for each in ann.own()] == [SEGMENT_OPERATIONS, SEGMENT_OPERATIONS, OVER]
