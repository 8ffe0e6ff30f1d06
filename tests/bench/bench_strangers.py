"""What a stranger's file costs until it is refused, against the second that is allowed."""

import os
from collections.abc import Callable

import msgspec
import zstandard

from sync.bundle.glimpse import glimpse
from sync.primitives import age
from sync.primitives.codec import encode
from sync.primitives.errors import SyncError
from sync.primitives.padme import pad
from tests.bench.harness import Bench
from tests.bench.machine import MIB, Beside
from tests.sync.test_glimpse import a_hundred_mebibytes_of_seals, a_thousand_mebibytes_of_zeros
from tests.sync.world import Laptop, World

A_SECOND = Beside("a second", 1.0)
NOISE = 12_000
"""Bytes in each mebibyte that cannot be compressed: a little fewer, and the rate alone refuses the file."""


def a_thousand_mebibytes_loosely_packed(ann: Laptop, bea: Laptop) -> bytes:
    """Give the worst that passes the bound on the rate: all of it is unpacked, to find the seal behind it."""
    envelope, manifest = bea.read(ann.bundle(bea))
    liar = encode(msgspec.structs.replace(manifest, weight=3 << 30))
    name = b"\xc4\x10" + bytes(16)
    size = 1000 * MIB
    blob = b"\x91\x96" + name + name + b"\x00" + name + name + b"\xc6" + size.to_bytes(4, "big")
    packer = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    packed = [packer.compress(b"\x96" + encode(liar) + encode(b"") + blob)]
    packed += [packer.compress(os.urandom(NOISE) + bytes(MIB - NOISE)) for _ in range(1000)]
    packed += [packer.compress(b"\x90\x90" + encode([envelope.seals[0]])), packer.flush()]
    return b"".join(age.encrypt(pad(b"".join(packed)), [bea.secrets.public().recipient()], random=ann.world.random))


FILES: dict[str, Callable[[Laptop, Laptop], bytes]] = {
    "100 MiB of empty seals": a_hundred_mebibytes_of_seals,
    "1,000 MiB of zeros": a_thousand_mebibytes_of_zeros,
    "1,000 MiB loosely packed": a_thousand_mebibytes_loosely_packed,
}
OF_A_STRANGER = 4 << 20
"""Bytes that are unpacked for whoever is not known, as `sync.bundle.read.wants` has it."""


def bench_strangers(bench: Bench) -> None:
    """Look at files of a sender whom nobody knows, and of one who is known and lies."""
    world = World()
    ann = world.found("Ann")
    bea = world.join("Bea", ann)
    for name, made in FILES.items():
        data = made(ann, bea)
        for whose, weight in (("a stranger", OF_A_STRANGER), ("a member", None)):
            title = f"{name} by {whose}, {len(data) / MIB:.1f} MiB as a file, looked at"
            bench.measure(title, lambda data=data, weight=weight: refused(data, bea, weight), times=3, beside=A_SECOND)


def refused(data: bytes, bea: Laptop, weight: int | None) -> None:
    """Look at the beginning of a file as a vault does before it knows its sender."""
    try:
        glimpse(data, [age.Identity(bea.secrets.kem)], bea.secrets.public().device, lambda _: weight)
    except SyncError:
        return
