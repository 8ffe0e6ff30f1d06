"""The same decoders one step further: what a member's own program signs is taken in by somebody else's laptop.

Whatever it is, it is refused, or both agree on it: the merged records are those that the log gives when it is gone
through again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from sync import age, cuts, keyring, knowledge, unpacking
from sync.authority import Certify, decode_authority
from sync.bounded import compress
from sync.circle import seal_blob
from sync.codec import Decoder, encode
from sync.envelope import Content, Envelope, Manifest, content_hash, read
from sync.knowledge import Seal, Sealed, Stated, Statement
from sync.operation import Unknown, decode_operation, encode_operation
from sync.padme import pad
from sync.papers import Cut, encode_paper, paper_hash
from sync.segment import AUTHORITY
from sync.snapshot import Snapshot
from sync.suite import labelled_hash
from tests.fuzz import seeds
from tests.fuzz.formats import of
from tests.sync.world import Laptop, forge


def settled(laptop: Laptop) -> None:
    """What was taken holds together, also after the program was started again."""
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
    """An operation on a record, alone and after another that makes one."""
    found = decode_operation(data)
    assert (found.raw if isinstance(found, Unknown) else encode_operation(found)) == data
    first = encode_operation(seeds.OPERATIONS["insert"])
    attempted(lambda ann, bea: bea.take([forge(ann, data, time=2**46), forge(ann, first, data, time=2**46)]))


def authority_operation(data: bytes) -> None:
    """An operation of the authority, by an admin."""
    found = decode_authority(data)
    assert (found.raw if isinstance(found, Unknown) else encode(found)) == data
    attempted(lambda ann, bea: bea.take([forge(ann, data, circle=AUTHORITY, time=2**46)]))


def content(data: bytes) -> None:
    """What is inside a circle's part, in a bundle that is signed as it should be."""
    read_content = Decoder(Content).decode(data)
    assert encode(read_content) == data

    def open_bundle(ann: Laptop, bea: Laptop) -> object:
        blob = seal_blob(ann.circle, ann.replica.epoch_key(ann.circle), ann.wall(), compress(data, 1), ann.world.random)
        envelope, manifest = sent(ann, bea, Envelope(b"", seeds.columns()["nothing"], [blob], [], [], []))
        return unpacking.take(bea.replica, envelope, manifest)

    attempted(open_bundle)


def sent(ann: Laptop, bea: Laptop, envelope: Envelope) -> tuple[Envelope, Manifest]:
    """An envelope with a manifest that fits it, under a seal of Ann's."""
    parts = content_hash(envelope.authority, [*envelope.blobs, *envelope.carried], envelope.statements, [])
    ours, other = ann.replica.device, bea.replica.device
    manifest = Manifest(2, ann.world.group, bytes(16), ours, ann.wall(), [other], parts)
    listed = encode(Sealed(ann.world.group, ours, []))
    beside = labelled_hash("manifest", encode(manifest))
    signatures = ann.secrets.sign("statement", Seal.signed(listed, beside))
    seal = Seal(listed, beside, signatures)
    return msgspec.structs.replace(envelope, manifest=encode(manifest), seals=[seal]), manifest


def envelope(data: bytes) -> None:
    """The inside of the encryption, which everybody can make who has a laptop's public keys."""
    _ann, bea = seeds.group()
    keys = [bea.secrets.public().recipient()]
    bundle = b"".join(age.encrypt(pad(compress(data, 1)), keys, random=seeds.chance, dummies_to=()))
    found, manifest = read(bundle, keyring.identities(bea.replica), bea.replica.device)
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
        listed = encode(Sealed(own.group, own.device, [knowledge.statement_hash(body)]))
        seal = Seal(listed, b"", ann.secrets.sign("statement", Seal.signed(listed, b"")))
        knowledge.verify_seal(bea.replica, seal)
        knowledge.accept(bea.replica, Stated(body, seal.hash), {seal.hash: seal}, circle)
        return knowledge.lacking(bea.replica, [own.device])

    attempted(accept)


def seal_list(data: bytes) -> None:
    """What a seal is over, signed by Ann."""
    ann, bea = seeds.group()
    signatures = ann.secrets.sign("statement", Seal.signed(data, b""))
    knowledge.verify_seal(bea.replica, Seal(data, b"", signatures))
    assert encode(Decoder(Sealed).decode(data)) == data


def snapshot(data: bytes) -> None:
    """A snapshot that a steward has certified, whatever is in it: a newcomer refuses it, or starts from it.

    What it builds on is taken for a segment that is here, since one group's input is kept for another's.
    """
    found = Decoder(Snapshot).decode(data)
    assert encode(found) == data
    ann, newcomer = (laptop.clone() for laptop in newcomers())
    here = newcomer.replica.causality.places[min(newcomer.replica.causality.places)].hash
    chains = [
        msgspec.structs.replace(chain, seen=[here if len(digest) == 32 else digest for digest in chain.seen])
        for chain in found.chains
    ]
    own = encode(msgspec.structs.replace(found, circle=ann.circle, chains=chains))
    paper = encode_paper(Cut(ann.circle, [], labelled_hash("snapshot", own)))
    certificate = encode(Certify(ann.wall(), ann.circle, paper_hash(paper)))
    newcomer.take([forge(ann, certificate, circle=AUTHORITY)])

    def adopt() -> object:
        return cuts.adopt(newcomer.replica, ann.circle, [paper], own)

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
