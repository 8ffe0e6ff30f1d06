"""What the tests of the whole flows share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.storage.vault.vault import Vault
from tests.group import Group
from tests.window import Laptop
from ui.theme.theme import Theme


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
def laptop(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[str], Laptop]]:
    """Laptops by the names of their owners, each with the real window; all are closed afterwards."""
    if qapp.findChild(Theme) is None:
        Theme(qapp, "light", scale=1.0)
    made: list[Laptop] = []

    def make(name: str) -> Laptop:
        made.append(Laptop(qtbot, tmp_path, name))
        return made[-1]

    yield make
    for each in made:
        each.session.window.close()
