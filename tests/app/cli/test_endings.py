"""How commands end: one line that says what to do, an exit status, and nothing half done."""

import datetime
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.work import work
from app.cli.world import World
from app.services.jobs import Job, Progress
from app.storage.folder.environment import Environment
from app.storage.folder.folder import VaultFolder
from tests.app.cli.conftest import Shell
from tests.group import PASSPHRASE, START, Watch, environment


def test_a_wrong_passphrase(shell: Shell, ann: Path):
    shell.variables["SWITCHBOARD_PASSPHRASE"] = "wrong horse battery"
    said = shell.fails("status", ann)
    assert said.startswith("This passphrase does not open the vault.")
    assert "Caps Lock" in said


def test_a_passphrase_from_a_file(shell: Shell, ann: Path):
    quiet = shell.without_passphrase()
    for name, text in (("a", PASSPHRASE), ("b", PASSPHRASE + "\n"), ("c", "\ufeff" + PASSPHRASE + "\r\n")):
        assert quiet("digest", ann, "--passphrase-file", shell.write(name, text))
    assert "hold one line" in quiet.fails("digest", ann, "--passphrase-file", shell.write("d", ""))
    assert "hold one line" in quiet.fails("digest", ann, "--passphrase-file", shell.write("e", "one\ntwo\n"))
    assert "no file" in quiet.fails("digest", ann, "--passphrase-file", shell.path("none"))
    shell.path("wide").write_bytes(PASSPHRASE.encode("utf-16"))
    assert "UTF-8" in quiet.fails("digest", ann, "--passphrase-file", shell.path("wide"))


def test_a_file_counts_more_than_the_variable(shell: Shell, ann: Path):
    said = shell.fails("digest", ann, "--passphrase-file", shell.write("wrong", "wrong horse battery"))
    assert "does not open" in said


def test_nobody_there_to_type_a_passphrase(shell: Shell, ann: Path):
    said = shell.without_passphrase().fails("status", ann)
    assert "--passphrase-file FILE, or set SWITCHBOARD_PASSPHRASE" in said
    assert "nobody is here" in shell.without_passphrase().fails("new", shell.path("x"), "--group", "G", "--me", "A")
    assert not shell.path("x").exists()


def test_the_passphrase_is_asked_for_once(shell: Shell, ann: Path):
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return PASSPHRASE

    shell.without_passphrase(ask)("digest", ann)
    assert asked == ["Passphrase: "]


def test_no_such_vault_is_said_before_anybody_is_asked(shell: Shell):
    def ask(_question: str) -> str:
        raise AssertionError("nobody should be asked")

    asking = shell.without_passphrase(ask)
    assert "is not a vault: nothing there" in asking.fails("status", shell.path("none"))
    assert "a vault is a folder" in asking.fails("status", shell.write("file", "x"))
    assert "is not a vault" in asking.fails("status", shell.root)


def test_a_vault_that_is_open_elsewhere(shell: Shell, ann: Path):
    with VaultFolder.open(ann, now=START):
        said = shell.fails("add", ann, "person", "name=Zoë")
    assert "already open in another window or command" in said
    assert "Close it there first" in said
    assert shell.read("list", ann, "person") == []


def test_usage(shell: Shell):
    assert "No such command" in shell.misused("lits", shell.root)
    assert "VAULT" in shell.misused("list")
    assert "No such option" in shell.misused("list", shell.root, "person", "--jsn")
    said = shell("--help")
    for verb in ("demo", "new", "join", "admit", "bundle", "open", "conflicts", "settle", "verify", "pictures"):
        assert f"  {verb} " in said
    assert "...\n" not in said.partition("Start:")[2], "no sentence is cut"
    assert said.index("\nPeople and flow:") < said.index("\n  merge ") < said.index("\nProjects:")
    assert "--where" in shell("list", "--help")


def broken(shell: Shell, error: BaseException, *, after: int = 0) -> World:
    """Give a world whose clock fails when it has been read so many times."""
    computer = environment(shell.root / "Ann's computer", shell.watches.setdefault("Ann", Watch()))
    left = [after]

    def now() -> datetime.datetime:
        left[0] -= 1
        if left[0] == -1:
            raise error
        return computer.now()

    failing = Environment(now, computer.random, computer.paths, computer.policy)
    return replace(shell.world(), environment=lambda: failing)


def test_a_mistake_of_ours_asks_for_a_report_and_quotes_nothing(shell: Shell, ann: Path):
    said = shell.fails("status", ann, world=broken(shell, KeyError("Zoë's secret")))
    assert "mistake in the program" in said
    assert "KeyError at test_endings.py" in said
    assert "secret" not in said


def test_a_traceback_only_if_asked_for(shell: Shell, ann: Path):
    shell.variables["SWITCHBOARD_DEBUG"] = "1"
    result = shell.run("status", ann, world=broken(shell, KeyError("x")))
    assert result.exit_code == 1
    assert "Traceback" in result.stderr


@pytest.mark.parametrize("after", range(12))
def test_an_interruption_at_any_moment_leaves_nothing_half_done(after: int, shell: Shell, ann: Path):
    before = shell("digest", ann)
    lines = "\n".join(f'{{"kind": "person", "set": {{"name": "Person {number}"}}}}' for number in range(300))
    file = shell.write("many.jsonl", lines)
    result = shell.run("edit", ann, file, world=broken(shell, KeyboardInterrupt(), after=after))
    people = len(shell.read("list", ann, "person"))
    if result.exit_code == 0:
        assert people == 300
    else:
        assert result.exit_code == 1
        assert result.stderr.strip() == "Stopped. Nothing is half done."
        assert people in {0, 300}
        assert people == 300 or shell("digest", ann) == before
    assert "All is well" in shell("verify", ann)


@pytest.mark.parametrize("after", range(0, 12, 2))
def test_an_interrupted_founding_leaves_a_whole_vault_or_none(after: int, shell: Shell):
    vault = shell.path("new")
    result = shell.run(
        "new", vault, "--group", "G", "--me", "Ann", world=broken(shell, KeyboardInterrupt(), after=after)
    )
    if vault.exists():
        assert "recovery code" in result.stdout
        assert "All is well" in shell("verify", vault)
    else:
        assert result.exit_code == 1


def test_ctrl_c_stops_a_job_at_a_safe_place(shell: Shell):
    reached: list[str] = []

    def run(progress: Progress) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        reached.append("went on to the safe place")
        progress.check()
        reached.append("went past it")

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        work(shell.world(), Job("Trial", run))
    assert reached == ["went on to the safe place"]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_does_not_wait(shell: Shell):
    def run(_progress: Progress) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError("the second one was not heard")

    with pytest.raises(KeyboardInterrupt):
        work(shell.world(), Job("Trial", run))


def test_a_bar_is_drawn_on_standard_error_only(shell: Shell, capsys: pytest.CaptureFixture[str]):
    def run(progress: Progress) -> str:
        progress.step(1, 2, "Half of it")
        progress.step(0, 0, "")
        return "done"

    assert work(replace(shell.world(), progress=True), Job("Trial", run)) == "done"
    assert capsys.readouterr().out == ""
