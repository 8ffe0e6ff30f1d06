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
from sync.codec import Decoder, Wire, encode
from sync.columns import from_columns, to_columns
from sync.errors import BadSignature, ForeignGroup, Malformed, NotForThisDevice, Unsupported
from sync.intake import Taken
from sync.keys import DeviceSecrets, Signatures
from sync.membership import Device
from sync.padme import pad, unpad
from sync.replica import Replica
from sync.segment import AUTHORITY, Segment
from sync.suite import FORMAT, labelled_hash

BUNDLE_LIMIT = 1 << 30
RATIO_LIMIT = 200


class Part(Wire):
    """Size and SHA-256 of one part of a bundle."""

    size: int
    sha256: bytes


class Manifest(Wire):
    """What the sender signs. `recipients` is the hash of the sorted device names; `id` is random."""

    format: int
    group: bytes
    id: bytes
    sender: bytes
    time: int
    recipients: bytes
    segments: int
    parts: list[Part]


class Envelope(Wire):
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
    """What opening a bundle did. `backwards`: devices whose statement takes back an earlier one."""

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
        )  # fmt: skip
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
    padded = b"".join(age.decrypt(io.BytesIO(data), [secrets.identity()]))
    envelope = _envelopes.decode(decompress(unpad(padded), limit=BUNDLE_LIMIT, ratio=RATIO_LIMIT))
    manifest = _manifests.decode(envelope.manifest)
    if manifest.format != FORMAT:
        raise Unsupported(f"a bundle has format {manifest.format}")
    if manifest.parts != _parts(envelope.authority, envelope.blobs, envelope.statements):
        raise Malformed("the parts of a bundle are not those of its manifest")
    return envelope, manifest


def take(replica: Replica, envelope: Envelope, manifest: Manifest) -> Opened:
    """Takes a bundle in; the caller rolls its transaction back on any `SyncError`, and then nothing was changed."""
    if manifest.group != replica.group:
        raise ForeignGroup("this bundle belongs to another group")
    taken = replica.take(from_columns(envelope.authority))
    sender = replica.membership.devices.get(manifest.sender)
    if sender is None:
        raise BadSignature("this bundle was made by a device that the group does not know")
    sender.keys.verify("manifest", envelope.manifest, envelope.signatures)
    if replica.me is None:
        raise NotForThisDevice("this bundle does not admit this device to the group")
    segments: list[Segment] = []
    opened = Opened(sender, manifest, taken)
    keys = replica.store.epoch_keys()
    for blob in envelope.blobs:
        key = keys.get((blob.circle, blob.epoch))
        if key is None:
            opened.unreadable += 1
        else:
            plain = decompress(open_blob(blob, key), limit=BUNDLE_LIMIT, ratio=RATIO_LIMIT)
            segments.extend(from_columns(plain))
    more = replica.take(segments)
    opened.taken = _sum(taken, more)
    for signed in envelope.statements:
        statement, kept = knowledge.accept(replica, signed)
        if not kept:
            opened.backwards.append(replica.membership.devices[statement.device])
    return opened


def _sum(first: Taken, second: Taken) -> Taken:
    second.new += first.new
    second.known += first.known
    second.quarantined += first.quarantined
    second.forked += first.forked
    second.clocks_ahead |= first.clocks_ahead
    second.numbers = first.numbers + second.numbers
    second.replayed.authority += first.replayed.authority
    return second
