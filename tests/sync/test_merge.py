"""What happens when two people change the same thing, told as it happens."""

from __future__ import annotations

import pytest

from sync.log.change import Create, Drop, NewRef, Update
from sync.log.operation import Delete, Include, Insert, Set, encode_operation
from sync.log.segment import Head
from sync.primitives.codec import IdRef
from sync.primitives.errors import Malformed
from tests.sync.world import Laptop, World, assert_agree, forge, header_of, meet


@pytest.fixture
def pair() -> tuple[Laptop, Laptop]:
    """Ann's and Bea's laptops, which know the same."""
    world = World()
    ann = world.found("Ann")
    return ann, world.join("Bea", ann)


def test_two_values_written_unseen_both_live_until_somebody_settles_it(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    record = ann.create(name="Cem")
    meet(ann, bea)
    ann.update(record, name="Cem A.")
    bea.update(record, name="Cem B.")
    meet(ann, bea)
    assert ann.values(record, "name") == bea.values(record, "name") == ["Cem B.", "Cem A."]
    bea.update(record, name="Cem C.")
    meet(ann, bea)
    assert ann.values(record, "name") == ["Cem C."]
    assert_agree(ann, bea)


def test_of_two_values_of_one_moment_all_show_the_same_first(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    record = ann.create(name="Cem")
    meet(ann, bea)
    (made,) = ann.own()
    head = Head(header_of(made).log, 0, made.hash)
    both = [
        forge(each, encode_operation(Set(5, (1, 0, 0), {"name": f"by {each}"})), logs=[head.log], deps=[head])
        for each in pair
    ]
    ann.take(both)
    for segment in reversed(both):
        bea.take([segment])
    assert set(ann.values(record, "name")) == {"by Ann", "by Bea"}
    assert ann.values(record, "name") == bea.values(record, "name")


def test_fields_do_not_disturb_each_other(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    record = ann.create(name="Cem", phone="1")
    meet(ann, bea)
    ann.update(record, name="Cem A.")
    bea.update(record, phone="2")
    meet(ann, bea)
    assert (ann.values(record, "name"), ann.values(record, "phone")) == (["Cem A."], ["2"])


def test_an_edit_that_the_deleter_did_not_see_keeps_the_record_and_is_flagged(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    record = ann.create(name="Cem")
    meet(ann, bea)
    ann.drop(record)
    bea.update(record, name="Cem B.")
    meet(ann, bea)
    for laptop in pair:
        state = laptop.state(record)
        assert not state.deleted
        assert state.missed() == [(live.segment, live.index) for live in state.fields["name"]]
    ann.drop(record)
    meet(ann, bea)
    assert bea.state(record).deleted
    assert_agree(ann, bea)


def test_a_deletion_hides_what_its_author_saw_whatever_else_is_unseen(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    record = ann.create(name="Cem")
    meet(ann, bea)
    bea.remove(record, "tags", "red")
    ann.drop(record)
    meet(ann, bea)
    assert bea.state(record).deleted, "taking something away does not bring a record back"


def test_two_deletions_at_once_are_undone_only_by_one_who_saw_both(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    record = ann.create(name="Cem")
    meet(ann, bea)
    ann.drop(record)
    bea.drop(record)
    bea.revive(record)
    meet(ann, bea)
    assert ann.state(record).deleted, "Bea has not seen Ann's deletion"
    assert len(ann.state(record).gone) == 1
    bea.revive(record)
    meet(ann, bea)
    assert not ann.state(record).deleted
    assert ann.values(record, "name") == ["Cem"]
    assert_agree(ann, bea)


def test_each_of_two_deleters_saw_something_else_and_the_record_is_gone(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    record = ann.create(name="Cem")
    meet(ann, bea)
    ann.update(record, name="Cem A.")
    ann.drop(record)
    bea.update(record, name="Cem B.")
    bea.drop(record)
    meet(ann, bea)
    state = ann.state(record)
    assert state.deleted
    assert len(state.gone) == 2
    assert_agree(ann, bea)


def test_to_edit_a_deleted_record_is_to_bring_it_back(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    record = ann.create(name="Cem")
    ann.drop(record)
    meet(ann, bea)
    assert bea.state(record).deleted
    bea.update(record, phone="1")
    meet(ann, bea)
    assert not ann.state(record).deleted
    assert not ann.state(record).gone


def test_what_is_added_unseen_survives_its_removal(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    record = ann.create(tags=["red", "green"])
    meet(ann, bea)
    ann.put(record, "tags", "red")
    bea.remove(record, "tags", "red", "green")
    meet(ann, bea)
    assert ann.elements(record, "tags") == bea.elements(record, "tags") == {"red"}
    bea.remove(record, "tags", "red")
    meet(ann, bea)
    assert ann.elements(record, "tags") == set()
    assert_agree(ann, bea)


def test_a_reference_means_the_same_record_everywhere(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    person, contact = ann.write(Create("person", {"name": "Cem"}), Create("contact", {"person": NewRef(0)}))
    meet(ann, bea)
    task = bea.create("task", person=IdRef(person), nobody=IdRef(b"?" * 16))
    bea.update(task, several=[IdRef(person), "x"])
    meet(ann, bea)
    for laptop in pair:
        assert laptop.values(contact, "person") == laptop.values(task, "person") == [IdRef(person)]
        assert laptop.values(task, "nobody") == [IdRef(b"?" * 16)]
        assert laptop.values(task, "several") == [[IdRef(person), "x"]]
    assert_agree(ann, bea)


@pytest.mark.parametrize("position", [-1, 1, 2])
def test_a_reference_to_what_the_batch_has_not_made_is_refused(pair: tuple[Laptop, Laptop], position: int):
    ann, _bea = pair
    with pytest.raises(Malformed):
        ann.attempt(lambda: ann.write(Create("person", {}), Create("contact", {"person": NewRef(position)})))
    assert not list(ann.store.all_states())


def test_history_tells_every_step_in_order_with_its_author(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    record = ann.create(name="Cem")
    meet(ann, bea)
    bea.update(record, name="Cem B.")
    bea.put(record, "tags", "red")
    meet(ann, bea)
    ann.write(Update(record, {"name": "Cem C."}), Drop(record))
    steps = [(event.device, type(event.operation)) for event in ann.replica.history(record)]
    hers, others = ann.replica.device, bea.replica.device
    assert steps == [(hers, Insert), (others, Set), (others, Include), (hers, Set), (hers, Delete)]
    ann.replica.seal()
    ann.reopen()
    assert [(event.device, type(event.operation)) for event in ann.replica.history(record)] == steps


def test_three_know_pieces_and_agree_in_the_end(pair: tuple[Laptop, Laptop]):
    ann, bea = pair
    cem = ann.world.join("Cem", ann)
    meet(ann, bea, cem)
    record = ann.create(name="Dora")
    bea.take(ann.sealed())
    bea.update(record, name="Dora B.")
    cem.take(bea.own())
    assert list(cem.store.all_states()) == []
    assert len(cem.store.pending()) == 1, "Bea's change waits for the record that it changes"
    cem.take(ann.own())
    assert cem.values(record, "name") == ["Dora B."]
    meet(ann, bea, cem)
    assert_agree(ann, bea, cem)
