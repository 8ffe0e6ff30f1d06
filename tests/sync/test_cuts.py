"""Snapshots stand for what led to them: for newcomers, for those who return, and when the log is let go of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from sync.authority.operations import Certify, Part
from sync.log.change import Create
from sync.log.segment import AUTHORITY, Segment
from sync.primitives.codec import DotRef, decode, encode
from sync.primitives.errors import BadSignature, Malformed, Unauthorised
from sync.replica import admin_commands
from sync.replica.certificates import Cut, certificate_hash, encode_certificate
from sync.replica.checkpoints import checkpoint
from sync.replica.checkpoints.snapshot import ChainCut, CircleSnapshot, KeptRecord, snapshot_hash
from tests.sync.world import Laptop, World, assert_agree, meet, pass_on


def lived(ann: Laptop, bea: Laptop) -> bytes:
    """Give a record with a past: two values written unseen, a set, and another record that is deleted and edited."""
    record, gone = ann.create(name="Dora", tags=["red"]), ann.create(name="Emil")
    pass_on(ann, bea)
    ann.update(record, name="Dora A.")
    bea.update(record, name="Dora B.")
    ann.drop(gone)
    bea.update(gone, phone="1")
    bea.put(record, "tags", "blue")
    pass_on(bea, ann)
    pass_on(ann, bea)
    pass_on(bea, ann)
    return record


def pruned(laptop: Laptop) -> int:
    cut = checkpoint.ready(laptop.replica, laptop.circle, laptop.wall())
    assert isinstance(cut, Cut)
    return checkpoint.prune(laptop.replica, laptop.circle, cut)


def test_pruning_changes_nothing_but_what_is_kept(ann: Laptop, bea: Laptop):
    record = lived(ann, bea)
    before = ann.digest()
    checkpoint.certify(ann.replica, ann.circle)
    pass_on(ann, bea)
    pass_on(bea, ann)
    assert pruned(ann) > 0
    assert ann.digest() == before == ann.replayed()
    ann.reopen()
    assert ann.digest() == before == ann.replayed()
    ann.update(record, name="settled")
    pass_on(ann, bea)
    assert bea.values(record, "name") == ["settled"]
    assert_agree(ann, bea)


def test_a_snapshot_is_the_same_in_whatever_order_its_parts_came(ann: Laptop, bea: Laptop):
    """Ann hears of two edits after she has deleted the record, Bea of the deletion after both."""
    record = ann.create(name="Dora")
    pass_on(ann, bea)
    ann.drop(record)
    bea.update(record, name="Dora B.")
    bea.update(record, name="Dora C.")
    pass_on(bea, ann)
    checkpoint.certify(ann.replica, ann.circle)
    for _ in range(2):
        pass_on(ann, bea)
        pass_on(bea, ann)
    assert pruned(bea) > 0, "what Ann has certified is what Bea has"
    assert_agree(ann, bea)


def test_a_newcomer_from_a_snapshot_has_what_the_whole_log_gives(world: World, ann: Laptop, bea: Laptop):
    record = lived(ann, bea)
    checkpoint.certify(ann.replica, ann.circle)
    pass_on(ann, bea)
    pass_on(bea, ann)
    pruned(ann)
    ann.update(record, phone="the tail")
    bea.update(record, phone="unseen")
    cem = world.admit("Cem", ann)
    pass_on(ann, cem)
    assert cem.digest() == ann.digest()
    pass_on(bea, ann)
    pass_on(ann, bea)
    pass_on(bea, cem)
    assert_agree(ann, bea, cem)


def test_nothing_is_let_go_before_every_active_device_has_stated_to_have_it(world: World, ann: Laptop, bea: Laptop):
    lived(ann, bea)
    cem = world.join("Cem", ann)
    checkpoint.certify(ann.replica, ann.circle)
    pass_on(ann, bea)
    pass_on(bea, ann)
    assert checkpoint.ready(ann.replica, ann.circle, ann.wall()) is None
    pass_on(ann, cem)
    assert checkpoint.ready(ann.replica, ann.circle, ann.wall()) is None, (
        "it was handed over, and they have not said so"
    )
    pass_on(cem, ann)
    assert checkpoint.ready(ann.replica, ann.circle, 0) is None, "not yet old enough"
    assert checkpoint.ready(ann.replica, ann.circle, ann.wall()) is not None


def test_nobody_waits_for_the_retired_who_come_back_with_their_own_edits(world: World, ann: Laptop, bea: Laptop):
    record = lived(ann, bea)
    cem = world.join("Cem", ann)
    own = cem.create(name="written while away")
    cem.update(record, name="Dora C.")
    admin_commands.retire(ann.replica, cem.replica.device)
    ann.update(record, phone="later")
    checkpoint.certify(ann.replica, ann.circle)
    pass_on(ann, bea)
    pass_on(bea, ann)
    assert pruned(ann)
    pass_on(ann, cem)
    assert cem.values(record, "phone") == ["later"]
    assert cem.values(own, "name") == ["written while away"]
    pass_on(cem, ann)
    pass_on(ann, bea)
    assert ann.values(own, "name") == ["written while away"]
    assert "Dora C." in ann.values(record, "name")
    assert_agree(ann, bea, cem)


def test_a_snapshot_that_nobody_certified_is_refused(world: World, ann: Laptop, bea: Laptop):
    lived(ann, bea)
    data = checkpoint.certify(ann.replica, ann.circle)
    certificates = [content for _, content in ann.store.certificates().values()]
    cem = world.admit("Cem", ann)
    cem.take(trust(ann))
    assert bytes([data[-1] ^ 1]) != data[-1:]
    for spoilt, shown in ((data[:-1] + bytes([data[-1] ^ 1]), certificates), (data, []), (data + b"\0", certificates)):
        with pytest.raises(BadSignature):
            cem.attempt(lambda spoilt=spoilt, shown=shown: checkpoint.adopt(cem.replica, ann.circle, shown, spoilt))
    checkpoint.adopt(cem.replica, ann.circle, certificates, data)
    assert cem.everything() == ann.everything()


def trust(laptop: Laptop) -> list[Segment]:
    """Give what a laptop has of the authority's log."""
    causality = laptop.replica.causality
    return [
        each
        for each in laptop.sealed()
        if (place := causality.by_hash(each.hash)) and causality.chains[place.chain].opening.circle == AUTHORITY
    ]


