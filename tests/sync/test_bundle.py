"""Bundles as they are lost, cut, flipped, swapped, forged and blown up on their way: taken whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sync.bundle import format as envelopes
from sync.bundle import read as unpacking
from sync.bundle.column_reader import from_columns
from sync.bundle.columns import to_columns
from sync.bundle.format import BUNDLE_FORMAT, BUNDLE_LIMIT, PACKED_FORMAT, Content, Envelope, Manifest
from sync.log.operation import Delete, encode_operation
from sync.log.segment import AUTHORITY, SEGMENT_OPERATIONS, Segment
from sync.primitives import age
from sync.primitives.codec import encode
from sync.primitives.compression import FREE_OF_RATIO, compress
from sync.primitives.errors import (
    BadSignature,
    ForeignGroup,
    Malformed,
    NotForThisDevice,
    Outdated,
    SyncError,
    TooLarge,
    UnknownDevice,
    Unsupported,
)
from sync.primitives.padme import pad
from sync.primitives.suite import labelled_hash
from sync.replica import acknowledgements, admin_commands
from sync.replica.group_encryption import Blob, open_blob, seal_blob
from sync.replica.statements import Seal, Stated
from tests.examples import examples, is_soaking
from tests.sync.spelling import damaged, distorted
from tests.sync.world import Laptop, World, assert_agree, forge, meet


@pytest.fixture
def ann() -> Laptop:
    """Give a laptop with something to tell."""
    ann = World().found("Ann")
    ann.create(name="Dora Unmistakable")
    return ann


@pytest.fixture
def bea(ann: Laptop) -> Laptop:
    """Give a member who does not know it yet."""
    bea = ann.world.admit("Bea", ann)
    own = {each.hash for each in ann.own()}
    bea.take(each for each in ann.sealed() if each.hash not in own)
    return bea


def refused(laptop: Laptop, data: bytes, error: type[SyncError] = SyncError) -> None:
    before = laptop.digest(), len(laptop.replica.causality.places), laptop.store.statements()
    with pytest.raises(error):
        laptop.open(data)
    assert (laptop.digest(), len(laptop.replica.causality.places), laptop.store.statements()) == before


def wrapped(content: bytes, *laptops: Laptop) -> bytes:
    """Any content as a bundle file."""
    keys = [laptop.secrets.public().recipient() for laptop in laptops]
    return b"".join(age.encrypt(content, keys, random=laptops[0].world.random))


def packed(envelope: Envelope, laptop: Laptop) -> bytes:
    return wrapped(pad(compress(encode(envelope))), laptop)


def signed(sender: Laptop, envelope: Envelope, manifest: Manifest, signer: Laptop | None = None) -> Envelope:
    """Give an envelope whose manifest fits its parts, under a seal of the sender's."""
    parts = [*envelope.blobs, *envelope.carried]
    content = envelopes.content_hash(envelope.authority, parts, envelope.statements, envelope.seals[1:])
    body = encode(msgspec.structs.replace(manifest, content=content, sender=sender.replica.device, weight=1 << 30))
    return msgspec.structs.replace(
        envelope, manifest=body, seals=[sealed(signer or sender, envelope.seals[0].list, body), *envelope.seals[1:]]
    )


def sealed(signer: Laptop, statements: bytes, manifest: bytes) -> Seal:
    beside = labelled_hash("manifest", manifest)
    return Seal(statements, beside, signer.secrets.sign("statement", Seal.signed(statements, beside)))


def hostile(
    sender: Laptop,
    victim: Laptop,
    *,
    manifest: dict[str, Any] | None = None,
    signer: Laptop | None = None,
    **changes: Any,
) -> bytes:
    """Give a bundle by a member whose own program changes whatever it likes, and signs it."""
    envelope, head = victim.read(sender.bundle(victim, everything=True))
    changed = msgspec.structs.replace(envelope, **changes)
    return packed(signed(sender, changed, msgspec.structs.replace(head, **(manifest or {})), signer), victim)


# -- as it should be


def test_a_bundle_brings_everything_and_shows_nothing(ann: Laptop, bea: Laptop):
    data = ann.bundle(bea)
    assert b"Unmistakable" not in data
    assert b"Kitchen" not in data
    opened = bea.open(data)
    assert (opened.sender.name, opened.unreadable, opened.backwards) == ("Ann", 0, [])
    assert opened.taken.new == 1
    assert_agree(ann, bea)


