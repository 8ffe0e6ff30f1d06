"""`new`, `join`, `admit`: a group begins, somebody comes in, and what can go wrong with that."""

from pathlib import Path

import pytest

from tests.app.cli.conftest import Shell, words_in


def test_new_shows_the_recovery_code_once_and_makes_a_vault(shell: Shell):
    said = shell("new", shell.path("deep/ann"), "--group", "Kitchen table", "--me", "Ann")
    code = next(line for line in said.splitlines() if line.startswith("    "))
    assert len(code.split()) == 12
    assert "Write it on paper" in said
    assert (shell.path("deep/ann") / "vault.db").exists()
    assert shell.read("status", shell.path("deep/ann"))["role"] == "admin"
    assert code.strip() not in shell("status", shell.path("deep/ann"))


def test_new_asks_twice_for_the_passphrase(shell: Shell):
    answers = iter(["correct horse battery", "correct horse battery"])
    asking = shell.without_passphrase(lambda _question: next(answers))
    asking("new", shell.path("ann"), "--group", "G", "--me", "Ann")
    assert shell("digest", shell.path("ann"))


def test_new_takes_no_passphrase_that_was_typed_in_two_ways(shell: Shell):
    answers = iter(["correct horse battery", "correct horse buttery"])
    asking = shell.without_passphrase(lambda _question: next(answers))
    assert "two different passphrases" in asking.fails("new", shell.path("ann"), "--group", "G", "--me", "Ann")
    assert not shell.path("ann").exists()


def test_new_refuses_a_short_passphrase_and_leaves_nothing(shell: Shell):
    shell.variables["SWITCHBOARD_PASSPHRASE"] = "short"
    assert "at least" in shell.fails("new", shell.path("ann"), "--group", "G", "--me", "Ann")
    assert not shell.path("ann").exists()


def test_new_refuses_a_folder_that_is_taken_before_anybody_is_asked(shell: Shell, ann: Path):
    def ask(_question: str) -> str:
        raise AssertionError("nobody should be asked")

    asking = shell.without_passphrase(ask)
    assert "already a vault" in asking.fails("new", ann, "--group", "G", "--me", "Ann")
    shell.path("full").mkdir()
    shell.write("full/notes.txt", "mine")
    assert "not empty" in asking.fails("new", shell.path("full"), "--group", "G", "--me", "Ann")
    assert shell.path("full/notes.txt").read_text("utf-8") == "mine"


def test_new_needs_a_name_for_the_group(shell: Shell):
    assert "name is needed" in shell.fails("new", shell.path("ann"), "--group", " ", "--me", "Ann")
    assert not shell.path("ann").exists()
    assert "--group" in shell.misused("new", shell.path("ann"), "--me", "Ann")


def test_join_and_admit_compare_the_same_words_both_ways(shell: Shell, ann: Path):
    said = shell("join", shell.path("bo"), "--me", "Bo", "--request", shell.path("r"), who="Bo")
    words = words_in(said)
    assert len(words.split()) == 5
    looked = shell("admit", ann, "--request", shell.path("r"))
    assert words_in(looked) == words
    assert "Nobody was admitted yet" in looked
    assert shell.read("status", ann)["peers"] == []
    answer = shell.path("answer.age")
    admitted = shell("admit", ann, "--request", shell.path("r"), "--code", words, "--out", answer)
    opened = shell("open", shell.path("bo"), answer, who="Bo")
    assert words_in(admitted) == words_in(opened) != words
    assert "has not joined" in opened
    assert "waits to be admitted" in shell("status", shell.path("bo"), who="Bo"), "it was only looked into"
    assert "not the words" in shell.fails("open", shell.path("bo"), answer, "--code", words, who="Bo")
    shell("open", shell.path("bo"), answer, "--code", words_in(admitted), who="Bo")
    assert shell("digest", ann) == shell("digest", shell.path("bo"), who="Bo")


def test_words_that_cannot_be_compared_are_an_error(shell: Shell, ann: Path, bo: Path):
    shell("bundle", ann, "--out", shell.path("b.age"))
    words = "abandon ability able about above"
    assert "nothing to compare" in shell.fails("open", bo, shell.path("b.age"), "--code", words, who="Bo")
    assert "nothing to compare" in shell.fails("open", bo, shell.root, "--code", words, who="Bo")


