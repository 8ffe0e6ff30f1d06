"""Unlocking, locking and leaving: what a tired person does wrong, and what must not be lost or left in sight."""

from __future__ import annotations

import datetime
import gc
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit

from app.services.records import records
from app.services.records.records import Query
from app.services.settings import look
from app.services.vaults import vaults
from tests.group import PASSPHRASE
from tests.patience import PATIENT_SECONDS
from tests.window import Laptop, admit, click
from ui.platform.idle import IDLE_AFTER

Make = Callable[[str], Laptop]


def in_sight(laptop: Laptop) -> str:
    """All words that the window holds anywhere, seen or not."""
    window = laptop.session.window
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    words = [each.text() for each in window.findChildren(QLabel)] + [
        each.text() for each in window.findChildren(QLineEdit)
    ]
    return "\n".join(words)


def test_a_wrong_passphrase_is_said_where_it_was_typed(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    ann.session.lock()
    ann.rest()
    page = ann.gate.unlock_page
    assert page.isVisible()
    assert page.passphrase.line.hasFocus() or ann.session.window.focusWidget() is page.passphrase.line
    ann.unlock("not the passphrase")
    assert "does not open" in page.passphrase.complaint()
    assert page.passphrase.line.selectedText() == "not the passphrase"
    ann.unlock()
    assert ann.session.workplace is not None


def test_capital_letters_without_shift_are_noticed(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    ann.session.lock()
    line = ann.gate.unlock_page.passphrase.line
    QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A"))
    assert ann.gate.unlock_page.passphrase.caps.isVisibleTo(ann.gate.unlock_page)
    QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier, "B"))
    assert not ann.gate.unlock_page.passphrase.caps.isVisibleTo(ann.gate.unlock_page)


def test_locking_keeps_what_was_typed_and_leaves_nothing_in_sight(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    ann.do(lambda vault: records.add(vault, "person", {"name": "Zoë Ärger", "pronouns": "she"}))
    workplace = ann.session.workplace
    assert workplace is not None
    zoe = ann.tell(lambda v: records.ids(v, "person", Query()))[0]
    workplace.open_record("person", zoe)
    ann.until(lambda: "Zoë Ärger" in in_sight(ann))
    people = workplace.rooms["people"]
    line = next(each for each in people.findChildren(QLineEdit) if each.text() == "she")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "they")
    ann.session.lock()
    ann.rest()
    assert "Zoë" not in in_sight(ann)
    ann.unlock()
    assert ann.tell(lambda v: records.get(v, zoe)).values["pronouns"] == "they"


