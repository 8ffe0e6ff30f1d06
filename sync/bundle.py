"""The bundle file: what one device hands to others, encrypted to their keys and signed by its own.

From the inside out: each circle's part (segments by column, statements, papers, snapshots, pieces of attachments),
zstd, under the circle's key; an envelope of a signed manifest, the authority's columns and the circles' parts, also
those that the sender only carries; zstd; Padme padding; age. Reading goes the same way back, within bounds at every
step, in memory only.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sync import age, cuts, erasing, keyring, knowledge
from sync.bounded import compress, decompress
from sync.causality import Place
from sync.circle import Blob, open_blob, seal_blob
from sync.clock import check_time
from sync.codec import Decoder, Wire, encode
from sync.columns import from_columns, to_columns
from sync.errors import (
    BadSignature,
    ForeignGroup,
    Malformed,
    NotForThisDevice,
    SyncError,
    TooLarge,
    UnknownDevice,
    Unsupported,
)
from sync.intake import Taken
from sync.knowledge import Draft, Seal, Stated
from sync.membership import Device
from sync.padme import pad, unpad
from sync.replay import Replayed
from sync.replica import Replica
from sync.segment import AUTHORITY, Segment
from sync.suite import labelled_hash

BUNDLE_FORMAT = 2
BUNDLE_LIMIT = 1 << 30
RATIO_LIMIT = 200
AUTHORITY_LIMIT = 64 << 20
STATEMENTS_LIMIT = 4096
BLOBS_LIMIT = 4096
PIECE_LIMIT = 1 << 20
CARRIED_LIMIT = 64 << 20
CARRIED_PARTS = 64
CARRIED_FOR = 90 * 24 * 3600 * 1000
"""How long a device passes on what it cannot read: whoever it is for has got it by then, here or elsewhere."""


class Manifest(Wire, frozen=True):
    """What the sender signs. `recipients` are the names of the devices it was made for, sorted; `id` is random.

    `content` is a hash over all else in the envelope.
    """

    format: int
    group: bytes
    id: bytes
    sender: bytes
    time: int
    recipients: list[bytes]
    content: bytes


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
    """What is inside a circle's blob: columns of segments, statements, papers, a snapshot or nothing, pieces."""

    segments: bytes
    statements: list[Stated]
    papers: list[bytes]
    snapshot: bytes
    chunks: list[bytes]


