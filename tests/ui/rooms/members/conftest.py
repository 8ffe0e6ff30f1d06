"""What the tests of the room of trust share: a group, with one window open on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.rooms.members.members_world import TrustWorld
from ui.work.jobs import VaultThread


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path, thread: VaultThread) -> Iterator[TrustWorld]:
    world = TrustWorld(qtbot, tmp_path, thread)
    yield world
    world.end()
