"""What the real encoders write, small: where fuzzing sets out from, and the first of what is kept in the corpus."""

from __future__ import annotations

import functools
import random
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.services.exchange import qr_frames as frames_of_codes
from app.storage.keys import escrow, keyslots
from app.storage.keys.keyfile import EscrowHeader, KeystoreHeader, PassphraseHeader, RecoveryHeader
from app.storage.vault.chunks import ChunkManifest
from sync.authority import operations as authority
from sync.bundle import join_request
from sync.bundle.column_reader import from_columns
from sync.bundle.columns import to_columns
from sync.bundle.format import Envelope
from sync.bundle.format import contents as content_decoder
from sync.bundle.packed import pack
from sync.log.operation import Delete, Exclude, Include, Insert, Restore, Set, Vouch, encode_operation
from sync.log.segment import Head, LogOpening, Segment, SegmentHeader, redact, seal
from sync.primitives import age
from sync.primitives.age.header import Stanza, write_header
from sync.primitives.codec import DotRef, IdRef, encode
from sync.primitives.compression import compress, decompress
from sync.primitives.keys import DeviceSecrets, Signatures, TrusteeSecrets
from sync.primitives.padme import pad
from sync.primitives.suite import FORMAT, SUITE
from sync.replica.certificates import Cut, Order, encode_certificate
from sync.replica.checkpoints import checkpoint
from sync.replica.checkpoints.snapshot import decode_own
from sync.replica.group_encryption import open_blob
from tests.group import CHEAP, PASSPHRASE
from tests.sync.world import START, Laptop, World

SECRETS = DeviceSecrets(b"\1" * 32, b"\2" * 32, b"\3" * 32)
GROUP, LOG, CIRCLE, RECORD = b"g" * 32, b"l" * 16, b"c" * 16, b"r" * 16
VAULT_ID = b"vault id 16 byte"


def chance(size: int) -> bytes:
    """Bytes that are the same each time, so that a seed made again is the file that is kept."""
    return random.Random(size).randbytes(size)


# -- age


def age_headers() -> dict[str, bytes]:
    grease = Stanza(("a-grease", "x", "~!"), b"body " * 20)
    hybrid = Stanza(("mlkem768x25519", "QUFB" * 373 + "QQ"), bytes(32))
    return {
        "one hybrid stanza": write_header([hybrid], bytes(16)),
        "a stanza of another type": write_header([grease, Stanza(("X25519", "abc"), bytes(48))], bytes(16)),
    }


def age_payloads() -> dict[str, bytes]:
    """See `formats.age_payload`: 0x08 is an only chunk that is empty, 0x40 a full first one, 0x19 a second and last."""
    return {
        "empty": b"\x08",
        "short": b"\x28",
        "one full": b"\x48",
        "full and a byte": b"\x40\x19",
        "empty last": b"\x40\x09",
    }


def sealed_chunk(file_key: bytes, nonce: bytes, counter: int, last: int, size: int) -> bytes:
    cipher = ChaCha20Poly1305(HKDF(SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key))
    return cipher.encrypt(counter.to_bytes(11, "big") + (b"\1" if last else b"\0"), bytes(size), None)


def age_files() -> dict[str, bytes]:
    keys = [SECRETS.public().recipient()]
    return {"a few words": b"".join(age.encrypt(b"a few words", keys, random=chance, dummies_to=(2,)))}


# -- layers


def paddings() -> dict[str, bytes]:
    return {"empty": pad(b"").rstrip(b"\0") or bytes(8), "short": pad(b"a few words")[:19]}


def frames() -> dict[str, bytes]:
    text = b"".join(b"record %d\n" % number for number in range(300))
    return {
        "one frame": compress(text),
        "two frames": compress(text) + compress(b"x"),
        "filler": b"\x50\x2a\x4d\x18\0\0\0\0",
    }


# -- the log