def test_nobody_who_has_something_of_a_circle_starts_again_from_a_snapshot(ann: Laptop, bea: Laptop):
    """Bea goes on with her own log: what lacks comes as segments, which say who wrote what."""
    lived(ann, bea)
    ann.create(name="later")
    data = checkpoint.certify(ann.replica, ann.circle)
    bea.take(trust(ann))
    before, kept = bea.everything(), {each.hash for each in bea.sealed()}
    certificates = [content for _, content in ann.store.certificates().values()]
    checkpoint.adopt(bea.replica, bea.circle, certificates, data)
    assert bea.everything() == before
    assert {each.hash for each in bea.sealed()} == kept


STRANGE: dict[str, Callable[[KeptRecord], dict[str, Any]]] = {
    "a mapping": lambda kept: {"fields": {"name": [(kept.dot, 5, {"a": 1})]}},
    "a list in a list": lambda kept: {"fields": {"name": [(kept.dot, 5, [[1]])]}},
    "a number of 64 bits": lambda kept: {"fields": {"name": [(kept.dot, 5, 2**64 - 1)]}},
    "a dot": lambda kept: {"fields": {"name": [(kept.dot, 5, [DotRef((0, 0, 0))])]}},
    "no name": lambda kept: {"fields": {"": [(kept.dot, 5, 1)]}},
    "a time": lambda kept: {"fields": {"name": [(kept.dot, 2**60, 1)]}},
    "an element": lambda kept: {"sets": {"tags": [(kept.dot, 5, ["red"])]}},
    "a time of an element": lambda kept: {"sets": {"tags": [(kept.dot, -1, "red")]}},
    "a name of a set": lambda kept: {"sets": {"x" * 201: [(kept.dot, 5, "red")]}},
    "a time of a deletion": lambda kept: {"gone": [(kept.dot, 2**60, [])]},
    "an id": lambda kept: {"record": bytes(16)},
    "a kind": lambda kept: {"kind": ""},
    "a beginning": lambda kept: {"time": 2**60},
    "an operation": lambda kept: {"dot": (*kept.dot[:2], 2**32)},
    "a change": lambda kept: {"fields": {"name": [((*kept.dot[:2], -1), 5, 1)]}},
}
LOGS: dict[str, dict[str, Any]] = {
    "a log": {"log": b"short"},
    "a device": {"device": bytes(17)},
    "an incarnation": {"incarnation": b""},
    "a start": {"start": 2**63, "parent": 0},
}


