"""The page of recovery: a list that is done bit by bit, and nothing that ends before the paper is right."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.problems import Problem, WrongPassphrase
from app.services.vaults import keys
from tests.group import PASSPHRASE
from tests.keystores import MemoryKeyring
from tests.patience import rest
from tests.window import Answers, click
from ui.frame.desk import Desk
from ui.platform.typesetting import Press
from ui.rooms.members import recovery_overview as overview
from ui.rooms.members.recovery import Recovery
from ui.shell.start import RESOURCES

Names = Callable[[QWidget], list[str]]
Tell = Callable[[Callable[[Any], Any]], Any]
OLD, NEW = PASSPHRASE, "another one entirely"


@dataclasses.dataclass
class Seen:
    """The page, and what it says around itself."""

    qtbot: QtBot
    page: Recovery
    desk: Desk
    press: Press
    answers: Answers
    said: list[str] = dataclasses.field(default_factory=list)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    asked: list[tuple[Problem, Callable[[], object]]] = dataclasses.field(default_factory=list)
    gone: list[str] = dataclasses.field(default_factory=list)

    def rest(self) -> None:
        rest(self.qtbot, lambda: self.desk.worker.is_busy() or self.press.thread_of_pages.is_busy(), self.page)

    def do(self, action: str) -> None:
        self.page.do(action)
        self.rest()

    def read_back(self) -> None:
        """Type the words that are asked for, as the paper has them."""
        code = self.page.code
        words = code.code.split()
        click(code.ready_button)
        for place, field in code.fields.items():
            field.line.setText(words[place - 1])
        click(code.check_button)
        self.rest()


@pytest.fixture
def seen(qtbot: QtBot, desk: Desk) -> Iterator[Seen]:
    press, answers = Press(RESOURCES / "sheets"), Answers()
    page = Recovery(desk, answers, press)
    seen = Seen(qtbot, page, desk, press, answers)
    desk.said.connect(lambda words, _action, _on: seen.said.append(words))
    desk.problem.connect(seen.problems.append)
    desk.asked.connect(lambda problem, _words, on: seen.asked.append((problem, on)))
    desk.going.connect(lambda room, _page, _about: seen.gone.append(room))
    qtbot.addWidget(page)
    page.resize(1000, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.refresh()
    seen.rest()
    yield seen
    seen.rest()
    press.forget()
    press.stop()


@pytest.fixture
def ring(tell: Tell) -> MemoryKeyring:
    """Give a keystore of this computer."""
    ring = MemoryKeyring()

    def give(vault: Any) -> None:
        vault.environment = dataclasses.replace(vault.environment, keystore=ring.keystore)

    tell(give)
    return ring


def words_in(widget: QWidget) -> str:
    lines = [each.text() for each in widget.findChildren(QLabel)] + [e.text() for e in widget.findChildren(QLineEdit)]
    return "\n".join(lines)


def test_the_list_says_what_is_left_and_leads_there(seen: Seen, without_name: Names):
    page = seen.page
    assert page.overview.heading.text() == "3 things are left to do"
    assert [row.step.key for row in page.overview.rows] == ["code", "admins", "laptop", "shares"]
    assert without_name(page) == []
    click(page.overview.row("admins").buttons[0])
    assert seen.gone == ["exchange"]
    assert len(page.commands()) == 4


def test_a_new_code_counts_when_it_was_read_back(seen: Seen, tell: Tell, without_name: Names):
    page = seen.page
    click(page.overview.row("code").buttons[0])
    seen.rest()
    code = page.code.code
    assert page.code.words.words() == tuple(code.split())
    assert without_name(page) == []
    click(page.code.ready_button)
    assert not page.code.words.isVisible()
    place, field = next(iter(page.code.fields.items()))
    QTest.keyClicks(field.line, "zoo" if code.split()[place - 1] != "zoo" else "zone")
    click(page.code.check_button)
    other = list(page.code.fields.values())[1]
    assert other.complaint() == "Type the word."
    QTest.keyClicks(other.line, "zoo")
    click(page.code.check_button)
    assert f"Word {place} of the code is another one" in field.complaint()
    with pytest.raises(WrongPassphrase):
        tell_failing(seen, lambda vault: keys.check_code(vault, code))
    click(page.code.again_button)
    assert page.code.words.isVisible()
    seen.read_back()
    assert page.overview.isVisible()
    assert page.overview.row("code").step.done
    assert page.overview.heading.text() == "2 things are left to do"
    assert "Destroy the old paper" in seen.said[-1]
    assert not any(word in words_in(page.code.words) for word in code.split())
    tell(lambda vault: keys.check_code(vault, code))


def tell_failing(seen: Seen, question: Callable[[Any], Any]) -> None:
    """Ask the vault something that it refuses, and raise that here."""
    problems: list[Problem] = []
    seen.desk.ask(question, pytest.fail, failed=problems.append)
    seen.rest()
    raise problems[0]


def test_the_paper_that_is_there_can_be_checked(seen: Seen, tell: Tell, without_name: Names):
    code = tell(lambda vault: _new_code(vault))
    seen.do(overview.CHECK_CODE)
    assert without_name(seen.page) == []
    seen.page.check.code.setPlainText("qqqqq " + " ".join(code.split()[1:]))
    click(seen.page.check.check_button)
    seen.rest()
    assert "Word 1, “qqqqq”" in seen.page.check.banner.what.text()
    seen.page.check.code.setPlainText(code.title())
    click(seen.page.check.check_button)
    seen.rest()
    assert seen.said == ["The paper is right."]
    assert seen.page.overview.row("code").step.done
    assert seen.page.check.code.toPlainText() == ""


def _new_code(vault: Any) -> str:
    code = keys.draw_code(vault)
    keys.use_code(vault, code)
    return code


def test_a_code_is_saved_and_printed_only_where_the_person_says(seen: Seen, tmp_path: Path):
    seen.do(overview.NEW_CODE)
    code = seen.page.code
    click(code.save_button)
    click(code.print_button)
    seen.rest()
    assert seen.said == []
    file, printed = tmp_path / "code.pdf", tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    seen.answers.files, seen.answers.printers = [file], [printer]
    click(code.save_button)
    seen.rest()
    click(code.print_button)
    seen.rest()
    assert file.read_bytes().startswith(b"%PDF")
    assert printed.read_bytes().startswith(b"%PDF")
    assert "not encrypted" in seen.said[0]
    seen.answers.files = [tmp_path / "no such folder" / "code.pdf"]
    click(code.save_button)
    seen.rest()
    assert code.banner.isVisible()
    assert code.ready_button.isEnabled()


def change(seen: Seen, old: str, new: str, *, key_too: bool) -> None:
    seen.do(overview.PASSPHRASE)
    page = seen.page.passphrase
    (page.key_too if key_too else page.only).setChecked(True)
    page.old.line.setText(old)
    page.new.first.line.setText(new)
    page.new.second.line.setText(new)
    click(page.change_button)
    seen.rest()


def test_only_the_passphrase_is_changed(seen: Seen, tell: Tell, without_name: Names):
    key = tell(lambda vault: vault.database.key)
    change(seen, "not this one", NEW, key_too=False)
    page = seen.page.passphrase
    assert "not the passphrase of this vault" in page.old.complaint()
    assert without_name(seen.page) == []
    page.old.line.setText(OLD)
    click(page.change_button)
    seen.rest()
    assert seen.said == ["The passphrase is changed."]
    assert page.old.text() == page.new.passphrase() == ""
    tell(lambda vault: keys.check_passphrase(vault, NEW))
    assert tell(lambda vault: vault.database.key) == key


def test_with_the_key_the_recovery_code_is_read_back_first(seen: Seen, tell: Tell):
    key = tell(lambda vault: vault.database.key)
    change(seen, "not this one", NEW, key_too=True)
    assert "not the passphrase of this vault" in seen.page.passphrase.old.complaint()
    change(seen, OLD, NEW, key_too=True)
    assert seen.page.code.isVisible()
    assert tell(lambda vault: vault.database.key) == key
    QTest.keyClick(seen.page.code, Qt.Key.Key_Escape)  # To think better of it changes nothing.
    seen.rest()
    assert seen.page.overview.isVisible()
    tell(lambda vault: keys.check_passphrase(vault, OLD))
    change(seen, OLD, NEW, key_too=True)
    code = seen.page.code.code
    seen.read_back()
    assert seen.page.overview.isVisible()
    assert seen.page.overview.row("code").step.done
    tell(lambda vault: (keys.check_passphrase(vault, NEW), keys.check_code(vault, code)))
    assert tell(lambda vault: vault.database.key) != key


def test_shares_end_the_earlier_ones_when_all_are_on_paper(seen: Seen, tell: Tell, without_name: Names, tmp_path: Path):
    seen.do(overview.NEW_SHARES)
    page = seen.page.shares
    page.count.setValue(4)
    page.needed.setValue(4)
    assert "all are worthless" in page.meaning.text()
    page.needed.setValue(3)
    assert "1 share may be lost" in page.meaning.text()
    page.count.setValue(2)
    assert page.needed.value() == 2
    click(page.make_button)
    seen.rest()
    assert len(page.rows) == 2
    assert not page.force_button.isEnabled()
    assert without_name(seen.page) == []
    seen.answers.files = [tmp_path / "share.pdf"]
    click(page.rows[0].save_button)
    seen.rest()
    assert seen.answers.offered == ["share-1-of-2.pdf"]
    click(page.rows[1].show_button)
    assert page.drawn is not None
    shares = page.drawn.shares
    assert page.rows[1].words.words() == tuple(shares[1].split())
    click(page.rows[0].show_button)
    assert page.rows[1].words.words() == ()  # One at a time.
    assert tell(lambda vault: keys.state(vault).shares) is None
    click(page.force_button)
    seen.rest()
    assert seen.page.overview.isVisible()
    assert tell(lambda vault: keys.state(vault).shares).needed == 2
    assert page.drawn is None
    row = seen.page.overview.row("shares")
    assert "not handed out yet" in row.step.said
    click(row.buttons[0])
    seen.rest()
    assert seen.page.overview.row("shares").step.done
    assert seen.page.focusWidget() is seen.page.overview.row("code").buttons[0]
    click(seen.page.overview.row("shares").buttons[1])
    ((problem, on),) = seen.asked
    assert "cannot be undone" in str(problem)
    on()
    seen.rest()
    assert tell(lambda vault: keys.state(vault).shares) is None


def test_the_keystore_is_switched_on_and_off(seen: Seen, ring: MemoryKeyring, tell: Tell):
    box = seen.page.overview.keystore
    assert not box.isEnabled()
    seen.page.refresh()
    seen.rest()
    assert box.isEnabled()
    assert "whoever can log in" in seen.page.overview.keystore_words.text()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    seen.rest()
    assert seen.page.focusWidget() is box  # The keyboard stays where it was.
    assert len(ring.kept) == 1
    assert box.isChecked()
    ring.locked = True
    box.click()
    seen.rest()
    assert "cannot be used now" in str(seen.problems[0])
    assert tell(lambda vault: keys.state(vault).keystore) == "off"
    assert not box.isChecked()


def test_leaving_forgets_what_was_shown_and_typed(seen: Seen):
    change(seen, OLD, NEW, key_too=True)
    words = seen.page.code.code.split()
    assert seen.page.leave()
    seen.qtbot.wait(20)
    assert seen.page.overview.isVisible()
    assert seen.page.code.code == ""
    assert seen.page._change == ("", "")
    assert not any(f"\n{word}\n" in words_in(seen.page) for word in words)
