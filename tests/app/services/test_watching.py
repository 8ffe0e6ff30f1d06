"""A folder that something else keeps in step: what appears in it is read, never trusted, and never in the way."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.problems import UserProblem
from app.records.changes import Add, DeleteRecord
from app.services.exchange import exchange, receiving, watched, watching
from app.services.exchange.foreign_files import FolderGone
from app.services.exchange.watching import Sight
from app.services.jobs import Progress
from app.services.records import records
from app.services.records.records import Query
from app.storage import bundles
from app.storage.vault.vault import Vault
from tests.group import Group

Look = Callable[[Vault, Sight], Sight]


@pytest.fixture
def bo(group: Group) -> Vault:
    group.join("Bo")
    group.meet("Bo", "Ann")
    return group.vaults["Bo"]


@pytest.fixture
def folder(group: Group, bo: Vault, tmp_path: Path) -> Path:
    """Give a folder that Ann's and Bo's laptops share."""
    path = tmp_path / "shared"
    path.mkdir()
    for vault in (group.vaults["Ann"], bo):
        watching.set_up(vault, path, automatic=False)
    return path


def drop(vault: Vault) -> tuple[str, ...]:
    choice = watched.chosen(vault)
    assert choice is not None
    return watching.drop(vault, choice).run(Progress()).recipients


def look(vault: Vault, before: Sight | None = None, *, settled: bool = False) -> Sight:
    choice = watched.chosen(vault)
    assert choice is not None
    return watching.look(vault, choice, before or Sight(), settled=settled).run(Progress())


def take(vault: Vault, sight: Sight) -> receiving.Received:
    choice = watched.chosen(vault)
    assert choice is not None
    return watching.take(vault, choice, sight.news).run(Progress())


def total(vault: Vault) -> int:
    return records.page(vault, "person", Query()).total


def test_news_go_over_by_the_folder_and_the_laptops_come_to_rest(group: Group, bo: Vault, folder: Path):
    ann = group.vaults["Ann"]
    records.add(ann, "person", {"name": "Zoë"})
    assert drop(ann) == ("Bo",)
    (news,) = look(bo).news
    assert (news.taken.sender, news.records, news.asks) == ("Ann", 1, False)
    assert total(bo) == 0, "looking is not taking"
    assert take(bo, look(bo)).records == 1
    assert drop(bo) == ("Ann",), "Bo says what he has now"
    assert [len(each.taken.changes) for each in look(ann).news] == [0]
    take(ann, look(ann))
    assert (drop(ann), drop(bo)) == ((), ()), "to have heard is no news to tell"
    assert exchange.status(ann).to_hand_over == 0
    assert look(bo).news == look(ann).news == ()


def test_there_is_one_file_for_each_laptop_and_it_is_replaced(group: Group, folder: Path, bo: Vault):
    ann = group.vaults["Ann"]
    drop(ann)
    before = {path.name for path in folder.iterdir()}
    assert drop(ann) == ()
    records.add(ann, "person", {"name": "Zoë"})
    drop(ann)
    after = {path.name for path in folder.iterdir()}
    assert len(before) == len(after) == 1
    assert before != after
    group.join("Cy")
    assert set(drop(ann)) == {"Bo", "Cy"}
    assert len(list(folder.iterdir())) == 2
    assert total(bo) == 0


def test_a_file_of_ours_that_got_lost_is_dropped_again_while_it_is_needed(group: Group, folder: Path, bo: Vault):
    ann = group.vaults["Ann"]
    records.add(ann, "person", {"name": "Zoë"})
    drop(ann)
    for path in folder.iterdir():
        path.unlink()
    assert drop(ann) == ("Bo",)
    assert look(bo).news[0].records == 1


def test_a_bundle_from_before_that_lies_there_still_is_not_offered_again(group: Group, folder: Path, bo: Vault):
    records.add(group.vaults["Ann"], "person", {"name": "Zoë"})
    drop(group.vaults["Ann"])
    sight = look(bo)
    take(bo, sight)
    assert look(bo, sight).news == ()
    assert look(bo).news == (), "also after the program was started anew"
    assert look(group.reopen("Bo")).news == ()


def test_what_is_for_others_or_broken_is_tried_once(group: Group, folder: Path, bo: Vault, monkeypatch):
    ann = group.vaults["Ann"]
    group.join("Cy")
    drop(ann)
    (folder / "letter.age").write_bytes(b"Dear Bo")
    os.mkfifo(folder / "pipe.age")
    (folder / "link.age").symlink_to("/dev/zero")
    (folder / "folder.age").mkdir()
    sight = look(bo)
    assert (len(sight.news), sight.others, sight.broken) == (1, 1, 1)
    from app.storage import bundles

    tried: list[bytes] = []
    real = bundles.look_into

    def counted(vault: Vault, data: bytes, *more: Any) -> object:
        tried.append(data)
        return real(vault, data, *more)

    monkeypatch.setattr(bundles, "look_into", counted)
    assert look(bo, sight).news == sight.news
    assert tried == []
    shutil.copy(folder / "letter.age", folder / "letter (1).age")
    look(group.reopen("Bo"), Sight())
    assert [data for data in tried if data == b"Dear Bo"] == [], "it is known by what it holds"


def test_a_file_that_grows_is_left_alone_until_it_rests(group: Group, folder: Path, bo: Vault, tmp_path: Path):
    records.add(group.vaults["Ann"], "person", {"name": "Zoë"})
    data = exchange.make_bundle(group.vaults["Ann"]).run(Progress()).data
    (folder / "a.age").write_bytes(data[:30_000])
    first = look(bo, settled=True)
    assert first.news == ()
    (folder / "a.age").write_bytes(data)
    second = look(bo, first, settled=True)
    assert (second.news, second.broken) == ((), 0), "it has just been written"
    third = look(bo, second, settled=True)
    assert third.news[0].records == 1


def test_half_a_file_that_rested_too_long_is_taken_when_it_is_whole(group: Group, folder: Path, bo: Vault):
    records.add(group.vaults["Ann"], "person", {"name": "Zoë"})
    data = exchange.make_bundle(group.vaults["Ann"]).run(Progress()).data
    (folder / "a.age").write_bytes(data[:30_000])
    half = look(bo)
    assert half.broken == 1
    (folder / "a.age").write_bytes(data)
    assert look(bo, half).news[0].records == 1


def test_an_exchanged_file_is_not_taken_for_the_one_looked_into(group: Group, folder: Path, bo: Vault):
    ann = group.vaults["Ann"]
    records.add(ann, "person", {"name": "Zoë"})
    drop(ann)
    sight = look(bo)
    records.add(ann, "person", {"name": "Mateo"})
    sight.news[0].file.path.write_bytes(exchange.make_bundle(ann).run(Progress()).data)
    (outcome,) = take(bo, sight).outcomes
    assert "exchanged" in str(outcome.problem)
    assert total(bo) == 0


def test_what_deletes_many_is_marked_and_not_taken(group: Group, folder: Path, bo: Vault):
    ann = group.vaults["Ann"]
    people = [records.add(ann, "person", {"name": f"Person {n}"}).added[0] for n in range(30)]
    group.hand_over("Ann", "Bo")
    for person in people[:5]:
        records.delete(ann, person)
    drop(ann)
    sight = look(bo)
    assert sight.news[0].asks
    assert take(bo, sight).outcomes[0].what == receiving.ASKS
    assert total(bo) == 30


@pytest.mark.long
def test_thousands_of_files_are_a_matter_of_several_rounds(group: Group, folder: Path, bo: Vault):
    for number in range(700):
        (folder / f"{number:03}.age").write_bytes(b"%d" % number)
        os.utime(folder / f"{number:03}.age", (number + 1, number + 1))
    sight = look(bo)
    assert sight.passed_over == 200
    assert sight.broken == watching.FILES_A_ROUND
    assert look(bo, sight).broken == 2 * watching.FILES_A_ROUND


def test_a_folder_that_is_away_is_said_and_forgets_nothing(group: Group, folder: Path, bo: Vault):
    drop(bo)
    folder.rename(folder.with_name("away"))
    with pytest.raises(FolderGone):
        look(bo)
    records.add(bo, "person", {"name": "Zoë"})
    with pytest.raises(FolderGone):
        drop(bo)
    folder.with_name("away").rename(folder)
    assert drop(bo) == ("Ann",)
    assert len(list(folder.iterdir())) == 1


def test_what_was_being_written_when_the_program_ended_is_cleared_away(
    group: Group, folder: Path, bo: Vault, monkeypatch: pytest.MonkeyPatch
):
    drop(bo)
    records.add(bo, "person", {"name": "Zoë"})
    real, calls = watched.remember, []

    def killed(vault: Vault, memory: watched.WatchMemory) -> None:
        calls.append(memory)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(vault, memory)

    with monkeypatch.context() as patch:
        patch.setattr(watched, "remember", killed)
        patch.setattr(watching.FileBatch, "undo", lambda _batch: None)
        with pytest.raises(KeyboardInterrupt):
            drop(bo)
    assert len(list(folder.iterdir())) == 2
    assert drop(bo) == ("Ann",)
    assert len(list(folder.iterdir())) == 1
    assert look(group.vaults["Ann"]).news[0].records == 1


def test_what_has_gone_from_the_folder_is_not_counted_any_more(group: Group, folder: Path, bo: Vault):
    (folder / "letter.age").write_bytes(b"Dear Bo")
    sight = look(bo)
    assert sight.broken == 1
    (folder / "letter.age").unlink()
    assert look(bo, sight).broken == 0


def test_what_is_noted_outside_the_vault_says_nothing_of_the_group(group: Group, folder: Path, bo: Vault):
    records.add(bo, "person", {"name": "Zoë"})
    drop(bo)
    notes = list(bo.environment.paths.config_folder.rglob("*"))
    texts = [path.read_text("utf-8") for path in notes if path.is_file()]
    assert any(str(folder) in text for text in texts)
    dropped = [path.stem for path in folder.iterdir()]
    for text in [*texts, *(path.name for path in notes)]:
        for word in ("Kitchen", "Ann", group.vaults["Ann"].secrets.public().device.hex(), *dropped):
            assert word not in text.replace(str(folder), "")


def test_another_folder_and_none(group: Group, folder: Path, bo: Vault, tmp_path: Path):
    drop(bo)
    other = tmp_path / "other"
    other.mkdir()
    watching.set_up(bo, other, automatic=True)
    assert list(folder.iterdir()) == [], "what this vault left in the old folder is gone"
    assert drop(bo) == ("Ann",)
    choice = watched.chosen(bo)
    assert choice is not None
    assert choice.automatic
    watching.stop(bo)
    assert list(other.iterdir()) == []
    assert watched.chosen(bo) is None


def test_the_vaults_own_folder_is_refused(bo: Vault):
    with pytest.raises(UserProblem, match="vault itself"):
        watching.set_up(bo, bo.folder.path, automatic=False)
    assert watched.chosen(bo) is None


@pytest.mark.long
def test_what_deletes_little_in_each_of_many_rounds_is_asked_about_all_the_same(group: Group, bo: Vault, folder: Path):
    ann = group.vaults["Ann"]
    people = list(ann.apply([Add("person", {"name": f"Person {number}"}) for number in range(100)], "Many").added)
    drop(ann)
    take(bo, look(bo))
    left: list[int] = []
    for _round in range(3):
        ann.apply([DeleteRecord(people.pop()) for _ in range(8)], "Few")
        drop(ann)
        sight = look(bo)
        take(bo, sight)
        left.append(total(bo))
    assert left == [92, 92, 92]
    (news,) = look(bo, look(bo)).news
    assert news.asks
    choice = watched.chosen(bo)
    assert choice is not None
    assert watching.take(bo, choice, [news], yes=True).run(Progress()).gone == {"person": 16}
    ann.apply([DeleteRecord(people.pop()) for _ in range(7)], "Few")
    drop(ann)
    assert [each.asks for each in look(bo).news] == [True]
    group.watches["Bo"].time += datetime.timedelta(days=1)
    assert [each.asks for each in look(bo).news] == [False], "yesterday's are forgotten"


@pytest.mark.parametrize("noted", [b"", b"{", b'{"folder": 3}', b'{"folder": ""}', b"[]"])
def test_a_note_that_cannot_be_read_is_as_none(bo: Vault, folder: Path, noted: bytes):
    file = watched._file(bo)
    file.write_bytes(noted)
    assert watched.chosen(bo) is None


def test_a_file_that_ended_the_program_is_passed_over_and_said(group: Group, bo: Vault, folder: Path):
    ann = group.vaults["Ann"]
    records.add(ann, "person", {"name": "Zoë"})
    drop(ann)
    (name,) = (path.name for path in folder.iterdir())
    (news,) = look(bo).news
    memory = watched.recall(bo)
    memory.looking = (name, news.digest)
    watched.remember(bo, memory)  # What the vault keeps when the program is killed within a look.
    sight = look(bo)
    assert (sight.news, sight.fatal) == ((), {name})
    assert look(bo).fatal == {name}, "it is said again as long as it lies there"
    records.add(ann, "person", {"name": "Cy"})
    drop(ann)
    sight = look(bo)
    assert [each.records for each in sight.news] == [2], "the next bundle is looked at as ever"
    assert sight.fatal == frozenset()


def test_a_bundle_that_needs_too_much_memory_stops_no_other(
    group: Group, bo: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    ann = group.vaults["Ann"]
    records.add(ann, "person", {"name": "Zoë"})
    (folder / "0.age").write_bytes(b"age-encryption.org/v1\n too much")
    drop(ann)
    glimpse = bundles.glimpse

    def starved(data: bytes, *rest: Any) -> Any:
        if data.endswith(b"too much"):
            raise MemoryError
        return glimpse(data, *rest)

    monkeypatch.setattr(bundles, "glimpse", starved)
    sight = look(bo)
    assert [each.records for each in sight.news] == [1]
    assert (sight.heavy, sight.broken) == ({"0.age"}, 0)
    received = receiving.take_folder(bo, folder).run(Progress())
    assert {outcome.what for outcome in received.outcomes} == {receiving.TAKEN, receiving.REFUSED}
    (bad,) = received.of(receiving.REFUSED)
    assert "memory" in str(bad.problem)
