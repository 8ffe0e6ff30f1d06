"""Rows follow what is merged, also where only what was written since is looked at."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from app.records.changes import Add, DeleteRecord, Edit
from app.services.records import records, searching
from app.storage import integrity
from app.storage.vault.vault import Vault
from sync.log.change import Update
from sync.log.operation import Insert, encode_operation
from sync.log.segment import LogOpening
from tests.group import Group
from tests.sync.world import forge

EVERYTHING: dict[str, Any] = {
    "name": "Zoë Adler", "also_known_as": "Zo", "tags": ["kitchen", "night"], "languages": ["ar", "de"],
    "note": "plays the oboe", "extra": {"shoe size": "38", "choir": "alto"},
}  # fmt: skip


def is_well(vault: Vault) -> None:
    """Give the tables are what a replay of the log gives."""
    assert integrity.check(vault).faults == ()


def found(vault: Vault, words: str) -> list[str]:
    return [hit.title for hit in searching.search(vault, words)]


@pytest.mark.long
@pytest.mark.parametrize(
    ("values", "searched"),
    [
        ({"name": "Zoë Brandt"}, {"brandt": True, "adler": False, "oboe": True, "kitchen": True}),
        ({"note": None}, {"adler": True, "oboe": False, "night": True}),
        ({"tags": ["night", "roof"]}, {"adler": True, "roof": True, "kitchen": False}),
        ({"extra": {"shoe size": "39"}}, {"adler": True, "oboe": True}),
        ({"extra": {}}, {"adler": True}),
        ({"languages": None, "also_known_as": "Zola"}, {"zola": True, "oboe": True}),
    ],
)
def test_an_edit_from_elsewhere_changes_what_it_says_and_nothing_else(
    group: Group, values: dict[str, Any], searched: dict[str, bool]
) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    (zoe,) = ann.apply([Add("person", EVERYTHING)], "Add").added
    group.hand_over("Ann", "Bo")
    ann.apply([Edit(zoe, values)], "Edit")
    taken = group.hand_over("Ann", "Bo")
    assert [(change.title, change.what) for change in taken.changes] == [(values.get("name", "Zoë Adler"), "changed")]
    for vault in (ann, bo):
        row = records.get(vault, zoe).values
        wanted = EVERYTHING | {name: value or None for name, value in values.items()}
        assert {name: row[name] for name in EVERYTHING} == wanted
        assert {word: bool(searching.search(vault, word)) for word in searched} == searched
        is_well(vault)


def test_an_older_name_of_a_field_gives_way_to_the_present_one(group: Group) -> None:
    """Bo's program is older and calls a field otherwise."""
    ann, bo = group.vaults["Ann"], group.join("Bo")
    people = [{"name": "Old"}, {"name": "New", "also_known_as": "N."}]
    old, new = ann.apply([Add("person", values) for values in people], "Add").added
    group.hand_over("Ann", "Bo")
    with bo.writing() as writing:
        older = [Update(bytes.fromhex(record), {"nickname": "from before"}) for record in (old, new)]
        writing.replica.write(writing.replica.circle(), older)
    group.hand_over("Bo", "Ann")
    shown = [records.get(ann, record).values["also_known_as"] for record in (old, new)]
    assert shown == ["from before", "N."]
    is_well(ann)


@pytest.mark.long
def test_what_was_deleted_and_comes_back_is_whole_again(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    (zoe,) = ann.apply([Add("person", EVERYTHING)], "Add").added
    group.hand_over("Ann", "Bo")
    ann.apply([DeleteRecord(zoe)], "Delete")
    bo.apply([Edit(zoe, {"pronouns": "they"})], "Edit")
    group.meet("Ann", "Bo")
    for vault in (ann, bo):
        row = records.get(vault, zoe).values
        assert {name: row[name] for name in EVERYTHING} == EVERYTHING
        assert row["pronouns"] == "they"
        assert searching.search(vault, "oboe")
        is_well(vault)


def test_an_edit_leaves_what_a_record_was_made_with_where_it_stands(group: Group) -> None:
    """Else each edit of a word would write a whole record anew."""
    ann = group.vaults["Ann"]
    (zoe,) = ann.apply([Add("person", {"name": "Zoë", "note": "plays the oboe"})], "Add").added
    before = ann.rows("SELECT number, fields FROM made")
    assert not ann.rows("SELECT 1 FROM written")
    ann.apply([Edit(zoe, {"note": "plays the viola"})], "Edit")
    assert ann.rows("SELECT number, fields FROM made") == before
    ((written,),) = ann.rows("SELECT state FROM written")
    assert b"viola" in written
    assert "Zoë".encode() not in written


@pytest.mark.long
def test_twins_that_make_one_record_of_two_kinds_leave_one_row(group: Group) -> None:
    """Only a program of somebody's own writes two first segments that name one record."""
    ann, mallory = group.vaults["Ann"], group.join("Mallory")
    group.hand_over("Mallory", "Ann")
    with mallory.writing() as writing:
        replica, environment = writing.replica, mallory.environment
        pen: Any = SimpleNamespace(
            world=SimpleNamespace(random=environment.random, group=mallory.group), replica=replica,
            secrets=mallory.secrets, circle=replica.circle(), wall=environment.milliseconds,
        )  # fmt: skip
        opening = LogOpening(replica.device, replica.circle(), bytes(16))
        twins = [
            forge(
                pen, encode_operation(Insert(5, kind, {"name": name})), log=bytes(16), nonce=bytes(16), opening=opening
            )
            for kind, name in (("person", "Zoë"), ("house", "Zoë's"))
        ]
    for twin in twins:
        with ann.writing() as writing:
            taken = writing.replica.take([twin])
            ann.project(writing, taken.replayed, set(taken.numbers))
    assert (len(ann.rows("SELECT id FROM person")), len(ann.rows("SELECT id FROM house"))) == (0, 1)
    is_well(ann)
