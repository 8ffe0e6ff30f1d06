"""The same decoders one step further: what a member's own program signs is taken in by somebody else's laptop.

Whatever it is, it is refused, or both agree on it: the merged records are those that the log gives when it is gone
through again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from sync.authority.operations import Certify, decode_authority
from sync.bundle import read as unpacking
from sync.bundle.format import BUNDLE_FORMAT, Content, Envelope, Manifest, content_hash, read
from sync.log.operation import Unknown, decode_operation, encode_operation
from sync.log.segment import AUTHORITY
from sync.primitives import age
from sync.primitives.codec import Decoder, encode
from sync.primitives.compression import compress
from sync.primitives.padme import pad
from sync.primitives.suite import labelled_hash
from sync.replica import acknowledgements, group_keys
from sync.replica.certificates import Cut, certificate_hash, encode_certificate
from sync.replica.checkpoints import checkpoint
from sync.replica.checkpoints.snapshot import CircleSnapshot
from sync.replica.copies import Sealed
from sync.replica.group_encryption import seal_blob
from sync.replica.statements import Seal, Stated, Statement, statement_hash
from tests.fuzz import seeds
from tests.fuzz.formats import of
from tests.sync.world import Laptop, forge


def settled(laptop: Laptop) -> None:
    """Tell what was taken holds together, also after the program was started again."""
    digest = laptop.digest()
    laptop.reopen()
    assert laptop.digest() == digest == laptop.replayed()


def attempted(action: Callable[[Laptop, Laptop], object]) -> None:
    """Something that Ann does to Bea, on copies of their laptops."""
    ann, bea = (laptop.clone() for laptop in seeds.group())
    try:
        bea.attempt(lambda: action(ann, bea))
    finally:
        settled(bea)


def operation(data: bytes) -> None:
    """Give an operation on a record, alone and after another that makes one."""
    found = decode_operation(data)
    assert (found.raw if isinstance(found, Unknown) else encode_operation(found)) == data
    first = encode_operation(seeds.OPERATIONS["insert"])
    attempted(lambda ann, bea: bea.take([forge(ann, data, time=2**46), forge(ann, first, data, time=2**46)]))


def authority_operation(data: bytes) -> None:
    """Give an operation of the authority, by an admin."""
    found = decode_authority(data)
    assert (found.raw if isinstance(found, Unknown) else encode(found)) == data
    attempted(lambda ann, bea: bea.take([forge(ann, data, circle=AUTHORITY, time=2**46)]))


def content(data: bytes) -> None:
    """Tell what is inside a circle's part, in a bundle that is signed as it should be."""
    read_content = Decoder(Content).decode(data)
    assert encode(read_content) == data

    def open_bundle(ann: Laptop, bea: Laptop) -> object:
        blob = seal_blob(ann.circle, ann.replica.epoch_key(ann.circle), ann.wall(), compress(data, 1), ann.world.random)
        envelope, manifest = sent(ann, bea, Envelope(b"", seeds.columns()["nothing"], [blob], [], [], []))
        return unpacking.take(bea.replica, envelope, manifest)

    attempted(open_bundle)


def sent(ann: Laptop, bea: Laptop, envelope: Envelope) -> tuple[Envelope, Manifest]:
    """Give an envelope with a manifest that fits it, under a seal of Ann's."""
    parts = content_hash(envelope.authority, [*envelope.blobs, *envelope.carried], envelope.statements, [])
    ours, other = ann.replica.device, bea.replica.device
    manifest = Manifest(BUNDLE_FORMAT, ann.world.group, bytes(16), ours, ann.wall(), [other], parts, 1 << 40)
    listed = encode(Sealed(ann.world.group, ours, ann.incarnation, 9, [], []))
    beside = labelled_hash("manifest", encode(manifest))
    signatures = ann.secrets.sign("statement", Seal.signed(listed, beside))
    seal = Seal(listed, beside, signatures)
    return msgspec.structs.replace(envelope, manifest=encode(manifest), seals=[seal]), manifest