OPERATIONS = {
    "insert": Insert(5, "person", {"name": "Dora", "tags": ["red"], "born": 1990, "house": DotRef((0, 0, 0))}),
    "set": Set(6, (0, 0, 0), {"name": None, "note": "x", "of": IdRef(RECORD), "many": [1.5, True, b"b", -7]}),
    "include": Include(7, (0, 0, 0), "tags", ["blue"]),
    "exclude": Exclude(8, (1, 2, 3), "tags", ["red"]),
    "delete": Delete(9, (0, 0, 0)),
    "restore": Restore(10, (0, 0, 0)),
    "vouch": Vouch(11, "looked at"),
}


def operations() -> dict[str, bytes]:
    later = encode([77, 5, {"what": ["this version", {"cannot": "know"}]}])
    return {**{name: encode_operation(each) for name, each in OPERATIONS.items()}, "of a later version": later}


def authority_operations() -> dict[str, bytes]:
    """About Bea and the circle of everyone, so that what they say can come true."""
    keys, trustee = SECRETS.public(), TrusteeSecrets(b"\4" * 32)
    ann, bea = group()
    device, circle = bea.replica.device, ann.circle
    motion = encode(authority.Remove(1, [device]))
    signers = [(trustee.public(), trustee.sign("petition", authority.petition(GROUP, motion)))]
    some: dict[str, Any] = {
        "found": authority.Found(1, "Kitchen", bytes(32), RECORD, "Ann", keys, 1, [trustee.public().name]),
        "admit": authority.Admit(2, RECORD, "Bea", "editor", keys),
        "open circle": authority.OpenCircle(3, b"C" * 16, "Housing"),
        "open epoch": authority.OpenEpoch(4, circle, bytes(32)),
        "lockbox": authority.Lockbox(5, circle, bytes(32), device, bytes(authority.LOCKBOX_SIZE)),
        "suspend": authority.Suspend(6, [device]),
        "remove": authority.Remove(7, [device]),
        "lift": authority.Lift(8, [(bytes(32), 0)]),
        "appoint": authority.Appoint(9, device, "admin"),
        "entrust": authority.Entrust(10, 1, [trustee.public().name]),
        "decree": authority.Decree(11, motion, signers),
        "share": authority.ShareCircle(12, circle, device, "steward"),
        "renew": authority.Renew(13, keys.kem),
        "plead": authority.Plead(14, circle, bytes(32)),
        "retire": authority.Retire(15, device, True),
        "certify": authority.Certify(16, circle, bytes(32)),
    }
    return {name: encode(each) for name, each in some.items()}


def a_header(**changes: Any) -> SegmentHeader:
    opening = LogOpening(RECORD, CIRCLE, bytes(16))
    heads = [Head(LOG, 3, bytes(32))]
    first = SegmentHeader(
        FORMAT, SUITE, GROUP, LOG, 0, b"", opening, heads, heads, [LOG, bytes(32)], bytes(16), START, 1, bytes(32)
    )  # fmt: skip
    return msgspec.structs.replace(first, **changes)


def headers() -> dict[str, bytes]:
    second = a_header(seq=1, previous=bytes(32), opening=None, deps=[], authority=[], logs=[])
    return {"the first of a log": encode(a_header()), "the second of a log": encode(second)}


def _segments() -> dict[str, Segment]:
    whole = seal(a_header(), list(operations().values()), bytes(16), SECRETS)
    unsigned = msgspec.structs.replace(whole, signatures=Signatures(bytes(64), bytes(3309)))
    return {"whole": unsigned, "one erased": redact(unsigned, len(operations()), {2})}


def segments() -> dict[str, bytes]:
    return {name: encode(each) for name, each in _segments().items()}


def columns() -> dict[str, bytes]:
    whole, erased = _segments().values()
    return {"nothing": to_columns([]), "a segment": to_columns([whole]), "two segments": to_columns([erased, whole])}


def certificates() -> dict[str, bytes]:
    remaining = encode_operation(Insert(5, "person", {}))
    order = Order(CIRCLE, [(RECORD, ["phone"]), (RECORD, [])], [(bytes(32), [(0, remaining), (1, b"")])], bytes(32))
    return {
        "order": encode_certificate(order),
        "cut": encode_certificate(Cut(CIRCLE, [Head(LOG, 0, bytes(32))], bytes(32))),
    }


