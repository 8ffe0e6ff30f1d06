"""Who has what, believed only on a device's own signed statement."""

from __future__ import annotations

from collections.abc import Iterable

from sync.causality import Place, Vector
from sync.clock import check_time
from sync.codec import Decoder, Wire, encode
from sync.errors import ForeignGroup, Malformed, TooLarge, UnknownDevice, Unsupported
from sync.keys import Signatures
from sync.replica import Replica
from sync.segment import AUTHORITY, Head
from sync.suite import FORMAT

STATEMENT_LIMIT = 1 << 20
"""Some ten thousand logs. Everybody passes statements on, so that one device's must not fill the bundles of all."""


class Statement(Wire, frozen=True):
    """What a device had at a time: the newest segment of every log it holds."""

    format: int
    group: bytes
    device: bytes
    time: int
    heads: list[Head]


class SignedStatement(Wire, frozen=True):
    """The encoded statement and its device's signatures."""

    statement: bytes
    signatures: Signatures


_statements = Decoder(Statement)
_signed = Decoder(SignedStatement)


def state(replica: Replica) -> bytes:
    """This device's own signed statement, which is also kept."""
    heads = [head for circle in (AUTHORITY, *replica.membership.circles) for head in replica.causality.heads(circle)]
    body = encode(Statement(FORMAT, replica.group, replica.device, replica.clock.tick(), sorted(heads, key=_order)))
    signed = encode(SignedStatement(body, replica.secrets.sign("statement", body)))
    replica.store.save_statement(replica.device, signed)
    return signed


def _order(head: Head) -> tuple[bytes, int, bytes]:
    return head.log, head.seq, head.hash


def accept(replica: Replica, signed: bytes) -> tuple[Statement, bool]:
    """Keeps a statement if it is newer than the one known; False if it takes back what its device had stated before.

    Newer is what says more, or what bears a later time: a clock set right after it was far ahead must not make a
    device's word worthless. Raises a `SyncError` for a statement that is not a member's own.
    """
    if len(signed) > STATEMENT_LIMIT:
        raise TooLarge("a statement is larger than it can be")
    outer = _signed.decode(signed)
    statement = _statements.decode(outer.statement)
    if statement.format != FORMAT:
        raise Unsupported("a statement has another format")
    if statement.group != replica.group:
        raise ForeignGroup("a statement belongs to another group")
    check_time(statement.time)
    if any((len(head.log), len(head.hash)) != (16, 32) or head.seq < 0 for head in statement.heads):
        raise Malformed("a statement names a segment wrongly")
    device = replica.membership.devices.get(statement.device)
    if device is None:
        raise UnknownDevice("a statement of a device that the group does not know")
    device.keys.verify("statement", outer.statement, outer.signatures)
    known = known_statement(replica, statement.device)
    if known is None:
        replica.store.save_statement(statement.device, signed)
        return statement, True
    before, now = _vector(replica, known), _vector(replica, statement)
    covers = all(seq <= now.get(chain, -1) for chain, seq in before.items())
    if statement.time > known.time or (covers and now != before):
        replica.store.save_statement(statement.device, signed)
        return statement, covers
    return statement, True


def known_statement(replica: Replica, device: bytes) -> Statement | None:
    """The newest statement of a device that is known here."""
    signed = replica.store.statements().get(device)
    return _statements.decode_trusted(_signed.decode_trusted(signed).statement) if signed else None


def _vector(replica: Replica, statement: Statement) -> Vector:
    """What a statement says about the segments that are here; heads that are not here say nothing certain."""
    vector: Vector = {}
    for head in statement.heads:
        place = replica.causality.by_hash(head.hash)
        if place is not None:
            replica.causality.follow(vector, place)
        else:
            _beyond(replica, head, vector)
    return vector


def _beyond(replica: Replica, head: Head, vector: Vector) -> None:
    """A head newer than all we have of an unforked log covers what we have; any other unknown head covers nothing."""
    chains = replica.causality.chains_of(head.log)
    if len(chains) != 1:
        return
    last = replica.causality.last_sealed(chains[0].number)
    if last is not None and head.seq > last.seq:
        vector[chains[0].number] = last.seq


def lacking(replica: Replica, devices: Iterable[bytes]) -> list[Place]:
    """The sealed segments that at least one of the devices has not stated to have, in the order in which they came."""
    vectors: list[Vector] = []
    for device in devices:
        statement = known_statement(replica, device)
        vectors.append(_vector(replica, statement) if statement else {})
    return [
        place
        for place in sorted(replica.causality.places.values(), key=lambda place: place.number)
        if place.hash and any(place.seq > vector.get(place.chain, -1) for vector in vectors)
    ]
