"""Who has what, believed only on a device's own signed statement: one for each circle, seen by its readers only.

Of a device whose vault exists in several copies the least is believed (see `copies`). What it shows is stated beside
what it has, so that two who have the same and show something else can see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync.authority.membership import Device
from sync.log.causality import SegmentPlace, Vector
from sync.log.segment import AUTHORITY, Head
from sync.primitives.codec import encode
from sync.primitives.errors import ForeignGroup, TooLarge, UnknownDevice
from sync.replica import copies
from sync.replica.copies import Sealed, read_sealed
from sync.replica.erasure import redaction
from sync.replica.replica import Replica
from sync.replica.statements import (
    BESIDE,
    STATEMENT_FORMAT,
    STATEMENT_LIMIT,
    WANTS_LIMIT,
    Kept,
    Seal,
    Stated,
    Statement,
    decode_kept,
    decode_trusted,
    read_statement,
    statement_hash,
    words,
)

KEPT_LIMIT = 16
"""Statements of one device and circle that are kept beside each other: of more, the last."""


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """This device's own statements by circle, made together, and the list of them that is still to be signed."""

    bodies: dict[bytes, bytes]
    list: bytes

    def of(self, circle: bytes) -> Stated:
        """Give the statement of a circle as it travels."""
        return Stated(self.bodies[circle], Seal.name(self.list))


def draft(
    replica: Replica, circles: Iterable[bytes], wants: Mapping[bytes, Iterable[bytes]] | None = None
) -> StatementDraft:
    """Tell what this device states now; nothing of it is known to anybody before it is signed."""
    bodies = {circle: _body(replica, circle, (wants or {}).get(circle, ())) for circle in circles}
    now = copies.life(replica)
    hashes = sorted(map(statement_hash, bodies.values()))
    listed = Sealed(replica.group, replica.device, now.copy, now.counter + 1, now.others, hashes)
    return StatementDraft(bodies, encode(listed))


def sign(replica: Replica, drafted: StatementDraft, beside: bytes = b"") -> Seal:
    """Signs statements together with the hash of something else, and keeps them."""
    seal = Seal(drafted.list, beside, replica.secrets.sign("statement", Seal.signed(drafted.list, beside)))
    for circle, body in drafted.bodies.items():
        _keep(replica, replica.device, circle, Kept(body, seal))
    copies.save(replica, copies.life(replica).said(seal.hash))
    return seal


def _body(replica: Replica, circle: bytes, wants: Iterable[bytes]) -> bytes:
    heads = sorted(replica.causality.heads(circle), key=lambda head: (head.log, head.seq, head.hash))
    wished = sorted({*wants, *redaction.wanted(replica, circle)})
    orders = sorted(digest for digest, order in replica.erasures.orders.items() if order.circle == circle)
    return encode(
        Statement(
            STATEMENT_FORMAT, replica.group, replica.device, circle, replica.clock.tick(), heads, orders,
            wished[:WANTS_LIMIT], replica.covered(circle), replica.shown(circle),
        )
    )  # fmt: skip


def to_tell(replica: Replica, circle: bytes, seals: dict[bytes, Seal]) -> list[Stated]:
    """Give the statements of a circle that are known here, but for this vault's own; puts their seals into `seals`.

    Also the recipients' own: a copy of a vault hears so of another.
    """
    found: list[Stated] = []
    for (device, home), data in sorted(replica.store.statements().items()):
        for kept in decode_kept(data) if home == circle else ():
            if device != replica.device or kept.sealed.copy != replica.incarnation:
                seals[kept.seal.hash] = kept.seal
                found.append(Stated(kept.statement, kept.seal.hash))
    return found


