"""The bundle file: what one device hands to others, encrypted to their keys and signed by its own.

From the inside out: segments by column, zstd, each circle's part under the circle's key; an envelope of a signed
manifest and the parts; zstd; Padme padding; age. Reading goes the same way back, within bounds at every step, in
memory only.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sync import age, knowledge
from sync.bounded import compress, decompress
from sync.circle import Blob, open_blob, seal_blob
from sync.clock import check_time
from sync.codec import Decoder, Wire, encode
from sync.columns import from_columns, to_columns
from sync.errors import ForeignGroup, Malformed, NotForThisDevice, TooLarge, UnknownDevice, Unsupported
from sync.intake import Taken
from sync.keys import DeviceSecrets, Signatures
from sync.membership import Device
from sync.padme import pad, unpad
from sync.replay import Replayed
from sync.replica import Replica
from sync.segment import AUTHORITY, Segment
from sync.suite import FORMAT, labelled_hash

BUNDLE_LIMIT = 1 << 30
RATIO_LIMIT = 200
AUTHORITY_LIMIT = 64 << 20
STATEMENTS_LIMIT = 4096


class Part(Wire, frozen=True):
    """Size and SHA-256 of one part of a bundle."""

    size: int
    sha256: bytes


class Manifest(Wire, frozen=True):
    """What the sender signs. `recipients` is the hash of the sorted device names; `id` is random."""

    format: int
    group: bytes
    id: bytes
    sender: bytes
    time: int
    recipients: bytes
    segments: int
    parts: list[Part]


class Envelope(Wire, frozen=True):
    """The whole bundle inside compression and age: the authority's columns, circles' blobs, signed statements."""

    manifest: bytes
    signatures: Signatures
    authority: bytes
    blobs: list[Blob]
    statements: list[bytes]


_envelopes = Decoder(Envelope)
_manifests = Decoder(Manifest)


@dataclass(slots=True)
class Opened:
    """What opening a bundle did.

    `unreadable` counts the parts whose key is not here; `backwards` are devices whose statement takes one back.
    """

    sender: Device
    manifest: Manifest
    taken: Taken
    unreadable: int = 0
    backwards: list[Device] = field(default_factory=list[Device])


def make(replica: Replica, recipients: Sequence[Device], *, everything: bool = False) -> bytes:
    """A bundle of all that one of `recipients` has not stated to have; call it inside a transaction of the store."""
    replica.seal()
    statement = knowledge.state(replica)
    names = sorted({device.device for device in recipients})
    places = knowledge.lacking(replica, [bytes(16)] if everything else names)
    by_circle: dict[bytes, list[Segment]] = {}
    for place in places:
        circle = replica.causality.chains[place.chain].opening.circle
        by_circle.setdefault(circle, []).append(replica.store.segment(place.number))
    authority = to_columns(by_circle.pop(AUTHORITY, []))
    blobs = [
        seal_blob(circle, replica.epoch_key(circle), compress(to_columns(segments), 12), replica.random)
        for circle, segments in sorted(by_circle.items())
    ]
    others = [signed for device, signed in sorted(replica.store.statements().items()) if device != replica.device]
    statements = [statement, *others]
    manifest = encode(
        Manifest(
            FORMAT,
            replica.group,
            replica.random(16),
            replica.device,
            replica.clock.tick(),
            recipients_hash(names),
            len(places),
            _parts(authority, blobs, statements),
        )
    )
    signatures = replica.secrets.sign("manifest", manifest)
    envelope = encode(Envelope(manifest, signatures, authority, blobs, statements))
    keys = [device.keys.recipient() for device in recipients]
    return b"".join(age.encrypt(pad(compress(envelope, 12)), keys, random=replica.random))


def recipients_hash(names: Iterable[bytes]) -> bytes:
    """The hash by which a manifest says for whom it was made, without naming them to each other's carriers."""
    return labelled_hash("recipients", *sorted(names))


def _parts(authority: bytes, blobs: list[Blob], statements: list[bytes]) -> list[Part]:
    pieces = [authority, *(encode(blob) for blob in blobs), *statements]
    return [Part(len(piece), hashlib.sha256(piece).digest()) for piece in pieces]


