"""Taking in what a bundle holds: the sender verified first, then the authority's part, then circle by circle."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from sync.authority.membership import Device
from sync.bundle.column_reader import OPERATIONS_LIMIT, from_columns
from sync.bundle.format import (
    AUTHORITY_LIMIT,
    BUNDLE_LIMIT,
    RATIO_LIMIT,
    STATEMENTS_LIMIT,
    Content,
    Envelope,
    Manifest,
    contents,
    stored_blobs,
)
from sync.bundle.glimpse import Glimpse, check_items, check_lists
from sync.bundle.packed import MARK, unpack
from sync.bundle.weight import FACTOR, UNBOUNDED, VALUE, Allowance, check_memory, weigh
from sync.log.segment import AUTHORITY, Segment
from sync.primitives.codec import encode
from sync.primitives.compression import decompress
from sync.primitives.errors import (
    BadSignature,
    ForeignGroup,
    Malformed,
    NotForThisDevice,
    SyncError,
    TooLarge,
    UnknownDevice,
)
from sync.primitives.suite import labelled_hash
from sync.replica import acknowledgements
from sync.replica.apply import Replayed
from sync.replica.checkpoints import checkpoint
from sync.replica.erasure import orders
from sync.replica.group_encryption import Blob, open_blob
from sync.replica.ingest import TakenSegments
from sync.replica.replica import Replica
from sync.replica.statements import Seal, Stated

CHUNK_LIMIT = 1 << 20
CERTIFICATES_LIMIT = CHUNKS_LIMIT = 1 << 16
STRANGERS_OPERATIONS = 1 << 14
STRANGERS_LIMIT = 4 << 20
"""Of the authority's part that is looked at before its sender is known: some thousand decisions, in packed columns."""


@dataclass(slots=True)
class OpenedBundle:
    """What opening a bundle did.

    `unreadable` counts the parts whose key is not here: they are carried. `spoilt` ones were carried here by somebody
    and passed over. `backwards` are devices whose statement takes one back, `twice` those whose vault turns out to
    exist in two copies; `differs` have stated to have what is here, and show something else. `chunks` are the
    attachments' chunks that came, by SHA-256.
    """

    sender: Device
    manifest: Manifest
    taken: TakenSegments
    unreadable: int = 0
    spoilt: int = 0
    backwards: list[Device] = field(default_factory=list[Device])
    twice: list[Device] = field(default_factory=list[Device])
    differs: list[Device] = field(default_factory=list[Device])
    chunks: list[bytes] = field(default_factory=list[bytes])


def take(replica: Replica, envelope: Envelope, manifest: Manifest) -> OpenedBundle:
    """Take a bundle in; the caller rolls its transaction back on any `SyncError`, and then nothing was changed."""
    wants(replica)(manifest)
    seal = envelope.seals[0] if envelope.seals else None
    allowance = Allowance(manifest.weight)
    seen = Glimpse(envelope.manifest, manifest, envelope.authority, seal, lambda: envelope, allowance)
    return take_seen(replica, seen)


def wants(replica: Replica | None, memory: int = UNBOUNDED) -> Callable[[Manifest], int | None]:
    """Tell what a first look at a bundle keeps of the authority's part; None stands for a device without a group.

    Nothing where the sender is known, whose seal is checked at once; a little where they are not: it may admit them.
    What says to take more than `memory` bytes is refused.
    """

    def asked(manifest: Manifest) -> int | None:
        if replica is not None and manifest.group != replica.group:
            raise ForeignGroup("this bundle belongs to another group")
        check_memory(manifest.weight, memory)
        if replica is None:
            return AUTHORITY_LIMIT
        if manifest.sender in replica.ledger.keys:
            return None
        return STRANGERS_LIMIT if replica.ledger.founded else AUTHORITY_LIMIT

    return asked


