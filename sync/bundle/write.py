"""The bundle file: what one device hands to others, encrypted to their keys and signed by its own.

From the inside out: each circle's part (segments by column, statements, certificates, snapshots, chunks of
attachments), zstd, under the circle's key; an envelope of a signed manifest, the authority's columns and the circles'
parts, also those that the sender only carries; zstd; Padme padding; age. Reading goes the same way back, within bounds
at every step, in memory only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sync.authority.membership import Device
from sync.bundle.columns import Laid, lay_out, to_columns
from sync.bundle.format import (
    AUTHORITY_LIMIT,
    BUNDLE_FORMAT,
    CARRIED_FOR,
    PACKED_FORMAT,
    Content,
    Envelope,
    Manifest,
    content_hash,
    stored_blobs,
)
from sync.bundle.packed import pack
from sync.bundle.weight import Weight, weigh
from sync.log.causality import SegmentPlace
from sync.log.segment import AUTHORITY, Segment
from sync.primitives import age
from sync.primitives.codec import encode
from sync.primitives.compression import compress
from sync.primitives.padme import pad
from sync.primitives.suite import labelled_hash
from sync.replica import acknowledgements, group_keys
from sync.replica.acknowledgements import StatementDraft
from sync.replica.checkpoints import checkpoint
from sync.replica.checkpoints.snapshot import decode_own
from sync.replica.erasure import orders, redaction
from sync.replica.group_encryption import Blob, seal_blob
from sync.replica.replica import Replica
from sync.replica.statements import Seal, Stated, is_copied

CARRIED_LIMIT = 64 << 20
CARRIED_PARTS = 64
REMEMBERED_FOR = 4 * CARRIED_FOR


@dataclass(frozen=True, slots=True)
class BundleContent:
    """What goes into a bundle beyond what its recipients lack.

    `chunks` are chunks of attachments to send, by circle; `wants` those to ask for. `carry` adds parts that the
    recipients cannot read and pass on. `everything` leaves nothing out that they have stated to have. `snapshot` lets
    newcomers start from what is here now, without the log that led to it, where this device may certify that.
    """

    chunks: dict[bytes, list[bytes]] = field(default_factory=dict[bytes, list[bytes]])
    wants: dict[bytes, list[bytes]] = field(default_factory=dict[bytes, list[bytes]])
    carry: bool = True
    everything: bool = False
    snapshot: bool = False


def make(replica: Replica, recipients: Sequence[Device], choice: BundleContent | None = None) -> bytes:
    """Give a bundle of all that one of `recipients` has not stated to have.

    Call it inside a transaction of the store.
    """
    choice = choice or BundleContent()
    replica.seal()
    group_keys.renew(replica)
    group_keys.tend(replica)
    names = sorted(device.device for device in recipients)
    circles = _circles(replica)
    drafted = acknowledgements.draft(replica, [AUTHORITY, *circles], choice.wants)
    seals: dict[bytes, Seal] = {}
    weight = Weight()
    own = [_blob_of(replica, circle, names, choice, drafted, seals, weight) for circle in circles]
    own += [_last_words(replica, circle, names, choice, weight) for circle in _left(replica)]
    blobs, carried = [blob for blob in own if blob is not None], _carried(replica) if choice.carry else []
    unknown = [bytes(16)] if choice.everything else []
    statements = _statements(replica, AUTHORITY, drafted, seals)
    segments = _within_limit(replica, acknowledgements.lacking_of(replica, AUTHORITY, [*names, *unknown]))
    authority = to_columns(segments)
    weight.add_segments(authority, segments)
    others = [seal for _, seal in sorted(seals.items())]
    manifest = encode(
        Manifest(
            PACKED_FORMAT if weight.snapshots else BUNDLE_FORMAT,
            replica.group,
            replica.random(16),
            replica.device,
            replica.clock.tick(),
            names,
            content_hash(authority, [*blobs, *carried], statements, others),
            weight.sum + weigh(encode([authority, blobs, carried, statements, others])),
        )
    )
    seal = acknowledgements.sign(replica, drafted, labelled_hash("manifest", manifest))
    envelope = encode(Envelope(manifest, authority, blobs, carried, statements, [seal, *others]))
    keys = [key for each in recipients for key in each.recipients(copied=is_copied(replica, each.device))]
    return b"".join(age.encrypt(pad(compress(envelope)), keys, random=replica.random))


def _within_limit(replica: Replica, places: Sequence[SegmentPlace]) -> list[Segment]:
    """As many segments of the authority, in causal order, as a bundle may have: the next one brings the rest."""
    segments: list[Segment] = []
    size = 0
    for place in places:
        segment = replica.store.segment(place.number)
        size += segment.size
        if size > AUTHORITY_LIMIT // 8 * 7:
            break
        segments.append(segment)
    return segments


def _circles(replica: Replica) -> list[bytes]:
    """Give the circles that this device reads, and so can make a part of."""
    me = replica.me
    circles = sorted(replica.membership.circles)
    return [each for each in circles if me is not None and replica.membership.reads(me.device, each)]


def _statements(replica: Replica, circle: bytes, drafted: StatementDraft, seals: dict[bytes, Seal]) -> list[Stated]:
    """Give this device's own statement of a circle first, then the others'."""
    return [drafted.of(circle), *acknowledgements.to_tell(replica, circle, seals)]


def _blob_of(
    replica: Replica,
    circle: bytes,
    names: Sequence[bytes],
    choice: BundleContent,
    drafted: StatementDraft,
    seals: dict[bytes, Seal],
    weight: Weight,
) -> Blob | None:
    """Give the part of a circle for those recipients who read it; or, for others to carry, for all who do."""
    readers = [each for each in names if replica.membership.reads(each, circle)]
    copied = is_copied(replica, replica.device)
    others = [each.device for each in replica.membership.entitled(circle) if copied or each.device != replica.device]
    wanted = readers or (others if choice.carry else [])
    if not wanted:
        return None
    alone = wanted == [replica.device]  # Other copies hear by nobody else what this one has.
    if choice.everything and readers:
        wanted = [*wanted, bytes(16)]
    places = acknowledgements.lacking_of(replica, circle, wanted)
    kept = [place for place in places if replica.causality.is_kept(place)]
    snapshot = b""
    if choice.snapshot and readers and _may_start_afresh(replica, circle, readers):
        snapshot, kept = checkpoint.certify(replica, circle), []
    elif len(kept) < len(places):
        snapshot = checkpoint.snapshot_for(replica, circle)
    certificates = _certificates_for(replica, circle, wanted)
    chunks = [data for digest in choice.chunks.get(circle, ()) if (data := replica.store.chunk(digest)) is not None]
    if not (readers or kept or chunks or alone):
        return None
    statements = _statements(replica, circle, drafted, seals)
    key = group_keys.writing_key(replica, circle)
    return _sealed(replica, circle, key, kept, weight, Content(b"", statements, sorted(certificates), snapshot, chunks))


def _sealed(
    replica: Replica, circle: bytes, key: bytes, places: Sequence[SegmentPlace], weight: Weight, beside: Content
) -> Blob:
    """Give a part with the segments at some places and what stands beside them; of that the snapshot is not packed."""
    segments = [replica.store.segment(place.number) for place in places]
    laid, packed = lay_out(segments), Laid(b"", [])
    if beside.snapshot:
        whole = decode_own(beside.snapshot)
        packed = pack(whole)
        weight.add_snapshot(packed.data, beside.snapshot, len(whole.records))
    content = encode(Content(laid.data, beside.statements, beside.certificates, packed.data, beside.chunks))
    weight.add_segments(laid.data, segments)
    weight.add(content, *beside.certificates)
    start, second = content.index(laid.data), content.rindex(packed.data)
    seams = [*(start + seam for seam in laid.seams), *(second + seam for seam in packed.seams)]
    return seal_blob(circle, key, replica.clock.tick(), compress(content, seams=seams), replica.random)


def _left(replica: Replica) -> list[bytes]:
    """Give the circles that this device, in good standing, reads no longer, and has something of."""
    me, membership = replica.me, replica.membership
    had = {
        chain.opening.circle for chain in replica.causality.chains.values() if chain.opening.device == replica.device
    }
    circles = sorted(had & membership.circles.keys())
    return [each for each in circles if me is not None and me.good and not membership.reads(me.device, each)]


def _last_words(
    replica: Replica, circle: bytes, names: Sequence[bytes], choice: BundleContent, weight: Weight
) -> Blob | None:
    """Give what this device wrote in a circle before it heard that it reads it no longer: it waits there in quarantine.

    As it would if it had come before the news; under a key that all still have who read the circle, and nobody else but
    this device. That it came is never confirmed here.
    """
    entitled = [each.device for each in replica.membership.entitled(circle)]
    wanted = [each for each in names if each in entitled] or (entitled if choice.carry else [])
    keys = replica.store.epoch_keys()
    usable = replica.membership.circles[circle].usable(replica.device)
    epoch = next((each for each in usable if (circle, each) in keys), None)
    places = [
        place
        for place in acknowledgements.lacking_of(replica, circle, wanted)
        if replica.causality.chains[place.chain].opening.device == replica.device and replica.causality.is_kept(place)
    ]
    if epoch is None or not any(place.quarantined for place in places):
        return None
    return _sealed(replica, circle, keys[circle, epoch], places, weight, Content(b"", [], [], b"", []))


def _certificates_for(replica: Replica, circle: bytes, devices: Sequence[bytes]) -> list[bytes]:
    """Give the certificates of a circle that count, but for orders that all of the devices have stated to have done.

    And the orders, void by now, of which there are holes here.
    """
    statements = [acknowledgements.known(replica, device, circle) for device in devices]
    told = [set(each.orders) for said in statements for each in said]
    known = set[bytes].intersection(*told) if told and all(statements) else set[bytes]()
    due = {*replica.membership.circles[circle].certificates, *orders.in_doubt(replica, circle)} - known
    return [content for digest, (_, content) in replica.store.certificates().items() if digest in due]


def _may_start_afresh(replica: Replica, circle: bytes, readers: Sequence[bytes]) -> bool:
    """Whether none of the readers has anything of a circle yet, and this device may say what it holds."""
    known = any(acknowledgements.known(replica, each, circle) for each in readers)
    whole = not redaction.wanted(replica, circle)
    return whole and not known and replica.membership.stewards(replica.device, circle)


def _carried(replica: Replica) -> list[Blob]:
    """Parts that this device cannot read and others may: of every circle the last few that came, none for long.

    A part holds all that its maker's circle lacked then, so the newer ones make good for the older. What is not passed
    on any more is remembered by its hash, or two who carry would hand it to each other for ever.
    """
    now, size = replica.clock.tick(), 0
    blobs: list[Blob] = []
    count: dict[bytes, int] = {}
    for digest, (circle, time, data) in sorted(
        replica.store.carried().items(), key=lambda item: (-item[1][1], item[0])
    ):
        if not data:
            if now - time > REMEMBERED_FOR:
                replica.store.drop_carried(digest)
            continue
        count[circle] = count.get(circle, 0) + 1
        if now - time > CARRIED_FOR or count[circle] > CARRIED_PARTS or size + len(data) > CARRIED_LIMIT:
            replica.store.drop_carried(digest)
            replica.store.carry(digest, circle, now, b"")
        else:
            size += len(data)
            blobs.append(stored_blobs.decode_trusted(data))
    return blobs