def accept(replica: Replica, stated: Stated, seals: Mapping[bytes, Seal], circle: bytes) -> tuple[Statement, bool]:
    """Keep a statement, unless its copy has spoken since; False if it takes back what its device had stated before.

    `seals` are verified ones (see `verify_seal`). Raises a `SyncError` for a statement that is not a member's own, or
    of another circle.
    """
    seal = seals.get(stated.seal)
    if seal is None:
        raise UnknownDevice("a statement comes without its seal, or with that of a device unknown here")
    sealed = read_sealed(seal.list, trusted=True)
    statement = read_statement(stated.statement, sealed, circle)
    if sealed.device == replica.device:
        copies.hear(replica, sealed, seal.hash)
    before = _before(replica, statement.device, circle)
    had = least([_vector(replica, each) for each in before])
    if not _keep(replica, statement.device, circle, Kept(stated.statement, seal)):
        return statement, True
    now = _vector(replica, statement)
    return statement, not before or all(seq <= now.get(chain, -1) for chain, seq in had.items())


def _before(replica: Replica, device: bytes, circle: bytes) -> list[Statement]:
    """Give what is kept of a circle; also by a copy that was succeeded since by a word on another circle."""
    data = replica.store.statements_of(device).get(circle)
    return [decode_trusted(kept.statement) for kept in decode_kept(data)] if data else []


def _keep(replica: Replica, device: bytes, circle: bytes, fresh: Kept) -> bool:
    """Whether it says anything new. The last word of every copy is kept, both of two that claim the same place."""
    data = replica.store.statements_of(device).get(circle)
    before = decode_kept(data) if data else []
    spoken = fresh.sealed
    kept = [each for each in before if (own := each.sealed).copy != spoken.copy or own.counter >= spoken.counter]
    if fresh in kept or any((own := each.sealed).copy == spoken.copy and own.counter > spoken.counter for each in kept):
        return False
    alive = copies.living(copies.newest([*words(replica, device), spoken]))
    kept = [each for each in (*kept, fresh) if each.sealed.copy in alive][-KEPT_LIMIT:]
    replica.store.save_statement(device, circle, encode(kept))
    return fresh in kept


def verify_seal(replica: Replica, seal: Seal) -> bytes:
    """Give whose it is. Raises `BadSignature`, or `UnknownDevice` for a device that the group does not know."""
    if len(seal.list) > STATEMENT_LIMIT or len(seal.beside) > BESIDE:
        raise TooLarge("a list of statements is larger than it can be")
    sealed = read_sealed(seal.list)
    if sealed.group != replica.group:
        raise ForeignGroup("a statement belongs to another group")
    keys = replica.ledger.keys.get(sealed.device)
    if keys is None:
        raise UnknownDevice("a statement of a device that the group does not know")
    keys.verify("statement", Seal.signed(seal.list, seal.beside), seal.signatures)
    return sealed.device


def known(replica: Replica, device: bytes, circle: bytes = AUTHORITY) -> list[Statement]:
    """Give the last statements of a circle by all copies of a device that count.

    A bundle always has the authority's.
    """
    data = replica.store.statements_of(device).get(circle)
    if data is None:
        return []
    alive = copies.living(copies.newest(words(replica, device)))
    return [decode_trusted(kept.statement) for kept in decode_kept(data) if kept.sealed.copy in alive]


def last_heard(replica: Replica, device: bytes) -> int | None:
    """When a device says that it last spoke; None for one that was never heard."""
    return max((each.time for each in known(replica, device)), default=None)


def exist_twice(replica: Replica) -> list[Device]:
    """Give the devices whose vault exists in several copies that are all at work."""
    devices = replica.membership.devices
    return [each for name, each in sorted(devices.items()) if any(copies.twins(copies.newest(words(replica, name))))]


def differing(replica: Replica) -> list[Device]:
    """Give the devices that have stated to have what is here, and to show something else."""
    found: list[Device] = []
    for name, device in sorted(replica.membership.devices.items()):
        said = [each for circle in replica.store.statements_of(name) for each in known(replica, name, circle)]
        same = (each for each in said if name != replica.device and each.covered == replica.covered(each.circle))
        if any(each.digest != replica.shown(each.circle) for each in same):
            found.append(device)
    return found


