"""Somebody comes in: what the window hides, at once, and what is still there when it is opened again."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QLineEdit, QWidget

from app.services.records import records
from app.services.records.records import Query
from app.services.settings import caution
from app.services.settings.caution import Caution
from tests.window import Laptop, click
from ui.frame.workplace import Workplace
from ui.guard.cover import SPOTS, blurred
from ui.guard.settings_panel import SettingsPanel
from ui.guard.signs import Signs
from ui.widgets.labels import label

Make = Callable[[str], Laptop]
SHIFT = Qt.KeyboardModifier.ShiftModifier
STATE = Qt.ApplicationState


def visible_words(laptop: Laptop) -> str:
    """All that can be seen or heard in the window: a screen reader does not read what is hidden."""
    window = laptop.session.window
    seen = [window, *(each for each in window.findChildren(QWidget) if each.isVisible())]
    named = [each.accessibleName() for each in seen] + [each.accessibleDescription() for each in seen]
    written = [each.text() for each in seen if isinstance(each, QLabel | QLineEdit | QAbstractButton)]
    return "\n".join([*named, *written, window.windowTitle()])


def work(laptop: Laptop) -> Workplace:
    workplace = laptop.session.workplace
    assert workplace is not None
    return workplace


def panic(laptop: Laptop) -> None:
    """Press the panic key where the keyboard is."""
    QTest.keyClick(laptop.session.window.windowHandle(), Qt.Key.Key_Escape, SHIFT)


def with_zoe(laptop: Laptop) -> str:
    """Give a group, somebody in it, and her card in sight."""
    laptop.start_group()
    laptop.session.guard.clipboard.owns = lambda: True
    laptop.do(lambda vault: records.add(vault, "person", {"name": "Zoë Ärger", "pronouns": "she"}))
    zoe = laptop.tell(lambda v: records.ids(v, "person", Query()))[0]
    work(laptop).open_record("person", zoe)
    laptop.until(lambda: "she" in [line.text() for line in work(laptop).findChildren(QLineEdit)])
    laptop.rest()
    return str(zoe)


def pronouns(laptop: Laptop) -> QLineEdit:
    return next(line for line in work(laptop).findChildren(QLineEdit) if line.text() in {"she", "they"})


def test_the_panic_key_hides_first_and_locks_then(laptop: Make, monkeypatch: pytest.MonkeyPatch):
    ann = laptop("Ann")
    zoe = with_zoe(ann)
    line = pronouns(ann)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "they")
    QGuiApplication.clipboard().setText("+49 30 5550101")
    room = work(ann).room()
    seen: list[str] = []
    leave = room.leave
    monkeypatch.setattr(room, "leave", lambda: seen.append(visible_words(ann)) or leave())
    assert "Zoë" in visible_words(ann)
    panic(ann)
    assert seen, "the vault was locked in the same event"
    assert "Zoë" not in seen[0], "and before that, everything was hidden"
    assert "Kitchen table" not in seen[0], "the title among it"
    assert ann.session.workplace is None
    assert ann.session.window.isMinimized()
    assert QGuiApplication.clipboard().text() == ""
    ann.rest()
    ann.session.window.showNormal()
    assert ann.gate.unlock_page.isVisible()
    ann.unlock()
    assert ann.tell(lambda v: records.get(v, zoe)).values["pronouns"] == "they", "what was typed is kept, as by a lock"


def test_the_panic_key_works_in_front_of_panels_and_dialogs(laptop: Make):
    ann = laptop("Ann")
    with_zoe(ann)
    work(ann).finder.open()
    first, second = QDialog(ann.session.window), QDialog(ann.session.window)
    still: list[bool] = []

    def press() -> None:
        ann.session.guard.windows.watch(second.windowHandle())  # The offscreen screen gives no window the keyboard.
        QTest.keyClick(second.windowHandle(), Qt.Key.Key_Escape, SHIFT)
        still.append(first.isVisible() or second.isVisible() or "Zoë" in visible_words(ann))

    def open_another() -> None:
        QTimer.singleShot(0, press)
        second.exec()

    QTimer.singleShot(0, open_another)
    assert first.exec() == QDialog.DialogCode.Rejected
    ann.until(lambda: ann.session.workplace is None)
    assert still == [False]
    ann.rest()
    assert not ann.session.guard.cover.is_up()


def test_escape_alone_and_shift_alone_are_no_panic(laptop: Make):
    ann = laptop("Ann")
    with_zoe(ann)
    for key, modifier in (
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Shift, SHIFT),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.ControlModifier | SHIFT),
        (Qt.Key.Key_Backtab, SHIFT),
    ):
        QTest.keyClick(ann.session.window.windowHandle(), key, modifier)
    assert ann.session.workplace is not None


def test_a_recovery_code_in_sight_comes_back_after_the_passphrase(laptop: Make):
    ann = laptop("Ann")
    ann.session.start()
    ann.gate.welcome.start_choice.click()
    page = ann.gate.start_page
    page.group.line.setText("Kitchen table")
    page.me.line.setText("Ann")
    ann._passphrase(page)
    click(page.done)
    ann.until(ann.gate.code_page.isVisible)
    words = ann.gate.code_page.words()
    panic(ann)
    ann.rest()
    ann.session.window.showNormal()
    assert ann.gate.unlock_page.isVisible()
    assert not any(word in visible_words(ann).split() for word in words)
    for passphrase in ("not the passphrase", None):
        unlock = ann.gate.unlock_page
        unlock.passphrase.line.setText(passphrase or "correct horse battery")
        unlock.done.click()
        ann.rest()
        assert ann.gate.code_page.isVisible() == (passphrase is None)
    assert ann.gate.code_page.words() == words
    ann._write_down()
    ann.until(lambda: ann.session.workplace is not None)
    ann.rest()
    ann.session.lock()
    ann.rest()
    ann.unlock()
    assert ann.session.workplace is not None, "once written down it is not shown again"


def test_a_vault_that_opens_after_the_panic_key_is_not_shown(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    ann.session.lock()
    ann.rest()
    page = ann.gate.unlock_page
    page.passphrase.line.setText("correct horse battery")
    page.done.click()
    panic(ann)
    assert page.passphrase.line.text() == ""
    ann.rest()
    assert ann.session.workplace is None
    ann.session.window.showNormal()
    ann.unlock()


class Bell(Signs):
    """A system that says when it is about to sleep, and is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.released = 0

    def release(self) -> None:
        self.released += 1


