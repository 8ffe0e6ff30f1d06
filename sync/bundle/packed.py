"""A snapshot as it travels: by column and in the order in which its records were made, without their ids.

Ids are hashes of the dots, and stand in no order that packs; most values are those of the making, whose dot and time
all of them share. What a steward has certified is the snapshot that is rebuilt from it, byte by byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any, cast

from sync.bundle.columns import Laid, joined, laid_out, pack_integers, parted, unpack_integers, unzigzag, zigzag
from sync.bundle.weight import OPERATION, Allowance
from sync.log.causality import naming, numbered_id
from sync.log.segment import SEGMENT_OPERATIONS
from sync.primitives.codec import Decoder, DotRef, IdRef, Wire, encode
from sync.primitives.errors import Malformed
from sync.primitives.suite import Hash
from sync.replica.checkpoints.snapshot import ChainCut, CircleSnapshot, Dot, KeptRecord

Entry = tuple[Dot, int, Any]


class MadeShape(Wire, frozen=True):
    """What many records have in common: their kind, and the fields and sets that are still what they began with."""

    kind: str
    fields: list[str]
    sets: list[str]


class PackedSnapshot(Wire, frozen=True):
    """A circle at a cut, by column.

    `shape` is of each record. `names` are fields (False) and sets (True) that were written since, `count` says how many
    such entries each record has, `name` which. `place` (of `places`, as chain and segment), `index` and `time` are of
    all makings, then of all entries; the last two as differences. `values` are of each field and set of every shape,
    then of each name; a reference to another record of the snapshot is by its dot. `gone` are the deletions, by the
    record's position.
    """

    circle: bytes
    chains: list[ChainCut]
    records: int
    places: list[tuple[int, int]]
    shapes: list[MadeShape]
    names: list[tuple[bool, str]]
    shape: bytes
    count: bytes
    name: bytes
    place: bytes
    index: bytes
    time: bytes
    values: list[list[Any] | str]
    gone: list[tuple[int, list[tuple[Dot, int, list[Dot]]]]]


INTEGERS = frozenset({"shape", "count", "name", "place", "index", "time"})
MARK = bytes([0x90 + len(PackedSnapshot.__struct_fields__)])
"""How a packed snapshot begins; one that is not packed begins otherwise."""
_packed = Decoder(PackedSnapshot)


def pack(snapshot: CircleSnapshot) -> Laid:
    """Give a snapshot by column, with the seams between these."""
    records = sorted(snapshot.records, key=lambda kept: kept.dot)
    packer = _Packer({kept.record: kept.dot for kept in records})
    for position, kept in enumerate(records):
        packer.add(position, kept)
    dots = packer.makings + packer.entries
    places = sorted({dot[:2] for dot, _ in dots})
    numbers = {place: number for number, place in enumerate(places)}
    packed = PackedSnapshot(
        snapshot.circle,
        snapshot.chains,
        len(records),
        places,
        [MadeShape(kind, list(fields), list(sets)) for kind, fields, sets in packer.shapes],
        list(packer.names),
        pack_integers(packer.shape),
        pack_integers(packer.count),
        pack_integers(packer.name),
        pack_integers([numbers[dot[:2]] for dot, _ in dots]),
        pack_integers(_differences(dot[2] for dot, _ in dots)),
        pack_integers(_differences(time for _, time in dots)),
        [joined(column) for column in (*(each for shaped in packer.made for each in shaped), *packer.since)],
        packer.gone,
    )
    return laid_out(packed, INTEGERS)


class _Packer:
    """Gathers the columns; the keys of `shapes` and `names` are numbered as they first appear."""

    def __init__(self, dots: Mapping[bytes, Dot]) -> None:
        self._dots = dots
        self.shapes: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
        self.names: dict[tuple[bool, str], int] = {}
        self.made: list[list[list[Any]]] = []
        self.since: list[list[Any]] = []
        self.shape: list[int] = []
        self.count: list[int] = []
        self.name: list[int] = []
        self.makings: list[tuple[Dot, int]] = []
        self.entries: list[tuple[Dot, int]] = []
        self.gone: list[tuple[int, list[tuple[Dot, int, list[Dot]]]]] = []

    def add(self, position: int, kept: KeptRecord) -> None:
        making = kept.dot, kept.time
        fields = {
            name: self._referring(of[0][2]) for name, of in kept.fields.items() if len(of) == 1 and of[0][:2] == making
        }
        sets = {
            name: [each[2] for each in of]
            for name, of in kept.sets.items()
            if of and all(each[:2] == making for each in of)
        }
        key = kept.kind, tuple(fields), tuple(sets)
        number = self.shapes.setdefault(key, len(self.shapes))
        if number == len(self.made):
            self.made.append([[] for _ in (*fields, *sets)])
        for column, value in zip(self.made[number], (*fields.values(), *sets.values()), strict=True):
            column.append(value)
        self.shape.append(number)
        self.makings.append(making)
        before = len(self.name)
        for is_set, values, made in ((False, kept.fields, fields), (True, kept.sets, sets)):
            for name, of in values.items():
                if name not in made:
                    self._entries((is_set, name), of)
        self.count.append(len(self.name) - before)
        if kept.gone:
            self.gone.append((position, kept.gone))

    def _entries(self, key: tuple[bool, str], of: list[Entry]) -> None:
        number = self.names.setdefault(key, len(self.names))
        if number == len(self.since):
            self.since.append([])
        for dot, time, value in of:
            self.name.append(number)
            self.entries.append((dot, time))
            self.since[number].append(self._referring(value))

    def _referring(self, value: Any) -> Any:
        if isinstance(value, IdRef) and (dot := self._dots.get(value.id)) is not None:
            return DotRef(dot)
        return value


def _differences(values: Iterable[int]) -> list[int]:
    found: list[int] = []
    before = 0
    for value in values:
        found.append(zigzag(value - before))
        before = value
    return found


def unpack(data: bytes, allowance: Allowance) -> tuple[CircleSnapshot, bytes]:
    """Give a snapshot and its one encoding, which alone is certified; raises `Malformed` where columns do not fit.

    What is rebuilt is taken from `allowance`, beside what the columns weigh.
    """
    packed = _packed.decode(data)
    if not 0 <= packed.records <= len(data):
        raise Malformed("a snapshot names more records than it can hold")
    allowance.spend(OPERATION * packed.records)
    try:
        records = sorted(_unpacked(packed), key=lambda kept: kept.record)
    except (IndexError, StopIteration, RuntimeError) as error:
        raise Malformed("the columns of a snapshot do not fit together") from error
    snapshot = CircleSnapshot(packed.circle, packed.chains, records)
    encoded = encode(snapshot)
    allowance.spend(len(encoded))
    return snapshot, encoded


def _unpacked(packed: PackedSnapshot) -> Iterator[KeptRecord]:
    number = packed.records
    shapes, counts = unpack_integers(packed.shape, number), unpack_integers(packed.count, number)
    columns = [parted(column) for column in packed.values]
    made_count = sum(len(shape.fields) + len(shape.sets) for shape in packed.shapes)
    total = sum(counts)
    if len(columns) != made_count + len(packed.names) or total != sum(map(len, columns[made_count:])):
        raise Malformed("the columns of a snapshot have other lengths than they can")
    names = unpack_integers(packed.name, total)
    dots = zip(
        (packed.places[place] for place in unpack_integers(packed.place, number + total)),
        accumulate(map(unzigzag, unpack_integers(packed.index, number + total))),
        accumulate(map(unzigzag, unpack_integers(packed.time, number + total))),
        strict=True,
    )
    spots: list[tuple[Dot, int]] = [((*place, index), time) for place, index, time in dots]
    turns = iter([iter(column) for column in columns])
    made = [([next(turns) for _ in shape.fields], [next(turns) for _ in shape.sets]) for shape in packed.shapes]
    since = list(turns)
    gone = dict(packed.gone)
    naming = _Naming(packed.chains)
    entry = 0
    for position, (shape_number, count) in enumerate(zip(shapes, counts, strict=True)):
        shape, (in_fields, in_sets), (dot, time) = packed.shapes[shape_number], made[shape_number], spots[position]
        fields = {
            name: [(dot, time, naming.value(next(column)))]
            for name, column in zip(shape.fields, in_fields, strict=True)
        }
        sets: dict[str, list[Entry]] = {
            name: [(dot, time, element) for element in _elements(next(column))]
            for name, column in zip(shape.sets, in_sets, strict=True)
        }
        for each in names[entry : entry + count]:
            is_set, name = packed.names[each]
            place = spots[number + entry]
            (sets if is_set else fields).setdefault(name, []).append((*place, naming.value(next(since[each]))))
            entry += 1
        yield KeptRecord(naming.id_of(dot), shape.kind, dot, time, fields, sets, gone.get(position, []))
    if any(True for column in (*since, *(each for pair in made for some in pair for each in some)) for _ in column):
        raise Malformed("a column of a snapshot is too long")


def _elements(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise Malformed("the elements of a set in a snapshot are no list")
    return cast("list[Any]", value)


class _Naming:
    """Gives the ids of records by the nonces of the segments that made them."""

    def __init__(self, chains: list[ChainCut]) -> None:
        self._chains = chains
        self._named: dict[tuple[int, int], Hash] = {}

    def value(self, value: Any) -> Any:
        """Give the same value, a reference by dot turned into one by id."""
        return IdRef(self.id_of(value.dot)) if isinstance(value, DotRef) else value

    def id_of(self, dot: Dot) -> bytes:
        """Give the id of the record that a change made; a branch has what its parent has below its start."""
        position, seq, index = dot
        if not 0 <= index < SEGMENT_OPERATIONS:
            raise Malformed("a snapshot names a change that it does not hold")
        named = self._named.get((position, seq))
        if named is None:
            named = self._named[position, seq] = self._naming(position, seq)
        return numbered_id(named, index)

    def _naming(self, position: int, seq: int) -> Hash:
        chain = self._chains[position]
        while 0 <= seq < chain.start:
            if not 0 <= chain.parent < position:
                raise Malformed("a snapshot names its logs wrongly")
            position, chain = chain.parent, self._chains[chain.parent]
        offset = seq - chain.start
        if position < 0 or not 0 <= offset < len(chain.segments):
            raise Malformed("a snapshot names a change that it does not hold")
        return naming(chain.device, chain.log, seq, chain.segments[offset][1])