def _vector(replica: Replica, statement: Statement) -> Vector:
    """Tell what a statement says about the segments that are here; heads that are not here say nothing certain."""
    vector: Vector = {}
    for head in statement.heads:
        place = replica.causality.by_hash(head.hash)
        if place is not None:
            replica.causality.follow(vector, place)
        else:
            _beyond(replica, head, vector)
    return vector


def _beyond(replica: Replica, head: Head, vector: Vector) -> None:
    """Give a head newer than all we have of an unforked log covers what we have.

    Any other unknown head covers nothing.
    """
    chains = replica.causality.chains_of(head.log)
    if len(chains) != 1:
        return
    last = replica.causality.last_sealed(chains[0].number)
    if last is not None and head.seq > last.seq:
        vector[chains[0].number] = last.seq


def stated(replica: Replica, device: bytes, circle: bytes) -> Vector:
    """Tell what a device has stated to have of a circle, in each of its copies: nothing, if one has not spoken of it.

    Of this vault's own device the other copies are asked: it has itself what is here.
    """
    said = _spoken(replica, device, circle)
    vectors = [least([_vector(replica, each) for each in of_copy]) for of_copy in said.values()]
    if device == replica.device:
        heads = (replica.causality.by_hash(head.hash) for head in replica.causality.heads(circle))
        vectors.append({place.chain: place.seq for place in heads if place})
    return least(vectors)


def _spoken(replica: Replica, device: bytes, circle: bytes) -> dict[bytes, list[Statement]]:
    """Give the last statements of a circle by each copy of a device that counts, but for this vault itself."""
    alive = copies.living(copies.newest(words(replica, device)))
    if device == replica.device:
        alive.discard(replica.incarnation)
    found: dict[bytes, list[Statement]] = {copy: [] for copy in sorted(alive)}
    data = replica.store.statements_of(device).get(circle)
    for kept in decode_kept(data) if data else ():
        if (copy := kept.sealed.copy) in found:
            found[copy].append(decode_trusted(kept.statement))
    return found


def least(vectors: list[Vector]) -> Vector:
    """Tell what all of several causal pasts have."""
    if not vectors:
        return {}
    first, *others = vectors
    return {chain: min([seq, *(each.get(chain, -1) for each in others)]) for chain, seq in first.items()}


def lacking(replica: Replica, devices: Iterable[bytes]) -> list[SegmentPlace]:
    """Give the sealed segments that at least one of the devices may read and has not stated to have, in their order.

    Of circles that this device reads no longer, it hears nothing that could confirm anything.
    """
    found: set[int] = set()
    names = list(devices)
    circles = (each for each in replica.membership.circles if replica.membership.reads(replica.device, each))
    for circle in (AUTHORITY, *circles):
        readers = [each for each in names if circle == AUTHORITY or replica.membership.reads(each, circle)]
        found.update(place.number for place in lacking_of(replica, circle, readers))
    return [replica.causality.places[number] for number in sorted(found)]


def lacking_of(replica: Replica, circle: bytes, devices: Iterable[bytes]) -> list[SegmentPlace]:
    """Give sealed segments of a circle that at least one of the devices has not stated to have, or wishes for anew."""
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


def wished(replica: Replica, circle: bytes, devices: Iterable[bytes]) -> list[SegmentPlace]:
    """Give the segments kept whole here, of a circle, that devices have stated to lack something in."""
    causality = replica.causality
    spoken = (said for device in devices for said in _spoken(replica, device, circle).values())
    statements = (each for said in spoken for each in said)
    names = {digest for statement in statements for digest in statement.wants} - {*redaction.wanted(replica, circle)}
    here = (causality.by_hash(digest) for digest in names)
    return [
        place
        for place in here
        if place and causality.is_kept(place) and causality.chains[place.chain].opening.circle == circle
    ]