def test_nobody_there_for_five_minutes_locks(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    ann.watch.time += IDLE_AFTER - datetime.timedelta(minutes=1)
    ann.session.idle.look()
    assert ann.session.workplace is not None
    QTest.keyClick(ann.session.window.windowHandle(), Qt.Key.Key_Shift)
    ann.watch.time += IDLE_AFTER - datetime.timedelta(minutes=1)
    ann.session.idle.look()
    assert ann.session.workplace is not None, "a key is a sign of life"
    ann.watch.time += IDLE_AFTER
    ann.session.idle.look()
    assert ann.session.workplace is None
    assert ann.gate.unlock_page.isVisible()


def test_the_recovery_code_is_not_locked_away(laptop: Make):
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
    assert len(words) == 12
    ann.session.lock()
    assert ann.gate.code_page.words() == words
    assert not ann.gate.code_page.done.isEnabled()


def test_the_code_opens_a_vault_whose_passphrase_is_forgotten(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    ann.session.lock()
    ann.rest()
    ann.gate.unlock_page.recover_wanted.emit(ann.folder)
    page = ann.gate.recover_page
    page.code.setPlainText(" ".join(f"{number}. {word}" for number, word in enumerate(ann.code, 1)))
    for field in (page.passphrase.first, page.passphrase.second):
        field.line.setText("another passphrase")
    click(page.done)
    ann.until(lambda: ann.session.workplace is not None)
    ann.session.lock()
    ann.rest()
    ann.unlock("another passphrase x")
    assert ann.session.workplace is None


def test_closing_the_window_closes_the_vault(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    ann.session.window.close()
    vault = vaults.open_vault(ann.folder, PASSPHRASE, ann.session._registry(), ann.environment)
    vault.close()


def test_a_vault_that_is_open_elsewhere_is_said_to_be(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    ann.session.lock()
    ann.rest()
    elsewhere = vaults.open_vault(ann.folder, PASSPHRASE, ann.session._registry(), ann.environment)
    page = ann.gate.unlock_page
    page.passphrase.line.setText(PASSPHRASE)
    click(page.done)
    ann.until(page.banner.isVisible)
    assert page.banner.do.text()
    elsewhere.close()
    ann.unlock()


def test_a_damaged_vault_is_said_to_be(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    ann.session.lock()
    ann.rest()
    keys = next(each for each in ann.folder.iterdir() if each.name.startswith("keys"))
    whole = keys.read_bytes()
    keys.write_bytes(whole[: len(whole) // 2])
    page = ann.gate.unlock_page
    page.passphrase.line.setText(PASSPHRASE)
    click(page.done)
    ann.until(page.banner.isVisible)
    assert page.passphrase.text() == PASSPHRASE, "nothing typed is lost"
    keys.write_bytes(whole)
    ann.unlock()


@pytest.mark.long
def test_locking_in_the_middle_of_a_job_leaves_nothing_half_done(laptop: Make, tmp_path: Path):
    ann, bo = laptop("Ann"), laptop("Bo")
    ann.start_group()
    admit(ann, bo, tmp_path)
    bo.do(lambda vault: records.add(vault, "person", {"name": "Mateo Vargas"}))
    bundle = bo.bundle(tmp_path / "from bo.age")
    ann.drop(bundle)
    page = ann.exchange.taking.page
    held = threading.Event()
    assert ann.session.desk is not None
    ann.session.desk.ask(lambda _vault: held.wait(PATIENT_SECONDS), lambda _done: None)
    click(page.take_button)
    ann.session.lock()
    held.set()
    ann.rest()
    assert ann.gate.unlock_page.isVisible()
    ann.unlock()
    assert ann.tell(lambda v: records.page(v, "person", Query()).total) == 0
    ann.take(bundle)
    assert ann.tell(lambda v: records.page(v, "person", Query()).total) == 1


def test_looking_around_leaves_nothing_behind(laptop: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    from app.services.demo import sample

    usual = sample.fill
    monkeypatch.setattr(sample, "fill", lambda vault, **how: usual(vault, "small", **how))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ann = laptop("Ann")
    ann.session.start()
    ann.gate.welcome.sample_choice.click()
    click(ann.session.opening.sample_page.done)
    ann.until(lambda: ann.session.workplace is not None)
    ann.rest()
    made = list(tmp_path.glob("switchboard-sample-*"))
    assert len(made) == 1
    ann.session.lock()
    ann.rest()
    assert ann.gate.welcome.isVisible()
    assert not ann.gate.welcome.rows
    assert not made[0].exists()


@pytest.mark.long
def test_locking_leaves_no_page_of_the_vault_in_memory(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    assert ann.session.workplace is not None
    kept: dict[str, weakref.ref[Any]] = {
        "workplace": weakref.ref(ann.session.workplace),
        "desk": weakref.ref(ann.session.workplace.desk),
    }
    for key in list(ann.session.workplace.rooms):
        ann.session.workplace.go(key)
        ann.rest()
        kept[key] = weakref.ref(ann.session.workplace.rooms[key])
    ann.session.lock()
    ann.until(lambda: ann.session.workplace is None)
    ann.rest()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [name for name, ref in kept.items() if ref() is not None] == []


def test_files_that_do_not_belong_are_refused_in_words(laptop: Make, tmp_path: Path):
    ann = laptop("Ann")
    ann.session.start()
    odd, photo = tmp_path / "song.mp3", tmp_path / "holiday.jpg"
    odd.write_bytes(b"ID3")
    photo.write_bytes(b"\xff\xd8\xff")
    ann.drop(odd)
    ann.start_group()
    ann.drop(odd)
    assert "is no bundle" in ann.banner()
    ann.drop(odd, odd)
    assert "is no bundle" in ann.banner()
    ann.drop(odd, photo)
    assert "several sorts" in ann.banner()
    ann.drop(photo)
    assert ann.exchange.reading.page.banner.isVisible(), "a picture may show codes; this one cannot be read"
    ann.drop(tmp_path)
    assert ann.exchange.gathering.page.title.text() == "No bundles there"
    ann.drop(tmp_path / "gone.age")
    assert "not there any more" in ann.banner()
    (tmp_path / "cut.age").write_bytes(b"age-encryption.org/v1\n-> mlkem768x25519 oops")
    ann.drop(tmp_path / "cut.age")
    assert "Nothing on this laptop was changed" in ann.banner()


def test_locking_closes_a_dialog_that_stands_open(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    workplace = ann.session.workplace
    assert workplace is not None
    dialog = QDialog(ann.session.window)
    QTimer.singleShot(50, ann.session.lock)
    assert dialog.exec() == QDialog.DialogCode.Rejected
    ann.until(lambda: ann.session.workplace is None)
    ann.rest()
    assert ann.gate.unlock_page.isVisible()


@pytest.mark.long
def test_everything_can_be_found_from_anywhere(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    workplace = ann.session.workplace
    assert workplace is not None
    for words, room in (("open bundle", "exchange"), ("admit", "exchange"), ("import list choose", "import")):
        workplace.go("people")
        ann.rest()
        workplace.finder.open()
        workplace.finder.line.setText(words)
        ann.until(lambda words=words: len(workplace.finder.items()) == 1)
        QTest.keyClick(workplace.finder.line, Qt.Key.Key_Return)
        assert workplace.room().key == room
    workplace.go("exchange")
    names = [command.name for command in workplace.commands()]
    assert len(names) == len(set(names)), "nothing is offered twice"
    ann.session.set_look("dark")
    ann.rest()
    assert look.chosen(ann.environment) == "dark"
    ann.session.set_look("light")
    ann.rest()