def take_seen(replica: Replica, seen: Glimpse, memory: int = UNBOUNDED, *, compare: bool = True) -> OpenedBundle:
    """Give the same for a bundle that was only glimpsed: the rest is unpacked once its sender is known to be a member.

    Parts that the sender only carried are not in its count: `memory` bounds them. Without `compare`, the caller asks
    later who shows something else: after the last of several bundles.
    """
    manifest = seen.manifest
    if manifest.group != replica.group:
        raise ForeignGroup("this bundle belongs to another group")
    most, authority = OPERATIONS_LIMIT, seen.authority
    whole: Envelope | None = None
    if manifest.sender in replica.ledger.keys:
        _check_sealed(replica, seen)
        whole = seen.whole()
        authority = whole.authority
    elif replica.ledger.founded:
        most = STRANGERS_OPERATIONS
    if authority is None or (most < OPERATIONS_LIMIT and len(authority) > STRANGERS_LIMIT):
        raise TooLarge("somebody unknown here says more of themselves than can be looked at")
    if most < OPERATIONS_LIMIT:
        check_items(authority, most)
    taken = replica.take(from_columns(authority, most, seen.allowance))
    opened = OpenedBundle(_check_sender(replica, seen), manifest, taken)
    envelope = whole or seen.whole()
    if replica.me is None:
        raise NotForThisDevice("this bundle does not admit this device to the group")
    seals = _verified(replica, envelope.seals)
    twice = {device.device for device in acknowledgements.exist_twice(replica)}
    _accept(replica, envelope.statements, seals, AUTHORITY, opened)
    for blob in envelope.blobs:
        _take_blob(replica, blob, seals, opened, seen.allowance)
    room = Allowance(min(BUNDLE_LIMIT, memory // FACTOR))
    for blob in (*_opened_now(replica), *envelope.carried):
        _take_carried(replica, blob, seals, opened, room)
    opened.twice = [each for each in acknowledgements.exist_twice(replica) if each.device not in twice]
    if compare:
        opened.differs = acknowledgements.differing(replica)
    return opened


def _check_sealed(replica: Replica, seen: Glimpse) -> None:
    """Raise `BadSignature` unless the sender has sealed the manifest."""
    if seen.seal is None or seen.seal.beside != labelled_hash("manifest", seen.encoded):
        raise BadSignature("a bundle is not sealed by its sender")
    try:
        signer = acknowledgements.verify_seal(replica, seen.seal)
    except UnknownDevice as error:
        raise UnknownDevice("this bundle was made by a device that the group does not know") from error
    if signer != seen.manifest.sender:
        raise BadSignature("a bundle is sealed by somebody else than its sender")


def _check_sender(replica: Replica, seen: Glimpse) -> Device:
    _check_sealed(replica, seen)
    sender = replica.membership.devices.get(seen.manifest.sender)
    if sender is None:
        raise UnknownDevice("this bundle was made by a device whose admission does not count")
    return sender


def _opened_now(replica: Replica) -> list[Blob]:
    """Tell what was carried and can be read, now that its key has come."""
    keys = replica.store.epoch_keys()
    found: list[Blob] = []
    for digest, (_, _, data) in sorted(replica.store.carried().items()):
        if not data:
            continue
        blob = stored_blobs.decode_trusted(data)
        if (blob.circle, blob.epoch) in keys:
            found.append(blob)
            replica.store.drop_carried(digest)
    return found


def _take_blob(
    replica: Replica, blob: Blob, seals: dict[bytes, Seal], opened: OpenedBundle, allowance: Allowance
) -> None:
    """Take one circle's part in, or keep it for others."""
    found = _unpacked(replica, blob, opened, allowance)
    if found is None:
        return
    content, segments = found
    certified, snapshot = content.snapshot, None
    if certified.startswith(MARK):  # Earlier versions sent it as it is certified.
        snapshot, certified = unpack(certified, allowance)
    for replayed in (
        checkpoint.adopt(replica, blob.circle, content.certificates, certified, snapshot),
        orders.file_certificates(replica, blob.circle, content.certificates),
    ):
        opened.taken = _sum(opened.taken, TakenSegments(replayed=replayed))
    _take_content(replica, content, replica.take(segments), opened)
    _accept(replica, content.statements, seals, blob.circle, opened)


def _take_carried(
    replica: Replica, blob: Blob, seals: dict[bytes, Seal], opened: OpenedBundle, allowance: Allowance
) -> None:
    """Give the same for a part that was only carried: what is wrong with it is passed over, and must not stop the rest.

    Nobody starts from a snapshot that came in this way.
    """
    try:
        found = _unpacked(replica, blob, opened, allowance)
    except SyncError:
        opened.spoilt += 1
        return
    if found is None:
        return
    content, segments = found
    replayed = orders.file_certificates(replica, blob.circle, content.certificates)
    opened.taken = _sum(opened.taken, TakenSegments(replayed=replayed))
    _take_content(replica, content, replica.take(segments, lenient=True), opened)
    for stated in content.statements:
        with suppress(SyncError):
            acknowledgements.accept(replica, stated, seals, blob.circle)


def _unpacked(
    replica: Replica, blob: Blob, opened: OpenedBundle, allowance: Allowance
) -> tuple[Content, list[Segment]] | None:
    """Give a part's content and its segments; None for one that is kept for others."""
    key = replica.store.epoch_keys().get((blob.circle, blob.epoch))
    if key is None:
        _carry(replica, blob, opened)
        return None
    plain = decompress(open_blob(blob, key), limit=min(allowance.left, BUNDLE_LIMIT), ratio=RATIO_LIMIT)
    check_lists(plain, (0, STATEMENTS_LIMIT, CERTIFICATES_LIMIT, 0, CHUNKS_LIMIT))
    allowance.spend(weigh(plain, allowance.left))
    content = contents.decode(plain)
    for part in filter(None, (content.snapshot, *content.certificates)):
        allowance.spend(_weight_of_certificate(part, allowance.left))
    return content, from_columns(content.segments, allowance=allowance)


def _weight_of_certificate(part: bytes, most: int) -> int:
    """Tell what a certificate or snapshot weighs.

    One that is nothing of the kind is passed over later, and may be all values.
    """
    try:
        return weigh(part, most)
    except Malformed:
        return len(part) * (VALUE + 1)


def _carry(replica: Replica, blob: Blob, opened: OpenedBundle) -> None:
    """Keep a part for others, for a while from now on and once only: no clock but this laptop's has a say in that."""
    known = replica.membership.circles.get(blob.circle)
    if known is None or blob.epoch not in known.openers:
        opened.spoilt += 1
        return
    data = encode(blob)
    replica.store.carry(hashlib.sha256(data).digest(), blob.circle, replica.clock.tick(), data)
    opened.unreadable += 1


def _take_content(replica: Replica, content: Content, taken: TakenSegments, opened: OpenedBundle) -> None:
    """Tell what follows once a part's segments were taken.

    Orders extended to what they did not know of, chunks kept.
    """
    opened.taken = _sum(opened.taken, taken)
    opened.taken = _sum(opened.taken, TakenSegments(replayed=orders.extend(replica, taken.replayed.unlisted)))
    for chunk in content.chunks:
        if len(chunk) <= CHUNK_LIMIT:
            digest = hashlib.sha256(chunk).digest()
            replica.store.save_chunk(digest, chunk)
            opened.chunks.append(digest)


def _verified(replica: Replica, seals: Iterable[Seal]) -> dict[bytes, Seal]:
    """Seals by hash. A device whose admission waits for something is passed over: its statement comes again."""
    found: dict[bytes, Seal] = {}
    for seal in seals:
        with suppress(UnknownDevice):
            acknowledgements.verify_seal(replica, seal)
            found[seal.hash] = seal
    return found


def _accept(
    replica: Replica, statements: Iterable[Stated], seals: dict[bytes, Seal], circle: bytes, opened: OpenedBundle
) -> None:
    for stated in statements:
        with suppress(UnknownDevice):
            statement, kept = acknowledgements.accept(replica, stated, seals, circle)
            device = replica.membership.devices.get(statement.device)
            if not kept and device is not None and device not in opened.backwards:
                opened.backwards.append(device)


def _sum(first: TakenSegments, second: TakenSegments) -> TakenSegments:
    """Both intakes of one bundle; what waits still is what waited after the second."""
    one, two = first.replayed, second.replayed
    touched = {**one.touched, **two.touched}
    for record in two.vanished:
        touched.pop(record, None)
    replayed = Replayed(
        touched,
        one.operations + two.operations,
        one.void + two.void,
        one.unknown + two.unknown,
        one.authority + two.authority,
        one.anew or two.anew,
        (one.vanished - two.touched.keys()) | two.vanished,
        one.unlisted + two.unlisted,
        {record: state for record, state in two.before.items() if record not in one.touched} | one.before,
    )
    return TakenSegments(
        first.new + second.new,
        first.known + second.known,
        second.pending or first.pending,
        first.refused + second.refused,
        first.quarantined + second.quarantined,
        first.wanted + second.wanted,
        first.forked + second.forked,
        first.clocks_ahead | second.clocks_ahead,
        first.numbers + second.numbers,
        first.mended + second.mended,
        replayed,
    )
