"""What two people did at the same time is shown, with both values, until one of them settles it."""

from __future__ import annotations

import pytest

from app.problems import NotFound, WrongValue
from app.services.attachments import attachments
from app.services.conflicts import conflicts
from app.services.conflicts.conflicts import BOTH, DELETE, KEEP
from app.services.jobs import Progress
from app.services.records import records
from app.storage.vault.vault import Vault
from tests.group import Group


@pytest.fixture
def bo(group: Group) -> Vault:
    return group.join("Bo")


def open_on(*vaults: Vault) -> list[conflicts.Conflict]:
    found = [conflicts.open_conflicts(vault) for vault in vaults]
    assert all([each.id for each in some] == [each.id for each in found[0]] for some in found)
    return found[0]


def person(group: Group, **values: object) -> str:
    record = records.add(group.vaults["Ann"], "person", {"name": "Zoë", **values}).added[0]
    group.hand_over("Ann", "Bo")
    return record


def test_both_values_are_shown_with_who_and_when_and_settled_for_all(group: Group, bo: Vault) -> None:
    ann, zoe = group.vaults["Ann"], person(group)
    records.edit(ann, zoe, {"note": "Has a van."})
    records.edit(bo, zoe, {"note": "Sold the van."})
    group.meet("Ann", "Bo")
    (conflict,) = open_on(ann, bo)
    assert {(option.label, option.who) for option in conflict.options} == {
        ("Has a van.", "Ann"),
        ("Sold the van.", "Bo"),
    }
    assert conflict.sentence == "Ann and Bo changed “Note” at the same time."
    assert records.page(ann, "person", records.Query()).rows[0].flagged
    chosen = next(option for option in conflict.options if option.who == "Bo")
    conflicts.settle(ann, conflict.id, chosen.key)
    group.meet("Ann", "Bo")
    assert open_on(ann, bo) == []
    assert records.get(bo, zoe).values["note"] == "Sold the van."
    assert len(group.digests()) == 1


def test_a_conflict_may_be_settled_by_a_third_value(group: Group, bo: Vault) -> None:
    ann, zoe = group.vaults["Ann"], person(group)
    records.edit(ann, zoe, {"stage": "active"})
    records.edit(bo, zoe, {"stage": "away"})
    group.meet("Ann", "Bo")
    conflicts.settle(bo, open_on(ann, bo)[0].id, "core")
    assert records.get(bo, zoe).values["stage"] == "core"


def test_the_same_value_written_twice_is_no_conflict(group: Group, bo: Vault) -> None:
    ann, zoe = group.vaults["Ann"], person(group)
    records.edit(ann, zoe, {"note": "Has a van."})
    records.edit(bo, zoe, {"note": "Has a van."})
    group.meet("Ann", "Bo")
    assert open_on(ann, bo) == []


def test_tags_added_on_both_sides_are_both_kept_without_a_conflict(group: Group, bo: Vault) -> None:
    ann, zoe = group.vaults["Ann"], person(group, tags=["cook"])
    records.edit(ann, zoe, {"tags": ["cook", "driver"]})
    records.edit(bo, zoe, {"tags": ["nurse"]})
    group.meet("Ann", "Bo")
    assert open_on(ann, bo) == []
    assert records.get(ann, zoe).values["tags"] == ["driver", "nurse"]


@pytest.mark.parametrize(("choice", "left"), [(KEEP, 1), (DELETE, 0)])
def test_deleted_here_and_changed_there_stays_in_sight_and_is_asked(
    group: Group, bo: Vault, choice: str, left: int
) -> None:
    ann, zoe = group.vaults["Ann"], person(group)
    records.delete(ann, zoe)
    records.edit(bo, zoe, {"note": "Needs a bed."})
    group.meet("Ann", "Bo")
    (conflict,) = open_on(ann, bo)
    assert conflict.sentence == "Ann deleted this while Bo changed it."
    assert records.get(ann, zoe).values["note"] == "Needs a bed."
    conflicts.settle(ann, conflict.id, choice)
    group.meet("Ann", "Bo")
    assert open_on(ann, bo) == []
    assert records.page(bo, "person", records.Query()).total == left


def test_a_bed_given_twice_is_one_conflict_everywhere_and_a_waiver_settles_it(group: Group, bo: Vault) -> None:
    ann, zoe = group.vaults["Ann"], person(group)
    yan = records.add(ann, "person", {"name": "Yan"}).added[0]
    house = records.add(ann, "house", {"name": "Birch"}).added[0]
    room = records.add(ann, "room", {"name": "Attic", "house": house}).added[0]
    bed = records.add(ann, "bed", {"name": "A", "room": room}).added[0]
    group.hand_over("Ann", "Bo")
    records.add(ann, "stay", {"person": zoe, "bed": bed, "from_day": "2026-11-20", "to_day": "2026-11-30"})
    records.add(bo, "stay", {"person": yan, "bed": bed, "from_day": "2026-11-25", "to_day": "2026-12-05"})
    group.meet("Ann", "Bo")
    (conflict,) = open_on(ann, bo)
    assert "given twice, from 25 Nov 2026 to 30 Nov 2026" in conflict.sentence
    assert "Zoë" in conflict.sentence
    conflicts.settle(bo, conflict.id, BOTH)
    group.meet("Ann", "Bo")
    assert open_on(ann, bo) == []
    bo.undo()
    assert [each.id for each in conflicts.open_conflicts(bo)] == [conflict.id]
    conflicts.settle(bo, conflict.id, conflict.options[0].key)
    assert conflicts.open_conflicts(bo) == []


def test_a_choice_that_there_is_not_is_refused(group: Group, bo: Vault) -> None:
    ann, zoe = group.vaults["Ann"], person(group)
    records.edit(ann, zoe, {"stage": "active"})
    records.edit(bo, zoe, {"stage": "away"})
    group.meet("Ann", "Bo")
    with pytest.raises(WrongValue):
        conflicts.settle(ann, open_on(ann, bo)[0].id, "asleep")
    with pytest.raises(NotFound):
        conflicts.settle(ann, "ffff", "active")
    assert len(open_on(ann, bo)) == 1


def test_an_extra_under_its_own_name_can_be_in_conflict_too(group: Group, bo: Vault) -> None:
    ann, zoe = group.vaults["Ann"], person(group, extra={"shoe": "44", "hat": "L"})
    records.edit(ann, zoe, {"extra": {"shoe": "45", "hat": "L"}})
    records.edit(bo, zoe, {"extra": {"shoe": "46", "hat": "L"}})
    group.meet("Ann", "Bo")
    (conflict,) = open_on(ann, bo)
    assert conflict.label == "shoe"
    conflicts.settle(ann, conflict.id, "47")
    group.meet("Ann", "Bo")
    assert open_on(ann, bo) == []
    assert records.get(bo, zoe).values["extra"] == {"shoe": "47", "hat": "L"}


def test_what_is_settled_as_deleted_takes_what_is_attached_along(group: Group, bo: Vault) -> None:
    ann, zoe = group.vaults["Ann"], person(group)
    records.delete(ann, zoe)
    records.edit(bo, zoe, {"note": "Has a van."})
    attachments.attach(bo, zoe, attachments.given("plan.pdf", b"%PDF")).run(Progress())
    group.meet("Ann", "Bo")
    (conflict,) = open_on(ann, bo)
    conflicts.settle(ann, conflict.id, DELETE)
    group.meet("Ann", "Bo")
    for vault in (ann, bo):
        assert attachments.every(vault) == []
        assert open_on(vault) == []
    assert len(group.digests()) == 1
