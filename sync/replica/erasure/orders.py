"""Erasing for good: orders made, carried out, and extended to what turns up later. Erase is not delete, and it wins.

An order lists the operations that go. Each replica drops their payloads and salts and keeps their leaves, so that
signatures still verify; a payload that is missing without an order is wanted, not erased.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sync.authority.membership import Circle, Device
from sync.authority.operations import Certify
from sync.log.causality import SegmentPlace
from sync.log.change import AddElements, Change, Drop, Update
from sync.log.operation import Insert, RecordOp, encode_operation
from sync.log.state import Live
from sync.primitives.errors import BadSignature, Unauthorised
from sync.replica import acknowledgements
from sync.replica.apply import Replayed
from sync.replica.certificates import (
    Order,
    accept_certificate,
    certificate_hash,
    decode_certificate,
    encode_certificate,
    without,
)
from sync.replica.checkpoints import checkpoint
from sync.replica.erasure import redaction
from sync.replica.erasure.redaction import carry_out
from sync.replica.replica import Replica

Targets = Mapping[bytes, Sequence[str]]
"""Record ids, each with the names of the fields to erase, or none for the whole record."""
Leaves = dict[bytes, dict[int, bytes]]
"""Operations by segment hash and index, each with what takes its place."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How far an order has got: the devices that have stated to have carried it out, and those that have not yet."""

    done: tuple[Device, ...]
    open: tuple[Device, ...]


def erase(replica: Replica, circle: bytes, targets: Targets) -> tuple[bytes, Replayed]:
    """Orders it and carries it out here; gives the order's hash and what changed. Raises `Unauthorised`."""
    if not replica.membership.stewards(replica.device, circle):
        raise Unauthorised("only a steward of a circle may order this")
    replica.seal()
    leaves: Leaves = {}
    for record, names in targets.items():
        for place, index, operation in replica.operations_on(record):
            _list(leaves, place, index, operation, names)
        for segment, index in _in_base(replica, record, names):
            leaves.setdefault(segment, {}).setdefault(index, b"")
    _say_again(replica, circle, targets, leaves)
    return _ordered(replica, circle, targets, leaves)


def _list(leaves: Leaves, place: SegmentPlace, index: int, operation: RecordOp, names: Sequence[str]) -> None:
    """Note an operation if something of it is erased: all of it goes, but that it made the record."""
    if not names:
        leaves.setdefault(place.hash, {})[index] = b""
    elif without(operation, set(names)) is not operation:
        made = isinstance(operation, Insert)
        bare = encode_operation(Insert(operation.time, operation.kind, {})) if made else b""
        leaves.setdefault(place.hash, {})[index] = bare


def _say_again(replica: Replica, circle: bytes, targets: Targets, leaves: Leaves) -> None:
    """Tell what the operations that go had said of other fields, and still holds, becomes this device's own word.

    So an order repeats nothing, and puts nothing into another's mouth.
    """
    changes: list[Change] = []
    for record, state in replica.store.states([each for each, names in targets.items() if names]).items():
        kept = state.fields.keys() - set(targets[record])
        fields = {
            name: max(state.fields[name], key=replica.order).value
            for name in sorted(kept)
            if any(_goes(replica, live, leaves) for live in state.fields[name])
        }
        changes += [Update(record, fields)] if fields else []
        for name in sorted(state.sets.keys() - set(targets[record])):
            elements = {live.value for live in state.sets[name] if _goes(replica, live, leaves)}
            changes += [AddElements(record, name, tuple(sorted(elements)))] if elements else []
        changes += [Drop(record)] if state.deleted else []
    if changes:
        replica.write(circle, changes)
        replica.seal()


def _goes(replica: Replica, live: Live, leaves: Leaves) -> bool:
    return live.index in leaves.get(replica.causality.places[live.segment].hash, ())


def _in_base(replica: Replica, record: bytes, names: Sequence[str]) -> Iterable[tuple[bytes, int]]:
    """Give the operations, no longer kept, whose values of these fields live in the cut."""
    state = replica.store.base_states([record]).get(record)
    if state is None:
        return
    for name in names:
        for live in (*state.fields.get(name, ()), *state.sets.get(name, ())):
            yield replica.causality.places[live.segment].hash, live.index


def _ordered(
    replica: Replica, circle: bytes, targets: Targets, leaves: Mapping[bytes, Mapping[int, bytes]]
) -> tuple[bytes, Replayed]:
    listed = [(segment, sorted(found.items())) for segment, found in sorted(leaves.items())]
    named = [(record, sorted(names)) for record, names in sorted(targets.items())]
    content = encode_certificate(Order(circle, named, listed, checkpoint.present(replica, circle)))
    digest = certificate_hash(content)
    replica.announce([Certify(replica.clock.tick(), circle, digest)])
    return digest, file_certificates(replica, circle, [content])


