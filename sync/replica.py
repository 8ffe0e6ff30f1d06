"""One device's copy of a group's log: found or opened over a store, written to, sealed, merged, compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sync.causality import Causality, Place, Vector
from sync.change import Change
from sync.circle import epoch_of
from sync.clock import Clock
from sync.codec import encode
from sync.errors import MissingKey, NotForThisDevice, Unauthorised
from sync.intake import Intake, Taken
from sync.keys import DeviceKeys, DeviceSecrets, Random
from sync.membership import Admit, Device, Found, Lockbox, OpenCircle, OpenEpoch, Role, group_of
from sync.operation import RecordOp, Unknown, decode_operation
from sync.replay import Replayed, Replayer, Resolver, inserts_in
from sync.segment import AUTHORITY, Header, Segment, numbered, read_header
from sync.state import Live, RecordState
from sync.store import Store
from sync.walk import read_membership, replay_all
from sync.writer import Touched, Writer

LOCKBOX = b"switchboard/lockbox"


@dataclass(frozen=True, slots=True)
class Event:
    """One operation on a record as history shows it; `dot` is (segment number, index)."""

    time: int
    device: bytes
    dot: tuple[int, int]
    operation: RecordOp


class Replica:
    """All calls of one action run inside one transaction of the store; after a rollback a new Replica is opened."""

    def __init__(
        self, store: Store, secrets: DeviceSecrets, group: bytes, incarnation: bytes,
        wall: Callable[[], int], random: Random,
    ) -> None:  # fmt: skip
        self.store = store
        self.group = group
        self.secrets = secrets
        self.device = secrets.public().device
        self.random = random
        self.causality = Causality(*store.load())
        self.membership = read_membership(store, self.causality, group)
        self.clock = Clock(wall, self._latest())
        self._writer = Writer(store, self.causality, secrets, self.device, group, incarnation, self.clock, random)

    def _latest(self) -> int:
        """The time of this device's newest own change: the clock never goes behind it."""
        latest = 0
        for chain in self.causality.chains.values():
            last = self.causality.last(chain.number)
            if chain.opening.device != self.device or last is None:
                continue
            if last.hash:
                latest = max(latest, read_header(self.store.segment(last.number).header, self.group).time)
            else:
                latest = max(latest, self.store.draft(last.number).time)
        return latest

    @classmethod
    def found(
        cls, store: Store, secrets: DeviceSecrets, group_name: str, name: str, circle_name: str,
        incarnation: bytes, wall: Callable[[], int], random: Random,
    ) -> Replica:  # fmt: skip
        """Begins a group of one admin, with one circle that everyone reads."""
        time = Clock(wall).tick()
        data = encode(Found(time, group_name, random(32), random(16), name, secrets.public(), 0, []))
        replica = cls(store, secrets, group_of(data), incarnation, wall, random)
        replica.clock.latest = time
        replica._write_authority([data])
        circle, key = random(16), random(32)
        time = replica.clock.tick()
        store.save_epoch_key(circle, epoch_of(key), key)
        replica._write_authority(
            [encode(OpenCircle(time, circle, circle_name)), encode(OpenEpoch(time, circle, epoch_of(key)))]
        )
        replica._hand_keys(secrets.public())
        return replica

    def _write_authority(self, operations: list[bytes]) -> None:
        """Writes, seals and applies operations of the authority circle."""
        self._writer.write_encoded(AUTHORITY, operations)
        replayer = Replayer(self.store, self.causality, self.membership, done := Replayed())
        for place in self._writer.seal_all():
            chain = self.causality.chains[place.chain]
            if chain.opening.circle == AUTHORITY:
                segment = self.store.segment(place.number)
                header = read_header(segment.header, self.group)
                replayer.replay(segment, header, place, dict(chain.vector))
        if done.void:
            raise Unauthorised("this device may not do that")

    def _hand_keys(self, keys: DeviceKeys) -> None:
        """Wraps every circle key known here for a device."""
        recipient, time = keys.recipient(), self.clock.tick()
        boxes = [
            Lockbox(time, circle, epoch, keys.device, recipient.seal(key, _lockbox_info(circle, epoch, keys.device)))
            for (circle, epoch), key in sorted(self.store.epoch_keys().items())
        ]
        self._write_authority([encode(box) for box in boxes])

    def admit(self, keys: DeviceKeys, name: str, role: Role, person: bytes | None = None) -> None:
        """Admits a device, of a new person unless `person` is given, and hands it the circle keys."""
        self.require_admin()
        keys.check()
        admitted = Admit(self.clock.tick(), person or self.random(16), name, role.value, keys)
        self._write_authority([encode(admitted)])
        self._hand_keys(keys)

    def require_admin(self) -> None:
        """Raises `Unauthorised` unless this device belongs to an admin."""
        me = self.me
        if me is None or me.role is not Role.ADMIN:
            raise Unauthorised("only an admin may do this")

    @property
    def me(self) -> Device | None:
        """This device as the group knows it; None before the news of its admission has come."""
        return self.membership.devices.get(self.device)

    def circle(self) -> bytes:
        """The circle that everyone reads: the founder opens it before admitting anybody, so all know it first."""
        for circle in self.membership.circles:
            return circle
        raise MissingKey("the group has no circle yet")

    def write(self, circle: bytes, changes: Sequence[Change]) -> tuple[list[bytes], Touched]:
        """Appends and merges changes; see `Writer.write`."""
        if self.me is None:
            raise Unauthorised("this device has not been admitted yet")
        return self._writer.write(circle, changes)

    def seal(self) -> list[Place]:
        """Signs what was written, so that it can be handed over."""
        return self._writer.seal_all()

    def take(self, segments: Iterable[Segment]) -> Taken:
        """Takes in segments from elsewhere. Own changes are sealed first, so that each segment has one causal past."""
        self.seal()
        taken = Intake(self.store, self.causality, self.membership, self.group, self.clock).take(segments)
        self._open_lockboxes()
        return taken

    def _open_lockboxes(self) -> None:
        """Opens circle keys handed to this device; a box that does not open, or to another key, is passed over."""
        known = self.store.epoch_keys()
        wanted = [
            (circle.circle, epoch, circle.boxes.get((epoch, self.device), []))
            for circle in self.membership.circles.values()
            for _, epoch in circle.epochs
            if (circle.circle, epoch) not in known
        ]
        for circle, epoch, boxes in wanted:
            for box in boxes:
                try:
                    key = self.secrets.identity().open(box, _lockbox_info(circle, epoch, self.device))
                except NotForThisDevice:
                    continue
                if epoch_of(key) == epoch:
                    self.store.save_epoch_key(circle, epoch, key)
                    break

    def epoch_key(self, circle: bytes, epoch: bytes | None = None) -> bytes:
        """A circle's key, by default the one to write under; raises `MissingKey`."""
        wanted = epoch or self.membership.circles[circle].epoch
        key = self.store.epoch_keys().get((circle, wanted))
        if key is None:
            raise MissingKey("the key of this circle is not on this device")
        return key

    def history(self, record: bytes) -> list[Event]:
        """Every operation on a record, ordered by time."""
        events: list[Event] = []
        inserts = inserts_in(self.store)
        for number in self.store.trace(record):
            place = self.causality.places[number]
            chain = self.causality.chains[place.chain]
            logs, past, operations = self._contents(place)
            resolver = Resolver(self.causality, place, logs, past, inserts)
            for index, data in operations:
                operation = decode_operation(data, trusted=True)
                if isinstance(operation, Unknown):
                    continue
                about, resolved = resolver.resolved(operation, index)
                if about == record:
                    events.append(Event(operation.time, chain.opening.device, (number, index), resolved))
        return sorted(events, key=lambda event: (event.time, event.dot))

    def _contents(self, place: Place) -> tuple[list[bytes], Vector, Iterable[tuple[int, bytes]]]:
        """A segment's table of logs, a causal past in which its dots mean what its author meant, its operations."""
        everything = {chain: last.seq for chain in self.causality.chains if (last := self.causality.last(chain))}
        if not place.hash:
            draft = self.store.draft(place.number)
            return draft.logs, everything, enumerate(self.store.drafted(place.number))
        segment = self.store.segment(place.number)
        header = self._header(place)
        # Gathering the true past reads the whole log, and it differs only where a log has forked since.
        forked = any(len(self.causality.chains_of(name)) > 1 for name in header.logs)
        past = self.causality.past_at(place, self._header) if forked else everything
        return header.logs, past, numbered(segment, header.count)

    def _header(self, place: Place) -> Header:
        return read_header(self.store.segment(place.number).header, self.group)

    def order(self, live: Live) -> tuple[int, bytes, int, int, bytes]:
        """By which live values are shown: newest first, ties broken alike on every device."""
        place = self.causality.places[live.segment]
        return live.time, self.causality.chains[place.chain].log, place.seq, live.index, place.nonce

    def author(self, segment: int) -> bytes:
        """The device that made a segment."""
        return self.causality.chains[self.causality.places[segment].chain].opening.device

    def digest(self) -> bytes:
        """One hash over all merged records and the state of trust: equal on devices with equal knowledge."""
        return self.digest_of(self.store.all_states())

    def digest_of(self, states: Iterable[tuple[bytes, RecordState]]) -> bytes:
        """The same over given states, which must be ordered by id."""
        total = hashlib.sha256(b"switchboard/digest\x00" + self.group)
        for record, state in states:
            total.update(encode([record, state.kind, self._portable(state)]))
        for device in sorted(self.membership.devices.values(), key=lambda device: device.device):
            total.update(encode([device.device, device.person, device.name, device.role.value]))
        for circle in sorted(self.membership.circles.values(), key=lambda circle: circle.circle):
            total.update(encode([circle.circle, circle.name, circle.epochs]))
        return total.digest()

    def _portable(self, state: RecordState) -> list[Any]:
        """A state without this vault's own numbers: dots as (nonce, index), everything sorted."""

        def dot(segment: int, index: int) -> list[Any]:
            return [self.causality.places[segment].nonce, index]

        def lives(values: dict[str, list[Live]]) -> list[Any]:
            return [
                [name, sorted(encode([*dot(each.segment, each.index), each.time, each.value]) for each in found)]
                for name, found in sorted(values.items())
                if found
            ]

        gone = sorted(encode([*dot(each.segment, each.index), each.time]) for each in state.gone)
        return [lives(state.fields), lives(state.sets), gone, sorted(dot(*each) for each in state.missed())]

    def verify(self) -> Iterator[tuple[bytes, RecordState]]:
        """Seals, verifies every signature and chain again, and gives all states as merged afresh, ordered by id."""
        self.seal()
        return replay_all(self.store, self.causality, self.group).all_states()


def _lockbox_info(circle: bytes, epoch: bytes, device: bytes) -> bytes:
    return LOCKBOX + circle + epoch + device