def test_a_bundle_opened_twice_changes_nothing_the_second_time(ann: Laptop, bea: Laptop):
    data = ann.bundle(bea)
    bea.open(data)
    before = bea.digest()
    opened = bea.open(data)
    assert (opened.taken.new, opened.taken.known) == (0, 6)
    assert bea.digest() == before


def test_an_old_bundle_takes_nothing_back(ann: Laptop, bea: Laptop):
    (record,) = ann.everything()
    old = ann.bundle(bea)
    ann.update(record, name="Dora, newer")
    bea.open(ann.bundle(bea))
    opened = bea.open(old)
    assert opened.backwards == []
    assert bea.values(record, "name") == ["Dora, newer"]


def test_a_third_hand_carries_what_others_wrote(ann: Laptop, bea: Laptop):
    cem = ann.world.join("Cem", ann)
    ann.replica.seal()
    bea.open(ann.bundle(bea))
    record = bea.create(name="Emil")
    cem.open(bea.bundle(cem))
    cem.update(record, name="Emil C.")
    opened = ann.open(cem.bundle(ann))
    assert opened.sender.name == "Cem"
    assert ann.values(record, "name") == ["Emil C."]
    assert_agree(ann, cem)


def test_what_waited_and_is_delivered_by_a_bundle_is_reported_as_touched(ann: Laptop, bea: Laptop):
    """Whoever shows records must learn of those that the authority's part set free, too."""
    cem = ann.world.admit("Cem", ann)
    own = {each.hash for each in ann.own()}
    cem.take(each for each in ann.sealed() if each.hash not in own)
    record = cem.create(name="Cem's")
    assert bea.take(cem.own()).pending == 1
    opened = bea.open(ann.bundle(bea))
    assert opened.taken.pending == 0
    assert record in opened.taken.replayed.touched
    assert set(opened.taken.replayed.touched) == set(bea.everything())


# -- for others


def test_a_bundle_for_somebody_else_does_not_open(ann: Laptop, bea: Laptop):
    cem = ann.world.join("Cem", ann)
    refused(cem, ann.bundle(bea), NotForThisDevice)


def test_a_bundle_of_another_group_is_refused(ann: Laptop, bea: Laptop):
    world = World(seed=2)
    stranger = world.found("Stranger")
    stranger.replica.admit(bea.secrets.public(), "Bea", stranger.device().role)
    twin = Laptop(world, "Bea there", bea.secrets)
    twin.reopen()
    data = stranger.bundle(twin)
    assert twin.open(data).sender.name == "Stranger"
    refused(bea, data, ForeignGroup)
    with pytest.raises(ForeignGroup):  # However much it says to weigh: a stranger may say anything.
        unpacking.wants(bea.replica, memory=0)(bea.read(data)[1])
    foreign = from_columns(bea.read(data)[0].authority)
    refused(bea, hostile(ann, bea, authority=to_columns(foreign)), ForeignGroup)


def test_a_bundle_by_somebody_unknown_is_refused(ann: Laptop, bea: Laptop, monkeypatch: pytest.MonkeyPatch):
    eve = Laptop(ann.world, "Eve")
    eve.store = ann.clone().store
    eve.reopen()
    refused(bea, eve.bundle(bea), UnknownDevice)
    monkeypatch.setattr(unpacking, "STRANGERS_LIMIT", 1)
    data = eve.bundle(bea)
    refused(bea, data, TooLarge)
    with pytest.raises(TooLarge):
        unpacking.take(bea.replica, *bea.read(data))


def test_a_bundle_that_does_not_admit_its_reader_is_refused(ann: Laptop, bea: Laptop):
    newcomer = Laptop(ann.world, "Newcomer")
    newcomer.reopen()
    envelope, manifest = bea.read(ann.bundle(bea, everything=True))
    with pytest.raises(NotForThisDevice):
        newcomer.open(packed(envelope, newcomer))
    named = msgspec.structs.replace(manifest, recipients=[newcomer.replica.device])
    with pytest.raises(NotForThisDevice, match="admit"):
        newcomer.open(packed(signed(ann, envelope, named), newcomer))
    assert not newcomer.replica.causality.places


# -- damaged on the way


