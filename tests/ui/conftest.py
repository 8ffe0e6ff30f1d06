"""What the tests of the window share: one theme, a vault with its thread, and a look at who lacks a name."""

from __future__ import annotations

import dataclasses
import datetime
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.services.vaults import vaults
from app.storage.folder.environment import Environment
from app.storage.keys.cost import Cost, Policy
from tests.group import PASSPHRASE, declared
from tests.ready import SHELF, Made
from ui.frame.desk import Desk
from ui.theme.theme import Theme
from ui.work.collecting import Collector
from ui.work.jobs import VaultThread

NOW = datetime.datetime(2026, 11, 23, 18, 2, tzinfo=datetime.UTC)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Give the theme, light and at 100 %, as each test finds it."""
    theme = qapp.findChild(Theme) or Theme(qapp, "light", scale=1.0)
    yield theme
    theme.set_mode("light")
    theme.set_scale(1.0)


@pytest.fixture(autouse=True)
def dressed(theme: Theme) -> None:
    """Let every test look at dressed widgets."""


@pytest.fixture
def thread(collector: Collector) -> Iterator[VaultThread]:
    """Give a thread for a vault; it ends with the test."""
    thread = VaultThread()
    yield thread
    thread.drop()
    thread.stop()


@pytest.fixture
def world(tmp_path: Path) -> Environment:
    """Give the world around a vault: cheap passphrases, and a clock that stands still."""
    policy = Policy(least=Cost(64, 1, 1), most=Cost(1024, 8, 4), most_work=8192, measure=lambda _cost: 1.0)
    return Environment(lambda: NOW, os.urandom, Paths.under(tmp_path), policy)


@dataclasses.dataclass(frozen=True)
class Contents:
    """What is written into a vault before it is copied for a test, under the name by which copies are kept."""

    name: str = "empty"
    write: Callable[[Any], None] = lambda _vault: None


@pytest.fixture
def contents() -> Contents:
    """Leave the vault empty, unless a folder of tests says otherwise."""
    return Contents()


@pytest.fixture
def desk(qtbot: QtBot, thread: VaultThread, world: Environment, tmp_path: Path, contents: Contents) -> Iterator[Desk]:
    """Give a desk with a vault that was just made."""
    what = f"vault on a desk, {contents.name}"

    def original(place: Path) -> Made:
        there = dataclasses.replace(world, paths=Paths.under(place / "computer"))
        vault, code = vaults.create_vault(place / "vault", PASSPHRASE, "Northside", "Ada", declared(), there)
        contents.write(vault)
        vault.close()
        return Made(place / "vault", place / "computer", code, NOW)

    _made, number = SHELF.take(what, original, tmp_path / "vault", tmp_path)
    made: list[Any] = []
    thread.ask(lambda: vaults.open_vault(tmp_path / "vault", PASSPHRASE, declared(), world), made.append)
    qtbot.waitUntil(lambda: bool(made))
    desk = Desk(thread, made[0], made[0].registry, lambda: NOW)
    yield desk
    closed: list[object] = []
    vault = desk.release()
    assert vault is not None
    thread.drop()
    thread.ask(vault.close, closed.append)
    qtbot.waitUntil(lambda: bool(closed))
    desk.deleteLater()
    SHELF.give_back(what, number)


@pytest.fixture
def tell(qtbot: QtBot, desk: Desk) -> Callable[[Callable[[Any], Any]], Any]:
    """Ask the vault something and wait for the answer."""

    def ask(question: Callable[[Any], Any]) -> Any:
        answers: list[Any] = []
        desk.ask(question, answers.append)
        qtbot.waitUntil(lambda: bool(answers))
        return answers[0]

    return ask


def nameless(root: QWidget) -> list[str]:
    """Everything in sight that takes the keyboard and has no name to be read out."""
    return [
        f"{type(each).__name__} in {type(each.parentWidget()).__name__}"
        for each in [root, *root.findChildren(QWidget)]
        if each.isVisibleTo(root)
        and each.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(each.parentWidget(), QAbstractScrollArea)
        and not (each.accessibleName() or (isinstance(each, QLabel) and each.text()))
    ]


@pytest.fixture
def without_name() -> Callable[[QWidget], list[str]]:
    """Give the look at who lacks a name."""
    return nameless
