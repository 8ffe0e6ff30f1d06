"""`admit --laptop-of` and `confirm-laptop`: a second laptop of somebody who belongs already."""

from __future__ import annotations

from pathlib import Path

from tests.app.cli.conftest import Shell, words_in

NEW = "Bo's new one"


def asked(shell: Shell) -> tuple[Path, str]:
    """Let Bo's new laptop ask to join; gives its vault and its words."""
    vault = shell.path("new")
    return vault, words_in(shell("join", vault, "--me", NEW, "--request", shell.path("r"), who=NEW))


def admitted(shell: Shell, ann: Path) -> tuple[Path, str]:
    vault, words = asked(shell)
    answer = shell.path("to new.age")
    said = shell("admit", ann, "--request", shell.path("r"), "--code", words, "--laptop-of", "bo", "--out", answer)
    assert "Its word is that of Bo once they, or a second admin, have compared its words" in said
    shell("open", vault, answer, "--code", words_in("\n".join(said.splitlines()[:2])), who=NEW)
    return vault, words


def test_bo_confirms_it_by_the_words_on_its_screen(shell: Shell, ann: Path, bo: Path):
    new, words = admitted(shell, ann)
    assert "said to be Bo's, not confirmed" in shell("status", ann)
    assert words_in(shell("confirm-laptop", new, who=NEW)) == words
    shell("bundle", ann, "--out", shell.path("news.age"))
    shell("open", bo, shell.path("news.age"), who="Bo")
    waiting = shell("confirm-laptop", bo, who="Bo")
    assert "is said to be a laptop of Bo" in waiting
    name = waiting[:8]
    assert "not the words" in shell.fails("confirm-laptop", bo, name, "--code", "a b c d e", who="Bo")
    assert "by a second admin" in shell.fails("confirm-laptop", ann, name, "--code", words)
    assert "No one laptop" in shell.fails("confirm-laptop", bo, "zzzz", "--code", words, who="Bo")
    assert "counts as a laptop of Bo" in shell("confirm-laptop", bo, name, "--code", words, who="Bo")
    shell("bundle", bo, "--out", shell.path("word.age"), who="Bo")
    shell("open", ann, shell.path("word.age"))
    shell("open", new, shell.path("word.age"), who=NEW)
    (member,) = (each for each in shell.read("status", ann)["members"] if each["name"] == "Bo")
    assert [device["said_of"] for device in member["devices"]] == ["", ""]
    assert shell("confirm-laptop", ann).strip() == "No laptop waits to be confirmed."
    assert shell("digest", ann) == shell("digest", new, who=NEW)


def test_nobody_is_admitted_as_a_laptop_of_nobody(shell: Shell, ann: Path, bo: Path):
    _vault, words = asked(shell)
    out = shell.path("to new.age")
    said = shell.fails("admit", ann, "--request", shell.path("r"), "--code", words, "--laptop-of", "Zed", "--out", out)
    assert "Nobody in the group is called “Zed”" in said
    assert not out.exists()
    assert bo.exists()
    assert len(shell.read("status", ann)["peers"]) == 1
