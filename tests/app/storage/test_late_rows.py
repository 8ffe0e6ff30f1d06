"""Several bundles in one go leave their rows for later: nobody ever sees an old one, and none is lost."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from app.problems import BadBundle
from app.records.changes import Add, Change, DeleteRecord, Edit, RestoreRecord
from app.services.conflicts import conflicts
from app.services.members import trust
from app.services.records import records, searching
from app.services.records.records import Query
from app.services.retention import erasing
from app.storage import bundles, integrity
from app.storage.history import disputes
from app.storage.taken import TakenBundle
from app.storage.vault.vault import Vault
from tests.group import Group, digest

WORDS = "oboe alto night roof letter garden sunday bicycle".split()
MEMBERS = ("Ann", "Bo", "Cy", "Eve")


@pytest.fixture
def four(group: Group) -> Group:
    """Ann, Bo, Cy and Eve, who have the same people."""
    for name in MEMBERS[1:]:
        group.join(name)
    people = [Add("person", {"name": f"Person {n}", "tags": ["cook"], "note": "As it was."}) for n in range(12)]
    group.vaults["Ann"].apply(people, "Add")
    for name in MEMBERS[1:]:
        group.meet("Ann", name)
    for name in MEMBERS[1:]:
        group.hand_over("Ann", name)
    return group


def made(group: Group, sender: str, *receivers: str) -> bytes:
    devices = [group.vaults[each].secrets.public().device.hex() for each in receivers]
    return bundles.make_bundle(group.vaults[sender], devices)[0]


def taken_together(vault: Vault, made_by_others: Sequence[bytes]) -> list[TakenBundle]:
    """Take them in one transaction, as files that were dropped together are taken."""
    with bundles.taking(vault) as batch:
        return [batch.take(data, lambda: None) for data in made_by_others]


def waits(vault: Vault) -> bool:
    """Say whether rows wait, without asking for any."""
    with vault.database.read(settled=False) as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM late").scalar_one() > 0


def something(chance: random.Random, people: Sequence[str]) -> list[Change]:
    """Give what somebody may do in an action."""
    person, word = chance.choice(people), chance.choice(WORDS)
    what: list[list[Change]] = [
        [Edit(person, {"name": f"{word.title()} {chance.randrange(99)}"})],
        [Edit(person, {"note": chance.choice([None, word, "As it was."])})],
        [Edit(person, {"tags": chance.sample(WORDS, 2), "extra": {"choir": word}})],
        [Edit(person, {"extra": {}, "also_known_as": word})],
        [DeleteRecord(person)],
        [RestoreRecord(person), Edit(person, {"note": f"back with the {word}"})],
        [Add("person", {"name": f"New {word}", "note": word})],
        [Add("contact_point", {"person": person, "kind": "phone", "value": f"030 {chance.randrange(9999):04}"})],
    ]
    return chance.choice(what)


@pytest.mark.long
def test_together_they_mean_what_they_mean_one_by_one(four: Group):
    """Whatever was done and in whatever order it comes: the same rows, words and disputes, and the same summaries."""
    chance = random.Random(9)
    one_by_one, together = four.vaults["Ann"], four.vaults["Eve"]
    for _round in range(5):
        parcels: list[bytes] = []
        for name in ("Bo", "Cy"):
            vault = four.vaults[name]
            for _bundle in range(2):
                for _action in range(6):
                    people = [row.id for row in records.page(vault, "person", Query(), 0, 99).rows]
                    vault.apply(something(chance, people), "Something")
                parcels.append(made(four, name, "Ann", "Eve"))
        chance.shuffle(parcels)
        expected = [bundles.take_bundle(one_by_one, data) for data in parcels]
        found = taken_together(together, parcels)
        assert waits(together)
        assert [sorted(each.gone) for each in found] == [sorted(each.gone) for each in expected]
        assert [sorted(each.changes, key=str) for each in found] == [sorted(each.changes, key=str) for each in expected]
        assert [each.kinds for each in found] == [each.kinds for each in expected]
        assert waits(together), "a summary reads no row"
        assert disputes(together) == disputes(one_by_one)
        assert not waits(together)
        assert tables(together) == tables(one_by_one)
        assert integrity.check(together).faults == ()
        for name in ("Bo", "Cy"):
            four.hand_over("Ann", name)


def tables(vault: Vault) -> dict[str, list[Any]]:
    """Give the rows of people and their numbers, and what is found by each word."""
    return {
        **{kind: vault.rows(f'SELECT * FROM "{kind}" ORDER BY id') for kind in ("person", "contact_point")},
        **{word: sorted(hit.id for hit in searching.search(vault, word, 99)) for word in WORDS},
    }


@pytest.mark.long
def test_whoever_asks_in_any_way_sees_no_old_row(four: Group):
    """By the services, by plain queries, in the middle of the sitting, after closing, and by writing on top."""
    bo, eve = four.vaults["Bo"], four.vaults["Eve"]
    person = records.page(bo, "person", Query(), 0, 1).rows[0].id

    def news(name: str) -> bytes:
        bo.apply([Edit(person, {"name": name})], "Edit")
        return made(four, "Bo", "Eve")

    def name() -> str:
        return str(records.get(eve, person).values["name"])

    taken_together(eve, [news("Uma")])
    assert name() == "Uma"
    taken_together(eve, [news("Vera")])
    assert [hit.id for hit in searching.search(eve, "vera", 9)] == [person]
    taken_together(eve, [news("Wanda")])
    assert eve.rows("SELECT name FROM person WHERE id = ?", (person,)) == [("Wanda",)]
    with bundles.taking(eve) as batch:
        batch.take(news("Xenia"), lambda: None)
        assert name() == "Xenia"
        batch.take(news("Yara"), lambda: None)
    assert waits(eve)
    eve = four.reopen("Eve")
    assert waits(eve), "closing does not wait for rows"
    assert conflicts.open_conflicts(eve) == []
    assert not waits(eve)
    assert name() == "Yara"
    taken_together(eve, [news("Zoë")])
    eve.apply([Edit(person, {"note": "knows the oboe"})], "Edit")
    assert (name(), not waits(eve)) == ("Zoë", True)
    eve.undo()
    assert integrity.check(eve).faults == ()


@pytest.mark.long
def test_a_sitting_that_comes_to_nothing_leaves_the_rows_of_the_one_before(four: Group):
    bo, eve = four.vaults["Bo"], four.vaults["Eve"]
    person = records.page(bo, "person", Query(), 0, 1).rows[0].id
    bo.apply([Edit(person, {"name": "Uma"})], "Edit")
    taken_together(eve, [made(four, "Bo", "Eve")])
    bo.apply([Edit(person, {"name": "Vera"})], "Edit")
    data = made(four, "Bo", "Eve")

    def sitting() -> None:
        with bundles.taking(eve) as batch:
            batch.take(data, lambda: None)
            assert records.get(eve, person).values["name"] == "Vera"
            batch.take(data[:-100], lambda: None)

    with pytest.raises(BadBundle):
        sitting()

    def taken_back() -> None:
        with eve.writing():
            eve.remembered.recall("what may be taken back", (), lambda: "Vera")
            raise KeyError

    with pytest.raises(KeyError):
        taken_back()
    assert eve.remembered.recall("what may be taken back", (), lambda: "Uma") == "Uma"
    assert records.get(eve, person).values["name"] == "Uma"
    assert integrity.check(eve).faults == ()


@pytest.mark.long
def test_rows_do_not_wait_for_what_changes_who_counts_or_erases(four: Group):
    """Then records are merged from the beginning or are no more, and what waits is written first."""
    ann, bo, eve = (four.vaults[name] for name in ("Ann", "Bo", "Eve"))
    people = [row.id for row in records.page(bo, "person", Query(), 0, 3).rows]
    bo.apply([Edit(people[0], {"name": "Uma"}), Edit(people[1], {"name": "Vera"})], "Edit")
    first = made(four, "Bo", "Eve")
    four.meet("Bo", "Ann")
    trust.suspend(ann, trust.devices_of(ann, "Bo"))
    erasing.erase(ann, erasing.plan(ann, [people[1]]))
    records.edit(ann, people[2], {"name": "Wanda"})
    second = made(four, "Ann", "Eve")
    found = taken_together(eve, [first, second])
    assert not waits(eve)
    assert found[1].orders == 1
    assert [change.what for change in found[0].changes] == ["changed", "changed"]
    assert integrity.check(eve).faults == ()
    assert digest(eve) == digest(ann)