@pytest.mark.parametrize("name", [*STRANGE, *LOGS])
def test_a_certified_snapshot_of_nonsense_is_refused(world: World, ann: Laptop, bea: Laptop, name: str):
    """A steward's own program may certify what no operation could have said: it must not stop newcomers for good."""
    lived(ann, bea)
    snapshot = decode(checkpoint.certify(ann.replica, ann.circle), CircleSnapshot)
    if name in STRANGE:
        kept = snapshot.records[0]
        spoilt = [msgspec.structs.replace(kept, **STRANGE[name](kept)), *snapshot.records[1:]]
        forged = msgspec.structs.replace(snapshot, records=spoilt)
    else:
        *first, last = snapshot.chains
        forged = msgspec.structs.replace(snapshot, chains=[*first, msgspec.structs.replace(last, **LOGS[name])])
    cem = world.admit("Cem", ann)
    for data, holds in ((encode(forged), False), (encode(snapshot), True)):
        certificate = encode_certificate(Cut(ann.circle, [], snapshot_hash(data)))
        ann.replica.announce([Certify(ann.replica.clock.tick(), ann.circle, certificate_hash(certificate))])
        cem.take(trust(ann))
        if holds:
            cem.attempt(
                lambda data=data, certificate=certificate: checkpoint.adopt(
                    cem.replica, ann.circle, [certificate], data
                )
            )
        else:
            with pytest.raises(Malformed):
                cem.attempt(
                    lambda data=data, certificate=certificate: checkpoint.adopt(
                        cem.replica, ann.circle, [certificate], data
                    )
                )
    assert cem.everything() == ann.everything()


def test_only_stewards_certify(ann: Laptop, bea: Laptop):
    with pytest.raises(Unauthorised):
        checkpoint.certify(bea.replica, bea.circle)


def test_a_vault_whose_log_gives_something_else_prunes_nothing(ann: Laptop, bea: Laptop):
    lived(ann, bea)
    heads = ann.replica.causality.heads(ann.circle)
    before = ann.digest()
    with pytest.raises(BadSignature):
        ann.attempt(lambda: checkpoint.prune(ann.replica, ann.circle, Cut(ann.circle, heads, bytes(32))))
    assert ann.digest() == before == ann.replayed()


def test_a_steward_of_one_circle_claims_no_log_or_record_of_another(world: World, ann: Laptop):
    """Mallory reads one circle and is steward of another: her snapshot of this names a log and a record of that."""
    vic, mallory = world.join("Vic", ann), world.join("Mallory", ann)
    meet(ann, vic, mallory)
    members = [(vic.replica.device, Part.EDITOR), (mallory.replica.device, Part.READER)]
    theirs = admin_commands.open_circle(ann.replica, "theirs", members)
    hers = admin_commands.open_circle(ann.replica, "hers", [(mallory.replica.device, Part.STEWARD)])
    (record,), _touched = ann.replica.write(theirs, [Create("person", {"name": "Emil"})])
    meet(ann, vic, mallory)
    admin_commands.share(mallory.replica, hers, vic.replica.device, Part.READER)
    state = mallory.state(record)
    place = mallory.replica.causality.places[state.segment]
    log = mallory.replica.causality.chains[place.chain]
    segments = [(world.random(32), place.nonce)] * (place.seq + 1)
    chain = ChainCut(log.log, log.opening.device, log.opening.incarnation, -1, 0, segments, [])
    dot = (0, place.seq, state.index)
    forged = KeptRecord(record, "person", dot, 5, {"name": [(dot, 6, "forged")]}, {}, [])
    for records in ([forged], []):
        data = encode(CircleSnapshot(hers, [chain], records))
        certificate = encode_certificate(Cut(hers, [], snapshot_hash(data)))
        mallory.replica.announce([Certify(mallory.replica.clock.tick(), hers, certificate_hash(certificate))])
        vic.take(mallory.sealed())
        with pytest.raises(Malformed, match="of another circle"):
            vic.attempt(
                lambda certificate=certificate, data=data: checkpoint.adopt(vic.replica, hers, [certificate], data)
            )
        assert vic.values(record, "name") == ["Emil"]
