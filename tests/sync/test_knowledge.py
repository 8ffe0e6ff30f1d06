"""Who has what: believed on a device's own signed word only, and told when that word is taken back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.log.segment import Head
from sync.primitives.codec import decode, encode
from sync.primitives.errors import (
    BadSignature,
    ForeignGroup,
    Malformed,
    SyncError,
    TooLarge,
    UnknownDevice,
    Unsupported,
)
from sync.replica import acknowledgements
from sync.replica.copies import Sealed, read_sealed
from sync.replica.statements import WANTS_LIMIT, Seal, Stated, Statement, statement_hash
from tests.sync.spelling import damaged, distorted
from tests.sync.world import YEAR, Laptop, World, header_of, meet


@pytest.fixture
def ann() -> Laptop:
    return World().found("Ann")


@pytest.fixture
def bea(ann: Laptop) -> Laptop:
    return ann.world.join("Bea", ann)


def word(laptop: Laptop) -> tuple[Stated, Seal]:
    """Tell what a laptop states now of the circle that all read, under its seal."""
    laptop.replica.seal()
    drafted = acknowledgements.draft(laptop.replica, [laptop.circle])
    return drafted.of(laptop.circle), acknowledgements.sign(laptop.replica, drafted)


def hear(laptop: Laptop, said: tuple[Stated, Seal]) -> bool:
    """Whether it is believed, or takes something back."""
    stated, seal = said
    acknowledgements.verify_seal(laptop.replica, seal)
    return acknowledgements.accept(laptop.replica, stated, {seal.hash: seal}, laptop.circle)[1]


def lacking(ann: Laptop, bea: Laptop) -> int:
    return len(acknowledgements.lacking_of(ann.replica, ann.circle, [bea.replica.device]))


def forged(bea: Laptop, signer: Laptop | None = None, by: Laptop | None = None, **changes: Any) -> tuple[Stated, Seal]:
    """Bea's statement, changed, and signed again by `signer`; `by` is whose word the seal says that it is."""
    stated, good = word(bea)
    statement = msgspec.structs.replace(decode(stated.statement, Statement), **changes)
    body = encode(statement)
    said = read_sealed(good.list)
    device = by.replica.device if by else statement.device
    data = encode(Sealed(statement.group, device, said.copy, said.counter, [], [statement_hash(body)]))
    seal = Seal(data, b"", (signer or bea).secrets.sign("statement", Seal.signed(data, b"")))
    return Stated(body, seal.hash), seal


def test_nobody_is_believed_to_have_what_was_only_handed_to_them(ann: Laptop, bea: Laptop):
    ann.create(name="Dora")
    ann.replica.seal()
    everything = lacking(ann, bea)
    ann.bundle(bea)
    assert lacking(ann, bea) == everything > 0
    hear(ann, word(bea))
    assert lacking(ann, bea) == 1
    bea.open(ann.bundle(bea))
    assert lacking(ann, bea) == 1, "Bea has it, and Ann does not know it yet"
    ann.open(bea.bundle(ann))
    assert lacking(ann, bea) == 0


def test_a_word_reaches_others_by_way_of_a_third(ann: Laptop, bea: Laptop):
    cem = ann.world.join("Cem", ann)
    ann.create(name="Dora")
    meet(ann, bea, cem)
    cem.open(bea.bundle(cem))
    ann.open(cem.bundle(ann))
    assert lacking(ann, bea) == 0
    assert lacking(ann, cem) == 0


def test_only_a_device_itself_says_what_it_has(ann: Laptop, bea: Laptop):
    for statement, error in (
        (forged(bea, signer=ann), BadSignature),
        (forged(bea, device=ann.replica.device), BadSignature),
        (forged(bea, by=bea, device=ann.replica.device), BadSignature),
        (forged(bea, device=bytes(16)), UnknownDevice),
        (forged(bea, group=bytes(32)), ForeignGroup),
        (forged(bea, format=2), Unsupported),
        (forged(bea, circle=bytes(16)), Malformed),
        (forged(bea, orders=[b""]), Malformed),
        (forged(bea, wants=[b""]), Malformed),
        (forged(bea, covered=b""), Malformed),
        (forged(bea, digest=bytes(16)), Malformed),
        (forged(bea, wants=[bytes(32)] * (WANTS_LIMIT + 1)), TooLarge),
        (forged(bea, time=-1), Malformed),
        (forged(bea, time=1 << 47), Malformed),
        (forged(bea, heads=[Head(b"", 0, bytes(32))]), Malformed),
        (forged(bea, heads=[Head(bytes(16), 0, b"")]), Malformed),
        (forged(bea, heads=[Head(bytes(16), -1, bytes(32))]), Malformed),
    ):
        with pytest.raises(error):
            hear(ann, statement)
    assert acknowledgements.known(ann.replica, bea.replica.device, ann.circle) == []


