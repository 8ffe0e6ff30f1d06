"""The vault's own key on the command line: changed, recovered from paper, shared, kept by the computer."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.app.cli.conftest import Shell
from tests.keystores import MemoryKeyring
from tests.typed import typed as run

NEW = "another one entirely"


@pytest.fixture
def new_file(shell: Shell) -> Path:
    return shell.write("new.txt", NEW + "\n")


def type_in(shell: Shell, *words: object, typed: str) -> Result:
    """Run a command while somebody types lines."""
    return run(words, shell.world(), lines=typed)


def with_new(shell: Shell) -> Shell:
    return dataclasses.replace(shell, variables={"SWITCHBOARD_PASSPHRASE": NEW})


def code_in(text: str) -> str:
    """Give the twelve words, which stand alone on a line."""
    return next(line.strip() for line in text.splitlines() if len(line.split()) == 12 and line.startswith("    "))


def shares_in(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if len(line.split()) == 33]


def test_the_passphrase_is_changed_and_what_that_means_is_said(shell: Shell, ann: Path, new_file: Path):
    said = shell("passphrase", ann, "--new-passphrase-file", new_file)
    assert "still opens with the old one" in said
    assert "does not open" in shell.fails("status", ann)
    assert "Kitchen table" in with_new(shell)("status", ann)


def test_a_new_key_comes_with_a_new_code(shell: Shell, ann: Path, new_file: Path):
    said = shell("passphrase", ann, "--new-key", "--new-passphrase-file", new_file)
    code = shell.write("code.txt", code_in(said))
    assert "only one that counts" in said
    again = shell.write("again.txt", "a third one, longer")
    shell("recover", ann, "--code", code, "--new-passphrase-file", again)
    shell("status", ann, "--passphrase-file", again)


def test_asked_for_both_passphrases(shell: Shell, ann: Path):
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "correct horse battery" if question == "Passphrase: " else NEW

    shell.without_passphrase(answer)("passphrase", ann)
    assert asked == ["Passphrase: ", "New passphrase: ", "The same once more: "]
    with_new(shell)("status", ann)


def test_a_bad_new_passphrase_changes_nothing(shell: Shell, ann: Path):
    short = shell.write("short.txt", "short")
    assert "at least 8" in shell.fails("passphrase", ann, "--new-passphrase-file", short)
    assert "nobody is here" in shell.fails("passphrase", ann)
    shell("status", ann)


def test_a_new_code_is_checked_on_paper_before_it_counts(shell: Shell, ann: Path):
    before = shell.path("before.txt")
    before.write_text(code_in(shell("recovery-code", ann)), "utf-8")
    attended = dataclasses.replace(shell, ask=lambda _question: "zoo")
    assert "The code before still counts" in attended.fails("recovery-code", ann)
    checked = type_in(shell, "recovery-code", ann, "--check", typed=before.read_text("utf-8") + "\n")
    assert "The paper is right" in checked.stdout
    steps = {step["key"]: step for step in shell.read("checklist", ann)}
    assert steps["code"]["done"]
    assert not steps["admins"]["done"]
    assert steps["shares"]["optional"]
    assert "optional" in shell("checklist", ann)


def test_two_words_read_back_put_a_new_code_in_force(shell: Shell, ann: Path):
    world = dataclasses.replace(shell.world(), ask=lambda _question: "ABANDON")
    computer = dataclasses.replace(world.environment(), random=bytes)  # Whose codes begin with that word.
    world = dataclasses.replace(world, environment=lambda: computer)
    result = shell.run("recovery-code", ann, world=world)
    assert "The code before has ended" in result.stdout, result.output
    assert next(step for step in shell.read("checklist", ann) if step["key"] == "code")["done"]


def test_a_code_is_written_as_a_sheet_if_the_person_says_so(shell: Shell, ann: Path):
    out = shell.path("code.pdf")
    said = shell("recovery-code", ann, "--out", out)
    assert out.read_bytes().startswith(b"%PDF")
    assert "delete the file" in said
    assert "already a file" in shell.fails("recovery-code", ann, "--out", out)


def test_two_of_three_shares_open_the_vault_typed_by_hand(shell: Shell, ann: Path, new_file: Path):
    said = shell("shares", ann, "--need", "2", "--of", "3")
    shares = shares_in(said)
    assert len(shares) == 3
    assert "2 of 3 shares open the vault" in said
    mistyped = shares[0].split()
    mistyped[6] = "qqqqq"
    typed = "\n".join([" ".join(mistyped), shares[0], shares[0], shares[2]]) + "\n"
    result = type_in(shell, "recover", ann, "--new-passphrase-file", new_file, typed=typed)
    assert result.exit_code == 0, result.output
    assert "Word 7, “qqqqq”" in result.stderr
    assert "This is share 1 once more" in result.stderr
    assert "Make new shares" in result.stdout
    with_new(shell)("status", ann)


def test_shares_from_files_say_which_is_wrong(shell: Shell, ann: Path, new_file: Path):
    old = shares_in(shell("shares", ann, "--need", "2", "--of", "2"))
    new = shares_in(shell("shares", ann, "--need", "2", "--of", "2"))
    files = [shell.write(f"{number}.txt", text) for number, text in enumerate([new[0], old[1], new[1]])]

    def recover(*some: Path) -> list[object]:
        options = [word for file in some for word in ("--share", file)]
        return ["recover", ann, *options, "--new-passphrase-file", new_file]

    assert "Share 2: This share belongs to another set" in shell.fails(*recover(files[0], files[1]))
    assert "1 more share is needed" in shell.fails(*recover(files[0]))
    shell(*recover(files[2], files[0]))
    with_new(shell)("status", ann)


def test_shares_become_sheets_and_are_noted_as_handed_out(shell: Shell, ann: Path):
    folder = shell.path("sheets")
    assert "Make it first" in shell.fails("shares", ann, "--need", "2", "--of", "3", "--out", folder)
    folder.mkdir()
    said = shell("shares", ann, "--need", "2", "--of", "3", "--out", folder)
    assert not shares_in(said)
    assert sorted(file.name for file in folder.iterdir()) == [f"share-{n}-of-3.pdf" for n in (1, 2, 3)]
    assert "--handed-out" in said
    assert "already a file" in shell.fails("shares", ann, "--need", "2", "--of", "3", "--out", folder)
    assert "--handed-out" not in shell("shares", ann, "--handed-out")
    assert "no shares" in shell("shares", ann, "--end")


def test_shares_without_sense(shell: Shell, ann: Path):
    assert "2 to 3 can be needed" in shell.fails("shares", ann, "--need", "1", "--of", "3")
    assert "--of" in shell.misused("shares", ann, "--need", "2")


def test_recovering_needs_words(shell: Shell, ann: Path, new_file: Path):
    assert "nobody is here" in shell.fails("recover", ann, "--new-passphrase-file", new_file)
    result = type_in(shell, "recover", ann, "--new-passphrase-file", new_file, typed="abandon " * 12 + "\n")
    assert result.exit_code == 1
    assert "together they are no recovery code" in result.stderr
    shell("status", ann)


def test_the_keystore_is_switched_on_and_off(shell: Shell, ann: Path):
    assert "no keystore" in shell("keystore", ann)
    assert "no keystore" in shell.fails("keystore", ann, "--on")
    ring = MemoryKeyring()
    world = shell.world()
    computer = dataclasses.replace(world.environment(), keystore=ring.keystore)
    world = dataclasses.replace(world, environment=lambda: computer)
    assert "does not open" in shell.run("keystore", ann, world=world).stdout
    assert "Whoever can log in" in shell.run("keystore", ann, "--on", world=world).stdout
    assert len(ring.kept) == 1
    assert "does not open" in shell.run("keystore", ann, "--off", world=world).stdout
    assert ring.kept == {}


def test_an_interrupted_change_of_key_is_ended_by_the_next_command(
    shell: Shell, ann: Path, new_file: Path, interrupted: Callable[[], None]
):
    interrupted()
    result = shell.run("status", ann)
    assert result.exit_code == 0, result.output
    assert "interrupted" in result.stderr
    code = code_in(result.stderr)
    shell("status", ann)  # Once and not again.
    shell("recover", ann, "--code", shell.write("code.txt", code), "--new-passphrase-file", new_file)


@pytest.fixture
def interrupted(shell: Shell, ann: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Stop a change of the key in its middle."""
    from app.storage.keys import keyslots

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def interrupt() -> None:
        same = shell.write("same.txt", "correct horse battery")
        with monkeypatch.context() as broken:
            broken.setattr(keyslots, "finish_rekey", stop)
            assert shell.run("passphrase", ann, "--new-key", "--new-passphrase-file", same).exit_code == 1

    return interrupt


def test_a_weak_passphrase_is_refused_in_every_way_in_with_five_words(shell: Shell, ann: Path):
    code = code_in(shell("recovery-code", ann))
    weak = shell.write("weak", "password")
    words = shell.write("code", code)
    ways = (
        ("new", shell.path("x"), "--group", "G", "--me", "X", "--passphrase-file", weak),
        ("join", shell.path("y"), "--me", "Y", "--request", shell.path("y.request"), "--passphrase-file", weak),
        ("passphrase", ann, "--new-passphrase-file", weak),
        ("passphrase", ann, "--new-key", "--new-passphrase-file", weak),
        ("recover", ann, "--code", words, "--new-passphrase-file", weak),
        ("travel", ann, "--to", shell.path("z"), "--new-passphrase-file", weak),
    )
    for way in ways:
        result = shell.run(*way)
        said = " ".join(result.output.split())
        assert result.exit_code == 1, (way, said)
        assert "would soon be guessed" in said, (way, said)
        assert "Take five words" in said, (way, said)
    assert shell("digest", ann)
