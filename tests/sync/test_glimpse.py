"""A stranger's file costs little, however much it unpacks to: measured in a child with a bound on its memory."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import zstandard

from sync.bundle import read as unpacking
from sync.bundle.format import Envelope
from sync.primitives import age
from sync.primitives.errors import BadSignature, ForeignGroup, TooLarge
from sync.primitives.padme import pad
from sync.replica.acknowledgements import Seal
from tests.sync.test_bundle import hostile
from tests.sync.world import Laptop, World

MIB = 1 << 20
ROOM = 64 * MIB

_CHILD = """
import pickle, resource, sys
from sync.primitives import age
from sync.bundle.glimpse import glimpse
from sync.bundle.format import Manifest

with open(sys.argv[1], "rb") as file:
    data, kem, device, known = pickle.load(file)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    seen = glimpse(data, [age.Identity(kem)], device, lambda manifest: None if known else 4 << 20)
    said = "seen" if seen.seal else "no seal"
except Exception as error:
    said = type(error).__name__
print(said, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10)
"""


@pytest.fixture
def ann() -> Laptop:
    return World().found("Ann")


@pytest.fixture
def bea(ann: Laptop) -> Laptop:
    return ann.world.join("Bea", ann)


def file_of(ann: Laptop, bea: Laptop, encoded: list[bytes]) -> bytes:
    """Give a bundle of any bytes, compressed as well as it goes, encrypted to Bea."""
    packer = zstandard.ZstdCompressor(level=19, write_content_size=False).compressobj()
    packed = b"".join([*(packer.compress(piece) for piece in encoded), packer.flush()])
    return b"".join(age.encrypt(pad(packed), [bea.secrets.public().recipient()], random=ann.world.random))


def front(ann: Laptop, bea: Laptop) -> tuple[bytes, Envelope]:
    """Give the beginning of a bundle, up to its lists."""
    envelope, _ = bea.read(ann.bundle(bea))
    return b"\x96" + msgspec.msgpack.encode(envelope.manifest) + msgspec.msgpack.encode(b""), envelope


def a_hundred_mebibytes_of_seals(ann: Laptop, bea: Laptop) -> bytes:
    """Give half a mebibyte that unpacks to a list of 25 million empty seals."""
    begin, _ = front(ann, bea)
    lists = begin + b"\x90\x90\x90\xdd" + (25 * MIB).to_bytes(4, "big")
    return file_of(ann, bea, [lists, *([b"\x93\xc4\x00\xc4" * (MIB // 4)] * 100)])


def a_thousand_mebibytes_of_zeros(ann: Laptop, bea: Laptop) -> bytes:
    """Give a file that unpacks to one blob of zeros."""
    begin, envelope = front(ann, bea)
    name = b"\xc4\x10" + bytes(16)
    size = 1000 * MIB
    blob = b"\x91\x96" + name + name + b"\x00" + name + name + b"\xc6" + size.to_bytes(4, "big")
    end = b"\x90\x90" + msgspec.msgpack.encode([envelope.seals[0]])
    return file_of(ann, bea, [begin + blob, *([bytes(MIB)] * 1000), end])


def looked_at(data: bytes, bea: Laptop, folder: Path, *, known: bool) -> tuple[str, int]:
    """Tell what a child says of a file, and by how many bytes its memory grew at the most."""
    told = folder / "told"
    told.write_bytes(pickle.dumps((data, bea.secrets.kem, bea.secrets.public().device, known)))
    command = [sys.executable, "-c", _CHILD, told]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    said, grown = ended.stdout.rsplit(" ", 1)
    return said, int(grown)


@pytest.mark.skipif(sys.platform == "win32", reason="the memory of a child is not told there")
@pytest.mark.parametrize("known", [True, False])
def test_a_hundred_mebibytes_of_seals_are_refused_by_their_number(
    ann: Laptop, bea: Laptop, tmp_path: Path, known: bool
):
    data = a_hundred_mebibytes_of_seals(ann, bea)
    said, grown = looked_at(data, bea, tmp_path, known=known)
    assert said == "TooLarge"
    assert grown < ROOM


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="the memory of a child is not told there")
def test_a_thousand_mebibytes_in_one_blob_are_not_kept(ann: Laptop, bea: Laptop, tmp_path: Path):
    data = a_thousand_mebibytes_of_zeros(ann, bea)
    said, grown = looked_at(data, bea, tmp_path, known=True)
    assert said in {"seen", "TooLarge"}
    assert grown < ROOM


def test_nothing_of_a_forged_bundle_is_decoded(ann: Laptop, bea: Laptop, monkeypatch: pytest.MonkeyPatch):
    mallory = ann.world.join("Mallory", ann)
    data = hostile(ann, bea, signer=mallory)
    monkeypatch.setattr("sync.bundle.glimpse.read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(BadSignature):
        bea.open(data)


def test_another_group_is_seen_from_the_manifest_alone(ann: Laptop, bea: Laptop, monkeypatch: pytest.MonkeyPatch):
    data = hostile(ann, bea, manifest={"group": bytes(32)})
    monkeypatch.setattr("sync.bundle.glimpse.read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(ForeignGroup):
        bea.open(data)


def test_a_stranger_who_says_much_of_themselves_is_refused_before_it_is_decoded(ann: Laptop, bea: Laptop):
    many = b"\xdd" + (1 << 20).to_bytes(4, "big") + b"\xc0" * (1 << 20)
    unknown = Laptop(ann.world, "Nobody")
    envelope, manifest = bea.read(ann.bundle(bea))
    sender = unknown.secrets.public().device
    forged = msgspec.structs.replace(envelope, authority=many, seals=[Seal(b"", b"", envelope.seals[0].signatures)])
    with pytest.raises(TooLarge):
        unpacking.take(bea.replica, forged, msgspec.structs.replace(manifest, sender=sender))
