"""Trustees' cards on the command line: made, checked, and used when two admins have suspended each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from tests.app.cli.conftest import Shell
from tests.app.cli.test_trust import join
from tests.typed import typed as run

HandOver = Callable[[str, str], str]


def typing(shell: Shell, *words: object, typed: str, who: str = "Ann") -> Result:
    return run(words, shell.world(who), lines=typed)


def cards_in(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if len(line.split()) == 24]


def test_trustees_decide_by_words_that_are_typed(shell: Shell, ann: Path, bo: Path, hand_over: HandOver):
    assert "There are no trustees" in shell("quorum", "status", ann)
    said = shell("quorum", "make", ann, "--need", "2", "--of", "3")
    cards = cards_in(said)
    assert len(cards) == 3
    assert "2 of 3 trustees decide together" in said
    assert "2 of 3 trustees" in shell("status", ann)
    checked = typing(shell, "quorum", "check", ann, typed=cards[1] + "\n")
    assert "is right" in checked.stdout, checked.output
    shell("role", ann, "Bo", "admin")
    cy = join(shell, "Cy")
    hand_over("Ann", "Bo")
    shell("suspend", ann, "Bo", "--yes")
    shell("suspend", bo, "Ann", "--yes", who="Bo")
    hand_over("Bo", "Cy")
    hand_over("Ann", "Cy")
    assert "contested" in shell("status", cy, who="Cy")
    suspension = next(each for each in shell.read("status", cy, who="Cy")["suspensions"] if each["names"] == ["Ann"])
    name = suspension["suspension"][:12]
    few = typing(shell, "quorum", "decide", cy, "lift", name, typed=cards[0] + "\n", who="Cy")
    assert few.exit_code == 1
    typed = "\n".join(["not a card", cards[0], cards[0], cards[2]]) + "\n"
    result = typing(shell, "quorum", "decide", cy, "lift", name, typed=typed, who="Cy")
    assert result.exit_code == 0, result.output
    assert "once more" in result.stderr
    assert cards[0].split()[0] not in result.stdout.split()
    (left,) = shell.read("status", cy, who="Cy")["suspensions"]
    assert left["names"] == ["Bo"]
    assert "a decision of the recovery quorum" in shell("story", cy, who="Cy")


def test_cards_on_paper(shell: Shell, ann: Path):
    out = shell.path("cards")
    assert "Make it first" in shell.fails("quorum", "make", ann, "--need", "2", "--of", "2", "--out", out)
    out.mkdir()
    shell("quorum", "make", ann, "--need", "2", "--of", "2", "--out", out)
    assert sorted(each.name for each in out.iterdir()) == ["trustee-1-of-2.pdf", "trustee-2-of-2.pdf"]
    assert all(each.read_bytes().startswith(b"%PDF") for each in out.iterdir())
    assert "already a file" in shell.fails("quorum", "make", ann, "--need", "2", "--of", "2", "--out", out)
    assert "Between 2 and all" in shell.fails("quorum", "make", ann, "--need", "1", "--of", "2")


def test_with_two_admins_the_second_names_the_same_trustees(shell: Shell, ann: Path, bo: Path, hand_over: HandOver):
    shell("role", ann, "Bo", "admin")
    hand_over("Ann", "Bo")
    said = shell("quorum", "make", ann, "--need", "2", "--of", "2")
    assert "A second admin has to name them too" in said
    hand_over("Ann", "Bo")
    waiting = shell("quorum", "status", bo, who="Bo")
    assert "There are no trustees" in waiting
    proposal = waiting.strip().split()[-1]
    assert "2 of 2 trustees decide" in shell("quorum", "agree", bo, proposal, who="Bo")
    hand_over("Bo", "Ann")
    assert "2 of 2 trustees decide" in shell("quorum", "status", ann)
    assert "wait for a second admin" in shell.fails("quorum", "agree", ann, proposal)


def test_an_editor_names_no_trustees(shell: Shell, ann: Path, bo: Path):
    assert ann.exists()
    assert "Only an admin" in shell.fails("quorum", "make", bo, "--need", "2", "--of", "2", who="Bo")
