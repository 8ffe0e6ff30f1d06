"""`switchboard` starts the environment's Python at once when everything is set up, from wherever it is called.

The environment is a stand-in that prints its arguments; that a real one is made well is seen on a bare machine.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows starts the .cmd files instead")

NO_PYTHON = "found none of them"


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """Give a copy of the start files beside an environment that looks finished, under a path with a space in it."""
    project = tmp_path / "two words"
    (project / "setup").mkdir(parents=True)
    for name in ("switchboard", "setup/ready.sh", "setup/requirements.txt", "setup/libraries.txt"):
        shutil.copy(root / name, project / name)
    python = project / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s|" "$@"\n', "ascii")
    python.chmod(0o755)
    for name in ("requirements.txt", "libraries.txt"):
        shutil.copy(project / "setup" / name, project / ".venv" / name)
    return project


def start(command: Path | str, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Start it where only the plainest tools are found, and no Python."""
    tools = cwd / "tools"
    tools.mkdir(exist_ok=True)
    for name in ("sh", "cmp", "dirname", "readlink"):
        (tools / name).unlink(missing_ok=True)
        (tools / name).symlink_to(str(shutil.which(name)))
    return subprocess.run(
        [str(command), *words],
        cwd=cwd,
        env={"PATH": str(tools)},
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_words_arrive_as_they_were_typed(project: Path, tmp_path: Path):
    ended = start(project / "switchboard", "add", "name=Two  words", "*", "", cwd=tmp_path)
    assert ended.stdout == "-I|-X|utf8|-m|app|add|name=Two  words|*||"
    assert ended.stderr == ""


def test_it_starts_through_links(project: Path, tmp_path: Path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "one").symlink_to("../two words/switchboard")
    (tmp_path / "bin" / "two").symlink_to("one")
    assert start("bin/two", "demo", cwd=tmp_path).stdout == "-I|-X|utf8|-m|app|demo|"


@pytest.mark.parametrize("change", ["requirements.txt", "libraries.txt", "unfinished", "bin/python"])
def test_whatever_is_missing_or_old_is_set_up_again(change: str, project: Path, tmp_path: Path):
    changed = project / ".venv" / change
    if change == "bin/python":
        changed.unlink()
        changed.symlink_to(tmp_path / "gone")
    else:
        changed.write_text("something else", "ascii")
    ended = start(project / "switchboard", cwd=tmp_path)
    assert ended.returncode == 1
    assert NO_PYTHON in ended.stderr