_envelopes = Decoder(Envelope)
_manifests = Decoder(Manifest)
_contents = Decoder(Content)
_blobs = Decoder(Blob)


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes into a bundle beyond what its recipients lack.

    `chunks` are pieces of attachments to send, by circle; `wants` those to ask for. `carry` adds parts that the
    recipients cannot read and pass on. `everything` leaves nothing out that they have stated to have. `snapshot` lets
    newcomers start from what is here now, without the log that led to it, where this device may certify that.
    """

    chunks: dict[bytes, list[bytes]] = field(default_factory=dict[bytes, list[bytes]])
    wants: dict[bytes, list[bytes]] = field(default_factory=dict[bytes, list[bytes]])
    carry: bool = True
    everything: bool = False
    snapshot: bool = False


@dataclass(slots=True)
class Opened:
    """What opening a bundle did.

    `unreadable` counts the parts whose key is not here: they are carried. `spoilt` ones were carried here by somebody
    and passed over. `backwards` are devices whose statement
    takes one back. `pieces` are the attachments' pieces that came, by SHA-256.
    """

    sender: Device
    manifest: Manifest
    taken: Taken
    unreadable: int = 0
    spoilt: int = 0
    backwards: list[Device] = field(default_factory=list[Device])
    pieces: list[bytes] = field(default_factory=list[bytes])


def make(replica: Replica, recipients: Sequence[Device], choice: Choice | None = None) -> bytes:
    """A bundle of all that one of `recipients` has not stated to have; call it inside a transaction of the store."""
    choice = choice or Choice()
    replica.seal()
    keyring.renew(replica)
    keyring.tend(replica)
    names = sorted(device.device for device in recipients)
    circles = _circles(replica)
    drafted = knowledge.draft(replica, [AUTHORITY, *circles], choice.wants)
    seals: dict[bytes, Seal] = {}
    own = (_blob_of(replica, circle, names, choice, drafted, seals) for circle in circles)
    blobs, carried = [blob for blob in own if blob is not None], _carried(replica) if choice.carry else []
    unknown = [bytes(16)] if choice.everything else []
    statements = _statements(replica, AUTHORITY, names, drafted, seals)
    authority = to_columns(_within_limit(replica, knowledge.lacking_of(replica, AUTHORITY, [*names, *unknown])))
    others = [seal for _, seal in sorted(seals.items())]
    manifest = encode(
        Manifest(
            BUNDLE_FORMAT,
            replica.group,
            replica.random(16),
            replica.device,
            replica.clock.tick(),
            names,
            _content_hash(authority, [*blobs, *carried], statements, others),
        )
    )
    seal = knowledge.sign(replica, drafted, labelled_hash("manifest", manifest))
    envelope = encode(Envelope(manifest, authority, blobs, carried, statements, [seal, *others]))
    keys = [key for device in recipients for key in device.recipients()]
    return b"".join(age.encrypt(pad(compress(envelope)), keys, random=replica.random))


def _within_limit(replica: Replica, places: Sequence[Place]) -> list[Segment]:
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
    """The circles that this device reads, and so can make a part of."""
    me = replica.me
    circles = sorted(replica.membership.circles)
    return [each for each in circles if me is not None and replica.membership.reads(me.device, each)]


def _statements(
    replica: Replica, circle: bytes, names: Sequence[bytes], drafted: Draft, seals: dict[bytes, Seal]
) -> list[Stated]:
    """This device's own statement of a circle first, then the others', but not the only recipient's own."""
    told = {replica.device, *(names if len(names) == 1 else ())}
    return [drafted.of(circle), *knowledge.to_tell(replica, circle, told, seals)]


def _blob_of(
    replica: Replica,
    circle: bytes,
    names: Sequence[bytes],
    choice: Choice,
    drafted: Draft,
    seals: dict[bytes, Seal],
) -> Blob | None:
    """The part of a circle for those recipients who read it; or, for others to carry, for all who do."""
    readers = [each for each in names if replica.membership.reads(each, circle)]
    others = [each.device for each in replica.membership.entitled(circle) if each.device != replica.device]
    wanted = readers or (others if choice.carry else [])
    if not wanted:
        return None
    if choice.everything and readers:
        wanted = [*wanted, bytes(16)]
    places = knowledge.lacking_of(replica, circle, wanted)
    kept = [place for place in places if replica.causality.is_kept(place)]
    snapshot = b""
    if choice.snapshot and readers and _may_start_afresh(replica, circle, readers):
        snapshot, kept = cuts.certify(replica, circle), []
    elif len(kept) < len(places):
        snapshot = cuts.snapshot_for(replica, circle)
    papers = _papers_for(replica, circle, wanted)
    pieces = [data for digest in choice.chunks.get(circle, ()) if (data := replica.store.chunk(digest)) is not None]
    if not readers and not kept and not pieces:
        return None
    segments = [replica.store.segment(place.number) for place in kept]
    statements = _statements(replica, circle, names, drafted, seals)
    content = encode(Content(to_columns(segments), statements, sorted(papers), snapshot, pieces))
    key = keyring.writing_key(replica, circle)
    return seal_blob(circle, key, replica.clock.tick(), compress(content), replica.random)


def _papers_for(replica: Replica, circle: bytes, devices: Sequence[bytes]) -> list[bytes]:
    """The papers of a circle, but for orders that all of the devices have stated to have carried out."""
    statements = [knowledge.known_statement(replica, device, circle) for device in devices]
    told = [set(statement.orders) if statement else set[bytes]() for statement in statements]
    known = set[bytes].intersection(*told) if told else set[bytes]()
    papers = replica.store.papers().items()
    return [content for digest, (home, content) in papers if home == circle and digest not in known]