def in_doubt(replica: Replica, circle: bytes) -> dict[bytes, Order]:
    """Give the orders of a circle that do not count, or no longer, and left holes here that nothing covers; by hash."""
    holes = set(redaction.wanted(replica, circle))
    found: dict[bytes, Order] = {}
    for digest, (home, content) in replica.store.certificates().items() if holes else ():
        certificate = decode_certificate(content)
        counts = digest in replica.erasures.orders
        if (
            home == circle
            and isinstance(certificate, Order)
            and not counts
            and any(each in holes for each, _ in certificate.leaves)
        ):
            found[digest] = certificate
    return found


def uphold(replica: Replica, digest: bytes) -> Replayed:
    """Make a doubtful order this device's own word: it counts again, and its holes are covered. Raises `Unauthorised`.

    The other way out is to leave it: whoever still has what is missing hands it on, and the order has never been.
    """
    circle, _content = replica.store.certificates()[digest]
    if not replica.membership.stewards(replica.device, circle):
        raise Unauthorised("only a steward of a circle may order this")
    return replica.announce([Certify(replica.clock.tick(), circle, digest)])


def file_certificates(replica: Replica, circle: bytes, contents: Iterable[bytes]) -> Replayed:
    """Keep the certificates of a circle that count, and carry out the orders among them that are new here.

    Also orders that count no longer, for the holes that they have left.
    """
    before = replica.erasures
    here = replica.membership.circles.get(circle, Circle(circle))
    found = ((accept_certificate(circle, content), content) for content in contents)
    known = [
        (each, content)
        for each, content in found
        if each is not None and each[0] in (here.once if isinstance(each[1], Order) else here.certificates)
    ]
    for (digest, certificate), content in sorted(known, key=lambda pair: isinstance(pair[0][1], Order)):
        if (
            isinstance(certificate, Order)
            and certificate.cut
            and digest in here.certificates
            and digest not in before.orders
        ):
            _let_go(replica, circle, certificate.cut)
        replica.keep_certificate(digest, circle, content)
    replayed = Replayed()
    erasures = replica.erasures
    fresh = [order for digest, order in erasures.orders.items() if digest not in before.orders]
    for order in fresh:
        carry_out(replica, erasures.within(order.circle), order, replayed)
    return replayed


def _let_go(replica: Replica, circle: bytes, cut: bytes) -> None:
    """Tell what was not kept where an order was made is not kept here either, or it would still hold what is erased.

    A vault whose log gives another snapshot keeps it, and says so when it is verified.
    """
    with contextlib.suppress(BadSignature):
        checkpoint.prune_to(replica, circle, cut)


def extend(replica: Replica, unlisted: Sequence[tuple[bytes, int, bytes]]) -> Replayed:
    """Orders, where this device may, what others have written about erased records without knowing of it."""
    replayed = Replayed()
    by_circle: dict[bytes, list[tuple[SegmentPlace, int, bytes]]] = {}
    for digest, index, record in unlisted:
        place = replica.causality.by_hash(digest)
        if place is not None:
            by_circle.setdefault(replica.causality.chains[place.chain].opening.circle, []).append(
                (place, index, record)
            )
    me = replica.me
    for circle, found in sorted(by_circle.items()):
        if me is None or not me.good or not replica.membership.stewards(replica.device, circle):
            continue
        erasures = replica.erasures.within(circle)
        fresh = [each for each in found if not erasures.covers(each[0].hash, [each[1]])]
        targets = {
            record: [] if record in erasures.whole else sorted(erasures.fields.get(record, ()))
            for _, _, record in fresh
        }
        leaves: Leaves = {}
        for place, index, record in fresh:
            _list(leaves, place, index, replica.operation_at(place, index), targets[record])
        if leaves:
            _say_again(replica, circle, targets, leaves)
            _, more = _ordered(replica, circle, targets, leaves)
            replayed.touched.update(more.touched)
            replayed.vanished |= more.vanished
            replayed.anew = True
    return replayed


def confirmed(replica: Replica, digest: bytes) -> Confirmed:
    """Which devices of the circle have stated to have carried an order out."""
    order = replica.erasures.orders[digest]
    done: list[Device] = []
    waiting: list[Device] = []
    for device in replica.membership.entitled(order.circle):
        statements = acknowledgements.known(replica, device.device, order.circle)
        mine = device.device == replica.device
        said = mine or (bool(statements) and all(digest in each.orders for each in statements))
        (done if said else waiting).append(device)
    return Confirmed(tuple(done), tuple(waiting))
