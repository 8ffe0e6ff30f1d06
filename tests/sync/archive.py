"""Every segment that anybody ever sealed, read by definition: who knew what, which record is meant, what lives.

The machine compares each laptop with this. It shares no vectors, no chains, no stored state and no order of arrival
with `sync`: pasts are sets of hashes, followed from header to header, and bodies are whole whatever was erased since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sync.log.causality import record_id
from sync.log.operation import (
    Delete,
    Exclude,
    Include,
    Insert,
    RecordOp,
    Restore,
    Set,
    Unknown,
    Vouch,
    decode_operation,
)
from sync.log.segment import LogOpening, Segment, SegmentHeader, numbered
from tests.sync.model import Act, expected
from tests.sync.world import header_of

Place = tuple[bytes, int]
"""An operation by the hash of its segment and its index."""
VERBS = {Insert: "insert", Set: "set", Include: "include", Exclude: "exclude", Delete: "delete", Restore: "restore"}


class Archive:
    """What is known to nobody alone: all segments of all laptops."""

    def __init__(self) -> None:
        self.segments: dict[bytes, Segment] = {}
        self._headers: dict[bytes, SegmentHeader] = {}
        self._pasts: dict[bytes, frozenset[bytes]] = {}
        self._lines: dict[bytes, tuple[bytes, ...]] = {}
        self._needed: dict[bytes, frozenset[bytes]] = {}
        self._operations: dict[bytes, dict[int, bytes]] = {}

    def keep(self, digest: bytes, segment: Segment) -> None:
        """Of two copies the one with fewer holes."""
        known = self.segments.get(digest)
        if known is None or len(segment.erased) < len(known.erased):
            self.segments[digest] = segment
            self._operations.pop(digest, None)

    def header(self, digest: bytes) -> SegmentHeader:
        if digest not in self._headers:
            self._headers[digest] = header_of(self.segments[digest])
        return self._headers[digest]

    def line(self, digest: bytes) -> tuple[bytes, ...]:
        """Give a segment and all before it in its log, the first one first."""
        if digest not in self._lines:
            previous = self.header(digest).previous
            self._lines[digest] = (*(self.line(previous) if previous else ()), digest)
        return self._lines[digest]

    def opening(self, digest: bytes) -> LogOpening:
        """Whose log it is, and of which circle."""
        opening = self.header(self.line(digest)[0]).opening
        assert opening
        return opening

    def past(self, digest: bytes) -> frozenset[bytes]:
        """All that the author of a segment says to have known: whole logs up to a head, since their log began."""
        if digest not in self._pasts:
            header = self.header(digest)
            names = [head.hash for head in (*header.deps, *header.authority)]
            before = [self.past(header.previous), {header.previous}] if header.previous else []
            self._pasts[digest] = frozenset[bytes]().union(*before, *(self.line(name) for name in names))
        return self._pasts[digest]

    def needed(self, digest: bytes) -> frozenset[bytes]:
        """All that must be here before a segment: also what those whom it names had known."""
        if digest not in self._needed:
            header = self.header(digest)
            names = [header.previous] if header.previous else []
            names += [head.hash for head in (*header.deps, *header.authority)]
            self._needed[digest] = frozenset(names).union(*(self.needed(name) for name in names))
        return self._needed[digest]

    def in_order(self, digests: Iterable[bytes]) -> list[bytes]:
        """Causes before effects, in an order that is the same for everybody."""
        return sorted(digests, key=lambda digest: (len(self.needed(digest)), digest))

    def operations(self, digest: bytes) -> dict[int, bytes]:
        """Tell what a segment says, by index."""
        if digest not in self._operations:
            self._operations[digest] = dict(numbered(self.segments[digest], self.header(digest).count))
        return self._operations[digest]

    def target(self, digest: bytes, index: int, dot: tuple[int, int, int]) -> Place | None:
        """Give the operation that a dot names: in the author's past, and one that makes a record."""
        log, seq, made = dot
        header = self.header(digest)
        line: tuple[bytes, ...] = ()
        if log == 0:
            line = self.line(digest)
        elif log <= len(header.logs):
            line = self._named(digest, header.logs[log - 1])
        if seq >= len(line) or (line[seq] == digest and made >= index):
            return None
        data = self.operations(line[seq]).get(made)
        found = decode_operation(data, trusted=True) if data is not None else None
        return (line[seq], made) if isinstance(found, Insert) else None

    def _named(self, digest: bytes, name: bytes) -> tuple[bytes, ...]:
        """Give the log, as its author knew it, that a name of 16 bytes means.

        Or up to the segment that one of 32 means.
        """
        past = self.past(digest)
        if name in past:
            return self.line(name)
        known = {each for each in past if self.header(each).log == name}
        last = max(known, key=lambda each: len(self.line(each)), default=b"")
        return self.line(last) if known and known <= set(self.line(last)) else ()

    def record(self, place: Place) -> bytes:
        """Give the id of the record that an operation makes."""
        header, opening = self.header(place[0]), self.opening(place[0])
        return record_id(opening.device, header.log, header.seq, header.nonce, place[1])


