"""Many records at once: the quick ways end with the rows, words and indexes that the plain way makes."""

from __future__ import annotations

import random

import pytest

from app.records.changes import Add, Change, DeleteRecord, Edit, New, RestoreRecord
from app.storage.vault.vault import Vault

MANY = 5_100
"""More than which indexes are made after the rows."""


def tables(vault: Vault) -> dict[str, list[object]]:
    """Give the rows, what is disputed, what belongs where, and the indexes; words by what they find."""
    found: dict[str, list[object]] = {}
    for kind in ("person", "contact_point"):
        found[kind] = vault.rows(f"SELECT t.* FROM {kind} t ORDER BY id")
    found["disputed"] = vault.rows("SELECT * FROM disputed ORDER BY record, field")
    found["part"] = vault.rows(
        "SELECT part.id, whole.id FROM part p JOIN record part ON part.number = p.number"
        " LEFT JOIN record whole ON whole.number = p.whole ORDER BY part.id"
    )
    found["index"] = vault.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name")
    for word in ("ada", "note3", "0305", "cook"):
        found[word] = vault.rows(
            "SELECT id FROM record JOIN search ON search.rowid = record.number WHERE search MATCH ? ORDER BY id",
            (f"{word}*",),
        )
    return found


def values(chance: random.Random) -> dict[str, object]:
    """Give some fields of a person, some of them cleared."""
    given: dict[str, object] = {"name": f"Ada {chance.randrange(999)}", "note": f"note{chance.randrange(9)}"}
    more: dict[str, object] = {"tags": chance.choice([None, ["cook"], ["cook", "Nurse"]]), "pronouns": "she"}
    more |= {"since": chance.choice([None, "2024-02-03"]), "left_on": chance.choice([None, "2025-02-03"])}
    return given | {name: more[name] for name in more if chance.random() < 0.5}


@pytest.mark.long
def test_many_added_at_once_are_what_the_log_alone_makes_of_them(ann: Vault) -> None:
    chance = random.Random(3)
    before = tables(ann)["index"]
    adds: list[Change] = []
    for number in range(MANY):
        adds.append(Add("person", values(chance)))
        reach = {"person": New(2 * number), "kind": "phone", "value": f"030 {chance.randrange(10**7):07d}"}
        adds.append(Add("contact_point", reach))
    ann.apply(adds, "Many")
    quick = tables(ann)
    assert quick["index"] == before
    assert len(quick["person"]) == MANY
    assert quick["note3"]
    ann.rebuild()
    assert tables(ann) == quick


@pytest.mark.long
def test_batches_of_anything_are_what_the_log_alone_makes_of_them(ann: Vault) -> None:
    for seed in range(12):
        chance = random.Random(seed)
        people = list(ann.apply([Add("person", values(chance)) for _ in range(8)], "Add").added)
        for _turn in range(4):
            some = chance.sample(people, 4)
            changes: list[Change] = [Edit(each, values(chance)) for each in some]
            changes += [Edit(some[0], {"tags": None, "buddy": some[1]}), DeleteRecord(some[2])]
            changes += [RestoreRecord(some[2])] if chance.random() < 0.5 else []
            changes.append(Add("contact_point", {"person": some[3], "kind": "phone", "value": "030 5550"}))
            ann.apply(changes, "Anything")
            if chance.random() < 0.5:
                ann.undo()
            else:
                people.remove(some[2])
                people += ann.apply([Add("person", values(chance))], "One").added
    quick = tables(ann)
    ann.rebuild()
    assert tables(ann) == quick
