"""A member's file takes at most four times the memory that its manifest says, and no more than the computer has.

Each bundle is looked into by a child, which tells by how much its memory grew, or has little of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
import zstandard

from app.records.changes import Add
from app.services.records import records
from app.storage import bundles
from app.storage.folder import memory
from app.storage.vault.vault import Vault
from sync.bundle import format as layout
from sync.bundle.columns import Columns, Shape, pack_integers
from sync.bundle.format import Content, Envelope, Manifest
from sync.bundle.weight import FACTOR, weigh
from sync.primitives import age
from sync.primitives.codec import encode
from sync.primitives.compression import compress
from sync.primitives.keys import DeviceKeys
from sync.primitives.padme import pad
from sync.primitives.suite import labelled_hash
from sync.replica import group_keys
from sync.replica.acknowledgements import Seal
from sync.replica.group_encryption import open_blob, seal_blob
from tests.examples import share
from tests.group import Group

ROOT = Path(__file__).parents[3]
MIB = 1 << 20
SMALL = 64 * MIB
_NURSERY = """
import json, os, resource, sys, traceback
from pathlib import Path
from app.problems import UserProblem
from app.storage import bundles, opening
from tests.group import PASSPHRASE, declared, environment

def grown():
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) << 10

def look(folder, computer, file, room):
    vault = opening.open_vault(Path(folder), PASSPHRASE, declared(), environment(Path(computer)))
    data = Path(file).read_bytes()
    Path("/proc/self/clear_refs").write_text("5")  # The highest mark begins anew.
    before = grown()
    if room:
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + room, used + room))
    try:
        taken = bundles.look_into(vault, data)
        said = f"taken {len(taken.changes)}"
    except UserProblem as problem:
        said = f"{type(problem.__cause__).__name__}: {problem}"
    print(grown() - before, " ".join(said.split()), flush=True)
    vault.close()

declared()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            look(*json.loads(line))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    if os.waitpid(child, 0)[1]:
        print("0 failed", flush=True)
"""
"""Knows the program, and has a child for each file: starting anew would take longer than looking."""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a child is told by Linux")


@dataclass
class Rogue:
    """A member whose own program writes into a bundle whatever it likes, and signs it."""

    vault: Vault
    victim: DeviceKeys
    identities: list[age.Identity]
    place: Path

    def honest(self) -> bytes:
        """Give a bundle as the program makes it."""
        return bundles.make_bundle(self.vault, [self.victim.device.hex()])[0]

    def parts(self) -> tuple[Envelope, Manifest, Content]:
        """Give an honest bundle for the victim, taken apart."""
        envelope, manifest = layout.read(self.honest(), self.identities, self.victim.device)
        blob = envelope.blobs[0]
        with self.vault.looking() as replica:
            key = replica.store.epoch_keys()[blob.circle, blob.epoch]
        plain = zstandard.ZstdDecompressor().decompressobj(read_across_frames=True).decompress(open_blob(blob, key))
        return envelope, manifest, msgspec.msgpack.decode(plain, type=Content)

    def with_content(self, content: Content, weight: int) -> Path:
        """Give a bundle with one circle's part of its own making."""
        envelope, manifest, _ = self.parts()
        blob = envelope.blobs[0]
        with self.vault.looking() as replica:
            key = replica.store.epoch_keys()[blob.circle, blob.epoch]
            part = seal_blob(blob.circle, key, blob.time, compress(encode(content), 3), replica.random)
        return self.signed(msgspec.structs.replace(envelope, blobs=[part]), manifest, weight)

    def signed(self, envelope: Envelope, manifest: Manifest, weight: int) -> Path:
        parts = [*envelope.blobs, *envelope.carried]
        content = layout.content_hash(envelope.authority, parts, envelope.statements, envelope.seals[1:])
        body = encode(msgspec.structs.replace(manifest, content=content, weight=weight))
        return self.raw(body, envelope, encode(envelope))

    def raw(self, body: bytes, envelope: Envelope, data: bytes) -> Path:
        """Give the envelope with another manifest and the seal over it, compressed as well as readers allow."""
        beside = labelled_hash("manifest", body)
        old = envelope.seals[0]
        seal = Seal(old.list, beside, self.vault.secrets.sign("statement", Seal.signed(old.list, beside)))
        data = data.replace(encode(envelope.manifest), encode(body), 1).replace(encode(old), encode(seal), 1)
        recipient = self.victim.recipient()
        self.place.write_bytes(b"".join(age.encrypt(pad(compress(data, 3)), [recipient], random=os.urandom)))
        return self.place


@pytest.fixture
def rogue(group: Group, tmp_path: Path) -> Rogue:
    bo = group.join("Bo")
    group.meet("Ann", "Bo")
    records.add(group.vaults["Ann"], "person", {"name": "Zoë"})
    with bo.looking() as replica:
        identities = [age.Identity(bytes(bytearray(each.seed))) for each in group_keys.identities(replica)]
    public = bo.secrets.public()
    group.vaults.pop("Bo").close()
    return Rogue(group.vaults["Ann"], public, identities, tmp_path / "bundle.age")


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    """Give the process whose children look."""
    words = [sys.executable, "-c", _NURSERY]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def looked(group: Group, nursery: subprocess.Popen[str]) -> Callable[..., tuple[int, str]]:
    """Tell what Bo's laptop says of a file, and by how many bytes its memory grew."""

    def run(file: Path, room: int = 0) -> tuple[int, str]:
        asked = [str(group.folder("Bo")), str(group.root / "Bo's computer"), str(file), room]
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        print(json.dumps(asked), file=nursery.stdin, flush=True)
        grown, _, said = nursery.stdout.readline().partition(" ")
        assert said.strip() != "failed", "what the child wrote stands above"
        return int(grown), said.strip()

    return run


