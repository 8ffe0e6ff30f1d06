"""The one door: what passes it, what it refuses, and that a refusal leaves nothing behind."""

from __future__ import annotations

import pytest
from sqlmodel import select

from app.capabilities.people.records import ContactPoint, Person
from app.problems import Bug, NotFound, WrongValue
from app.records.changes import Add, DeleteRecord, Edit, New, RestoreRecord
from app.storage.vault.vault import Vault
from tests.group import Group, digest


def people(vault: Vault) -> list[str]:
    with vault.reading() as session:
        return sorted(session.exec(select(Person.name)).all())


def add_person(vault: Vault, name: str = "Bo") -> str:
    return vault.apply([Add("person", {"name": name})], "Add").added[0]


def test_a_batch_may_refer_to_its_own_new_records(ann: Vault) -> None:
    changed = ann.apply(
        [Add("person", {"name": "Bo"}), Add("contact_point", {"person": New(0), "kind": "phone", "value": "123 456"})],
        "Add Bo",
    )
    with ann.reading() as session:
        point = session.exec(select(ContactPoint)).one()
    assert point.person == changed.added[0]
    assert changed.kinds == {"person", "contact_point"}


@pytest.mark.parametrize(
    "change",
    [
        Add("person", {"name": ""}),
        Add("person", {"name": "Bo", "height": 3}),
        Add("person", {"name": "x" * 5000}),
        Add("person", {"name": "Bo", "stage": "unheard of"}),
        Add("contact_point", {"person": "0" * 32, "kind": "phone", "value": "1"}),
        Add("contact_point", {"person": "nobody", "kind": "phone", "value": "1"}),
        Add("contact_point", {"person": New(7), "kind": "phone", "value": "1"}),
        Add("dragon", {"name": "Smaug"}),
        Edit("0" * 32, {"name": "Bo"}),
        Edit("not an id", {"name": "Bo"}),
        DeleteRecord("0" * 32),
    ],
)
def test_what_is_wrong_is_refused_in_words_and_takes_the_whole_batch_with_it(ann: Vault, change: object) -> None:
    before = digest(ann)
    with pytest.raises((WrongValue, NotFound)) as refused:
        ann.apply([Add("person", {"name": "Zoe"}), change], "Add two")  # pyright: ignore[reportArgumentType]
    assert refused.value.what.endswith(".")
    assert people(ann) == []
    assert digest(ann) == before


def test_an_edit_that_changes_nothing_writes_nothing(ann: Vault) -> None:
    bo = add_person(ann)
    before = digest(ann)
    assert not ann.apply([Edit(bo, {"name": "Bo"})], "Nothing").kinds
    assert digest(ann) == before
    assert ann.undo_label() == "Add"


def test_writing_by_another_way_is_a_bug(ann: Vault) -> None:
    with ann.reading() as session:
        session.add(Person(id="0" * 32, circle="", name="Smuggled"))
        with pytest.raises(Bug):
            session.commit()
    assert people(ann) == []


def test_a_deleted_record_is_out_of_sight_and_comes_back_whole(ann: Vault) -> None:
    bo = ann.apply([Add("person", {"name": "Bo", "tags": ["driver"]})], "Add").added[0]
    ann.apply([DeleteRecord(bo)], "Delete")
    assert people(ann) == []
    with pytest.raises(NotFound):
        ann.apply([Edit(bo, {"name": "Bob"})], "Edit")
    ann.apply([RestoreRecord(bo)], "Restore")
    with ann.reading() as session:
        assert session.exec(select(Person)).one().tags == ["driver"]


def test_extras_are_kept_key_by_key(ann: Vault) -> None:
    bo = ann.apply([Add("person", {"name": "Bo", "extra": {"shoe": "44", "hat": "L"}})], "Add").added[0]
    ann.apply([Edit(bo, {"extra": {"shoe": "45"}})], "Edit")
    with ann.reading() as session:
        assert session.exec(select(Person)).one().extra == {"shoe": "45"}


def test_what_was_written_is_there_after_closing_and_opening(group: Group) -> None:
    add_person(group.vaults["Ann"])
    before = digest(group.vaults["Ann"])
    vault = group.reopen("Ann")
    assert people(vault) == ["Bo"]
    assert digest(vault) == before
