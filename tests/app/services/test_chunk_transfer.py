"""What is here, what is wished for, what travels, and what is removed: never anything that is still named."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.problems import NotFound, NothingToUndo
from app.records.attachments import CHUNK
from app.services.attachments import attachments, chunk_transfer
from app.services.exchange import exchange
from app.services.jobs import Progress
from app.services.records import records
from app.services.retention import erasing
from app.storage.vault import chunks
from app.storage.vault.vault import Vault
from tests.examples import examples
from tests.group import Group

MONTH = datetime.timedelta(days=31)
SMALL, LARGE = b"small", b"l" * CHUNK + b"a" * CHUNK + b"r" * CHUNK + b"g" * CHUNK + b"e"


@pytest.fixture
def house(ann: Vault) -> str:
    return records.add(ann, "house", {"name": "Mill Lane 3"}).added[0]


def attach(vault: Vault, record: str, data: bytes) -> str:
    return attachments.attach(vault, record, attachments.given("a.bin", data)).run(Progress()).id


def hand(sender: Vault, digests: Iterable[bytes], receiver: Vault) -> int:
    """Tell what a bundle does with chunks."""
    with sender.database.read() as connection:
        data = [chunks.read(connection, digest) or b"" for digest in digests]
    with receiver.database.write() as connection:
        return sum(chunks.save(connection, each)[1] for each in data)


def size(vault: Vault, digests: Iterable[bytes]) -> int:
    with vault.database.read() as connection:
        return sum(chunks.sizes(connection, digests).values())


def state(vault: Vault, attachment: str) -> str:
    return next(item.presence.state for item in attachments.every(vault) if item.id == attachment)


def test_small_ones_are_wished_for_and_large_ones_asked_about(group: Group, ann: Vault, house: str):
    small, large = attach(ann, house, SMALL), attach(ann, house, LARGE)
    bo = group.join("Bo")
    assert [item.presence.wish for item in attachments.of(bo, house)] == ["yes", "ask"]
    assert len(chunk_transfer.missing(bo)) == 2  # The two lists: what stands in them is not known yet.
    assert len(chunk_transfer.wanted(bo)) == 1
    chunk_transfer.wish(bo, large, fetch=True)
    chunk_transfer.wish(bo, small, fetch=False)
    group.reopen("Bo")
    bo = group.vaults["Bo"]
    assert [item.presence.wish for item in attachments.of(bo, house)] == ["no", "yes"]
    (wanted,) = chunk_transfer.wanted(bo)
    assert hand(ann, chunk_transfer.to_send(ann, "wanted", [wanted]), bo) == 6  # Who asks for the list gets all of it.
    assert (state(bo, small), state(bo, large)) == (chunk_transfer.AWAY, chunk_transfer.HERE)
    assert chunk_transfer.wanted(bo) == []
    assert b"".join(attachments.content(bo, large)) == LARGE
    with pytest.raises(NotFound):
        chunk_transfer.wish(bo, house, fetch=True)


def test_what_came_in_part_is_asked_for_in_part(group: Group, ann: Vault, house: str):
    large = attach(ann, house, LARGE)
    bo = group.join("Bo")
    chunk_transfer.wish(bo, large, fetch=True)
    some = chunk_transfer.to_send(ann, "wanted", chunk_transfer.wanted(bo), most=2 * CHUNK + 1000)
    assert size(ann, some) <= 2 * CHUNK + 1000
    hand(ann, some, bo)
    (item,) = attachments.of(bo, house)
    assert (item.presence.state, item.presence.lacking) == (chunk_transfer.PARTLY, 2 * CHUNK)
    lacking = chunk_transfer.wanted(bo)
    assert sorted(chunk_transfer.to_send(ann, "wanted", lacking)) == lacking
    assert hand(ann, lacking, bo) == 2
    assert state(bo, large) == chunk_transfer.HERE


def test_what_travels_by_choice(group: Group, ann: Vault, house: str):
    attach(ann, house, SMALL)
    attach(ann, house, LARGE)
    assert chunk_transfer.to_send(ann, "none", chunk_transfer.missing(ann)) == []
    assert chunk_transfer.to_send(ann, "wanted") == []
    assert chunk_transfer.to_send(ann, "wanted", [b"\0" * 32]) == []  # Nobody gets what no attachment names.
    everything = chunk_transfer.to_send(ann, "all")
    assert set(everything) == chunk_transfer.held(ann)
    assert len(everything) == len(set(everything)) == 8
    assert size(ann, everything[:2]) < 200  # The small one goes first.
    bo = group.join("Bo")
    hand(ann, everything, bo)
    assert chunk_transfer.missing(bo) == []
    assert chunk_transfer.held(bo) == chunk_transfer.held(ann)


def test_who_is_asked_for_what_is_not_here_sends_what_is(group: Group, ann: Vault, house: str):
    large = attach(ann, house, LARGE)
    bo, cy = group.join("Bo"), group.join("Cy")
    for vault in (bo, cy):
        chunk_transfer.wish(vault, large, fetch=True)
    hand(ann, chunk_transfer.to_send(ann, "wanted", chunk_transfer.wanted(bo), most=3 * CHUNK), bo)
    hand(bo, chunk_transfer.to_send(bo, "wanted", chunk_transfer.wanted(cy)), cy)
    assert chunk_transfer.held(cy) == chunk_transfer.held(bo)
    hand(ann, chunk_transfer.to_send(ann, "wanted", chunk_transfer.wanted(cy)), cy)
    assert state(cy, large) == chunk_transfer.HERE


def test_every_chunk_knows_its_circles(ann: Vault, house: str):
    attach(ann, house, SMALL)
    attach(ann, house, SMALL)
    (item, _again) = attachments.of(ann, house)
    with ann.reading() as session:
        circle = records.find(session, ann, item.id)[1].circle
        assert circle == records.find(session, ann, house)[1].circle
    assert chunk_transfer.circles(ann) == dict.fromkeys(chunk_transfer.held(ann), frozenset({circle}))


def bundle(sender: Vault, receiver: Vault, choice: chunk_transfer.Choice = "wanted") -> frozenset[str]:
    """Give a real bundle from one to the other."""
    device = receiver.secrets.public().device.hex()
    made = exchange.make_bundle(sender, [device], choice).run(Progress())
    return exchange.take(receiver, made.data).run(Progress()).kinds


def test_the_bytes_come_with_a_bundle_once_they_were_asked_for(group: Group, ann: Vault, house: str):
    small, large = attach(ann, house, SMALL), attach(ann, house, LARGE)
    bo = group.join("Bo")
    chunk_transfer.wish(bo, large, fetch=True)
    bundle(ann, bo)
    assert state(bo, large) == chunk_transfer.AWAY  # Ann has not heard of the wish yet.
    bundle(bo, ann)
    assert "attachment" in bundle(ann, bo)  # So that a card that shows it is drawn anew.
    assert [state(bo, each) for each in (small, large)] == [chunk_transfer.HERE, chunk_transfer.HERE]
    assert b"".join(attachments.content(bo, large)) == LARGE
    assert chunk_transfer.wanted(bo) == []


def test_all_or_none_of_the_bytes_can_be_sent(group: Group, ann: Vault, house: str):
    large = attach(ann, house, LARGE)
    bo = group.join("Bo")
    bundle(ann, bo, "none")
    assert state(bo, large) == chunk_transfer.AWAY
    bundle(ann, bo, "all")
    assert state(bo, large) == chunk_transfer.HERE


# -- removing


def later(group: Group, name: str = "Ann", by: datetime.timedelta = MONTH) -> None:
    group.watches[name].time += by


def forget_actions(vault: Vault) -> None:
    """So much has been done since that nothing can be undone any more."""
    with vault.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM action")


def test_what_is_named_stays_for_ever(group: Group, ann: Vault, house: str):
    attach(ann, house, SMALL)
    for _year in range(3):
        assert chunk_transfer.tidy(ann) == (0, 0)
        later(group, by=datetime.timedelta(days=400))
        forget_actions(ann)


def test_what_is_deleted_stays_while_it_can_be_undone_and_a_month(group: Group, ann: Vault, house: str):
    made = attach(ann, house, SMALL)
    records.delete(ann, made)
    for _twice in range(2):
        assert chunk_transfer.tidy(ann) == (0, 0)
        later(group)
    records.undo(ann)
    assert b"".join(attachments.content(ann, made)) == SMALL
    records.redo(ann)
    forget_actions(ann)
    assert chunk_transfer.tidy(ann) == (0, 0)
    later(group, by=datetime.timedelta(days=29))
    assert chunk_transfer.tidy(ann) == (0, 0)
    later(group)
    count, freed = chunk_transfer.tidy(ann)
    assert count == 2
    assert freed > len(SMALL)
    assert chunk_transfer.held(ann) == set()


def test_a_chunk_that_is_named_again_starts_anew(group: Group, ann: Vault, house: str):
    records.delete(ann, attach(ann, house, SMALL))
    forget_actions(ann)
    chunk_transfer.tidy(ann)
    later(group)
    made = attach(ann, house, SMALL)
    assert chunk_transfer.tidy(ann) == (0, 0)
    records.delete(ann, made)
    forget_actions(ann)
    assert chunk_transfer.tidy(ann) == (0, 0)


def test_a_clock_that_was_ahead_keeps_nothing_for_ever(group: Group, ann: Vault, house: str):
    records.delete(ann, attach(ann, house, SMALL))
    forget_actions(ann)
    later(group, by=100 * MONTH)
    chunk_transfer.tidy(ann)
    later(group, by=-100 * MONTH)
    chunk_transfer.tidy(ann)
    later(group)
    assert chunk_transfer.tidy(ann)[0] == 2


def test_what_two_wrote_at_once_is_named_twice(group: Group, ann: Vault, house: str):
    made = attach(ann, house, SMALL)
    bo = group.join("Bo")
    theirs, mine = attach(bo, house, b"of Bo"), attach(ann, house, b"of Ann")
    for vault, other in ((bo, theirs), (ann, mine)):
        content = next(item.content for item in attachments.every(vault) if item.id == other)
        records.edit(vault, made, {"content": content})
        records.delete(vault, other)
    group.meet("Ann", "Bo")
    hand(bo, chunk_transfer.held(bo), ann)
    for name, vault in group.vaults.items():
        forget_actions(vault)
        chunk_transfer.tidy(vault)
        later(group, name)
        chunk_transfer.tidy(vault)
    assert len(chunk_transfer.held(ann)) == 4  # Two lists with one chunk each; neither value is settled yet.
    assert len(chunk_transfer.held(bo)) == 2


def test_what_is_erased_goes_at_once_but_for_what_others_name(ann: Vault, house: str):
    one, other = attach(ann, house, LARGE), attach(ann, house, LARGE[: 2 * CHUNK])
    with ann.writing() as writing:
        count, _freed = chunks.drop(ann, writing, [one])
    assert count == 4  # Its list and the three chunks that the other lacks.
    assert b"".join(attachments.content(ann, other)) == LARGE[: 2 * CHUNK]
    with ann.writing() as writing:
        assert chunks.drop(ann, writing, [other, house])[0] == 3
    assert chunk_transfer.held(ann) == set()


def test_what_is_erased_goes_also_if_only_its_row_is_left(ann: Vault, house: str):
    made = attach(ann, house, SMALL)
    with ann.writing() as writing:
        writing.connection.exec_driver_sql("DELETE FROM record WHERE kind = 'attachment'")
        assert chunks.drop(ann, writing, [made])[0] == 2


def test_an_order_to_erase_takes_the_bytes_along_on_every_laptop(group: Group, ann: Vault, house: str):
    made, kept = attach(ann, house, LARGE), attach(ann, house, SMALL)
    bo = group.join("Bo")
    hand(ann, chunk_transfer.held(ann), bo)
    erasing.erase(ann, erasing.plan(ann, [made]))
    group.hand_over("Ann", "Bo")
    for vault in (ann, bo):
        assert [item.id for item in attachments.every(vault)] == [kept]
        assert len(chunk_transfer.held(vault)) == 2
        assert b"".join(attachments.content(vault, kept)) == SMALL


def test_what_is_attached_is_erased_with_its_record_also_if_it_was_deleted(ann: Vault, house: str):
    room = records.add(ann, "room", {"house": house, "name": "Attic"}).added[0]
    made, deleted = attach(ann, room, LARGE), attach(ann, house, SMALL)
    records.delete(ann, deleted)
    planned = erasing.plan(ann, [house])
    assert {each.record for each in planned.targets} == {house, room, made, deleted}
    erasing.erase(ann, planned)
    assert attachments.every(ann) == []
    chunk_transfer.tidy(ann, at_once=True)  # The order has forgotten what a deleted one named.
    assert chunk_transfer.held(ann) == set()


def test_at_once_means_all_but_what_is_named_or_can_be_undone(ann: Vault, house: str):
    kept, gone = attach(ann, house, LARGE), attach(ann, house, SMALL)
    records.delete(ann, gone)
    assert chunk_transfer.tidy(ann, at_once=True) == (0, 0)
    forget_actions(ann)
    assert chunk_transfer.tidy(ann, at_once=True)[0] == 2
    assert b"".join(attachments.content(ann, kept)) == LARGE


class Shelf(RuleBasedStateMachine):
    """Attaches, deletes, undoes, waits and tidies in any order."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile
        from pathlib import Path

        self.folder = tempfile.TemporaryDirectory()
        self.group = Group(Path(self.folder.name))
        self.vault = self.group.found()
        self.house = records.add(self.vault, "house", {"name": "Mill Lane 3"}).added[0]
        self.files: dict[str, bytes] = {}

    def teardown(self) -> None:
        self.group.close()
        self.folder.cleanup()

    @rule(parts=st.lists(st.sampled_from([b"a", b"b", b"c"]), min_size=1, max_size=3))
    def attach(self, parts: list[bytes]) -> None:
        data = b"".join(part * CHUNK for part in parts)
        self.files[attach(self.vault, self.house, data)] = data

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        there = [item.id for item in attachments.every(self.vault)]
        if there:
            records.delete(self.vault, data.draw(st.sampled_from(sorted(there))))

    @rule(redo=st.booleans())
    def step_back(self, redo: bool) -> None:
        try:
            changed = records.redo(self.vault) if redo else records.undo(self.vault)
        except NothingToUndo:
            return
        if self.house in changed.touched:
            records.restore(self.vault, self.house)

    @rule(days=st.integers(0, 40))
    def tidy(self, days: int) -> None:
        self.group.watches["Ann"].time += datetime.timedelta(days=days)
        chunk_transfer.tidy(self.vault)

    @rule()
    def forget(self) -> None:
        forget_actions(self.vault)

    @invariant()
    def every_byte_that_is_named_is_here(self) -> None:
        for item in attachments.every(self.vault):
            assert b"".join(attachments.content(self.vault, item.id)) == self.files[item.id]
        assert chunk_transfer.missing(self.vault) == []


Shelf.TestCase.settings = examples(15, stateful_step_count=15, deadline=None)
TestShelf = Shelf.TestCase


def test_no_random_file_is_thought_to_be_here(ann: Vault, house: str):
    made = attach(ann, house, os.urandom(100))
    records.edit(ann, made, {"content": "0" * 64})
    assert state(ann, made) == chunk_transfer.AWAY
    assert chunk_transfer.missing(ann) == [b"\0" * 32]
