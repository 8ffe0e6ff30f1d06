"""The program as it is started, in processes of its own: two laptops and the demo.

Each command is a process. In `./check long` it is started from nothing, at the real cost of a passphrase; else it is
the child of one process that has read the program already, and a passphrase is cheap but where that is what the story
is about.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.cli.conftest import words_in
from tests.examples import is_long

ROOT = Path(__file__).resolve().parents[3]
PASSPHRASE = "correct horse battery"
NURSERY = """
import dataclasses, json, os, sys
from app import bootstrap
from app.capabilities.catalogue import catalogue
from app.main import main
from app.storage.keys.cost import Cost, Policy

policy = Policy(least=Cost(64, 1, 1), most=Cost(1024, 8, 4), most_work=8192, measure=lambda _cost: 1.0)
catalogue()
for line in sys.stdin:
    words, variables, *outputs = json.loads(line)
    child = os.fork()
    if child == 0:
        for number, output in enumerate([os.devnull, *outputs]):
            os.dup2(os.open(output, os.O_RDWR | os.O_CREAT), number)
        os.environ.clear()
        os.environ.update(variables)
        sys.exit(main(words, lambda: dataclasses.replace(bootstrap.environment(os.environ), policy=policy)))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Knows the program, and has a child for each command: to read all of it takes longer than most of them."""
ALL_TOLD = (
    "lost on the way",
    "by way of Cy",
    "was not made for this laptop",
    "opened before",
    "3 conflicts",
    "opens it again",
    "print code",
)
pytestmark = [pytest.mark.long, pytest.mark.property]


def variables(home: Path, passphrase: str) -> dict[str, str]:
    """Give what the program finds in its environment."""
    told = {**os.environ, "SWITCHBOARD_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    told.pop("SWITCHBOARD_PASSPHRASE", None)
    return told | ({"SWITCHBOARD_PASSPHRASE": passphrase} if passphrase else {})


def start(home: Path, *words: object, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
    """Run the program from nothing, with a home of its own."""
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, words)],
        env=variables(home, passphrase),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class Program:
    """Runs commands, each in a process and with a home of its own."""

    def __init__(self, nursery: subprocess.Popen[str] | None, folder: Path) -> None:
        self._nursery, self._folder = nursery, folder

    def run(self, home: Path, *words: object, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
        """Run a command, whatever comes of it."""
        if self._nursery is None:
            return start(home, *words, passphrase=passphrase)
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        outputs = [self._folder / name for name in ("stdout", "stderr")]
        asked = [[str(word) for word in words], variables(home, passphrase), *map(str, outputs)]
        print(json.dumps(asked), file=self._nursery.stdin, flush=True)
        status = int(self._nursery.stdout.readline())
        said = [output.read_text("utf-8") for output in outputs]
        for output in outputs:
            output.unlink()
        return subprocess.CompletedProcess(asked[0], status, *said)

    def says(self, home: Path, *words: object, passphrase: str = PASSPHRASE) -> str:
        """Run a command that has to succeed; gives what it says."""
        ended = self.run(home, *words, passphrase=passphrase)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert ended.stderr == ""
        return ended.stdout


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str] | None]:
    """Give the process whose children are the commands; none where each is started from nothing."""
    if is_long() or sys.platform == "win32":
        yield None
        return
    words = [sys.executable, "-X", "utf8", "-c", NURSERY]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def program(nursery: subprocess.Popen[str] | None, tmp_path: Path) -> Program:
    return Program(nursery, tmp_path)


def test_a_vault_is_opened_at_the_real_cost(tmp_path: Path):
    for words in (("new", tmp_path / "vault", "--group", "Küche", "--me", "Ann"), ("digest", tmp_path / "vault")):
        assert start(tmp_path, *words).returncode == 0


def test_two_laptops_meet(program: Program, tmp_path: Path):
    says, one, two = program.says, tmp_path / "1", tmp_path / "2"
    ann, bo = tmp_path / "ann", tmp_path / "bo"
    request, answer, back = tmp_path / "bo.request", tmp_path / "answer.age", tmp_path / "back.age"
    says(one, "new", ann, "--group", "Küche", "--me", "Ann")
    words = words_in(says(two, "join", bo, "--me", "Bo", "--request", request))
    admitted = says(one, "admit", ann, "--request", request, "--code", words, "--out", answer)
    assert words_in(says(two, "open", bo, answer)) == words_in(admitted)
    assert "Kitchen" not in says(two, "open", bo, answer, "--code", words_in(admitted))
    says(two, "add", bo, "person", "name=Zoë Ärger")
    says(two, "bundle", bo, "--out", back)
    assert "new: 1 person" in says(one, "open", ann, back)
    assert says(one, "digest", ann) == says(two, "digest", bo)
    nobody = program.run(one, "status", ann, passphrase="")
    assert (nobody.returncode, nobody.stderr.count("\n")) == (1, 1)
    assert program.run(one, "lits").returncode == 2


def test_the_demo_ends_well_with_equal_digests_and_everything_kept(program: Program, tmp_path: Path):
    text = program.says(tmp_path / "home", "demo", "--size", "small", "--out", tmp_path / "demo", passphrase="")
    lines = text.splitlines()
    digests = [line.split()[1] for line in lines[-4:-1]]
    assert len(digests) == 3
    assert len(set(digests)) == 1
    assert len(bytes.fromhex(digests[0])) == 32
    assert lines[-1] == "All copies are equal."
    assert "Not as it should be" not in text
    assert [words for words in ALL_TOLD if words not in text] == []
    assert [act for act in range(1, 9) if f"\n{act}. " not in text] == []
    assert text.count("passphrase “") == 3
    assert not (tmp_path / "home").exists()
    check_files(tmp_path / "demo")


def check_files(folder: Path) -> None:
    """Vaults, bundles, sheets and the list are there, and what is sealed names nobody."""
    for name in ("ann/vault.db", "bo/vault.db", "cy/vault.db", "sheets/contact-list.pdf"):
        assert (folder / name).is_file(), name
    assert (folder / "contacts.csv").read_text("utf-8-sig").count("\n") >= 501
    bundles = list((folder / "bundles").glob("*.age"))
    assert len(bundles) > 10
    assert not (folder / "bundles" / "bo-to-ann-lost.age").exists()
    vaults = [file for name in ("ann", "bo", "cy") for file in (folder / name).iterdir()]
    for file in (*bundles, *vaults):
        assert "Ōkubo-Ødegård".encode() not in file.read_bytes(), file


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_says_so(tmp_path: Path):
    told = {name: value for name, value in os.environ.items() if name not in SCREENS}
    ended = subprocess.run(
        [sys.executable, "-m", "app"],
        env={**told, "SWITCHBOARD_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "no screen" in ended.stderr
    assert ended.stderr.count("\n") == 1


SCREENS = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