@pytest.mark.parametrize("words", ["", "  "])
def test_no_words_at_all_are_an_error_and_no_first_look(shell: Shell, ann: Path, words: str):
    """As by a variable that is empty: whoever gave --code believes that something was compared."""
    assert "no words" in shell.misused("open", ann, shell.path("b.age"), "--code", words)
    assert "no words" in shell.misused("admit", ann, "--request", shell.path("r"), "--code", words)


def test_admit_takes_the_words_however_they_are_written(shell: Shell, ann: Path):
    words = words_in(shell("join", shell.path("bo"), "--me", "Bo", "--request", shell.path("r"), who="Bo"))
    written = ", ".join(words.upper().split())
    shell("admit", ann, "--request", shell.path("r"), "--code", written, "--role", "admin", "--out", shell.root)
    assert shell.read("status", ann)["peers"][0]["role"] == "admin"
    assert len(list(shell.root.glob("*.age"))) == 1


def test_admit_admits_nobody_by_other_words(shell: Shell, ann: Path):
    shell("join", shell.path("bo"), "--me", "Bo", "--request", shell.path("r"), who="Bo")
    answer = shell.path("answer.age")
    said = shell.fails("admit", ann, "--request", shell.path("r"), "--code", "one two three four five", "--out", answer)
    assert "not the words" in said
    assert "Nobody was admitted" in said
    assert not answer.exists()
    assert shell.read("status", ann)["peers"] == []


def test_admit_refuses_what_it_cannot_do_before_admitting(shell: Shell, ann: Path):
    words = words_in(shell("join", shell.path("bo"), "--me", "Bo", "--request", shell.path("r"), who="Bo"))
    admit = ("admit", ann, "--request", shell.path("r"), "--code", words)
    assert "--out" in shell.misused(*admit)
    assert "no folder" in shell.fails(*admit, "--out", shell.path("nowhere/answer.age"))
    taken = shell.write("taken.age", "mine")
    assert "already a file" in shell.fails(*admit, "--out", taken)
    assert taken.read_text("utf-8") == "mine"
    assert "no role" in shell.fails(*admit, "--role", "queen", "--out", shell.path("answer.age"))
    assert "no file" in shell.fails("admit", ann, "--request", shell.path("none"))
    assert "not a join request" in shell.fails("admit", ann, "--request", taken)
    assert shell.read("status", ann)["peers"] == []
    assert list(shell.root.glob("*.part")) + list(shell.root.glob(".*.part")) == []


def test_admit_twice_says_that_a_bundle_is_enough(shell: Shell, ann: Path, bo: Path):
    words = words_in(shell("admit", ann, "--request", shell.path("bo.request")))
    said = shell.fails(
        "admit", ann, "--request", shell.path("bo.request"), "--code", words, "--out", shell.path("again.age")
    )
    assert "already belongs" in said
    assert bo.exists()
    assert not shell.path("again.age").exists()


def test_only_an_admin_admits(shell: Shell, bo: Path):
    words = words_in(shell("join", shell.path("cy"), "--me", "Cy", "--request", shell.path("cy.request"), who="Cy"))
    said = shell.fails(
        "admit", bo, "--request", shell.path("cy.request"), "--code", words, "--out", shell.path("x.age"), who="Bo"
    )
    assert "Only an admin" in said
    assert not shell.path("x.age").exists()


def test_a_lost_request_is_written_again(shell: Shell):
    first = words_in(shell("join", shell.path("bo"), "--me", "Bo", "--request", shell.path("r"), who="Bo"))
    assert "already a file" in shell.fails(
        "join", shell.path("bo"), "--me", "Bo", "--request", shell.path("r"), who="Bo"
    )
    again = shell("join", shell.path("bo"), "--me", "Bo", "--request", shell.path("r2"), who="Bo")
    assert words_in(again) == first
    assert "recovery code" not in again
    said = shell.fails("join", shell.path("bo"), "--me", "Cy", "--request", shell.path("r3"), who="Bo")
    assert "already, as Bo" in said
    assert not shell.path("r3").exists()
    waiting = shell("status", shell.path("bo"), who="Bo")
    assert first in waiting


def test_join_in_a_vault_of_a_group_is_refused(shell: Shell, ann: Path):
    said = shell.fails("join", ann, "--me", "Ann", "--request", shell.path("r"))
    assert "belongs to a group already" in said
    assert not shell.path("r").exists()


def test_join_makes_no_vault_if_the_request_cannot_be_written(shell: Shell):
    said = shell.fails("join", shell.path("bo"), "--me", "Bo", "--request", shell.path("nowhere/r"), who="Bo")
    assert "no folder" in said
    assert not shell.path("bo").exists()
