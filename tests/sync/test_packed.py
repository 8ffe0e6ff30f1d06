"""Snapshots by column: what is rebuilt is byte by byte what a steward has certified, and nothing else gets through."""

from __future__ import annotations

import msgspec
import pytest

from sync.bundle.packed import PackedSnapshot, pack, unpack
from sync.bundle.weight import UNBOUNDED, Allowance
from sync.log.change import Create
from sync.primitives.codec import Decoder, IdRef, encode
from sync.primitives.errors import Malformed, SyncError, TooLarge
from sync.replica.checkpoints import checkpoint
from sync.replica.checkpoints.snapshot import decode_own
from tests.sync.test_cuts import lived
from tests.sync.world import Laptop

RECORDS = 300


@pytest.fixture
def certified(ann: Laptop, bea: Laptop) -> bytes:
    """Give a circle with a past: values beside each other, sets, deletions, and references to what is there and not."""
    record = lived(ann, bea)
    ann.write(
        *(
            Create(
                "stay", {"who": IdRef(record if number % 3 else bytes(16)), "note": f"Night {number}", "tags": ["a"]}
            )
            for number in range(RECORDS)
        )
    )
    return checkpoint.certify(ann.replica, ann.circle)


def rebuilt(data: bytes) -> bytes:
    return unpack(data, Allowance(UNBOUNDED))[1]


def test_what_is_rebuilt_is_what_was_certified(certified: bytes):
    packed = pack(decode_own(certified))
    snapshot, encoded = unpack(packed.data, Allowance(UNBOUNDED))
    assert encoded == certified
    assert encode(snapshot) == certified
    assert len(packed.data) * 3 < len(certified)
    assert packed.seams[-1] == len(packed.data)


def test_columns_that_do_not_fit_together_are_refused(certified: bytes):
    packed = Decoder(PackedSnapshot).decode(pack(decode_own(certified)).data)
    spoilt = {
        "more records": {"records": packed.records + 1},
        "records beyond all measure": {"records": 1 << 40},
        "entries beyond all measure": {"count": b"\x08" + b"\xff" * 8 * packed.records, "name": b"\x00"},
        "a column too few": {"values": packed.values[:-1]},
        "a value too many": {"values": [*packed.values[:-1], [*packed.values[-1], "x"]]},
        "no places": {"places": []},
        "a place before all": {"places": [(-1, seq) for _chain, seq in packed.places]},
        "no shapes": {"shapes": []},
        "a log that begins in itself": {
            "chains": [msgspec.structs.replace(chain, parent=0, start=9) for chain in packed.chains]
        },
    }
    for what, changed in spoilt.items():
        with pytest.raises(Malformed):
            pytest.fail(f"{what}: {len(rebuilt(encode(msgspec.structs.replace(packed, **changed))))} bytes")


def test_cut_anywhere_it_is_refused(certified: bytes):
    data = pack(decode_own(certified)).data
    for end in range(0, len(data), 97):
        with pytest.raises(SyncError):
            rebuilt(data[:end])


def test_it_takes_no_more_memory_than_its_sender_says(certified: bytes):
    data = pack(decode_own(certified)).data
    with pytest.raises(TooLarge):
        unpack(data, Allowance(len(certified)))