def test_a_truncated_bundle_is_refused(ann: Laptop, bea: Laptop):
    data = ann.bundle(bea)
    for length in (0, 1, 21, 500, 5_000, 16_000, len(data) // 2, len(data) - 16, len(data) - 1):
        refused(bea, data[:length])
    refused(bea, data + b"\0")
    bea.open(data)


def test_a_flipped_bit_is_noticed_wherever_it_is(ann: Laptop, bea: Laptop):
    data = ann.bundle(bea)
    places = [*range(0, 120, 7), *range(120, len(data) - 20, len(data) // 40), *range(len(data) - 20, len(data))]
    for place in places:
        spoilt = bytearray(data)
        spoilt[place] ^= 1 << place % 8
        try:
            bea.attempt(lambda spoilt=spoilt: bea.open(bytes(spoilt)))
        except SyncError:
            continue
        pytest.fail(f"a bit flipped at {place} went unnoticed")


# -- forged


@pytest.mark.parametrize("name", ["ed25519", "ml_dsa"])
def test_one_good_signature_of_the_manifest_is_not_enough(ann: Laptop, bea: Laptop, name: str):
    envelope, _manifest = bea.read(ann.bundle(bea))
    seal = envelope.seals[0]
    other = sealed(bea, seal.list, envelope.manifest).signatures
    signatures = msgspec.structs.replace(seal.signatures, **{name: getattr(other, name)})
    spoilt = Seal(seal.list, seal.beside, signatures)
    refused(bea, packed(msgspec.structs.replace(envelope, seals=[spoilt]), bea), BadSignature)


def test_nobody_signs_for_another(ann: Laptop, bea: Laptop):
    cem = ann.world.join("Cem", ann)
    meet(ann, bea, cem)
    refused(bea, hostile(ann, bea, signer=cem), BadSignature)


def test_a_good_seal_of_somebody_else_is_none_of_the_senders(ann: Laptop, bea: Laptop):
    """Cem seals by his own right what says that it is Ann's."""
    cem = ann.world.join("Cem", ann)
    meet(ann, bea, cem)
    envelope, _manifest = bea.read(ann.bundle(bea))
    his = sealed(cem, bea.read(cem.bundle(bea))[0].seals[0].list, envelope.manifest)
    assert acknowledgements.verify_seal(bea.replica, his) == cem.replica.device
    forged = msgspec.structs.replace(envelope, seals=[his, *envelope.seals[1:]])
    refused(bea, packed(forged, bea), BadSignature)


def test_the_parts_of_two_bundles_cannot_be_mixed(ann: Laptop, bea: Laptop):
    one, _manifest = bea.read(ann.bundle(bea, everything=True))
    ann.create(name="Emil")
    ann.world.join("Cem", ann)
    other, _manifest = bea.read(ann.bundle(bea, everything=True))
    for name in ("authority", "blobs", "statements", "seals", "manifest"):
        mixed = msgspec.structs.replace(other, **{name: getattr(one, name)})
        refused(bea, packed(mixed, bea))
    for changes in ({"statements": []}, {"blobs": []}, {"blobs": other.blobs * 2}, {"authority": b""}):
        refused(bea, packed(msgspec.structs.replace(other, **changes), bea), Malformed)


@pytest.mark.parametrize(
    ("manifest", "error"),
    [
        ({"format": BUNDLE_FORMAT - 1}, Outdated),
        ({"format": PACKED_FORMAT + 1}, Unsupported),
        ({"group": bytes(32)}, ForeignGroup),
        ({"id": b""}, Malformed),
        ({"recipients": [bytes(15)]}, Malformed),
        ({"recipients": [bytes(16)]}, NotForThisDevice),
        ({"recipients": []}, NotForThisDevice),
        ({"time": -1}, Malformed),
        ({"time": 1 << 47}, Malformed),
    ],
)
def test_a_manifest_must_make_sense(ann: Laptop, bea: Laptop, manifest: dict[str, Any], error: type[SyncError]):
    refused(bea, hostile(ann, bea, manifest=manifest), error)
    bea.open(hostile(ann, bea))


def test_a_manifest_of_other_parts_is_refused(ann: Laptop, bea: Laptop):
    envelope, manifest = bea.read(ann.bundle(bea))
    body = encode(msgspec.structs.replace(manifest, content=bytes(32)))
    seal = sealed(ann, envelope.seals[0].list, body)
    forged = msgspec.structs.replace(envelope, manifest=body, seals=[seal, *envelope.seals[1:]])
    refused(bea, packed(forged, bea), Malformed)


def inside(*segments: Segment) -> bytes:
    """Tell what is inside a circle's blob that holds nothing but segments."""
    return content_of(to_columns(list(segments)))


def content_of(columns: bytes, statements: Sequence[Stated] = ()) -> bytes:
    return compress(encode(Content(columns, list(statements), [], b"", [])))


def blob_of(sender: Laptop, content: bytes) -> Blob:
    key = sender.replica.epoch_key(sender.circle)
    return seal_blob(sender.circle, key, sender.wall(), content, sender.world.random)


def test_a_circles_part_holds_together_or_is_refused(ann: Laptop, bea: Laptop):
    good = blob_of(ann, inside(*ann.own()))
    assert open_blob(good, ann.replica.epoch_key(ann.circle))
    bea.open(hostile(ann, bea, blobs=[good]))
    for changes in (
        {"commitment": bytes(32)},
        {"commitment": b""},
        {"salt": bytes(32)},
        {"salt": b""},
        {"ciphertext": good.ciphertext[:-1]},
        {"ciphertext": b""},
        {"ciphertext": bytes([good.ciphertext[0] ^ 1]) + good.ciphertext[1:]},
    ):
        refused(bea, hostile(ann, bea, blobs=[msgspec.structs.replace(good, **changes)]))
    refused(bea, hostile(ann, bea, blobs=[good, blob_of(ann, compress(to_columns([])))]), Malformed)
    assert bea.open(hostile(ann, bea, blobs=[good, good, blob_of(ann, inside())])).taken.new == 0


def test_what_was_only_carried_cannot_stop_a_bundle(ann: Laptop, bea: Laptop):
    """Cem, who carries, could put anything there: a bad part, or a good one with a bad segment in it."""
    good = blob_of(ann, inside(*ann.own()))
    spoilt = msgspec.structs.replace(good, ciphertext=good.ciphertext[:-1])
    (segment,) = ann.own()
    forged = msgspec.structs.replace(segment, signatures=bea.secrets.sign("segment", segment.header))
    bad = blob_of(ann, inside(forged))
    opened = bea.open(hostile(ann, bea, blobs=[], carried=[spoilt, blob_of(ann, b"no zstd"), bad, good]))
    assert (opened.spoilt, opened.taken.refused, opened.taken.new) == (2, 1, 1)
    assert_agree(ann, bea)


def test_a_part_whose_key_is_not_here_is_counted(ann: Laptop, bea: Laptop):
    circle = admin_commands.open_circle(ann.replica, "Housing")
    unknown = seal_blob(circle, ann.replica.epoch_key(circle), ann.wall(), b"secret", ann.world.random)
    nobodys = seal_blob(b"c" * 16, b"k" * 32, ann.wall(), b"secret", ann.world.random)
    good = blob_of(ann, inside(*ann.own()))
    opened = bea.open(hostile(ann, bea, blobs=[good, unknown, nobodys]))
    assert (opened.unreadable, opened.spoilt) == (1, 1), "what is of no circle is not carried on"
    assert len(bea.store.carried()) == 1


def test_a_word_of_a_device_still_unknown_is_passed_over_and_a_forged_one_is_not(ann: Laptop, bea: Laptop):
    cem = ann.world.admit("Cem", ann)
    cem.take(ann.sealed())
    drafted = acknowledgements.draft(cem.replica, [AUTHORITY])
    word, seal = drafted.of(AUTHORITY), acknowledgements.sign(cem.replica, drafted)
    trust = to_columns([])
    own = blob_of(ann, inside(*ann.own()))
    mine = bea.read(ann.bundle(bea))[0].seals[0]
    opened = bea.open(hostile(ann, bea, authority=trust, blobs=[own], statements=[word], seals=[mine, seal]))
    assert opened.taken.new == 1
    assert (cem.replica.device, AUTHORITY) not in bea.store.statements()
    bea.open(ann.bundle(bea))
    spoilt = Seal(seal.list, b"", ann.secrets.sign("statement", Seal.signed(seal.list, b"")))
    refused(bea, hostile(ann, bea, statements=[word], seals=[mine, spoilt]), BadSignature)
    refused(bea, hostile(ann, bea, manifest={}, seals=[seal, mine]), BadSignature)


# -- blown up


@pytest.mark.long
def test_a_bomb_in_the_bundle_is_refused(ann: Laptop, bea: Laptop):
    for declared in (True, False):
        packer = zstandard.ZstdCompressor(level=19, write_content_size=declared)
        bomb = packer.compress(bytes(FREE_OF_RATIO * 4))
        assert len(bomb) < 10_000
        refused(bea, wrapped(pad(bomb), bea), Malformed)  # Its first byte is no list: no more is unpacked.
        refused(bea, hostile(ann, bea, blobs=[blob_of(ann, bomb)]), TooLarge)


def test_a_flood_of_tiny_operations_is_taken_in_step_and_leaves_nothing(ann: Laptop, bea: Laptop):
    """A byte or less each in the bundle, all about a record that is not there: a million of them by `./check soak`."""
    number = 245 if is_soaking() else 5
    tiny = encode_operation(Delete(1, (0, 0, SEGMENT_OPERATIONS - 1)))
    segments = [forge(ann, *[tiny] * SEGMENT_OPERATIONS)]
    while len(segments) < number:
        segments.append(forge(ann, *[tiny] * SEGMENT_OPERATIONS, after=segments[-1]))
    data = hostile(ann, bea, blobs=[blob_of(ann, inside(*segments))])
    assert len(data) < 65_536 + 8 * 3500 + number * 4000
    before = bea.digest()
    opened = bea.open(data)
    assert opened.taken.replayed.void == number * SEGMENT_OPERATIONS
    assert bea.digest() == before
    assert bea.everything() == {}


def with_window(content: bytes, window_log: int) -> bytes:
    """Give a frame that asks its reader for so large a window, whatever is in it."""
    parameters = zstandard.ZstdCompressionParameters(
        compression_level=3, window_log=window_log, write_content_size=False
    )
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return packer.compress(content) + packer.flush()


def test_a_good_bundle_in_a_huge_window_is_refused(ann: Laptop, bea: Laptop):
    envelope = encode(bea.read(ann.bundle(bea))[0])
    for window_log in (24, 27, 30):
        refused(bea, wrapped(pad(with_window(envelope, window_log)), bea), Malformed)
    assert bea.open(wrapped(pad(with_window(envelope, 23)), bea)).taken.new == 1


def test_what_is_no_bundle_inside_is_refused(ann: Laptop, bea: Laptop):
    for content in (b"", b"x", pad(b""), pad(b"x"), pad(compress(b"")), pad(compress(b"x")), pad(compress(encode([])))):
        refused(bea, wrapped(content, bea), Malformed)
    refused(bea, wrapped(pad(compress(b"\x91" * 100_000)), bea), Malformed)


@pytest.mark.parametrize("limit", ["AUTHORITY_LIMIT", "STATEMENTS_LIMIT", "BUNDLE_LIMIT"])
def test_a_bundle_has_a_largest_size_in_every_part(
    ann: Laptop, bea: Laptop, monkeypatch: pytest.MonkeyPatch, limit: str
):
    data = ann.bundle(bea, everything=True)
    assert len(data) < BUNDLE_LIMIT
    monkeypatch.setattr(envelopes, limit, 0)
    refused(bea, data, TooLarge)


@pytest.mark.long
@examples(25)
@given(seed=st.integers(0, 2**32))
def test_whatever_a_member_signs_is_taken_or_refused_in_an_orderly_way(seed: int):
    world = World()
    ann = world.found("Ann")
    bea = world.join("Bea", ann)
    ann.create(name="Dora", tags=["red"])
    envelope, _manifest = bea.read(ann.bundle(bea, everything=True))
    own = to_columns(ann.own())
    spoil: Callable[[bytes, int], bytes] = (damaged, distorted)[seed % 2]
    changes: dict[str, Any] = (
        {"authority": spoil(envelope.authority, seed)},
        {"blobs": [blob_of(ann, content_of(spoil(own, seed)))]},
        {"blobs": [blob_of(ann, damaged(content_of(own), seed))]},
        {"seals": [msgspec.structs.replace(envelope.seals[0], list=spoil(envelope.seals[0].list, seed))]},
    )[seed // 2 % 4]
    data = hostile(ann, bea, **changes)
    with contextlib.suppress(SyncError):
        bea.open(data)
    bea.open(ann.bundle(bea))
    assert_agree(ann, bea)


@pytest.mark.long
@given(seed=st.integers(0, 2**32))
def test_whatever_a_stranger_puts_into_a_bundle_is_refused_in_an_orderly_way(seed: int):
    world = World()
    ann = world.found("Ann")
    bea = world.join("Bea", ann)
    envelope = encode(bea.read(ann.bundle(bea, everything=True))[0])
    for spoilt in (damaged(envelope, seed), distorted(envelope, seed)):
        if spoilt != envelope:
            refused(bea, wrapped(pad(compress(spoilt)), bea))


def test_keys_and_secrets_stay_apart(ann: Laptop):
    """No secret half of a key is anywhere in what travels."""
    bea = ann.world.admit("Bea", ann)
    envelope, _manifest = bea.read(ann.bundle(bea, everything=True))
    inner = encode(envelope) + b"".join(open_blob(blob, ann.replica.epoch_key(ann.circle)) for blob in envelope.blobs)
    for secrets in (ann.secrets, bea.secrets):
        assert not any(seed in inner for seed in (secrets.ed25519, secrets.ml_dsa, secrets.kem))
    assert ann.replica.epoch_key(ann.circle) not in inner