# -- what a group has handed over


@functools.cache
def group() -> tuple[Laptop, Laptop]:
    """Ann, who founded a group and has something to tell, and Bea, who is an admin of it and has not heard that yet."""
    world = World()
    ann = world.found("Ann")
    bea = world.join("Bea", ann, authority.Role.ADMIN)
    ann.open(bea.bundle(ann))
    record = ann.create(name="Dora", tags=["red"])
    ann.update(record, name="Dora A.")
    ann.drop(ann.create("house", name="Birch"))
    return ann, bea


@functools.cache
def _envelope() -> Envelope:
    ann, bea = group()
    return bea.read(ann.bundle(bea, everything=True))[0]


def envelopes() -> dict[str, bytes]:
    ann, bea = group()
    return {"news": encode(bea.read(ann.bundle(bea))[0])}


def manifests() -> dict[str, bytes]:
    return {"of a bundle": _envelope().manifest}


def blobs() -> dict[str, bytes]:
    return {"of a circle": encode(_envelope().blobs[0])}


def contents() -> dict[str, bytes]:
    ann, _bea = group()
    blob = _envelope().blobs[0]
    plain = decompress(open_blob(blob, ann.replica.epoch_key(blob.circle)), limit=1 << 20)
    content = content_decoder.decode(plain)
    short = to_columns(from_columns(content.segments)[:1])
    some = msgspec.structs.replace(
        content, segments=short, certificates=list(certificates().values()), chunks=[b"a piece"]
    )
    return {"of a circle": plain, "with certificates and a chunk": encode(some)}


def statements() -> dict[str, bytes]:
    return {"of the authority": _envelope().statements[0].statement}


def seals() -> dict[str, bytes]:
    return {"the sender's": encode(_envelope().seals[0])}


def sealed() -> dict[str, bytes]:
    return {"the sender's": _envelope().seals[0].list}


def snapshots() -> dict[str, bytes]:
    ann = group()[0].clone()
    return {"of a circle": checkpoint.certify(ann.replica, ann.circle)}


def packed_snapshots() -> dict[str, bytes]:
    return {name: pack(decode_own(data)).data for name, data in snapshots().items()}


def join_requests() -> dict[str, bytes]:
    whole = join_request.make_request(SECRETS, "Cem", START)
    signed = encode(join_request.JoinRequest(FORMAT, "Cem", SECRETS.public(), START))
    return {"a file": whole, "its signed part": signed}


# -- files beside bundles


def qr_frames() -> dict[str, bytes]:
    one, *_more = frames_of_codes.frames_of(b"a few words", chance)
    first, *_rest = frames_of_codes.frames_of(b"more than a few words" * 40, chance)
    return {"the only one": one, "the first of two": first, "without its sum": one[:-4]}


def attachment_lists() -> dict[str, bytes]:
    return {
        "one chunk": encode(ChunkManifest(1, 100, [bytes(32)])),
        "three chunks": encode(ChunkManifest(1, 600_000, [bytes(32)] * 3)),
    }


def _slot_headers() -> dict[str, Any]:
    return {
        "passphrase": PassphraseHeader(VAULT_ID, bytes(16), 262_144, 3, 4),
        "recovery code": RecoveryHeader(VAULT_ID, bytes(16)),
        "shares": EscrowHeader(VAULT_ID, bytes(16), 77, 2, 3),
        "keystore": KeystoreHeader(VAULT_ID, bytes(16), bytes(16)),
    }


def key_slots() -> dict[str, bytes]:
    return {name: msgspec.msgpack.encode(each) for name, each in _slot_headers().items()}


def key_files() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "keys")
        created = keyslots.create(file, PASSPHRASE, policy=CHEAP, random=chance)
        two = file.read_bytes()
        unlocked = keyslots.Unlocked(created.vault_id, (created.key,))
        escrow.put_in_force(file, unlocked, escrow.draw(2, 3, random=chance), random=chance)
        return {"two slots": two, "with shares": file.read_bytes()}
