"""A small world for tests of the log: laptops of one group, each with a wrong clock, and what passes between them.

Everything is real but the store, which is in memory, and the randomness, which comes from a seed.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from sync.authority.membership import Device
from sync.authority.operations import Role
from sync.bundle import format as envelope
from sync.bundle import read as unpacking
from sync.bundle import write as bundle
from sync.bundle.format import Envelope, Manifest
from sync.bundle.glimpse import glimpse
from sync.bundle.read import OpenedBundle
from sync.bundle.write import BundleContent
from sync.log.change import AddElements, Change, Create, Drop, RemoveElements, Revive, Update
from sync.log.memory import MemoryStore
from sync.log.segment import AUTHORITY, LogOpening, Segment, SegmentHeader, seal
from sync.log.state import RecordState
from sync.primitives.errors import SyncError
from sync.primitives.keys import DeviceSecrets
from sync.primitives.suite import FORMAT, SUITE
from sync.replica import group_keys
from sync.replica.ingest import TakenSegments
from sync.replica.replica import Replica

START = 1_795_400_000_000
DAY = 24 * 3600 * 1000
YEAR = 365 * DAY

T = TypeVar("T")


class World:
    """What all laptops share: the true time, a source of randomness, and the group's name."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed).randbytes
        self.now = START
        self.group = b""

    def found(self, name: str = "Ann") -> Laptop:
        """Give the first laptop, an admin's."""
        laptop = Laptop(self, name)
        laptop.replica = Replica.found(
            laptop.store, laptop.secrets, "Kitchen", name, "everyone", laptop.incarnation, laptop.wall, self.random
        )
        self.group = laptop.replica.group
        return laptop

    def admit(self, name: str, by: Laptop, role: Role = Role.EDITOR) -> Laptop:
        """Give a laptop that `by` has admitted, and that has not heard of it yet."""
        laptop = Laptop(self, name)
        by.replica.admit(laptop.secrets.public(), name, role)
        laptop.reopen()
        return laptop

    def join(self, name: str, by: Laptop, role: Role = Role.EDITOR) -> Laptop:
        """Give a laptop that `by` has admitted and told all."""
        laptop = self.admit(name, by, role)
        laptop.take(by.sealed())
        return laptop


class Laptop:
    """One device with its store. `error` is by how much its clock is wrong, in milliseconds."""

    replica: Replica

    def __init__(self, world: World, name: str, secrets: DeviceSecrets | None = None) -> None:
        self.world = world
        self.name = name
        self.secrets = secrets or DeviceSecrets.generate(world.random)
        self.store = MemoryStore()
        self.incarnation = world.random(16)
        self.error = 0

    def __repr__(self) -> str:
        return self.name

    @property
    def incarnation(self) -> bytes:
        """Under which it writes, as its disk says."""
        return self.store.incarnation

    @incarnation.setter
    def incarnation(self, incarnation: bytes) -> None:
        self.store.save_incarnation(incarnation)

    def wall(self) -> int:
        """Give this laptop's clock, as wrong as it is."""
        self.world.now += 1
        return self.world.now + self.error

    def reopen(self) -> None:
        """As after the program was started again."""
        self.replica = Replica(
            self.store, self.secrets, self.world.group, self.incarnation, self.wall, self.world.random
        )

    def clone(self, name: str = "") -> Laptop:
        """Give the same disk a second time, with all that is not sealed yet."""
        other = Laptop(self.world, name or f"{self.name} again", self.secrets)
        other.error, other.store = self.error, copied(self.store)
        other.reopen()
        return other

    def attempt(self, action: Callable[[], T]) -> T:
        """Do something in a transaction, which is rolled back if it fails."""
        before = copied(self.store)
        try:
            return action()
        except SyncError:
            self.store = before
            self.reopen()
            raise

    # -- writing

    @property
    def circle(self) -> bytes:
        """The circle that everyone reads."""
        return self.replica.circle()

    def write(self, *changes: Change) -> list[bytes]:
        """Give the ids of the records made."""
        return self.replica.write(self.circle, changes)[0]

    def create(self, kind: str = "person", **fields: Any) -> bytes:
        """Give a new record; a list makes a set field."""
        return self.write(Create(kind, fields))[0]

    def update(self, record: bytes, **fields: Any) -> None:
        self.write(Update(record, fields))

    def put(self, record: bytes, field: str, *elements: str) -> None:
        self.write(AddElements(record, field, elements))

    def remove(self, record: bytes, field: str, *elements: str) -> None:
        self.write(RemoveElements(record, field, elements))

    def drop(self, record: bytes) -> None:
        self.write(Drop(record))

    def revive(self, record: bytes) -> None:
        self.write(Revive(record))

    # -- handing over

    def sealed(self) -> list[Segment]:
        """Every segment that is here, in the order in which it came."""
        self.replica.seal()
        places = sorted(self.replica.causality.places.values(), key=lambda place: place.number)
        return [self.store.segment(place.number) for place in places]

    def own(self) -> list[Segment]:
        """Give the segments of records that this device wrote."""
        self.replica.seal()
        causality = self.replica.causality
        return [
            self.store.segment(place.number)
            for place in causality.places.values()
            if (opening := causality.chains[place.chain].opening).device == self.replica.device
            and opening.circle != AUTHORITY
        ]

    def take(self, segments: Iterable[Segment]) -> TakenSegments:
        return self.attempt(lambda: self.replica.take(list(segments)))

    def device(self) -> Device:
        """As those know it who have heard of it."""
        me = self.replica.me
        assert me is not None
        return me

    def bundle(self, *others: Laptop, everything: bool = False) -> bytes:
        """Give a bundle for other laptops."""
        known = self.replica.membership.devices
        recipients = [known[other.secrets.public().device] for other in others]
        return bundle.make(self.replica, recipients, BundleContent(everything=everything))

    def read(self, data: bytes) -> tuple[Envelope, Manifest]:
        """Tell what is in a bundle for this laptop."""
        return envelope.read(data, group_keys.identities(self.replica), self.replica.device)

    def open(self, data: bytes) -> OpenedBundle:
        seen = glimpse(data, group_keys.identities(self.replica), self.replica.device, unpacking.wants(self.replica))
        return self.attempt(lambda: unpacking.take_seen(self.replica, seen))

    # -- looking

    def state(self, record: bytes) -> RecordState:
        return self.store.states([record])[record]

    def values(self, record: bytes, field: str) -> list[Any]:
        """Give the live values of a register, first the one to show."""
        lives = sorted(self.state(record).fields.get(field, ()), key=self.replica.order, reverse=True)
        return [live.value for live in lives]

    def elements(self, record: bytes, field: str) -> set[str]:
        return {live.value for live in self.state(record).sets.get(field, ())}

    def everything(self) -> dict[bytes, tuple[Any, ...]]:
        """Tell what every record is, without a clock and without this vault's numbers."""
        return {record: looks(state) for record, state in self.store.all_states()}

    def digest(self) -> str:
        return self.replica.digest().hex()

    def replayed(self) -> str:
        """Give the digest of everything verified and merged again from the log alone."""
        return self.replica.digest_of(self.replica.verify()).hex()


