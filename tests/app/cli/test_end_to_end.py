"""The program as it is started, in processes of its own: two laptops and the demo.

The cost of a passphrase is real where that is what the story is about, and in all stories of `./check long`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.cli.conftest import words_in
from tests.examples import is_long

ROOT = Path(__file__).resolve().parents[3]
PASSPHRASE = "correct horse battery"
REAL = ("-m", "app")
CHEAP = """
import dataclasses, os, sys
from app import bootstrap
from app.main import main
from app.storage.keys.cost import Cost, Policy

policy = Policy(least=Cost(64, 1, 1), most=Cost(1024, 8, 4), most_work=8192, measure=lambda _cost: 1.0)
sys.exit(main(sys.argv[1:], lambda: dataclasses.replace(bootstrap.environment(os.environ), policy=policy)))
"""
USUAL = REAL if is_long() else ("-c", CHEAP)
pytestmark = [pytest.mark.long, pytest.mark.property]


def start(
    home: Path, *words: object, passphrase: str = PASSPHRASE, program: tuple[str, ...] = USUAL
) -> subprocess.CompletedProcess[str]:
    """Run the program with a home of its own."""
    variables = {**os.environ, "SWITCHBOARD_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    variables.pop("SWITCHBOARD_PASSPHRASE", None)
    if passphrase:
        variables["SWITCHBOARD_PASSPHRASE"] = passphrase
    command = [sys.executable, *program, *(str(word) for word in words)]
    return subprocess.run(
        command, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
    )


def says(home: Path, *words: object) -> str:
    ended = start(home, *words)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    return ended.stdout


def test_a_vault_is_opened_at_the_real_cost(tmp_path: Path):
    for words in (("new", tmp_path / "vault", "--group", "Küche", "--me", "Ann"), ("digest", tmp_path / "vault")):
        assert start(tmp_path, *words, program=REAL).returncode == 0


def test_two_laptops_meet(tmp_path: Path):
    ann, bo = tmp_path / "ann", tmp_path / "bo"
    request, answer, back = tmp_path / "bo.request", tmp_path / "answer.age", tmp_path / "back.age"
    says(tmp_path / "1", "new", ann, "--group", "Küche", "--me", "Ann")
    words = words_in(says(tmp_path / "2", "join", bo, "--me", "Bo", "--request", request))
    admitted = says(tmp_path / "1", "admit", ann, "--request", request, "--code", words, "--out", answer)
    assert words_in(says(tmp_path / "2", "open", bo, answer)) == words_in(admitted)
    assert "Kitchen" not in says(tmp_path / "2", "open", bo, answer, "--code", words_in(admitted))
    says(tmp_path / "2", "add", bo, "person", "name=Zoë Ärger")
    says(tmp_path / "2", "bundle", bo, "--out", back)
    assert "new: 1 person" in says(tmp_path / "1", "open", ann, back)
    assert says(tmp_path / "1", "digest", ann) == says(tmp_path / "2", "digest", bo)
    nobody = start(tmp_path / "1", "status", ann, passphrase="")
    assert (nobody.returncode, nobody.stderr.count("\n")) == (1, 1)
    assert start(tmp_path / "1", "lits").returncode == 2


def test_the_demo_ends_with_equal_digests(tmp_path: Path):
    ended = start(tmp_path / "home", "demo", "--size", "small", "--out", tmp_path / "demo", passphrase="")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    digests = [line.split()[1] for line in ended.stdout.splitlines()[-4:-1]]
    assert len(digests) == 3
    assert len(set(digests)) == 1
    assert len(bytes.fromhex(digests[0])) == 32
    assert not (tmp_path / "home").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_says_so(tmp_path: Path):
    variables = {name: value for name, value in os.environ.items() if name not in SCREENS}
    ended = subprocess.run(
        [sys.executable, "-m", "app"],
        env={**variables, "SWITCHBOARD_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "no screen" in ended.stderr
    assert ended.stderr.count("\n") == 1


SCREENS = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