def test_sleep_waits_for_the_vault_to_be_closed(laptop: Make):
    ann = laptop("Ann")
    bell = Bell()
    with_zoe(ann)
    ann.session.guard.listen(bell)
    bell.leaving.emit()
    assert ann.session.workplace is None
    assert not ann.session.window.isMinimized(), "one finds the window where one left it"
    ann.until(lambda: bell.released)
    ann.rest()
    bell.leaving.emit()
    ann.until(lambda: bell.released == 2)
    ann.unlock()


def test_waking_up_locks_though_nobody_was_away_for_long(laptop: Make):
    ann = laptop("Ann")
    with_zoe(ann)
    ann.session.guard.choose(Caution(idle_minutes=60))
    ann.rest()
    ann.session.idle.tick()
    assert ann.session.workplace is not None
    slept = ann.session.idle.asleep()
    ann.session.idle.asleep = lambda: slept + 180
    ann.session.idle.tick()
    assert ann.session.workplace is None
    ann.rest()
    ann.unlock()
    ann.session.idle.tick()
    assert ann.session.workplace is not None, "once for each sleep"


def test_the_window_that_is_left_is_covered_and_keeps_what_is_half_typed(laptop: Make):
    ann = laptop("Ann")
    zoe = with_zoe(ann)
    guard = ann.session.guard
    guard.privacy.on_state(STATE.ApplicationInactive)
    assert not guard.cover.is_up(), "nobody has asked for it"
    guard.choose(Caution(covering="left"))
    line = pronouns(ann)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "the")
    guard.privacy.on_state(STATE.ApplicationInactive)
    assert "Zoë" not in visible_words(ann)
    assert "Covered" in visible_words(ann)
    ann.do(lambda vault: records.edit(vault, zoe, {"name": "Zoë Adeyemi"}))
    guard.privacy.on_state(STATE.ApplicationActive)
    ann.rest()
    assert "Zoë" in visible_words(ann)
    assert line.text() == "the"
    assert ann.tell(lambda v: records.get(v, zoe)).values["pronouns"] == "she", "and nothing was saved of it"
    assert "Zoë Adeyemi" in visible_words(ann), "what has changed meanwhile is there"
    assert ann.session.window.focusWidget() is line
    QTest.keyClicks(line, "y")
    assert work(ann).room().leave()
    ann.rest()
    assert ann.tell(lambda v: records.get(v, zoe)).values["pronouns"] == "they"


