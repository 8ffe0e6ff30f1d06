"""One device's copy of a group's log: found or opened over a store, written to, sealed, merged, compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from sync.authority.membership import Device, DeviceStanding, Membership, everything
from sync.authority.operations import Admit, Found, OpenCircle, Part, Role, group_of
from sync.log.causality import Causality, Pasts, SegmentPlace, Vector
from sync.log.change import Change
from sync.log.memory import MemoryStore
from sync.log.operation import Op, RecordOp, Unknown, Vouch, decode_operation
from sync.log.segment import AUTHORITY, Segment, SegmentHeader, numbered, read_header
from sync.log.state import Live, RecordState
from sync.log.store import Store
from sync.log.writer import Touched, Writer
from sync.primitives.clock import Clock
from sync.primitives.codec import encode
from sync.primitives.errors import MissingKey, Unauthorised
from sync.primitives.keys import DeviceKeys, DeviceSecrets, Random
from sync.replica import comparison, group_keys
from sync.replica.acceptance import Standings
from sync.replica.apply import Replayed, Replayer, Resolver, inserts_in
from sync.replica.certificates import Cut, Erasures, decode_certificate
from sync.replica.erasure import redaction
from sync.replica.ingest import SegmentIntake, TakenSegments
from sync.replica.scan import read_ledger, replay_all


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
        self.incarnation = incarnation
        self.causality = Causality(*store.load())
        self.ledger = read_ledger(store, self.causality, group)
        self._erasures: tuple[Membership, Erasures] | None = None
        self._shown: comparison.Found = {}
        self.clock = Clock(wall, self._latest())
        self._writer = self._pen()

    def _pen(self) -> Writer:
        return Writer(
            self.store, self.causality, self.secrets, self.device, self.group, self.incarnation, self.clock, self.random
        )

    def go_on_as_another_copy(self) -> None:
        """Write to logs of its own from now on: somebody else writes to those of before."""
        self.seal()
        self.incarnation = self.random(16)
        self.store.save_incarnation(self.incarnation)
        self._writer = self._pen()

    def covered(self, circle: bytes) -> bytes:
        """Give a hash of all that a circle's merged records follow from."""
        return comparison.covered(self, circle)

    def shown(self, circle: bytes) -> bytes:
        """Give a hash of a circle's merged records: the same wherever `covered` is the same."""
        return comparison.shown(self, circle, self._shown)

    def _latest(self) -> int:
        """Give the time of this device's newest own change: the clock never goes behind it."""
        latest = 0
        for chain in self.causality.chains.values():
            last = self.causality.last(chain.number)
            if chain.opening.device != self.device or last is None:
                continue
            if last.hash and not self.causality.is_kept(last):
                continue  # It is settled everywhere; its time could only order what is shown in a history that is gone.
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
        founding = Found(time, group_name, random(32), random(16), name, secrets.public(), 0, [])
        replica = cls(store, secrets, group_of(encode(founding)), incarnation, wall, random)
        replica.clock.latest = time
        replica.announce([founding])
        circle = random(16)
        replica.announce([OpenCircle(replica.clock.tick(), circle, circle_name)])
        group_keys.open_epoch(replica, circle)
        return replica

    @property
    def membership(self) -> Membership:
        """The state of trust."""
        return self.ledger.membership

    @property
    def erasures(self) -> Erasures:
        """What is erased by the orders that count and are here."""
        membership = self.membership
        if self._erasures is None or self._erasures[0] is not membership:
            self._erasures = membership, Erasures.of(membership, self.store.certificates())
        return self._erasures[1]

    def keep_certificate(self, digest: bytes, circle: bytes, content: bytes) -> None:
        """Keep a certificate of a circle that counts."""
        self.store.save_certificate(digest, circle, content)
        self._erasures = None

    def cuts(self) -> list[tuple[Cut, frozenset[bytes]]]:
        """Give the certified cuts that are here, each with the devices that certified it."""
        found: list[tuple[Cut, frozenset[bytes]]] = []
        for digest, (circle, content) in self.store.certificates().items():
            known = self.membership.circles.get(circle)
            entries = known.certificates.get(digest) if known else None
            certificate = decode_certificate(content) if entries else None
            if entries and isinstance(certificate, Cut):
                found.append((certificate, frozenset(entry.author for entry in entries)))
        return found

    def announce(self, operations: Sequence[Op]) -> Replayed:
        """Write, seal and hear operations of the authority; gives what that changes of the records.

        Raises `Unauthorised` if one of them is void; the caller rolls back.
        """
        before = self.membership
        self._writer.write_encoded(AUTHORITY, [encode(operation) for operation in operations])
        replayer = Replayer(self.store, self.causality, self.ledger, Erasures(), Replayed())
        numbers: set[int] = set()
        for place in self._writer.seal_all():
            chain = self.causality.chains[place.chain]
            if chain.opening.circle == AUTHORITY:
                segment = self.store.segment(place.number)
                header = read_header(segment.header, self.group)
                replayer.replay(segment, header, place, dict(chain.vector))
                numbers.add(place.number)
        for told in self.membership.story:
            if told.void and told.entry.dot[0] in numbers:
                raise Unauthorised(told.void)
        self.settle(before, settled := Replayed())
        return settled

    def admit(self, keys: DeviceKeys, name: str, role: Role, person: bytes | None = None) -> None:
        """Admits a device, of a new person unless `person` is given, and hands it the circle keys.

        Who is new is named after this device, so that nobody can pretend to have known another of theirs before.
        """
        self.require_admin()
        keys.check()
        self.announce([Admit(self.clock.tick(), person or keys.device, name, role.value, keys)])
        group_keys.hand_keys(self, keys.device)

    def require_admin(self) -> None:
        """Raise `Unauthorised` unless this device belongs to an admin in good standing."""
        me = self.me
        if me is None or me.role is not Role.ADMIN or not me.good:
            raise Unauthorised("only an admin may do this")

    @property
    def me(self) -> Device | None:
        """This device as the group knows it; None before the news of its admission has come."""
        return self.membership.devices.get(self.device)

    def circle(self) -> bytes:
        """Give the circle that everyone reads; raises `MissingKey` while there is none."""
        if self.membership.everyone not in self.membership.circles:
            raise MissingKey("the group has no circle yet")
        return self.membership.everyone

    def circle_of(self, state: RecordState) -> bytes:
        """Give the circle of a record."""
        return self.causality.chains[self.causality.places[state.segment].chain].opening.circle

    def write(
        self, circle: bytes, changes: Sequence[Change], loaded: Mapping[bytes, RecordState] | None = None
    ) -> tuple[list[bytes], Touched]:
        """Append and merges changes; see `Writer.write`. Raises `Unauthorised` where this device may not write."""
        me = self.me
        if me is None:
            raise Unauthorised("this device has not been admitted yet")
        if not me.good:
            raise Unauthorised("this device has been suspended or removed")
        if not self.membership.writes(self.device, circle):
            raise Unauthorised("this device may not write in this circle")
        return self._writer.write(circle, changes, loaded)

    def vouch(self, circle: bytes, segments: Sequence[bytes], note: str) -> Replayed:
        """Take segments, and all before them in their logs, out of quarantine; gives what that changes."""
        if not self.membership.writes(self.device, circle):
            raise Unauthorised("this device may not write in this circle")
        self._writer.vouch(circle, segments, note)
        self.settle(self.membership, settled := Replayed())
        return settled

    def seal(self) -> list[SegmentPlace]:
        """Signs what was written, so that it can be handed over."""
        return self._writer.seal_all()

    def take(self, segments: Iterable[Segment], *, lenient: bool = False) -> TakenSegments:
        """Take in segments from elsewhere. Own changes are sealed first, so that a segment has one causal past."""
        self.seal()
        before = self.membership
        intake = SegmentIntake(self.store, self.causality, self.ledger, self.erasures, self.cuts(), self.clock)
        taken = intake.take(segments, lenient=lenient)
        self._count_heard(taken)
        group_keys.open_lockboxes(self)
        self.settle(before, taken.replayed)
        redaction.heal(self, taken.mended, taken.replayed)
        return taken

    def _count_heard(self, taken: TakenSegments) -> None:
        """How many new operations of the authority count, and how many are void."""
        numbers = set(taken.numbers)
        for told in self.membership.story:
            if told.entry.dot[0] in numbers:
                if told.void:
                    taken.replayed.void += 1
                else:
                    taken.replayed.authority += 1

    def settle(self, before: Membership, replayed: Replayed) -> None:
        """Move segments into and out of quarantine as trust now stands, and merge what they touch anew.

        So with what orders to erase concern that have stopped counting, or count again.
        """
        everything = _rights(before) != _rights(self.membership)
        self._move(replayed, everything=everything)
        if everything:
            redaction.follow(self, before, replayed)

    def _move(self, replayed: Replayed, *, everything: bool) -> None:
        while True:
            standings = Standings(self.causality, self.membership, self.cuts(), self.header)
            changed = list(standings.changed(everything=everything))
            if not changed:
                return
            for place in changed:
                self.causality.add(place)
                self.store.save_place(place)
            self.merge_anew(self.store.touched_by(place.number for place in changed), replayed)

    def merge_anew(
        self, records: Iterable[bytes], replayed: Replayed, base: Mapping[bytes, RecordState] | None = None
    ) -> None:
        """Merge records from the cut and all segments that count; notes in `replayed` what they are now.

        `base` are the states at the cut, where they are at hand.
        """
        wanted = set(records)
        replayed.anew = True
        base = self.store.base_states(wanted) if base is None else base
        states = {record: state for record, state in base.items() if not self._is_erased(record, state)}
        done, nowhere = Replayed(states), MemoryStore()
        replayer = Replayer(nowhere, self.causality, self.ledger, self.erasures, done, log=self.store, only=wanted)
        numbers = self.store.traces(wanted)
        pasts = Pasts(self.causality, self.header)
        for number in sorted(numbers):
            place = self.causality.places[number]
            if place.quarantined or not self.causality.is_kept(place):
                continue
            segment, header = self.store.segment(number), self.header(place)
            replayer.replay(segment, header, place, pasts.before(place))
        self.store.save_states(states)
        vanished = wanted - states.keys()
        self.store.drop_states(vanished)
        self.store.drop_traces({record for record in vanished if self._was_erased(record)})
        replayed.touched.update(states)
        replayed.vanished = (replayed.vanished - states.keys()) | vanished
        replayed.unlisted.extend(done.unlisted)
        for record in vanished:
            replayed.touched.pop(record, None)

    def _is_erased(self, record: bytes, state: RecordState) -> bool:
        return record in self.erasures.within(self.circle_of(state)).whole

    def _was_erased(self, record: bytes) -> bool:
        """Whether an order of the circle that a record was in erases it; where it was, its traces still tell."""
        places = (self.causality.places[number] for number in self.store.trace(record))
        circles = {self.causality.chains[place.chain].opening.circle for place in places}
        return any(record in self.erasures.within(circle).whole for circle in circles)

    def epoch_key(self, circle: bytes, epoch: bytes | None = None) -> bytes:
        """Give a circle's key, by default the one to write under; raises `MissingKey`."""
        keys = self.store.epoch_keys()
        wanted = epoch or self.membership.epoch(circle, lambda each: (circle, each) in keys)
        key = keys.get((circle, wanted))
        if key is None:
            raise MissingKey("the key of this circle is not on this device")
        return key

    def history(self, record: bytes) -> list[Event]:
        """Every operation on a record that counts and is kept, ordered by time."""
        return self.histories({record})[record]

    def histories(self, records: AbstractSet[bytes]) -> dict[bytes, list[Event]]:
        """Give the same of many records; each segment that touches one of them is read once."""
        found: dict[bytes, list[Event]] = {record: [] for record in records}
        for place, index, _, about, resolved in self._operations(records):
            found[about].append(Event(resolved.time, self.author(place.number), (place.number, index), resolved))
        for events in found.values():
            events.sort(key=lambda event: (event.time, event.dot))
        return found

    def operations_on(self, record: bytes) -> Iterator[tuple[SegmentPlace, int, RecordOp]]:
        """Every kept operation on a record as it was written, in quarantine or not, with its segment and index."""
        for place, index, written, _, _ in self._operations({record}, quarantined=True):
            yield place, index, written

    def operation_at(self, place: SegmentPlace, index: int) -> RecordOp:
        """One operation as it was written."""
        _, _, operations = self._contents(place)
        operation = decode_operation(dict(operations)[index], trusted=True)
        assert not isinstance(operation, Unknown | Vouch)
        return operation

    def _operations(
        self, records: AbstractSet[bytes], *, quarantined: bool = False
    ) -> Iterator[tuple[SegmentPlace, int, RecordOp, bytes, RecordOp]]:
        """Operations on records, as they were written, and with the record they are about and references by id."""
        inserts = inserts_in(self.store, self.causality, self.erasures)
        for number in sorted({number for record in records for number in self.store.trace(record)}):
            place = self.causality.places[number]
            if not self.causality.is_kept(place) or (place.quarantined and not quarantined):
                continue
            logs, past, operations = self._contents(place)
            resolver = Resolver(self.causality, place, logs, past, inserts)
            for index, data in operations:
                operation = decode_operation(data, trusted=True)
                if isinstance(operation, Unknown | Vouch):
                    continue
                about, resolved = resolver.resolved(operation, index)
                if about is not None and about in records:
                    yield place, index, operation, about, resolved

    def _contents(self, place: SegmentPlace) -> tuple[list[bytes], Vector, Iterable[tuple[int, bytes]]]:
        """Give a segment's table of logs, a past in which its dots mean what its author meant, and its operations."""
        known = {chain: last.seq for chain in self.causality.chains if (last := self.causality.last(chain))}
        if not place.hash:
            draft = self.store.draft(place.number)
            return draft.logs, known, enumerate(self.store.drafted(place.number))
        segment = self.store.segment(place.number)
        header = self.header(place)
        # Gathering the true past reads the whole log, and it differs only where a log has forked since.
        forked = any(len(self.causality.chains_of(name)) > 1 for name in header.logs)
        past = self.causality.past_at(place, self.header) if forked else known
        circle = self.causality.chains[place.chain].opening.circle
        replaced = self.erasures.within(circle).leaves.get(place.hash)
        return header.logs, past, numbered(segment, header.count, replaced)

    def header(self, place: SegmentPlace) -> SegmentHeader:
        """Give the signed header of a segment whose body is kept."""
        return read_header(self.store.segment(place.number).header, self.group)

    def order(self, live: Live) -> tuple[int, bytes, int, int, bytes]:
        """By which live values are shown: newest first, ties broken alike on every device."""
        place = self.causality.places[live.segment]
        return live.time, self.causality.chains[place.chain].log, place.seq, live.index, place.nonce

    def author(self, segment: int) -> bytes:
        """Give the device that made a segment."""
        return self.causality.chains[self.causality.places[segment].chain].opening.device

    def digest(self, circles: Container[bytes] | None = None) -> bytes:
        """One hash over merged records (of some circles, or all) and the state of trust: equal for equal knowledge."""
        states = self.store.all_states()
        if circles is None:
            return self.digest_of(states)
        return self.digest_of((record, state) for record, state in states if self.circle_of(state) in circles)

    def digest_of(self, states: Iterable[tuple[bytes, RecordState]]) -> bytes:
        """Give the same over given states, which must be ordered by id."""
        total = hashlib.sha256(b"switchboard/digest\x00" + self.group)
        for record, state in states:
            total.update(encode([record, state.kind, self.portable(state)]))
        for device in sorted(self.membership.devices.values(), key=lambda device: device.device):
            total.update(encode([device.device, device.person, device.name, device.role.value]))
            if device.standing is not DeviceStanding.GOOD:
                total.update(encode([device.device, device.standing.value]))
        for circle in sorted(self.membership.circles.values(), key=lambda circle: circle.circle):
            total.update(encode([circle.circle, circle.name, circle.epochs]))
            for name in sorted(self.membership.devices):
                part = circle.part_at(name, everything)
                if circle.circle != self.membership.everyone and part is not Part.NONE:
                    total.update(encode([name, part.value]))
        return total.digest()

    def portable(self, state: RecordState) -> list[Any]:
        """Give a state without this vault's own numbers: dots as (nonce, index), everything sorted."""

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


def _rights(membership: Membership) -> tuple[object, ...]:
    """Tell what must be the same for every segment to count as it did."""
    standings = frozenset((device.device, device.standing, device.role) for device in membership.devices.values())
    parts = frozenset(
        (circle.circle, device, circle.part_at(device, everything))
        for circle in membership.circles.values()
        for device in circle.shares
    )
    void = frozenset(told.entry.name for told in membership.story if told.void)
    certificates = frozenset(digest for circle in membership.circles.values() for digest in circle.certificates)
    return standings, parts, void, certificates
