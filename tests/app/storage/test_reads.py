"""How often a write reads what it is about: what the door has loaded is handed on to the log and to the rows."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from app.problems import NotFound
from app.records.changes import Add, DeleteRecord, Edit, New
from app.services.records import records
from app.storage.vault.vault import Vault
from sync.log.segment import AUTHORITY
from tests.statements import statements

STATE, MADE, ROW = "its state", "what it was made with", "its row"
_TABLES = {STATE: "SELECT id, kind, segment,", MADE: "SELECT id, fields FROM record", ROW: "SELECT record.id,"}


def reads(found: list[str]) -> Counter[str]:
    """Count what a write reads of records, however it asks, and the transactions that it opens."""
    counted = Counter(name for each in found for name, start in _TABLES.items() if each.startswith(start))
    counted["begun"] = sum(each.startswith("BEGIN") for each in found)
    known = tuple(_TABLES.values())
    asked = (each for each in found if re.search(r"^SELECT.* FROM \"?(record|person|made|written)\"?\b", each))
    counted["otherwise"] = sum(not each.startswith(known) for each in asked)
    return +counted


@pytest.fixture
def bo(ann: Vault) -> str:
    return records.add(ann, "person", {"name": "Bo"}).added[0]


def test_an_edit_reads_its_record_once_and_opens_one_transaction(ann: Vault, bo: str) -> None:
    with statements(ann) as found:
        changed = records.edit(ann, bo, {"name": "Bobo"})
    assert reads(found) == {"begun": 1, STATE: 1, MADE: 1, ROW: 1}
    assert changed.label == ann.undo_label() == "Change Name"
    assert records.get(ann, bo).title == "Bobo"


def test_undo_looks_at_the_states_that_it_changes(ann: Vault, bo: str) -> None:
    records.edit(ann, bo, {"name": "Bobo"})
    with statements(ann) as found:
        records.undo(ann)
    assert reads(found) == {"begun": 1, STATE: 1, MADE: 1, ROW: 1}
    assert records.get(ann, bo).title == "Bo"


def test_a_batch_reads_what_it_changes_and_refers_to_at_once(ann: Vault, bo: str) -> None:
    point = records.add(ann, "contact_point", {"person": bo, "kind": "phone", "value": "123 456"}).added[0]
    with statements(ann) as found:
        ann.apply([Edit(bo, {"name": "Bobo"}), Edit(point, {"value": "654 321"})], "Change both")
    assert reads(found) == {"begun": 1, STATE: 1, MADE: 1, ROW: 2}  # A table for each kind.


def test_an_edit_writes_nothing_of_what_its_record_was_made_with(ann: Vault, bo: str) -> None:
    with statements(ann) as found:
        records.edit(ann, bo, {"name": "Bobo"})
    written = {each.split()[each.split().index("INTO") + 1] for each in found if each.startswith("INSERT")}
    assert written == {"drafted", "draft", "trace", "written", "search", "action"}


def test_one_record_changed_twice_in_a_batch_ends_as_the_last_says(ann: Vault, bo: str) -> None:
    ann.apply([Edit(bo, {"name": "Bob"}), Edit(bo, {"pronouns": "she"}), Edit(bo, {"name": "Bobo"})], "Change")
    card = records.get(ann, bo)
    assert (card.values["name"], card.values["pronouns"]) == ("Bobo", "she")
    ann.undo()
    assert records.get(ann, bo).values["pronouns"] is None


def test_an_edit_of_what_is_deleted_still_says_why_it_is_not_here(ann: Vault, bo: str) -> None:
    records.delete(ann, bo)
    with pytest.raises(NotFound) as refused:
        records.edit(ann, bo, {"name": "Bobo"})
    assert "may have been deleted" in str(refused.value.do)


def test_states_that_were_handed_on_are_those_of_the_log(ann: Vault, bo: str) -> None:
    way = {"person": New(0), "kind": "phone", "value": "123 456"}
    other = ann.apply([Add("person", {"name": "Cy"}), Add("contact_point", way)], "Add")
    ann.apply([Edit(bo, {"name": "Bobo"}), DeleteRecord(other.added[1])], "Change")
    ann.undo()
    ann.redo()
    with ann.writing() as writing:
        kept = dict(writing.replica.store.all_states())
        assert kept == dict(writing.replica.verify())


def test_what_the_authority_shows_is_compared_without_a_record(ann: Vault, bo: str) -> None:
    records.edit(ann, bo, {"name": "Bobo"})
    with ann.looking() as replica, statements(ann) as found:
        trust = replica.shown(AUTHORITY)
    assert reads(found) == {}
    with ann.looking() as replica, statements(ann) as found:
        assert replica.shown(replica.circle()) != trust
    assert reads(found) == {STATE: 1}  # Those of all records.
