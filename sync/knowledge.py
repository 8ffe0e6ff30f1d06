"""Who has what, believed only on a device's own signed statement: one for each circle, seen by its readers only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sync import mending
from sync.causality import Place, Vector
from sync.clock import check_time
from sync.codec import Decoder, Wire, encode
from sync.errors import BadSignature, ForeignGroup, Malformed, TooLarge, UnknownDevice, Unsupported
from sync.keys import Signatures
from sync.replica import Replica
from sync.segment import AUTHORITY, Head
from sync.suite import labelled_hash

STATEMENT_FORMAT = 2
STATEMENT_LIMIT = 1 << 20
"""Some ten thousand logs. Everybody passes statements on, so that one device's must not fill the bundles of all."""
WANTS_LIMIT = 4096
BESIDE = 32


class Statement(Wire, frozen=True):
    """What a device had of a circle at a time.

    The newest segment of every log it holds; the orders it has carried out, by hash; and what it wishes to get: pieces
    of attachments, by SHA-256, and segments in which something lacks, by hash.
    """

    format: int
    group: bytes
    device: bytes
    circle: bytes
    time: int
    heads: list[Head]
    orders: list[bytes]
    wants: list[bytes]


class Seal(Wire, frozen=True):
    """A device's signatures over the statements that it made together, of all circles that it reads.

    `list` is an encoded `Sealed`; `beside` the hash of a bundle's manifest, which is signed by the same, or empty. One
    pair of signatures for all: it is far larger than what it signs.
    """

    list: bytes
    beside: bytes
    signatures: Signatures

    @property
    def hash(self) -> bytes:
        """By which a statement names the seal it is under."""
        return self.name(self.list)

    @staticmethod
    def name(statements: bytes) -> bytes:
        """The same, before it is signed."""
        return labelled_hash("seal", statements)

    @staticmethod
    def signed(statements: bytes, beside: bytes) -> bytes:
        """The bytes that are signed."""
        return labelled_hash("seal", statements) + beside


class Sealed(Wire, frozen=True):
    """What is signed: whose statements these are, and their hashes, sorted."""

    group: bytes
    device: bytes
    statements: list[bytes]


class Stated(Wire, frozen=True):
    """A statement as it travels: its bytes, and the hash of the seal that it is under."""

    statement: bytes
    seal: bytes


class _Kept(Wire, frozen=True):
    """A statement as it is stored, with its seal."""

    statement: bytes
    seal: Seal


_statements = Decoder(Statement)
_sealed = Decoder(Sealed)
_kept = Decoder(_Kept)


@dataclass(frozen=True, slots=True)
class Draft:
    """This device's own statements by circle, made together, and the list of them that is still to be signed."""

    bodies: dict[bytes, bytes]
    list: bytes

    def of(self, circle: bytes) -> Stated:
        """The statement of a circle as it travels."""
        return Stated(self.bodies[circle], Seal.name(self.list))


def draft(replica: Replica, circles: Iterable[bytes], wants: Mapping[bytes, Iterable[bytes]] | None = None) -> Draft:
    """What this device states now; nothing of it is known to anybody before it is signed."""
    bodies = {circle: _body(replica, circle, (wants or {}).get(circle, ())) for circle in circles}
    return Draft(bodies, encode(Sealed(replica.group, replica.device, sorted(map(statement_hash, bodies.values())))))


def sign(replica: Replica, drafted: Draft, beside: bytes = b"") -> Seal:
    """Signs statements together with the hash of something else, and keeps them."""
    seal = Seal(drafted.list, beside, replica.secrets.sign("statement", Seal.signed(drafted.list, beside)))
    for circle, body in drafted.bodies.items():
        replica.store.save_statement(replica.device, circle, encode(_Kept(body, seal)))
    return seal


def statement_hash(statement: bytes) -> bytes:
    """By which a seal names a statement."""
    return labelled_hash("statement", statement)


def _body(replica: Replica, circle: bytes, wants: Iterable[bytes]) -> bytes:
    heads = sorted(replica.causality.heads(circle), key=_order)
    wished = sorted({*wants, *mending.wanted(replica, circle)})
    orders = sorted(digest for digest, order in replica.erasures.orders.items() if order.circle == circle)
    return encode(
        Statement(
            STATEMENT_FORMAT, replica.group, replica.device, circle, replica.clock.tick(), heads, orders,
            wished[:WANTS_LIMIT],
        )
    )  # fmt: skip


def _order(head: Head) -> tuple[bytes, int, bytes]:
    return head.log, head.seq, head.hash


def to_tell(replica: Replica, circle: bytes, known_to: Collection[bytes], seals: dict[bytes, Seal]) -> list[Stated]:
    """The newest statements of a circle, but for those of some devices; puts their seals into `seals`."""
    found: list[Stated] = []
    for (device, home), data in sorted(replica.store.statements().items()):
        if home == circle and device not in known_to:
            kept = _kept.decode_trusted(data)
            seals[kept.seal.hash] = kept.seal
            found.append(Stated(kept.statement, kept.seal.hash))
    return found


