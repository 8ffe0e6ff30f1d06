"""What is in a bundle once it is decrypted: the manifest, the parts beside it, and how they are read within bounds."""

from __future__ import annotations

import io
from collections.abc import Sequence

from sync.primitives import age
from sync.primitives.clock import check_time
from sync.primitives.codec import Decoder, Wire, encode
from sync.primitives.compression import decompress
from sync.primitives.errors import Malformed, NotForThisDevice, Outdated, TooLarge, Unsupported
from sync.primitives.padme import unpad
from sync.primitives.suite import labelled_hash
from sync.replica.group_encryption import Blob
from sync.replica.statements import Seal, Stated

BUNDLE_FORMAT, PACKED_FORMAT = 3, 4
"""Bundles that hold a snapshot by column have the second; all else in them is the same."""
BUNDLE_LIMIT = 1 << 30
RATIO_LIMIT = 200
AUTHORITY_LIMIT = 64 << 20
STATEMENTS_LIMIT = 4096
BLOBS_LIMIT = 4096
CARRIED_FOR = 90 * 24 * 3600 * 1000
"""How long a device passes on what it cannot read: whoever it is for has got it by then, here or elsewhere."""


class Manifest(Wire, frozen=True):
    """What the sender signs. `recipients` are the names of the devices it was made for, sorted; `id` is random.

    `content` is a hash over all else in the envelope, `weight` what it takes to read it all (`sync.bundle.weight`).
    """

    format: int
    group: bytes
    id: bytes
    sender: bytes
    time: int
    recipients: list[bytes]
    content: bytes
    weight: int


class Envelope(Wire, frozen=True):
    """The whole bundle inside compression and age: authority's columns, circles' blobs, statements, their seals.

    The sender's own seal comes first: its signatures are over its statements and the manifest together. `blobs` are the
    sender's; for those that it only carries nobody can hold it to account, so a bad one is passed over.
    """

    manifest: bytes
    authority: bytes
    blobs: list[Blob]
    carried: list[Blob]
    statements: list[Stated]
    seals: list[Seal]


class Content(Wire, frozen=True):
    """What is inside a circle's blob: columns of segments, statements, certificates, a snapshot or nothing, chunks."""

    segments: bytes
    statements: list[Stated]
    certificates: list[bytes]
    snapshot: bytes
    chunks: list[bytes]


_ARRAYS = {bytes([mark]) for mark in range(0x90, 0xA0)}
_SHORTEST, _LARGER = 2, 0x80
_envelopes = Decoder(Envelope)
_manifests = Decoder(Manifest)
contents = Decoder(Content)
stored_blobs = Decoder(Blob)


def content_hash(authority: bytes, blobs: list[Blob], statements: list[Stated], seals: list[Seal]) -> bytes:
    """Of everything beside the manifest but the sender's own seal, which is over the manifest."""
    return labelled_hash("content", encode([authority, blobs, statements, seals]))


def read(data: bytes, identities: Sequence[age.Identity], device: bytes) -> tuple[Envelope, Manifest]:
    """Decrypts and decodes; the sender's signature is checked by `unpacking.take`, which learns the group's keys first.

    Raises `NotForThisDevice` for a bundle made for others, `Malformed` or `TooLarge` for anything out of order.
    """
    if len(data) > BUNDLE_LIMIT:
        raise TooLarge("a bundle is larger than 1 GiB")
    padded = b"".join(age.decrypt(io.BytesIO(data), list(identities)))
    packed = unpad(padded)
    del padded
    unpacked = decompress(packed, limit=BUNDLE_LIMIT, ratio=RATIO_LIMIT)
    del packed
    envelope = _envelopes.decode(unpacked)
    del unpacked
    manifest = check_manifest(envelope.manifest, device)
    statements, blobs = len(envelope.statements) + len(envelope.seals), len(envelope.blobs) + len(envelope.carried)
    if len(envelope.authority) > AUTHORITY_LIMIT or statements > STATEMENTS_LIMIT or blobs > BLOBS_LIMIT:
        raise TooLarge("a bundle holds more of one thing than it can")
    parts = [*envelope.blobs, *envelope.carried]
    if manifest.content != content_hash(envelope.authority, parts, envelope.statements, envelope.seals[1:]):
        raise Malformed("the parts of a bundle are not those of its manifest")
    return envelope, manifest


def check_manifest(encoded: bytes, device: bytes) -> Manifest:
    """Give the manifest, if it has the right form and names this device; nothing of it is believed yet."""
    check_format(encoded)
    manifest = _manifests.decode(encoded)
    if any(len(name) != 16 for name in (manifest.id, manifest.sender, *manifest.recipients)):
        raise Malformed("a name in a manifest has the wrong length")
    if device not in manifest.recipients:
        raise NotForThisDevice("a bundle was encrypted to this device by somebody who is not its sender")
    check_time(manifest.time)
    if manifest.weight < 0:
        raise Malformed("a manifest has an impossible weight")
    return manifest


def check_format(encoded: bytes) -> None:
    """Raise `Outdated` or `Unsupported` for a manifest of another format, which may have other fields."""
    if encoded[:1] not in _ARRAYS or len(encoded) < _SHORTEST or encoded[1] >= _LARGER:
        raise Malformed("a manifest has another form than it can have")
    if encoded[1] < BUNDLE_FORMAT:
        raise Outdated(f"a bundle has format {encoded[1]}")
    if encoded[1] > PACKED_FORMAT:
        raise Unsupported(f"a bundle has format {encoded[1]}")