def many_seals(rogue: Rogue, weight: int) -> Path:
    """100 MiB of empty seals behind the sender's own."""
    envelope, manifest, _ = rogue.parts()
    body = encode(msgspec.structs.replace(manifest, weight=weight))
    data = encode(msgspec.structs.replace(envelope, seals=envelope.seals[:1]))
    count = 25 * MIB
    own = encode(envelope.seals[0])
    assert data.endswith(b"\x91" + own)
    data = data[: -len(own) - 1] + b"\xdd" + (count + 1).to_bytes(4, "big") + own + b"\x93\xc4\x00\xc4" * (25 * MIB)
    return rogue.raw(body, envelope, data)


def zeros_in_a_blob(rogue: Rogue, size: int, weight: int) -> Path:
    envelope, manifest, _ = rogue.parts()
    blob = msgspec.structs.replace(envelope.blobs[0], ciphertext=bytes(size))
    return rogue.signed(msgspec.structs.replace(envelope, blobs=[blob]), manifest, weight)


def empty_operations(count: int) -> tuple[bytes, int]:
    """Columns that name very many operations in a few bytes."""
    columns = Columns([], b"", b"", [], [], [], pack_integers([]), [], b"\0", b"\0", b"\0", 12, b"\0", [])
    per = 4096
    headers = -(-count // per)
    columns = msgspec.structs.replace(
        columns,
        headers=[b""] * headers,
        ed25519=bytes(64 * headers),
        ml_dsa=bytes(3309 * headers),
        seeds=[b""] * headers,
        salts=[[]] * headers,
        erased=[[]] * headers,
        counts=pack_integers([per] * headers),
        shapes=[Shape(4, "", [])],
        values=[[]],
    )
    return encode(columns), per * headers


def small_values(count: int) -> bytes:
    """Columns with very many values of a byte each."""
    data, _ = empty_operations(1)
    columns = msgspec.msgpack.decode(data, type=Columns)
    return encode(msgspec.structs.replace(columns, shapes=[Shape(1, "", ["x"])], values=[[[[]] * count]]))


def words(count: int) -> bytes:
    """Columns with one text that falls apart into very many."""
    data, _ = empty_operations(1)
    columns = msgspec.msgpack.decode(data, type=Columns)
    return encode(msgspec.structs.replace(columns, shapes=[Shape(1, "", ["x"])], values=[["ab\0" * count]]))


ATTACKS: dict[str, Callable[[], tuple[bytes, int]]] = {
    "half a million operations in no bytes": lambda: empty_operations(500_000),
    "a million empty values": lambda: (small_values(1_000_000), 4096),
    "a million short texts": lambda: (words(1_000_000), 4096),
}


@pytest.mark.long
def test_a_hundred_mebibytes_of_seals_by_a_member(rogue: Rogue, looked: Callable[..., tuple[int, str]]):
    grown, said = looked(many_seals(rogue, 4 << 30))
    assert "larger than a bundle can be" in said or "more memory" in said
    assert grown < SMALL


@pytest.mark.long
@pytest.mark.property
def test_a_mass_of_zeros_by_a_member(rogue: Rogue, looked: Callable[..., tuple[int, str]]):
    """A thousand mebibytes by `./check long`."""
    size = share(1000) * MIB
    grown, said = looked(zeros_in_a_blob(rogue, size, size + MIB), 5 * size // 2)
    assert "more memory than this computer has" in said
    assert grown < SMALL
    size = 100 * MIB
    grown, said = looked(zeros_in_a_blob(rogue, size, size // 2))
    assert "larger than a bundle can be" in said
    assert grown < SMALL
    grown, said = looked(zeros_in_a_blob(rogue, size, size + MIB))
    assert said.startswith(("BadSignature", "Malformed", "SyncError")), said
    assert size < grown < FACTOR * size, "the count was not what refused it"


@pytest.mark.long
@pytest.mark.parametrize("attack", ATTACKS)
def test_what_grows_when_it_is_decoded_is_counted_before(
    rogue: Rogue, looked: Callable[..., tuple[int, str]], attack: str
):
    columns, _operations = ATTACKS[attack]()
    _, _, content = rogue.parts()
    content = msgspec.structs.replace(content, segments=columns)
    grown, said = looked(rogue.with_content(content, 2 * len(encode(content)) + MIB))
    assert "larger than a bundle can be" in said
    assert grown < SMALL
    says = 1 << 29
    grown, said = looked(rogue.with_content(content, says))
    assert said.startswith(("Malformed", "TooLarge", "NotCanonical", "BadSignature"))
    assert grown < FACTOR * says


@pytest.mark.long
def test_an_honest_bundle_takes_less_than_four_times_what_it_says(rogue: Rogue, looked: Callable[..., tuple[int, str]]):
    people = [Add("person", {"name": f"Person {number}", "note": "x" * (number % 50)}) for number in range(8000)]
    rogue.vault.apply(people, "many")
    envelope, manifest, content = rogue.parts()
    assert manifest.weight >= weigh(encode(content)) + weigh(encode(envelope.blobs))
    rogue.place.write_bytes(rogue.honest())
    grown, said = looked(rogue.place)
    assert said == "taken 8001"
    assert grown < FACTOR * manifest.weight + 16 * MIB


def test_what_the_system_says_of_its_memory():
    assert list(memory.meminfo("MemTotal:  9 kB\nMemAvailable:   20 kB\n")) == [20 << 10]
    assert list(memory.meminfo("MemTotal:  9 kB\n")) == []
    assert 16 * MIB < memory.available() < 1 << 50
