"""One device's log that goes on in two ways, by a cloned disk or a backup: both branches are kept, and it is told."""

from __future__ import annotations

import pytest

from sync.log.change import Update
from sync.log.operation import Delete, Insert, Set, encode_operation
from sync.log.segment import Segment
from sync.primitives.codec import DotRef, IdRef
from sync.replica.erasure import orders
from tests.sync.world import Laptop, World, assert_agree, forge, header_of, meet


@pytest.fixture
def trio() -> tuple[Laptop, Laptop, Laptop]:
    """Ann's, Bea's and Cem's laptops, which know the same."""
    world = World()
    ann = world.found("Ann")
    bea, cem = world.join("Bea", ann), world.join("Cem", ann)
    meet(ann, bea, cem)
    return ann, bea, cem


def test_a_cloned_disk_writes_on_both_branches_are_kept_and_told(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, cem = trio
    record = bea.create(name="Dora")
    bea.replica.seal()
    twin = bea.clone()
    one, other = bea.create(name="one"), twin.create(name="other")
    bea.update(record, name="Dora 1")
    twin.update(record, name="Dora 2")
    log = header_of(bea.own()[0]).log
    assert ann.take(bea.sealed()).forked == []
    assert ann.take(twin.sealed()).forked == [log]
    assert bea.take(twin.sealed()).forked == [log]
    assert cem.take([*twin.sealed(), *bea.sealed()]).forked == [log]
    assert twin.take(bea.sealed()).forked == [log]
    for laptop in (ann, bea, cem, twin):
        assert set(laptop.values(record, "name")) == {"Dora 1", "Dora 2"}
        assert laptop.values(one, "name") == ["one"]
        assert laptop.values(other, "name") == ["other"]
    assert_agree(ann, bea, cem, twin)


def test_both_branches_go_on_and_still_all_agree(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, cem = trio
    record = bea.create(name="Dora")
    bea.replica.seal()
    twin = bea.clone()
    for number in range(3):
        bea.update(record, name=f"Bea {number}")
        twin.update(record, phone=f"twin {number}")
        ann.take(bea.sealed())
        cem.take(twin.sealed())
        ann.update(record, name=f"Ann {number}")
        cem.update(record, phone=f"Cem {number}")
        if number == 1:
            bea.take(twin.sealed())
    meet(cem, twin, ann, bea)
    assert cem.values(record, "phone") == ["Cem 2"]
    assert ann.values(record, "name") == ["Ann 2"]
    assert_agree(ann, bea, cem, twin)


def test_a_third_names_records_of_both_branches_rightly(trio: tuple[Laptop, Laptop, Laptop]):
    """Both branches made a record with the same number in a segment of the same number of the same log."""
    ann, bea, cem = trio
    bea.create(name="trunk")
    bea.replica.seal()
    twin = bea.clone()
    one, other = bea.create(name="one"), twin.create(name="other")
    ann.take([*bea.sealed(), *twin.sealed()])
    cem.take([*twin.sealed(), *bea.sealed()])
    ann.update(one, name="one, by Ann")
    ann.update(other, name="other, by Ann")
    note = ann.create("note", first=IdRef(one), second=IdRef(other))
    cem.update(other, phone="other's")
    cem.update(one, phone="one's")
    meet(ann, bea, cem, twin)
    for laptop in (ann, bea, cem, twin):
        assert laptop.values(one, "name") == ["one, by Ann"]
        assert laptop.values(other, "name") == ["other, by Ann"]
        assert laptop.values(note, "first") == [IdRef(one)]
        assert laptop.values(note, "second") == [IdRef(other)]
        assert laptop.values(one, "phone") == ["one's"]
        assert laptop.values(other, "phone") == ["other's"]
    assert_agree(ann, bea, cem, twin)


def test_history_does_not_mix_up_branches(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, cem = trio
    bea.create(name="trunk")
    bea.replica.seal()
    twin = bea.clone()
    one, other = bea.create(name="one"), twin.create(name="other")
    ann.take(bea.sealed())
    ann.update(one, name="one, by Ann, who knows of one branch only")
    cem.take(twin.sealed())
    cem.update(other, name="other, by Cem, who knows of the other only")
    meet(ann, bea, cem, twin)
    for laptop in (ann, bea, cem, twin):
        for record in (one, other):
            kinds = [type(event.operation) for event in laptop.replica.history(record)]
            assert kinds == [Insert, Set]
    assert_agree(ann, bea, cem, twin)


def test_a_set_back_disk_with_an_open_segment_seals_it_a_second_time_and_all_agree(
    trio: tuple[Laptop, Laptop, Laptop],
):
    ann, bea, cem = trio
    record = bea.create(name="Dora")
    backup = bea.clone()
    assert [each.hash for each in backup.own()] == [each.hash for each in bea.own()], "the same bytes have one name"
    backup = bea.clone()
    early = bea.create(name="Emil")
    restored = bea.clone()
    bea.update(early, name="Emil, after the backup")
    restored.update(early, phone="restored")
    late = restored.create("house", name="only here")
    meet(ann, bea, cem, backup, restored)
    for laptop in (ann, bea, cem, backup, restored):
        assert laptop.values(record, "name") == ["Dora"]
        assert set(laptop.values(early, "name")) == {"Emil", "Emil, after the backup"}
        assert laptop.values(late, "name") == ["only here"]
    assert_agree(ann, bea, cem, backup, restored)


def test_a_second_making_of_a_record_comes_with_an_edit_of_the_first(trio: tuple[Laptop, Laptop, Laptop]):
    """An edit needs nothing of what a record was made with, unless that turns out to have been made twice."""
    ann, bea, cem = trio
    record = bea.create(name="Dora", phone="1")
    twin = bea.clone()
    twin.create(name="Emil")
    meet(ann, bea, cem)
    bea.update(record, phone="2")
    news = [*bea.sealed(), *twin.sealed()]
    meet(ann, bea, twin, cem)
    late = ann.world.join("Fay", ann)
    late.take(news)
    for laptop in (ann, late):
        meet(laptop, bea, twin, cem)
    assert_agree(ann, bea, twin, cem, late)


def test_a_restored_backup_that_is_noticed_goes_on_in_a_log_of_its_own(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, cem = trio
    record = bea.create(name="Dora")
    restored = bea.clone()
    restored.incarnation = b"another nonce..."
    restored.reopen()
    bea.update(record, name="Bea's")
    restored.update(record, phone="restored")
    meet(ann, bea, cem, restored)
    assert {header_of(each).log for each in restored.own()} > {header_of(bea.own()[0]).log}
    assert ann.values(record, "phone") == ["restored"]
    assert_agree(ann, bea, cem, restored)


def test_a_new_log_names_records_of_the_old_one_that_is_still_open(trio: tuple[Laptop, Laptop, Laptop]):
    """Whatever fills up first, what a segment names is sealed before it."""
    ann, bea, _cem = trio
    record = bea.create(name="Dora")
    bea.incarnation = b"another nonce..."
    bea.reopen()
    bea.write(*(Update(record, {f"field {number}": number}) for number in range(4100)))
    meet(ann, bea)
    assert ann.values(record, "field 0") == [0]
    assert ann.values(record, "field 4099") == [4099]
    assert_agree(ann, bea)


def test_a_log_lost_with_a_disk_is_taken_up_again_from_the_others(trio: tuple[Laptop, Laptop, Laptop]):
    ann, bea, cem = trio
    backup = bea.clone()
    record = bea.create(name="Dora")
    ann.take(bea.sealed())
    backup.take(ann.sealed())
    assert backup.values(record, "name") == ["Dora"]
    backup.update(record, name="Dora B.")
    taken = ann.take(backup.sealed())
    assert taken.forked == [], "it went on where it had stopped"
    meet(ann, backup, cem)
    assert_agree(ann, backup, cem)


# -- on purpose


def twin_nonce(laptop: Laptop, first: list[bytes], second: list[bytes]) -> tuple[list[Segment], list[Segment]]:
    """Two branches of one log with the same nonce, so that records in both have the same ids."""
    one = forge(laptop, *first)
    header = header_of(one)
    same = {"log": header.log, "nonce": header.nonce, "opening": header.opening, "time": header.time}
    other = forge(laptop, *second, **same)
    return [one], [other]


def test_a_branch_cannot_write_to_a_record_that_only_its_twin_has_made(trio: tuple[Laptop, Laptop, Laptop]):
    """Operation 0 makes a record in one branch and is something else in the other: no order of arrival matters."""
    ann, bea, cem = trio
    harmless = bea.create(name="Dora")
    meet(ann, bea, cem)
    place = bea.state(harmless)
    dot = (1, header_of(bea.own()[0]).seq, place.index)
    insert = encode_operation(Insert(5, "person", {"name": "twin"}))
    delete = encode_operation(Delete(5, dot))
    write = encode_operation(Set(5, (0, 0, 0), {"name": "forged"}))
    reference = encode_operation(Insert(5, "note", {"about": DotRef((0, 0, 0))}))
    one, other = twin_nonce(cem, [insert, delete], [delete, write, reference])
    taken_first, taken_last = ann.take([*one, *other]), bea.take([*other, *one])
    assert taken_first.forked == taken_last.forked == [header_of(one[0]).log]
    assert taken_first.replayed.void == taken_last.replayed.void
    assert ann.digest() == bea.digest() == ann.replayed() == bea.replayed()
    assert "forged" not in str(ann.everything())


def test_a_log_may_not_be_taken_from_its_owner_by_claiming_it_first(trio: tuple[Laptop, Laptop, Laptop]):
    """Cem opens a log under the name of Bea's: it is another log, and hers goes on everywhere."""
    ann, bea, cem = trio
    record = bea.create(name="Dora")
    (hers,) = bea.own()
    stolen = forge(cem, encode_operation(Insert(5, "person", {"name": "Cem's"})), log=header_of(hers).log)
    ann.take([stolen])
    ann.take([hers])
    bea.take([stolen])
    bea.update(record, name="Dora B.")
    meet(ann, bea)
    assert ann.values(record, "name") == ["Dora B."]
    ann.update(record, name="Dora A.")
    meet(ann, bea)
    assert_agree(ann, bea)


def test_an_ambiguous_name_means_nothing_rather_than_something_else_on_each_laptop(
    trio: tuple[Laptop, Laptop, Laptop],
):
    ann, bea, cem = trio
    bea.create(name="trunk")
    bea.replica.seal()
    twin = bea.clone()
    bea.create(name="one")
    twin.create(name="other")
    log = header_of(bea.own()[0]).log
    both = [*bea.own(), *twin.own()]
    cem.take(both)
    heads = cem.replica.causality.heads(cem.circle)
    forged = forge(
        cem,
        encode_operation(Set(5, (1, 1, 0), {"name": "forged"})),
        encode_operation(Insert(5, "note", {"about": DotRef((1, 1, 0))})),
        deps=heads,
        logs=[log],
    )
    ann.take([*bea.own(), *twin.own(), forged])
    bea.take([*twin.own(), forged])
    cem.take([forged])
    assert "forged" not in str(ann.everything())
    assert_agree(ann, bea, cem)


def test_a_branch_is_meant_only_up_to_the_segment_that_names_it(trio: tuple[Laptop, Laptop, Laptop]):
    """Or a forger who names the trunk would mean whichever branch has come first."""
    ann, bea, cem = trio
    bea.create(name="trunk")
    bea.replica.seal()
    twin = bea.clone()
    one, other = bea.create(name="one"), twin.create(name="other")
    ann.take([*bea.sealed(), *twin.sealed()])
    cem.take([*twin.sealed(), *bea.sealed()])
    said = encode_operation(Set(ann.wall(), (1, 1, 0), {"name": "whose?"}))
    forged = forge(ann, said, logs=[bea.own()[0].hash], deps=ann.replica.causality.heads(ann.circle))
    for laptop in (ann, cem):
        assert laptop.take([forged]).replayed.void == 1
        assert (laptop.values(one, "name"), laptop.values(other, "name")) == (["one"], ["other"])
    assert_agree(ann, cem)


def test_a_field_erased_of_a_record_from_before_a_fork_leaves_the_rest_of_it(trio: tuple[Laptop, Laptop, Laptop]):
    """An order puts a bare making in the place of the record's: it still is one, whichever branch goes on from it."""
    ann, bea, cem = trio
    record = bea.create(name="Dora", phone="1")
    bea.replica.seal()
    twin = bea.clone()
    bea.create(name="one")
    twin.create(name="other")
    meet(ann, bea, cem, twin)
    orders.erase(ann.replica, ann.circle, {record: ["name"]})
    cem.open(ann.bundle(cem))
    cem.update(record, phone="2")
    ann.open(cem.bundle(ann))
    for laptop in (ann, cem):
        assert (laptop.values(record, "name"), laptop.values(record, "phone")) == ([], ["2"])
        assert laptop.replayed() == laptop.digest()
    assert ann.digest() == cem.digest()