def test_one_of_its_two_signatures_is_not_enough(ann: Laptop, bea: Laptop):
    (stated, good), (_, other) = word(bea), word(ann)
    for changes in (
        {"ed25519": other.signatures.ed25519},
        {"ml_dsa": other.signatures.ml_dsa},
        {"ml_dsa": b""},
    ):
        signatures = msgspec.structs.replace(good.signatures, **changes)
        with pytest.raises(BadSignature):
            hear(ann, (stated, Seal(good.list, b"", signatures)))


def test_a_statement_counts_only_under_a_seal_that_lists_it(ann: Laptop, bea: Laptop):
    (old, _), _ = word(bea), bea.create(name="Dora")
    _, seal = word(bea)
    with pytest.raises(BadSignature):
        hear(ann, (Stated(old.statement, seal.hash), seal))
    with pytest.raises(UnknownDevice):
        hear(ann, (Stated(old.statement, bytes(32)), seal))


def test_a_word_has_a_largest_size(ann: Laptop, bea: Laptop):
    heads = [Head(bytes(16), number, bytes(32)) for number in range(20_000)]
    with pytest.raises(TooLarge):
        hear(ann, forged(bea, heads=heads))


def test_an_old_word_changes_nothing(ann: Laptop, bea: Laptop):
    old = word(bea)
    ann.create(name="Dora")
    meet(ann, bea)
    new = word(bea)
    assert hear(ann, new)
    assert hear(ann, old)
    assert lacking(ann, bea) == 0


def test_a_word_taken_back_is_reported_and_believed(ann: Laptop, bea: Laptop):
    backup = bea.clone("Bea's backup")
    ann.create(name="Dora")
    meet(ann, bea)
    assert ann.open(bea.bundle(ann)).backwards == []
    assert lacking(ann, bea) == 0
    opened = ann.open(backup.bundle(ann))
    assert [device.name for device in opened.backwards] == ["Bea"]
    assert lacking(ann, bea) == 1, "what the backup lacks is sent again"
    backup.open(ann.bundle(backup))
    assert backup.digest() == ann.digest()


def test_a_clock_set_right_does_not_make_a_word_worthless(ann: Laptop, bea: Laptop):
    bea.error = 100 * YEAR
    bea.reopen()
    hear(ann, word(bea))
    bea.error = 0
    bea.reopen()
    record = ann.create(name="Dora")
    meet(ann, bea)
    assert hear(ann, word(bea))
    assert lacking(ann, bea) == 0
    assert bea.values(record, "name") == ["Dora"]


def test_a_head_far_beyond_ours_covers_ours_and_one_unknown_covers_nothing(ann: Laptop, bea: Laptop):
    """Bea has more of Ann's own log than this copy of Ann's laptop, then something else than what is here."""
    backup = ann.clone("Ann's backup")
    ann.create(name="Dora")
    ann.replica.seal()
    ann.create(name="Emil")
    meet(ann, bea)
    backup.take(bea.sealed()[:-1])
    assert hear(backup, word(bea))
    assert lacking(backup, bea) == 0
    heads = decode(word(bea)[0].statement, Statement).heads
    elsewhere = [msgspec.structs.replace(head, hash=bytes(32), seq=0) for head in heads]
    hear(backup, forged(bea, heads=[*elsewhere, Head(b"l" * 16, 2**64 - 1, bytes(32))]))
    assert lacking(backup, bea) > 0


def test_a_head_beyond_ours_of_a_log_with_branches_covers_none_of_them(ann: Laptop, bea: Laptop):
    ann.create(name="first")
    ann.replica.seal()
    twin = ann.clone("Ann's twin")
    ann.create(name="one")
    twin.create(name="other")
    cem = ann.world.join("Cem", ann)
    cem.take(twin.sealed())
    everything = lacking(cem, bea)
    (*_, newest) = twin.own()
    assert len(cem.replica.causality.chains_of(header_of(newest).log)) == 2
    assert hear(cem, forged(bea, heads=[Head(header_of(newest).log, 99, bytes(32))]))
    assert lacking(cem, bea) == everything


@pytest.mark.long
@given(seed=st.integers(0, 2**32))
def test_a_spoilt_word_is_refused_in_an_orderly_way(seed: int):
    world = World()
    ann = world.found("Ann")
    bea = world.join("Bea", ann)
    good = word(bea)
    stated, seal = good
    for spoil in (damaged, distorted):
        for said in (
            (Stated(spoil(stated.statement, seed), seal.hash), seal),
            (stated, Seal(spoil(seal.list, seed), b"", seal.signatures)),
            (stated, Seal(seal.list, seed.to_bytes(5, "big"), seal.signatures)),
        ):
            if said != good:
                with pytest.raises(SyncError):
                    hear(ann, said)
