"""Going through the whole log again finds whatever was changed behind the program's back."""

from __future__ import annotations

import copy

import msgspec
import pytest

from sync.log.operation import Insert, encode_operation
from sync.primitives.errors import BadSignature, SyncError
from tests.sync.world import Laptop, World, meet


@pytest.fixture
def ann() -> Laptop:
    """Give a laptop with segments of its own and of another."""
    ann = World().found("Ann")
    bea = ann.world.join("Bea", ann)
    record = ann.create(name="Dora")
    meet(ann, bea)
    bea.update(record, name="Dora B.")
    ann.replica.seal()
    ann.update(record, phone="1")
    meet(ann, bea)
    return ann


def own_numbers(ann: Laptop) -> list[int]:
    hashes = {segment.hash for segment in ann.own()}
    return [place.number for place in ann.replica.causality.places.values() if place.hash in hashes]


def test_the_log_alone_gives_the_same_again(ann: Laptop):
    assert ann.replayed() == ann.digest()
    assert dict(ann.replica.verify()).keys() == ann.everything().keys()


def test_a_changed_operation_is_found(ann: Laptop):
    for number in own_numbers(ann):
        good = ann.store.segment(number)
        forged = msgspec.Raw(encode_operation(Insert(5, "person", {"name": "forged"})))
        ann.store.save_segment(number, msgspec.structs.replace(good, operations=[forged]))
        with pytest.raises(BadSignature):
            ann.replayed()
        ann.store.save_segment(number, good)
    assert ann.replayed() == ann.digest()


def test_segments_in_the_wrong_place_are_found(ann: Laptop):
    first, second = own_numbers(ann)
    one, other = ann.store.segment(first), ann.store.segment(second)
    ann.store.save_segment(first, other)
    ann.store.save_segment(second, one)
    with pytest.raises(SyncError):
        ann.replayed()


@pytest.mark.parametrize("name", ["nonce", "hash"])
def test_an_index_that_contradicts_the_log_is_found(ann: Laptop, name: str):
    """The ids of records hang on the nonce, and everything hangs on the hashes."""
    number = own_numbers(ann)[-1]
    causality = ann.replica.causality
    place = causality.places[number]
    assert ann.replayed() == ann.digest()
    values = {each: getattr(place, each) for each in ("number", "chain", "seq", "hash", "nonce")}
    ann.store.save_place(type(place)(**{**values, name: bytes(len(getattr(place, name)))}))
    ann.reopen()
    with pytest.raises(BadSignature):
        ann.replayed()


def test_looking_at_it_changes_nothing(ann: Laptop):
    before = copy.deepcopy(vars(ann.store))
    ann.replayed()
    ann.reopen()
    ann.replica.history(next(iter(ann.everything())))
    assert vars(ann.store) == before
