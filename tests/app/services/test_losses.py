"""A bundle that deletes many records is looked into by a person first."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from app.services.exchange.deletion_guard import Loss, deletes_many, losses_of
from app.services.exchange.exchange import RecordChange, TakenBundle
from app.services.records import records
from app.storage.vault.vault import Vault

NOW = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("gone", "known", "many"),
    [
        (0, 0, False),
        (1, 4, False),
        (2, 4, False),
        (2, 2, True),
        (3, 20, True),
        (3, 30, False),
        (20, 1000, False),
        (21, 1000, True),
    ],
)
def test_what_counts_as_many(gone: int, known: int, many: bool):
    assert deletes_many([Loss("person", gone, known)] if gone else []) is many


def test_kinds_are_judged_one_by_one():
    assert deletes_many([Loss("bed", 5, 10), Loss("person", 1, 5000)])
    assert not deletes_many([Loss("bed", 2, 10), Loss("person", 1, 5000)])


def test_many_small_thefts_are_one_large():
    assert not deletes_many([Loss("person", 15, 1000)])
    assert deletes_many([Loss("person", 15, 985)], {"person": 15})
    assert deletes_many([Loss("person", 15, 1000)], {"bed": 15})
    assert not deletes_many([], {"person": 500}), "what deletes nothing needs no look"


def test_the_records_that_go_are_counted_beside_those_that_are_there(ann: Vault):
    for number in range(5):
        records.add(ann, "person", {"name": f"Person {number}"})
    gone = tuple(RecordChange(f"{n}", "person", "", "deleted") for n in range(2))
    taken = TakenBundle("Bo", NOW, "b", seen_before=False, changes=(*gone, RecordChange("9", "house", "", "new")))
    assert losses_of(ann, taken) == (Loss("person", 2, 5),)
    assert losses_of(ann, dataclasses.replace(taken, changes=())) == ()
