"""Sticks, shared folders, codes and advice on the command line."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.app.cli.conftest import Shell, words_in


def add(shell: Shell, vault: Path, name: str, who: str = "Ann") -> str:
    return shell("add", vault, "person", f"name={name}", who=who).strip()


@pytest.fixture
def stick(shell: Shell) -> Path:
    shell.path("stick").mkdir()
    return shell.path("stick")


def test_a_stick_goes_round(shell: Shell, ann: Path, bo: Path, stick: Path):
    words = words_in(shell("join", shell.path("cy"), "--me", "Cy", "--request", shell.path("cy.request"), who="Cy"))
    admitted = shell(
        "admit", ann, "--request", shell.path("cy.request"), "--code", words, "--out", shell.path("cy.age")
    )
    add(shell, ann, "Zoë")
    said = shell("bundle", ann, "--each", "--out", stick)
    assert "2 bundles" in said
    assert "Bo, Cy" in said
    said = shell("open", bo, stick, who="Bo")
    assert "new: 1 person" in said
    assert "1 file was not for this laptop" in said
    said = shell("open", shell.path("cy"), stick, "--code", words_in(admitted), who="Cy")
    assert "new: 1 person" in said
    assert shell("digest", ann) == shell("digest", bo, who="Bo") == shell("digest", shell.path("cy"), who="Cy")


def test_an_answer_in_a_folder_is_taken_only_with_its_words(shell: Shell, ann: Path, stick: Path):
    bo, request = shell.path("bo"), shell.path("bo.request")
    words = words_in(shell("join", bo, "--me", "Bo", "--request", request, who="Bo"))
    shell("admit", ann, "--request", request, "--code", words, "--out", stick)
    assert "not the words" in shell.fails("open", bo, stick, "--code", words, who="Bo")
    assert "waits to be admitted" in shell("status", bo, who="Bo")


def test_a_folder_with_rubbish_is_opened_all_the_same(shell: Shell, ann: Path, bo: Path, stick: Path):
    add(shell, ann, "Zoë")
    shell("bundle", ann, "--out", stick / "good.age")
    (stick / "bad.age").write_bytes(b"Dear Bo")
    said = shell("open", bo, stick, "--dry-run", who="Bo")
    assert "Zoë" in said
    assert "bad.age: This file is not a bundle" in said
    found = shell.read("open", bo, stick, who="Bo")
    assert {Path(each["file"]).name: each["what"] for each in found} == {"good.age": "taken", "bad.age": "refused"}
    assert shell("digest", ann) == shell("digest", bo, who="Bo")
    empty = shell.path("empty")
    empty.mkdir()
    assert "no bundle" in shell("open", bo, empty, who="Bo")
    assert "no file" in shell.fails("open", bo, empty, shell.path("none"), who="Bo")


def test_a_bundle_that_deletes_many_is_left_on_the_stick(shell: Shell, ann: Path, bo: Path, stick: Path):
    ids = [add(shell, ann, f"Person {number}") for number in range(8)]
    shell("bundle", ann, "--out", shell.path("1.age"))
    shell("open", bo, shell.path("1.age"), who="Bo")
    for each in ids[:4]:
        shell("delete", ann, "person", each)
    shell("bundle", ann, "--out", stick / "2.age")
    said = shell("open", bo, stick, who="Bo")
    assert "it would delete 4 of 8 person" in said
    assert "would delete 4 of 8 person" in shell.fails("open", bo, stick / "2.age", who="Bo")
    assert "deleted: 4 person" in shell("open", bo, stick / "2.age", "--yes", who="Bo")


def test_a_stick_needs_a_folder(shell: Shell, ann: Path, bo: Path):
    assert "no folder" in shell.fails("bundle", ann, "--each", "--out", shell.path("none"))
    assert bo.exists()


def test_a_shared_folder_carries_news_both_ways(shell: Shell, ann: Path, bo: Path, stick: Path):
    assert "no shared folder yet" in shell.fails("watch", ann)
    add(shell, ann, "Zoë")
    assert "put there for Bo" in shell("watch", ann, stick)
    said = shell("watch", bo, stick, who="Bo")
    assert "there from Ann: 1 change" in said
    assert "--take" in said
    assert "taken from Ann: 1 change" in shell("watch", bo, "--take", who="Bo")
    assert shell("digest", ann) == shell("digest", bo, who="Bo")
    found = shell.read("watch", ann, "--automatic")
    assert [each["from"] for each in found["taken"]] == ["Bo"]
    assert "nothing new to put there" in shell("watch", ann)
    assert "no shared folder any more" in shell("watch", ann, "--off")
    shell("watch", bo, "--off", who="Bo")
    assert list(stick.iterdir()) == []


def test_a_request_goes_over_by_codes(shell: Shell, ann: Path, bo: Path, stick: Path):
    pytest.importorskip("zxingcpp")
    pytest.importorskip("PIL")
    said = shell("codes", shell.path("bo.request"), "--out", stick)
    pictures = sorted(stick.iterdir())
    assert f"{len(pictures)} codes" in said
    back = shell.path("back.request")
    said = shell.fails("read-codes", *pictures[1:], "--out", back)
    assert f"Of {len(pictures)} codes, 1 is missing: 1." in said
    assert not back.exists()
    shell("read-codes", *reversed(pictures), "--out", back)
    assert back.read_bytes() == shell.path("bo.request").read_bytes()
    assert "already a file" in shell.fails("read-codes", *pictures, "--out", back)
    assert ann.exists()
    assert bo.exists()


def test_what_codes_cannot_hold(shell: Shell, stick: Path):
    shell.path("large").write_bytes(bytes(200_000))
    shell.path("empty").touch()
    assert "too large for codes" in shell.fails("codes", shell.path("large"), "--out", stick)
    assert "empty" in shell.fails("codes", shell.path("empty"), "--out", stick)
    assert list(stick.iterdir()) == []


def test_advice_says_what_to_do_next(shell: Shell, ann: Path, bo: Path):
    shell("bundle", bo, "--out", shell.path("1.age"), who="Bo")
    shell("open", ann, shell.path("1.age"))
    assert "Nothing to do" in shell("advice", ann)
    add(shell, ann, "Zoë")
    shell.watches["Ann"].time += datetime.timedelta(days=20)
    said = shell("advice", ann)
    assert "Bo has" in said
    assert "switchboard bundle" in said
    (found,) = shell.read("advice", ann)
    assert found["action"] == "make"
