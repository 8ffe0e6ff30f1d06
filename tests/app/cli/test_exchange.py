"""`bundle` and `open`: handing over and taking in, and the files that a tired person hands over instead."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Shell, words_in

HandOver = Callable[[str, str], str]


def add(shell: Shell, vault: Path, name: str, who: str = "Ann") -> str:
    return shell("add", vault, "person", f"name={name}", who=who).strip()


def test_bundles_both_ways_make_the_copies_equal(shell: Shell, ann: Path, bo: Path, hand_over: HandOver):
    add(shell, ann, "Zoë Ärger")
    add(shell, bo, "محمود النجار", who="Bo")
    assert shell("digest", ann) != shell("digest", bo, who="Bo")
    assert "new: 1 person" in hand_over("Ann", "Bo")
    assert "new: 1 person" in hand_over("Bo", "Ann")
    assert shell("digest", ann) == shell("digest", bo, who="Bo")
    assert shell.read("status", ann)["to_hand_over"] >= 0


def test_a_dry_run_says_what_would_change_and_changes_nothing(shell: Shell, ann: Path, bo: Path):
    add(shell, ann, "Zoë Ärger")
    shell("bundle", ann, "--out", shell.path("b.age"))
    before = shell("digest", bo, who="Bo")
    said = shell("open", bo, shell.path("b.age"), "--dry-run", who="Bo")
    assert "new person" in said
    assert "Zoë Ärger" in said
    assert shell("digest", bo, who="Bo") == before
    shell("open", bo, shell.path("b.age"), who="Bo")
    assert shell("digest", bo, who="Bo") != before


def test_bundles_are_opened_together_in_any_order_and_twice(shell: Shell, ann: Path, bo: Path):
    for number in range(3):
        add(shell, ann, f"Person {number}")
        shell("bundle", ann, "--out", shell.path(f"{number}.age"), "--to", "Bo")
    files = [shell.path(f"{number}.age") for number in (2, 0, 1, 2)]
    taken = shell.read("open", bo, *files, who="Bo")
    assert [len(each["changes"]) for each in taken] == [3, 0, 0, 0]
    assert [each["seen_before"] for each in taken] == [False, False, False, True]
    assert {change["title"] for change in taken[0]["changes"]} == {"Person 0", "Person 1", "Person 2"}
    assert shell("digest", ann) == shell("digest", bo, who="Bo")


def test_a_bundle_in_a_folder_has_a_name_that_says_nothing(shell: Shell, ann: Path, bo: Path):
    shell.path("stick").mkdir()
    shell("bundle", ann, "--out", shell.path("stick"))
    shell("bundle", ann, "--out", shell.path("stick"))
    assert len({file.name for file in shell.path("stick").glob("*.age")}) == 2
    assert bo.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_what_a_file_in_a_folder_is_called_begins_no_line_of_its_own(shell: Shell, ann: Path, bo: Path):
    """Whoever fills a shared folder chooses the names in it."""
    shell.path("stick").mkdir()
    shell.write("stick/b.age\n  taken from Ann: 9 changes\x1b[2J.age", "age-encryption.org/v1\n")
    said = shell("open", bo, shell.path("stick"), who="Bo")
    assert "9 changes" in said
    assert not [line for line in said.splitlines() if line.startswith("  taken")]
    assert "\x1b" not in said


def test_an_output_that_is_there_is_kept_unless_forced(shell: Shell, ann: Path, bo: Path):
    taken = shell.write("b.age", "mine")
    assert "already a file" in shell.fails("bundle", ann, "--out", taken)
    assert taken.read_text("utf-8") == "mine"
    shell("bundle", ann, "--out", taken, "--force")
    assert taken.read_bytes().startswith(b"age-encryption.org/v1")
    assert bo.exists()
    assert [file for file in shell.root.iterdir() if file.name.startswith(".")] == []


def test_nobody_to_make_a_bundle_for(shell: Shell, ann: Path):
    assert "nobody to make a bundle for" in shell.fails("bundle", ann, "--out", shell.path("b.age"))
    assert not shell.path("b.age").exists()


def test_a_name_that_nobody_has(shell: Shell, ann: Path, bo: Path):
    said = shell.fails("bundle", ann, "--out", shell.path("b.age"), "--to", "Bob")
    assert "“Bob”" in said
    assert "Bo." in said
    assert bo.exists()


def test_a_bundle_for_somebody_else(shell: Shell, ann: Path, bo: Path):
    words = words_in(shell("join", shell.path("cy"), "--me", "Cy", "--request", shell.path("cy.request"), who="Cy"))
    shell("admit", ann, "--request", shell.path("cy.request"), "--code", words, "--out", shell.path("cy.age"))
    before = shell("digest", bo, who="Bo")
    said = shell.fails("open", bo, shell.path("cy.age"), who="Bo")
    assert "not made for this laptop" in said
    assert str(shell.path("cy.age")) in said
    assert shell("digest", bo, who="Bo") == before


def test_a_bundle_of_another_group(shell: Shell, ann: Path, bo: Path):
    shell("new", shell.path("eve"), "--group", "Others", "--me", "Eve", who="Eve")
    words = words_in(shell("admit", shell.path("eve"), "--request", shell.path("bo.request"), who="Eve"))
    answer = shell.path("eve.age")
    shell(
        "admit", shell.path("eve"), "--request", shell.path("bo.request"), "--code", words, "--out", answer, who="Eve"
    )
    assert "another group" in shell.fails("open", bo, answer, who="Bo")
    assert shell("digest", ann) == shell("digest", bo, who="Bo")


def test_what_is_no_bundle_or_damaged(shell: Shell, ann: Path, bo: Path):
    add(shell, ann, "Zoë")
    shell("bundle", ann, "--out", shell.path("good.age"))
    data = shell.path("good.age").read_bytes()
    shell.path("cut.age").write_bytes(data[:-100])
    shell.path("bent.age").write_bytes(data[:40_000] + bytes([data[40_000] ^ 1]) + data[40_001:])
    shell.write("letter.txt", "Dear Bo")
    before = shell("digest", bo, who="Bo")
    for name in ("cut.age", "bent.age", "letter.txt"):
        assert "not a bundle, or it was damaged" in shell.fails("open", bo, shell.path(name), who="Bo")
    assert "no file" in shell.fails("open", bo, shell.path("none.age"), who="Bo")
    assert shell("digest", bo, who="Bo") == before


def test_a_missing_file_is_found_before_any_is_taken(shell: Shell, ann: Path, bo: Path):
    add(shell, ann, "Zoë")
    shell("bundle", ann, "--out", shell.path("good.age"))
    before = shell("digest", bo, who="Bo")
    assert "no file" in shell.fails("open", bo, shell.path("good.age"), shell.path("none.age"), who="Bo")
    assert shell("digest", bo, who="Bo") == before


def test_what_was_taken_before_a_bad_one_is_said(shell: Shell, ann: Path, bo: Path):
    add(shell, ann, "Zoë")
    shell("bundle", ann, "--out", shell.path("good.age"))
    result = shell.run("open", bo, shell.path("good.age"), shell.write("letter.txt", "Dear Bo"), who="Bo")
    assert result.exit_code == 1
    assert "before it was: " in result.stderr
    assert "good.age" in result.stderr
    assert shell("digest", ann) == shell("digest", bo, who="Bo")


def test_an_answer_is_taken_only_with_the_right_words_if_words_are_given(shell: Shell, ann: Path):
    bo, request = shell.path("bo"), shell.path("r")
    words = words_in(shell("join", bo, "--me", "Bo", "--request", request, who="Bo"))
    answer = shell.path("answer.age")
    group = words_in(shell("admit", ann, "--request", request, "--code", words, "--out", answer))
    said = shell.fails("open", bo, answer, "--code", words, who="Bo")
    assert "not the words" in said
    assert "has not joined" in said
    assert "waits to be admitted" in shell("status", bo, who="Bo")
    looked = shell("open", bo, answer, "--dry-run", who="Bo")
    assert group in looked
    assert "waits to be admitted" in shell("status", bo, who="Bo")
    assert group in shell("open", bo, answer, "--code", group.replace(" ", "-"), who="Bo")
    assert shell.read("status", bo, who="Bo")["group"] == "Kitchen table"


def test_changes_made_at_once_are_counted_when_a_bundle_is_opened(
    shell: Shell, ann: Path, bo: Path, hand_over: HandOver
):
    person = add(shell, ann, "Zoë")
    hand_over("Ann", "Bo")
    shell("set", ann, "person", person, "name=Zoe A")
    shell("set", bo, "person", person, "name=Zoe B", who="Bo")
    said = hand_over("Bo", "Ann")
    assert "changed: 1 person" in said or "to settle" in said
    assert "1 record to settle" in said


def test_many_deletions_are_asked_about_in_every_way_in(shell: Shell, ann: Path, bo: Path):
    lines = [f'{{"kind": "person", "set": {{"name": "Person {number}"}}}}' for number in range(30)]
    made = shell.read("edit", ann, shell.write("new.jsonl", "\n".join(lines)))["added"]
    shell("bundle", ann, "--out", shell.path("1.age"))
    shell("open", bo, shell.path("1.age"), who="Bo")
    gone = [f'{{"kind": "person", "id": "{each}", "delete": true}}' for each in made[:25]]
    shell("edit", ann, shell.write("gone.jsonl", "\n".join(gone)))
    shared = shell.path("shared")
    shared.mkdir()
    shell("bundle", ann, "--out", shared / "2.age")
    asked = shell.fails("open", bo, shared / "2.age", who="Bo")
    assert "would delete 25 of 30 person" in asked
    assert "--yes" in asked
    assert "--yes" in shell("open", bo, shared, who="Bo")
    assert "--yes" in shell("watch", bo, shared, "--take", who="Bo")
    assert len(shell.read("list", bo, "person", who="Bo")) == 30
    assert "taken from Ann" in shell("watch", bo, shared, "--take", "--yes", who="Bo")
    assert len(shell.read("list", bo, "person", who="Bo")) == 5


def test_a_pipe_or_a_device_is_refused(shell: Shell, ann: Path):
    os.mkfifo(shell.path("pipe"))
    assert "not a plain file" in shell.fails("open", ann, shell.path("pipe"))
    assert "not a plain file" in shell.fails("open", ann, "/dev/zero")


def test_what_was_odd_is_said_again_by_status_and_verify(
    shell: Shell, ann: Path, bo: Path, hand_over: Callable[[str, str], str]
):
    shutil.copytree(bo, shell.path("backup"))
    shell("add", bo, "person", "name=Zoë", who="Bo")
    hand_over("Bo", "Ann")
    assert shell.read("status", ann)["noticed"] == []
    shutil.rmtree(bo)
    shutil.copytree(shell.path("backup"), bo)
    assert "Knows less than before: Bo" in hand_over("Bo", "Ann")
    (odd,) = shell.read("status", ann)["noticed"]
    assert (odd["what"], odd["who"], odd["count"]) == ("backwards", "Bo", 1)
    for command in ("status", "verify"):
        assert "Bo’s laptop knows less than it did before" in shell(command, ann)
