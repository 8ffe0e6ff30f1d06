"""What the tests of the vault share: a cheap cost, a fixed time, the rights of an ordinary user."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.storage.keys.cost import Cost, Policy

NOBODY = 65534


@pytest.fixture
def cheap() -> Policy:
    """Give a policy under which a guess costs nothing, which takes no measurement of this machine."""
    least = Cost(memory_kib=64, iterations=1, lanes=4)
    return Policy(least=least, most=Cost(1024, 8, 4), most_work=8192, measure=lambda _cost: 1.0)


@pytest.fixture
def now() -> datetime:
    """Give some moment."""
    return datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


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
