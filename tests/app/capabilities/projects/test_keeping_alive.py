"""A project that loses its owner is seen, and is saved or closed with its lessons; on the command line."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.capabilities.projects.book import Book, on
from tests.app.cli.conftest import Shell
from tests.group import START


def states(book: Book, name: str, *days: int) -> list[tuple[str, int]]:
    found = (book.project(name, day) for day in days)
    return [(each["pulse"], each["age"]) for each in found]


def test_the_pulse_slows_down_and_one_key_brings_it_back(book: Book, kitchen: str):
    assert states(book, "Kitchen", 0, 14, 15, 28, 29) == [
        ("alive", 0), ("alive", 14), ("amber", 15), ("amber", 28), ("quiet", 29)
    ]  # fmt: skip
    assert [each["id"] for each in book("rescue", "--on", on(29))] == [kitchen]
    assert book("alive", "Kitchen", "--on", on(29))[0]["pulse"] == "alive"
    assert states(book, "Kitchen", 43, 44) == [("alive", 14), ("amber", 15)]
    assert book.project("Kitchen", -5)["last_sign"] == on(-5), "never later than the day asked for"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("task", {"title": "Cook"}),
        ("entry", {"day": on(0), "text": "We met."}),
        ("role", {"name": "Cook"}),
        ("decision", {"question": "Where?"}),
        ("event", {"name": "Supper", "begins": "2026-12-24T18:00", "ends": "2026-12-24T20:00"}),
    ],
)
def test_what_belongs_to_a_project_is_a_sign_of_its_life(book: Book, kitchen: str, kind: str, fields: dict[str, str]):
    book.shell.watches["Ann"].time = START + datetime.timedelta(days=30)
    assert book.project("Kitchen", 30)["pulse"] == "quiet"
    record = book.add(kind, project=kitchen, **fields)
    found = book.project("Kitchen", 30)
    assert (found["pulse"], found["last_sign"]) == ("alive", on(30))
    assert found["sign"] == {"kind": kind, "record": record}


def test_parts_of_parts_and_what_names_it_are_signs_too(book: Book, kitchen: str):
    role = book.add("role", project=kitchen, name="Cook")
    book.shell.watches["Ann"].time = START + datetime.timedelta(days=40)
    book.add("holder", role=role, person="Ada")
    assert book.project("Kitchen", 40)["sign"]["kind"] == "holder"
    book.shell.watches["Ann"].time = START + datetime.timedelta(days=80)
    book.add("listing", side="need", category="thing", title="Pots", quantity=2, of=kitchen)
    assert book.project("Kitchen", 80)["sign"]["kind"] == "listing"


@pytest.mark.parametrize(
    "change",
    ["status=active", f"sleeps_until={on(-1)}", "mentor=Bo", "lessons=Cook less.", "rhythm=15"],
)
def test_what_is_no_sign(book: Book, kitchen: str, change: str):
    book.shell("set", book.vault, "project", kitchen, "status=paused")
    book.shell.watches["Ann"].time = START + datetime.timedelta(days=50)
    book.shell("set", book.vault, "project", kitchen, change)
    assert book.project("Kitchen", 50)["last_sign"] == on(0)


def test_days_are_those_of_the_groups_time_zone(book: Book, kitchen: str):
    book.shell.watches["Ann"].time = START.replace(hour=23)
    book.add("task", project=kitchen, title="Cook")
    assert book.project("Kitchen", 5)["last_sign"] == on(0)
    book.say("settings", "time_zone=Europe/Berlin")
    assert book.project("Kitchen", 5)["last_sign"] == on(1)


def test_what_was_quiet_in_earlier_versions_is_active_and_not_offered(book: Book, kitchen: str):
    assert "none of" in book.fails("set", "project", kitchen, "status=quiet")
    assert "between 1 and" in book.fails("set", "project", kitchen, "rhythm=0")


@pytest.mark.long
def test_five_ways_to_save_a_project(book: Book, kitchen: str):
    assert book("rescue", "Kitchen", "--mentor", "Bo", "--on", on(40))[0]["pulse"] == "asleep"
    assert states(book, "Kitchen", 67, 68, 82, 83) == [("asleep", 0), ("alive", 0), ("alive", 14), ("amber", 15)]
    assert book("rescue", "Kitchen", "--sleep-until", on(200), "--on", on(40))[0]["sleeps_until"] == on(200)
    assert "to come" in book.fails("rescue", "Kitchen", "--sleep-until", on(40), "--on", on(40))
    adopted = book("rescue", "Kitchen", "--adopt", "Bo", "--on", on(41))[0]
    assert (adopted["pulse"], adopted["age"]) == ("alive", 0)
    assert [each["risk"] for each in adopted["risks"]] == ["no_successor"], "who owns it cannot take it over"
    assert "one sentence" in book.fails("rescue", "Kitchen", "--archive", " ")
    assert book("rescue", "Kitchen", "--archive", "Pots are heavy.", "--on", on(50))[0]["status"] == "archived"
    assert [each["id"] for each in book("search", "heavy")] == [kitchen]
    assert "archived" in book.fails("rescue", "Kitchen", "--adopt", "Ada")


def test_a_project_comes_back_from_the_archive_as_it_was(book: Book, kitchen: str):
    role = book.add("role", project=kitchen, name="Cook")
    holder = book.add("holder", role=role, person="Bo")
    due = book.add("task", project=kitchen, title="Shop", due=on(5))
    done = book.add("task", project=kitchen, title="Ask", due=on(5), status="done")
    book("rescue", "Kitchen", "--archive", "Winter is no time for it.", "--on", on(3))
    revived = book("revive", "Kitchen", "--owner", "Bo", "--on", on(103))[0]
    assert (revived["id"], revived["status"], revived["pulse"]) == (kitchen, "active", "alive")
    assert book.values("holder", holder)["state"] == "asked"
    assert book.values("task", due)["due"] == on(105)
    assert book.values("task", done)["due"] == on(5)
    book.say("undo")
    assert book.values("task", due)["due"] == on(5)
    assert book.values("project", kitchen)["status"] == "archived"


@pytest.mark.long
def test_risks_each_with_its_day(book: Book, kitchen: str):
    def risks(day: int) -> dict[str, str]:
        return {each["risk"]: each["since"] for each in book.project("Kitchen", day)["risks"]}

    assert risks(0) == {}
    book.add("commitment", person="Ada", hours_a_week=5, from_day=on(-9), until_day=on(40))
    assert risks(25) == {}
    assert risks(26) == {"commitment_ends": on(26)}
    book.say("set", "project", kitchen, f"ends={on(60)}")
    assert risks(1) == {"commitment_ends": on(0)}
    book.say("set", "project", kitchen, f"ends={on(40)}")
    assert risks(39) == {}
    book.add("absence", person="Bo", from_day=on(5), back_on=on(9))
    assert [risks(day) for day in (4, 5, 8, 9)] == [{}, {"successor_away": on(5)}, {"successor_away": on(5)}, {}]
    role = book.add("role", project=kitchen, name="Cook", how_many=2)
    assert risks(1) == {"role_short": on(0)}
    for name in ("Ada", "Bo"):
        book.add("holder", role=role, person=name, from_day=on(0), until=on(20))
    assert [risks(day) for day in (5, 6, 21)] == [
        {"successor_away": on(5)}, {"successor_away": on(5), "term_ends": on(6)}, {"role_short": on(21)}
    ]  # fmt: skip
    book.say("set", "person", "Ada", "stage=left", f"left_on={on(2)}")
    assert risks(3)["owner_left"] == on(2)
    assert "owner_left" not in risks(1)


def test_who_owns_five_and_what_nobody_owns(book: Book):
    ada = book.add("person", name="Ada")
    for number in range(4):
        book.add("project", name=f"P{number}", status="active", owner=ada)
    assert {each["risk"] for each in book.project("P1")["risks"]} == {"no_successor"}
    book.add("project", name="P4", status="active", owner=ada)
    assert {each["risk"] for each in book.project("P1")["risks"]} == {"no_successor", "too_many"}
    book.add("project", name="Alone", status="active")
    assert {each["risk"] for each in book.project("Alone")["risks"]} == {"no_owner", "no_successor"}


def test_a_silence_may_only_mean_that_a_laptop_is_silent(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]
):
    book, his = Book(shell, ann), Book(shell, bo, "Bo")
    person = book.add("person", name="Bo")
    book.add("project", name="Kitchen", status="active", owner=person)
    hand_over("Ann", "Bo")
    his.say("link", person)
    shell.watches["Bo"].time = START + datetime.timedelta(days=10)
    his.add("person", name="Zoë")
    hand_over("Bo", "Ann")
    assert book.project("Kitchen", 20)["doubt"].endswith("last heard of 10 days ago")
    assert book.project("Kitchen", 20)["doubt"].startswith("no news as far as this laptop knows; Bo's laptop")
    assert book.project("Kitchen", 14)["doubt"] is None


def test_when_a_laptop_was_last_heard_of_is_a_day_of_the_groups_zone(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]
):
    book, his = Book(shell, ann), Book(shell, bo, "Bo")
    person = book.add("person", name="Bo")
    book.add("project", name="Kitchen", status="active", owner=person)
    book.say("settings", "time_zone=Pacific/Auckland")
    hand_over("Ann", "Bo")
    his.say("link", person)
    shell.watches["Bo"].time = START.replace(hour=20) + datetime.timedelta(days=10)
    his.add("person", name="Zoë")
    hand_over("Bo", "Ann")
    assert book.project("Kitchen", 21)["doubt"].endswith("last heard of 10 days ago"), "there it was the day after"


def test_a_ring_of_waiting_is_refused_by_its_names(book: Book, kitchen: str):
    tasks = [book.add("task", project=kitchen, title=title) for title in ("Buy", "Cook", "Serve")]
    book.add("wait", task=tasks[1], for_task=tasks[0])
    book.add("wait", task=tasks[2], for_task=tasks[1])
    said = book.fails("add", "wait", f"task={tasks[0]}", f"for_task={tasks[2]}")
    assert said.count("→") == 3
    assert all(name in said for name in ("Buy", "Cook", "Serve"))
    assert len(book("list", "wait")) == 2
    assert "itself" in book.fails("add", "wait", f"task={tasks[0]}", f"for_task={tasks[0]}")


@pytest.mark.long
def test_a_ring_of_two_bundles_is_one_conflict_everywhere(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]
):
    book, his = Book(shell, ann), Book(shell, bo, "Bo")
    project = book.add("project", name="Kitchen", status="active")
    buy, cook = (book.add("task", project=project, title=title) for title in ("Buy", "Cook"))
    hand_over("Ann", "Bo")
    book.add("wait", task=cook, for_task=buy)
    his.add("wait", task=buy, for_task=cook)
    hand_over("Ann", "Bo")
    hand_over("Bo", "Ann")
    found, other = book("conflicts"), his("conflicts")
    assert [each["id"] for each in found] == [each["id"] for each in other]
    assert "wait for each other" in found[0]["sentence"]
    book.say("settle", found[0]["id"][:12], found[0]["options"][0]["key"])
    assert book("conflicts") == []
    assert len(book("list", "wait")) == 1


@pytest.mark.long
def test_merging_moves_all_and_one_undo_puts_it_back(book: Book, kitchen: str):
    other = book.add("project", name="Canteen", status="active", purpose="Lunch", owner="Bo")
    task = book.add("task", project=other, title="Cook")
    need = book.add("listing", side="need", category="thing", title="Pots", quantity=2, of=other)
    before = {kind: book("list", kind) for kind in ("project", "task", "listing")}
    merged = book("rescue", "Canteen", "--into", "Kitchen")[0]
    assert merged["merged_into"] == kitchen
    assert merged["pulse"] is None
    assert book.values("task", task)["project"] == kitchen
    assert book.values("listing", need)["of"] == kitchen
    assert book.values("project", kitchen)["purpose"] == "Lunch"
    assert "merged into “Kitchen”" in book.fails("rescue", "Canteen", "--adopt", "Ada")
    assert "into itself" in book.fails("merge", "project", "Kitchen", "Kitchen")
    book.say("undo")
    assert {kind: book("list", kind) for kind in ("project", "task", "listing")} == before


@pytest.mark.long
def test_of_what_both_have_said_a_merge_tells_both_values_and_which_stays(book: Book, kitchen: str):
    book.say("set", "project", kitchen, "purpose=Lunch", "tags=food")
    other = book.add(
        "project", name="Canteen", status="active", purpose="Supper", place="Hall", lessons="Early", tags="hot"
    )
    shown = book.say("merge", "project", kitchen, other, "--dry-run")
    assert all(words in shown for words in ("Lunch", "Supper", "Canteen", "Hall")), shown
    told = {each["field"]: each for each in book("merge", "project", kitchen, other, "--dry-run")["fields"]}
    assert (told["purpose"]["survivor"], told["purpose"]["other"], told["purpose"]["of"]) == (
        "Lunch",
        "Supper",
        kitchen,
    )
    assert (told["place"]["kept"], told["place"]["of"]) == ("Hall", other)
    assert (told["lessons"]["kept"], told["lessons"]["of"]) == (None, kitchen), "what was learned stays where it was"
    assert told["tags"]["kept"] == ["food", "hot"]
    assert book.values("project", other)["merged_into"] is None
    for wish in (f"{kitchen}:purpose", f"{other}:merged_into", f"{other}:ends", f"{other}:colour", "purpose"):
        assert book.fails("merge", "project", kitchen, other, "--take", wish)
        assert book.values("project", other)["merged_into"] is None
    book.say("merge", "project", kitchen, other, "--take", f"{other}:purpose")
    values = book.values("project", kitchen)
    assert (values["name"], values["purpose"], values["place"]) == ("Kitchen", "Supper", "Hall")
    book.say("undo")
    assert book.values("project", kitchen)["purpose"] == "Lunch"


@pytest.mark.long
def test_what_is_added_elsewhere_meanwhile_counts_for_what_was_kept(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]
):
    book, his = Book(shell, ann), Book(shell, bo, "Bo")
    kept = book.add("project", name="Kitchen", status="active")
    gone = book.add("project", name="Canteen", status="active")
    hand_over("Ann", "Bo")
    book.say("merge", "project", kept, gone)
    task = his.add("task", project=gone, title="Cook")
    his.say("set", "project", gone, "place=Hall", "purpose=Lunch")
    need = his.add("listing", side="need", category="thing", title="Pots", quantity=2, of=gone)
    hand_over("Bo", "Ann")
    hand_over("Ann", "Bo")
    assert book.project("Kitchen")["open_tasks"] == his.project("Kitchen")["open_tasks"] == 1
    (found,) = book("conflicts")
    assert [found["id"]] == [each["id"] for each in his("conflicts")]
    book.say("settle", found["id"], "move")
    assert book.values("task", task)["project"] == book.values("listing", need)["of"] == kept
    values = book.values("project", kept)
    assert (values["place"], values["purpose"]) == ("Hall", "Lunch"), "what was written of it there arrives here"
    assert book("conflicts") == []


@pytest.mark.long
def test_merged_into_each_other_no_task_is_lost(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]
):
    book, his = Book(shell, ann), Book(shell, bo, "Bo")
    one, other = book.add("project", name="One", status="active"), book.add("project", name="Other", status="active")
    for project in (one, other):
        book.add("task", project=project, title="Cook")
    hand_over("Ann", "Bo")
    book.say("merge", "project", one, other)
    his.say("merge", "project", other, one)
    hand_over("Bo", "Ann")
    hand_over("Ann", "Bo")
    counted = {each["name"]: each["open_tasks"] for each in book("projects")}
    assert sum(counted.values()) == 2
    conflicts = book("conflicts")
    assert [each["id"] for each in conflicts] == [each["id"] for each in his("conflicts")]
    ring = next(each for each in conflicts if "into each other" in each["sentence"])
    book.say("settle", ring["id"], "keep1")
    assert not [each for each in book("conflicts") if "into each other" in each["sentence"]]


def test_people_are_still_merged_by_the_same_verb(book: Book):
    ada, too = book.add("person", name="Ada"), book.add("person", name="Ada B")
    assert book("merge", "person", ada, too)["done"]
    book.say("undo")
    assert book("merge", ada, too)["done"]


def test_how_many_to_invite(book: Book):
    assert book("invite", "--need", 8, "--rate", "0.7", "--sure", "0.9")["invite"] == 14
    assert book("invite", "--need", 8, "--rate", "0.7", "--places", 8)["at_most"] == 9, "0.7 to the power of 9 is 0.04"
    assert book("invite", "--need", 8)["rate"] == 0.7
    assert "0.9" in book.fails("invite", "--need", 8, "--rate", "much")
    assert "between 0 and 1" in book.fails("invite", "--need", 8, "--rate", "1.5")


def test_a_shift_stays_within_its_event(book: Book, kitchen: str):
    event = book.add("event", project=kitchen, name="Supper", begins="2026-12-24 18:00", ends="2026-12-24 22:00")
    shift = book.add("shift", event=event, name="Cook", begins="2026-12-24 18:00", ends="2026-12-24 20:00", need=3)
    outside = ("name=Late", "begins=2026-12-24 21:00", "ends=2026-12-24 23:00")
    assert "outside of its event" in book.fails("add", "shift", f"event={event}", *outside)
    assert "ends before" in book.fails("set", "event", event, "ends=2026-12-24 17:00")
    assert "outside of its event" in book.fails("set", "event", event, "begins=2026-12-24 19:00")
    assert "no date and time" in book.fails("set", "shift", shift, "begins=tomorrow")
    assert "time zone" in book.fails("set", "event", event, "zone=Europe/Nowhere")


def test_decisions_are_made_in_ways_the_group_has_agreed_on(book: Book, kitchen: str):
    book.add("decision", project=kitchen, question="Where?", method="vote", decided_on=on(0))
    assert "consensus" in book.fails("add", "decision", f"project={kitchen}", "question=When?", "method=lot")
