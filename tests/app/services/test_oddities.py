"""What was odd about a bundle is told when it is taken, and can be read again as long as the vault is kept."""

from __future__ import annotations

import shutil

import msgspec

from app.services.exchange.oddities import oddities
from app.services.records import records
from app.storage import bundles
from app.storage.vault.vault import Vault
from sync.log.segment import Segment, SegmentHeader
from sync.primitives.codec import decode, encode
from tests.group import Group


def forged(vault: Vault) -> Segment:
    """Give a segment that claims to follow the newest of this laptop's but one, and was signed by nobody."""
    with vault.writing() as writing:
        writing.replica.seal()
        place = max(writing.replica.causality.places.values(), key=lambda each: each.number)
        segment = writing.replica.store.segment(place.number)
    header = msgspec.structs.replace(decode(segment.header, SegmentHeader), leaves=bytes(32))
    return msgspec.structs.replace(segment, header=encode(header))


def test_a_part_that_had_waited_and_was_no_good_is_kept_in_mind(group: Group):
    ann, bo = group.vaults["Ann"], group.join("Bo")
    group.meet("Ann", "Bo")
    for name in ("Zoë", "Teun"):
        records.add(bo, "person", {"name": name})
        with bo.writing() as writing:
            writing.replica.seal()
    bad = forged(bo)
    with ann.writing() as writing:
        writing.replica.store.save_pending(bad.hash, bad)
    data, _ = bundles.make_bundle(bo, [ann.secrets.public().device.hex()])
    assert bundles.look_into(ann, data).refused == 1
    assert oddities(ann) == (), "looking changes nothing"
    assert bundles.take_bundle(ann, data).refused == 1
    (odd,) = oddities(group.reopen("Ann"))
    assert (odd.what, odd.who, odd.count) == ("refused", "Bo", 1)
    assert "thrown away" in odd.text
    assert "Bo" in odd.text
    assert odd.do
    assert len(group.digests()) == 1


def test_a_laptop_that_knows_less_than_before_is_kept_in_mind(group: Group):
    bo = group.join("Bo")
    group.meet("Ann", "Bo")
    backup = group.root / "backup"
    group.reopen("Bo").close()
    shutil.copytree(group.folder("Bo"), backup)
    bo = group.reopen_closed("Bo")
    records.add(bo, "person", {"name": "Zoë"})
    group.hand_over("Bo", "Ann")
    bo.close()
    shutil.rmtree(group.folder("Bo"))
    shutil.copytree(backup, group.folder("Bo"))
    group.reopen_closed("Bo")
    assert group.hand_over("Bo", "Ann").backwards == ("Bo",)
    (odd,) = oddities(group.vaults["Ann"])
    assert (odd.what, odd.who, odd.count) == ("backwards", "Bo", 1)
    group.vaults["Bo"].close()
    group.reopen_closed("Bo")