def accept(replica: Replica, stated: Stated, seals: Mapping[bytes, Seal], circle: bytes) -> tuple[Statement, bool]:
    """Keeps a statement if it is newer than the one known; False if it takes back what its device had stated before.

    Newer is what says more, or what bears a later time: a clock set right after it was far ahead must not make a
    device's word worthless. `seals` are verified ones (see `verify_seal`). Raises a `SyncError` for a statement that
    is not a member's own, or of another circle.
    """
    statement = _read(replica, stated, seals, circle)
    known = known_statement(replica, statement.device, circle)
    kept = encode(_Kept(stated.statement, seals[stated.seal]))
    if known is None:
        replica.store.save_statement(statement.device, circle, kept)
        return statement, True
    before, now = _vector(replica, known), _vector(replica, statement)
    covers = all(seq <= now.get(chain, -1) for chain, seq in before.items())
    if statement.time > known.time or (covers and now != before):
        replica.store.save_statement(statement.device, circle, kept)
        return statement, covers
    return statement, True


def verify_seal(replica: Replica, seal: Seal) -> bytes:
    """Gives whose it is. Raises `BadSignature`, or `UnknownDevice` for a device that the group does not know."""
    if len(seal.list) > STATEMENT_LIMIT or len(seal.beside) > BESIDE:
        raise TooLarge("a list of statements is larger than it can be")
    sealed = _sealed.decode(seal.list)
    if sealed.group != replica.group:
        raise ForeignGroup("a statement belongs to another group")
    keys = replica.ledger.keys.get(sealed.device)
    if keys is None:
        raise UnknownDevice("a statement of a device that the group does not know")
    keys.verify("statement", Seal.signed(seal.list, seal.beside), seal.signatures)
    return sealed.device


def _read(replica: Replica, stated: Stated, seals: Mapping[bytes, Seal], circle: bytes) -> Statement:
    if len(stated.statement) > STATEMENT_LIMIT:
        raise TooLarge("a statement is larger than it can be")
    if stated.seal not in seals:
        raise UnknownDevice("a statement comes without its seal, or with that of a device unknown here")
    sealed = _sealed.decode_trusted(seals[stated.seal].list)
    statement = _statements.decode(stated.statement)
    if statement.device != sealed.device or statement_hash(stated.statement) not in sealed.statements:
        raise BadSignature("a statement is not under the seal that it names")
    if statement.format != STATEMENT_FORMAT:
        raise Unsupported("a statement has another format")
    if statement.group != replica.group:
        raise ForeignGroup("a statement belongs to another group")
    if statement.circle != circle:
        raise Malformed("a statement is of another circle")
    check_time(statement.time)
    if len(statement.wants) > WANTS_LIMIT:
        raise TooLarge("a statement wishes for more than it can")
    if any((len(head.log), len(head.hash)) != (16, 32) or head.seq < 0 for head in statement.heads):
        raise Malformed("a statement names a segment wrongly")
    if any(len(digest) != 32 for digest in (*statement.orders, *statement.wants)):
        raise Malformed("a statement names an order or a piece wrongly")
    return statement


def known_statement(replica: Replica, device: bytes, circle: bytes = AUTHORITY) -> Statement | None:
    """The newest statement of a device of a circle that is known here; every bundle has one of the authority's."""
    data = replica.store.statements().get((device, circle))
    return _statements.decode_trusted(_kept.decode_trusted(data).statement) if data else None


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


def stated(replica: Replica, device: bytes, circle: bytes) -> Vector:
    """What a device has stated to have of a circle."""
    statement = known_statement(replica, device, circle)
    return _vector(replica, statement) if statement else {}


def lacking(replica: Replica, devices: Iterable[bytes]) -> list[Place]:
    """The sealed segments that at least one of the devices may read and has not stated to have, in their order."""
    found: set[int] = set()
    names = list(devices)
    for circle in (AUTHORITY, *replica.membership.circles):
        readers = [each for each in names if circle == AUTHORITY or replica.membership.reads(each, circle)]
        found.update(place.number for place in lacking_of(replica, circle, readers))
    return [replica.causality.places[number] for number in sorted(found)]


def lacking_of(replica: Replica, circle: bytes, devices: Iterable[bytes]) -> list[Place]:
    """The sealed segments of a circle that at least one of the devices has not stated to have, or wishes for anew."""
    causality, names = replica.causality, list(devices)
    vectors = [stated(replica, device, circle) for device in names]
    if not vectors:
        return []
    chains = [chain for chain in causality.chains.values() if chain.opening.circle == circle]
    places = wished(replica, circle, names)
    again = set(places)
    for chain in chains:
        last = causality.last_sealed(chain.number)
        first = min(vector.get(chain.number, -1) for vector in vectors) + 1
        for seq in range(max(first, chain.start), last.seq + 1 if last else 0):
            place = causality.at(chain.number, seq)
            if place is not None and place not in again:
                places.append(place)
    return sorted(places, key=lambda place: place.number)


def wished(replica: Replica, circle: bytes, devices: Iterable[bytes]) -> list[Place]:
    """The segments kept here, of a circle, that devices have stated to lack something in."""
    causality = replica.causality
    statements = (known_statement(replica, device, circle) for device in devices)
    names = {digest for statement in statements if statement for digest in statement.wants}
    here = (causality.by_hash(digest) for digest in names)
    return [
        place
        for place in here
        if place and causality.is_kept(place) and causality.chains[place.chain].opening.circle == circle
    ]
