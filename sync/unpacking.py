"""Taking in what a bundle holds: the sender verified first, then the authority's part, then circle by circle."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from sync import cuts, erasing, knowledge
from sync.bounded import decompress
from sync.circle import Blob, open_blob
from sync.codec import encode
from sync.column_reader import from_columns
from sync.envelope import (
    BUNDLE_LIMIT,
    CARRIED_FOR,
    RATIO_LIMIT,
    STATEMENTS_LIMIT,
    Content,
    Envelope,
    Manifest,
    contents,
    stored_blobs,
)
from sync.errors import BadSignature, ForeignGroup, NotForThisDevice, SyncError, TooLarge, UnknownDevice
from sync.intake import Taken
from sync.knowledge import Seal, Stated
from sync.membership import Device
from sync.replay import Replayed
from sync.replica import Replica
from sync.segment import AUTHORITY, Segment
from sync.suite import labelled_hash

PIECE_LIMIT = 1 << 20
STRANGERS_LIMIT = 4 << 20
"""Of the authority's part that is looked at before its sender is known: some thousand decisions, in packed columns."""


@dataclass(slots=True)
class Opened:
    """What opening a bundle did.

    `unreadable` counts the parts whose key is not here: they are carried. `spoilt` ones were carried here by somebody
    and passed over. `backwards` are devices whose statement takes one back. `pieces` are the attachments' pieces that
    came, by SHA-256.
    """

    sender: Device
    manifest: Manifest
    taken: Taken
    unreadable: int = 0
    spoilt: int = 0
    backwards: list[Device] = field(default_factory=list[Device])
    pieces: list[bytes] = field(default_factory=list[bytes])


def take(replica: Replica, envelope: Envelope, manifest: Manifest) -> Opened:
    """Takes a bundle in; the caller rolls its transaction back on any `SyncError`, and then nothing was changed."""
    if manifest.group != replica.group:
        raise ForeignGroup("this bundle belongs to another group")
    if manifest.sender in replica.ledger.keys:
        _check_sender(replica, envelope, manifest)
    elif replica.ledger.founded and len(envelope.authority) > STRANGERS_LIMIT:
        raise TooLarge("somebody unknown here says more of themselves than can be looked at")
    taken = replica.take(from_columns(envelope.authority))
    opened = Opened(_check_sender(replica, envelope, manifest), manifest, taken)
    if replica.me is None:
        raise NotForThisDevice("this bundle does not admit this device to the group")
    seals = _verified(replica, envelope.seals)
    _accept(replica, envelope.statements, seals, AUTHORITY, opened)
    room = BUNDLE_LIMIT
    for blob in envelope.blobs:
        room -= _take_blob(replica, blob, seals, opened, room)
    for blob in (*_opened_now(replica), *envelope.carried):
        room -= _take_carried(replica, blob, seals, opened, room)
    return opened


def _check_sender(replica: Replica, envelope: Envelope, manifest: Manifest) -> Device:
    if not envelope.seals or envelope.seals[0].beside != labelled_hash("manifest", envelope.manifest):
        raise BadSignature("a bundle is not sealed by its sender")
    try:
        signer = knowledge.verify_seal(replica, envelope.seals[0])
    except UnknownDevice as error:
        raise UnknownDevice("this bundle was made by a device that the group does not know") from error
    if signer != manifest.sender:
        raise BadSignature("a bundle is sealed by somebody else than its sender")
    sender = replica.membership.devices.get(manifest.sender)
    if sender is None:
        raise UnknownDevice("this bundle was made by a device whose admission does not count")
    return sender


def _opened_now(replica: Replica) -> list[Blob]:
    """What was carried and can be read, now that its key has come."""
    keys = replica.store.epoch_keys()
    found: list[Blob] = []
    for digest, (_, _, data) in sorted(replica.store.carried().items()):
        blob = stored_blobs.decode_trusted(data)
        if (blob.circle, blob.epoch) in keys:
            found.append(blob)
            replica.store.drop_carried(digest)
    return found


