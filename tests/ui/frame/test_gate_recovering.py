"""The gate when the passphrase is not there: shares typed one after the other, and the computer's keystore."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.problems import UserProblem
from ui.frame.gate.gate import Gate
from ui.frame.gate.recover_page import SHARES, RecoverPage
from ui.frame.gate.wishes import RecoverVault, ShareTyped

STICK = Path("/media/stick")
FIRST, SECOND = " ".join(["academic"] * 33), " ".join(["acid"] * 33)
NEW = "correct horse"


@pytest.fixture
def gate(qtbot: QtBot) -> Gate:
    gate = Gate(lambda: STICK, choose=lambda _parent, _start: STICK)
    qtbot.addWidget(gate)
    gate.resize(1100, 760)
    with qtbot.waitExposed(gate):
        gate.show()
    return gate


@pytest.fixture
def page(gate: Gate) -> RecoverPage:
    """Give the page, asking for shares."""
    gate.show_unlock(STICK, "stick")
    gate.unlock_page.recover_wanted.emit(STICK)
    gate.recover_page.way.set_value(SHARES)
    gate.recover_page.way.chosen.emit(SHARES)
    return gate.recover_page


def add(qtbot: QtBot, page: RecoverPage, words: str) -> ShareTyped:
    page.code.setPlainText(words)
    with qtbot.waitSignal(page.share_typed) as signal:
        page.add_button.click()
    assert signal.args is not None
    return signal.args[0]


def test_shares_are_looked_at_one_by_one(qtbot: QtBot, gate: Gate, page: RecoverPage):
    page.code.setPlainText("academic " * 32)
    with qtbot.assertNotEmitted(page.share_typed):
        page.add_button.click()
    assert "33 words; there are 32" in page._below.text()
    typed = add(qtbot, page, "1. Academic, " * 33)
    assert typed == ShareTyped(STICK, FIRST)
    assert not page.done.isEnabled()
    page.take_share(typed, 2, 2)
    assert page.words() == []
    assert page.found.text() == "Right: share 2. 1 more is needed."
    page.take_share(add(qtbot, page, FIRST), 2, 2)
    assert "share 2 once more" in page._below.text()
    add(qtbot, page, SECOND)
    page.refuse_share(UserProblem("This share belongs to another set.", do="Compare the days."))
    assert page._below.text() == "This share belongs to another set. Compare the days."
    assert page.words()  # To be mended, not typed again.
    page.take_share(add(qtbot, page, SECOND), 1, 2)
    assert "share 1, 2. These are enough" in page.found.text()
    for field in (page.passphrase.first, page.passphrase.second):
        field.line.setText(NEW)
    with qtbot.waitSignal(gate.recover_vault) as signal:
        page.done.click()
    assert signal.args == [RecoverVault(STICK, "", NEW, (FIRST, SECOND))]


def test_too_few_shares_do_not_go_off(qtbot: QtBot, gate: Gate, page: RecoverPage):
    page.take_share(add(qtbot, page, FIRST), 1, 3)
    for field in (page.passphrase.first, page.passphrase.second):
        field.line.setText(NEW)
    with qtbot.assertNotEmitted(gate.recover_vault):
        page.done.click()
    assert "add it, then the next" in page._below.text()


def test_enter_in_the_words_adds_a_share_that_is_complete(qtbot: QtBot, page: RecoverPage):
    page.code.setPlainText(FIRST)
    with qtbot.waitSignal(page.share_typed):
        page.submit()


def test_nothing_of_the_shares_is_kept(qtbot: QtBot, gate: Gate, page: RecoverPage):
    page.take_share(add(qtbot, page, FIRST), 1, 2)
    gate.show_welcome()
    assert page.words() == []
    assert page.found.text() == ""
    assert page._shares == {}


def test_everything_has_a_name(page: RecoverPage, without_name: Callable[[QWidget], list[str]]):
    assert without_name(page) == []


def test_the_keystore_is_offered_only_where_it_opens_the_vault(qtbot: QtBot, gate: Gate):
    with qtbot.waitSignal(gate.unlock_shown) as shown:
        gate.show_unlock(STICK, "stick")
    assert shown.args == [STICK]
    page = gate.unlock_page
    assert not page.keystore_button.isVisible()
    page.offer_keystore(offered=True)
    assert page.keystore_button.isVisible()
    with qtbot.waitSignal(gate.open_with_keystore) as wanted:
        qtbot.mouseClick(page.keystore_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [STICK]
    assert not page.keystore_button.isEnabled()
    gate.show_problem(UserProblem("The keystore has nothing.", kept="The passphrase opens it, as before."))
    assert page.banner.isVisible()
    assert page.done.isEnabled()
    gate.show_unlock(STICK, "stick")
    assert not page.keystore_button.isVisible()
