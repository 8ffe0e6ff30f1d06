"""Certificates of a circle: orders to erase, and cuts below which a snapshot stands for the log.

A certificate travels inside its circle; the authority's log, which everybody reads, certifies only its hash. So nobody
outside learns which records are meant, and nothing in it repeats what is erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.authority.membership import AuthorityEntry, Membership
from sync.log.operation import Exclude, Include, Insert, RecordOp, Set, decode_operation
from sync.log.segment import Head
from sync.log.state import Live, RecordState, Seen
from sync.primitives.codec import Decoder, Wire, encode
from sync.primitives.errors import Malformed, SyncError, TooLarge
from sync.primitives.suite import labelled_hash

CERTIFICATE_LIMIT = 16 << 20


class Order(Wire, frozen=True, tag=1):
    """Records, or some fields of them, are erased: `targets` are ids with field names, no names for the whole record.

    `leaves` says which operations go: segment hash, then indexes, each with what takes the operation's place: nothing,
    or the making of the record without any value. What else such an operation said, the order's author says again.
    `cut` is the hash of a certificate: below it nothing is kept where the order was made, so nothing there could be
    listed, and others let go of it too before they carry the order out.
    """

    circle: bytes
    targets: list[tuple[bytes, list[str]]]
    leaves: list[tuple[bytes, list[tuple[int, bytes]]]]
    cut: bytes


class Cut(Wire, frozen=True, tag=2):
    """Up to these heads, a snapshot of that hash stands for the log."""

    circle: bytes
    heads: list[Head]
    snapshot: bytes


Certificate = Order | Cut
_certificates = Decoder[Certificate].of_union(Certificate)


def certificate_hash(content: bytes) -> bytes:
    """Give the 32-byte hash by which the authority names a certificate."""
    return labelled_hash("paper", content)


def encode_certificate(certificate: Certificate) -> bytes:
    """Give the canonical bytes."""
    return encode(certificate)


def decode_certificate(content: bytes) -> Certificate:
    """Raise `Malformed`, `NotCanonical` or `TooLarge`."""
    if len(content) > CERTIFICATE_LIMIT:
        raise TooLarge("a certificate is larger than it can be")
    certificate = _certificates.decode(content)
    names = [record for record, _ in certificate.targets] if isinstance(certificate, Order) else []
    hashes = [digest for digest, _ in certificate.leaves] if isinstance(certificate, Order) else [certificate.snapshot]
    if isinstance(certificate, Cut):
        names += [head.log for head in certificate.heads]
        hashes += [head.hash for head in certificate.heads]
    if any(len(name) != 16 for name in (certificate.circle, *names)) or any(len(digest) != 32 for digest in hashes):
        raise Malformed("a name or hash in a certificate has the wrong length")
    if isinstance(certificate, Order) and len(certificate.cut) not in {0, 32}:
        raise Malformed("an order names a cut wrongly")
    for replacement in _replacements(certificate):
        made = decode_operation(replacement)
        if not isinstance(made, Insert) or made.fields:
            raise Malformed("an erased operation is replaced by one that says something")
    return certificate


def _replacements(certificate: Certificate) -> Iterable[bytes]:
    for _, leaves in certificate.leaves if isinstance(certificate, Order) else ():
        yield from (replacement for _, replacement in leaves if replacement)


@dataclass(slots=True)
class Erasures:
    """What is erased by the orders that count and are here.

    An order counts in its own circle only: whoever may order in one must not reach into another. So segments and
    records are asked about `within` their circle; what stands here besides is the union, for what people are told.
    `doubtful` are the operations, by segment and index, that orders name which have stopped counting: where they were
    carried out, nobody may have them any more.
    """

    whole: dict[bytes, list[AuthorityEntry]] = field(default_factory=dict[bytes, list[AuthorityEntry]])
    fields: dict[bytes, dict[str, list[AuthorityEntry]]] = field(
        default_factory=dict[bytes, dict[str, list[AuthorityEntry]]]
    )
    leaves: dict[bytes, dict[int, bytes]] = field(default_factory=dict[bytes, dict[int, bytes]])
    orders: dict[bytes, Order] = field(default_factory=dict[bytes, Order])
    circles: dict[bytes, Erasures] = field(default_factory=dict[bytes, "Erasures"])
    doubtful: dict[bytes, set[int]] = field(default_factory=dict[bytes, set[int]])

    def within(self, circle: bytes) -> Erasures:
        """Tell what the orders of one circle erase."""
        return self.circles.get(circle) or _NOTHING

    @classmethod
    def of(cls, membership: Membership, certificates: Mapping[bytes, tuple[bytes, bytes]]) -> Erasures:
        """Gathers the certified orders among the certificates that are here."""
        found = cls()
        for digest, (circle, content) in certificates.items():
            known = membership.circles.get(circle)
            entries = known.certificates.get(digest) if known else None
            certificate = _certificates.decode_trusted(content)
            if isinstance(certificate, Order):
                within = found.circles.setdefault(circle, cls())
                if entries:
                    found.add(digest, certificate, entries)
                    within.add(digest, certificate, entries)
                elif known and digest in known.once:
                    within.doubt(certificate)
        return found

    def add(self, digest: bytes, order: Order, entries: list[AuthorityEntry]) -> None:
        """One more order that counts, by the entries that certify it."""
        self.orders[digest] = order
        for record, names in order.targets:
            if not names:
                self.whole.setdefault(record, []).extend(entries)
            for name in names:
                self.fields.setdefault(record, {}).setdefault(name, []).extend(entries)
        for segment, leaves in order.leaves:
            known = self.leaves.setdefault(segment, {})
            for index, replacement in leaves:
                # Two orders about one operation each leave something of it: what both leave is the shorter.
                known[index] = min(known.get(index, replacement), replacement, key=lambda data: (len(data), data))

    def doubt(self, order: Order) -> None:
        """One more order that counts no longer."""
        for segment, leaves in order.leaves:
            self.doubtful.setdefault(segment, set()).update(index for index, _ in leaves)

    @property
    def any(self) -> bool:
        """Whether anything is erased from records."""
        return bool(self.whole or self.fields)

    def covers(self, segment: bytes, indexes: Iterable[int]) -> bool:
        """Whether each of these operations of a segment is erased by order."""
        known = self.leaves.get(segment, {})
        return all(index in known for index in indexes)

    def explains(self, segment: bytes, indexes: Iterable[int]) -> bool:
        """Whether each of these operations of a segment was erased by order, be it one that counts no longer.

        Whoever carried such an order out did right, and may lack for good what nobody else has. What else they wrote
        must not wait for it: the hole is taken, wished for, and filled where anybody has a whole copy.
        """
        known = self.leaves.get(segment, {}).keys() | self.doubtful.get(segment, set())
        return known.issuperset(indexes)

    def remaining(self, record: bytes, operation: RecordOp, seen: Seen) -> RecordOp | None:
        """Tell what is left of an operation on a record.

        An author who knew of an order may fill an erased field again.
        """
        if record in self.whole:
            return None
        fields = self.fields.get(record)
        if not fields:
            return operation
        gone = {name for name, entries in fields.items() if not all(seen(*entry.dot) for entry in entries)}
        return without(operation, gone)

    def strip(self, record: bytes, state: RecordState, listed: Mapping[tuple[int, int], object]) -> bool:
        """Take erased values out of a state, as far as orders list their operations by dot; whether there were any."""
        assert state.first is not None
        changed = False
        for name in self.fields.get(record, {}):
            before = state.fields.get(name, []), state.sets.get(name, [])
            written, elements = ([live for live in lives if not _is_listed(live, listed)] for lives in before)
            if (written, elements) != before:
                state.first.pop(name, None)
                state.written[name], state.sets[name] = written, elements
                changed = True
        return changed


_NOTHING = Erasures()


def _is_listed(live: Live, listed: Mapping[tuple[int, int], object]) -> bool:
    return (live.segment, live.index) in listed


def without(operation: RecordOp, names: set[str]) -> RecordOp | None:
    """Give the same operation without what it says of these fields; None if nothing is left.

    One that says nothing of them comes back itself: it is nobody's to erase and to say again.
    """
    if isinstance(operation, Insert | Set) and names.isdisjoint(operation.fields):
        return operation
    if isinstance(operation, Insert):
        return Insert(operation.time, operation.kind, _kept(operation.fields, names))
    if isinstance(operation, Set):
        kept = _kept(operation.fields, names)
        return Set(operation.time, operation.record, kept) if kept else None
    if isinstance(operation, Include | Exclude) and operation.field in names:
        return None
    return operation


def _kept(fields: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def accept_certificate(circle: bytes, content: bytes) -> tuple[bytes, Certificate] | None:
    """Give the hash and content of a certificate of that circle; None for one that is not."""
    try:
        certificate = decode_certificate(content)
    except SyncError:
        return None
    return (certificate_hash(content), certificate) if certificate.circle == circle else None
