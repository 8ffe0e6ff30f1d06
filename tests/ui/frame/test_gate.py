"""The gate: four choices, forms with complaints in place, and nothing kept of what was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.problems import DiskFull, WrongPassphrase
from ui.frame.gate.field import NewPassphrase, PassphraseField
from ui.frame.gate.gate import Gate
from ui.frame.gate.wishes import JoinGroup, OpenVault, RecentVault, RecoverVault, StartGroup

HOME, STICK = Path("/vaults/switchboard"), Path("/media/stick")
WORDS = "ahead betray logic all online impulse dog concert shadow update torch slogan".split()


@pytest.fixture
def gate(qtbot: QtBot) -> Gate:
    gate = Gate(lambda: HOME, choose=lambda _parent, _start: STICK)
    qtbot.addWidget(gate)
    gate.resize(1100, 700)
    with qtbot.waitActive(gate):
        gate.show()
        gate.activateWindow()
    gate.show_welcome([])
    return gate


def fill(qtbot: QtBot, passphrase: NewPassphrase, first: str, second: str | None = None) -> None:
    qtbot.keyClicks(passphrase.first.line, first)
    qtbot.keyClicks(passphrase.second.line, first if second is None else second)


def test_a_group_is_started(qtbot: QtBot, gate: Gate):
    qtbot.mouseClick(gate.welcome.start_choice, Qt.MouseButton.LeftButton)
    page = gate.start_page
    assert page.isVisible()
    qtbot.keyClicks(page.group.line, "Northside")
    qtbot.keyClicks(page.me.line, "Ada")
    fill(qtbot, page.passphrase, "correct horse battery")
    qtbot.mouseClick(page.folder.change, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(gate.start_group) as signal:
        qtbot.keyClick(page.passphrase.second.line, Qt.Key.Key_Return)
    assert signal.args == [StartGroup("Northside", "Ada", "correct horse battery", STICK)]


def test_each_complaint_stands_below_its_field(qtbot: QtBot, gate: Gate):
    gate.welcome.start_choice.click()
    page = gate.start_page
    fill(qtbot, page.passphrase, "short")
    with qtbot.assertNotEmitted(gate.start_group):
        page.done.click()
    assert page.group.complaint()
    assert page.me.complaint()
    assert "8" in page.passphrase.first.complaint()
    assert page.group.line.hasFocus()
    qtbot.keyClicks(page.group.line, "N")
    assert not page.group.complaint()


def test_the_two_passphrases_have_to_be_the_same(qtbot: QtBot, gate: Gate):
    gate.welcome.join_choice.click()
    page = gate.join_page
    qtbot.keyClicks(page.me.line, "Bo")
    fill(qtbot, page.passphrase, "correct horse", "correct house")
    with qtbot.assertNotEmitted(gate.join_group):
        page.done.click()
    assert page.passphrase.second.complaint()
    page.passphrase.second.line.selectAll()
    qtbot.keyClicks(page.passphrase.second.line, "correct horse")
    with qtbot.waitSignal(gate.join_group) as signal:
        page.done.click()
    assert signal.args == [JoinGroup("Bo", "correct horse", HOME)]


def test_the_length_of_a_passphrase_is_remarked_on(qtbot: QtBot, gate: Gate):
    first = gate.start_page.passphrase.first
    remarks: list[str] = []
    for text in ("", "ninechars", "correct horse", "correct horse battery staple"):
        first.line.setText(text)
        remarks.append(first.below.text())
    assert len(set(remarks)) == 4


def test_the_passphrase_can_be_shown_and_caps_lock_is_noticed(qtbot: QtBot):
    field = PassphraseField("Passphrase")
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field.line, "a")
    assert field.caps.isHidden()
    qtbot.keyClick(field.line, "A")
    assert not field.caps.isHidden()
    field.show_action.trigger()
    assert field.line.echoMode() == QLineEdit.EchoMode.Normal
    field.show_action.trigger()
    assert field.line.echoMode() == QLineEdit.EchoMode.Password


def test_a_vault_is_opened_by_its_passphrase(qtbot: QtBot, gate: Gate):
    vault = RecentVault(STICK, "Northside")
    gate.show_welcome([vault])
    qtbot.waitUntil(gate.welcome.rows[0].hasFocus)
    qtbot.keyClick(gate.welcome.rows[0], Qt.Key.Key_Space)
    page = gate.unlock_page
    assert page.isVisible()
    page.done.click()
    assert page.passphrase.complaint()
    qtbot.keyClicks(page.passphrase.line, "wrong")
    with qtbot.waitSignal(gate.open_vault) as signal:
        qtbot.keyClick(page.passphrase.line, Qt.Key.Key_Return)
    assert signal.args == [OpenVault(STICK, "wrong")]
    assert not page.done.isEnabled()
    assert page.waiting.isVisible()
    gate.show_problem(WrongPassphrase("This is not it.", do="Try again."))
    assert page.done.isEnabled()
    assert page.passphrase.complaint() == "This is not it. Try again."
    assert page.passphrase.line.selectedText() == "wrong"
    gate.show_problem(DiskFull("There is no room."))
    assert page.banner.isVisible()


def test_a_vault_is_recovered_by_its_words(qtbot: QtBot, gate: Gate):
    gate.show_unlock(STICK, "Northside")
    gate.unlock_page.recover_wanted.emit(STICK)
    page = gate.recover_page
    assert page.isVisible()
    page.code.setPlainText("1. ahead 2. betray")
    fill(qtbot, page.passphrase, "correct horse")
    with qtbot.assertNotEmitted(gate.recover_vault):
        page.done.click()
    page.code.setPlainText("\n".join(f"{number}. {word.title()}" for number, word in enumerate(WORDS, 1)))
    with qtbot.waitSignal(gate.recover_vault) as signal:
        page.done.click()
    assert signal.args == [RecoverVault(STICK, " ".join(WORDS), "correct horse")]


def test_the_recovery_code_is_shown_once(qtbot: QtBot, gate: Gate):
    gate.show_code(WORDS)
    page = gate.code_page
    assert page.isVisible()
    assert page.words() == WORDS
    assert not page.done.isEnabled()
    with qtbot.waitSignal(gate.print_code):
        qtbot.mouseClick(page.print_button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(page.tick, Qt.Key.Key_Space)
    with qtbot.waitSignal(gate.written_down):
        page.done.click()
    assert page.words() == []


def test_looking_around_and_going_back(qtbot: QtBot, gate: Gate):
    with qtbot.waitSignal(gate.look_around):
        qtbot.mouseClick(gate.welcome.sample_choice, Qt.MouseButton.LeftButton)
    gate.welcome.recover_choice.click()
    qtbot.keyClick(gate.recover_page, Qt.Key.Key_Escape)
    assert gate.welcome.isVisible()


def test_nothing_typed_is_kept(qtbot: QtBot, gate: Gate):
    gate.welcome.start_choice.click()
    fill(qtbot, gate.start_page.passphrase, "correct horse")
    gate.show_code(WORDS)
    gate.show_welcome()
    assert gate.start_page.passphrase.passphrase() == ""
    assert gate.start_page.passphrase.second.text() == ""
    assert gate.code_page.words() == []


def test_everything_has_a_name(gate: Gate, without_name: Callable[[QWidget], list[str]]):
    gate.show_welcome([RecentVault(STICK, "Northside")])
    gate.code_page.show_words(WORDS)
    for page in (gate.welcome, gate.start_page, gate.join_page, gate.unlock_page, gate.recover_page, gate.code_page):
        gate.setCurrentWidget(page)
        assert without_name(page) == []