def _may_start_afresh(replica: Replica, circle: bytes, readers: Sequence[bytes]) -> bool:
    """Whether none of the readers has anything of a circle yet, and this device may say what it holds."""
    known = any(knowledge.known_statement(replica, each, circle) for each in readers)
    return not known and replica.membership.stewards(replica.device, circle)


def _carried(replica: Replica) -> list[Blob]:
    """Parts that this device cannot read and others may: of every circle the newest few, none that is old.

    A part holds all that its maker's circle lacked then, so the newer ones make good for the older.
    """
    now, size = replica.clock.tick(), 0
    blobs: list[Blob] = []
    count: dict[bytes, int] = {}
    for digest, (circle, time, data) in sorted(
        replica.store.carried().items(), key=lambda item: (-item[1][1], item[0])
    ):
        count[circle] = count.get(circle, 0) + 1
        if now - time > CARRIED_FOR or count[circle] > CARRIED_PARTS or size + len(data) > CARRIED_LIMIT:
            replica.store.drop_carried(digest)
        else:
            size += len(data)
            blobs.append(_blobs.decode_trusted(data))
    return blobs


def _content_hash(authority: bytes, blobs: list[Blob], statements: list[Stated], seals: list[Seal]) -> bytes:
    """Of everything beside the manifest but the sender's own seal, which is over the manifest."""
    return labelled_hash("content", encode([authority, blobs, statements, seals]))


def read(data: bytes, identities: Sequence[age.Identity], device: bytes) -> tuple[Envelope, Manifest]:
    """Decrypts and decodes; the sender's signature is checked by `take`, which learns the group's keys first.

    Raises `NotForThisDevice` for a bundle made for others, `Malformed` or `TooLarge` for anything out of order.
    """
    if len(data) > BUNDLE_LIMIT:
        raise TooLarge("a bundle is larger than 1 GiB")
    padded = b"".join(age.decrypt(io.BytesIO(data), list(identities)))
    envelope = _envelopes.decode(decompress(unpad(padded), limit=BUNDLE_LIMIT, ratio=RATIO_LIMIT))
    manifest = _manifests.decode(envelope.manifest)
    if manifest.format != BUNDLE_FORMAT:
        raise Unsupported(f"a bundle has format {manifest.format}")
    if any(len(name) != 16 for name in (manifest.id, manifest.sender, *manifest.recipients)):
        raise Malformed("a name in a manifest has the wrong length")
    if device not in manifest.recipients:
        raise NotForThisDevice("a bundle was encrypted to this device by somebody who is not its sender")
    check_time(manifest.time)
    statements, blobs = len(envelope.statements) + len(envelope.seals), len(envelope.blobs) + len(envelope.carried)
    if len(envelope.authority) > AUTHORITY_LIMIT or statements > STATEMENTS_LIMIT or blobs > BLOBS_LIMIT:
        raise TooLarge("a bundle holds more of one thing than it can")
    parts = [*envelope.blobs, *envelope.carried]
    if manifest.content != _content_hash(envelope.authority, parts, envelope.statements, envelope.seals[1:]):
        raise Malformed("the parts of a bundle are not those of its manifest")
    return envelope, manifest


def take(replica: Replica, envelope: Envelope, manifest: Manifest) -> Opened:
    """Takes a bundle in; the caller rolls its transaction back on any `SyncError`, and then nothing was changed."""
    if manifest.group != replica.group:
        raise ForeignGroup("this bundle belongs to another group")
    if manifest.sender in replica.ledger.keys:
        _check_sender(replica, envelope, manifest)
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
        blob = _blobs.decode_trusted(data)
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
    content = _contents.decode(plain)
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
        replayed,
    )
