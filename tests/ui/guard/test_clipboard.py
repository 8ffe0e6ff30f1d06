"""What is copied out of the window is gone after a while, and what others copied stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ui.guard.clipboard import ClipboardGuard, is_marked
from ui.widgets.labels import label
from ui.widgets.problem_banner import ProblemBanner
from ui.work.report import UnexpectedBug

NUMBER = "+49 30 5550101"


@pytest.fixture
def clipboard(qapp: object) -> Iterator[QClipboard]:
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


@pytest.fixture
def guard(clipboard: QClipboard) -> Iterator[ClipboardGuard]:
    guard = ClipboardGuard(clipboard, os.urandom)
    guard.owns = lambda: True  # The offscreen clipboard does not know whose its content is.
    guard.set_seconds(10)
    yield guard
    guard.stop()


def copy_from_a_field(qtbot: QtBot, text: str) -> None:
    """Copy as people do: mark all, Ctrl+C."""
    line = QLineEdit(text)
    qtbot.addWidget(line)
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def test_a_copy_is_marked_as_secret_and_then_gone(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard):
    with qtbot.waitSignal(guard.copied) as copied:
        copy_from_a_field(qtbot, NUMBER)
    assert copied.args == [10]
    assert clipboard.text() == NUMBER
    data = clipboard.mimeData()
    assert is_marked(data)
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"
    assert data.data("CanIncludeInClipboardHistory").data() == bytes(4), "a Windows DWORD that says no"
    assert guard.is_waiting()
    guard._timer.timeout.emit()
    assert clipboard.text() == ""
    assert not guard.is_waiting()


def test_the_clock_really_runs(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard):
    copy_from_a_field(qtbot, NUMBER)
    guard._timer.setInterval(0)
    qtbot.waitUntil(lambda: clipboard.text() == "")


def test_each_copy_counts_from_its_own_time(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard):
    told: list[int] = []
    guard.copied.connect(told.append)
    copy_from_a_field(qtbot, NUMBER)
    copy_from_a_field(qtbot, "amina@example.org")
    assert told == [10, 10], "and not once more for the marking"
    assert clipboard.text() == "amina@example.org"
    guard.clear()
    assert clipboard.text() == ""


def test_what_another_program_copied_since_stays(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard):
    copy_from_a_field(qtbot, NUMBER)
    clipboard.blockSignals(True)  # As if another program had put it there without our being told.
    clipboard.setText("a recipe for soup")
    clipboard.blockSignals(False)
    guard.clear()
    assert clipboard.text() == "a recipe for soup"


def test_a_copy_that_a_manager_has_taken_over_is_ours_still(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard):
    copy_from_a_field(qtbot, NUMBER)
    clipboard.blockSignals(True)
    clipboard.setText(NUMBER)
    clipboard.blockSignals(False)
    guard.clear()
    assert clipboard.text() == ""


def test_those_who_need_longer_have_longer(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard):
    guard.set_seconds(0)
    copy_from_a_field(qtbot, NUMBER)
    assert is_marked(clipboard.mimeData())
    assert not guard.is_waiting()
    guard.set_seconds(120)
    assert guard.is_waiting(), "what is there already is taken out too"
    assert guard._timer.interval() == 120_000
    guard.clear()
    assert clipboard.text() == "", "locking takes it out whatever the setting"


def test_a_copy_of_another_program_is_left_alone(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard):
    copy_from_a_field(qtbot, NUMBER)
    guard.owns = lambda: False
    clipboard.setText("a recipe for soup")
    assert not is_marked(clipboard.mimeData())
    assert not guard.is_waiting()
    guard.clear()
    assert clipboard.text() == "a recipe for soup"


def test_no_plain_text_is_kept(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard):
    copy_from_a_field(qtbot, NUMBER)
    assert NUMBER not in repr(vars(guard))


def test_formatted_text_is_copied_as_plain_text(clipboard: QClipboard, guard: ClipboardGuard):
    data = QMimeData()
    data.setHtml("<b>Amina</b>")
    data.setText("Amina")
    clipboard.setMimeData(data)
    assert not clipboard.mimeData().hasHtml()
    assert clipboard.text() == "Amina"


def test_text_marked_in_a_label_is_copied_the_same_way(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard):
    words = label("noble ocean", selectable=True)
    qtbot.addWidget(words)
    words.setSelection(0, 5)
    QTest.keyClick(words, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "noble"
    assert is_marked(clipboard.mimeData())


def test_a_report_of_our_mistake_stays_until_it_is_pasted(qtbot: QtBot, clipboard: QClipboard, guard: ClipboardGuard):
    banner = ProblemBanner()
    qtbot.addWidget(banner)
    problem = UnexpectedBug(ValueError("oops"))
    banner.show_problem(problem)
    banner.copy.click()
    assert clipboard.text() == problem.report
    assert not guard.is_waiting()
    guard.clear()
    assert clipboard.text() == problem.report


def test_a_guard_that_is_stopped_leaves_the_clipboard_alone(qtbot: QtBot, clipboard: QClipboard):
    guard = ClipboardGuard(clipboard, os.urandom)
    guard.owns = lambda: True
    guard.set_seconds(10)
    copy_from_a_field(qtbot, NUMBER)
    guard.stop()
    assert clipboard.text() == ""
    copy_from_a_field(qtbot, NUMBER)
    assert not is_marked(clipboard.mimeData())


COPIES_AND_ENDS = """
import os
from PySide6.QtWidgets import QApplication
from ui.guard.clipboard import ClipboardGuard
from ui.widgets.problem_banner import ProblemBanner
from ui.work.report import UnexpectedBug

app = QApplication([])
guard = ClipboardGuard(app.clipboard(), os.urandom)
guard.owns = lambda: True
banner = ProblemBanner()
banner.show_problem(UnexpectedBug(ZeroDivisionError()))
banner.copy.click()
guard.stop()
assert "ZeroDivisionError" in app.clipboard().text()
"""


def test_the_program_ends_well_with_a_report_on_the_clipboard():
    root = Path(__file__).resolve().parents[3]
    ended = subprocess.run(
        [sys.executable, "-c", COPIES_AND_ENDS], cwd=root, capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