class Erased:
    """What the orders of one circle erase: by the definitions in `certificates`, and nothing else of it."""

    def __init__(self) -> None:
        self.targets: dict[bytes, list[tuple[list[str], list[Place]]]] = {}
        self.leaves: dict[Place, bytes] = {}

    def add(self, targets: Iterable[tuple[bytes, list[str]]], leaves: Mapping[Place, bytes], by: list[Place]) -> None:
        for record, names in targets:
            self.targets.setdefault(record, []).append((names, by))
        for place, rest in leaves.items():
            self.leaves[place] = min(self.leaves.get(place, rest), rest, key=lambda data: (len(data), data))

    def rest(self, record: bytes, operation: RecordOp, past: Collection[bytes]) -> RecordOp | None:
        """Tell what is left of an operation whose author knew of `past`."""
        for names, certified in self.targets.get(record, ()):
            if not names:
                return None
            if all(name[0] in past for name in certified):
                continue
            if isinstance(operation, Insert | Set):
                fields = {name: value for name, value in operation.fields.items() if name not in names}
                if isinstance(operation, Insert):
                    operation = Insert(operation.time, operation.kind, fields)
                elif fields:
                    operation = Set(operation.time, operation.record, fields)
                else:
                    return None
            elif isinstance(operation, Include | Exclude) and operation.field in names:
                return None
        return operation


def lives(archive: Archive, counted: Iterable[bytes], erased: Erased) -> dict[bytes, tuple[Any, ...]]:
    """Every record of a circle as `tests.sync.world.looks` shows it, given the segments that count."""
    by_segment: dict[bytes, list[Act]] = {}
    made: set[bytes] = set()
    for digest in archive.in_order(counted):
        past = archive.past(digest)
        known = {act for each in past for act in by_segment.get(each, ())}
        for index, data in archive.operations(digest).items():
            operation = decode_operation(erased.leaves.get((digest, index), data) or b"\x92\x7f\x00", trusted=True)
            if isinstance(operation, Unknown | Vouch):
                continue
            place = (digest, index)
            if not isinstance(operation, Insert):
                place = archive.target(digest, index, operation.record)
            record = archive.record(place) if place else None
            rest = erased.rest(record, operation, past) if record else None
            if record is None or rest is None or not (isinstance(rest, Insert) or record in made):
                continue
            made.add(record)
            act = _act(rest, record, frozenset({*known, *by_segment.get(digest, ())}))
            by_segment.setdefault(digest, []).append(act)
    return expected(act for acts in by_segment.values() for act in acts)


def _act(operation: RecordOp, record: bytes, past: frozenset[Act]) -> Act:
    act = Act(VERBS[type(operation)], record, past=past)
    if isinstance(operation, Insert):
        act.kind = operation.kind
    if isinstance(operation, Insert | Set):
        act.fields = {name: value for name, value in operation.fields.items() if not isinstance(value, list)}
        lists = {name: tuple(value) for name, value in operation.fields.items() if isinstance(value, list)}
        act.elements = lists if isinstance(operation, Insert) else {}
    elif isinstance(operation, Include | Exclude):
        act.elements = {operation.field: tuple(operation.elements)}
    return act
