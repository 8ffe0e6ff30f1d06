"""Playbooks: versions that never change, forks and joins, runs that move, files for others, and those shipped."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.projects import playbook_page, playbook_service, runs, task_board
from app.capabilities.projects.agenda import AGENDA
from app.capabilities.projects.playbook_file import SharedPlaybook, SharedVersion, read, written
from app.capabilities.projects.playbook_service import propose, shipped, step_changes
from app.capabilities.projects.playbooks import Step, ancestors, differences, digest, faults, join, warnings
from app.capabilities.projects.schedule import days, moved
from app.problems import WrongValue
from app.records.changes import Add, New
from app.services.conflicts import conflicts
from app.services.conflicts.conflicts import Conflict
from app.services.records import records
from app.storage.vault.vault import Vault
from tests.app.capabilities.projects.book import Book, on
from tests.group import Group

MONDAY = datetime.date(2026, 11, 23)


@pytest.fixture
def soup(book: Book) -> str:
    """Give a playbook with a draft of three steps."""
    playbook = book.add("playbook", name="Soup", purpose="Warm food")
    version = book.add("playbook_version", playbook=playbook)
    for key, title, offset, after in (("1", "Buy", -2, ""), ("2", "Cook", 0, ""), ("3", "Clean", 1, "2")):
        fields = {"after": after} if after else {}
        book.add("step", version=version, key=key, title=title, offset=offset, minutes=30, **fields)
    return playbook


def test_a_version_never_changes_once_it_is_proposed(book: Book, soup: str):
    step = next(each["id"] for each in book("list", "step") if each["values"]["key"] == "1")
    assert len(playbook(book, "propose", "Soup")["digest"]) == 64
    for verb in (("set", "step", step, "title=Steal"), ("delete", "step", step)):
        assert "never changes" in book.fails(*verb)
    version = book("list", "playbook_version")[0]["id"]
    assert "never changes" in book.fails("add", "step", f"version={version}", "key=4", "title=More")
    assert "no way to decide" in book.shell.fails("playbook", "adopt", book.vault, "Soup", "--method", "lot")
    adopted = playbook(book, "adopt", "Soup", "--method", "vote", "--on", on(1))
    assert (adopted["state"], adopted["adopted_on"]) == ("adopted", on(1))


def playbook(book: Book, verb: str, *words: object):
    return book.shell.read("playbook", verb, book.vault, *words)


def test_run_moves_with_its_anchor_but_for_what_was_set_by_hand(book: Book, soup: str):
    playbook(book, "propose", "Soup")
    run = book("run", "Soup", "--anchor", on(10))
    assert [(each["key"], each["due"]) for each in run["steps"]] == [("1", on(8)), ("2", on(10)), ("3", on(11))]
    by_hand, done, follows = (each["task"] for each in run["steps"])
    book.say("set", "task", by_hand, f"due={on(7)}")
    book.say("set", "task", done, "status=done", f"done_on={on(12)}")
    moved = book("run", run["run"], "--move", "--anchor", on(20))
    assert [each["due"] for each in moved["steps"]] == [on(7), on(10), on(13)], "a day after it was done"
    assert book("list", "wait")[0]["values"] == {"task": follows, "for_task": done}
    at_end = book("run", "Soup", "--anchor", on(30), "--at", "end", "--name", "Soup again")
    assert [each["due"] for each in at_end["steps"]] == [on(27), on(29), on(30)]
    results = playbook(book, "show", "Soup", "--on", on(12))["results"]
    assert [(each["runs"], each["steps_due"], each["steps_on_time"]) for each in results] == [(2, 2, 0)]


def test_what_follows_a_step_counts_from_the_day_on_which_it_was_ticked_off(tmp_path: Path):
    vault = Group(tmp_path).found()
    playbook = records.add(vault, "playbook", {"name": "Soup"}).added[0]
    steps = [Step("1", "Cook"), Step("2", "Clean", offset=1, after="1"), Step("3", "Write", offset=2, after="1")]
    version = vault.apply([Add("playbook_version", {"playbook": playbook}), *step_changes(New(0), steps)], "").added[0]
    propose(vault, version)
    runs.start(vault, version, MONDAY)

    def dues() -> dict[str, datetime.date]:
        return {card.title: card.due for card in task_board.board(vault, MONDAY).cards if card.due}

    assert dues() == {"Cook": MONDAY, "Clean": later(1), "Write": later(2)}
    ids = {card.title: card.id for card in task_board.board(vault, MONDAY).cards}
    task_board.put_on(vault, ids["Write"], later(9))
    task_board.set_status(vault, ids["Cook"], "done", later(4))
    assert dues() == {"Cook": MONDAY, "Clean": later(5), "Write": later(9)}, "what was set by hand stays"
    task_board.set_status(vault, ids["Cook"], "open", later(4))
    assert dues()["Clean"] == later(1)
    done = next(each for each in AGENDA if each.name == "tasks").actions["done"].changes(vault, ids["Cook"], later(3))
    vault.apply(done, "")
    assert dues()["Clean"] == later(4), "the same when it is ticked off on Today"


def later(days: int) -> datetime.date:
    return MONDAY + datetime.timedelta(days)


def test_what_a_run_taught_becomes_a_version_and_runs_say_what_changed(book: Book, soup: str):
    playbook(book, "propose", "Soup")
    playbook(book, "adopt", "Soup")
    run = book("run", "Soup", "--anchor", on(1))
    said = book("look-back", run["run"], "--drop", "1", "--change", "2=Cook less", "--why", "It was too much")
    assert said["proposed"]
    playbook(book, "adopt", "Soup")
    shown = playbook(book, "show", "Soup")
    assert [(each["key"], each["what"]) for each in shown["differences"]] == [("1", "dropped"), ("2", "changed")]
    moved = book("run", run["run"], "--move", "--anchor", on(2))
    assert (moved["newer"], moved["version"]) == (2, run["version"])
    assert [each["what"] for each in moved["changed_since"]] == ["dropped", "changed"]
    states = {each["number"]: each["state"] for each in shown["lineage"]}
    assert states == {1: "retired", 2: "adopted"}
    fork = playbook(book, "fork", "Soup", "--take", "1:1")
    assert len(fork["parents"]) == 2
    assert [each["key"] for each in playbook(book, "show", "Soup", "--version", "3")["steps"]] == ["1", "2", "3"]


def test_the_same_version_of_two_groups_is_one(book: Book, soup: str):
    out = book.shell.path("soup.json")
    playbook(book, "propose", "Soup")
    book.shell("playbook", "export", book.vault, "Soup", "--out", out)
    book.shell("new", book.shell.path("other"), "--group", "Other", "--me", "Zoë", who="Zoë")
    other = Book(book.shell, book.shell.path("other"), "Zoë")
    for _time in range(2):
        other.shell("playbook", "import", other.vault, out, who="Zoë")
    (mine,), (theirs,) = book("list", "playbook_version"), other("list", "playbook_version")
    assert mine["values"]["digest"] == theirs["values"]["digest"]
    assert theirs["values"]["state"] == "proposed"
    back = book.shell.path("back.json")
    other.shell("playbook", "export", other.vault, "Soup", "--out", back, who="Zoë")
    assert back.read_bytes() == out.read_bytes()
    assert "Ann" not in out.read_text()
    assert mine["id"] not in out.read_text()


def test_what_two_laptops_took_in_is_one_conflict_and_becomes_one_playbook(tmp_path: Path):
    group = Group(tmp_path)
    ann = group.found()
    bo = group.join("Bo")
    data = shipped()["study-circle"]
    made: dict[str, str] = {}
    for name, vault in (("Ann", ann), ("Bo", bo)):
        _changed, playbook = playbook_service.imported(vault, data)
        version = playbook_service.version_of(vault, playbook, None, "proposed")
        made[name] = runs.start(vault, version.id, MONDAY, name=f"Reading with {name}").added[1]
    playbook_service.adopt(bo, version.id, "consensus", MONDAY)
    group.meet("Ann", "Bo")
    group.meet("Ann", "Bo")
    (found,) = twice(ann)
    assert [each.id for each in twice(bo)] == [found.id]
    conflicts.settle(ann, found.id, "one")
    group.meet("Ann", "Bo")
    for vault in (ann, bo):
        assert twice(vault) == []
        (line,) = playbook_page.shelf_lines(vault)
        assert (line.state, line.runs) == ("adopted", 2)
        for run in made.values():
            assert len(runs.running(vault, run).tasks) == len(runs.running(vault, run).steps) > 3
    ann.undo()
    assert [each.id for each in twice(ann)] == [found.id]
    assert [each.runs for each in playbook_page.shelf_lines(ann)] == [1, 1]


def twice(vault: Vault) -> list[Conflict]:
    return [each for each in conflicts.open_conflicts(vault) if "is here twice" in each.sentence]


def spoilt(**changes: object) -> bytes:
    whole = written(SharedPlaybook("Soup", "", (SharedVersion(1, (Step("1", "Cook"),)),)))
    return json.dumps(json.loads(whole) | changes).encode()


WHOLE = spoilt()
NOTED = {"key": "1", "title": "Cook", "note": "Ann"}
BROKEN = {
    "cut off": WHOLE[:-20],
    "no playbook": b"[]",
    "newer version": spoilt(version=2),
    "digest": spoilt(name="Other"),
    "too large": b" " * (9 << 20),
    "more than anybody": spoilt(versions=[{"number": 1, "digest": "", "steps": [{}] * 1_000_000}]),
    "cut": b"[" * 100_000,
    "playbook": spoilt(
        versions=[{"number": 1, "digest": "x", "steps": [{"key": "1", "title": "Cook", "note": "Ann"}]}]
    ),
}


@pytest.mark.parametrize("words", BROKEN)
def test_a_broken_file_is_a_sentence_and_nothing_is_taken(words: str):
    with pytest.raises(WrongValue, match=words):
        read(BROKEN[words])


@st.composite
def bytes_changed(draw: st.DrawFn) -> bytes:
    place = draw(st.integers(0, len(WHOLE) - 1))
    return WHOLE[:place] + draw(st.binary(max_size=2)) + WHOLE[place + 1 :]


@given(st.binary(max_size=200) | bytes_changed())
def test_whatever_is_read_is_refused_or_whole(data: bytes):
    try:
        found = read(data)
    except WrongValue:
        return
    assert read(written(found)) == found


def test_ten_are_shipped_and_keep_to_the_rules_of_a_checklist():
    found = {name: read(data) for name, data in shipped().items()}
    assert len(found) == 10
    for name, data in shipped().items():
        assert written(found[name]) == data
        (version,) = found[name].versions
        assert faults(version.steps) == warnings(version.steps) == []
        assert any(step.how == "do_confirm" for step in version.steps)
        assert all(step.role and step.minutes for step in version.steps)
        assert any(step.indicator for step in version.steps), "something of it is measured"
        assert any(step.pause for step in version.steps)
        assert found[name].purpose


def test_more_than_nine_items_to_a_pause_point_are_warned_of():
    steps = [Step(str(number), "Do", pause=number == 10) for number in range(1, 20)]
    assert len(warnings(steps)) == 1
    assert "10 items from step 1 " in warnings(steps)[0]


def test_working_days_leave_out_weekends_and_free_days():
    friday, free = MONDAY + datetime.timedelta(4), {MONDAY + datetime.timedelta(7)}
    assert moved(friday, 1, True, free) == MONDAY + datetime.timedelta(8)
    assert moved(friday, 1, False, free) == MONDAY + datetime.timedelta(5)
    assert moved(MONDAY, -1, True) == MONDAY - datetime.timedelta(3)
    assert moved(MONDAY + datetime.timedelta(5), 0, True) == MONDAY + datetime.timedelta(7)
    assert moved(datetime.date.max, 5, True) == datetime.date.max


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 1, 1)), st.integers(-400, 400))
def test_no_day_is_off_by_one(day: datetime.date, offset: int):
    assert (moved(day, offset) - day).days == offset
    there = moved(day, offset, True)
    step = 1 if offset >= 0 else -1
    between = (day + datetime.timedelta(n * step) for n in range(1, abs((there - day).days) + 1))
    assert there.weekday() < 5
    if offset:
        assert sum(each.weekday() < 5 for each in between) == abs(offset)


def test_lineages_and_chains_of_thousands_need_no_recursion():
    parents = {str(number): [str(number - 1)] for number in range(1, 3000)}
    assert len(ancestors("2999", parents)) == 3000
    steps = [Step(str(n), "Do", offset=1, after=str(n - 1) if n else "anchor") for n in range(5000)]
    assert days(steps, MONDAY)["4999"] == MONDAY + datetime.timedelta(5000)


STEPS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["x", "y", "z"])).map(
    lambda found: [Step(key, title) for key, title in found.items()]
)


@given(STEPS, STEPS, STEPS)
def test_joining_loses_nothing_that_one_side_changed(base: list[Step], one: list[Step], other: list[Step]):
    assert list(join(base, one, one).steps) == sorted(one, key=lambda each: each.key)
    assert digest(join(base, base, other).steps) == digest(other)
    assert digest(join(base, one, base).steps) == digest(one)
    made = join(base, one, other)
    mine = {each.key for each in differences(base, one)}
    theirs = {each.key for each in differences(base, other)} - mine
    found = {each.key: each for each in made.steps}
    for key in theirs:
        assert found.get(key) == next((each for each in other if each.key == key), None)