def test_a_page_covered_on_wish_stays_so_until_a_key_which_does_nothing_else(laptop: Make):
    ann = laptop("Ann")
    with_zoe(ann)
    guard = ann.session.guard
    command = next(each for each in work(ann).commands() if each.keys == ("Ctrl+Shift+H",))
    command.run()
    assert guard.cover.is_up()
    guard.privacy.on_state(STATE.ApplicationInactive)
    guard.privacy.on_state(STATE.ApplicationActive)
    assert guard.cover.is_up()
    QTest.keyClick(guard.cover, Qt.Key.Key_Shift)
    assert guard.cover.is_up()
    ann.session.window.resize(1100, 700)
    ann.until(lambda: guard.cover.size() == ann.session.window.size())
    QTest.keyClick(guard.cover, Qt.Key.Key_N)
    assert not guard.cover.is_up()
    assert ann.tell(lambda v: records.page(v, "person", Query()).total) == 1
    command.run()
    click(guard.cover)
    assert not guard.cover.is_up()
    command.run()
    ann.session.lock()
    ann.rest()
    assert not guard.cover.is_up()
    assert ann.gate.unlock_page.isVisible()
    assert ann.session.window.windowTitle() == "Switchboard"


def test_whoever_sits_still_is_covered_if_they_chose_so(laptop: Make):
    ann = laptop("Ann")
    with_zoe(ann)
    guard = ann.session.guard
    for choice, covered in ((Caution(), False), (Caution(covering="left"), False), (Caution(covering="rest"), True)):
        guard.choose(choice)
        ann.rest()
        ann.watch.time += datetime.timedelta(seconds=25)
        ann.session.idle.look()
        assert guard.cover.is_up() == covered
    guard.privacy.on_state(STATE.ApplicationActive)
    assert guard.cover.is_up()


def test_the_gate_needs_no_cover(laptop: Make):
    ann = laptop("Ann")
    ann.session.start()
    ann.session.guard.choose(Caution(covering="rest"))
    ann.session.guard.privacy.on_state(STATE.ApplicationInactive)
    assert not ann.session.guard.cover.is_up()
    ann.rest()


def test_a_blur_cannot_tell_two_numbers_apart(laptop: Make):
    pages = []
    for number in ("+49 30 5550101", "+49 17 8246973"):
        page = label(f"Zoë Ärger\n{number}")
        page.resize(1280, 800)
        pages.append(blurred(page.grab()))
    assert pages[0].size() == SPOTS
    assert pages[0] == pages[1]
    blank = QWidget()
    blank.resize(1280, 800)
    dark = QWidget()
    dark.setStyleSheet("background: #202020")
    dark.resize(1280, 800)
    assert blurred(blank.grab()) != blurred(dark.grab()), "though it is a picture of the page"


def test_choices_hold_at_once_and_after_the_next_start(laptop: Make):
    ann = laptop("Ann")
    with_zoe(ann)
    work(ann).finder.open()
    work(ann).finder.line.setText("privacy")
    ann.until(lambda: len(work(ann).finder.items()) == 1)
    QTest.keyClick(work(ann).finder.line, Qt.Key.Key_Return)
    panel = work(ann).findChild(SettingsPanel)
    assert panel is not None
    card = panel.card
    assert card is not None
    assert card.idle.hasFocus() or ann.session.window.focusWidget() is card.idle
    card.idle.setCurrentIndex(card.idle.findData(1))
    card.covering.setCurrentIndex(card.covering.findData("left"))
    card.seconds.setCurrentIndex(card.seconds.findData(0))
    ann.rest()
    wanted = Caution(1, "left", 0)
    assert ann.session.guard.caution == wanted
    assert caution.chosen(ann.environment) == wanted
    QTest.keyClick(card.idle, Qt.Key.Key_Escape)
    assert panel.isHidden()
    ann.watch.time += datetime.timedelta(seconds=65)
    ann.session.idle.look()
    assert ann.session.workplace is None
    ann.rest()
    assert ann.session.guard.settings_card().idle.currentData() == 1


def test_copying_says_how_long_it_lasts_and_closing_takes_it_out(laptop: Make):
    ann = laptop("Ann")
    with_zoe(ann)
    work(ann).toast.hide()
    line = pronouns(ann)
    line.selectAll()
    line.copy()
    assert work(ann).toast.text.text() == "Copied. Gone in 10 seconds."
    assert QGuiApplication.clipboard().text() == "she"
    ann.session.window.close()
    assert QGuiApplication.clipboard().text() == ""


def test_the_sheet_of_keys_shows_both_keys(laptop: Make):
    ann = laptop("Ann")
    with_zoe(ann)
    work(ann).keys.open()
    words = visible_words(ann)
    assert "Panic" in words
    assert "Shift+Esc" in words
    assert "Ctrl+Shift+H" in words
    panic(ann)
    assert ann.session.workplace is None, "it works while the sheet is in front"
    ann.rest()
