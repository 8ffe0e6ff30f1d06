"""What the tests of records, vaults and services share: a group, other processes, small disks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.storage.vault.vault import Vault
from tests.group import Group

ROOT = Path(__file__).resolve().parents[2]

Child = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    """Give a group of one: Ann, who founded it."""
    group = Group(tmp_path)
    group.found()
    yield group
    group.close()


@pytest.fixture
def ann(group: Group) -> Vault:
    return group.vaults["Ann"]


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    """Start a Python script as another process that knows the program; it is gone after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: object, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        file = tmp_path / f"child-{len(started)}.py"
        file.write_text(script, encoding="utf-8")
        process = subprocess.Popen(
            [*before, sys.executable, str(file), *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate(timeout=60)


@pytest.fixture
def on_small_disk(child: Child, tmp_path: Path) -> Callable[[str, str], str]:
    """Run a script on a disk of its own of the given size; its first argument is the disk's folder."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = 'mount -t tmpfs -o "size=$1" small "$2" || exit 77; disk="$2"; shift 2; exec "$@" "$disk"'

    def run(size: str, script: str) -> str:
        unshare = shutil.which("unshare")
        if unshare is None:
            pytest.skip("no unshare here")
        flags = "-m" if os.geteuid() == 0 else "-rm"
        process = child(script, before=(unshare, flags, "sh", "-c", mount, "sh", size, str(disk)))
        output, errors = process.communicate(timeout=60)
        if process.returncode == 77 or "unshare:" in errors:
            pytest.skip("no disks of one's own may be mounted here")
        assert process.returncode == 0, errors
        return output

    return run
