"""Undo is a new change: it reaches the others, survives closing, and asks before it overrides them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlmodel import select

from app.capabilities.people.records import Person
from app.problems import ChangedSince, NothingToUndo
from app.records.changes import Add, Change, DeleteRecord, Edit, RestoreRecord
from app.storage.vault.vault import Vault
from tests.examples import examples
from tests.group import Group


def shown(vault: Vault) -> dict[str, tuple[str, tuple[str, ...]]]:
    with vault.reading() as session:
        return {row.id: (row.name, tuple(row.tags or ())) for row in session.exec(select(Person)).all()}


def test_undo_and_redo_go_through_all_that_was_done(ann: Vault) -> None:
    bo = ann.apply([Add("person", {"name": "Bo", "tags": ["a"]})], "Add").added[0]
    ann.apply([Edit(bo, {"name": "Bob", "tags": ["b"]})], "Rename")
    ann.apply([DeleteRecord(bo)], "Delete")
    ann.undo()
    assert shown(ann) == {bo: ("Bob", ("b",))}
    ann.undo()
    assert shown(ann) == {bo: ("Bo", ("a",))}
    ann.undo()
    assert shown(ann) == {}
    with pytest.raises(NothingToUndo):
        ann.undo()
    for _ in range(3):
        ann.redo()
    assert shown(ann) == {}
    assert ann.undo_label() == "Delete"


def test_a_new_action_ends_what_could_be_redone(ann: Vault) -> None:
    bo = ann.apply([Add("person", {"name": "Bo"})], "Add").added[0]
    ann.apply([Edit(bo, {"name": "Bob"})], "Rename")
    ann.undo()
    ann.apply([Edit(bo, {"tags": ["x"]})], "Tag")
    with pytest.raises(NothingToUndo):
        ann.redo()


def test_undo_is_possible_after_closing(group: Group) -> None:
    group.vaults["Ann"].apply([Add("person", {"name": "Bo"})], "Add Bo")
    vault = group.reopen("Ann")
    assert vault.undo_label() == "Add Bo"
    vault.undo()
    assert shown(vault) == {}


def test_undo_reaches_the_others(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    ann.apply([Add("person", {"name": "Cy"})], "Add")
    group.hand_over("Ann", "Bo")
    assert len(shown(bo)) == 1
    ann.undo()
    group.hand_over("Ann", "Bo")
    assert shown(bo) == {}


def test_what_somebody_else_changed_since_is_not_taken_back_unasked(group: Group) -> None:
    ann, bo = group.vaults["Ann"], group.join("Bo")
    person = ann.apply([Add("person", {"name": "Cy"})], "Add").added[0]
    ann.apply([Edit(person, {"name": "Cyril"})], "Rename")
    group.hand_over("Ann", "Bo")
    bo.apply([Edit(person, {"name": "Cyrus"})], "Rename")
    group.hand_over("Bo", "Ann")
    with pytest.raises(ChangedSince) as asked:
        ann.undo()
    assert "Name" in asked.value.what
    assert shown(ann)[person][0] == "Cyrus"
    ann.undo(force=True)
    assert shown(ann)[person][0] == "Cy"


@pytest.mark.long
@examples(15)
@given(st.lists(st.sampled_from(["Bo", "Cy", "Dee"]), min_size=1, max_size=5))
def test_undo_all_the_way_is_where_it_began(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    group = Group(tmp_path_factory.mktemp("undo"))
    vault = group.found()
    states = [shown(vault)]
    person = vault.apply([Add("person", {"name": "Ed"})], "Add").added[0]
    states.append(shown(vault))
    for name in names:
        if not vault.apply([Edit(person, {"name": name})], "Rename").kinds:
            continue
        states.append(shown(vault))
    for expected in reversed(states[:-1]):
        vault.undo()
        assert shown(vault) == expected
    for expected in states[1:]:
        vault.redo()
        assert shown(vault) == expected
    group.close()


class UndoMachine(RuleBasedStateMachine):
    """Any mixture of changes, undo and redo behaves like a pile of snapshots."""

    factory: pytest.TempPathFactory

    def __init__(self) -> None:
        super().__init__()
        self.group = Group(self.factory.mktemp("machine"))
        self.vault = self.group.found()
        self.done = [shown(self.vault)]
        self.undone: list[dict[str, tuple[str, tuple[str, ...]]]] = []

    @initialize()
    def begin(self) -> None:
        self._do(Add("person", {"name": "First"}))

    def _do(self, change: Change) -> None:
        if self.vault.apply([change], "Do").kinds:
            self.done.append(shown(self.vault))
            self.undone.clear()

    @rule(name=st.sampled_from(["Bo", "Cy", "Dee"]), tags=st.lists(st.sampled_from("abc"), max_size=2))
    def add(self, name: str, tags: list[str]) -> None:
        self._do(Add("person", {"name": name, "tags": tags}))

    @precondition(lambda self: bool(self.done[-1]))
    @rule(data=st.data(), name=st.sampled_from(["Bo", "Cy"]), tags=st.lists(st.sampled_from("abc"), max_size=2))
    def edit(self, data: st.DataObject, name: str, tags: list[str]) -> None:
        person = data.draw(st.sampled_from(sorted(self.done[-1])))
        self._do(Edit(person, {"name": name, "tags": tags}))

    @precondition(lambda self: bool(self.done[-1]))
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        self._do(DeleteRecord(data.draw(st.sampled_from(sorted(self.done[-1])))))

    @precondition(lambda self: len(self.done) > 1)
    @rule()
    def undo(self) -> None:
        self.vault.undo()
        self.undone.append(self.done.pop())
        assert shown(self.vault) == self.done[-1]

    @precondition(lambda self: bool(self.undone))
    @rule()
    def redo(self) -> None:
        self.vault.redo()
        self.done.append(self.undone.pop())
        assert shown(self.vault) == self.done[-1]

    def teardown(self) -> None:
        before = shown(self.vault)
        self.vault.rebuild()
        assert shown(self.vault) == before
        self.group.close()


@pytest.mark.long
def test_any_mixture_of_changes_undo_and_redo(tmp_path_factory: pytest.TempPathFactory) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    UndoMachine.factory = tmp_path_factory
    run_state_machine_as_test(UndoMachine, settings=examples(5, stateful_step_count=20))


def test_restore_can_be_undone(ann: Vault) -> None:
    bo = ann.apply([Add("person", {"name": "Bo"})], "Add").added[0]
    ann.apply([DeleteRecord(bo)], "Delete")
    ann.apply([RestoreRecord(bo)], "Restore")
    ann.undo()
    assert shown(ann) == {}
