"""Whose word a value is: the log proves it, and who somebody is in the books they say themselves, or an admin does."""

from __future__ import annotations

import pytest

from app.problems import NotAllowed, WrongValue
from app.records.changes import Add
from app.services.conflicts import conflicts
from app.services.members import authors
from app.services.records import records
from app.storage.vault.vault import Vault
from tests.group import Group


def add(vault: Vault, name: str) -> str:
    return records.add(vault, "person", {"name": name}).added[0]


def test_each_value_names_the_member_whose_laptop_wrote_it(group: Group, ann: Vault):
    zoe = add(ann, "Zoë")
    bo = group.join("Bo")
    records.edit(bo, zoe, {"note": "Has a van.", "tags": ["driver"]})
    group.hand_over("Bo", "Ann")
    wrote = authors.authors(ann, zoe)
    assert wrote["name"] == {authors.my_member(ann)}
    assert wrote["note"] == wrote["tags"] == {authors.my_member(bo)}
    records.edit(ann, zoe, {"note": "Has a van, and a trailer."})
    assert authors.authors(ann, zoe)["note"] == {authors.my_member(ann)}


def test_both_are_named_while_two_values_wait_to_be_settled(group: Group, ann: Vault):
    zoe = add(ann, "Zoë")
    bo = group.join("Bo")
    records.edit(ann, zoe, {"note": "Mornings."})
    records.edit(bo, zoe, {"note": "Evenings."})
    group.hand_over("Bo", "Ann")
    assert authors.authors(ann, zoe)["note"] == {authors.my_member(ann), authors.my_member(bo)}


def test_a_member_says_who_they_are_and_a_word_of_theirs_counts(group: Group, ann: Vault):
    bea = add(ann, "Bea")
    bo = group.join("Bo")
    authors.link(bo, bea)
    assert authors.me(bo) == bea
    skill = records.add(bo, "skill", {"name": "Welding"}).added[0]
    group.hand_over("Bo", "Ann")
    assert authors.written_by(ann, skill, bea)
    records.edit(ann, skill, {"note": "Also aluminium."})
    assert not authors.written_by(ann, skill, bea)


def test_a_member_who_says_to_be_two_people_is_neither_until_they_say_it_once(group: Group, ann: Vault):
    bea, zoe = add(ann, "Bea"), add(ann, "Zoë")
    authors.link(ann, bea)
    records.add(ann, "member_link", {"member": authors.my_member(ann), "person": zoe})
    assert authors.me(ann) == ""
    assert [each.counts for each in authors.links(ann)] == [False, False]
    authors.link(ann, zoe)
    assert authors.me(ann) == zoe


def test_nobody_but_an_admin_says_who_somebody_else_is(group: Group, ann: Vault):
    bea = add(ann, "Bea")
    bo = group.join("Bo")
    with pytest.raises(NotAllowed):
        authors.link(bo, bea, authors.my_member(ann))
    # A laptop with a program of its own writes it all the same: it does not count.
    bo.apply([Add("member_link", {"member": authors.my_member(ann), "person": bea})], "forged")
    group.hand_over("Bo", "Ann")
    assert authors.me(ann) == ""
    cy = add(ann, "Cy")
    authors.link(ann, cy, authors.my_member(bo))
    group.hand_over("Ann", "Bo")
    assert authors.me(bo) == cy


def test_two_members_for_one_person_are_a_conflict_and_neither_counts(group: Group, ann: Vault):
    bea = add(ann, "Bea")
    bo = group.join("Bo")
    authors.link(ann, bea)
    authors.link(bo, bea)
    group.hand_over("Bo", "Ann")
    group.hand_over("Ann", "Bo")
    assert authors.me(ann) == authors.me(bo) == ""
    (found,) = conflicts.open_conflicts(ann)
    assert [each.id for each in conflicts.open_conflicts(bo)] == [found.id]
    assert found.sentence == "Two members are said to be Bea."
    conflicts.settle(ann, found.id, found.options[0].key)
    assert conflicts.open_conflicts(ann) == []
    group.hand_over("Ann", "Bo")
    with pytest.raises(WrongValue, match="Another member is this person"):
        authors.link(bo if authors.me(ann) else ann, bea)