def read(data: bytes, secrets: DeviceSecrets) -> tuple[Envelope, Manifest]:
    """Decrypts and decodes; the sender's signature is checked by `take`, which learns the group's keys first.

    Raises `NotForThisDevice` for a bundle made for others, `Malformed` or `TooLarge` for anything out of order.
    """
    if len(data) > BUNDLE_LIMIT:
        raise TooLarge("a bundle is larger than 1 GiB")
    padded = b"".join(age.decrypt(io.BytesIO(data), [secrets.identity()]))
    envelope = _envelopes.decode(decompress(unpad(padded), limit=BUNDLE_LIMIT, ratio=RATIO_LIMIT))
    manifest = _manifests.decode(envelope.manifest)
    if manifest.format != FORMAT:
        raise Unsupported(f"a bundle has format {manifest.format}")
    if (len(manifest.id), len(manifest.sender), len(manifest.recipients)) != (16, 16, 32):
        raise Malformed("a name or hash in a manifest has the wrong length")
    check_time(manifest.time)
    if len(envelope.authority) > AUTHORITY_LIMIT or len(envelope.statements) > STATEMENTS_LIMIT:
        raise TooLarge("a bundle holds more of one thing than it can")
    if manifest.parts != _parts(envelope.authority, envelope.blobs, envelope.statements):
        raise Malformed("the parts of a bundle are not those of its manifest")
    return envelope, manifest


def take(replica: Replica, envelope: Envelope, manifest: Manifest) -> Opened:
    """Takes a bundle in; the caller rolls its transaction back on any `SyncError`, and then nothing was changed."""
    if manifest.group != replica.group:
        raise ForeignGroup("this bundle belongs to another group")
    if manifest.sender in replica.membership.devices:
        _check_sender(replica, envelope, manifest)
    authority = from_columns(envelope.authority)
    taken = replica.take(authority)
    opened = Opened(_check_sender(replica, envelope, manifest), manifest, taken)
    if replica.me is None:
        raise NotForThisDevice("this bundle does not admit this device to the group")
    segments = _open_blobs(replica, envelope.blobs, opened)
    found = len(authority) + len(segments)
    if found > manifest.segments or (found < manifest.segments and not opened.unreadable):
        raise Malformed("a bundle does not hold as many segments as its manifest says")
    opened.taken = _sum(taken, replica.take(segments))
    for signed in envelope.statements:
        try:
            statement, kept = knowledge.accept(replica, signed)
        except UnknownDevice:
            continue  # Its admission waits for something; its statement comes again.
        if not kept:
            opened.backwards.append(replica.membership.devices[statement.device])
    return opened


def _check_sender(replica: Replica, envelope: Envelope, manifest: Manifest) -> Device:
    sender = replica.membership.devices.get(manifest.sender)
    if sender is None:
        raise UnknownDevice("this bundle was made by a device that the group does not know")
    sender.keys.verify("manifest", envelope.manifest, envelope.signatures)
    return sender


def _open_blobs(replica: Replica, blobs: Sequence[Blob], opened: Opened) -> list[Segment]:
    """The segments of all circles whose key is here. One part a key at most, or many small ones could be a bomb."""
    keys = replica.store.epoch_keys()
    if len({(blob.circle, blob.epoch) for blob in blobs}) != len(blobs):
        raise Malformed("a bundle has two parts of one circle and epoch")
    segments: list[Segment] = []
    room = BUNDLE_LIMIT
    for blob in blobs:
        key = keys.get((blob.circle, blob.epoch))
        if key is None:
            opened.unreadable += 1
            continue
        plain = decompress(open_blob(blob, key), limit=room, ratio=RATIO_LIMIT)
        room -= len(plain)
        segments.extend(from_columns(plain))
    return segments


def _sum(first: Taken, second: Taken) -> Taken:
    """Both intakes of one bundle; what waits still is what waited after the second."""
    replayed = Replayed(
        first.replayed.touched | second.replayed.touched,
        first.replayed.operations + second.replayed.operations,
        first.replayed.void + second.replayed.void,
        first.replayed.unknown + second.replayed.unknown,
        first.replayed.authority + second.replayed.authority,
    )
    return Taken(
        first.new + second.new,
        first.known + second.known,
        second.pending,
        first.refused + second.refused,
        first.quarantined + second.quarantined,
        first.forked + second.forked,
        first.clocks_ahead | second.clocks_ahead,
        first.numbers + second.numbers,
        replayed,
    )