def copied(store: MemoryStore) -> MemoryStore:
    """Give the same content in a store of its own; what cannot change is shared."""
    other = copy.copy(store)
    for name, content in vars(store).items():
        if name == "secrets" or isinstance(content, bytes):
            continue
        changes = name in {"_chains", "_drafts", "_drafted", "_traces"}
        setattr(other, name, copy.deepcopy(content) if changes else dict(content))
    return other


def looks(state: RecordState) -> tuple[Any, ...]:
    """Give a state as `tests.sync.model` predicts it.

    Kind, live values, live elements, deletions, whether it is gone.
    """
    fields = {name: Counter(live.value for live in lives) for name, lives in state.fields.items() if lives}
    sets = {name: Counter(live.value for live in lives) for name, lives in state.sets.items() if lives}
    return state.kind, fields, sets, len(state.gone), state.deleted


def meet(*laptops: Laptop) -> None:
    """Everybody gets everything that anybody has."""
    heap = [segment for laptop in laptops for segment in laptop.sealed()]
    for laptop in laptops:
        laptop.take(heap)


def assert_agree(*laptops: Laptop) -> None:
    """All have one digest, and it is that of the log gone through again from the beginning."""
    digests = {laptop.name: laptop.digest() for laptop in laptops}
    assert len(set(digests.values())) == 1, digests
    for laptop in laptops:
        assert laptop.replayed() == laptop.digest(), laptop


def forge(
    laptop: Laptop, *operations: bytes, circle: bytes | None = None, after: Segment | None = None, **changes: Any
) -> Segment:
    """Give a segment as only an attacker's program would write it, signed by `laptop`, its header with `changes`.

    It begins a new log unless it comes `after` another, and knows all of the authority.
    """
    random, causality = laptop.world.random, laptop.replica.causality
    before = msgspec.msgpack.decode(after.header, type=SegmentHeader) if after else None
    header = SegmentHeader(
        FORMAT,
        SUITE,
        laptop.world.group,
        before.log if before else random(16),
        before.seq + 1 if before else 0,
        after.hash if after else b"",
        None if after else LogOpening(laptop.replica.device, laptop.circle if circle is None else circle, random(16)),
        [],
        [] if after else causality.heads(AUTHORITY),
        [],
        random(16),
        laptop.wall(),
        0,
        b"",
    )
    return seal(msgspec.structs.replace(header, **changes), list(operations), random(16), laptop.secrets)


def header_of(segment: Segment) -> SegmentHeader:
    """Give the header, unchecked."""
    return msgspec.msgpack.decode(segment.header, type=SegmentHeader)


def pass_on(giver: Laptop, taker: Laptop) -> None:
    """Let one open a bundle that the other makes for them."""
    taker.open(giver.bundle(taker))