def envelope(data: bytes) -> None:
    """Give the inside of the encryption, which everybody can make who has a laptop's public keys."""
    _ann, bea = seeds.group()
    keys = [bea.secrets.public().recipient()]
    bundle = b"".join(age.encrypt(pad(compress(data, 1)), keys, random=seeds.chance, dummies_to=()))
    found, manifest = read(bundle, group_keys.identities(bea.replica), bea.replica.device)
    assert encode(found) == data
    assert encode(manifest) == found.manifest
    attempted(lambda _ann, bea: unpacking.take(bea.replica, found, manifest))


def statement(data: bytes) -> None:
    """Who has what, as Ann might say it in her own name."""
    found = Decoder(Statement).decode(data)
    assert encode(found) == data

    def accept(ann: Laptop, bea: Laptop) -> object:
        circle = found.circle if found.circle == AUTHORITY else ann.circle
        own = msgspec.structs.replace(found, group=ann.world.group, device=ann.replica.device, circle=circle)
        body = encode(own)
        listed = encode(Sealed(own.group, own.device, ann.incarnation, 9, [], [statement_hash(body)]))
        seal = Seal(listed, b"", ann.secrets.sign("statement", Seal.signed(listed, b"")))
        acknowledgements.verify_seal(bea.replica, seal)
        acknowledgements.accept(bea.replica, Stated(body, seal.hash), {seal.hash: seal}, circle)
        return acknowledgements.lacking(bea.replica, [own.device])

    attempted(accept)


def seal_list(data: bytes) -> None:
    """Tell what a seal is over, signed by Ann."""
    ann, bea = seeds.group()
    signatures = ann.secrets.sign("statement", Seal.signed(data, b""))
    acknowledgements.verify_seal(bea.replica, Seal(data, b"", signatures))
    assert encode(Decoder(Sealed).decode(data)) == data


def snapshot(data: bytes) -> None:
    """Give a snapshot that a steward has certified, whatever is in it: a newcomer refuses it, or starts from it.

    What it builds on is taken for a segment that is here, since one group's input is kept for another's.
    """
    found = Decoder(CircleSnapshot).decode(data)
    assert encode(found) == data
    ann, newcomer = (laptop.clone() for laptop in newcomers())
    here = newcomer.replica.causality.places[min(newcomer.replica.causality.places)].hash
    chains = [
        msgspec.structs.replace(chain, seen=[here if len(digest) == 32 else digest for digest in chain.seen])
        for chain in found.chains
    ]
    own = encode(msgspec.structs.replace(found, circle=ann.circle, chains=chains))
    certificate = encode_certificate(Cut(ann.circle, [], labelled_hash("snapshot", own)))
    certify = encode(Certify(ann.wall(), ann.circle, certificate_hash(certificate)))
    newcomer.take([forge(ann, certify, circle=AUTHORITY)])

    def adopt() -> object:
        return checkpoint.adopt(newcomer.replica, ann.circle, [certificate], own)

    try:
        newcomer.attempt(adopt)
    finally:
        settled(newcomer)


_NEWCOMERS: list[Laptop] = []


def newcomers() -> list[Laptop]:
    """Ann, and Cem who knows of the group and has nothing of its records."""
    if not _NEWCOMERS:
        ann = seeds.group()[0].clone()
        cem = ann.world.admit("Cem", ann)
        own = {each.hash for each in ann.own()}
        cem.take(each for each in ann.sealed() if each.hash not in own)
        _NEWCOMERS.extend((ann, cem))
    return _NEWCOMERS


MADE: tuple[tuple[Callable[[bytes], None], Any], ...] = (
    (operation, seeds.operations),
    (authority_operation, seeds.authority_operations),
    (content, seeds.contents),
    (envelope, seeds.envelopes),
    (statement, seeds.statements),
    (seal_list, seeds.sealed),
    (snapshot, seeds.snapshots),
)
TARGETS = tuple(of(read.__name__, read, made) for read, made in MADE)
