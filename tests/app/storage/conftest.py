"""What the tests of the vault share: a cheap cost, a fixed time, other processes and small disks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.storage.cost import Cost, Policy

ROOT = Path(__file__).resolve().parents[3]
NOBODY = 65534

Child = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def cheap() -> Policy:
    """A policy under which a guess costs nothing, which takes no measurement of this machine."""
    least = Cost(memory_kib=64, iterations=1, lanes=4)
    return Policy(least=least, most=Cost(1024, 8, 4), most_work=8192, measure=lambda _cost: 1.0)


@pytest.fixture
def now() -> datetime:
    """Some moment."""
    return datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


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
        process.communicate()


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


@pytest.fixture
def unprivileged() -> Iterator[Callable[[], AbstractContextManager[Path]]]:
    """Give a folder, and a block in which even a test run by root has the rights of an ordinary user."""
    if sys.platform == "win32":
        pytest.skip("permissions work differently on Windows")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        @contextmanager
        def act() -> Iterator[Path]:
            if os.geteuid() != 0:
                yield folder
                return
            for each in (folder, *folder.rglob("*")):
                os.chown(each, NOBODY, NOBODY)
            os.seteuid(NOBODY)
            try:
                yield folder
            finally:
                os.seteuid(0)

        yield act
        for each in (folder, *folder.rglob("*")):
            if each.is_dir():
                each.chmod(0o700)