def _take_blob(replica: Replica, blob: Blob, seals: dict[bytes, Seal], opened: Opened, room: int) -> int:
    """Takes one circle's part in, or keeps it for others; gives how many bytes it unpacked to."""
    found = _unpacked(replica, blob, opened, room)
    if found is None:
        return 0
    content, segments, size = found
    for replayed in (
        cuts.adopt(replica, blob.circle, content.papers, content.snapshot),
        erasing.file_papers(replica, blob.circle, content.papers),
    ):
        opened.taken = _sum(opened.taken, Taken(replayed=replayed))
    _take_content(replica, content, replica.take(segments), opened)
    _accept(replica, content.statements, seals, blob.circle, opened)
    return size


def _take_carried(replica: Replica, blob: Blob, seals: dict[bytes, Seal], opened: Opened, room: int) -> int:
    """The same for a part that was only carried: what is wrong with it is passed over, and must not stop the rest.

    Nobody starts from a snapshot that came in this way.
    """
    try:
        found = _unpacked(replica, blob, opened, room)
    except SyncError:
        opened.spoilt += 1
        return 0
    if found is None:
        return 0
    content, segments, size = found
    replayed = erasing.file_papers(replica, blob.circle, content.papers)
    opened.taken = _sum(opened.taken, Taken(replayed=replayed))
    _take_content(replica, content, replica.take(segments, lenient=True), opened)
    for stated in content.statements:
        with suppress(SyncError):
            knowledge.accept(replica, stated, seals, blob.circle)
    return size


def _unpacked(replica: Replica, blob: Blob, opened: Opened, room: int) -> tuple[Content, list[Segment], int] | None:
    """A part's content, its segments and how many bytes it unpacked to; None for one that is kept for others."""
    key = replica.store.epoch_keys().get((blob.circle, blob.epoch))
    if key is None:
        _carry(replica, blob, opened)
        return None
    plain = decompress(open_blob(blob, key), limit=room, ratio=RATIO_LIMIT)
    content = contents.decode(plain)
    if len(content.statements) > STATEMENTS_LIMIT:
        raise TooLarge("a bundle holds more of one thing than it can")
    return content, from_columns(content.segments), len(plain)


def _carry(replica: Replica, blob: Blob, opened: Opened) -> None:
    """Keeps a part for others, by the time at which it was made: going from hand to hand makes it no younger."""
    now = replica.clock.tick()
    known = replica.membership.circles.get(blob.circle)
    if known is None or blob.epoch not in known.openers or now - blob.time > CARRIED_FOR:
        opened.spoilt += 1
        return
    data = encode(blob)
    replica.store.carry(hashlib.sha256(data).digest(), blob.circle, min(blob.time, now), data)
    opened.unreadable += 1


def _take_content(replica: Replica, content: Content, taken: Taken, opened: Opened) -> None:
    """What follows once a part's segments were taken: orders extended to what they did not know of, pieces kept."""
    opened.taken = _sum(opened.taken, taken)
    opened.taken = _sum(opened.taken, Taken(replayed=erasing.extend(replica, taken.replayed.unlisted)))
    for piece in content.chunks:
        if len(piece) <= PIECE_LIMIT:
            digest = hashlib.sha256(piece).digest()
            replica.store.save_chunk(digest, piece)
            opened.pieces.append(digest)


def _verified(replica: Replica, seals: Iterable[Seal]) -> dict[bytes, Seal]:
    """Seals by hash. A device whose admission waits for something is passed over: its statement comes again."""
    found: dict[bytes, Seal] = {}
    for seal in seals:
        with suppress(UnknownDevice):
            knowledge.verify_seal(replica, seal)
            found[seal.hash] = seal
    return found


def _accept(
    replica: Replica, statements: Iterable[Stated], seals: dict[bytes, Seal], circle: bytes, opened: Opened
) -> None:
    for stated in statements:
        with suppress(UnknownDevice):
            statement, kept = knowledge.accept(replica, stated, seals, circle)
            device = replica.membership.devices.get(statement.device)
            if not kept and device is not None:
                opened.backwards.append(device)


def _sum(first: Taken, second: Taken) -> Taken:
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
    )
    return Taken(
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
