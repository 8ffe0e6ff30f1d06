"""The window when the passphrase is not there: an interrupted change of the key, shares, the computer's keystore."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from app.services.vaults import keys, vaults
from app.storage.keys import keyslots
from tests.group import PASSPHRASE
from tests.keystores import MemoryKeyring
from tests.window import Laptop, click
from ui.frame.gate.recover_page import SHARES
from ui.rooms.members import recovery_overview as overview
from ui.rooms.members.recovery import Recovery

Make = Callable[[str], Laptop]
NEW = "another one entirely"


def lock(laptop: Laptop) -> None:
    laptop.session.lock()
    laptop.rest()


def recovery(laptop: Laptop) -> Recovery:
    """Give the page, as a room shows it."""
    assert laptop.session.desk is not None
    page = Recovery(laptop.session.desk, laptop.answers, laptop.session.press)
    laptop.qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.refresh()
    laptop.rest()
    return page


def test_after_an_interrupted_change_of_key_the_new_code_is_shown_before_going_in(
    laptop: Make, monkeypatch: pytest.MonkeyPatch
):
    ann = laptop("Ann")
    ann.start_group()

    def interrupt(vault: object) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(keyslots, "finish_rekey", _stop)
            with pytest.raises(KeyboardInterrupt):
                keys.change_passphrase(vault, PASSPHRASE, NEW, rekey=keys.draw_code(vault))  # pyright: ignore[reportArgumentType]

    ann.tell(lambda vault: interrupt(vault) or True)
    lock(ann)
    page = ann.gate.unlock_page
    page.passphrase.line.setText(NEW)
    click(page.done)
    ann.until(ann.gate.code_page.isVisible)
    words = ann.gate.code_page.words()
    assert len(words) == 12
    assert words != ann.code
    ann.gate.code_page.tick.click()
    click(ann.gate.code_page.done)
    ann.until(lambda: ann.session.workplace is not None)
    ann.tell(lambda vault: keys.check_code(vault, " ".join(words)) or True)
    lock(ann)
    page.passphrase.line.setText(NEW)
    click(page.done)
    ann.until(lambda: ann.session.workplace is not None)  # Not twice: no code is shown on the way.


def _stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_two_people_with_shares_open_a_vault_whose_passphrase_is_forgotten(laptop: Make):
    ann = laptop("Ann")
    ann.start_group()
    page = recovery(ann)
    page.do(overview.NEW_SHARES)
    ann.rest()
    click(page.shares.make_button)
    ann.rest()
    assert page.shares.drawn is not None
    shares = page.shares.drawn.shares
    for row in page.shares.rows:
        row.show_button.click()
    page.shares.force_button.click()
    ann.rest()
    page.hide()
    lock(ann)
    ann.gate.unlock_page.recover_wanted.emit(ann.folder)
    form = ann.gate.recover_page
    form.way.set_value(SHARES)
    form.way.chosen.emit(SHARES)
    mistyped = shares[2].split()
    mistyped[4] = "qqqqq"
    for text in (" ".join(mistyped), shares[2], shares[0]):
        form.code.setPlainText(text)
        click(form.add_button)
        ann.until(form.add_button.isEnabled)
        if "qqqqq" in text:
            assert "Word 5, “qqqqq”" in form._below.text()
    assert "share 1, 3. These are enough" in form.found.text()
    for field in (form.passphrase.first, form.passphrase.second):
        field.line.setText(NEW)
    form.done.click()
    ann.until(lambda: ann.session.workplace is not None)
    ann.rest()
    assert not next(step.done for step in ann.tell(keys.checklist) if step.key == keys.SHARES)
    lock(ann)
    vaults.open_vault(ann.folder, NEW, ann.session._registry(), ann.environment).close()


def test_the_keystore_opens_the_vault_and_its_loss_is_no_harm(laptop: Make):
    ann = laptop("Ann")
    ring = MemoryKeyring()
    ann.session.opening._environment = dataclasses.replace(ann.environment, keystore=ring.keystore)
    ann.start_group()
    lock(ann)
    assert not ann.gate.unlock_page.keystore_button.isVisible()
    ann.unlock()
    page = recovery(ann)
    page.overview.keystore.click()
    ann.rest()
    page.hide()
    lock(ann)
    button = ann.gate.unlock_page.keystore_button
    ann.until(button.isVisible)
    click(button)
    ann.until(lambda: ann.session.workplace is not None)
    ann.rest()
    lock(ann)
    ring.kept.clear()
    ann.until(button.isVisible)
    click(button)
    ann.until(ann.gate.unlock_page.banner.isVisible)
    assert "nothing that opens this vault" in ann.gate.unlock_page.banner.what.text()
    ann.unlock()
    assert ann.session.workplace is not None


def test_the_code_is_printed_at_the_gate(laptop: Make, tmp_path: Path):
    ann = laptop("Ann")
    ann.session.start()
    ann.gate.welcome.start_choice.click()
    page = ann.gate.start_page
    page.group.line.setText("Kitchen table")
    page.me.line.setText("Ann")
    ann._passphrase(page)
    page.done.click()
    ann.until(ann.gate.code_page.isVisible)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "code.pdf"))
    ann.answers.printers = [printer]
    click(ann.gate.code_page.print_button)
    ann.rest()
    assert (tmp_path / "code.pdf").stat().st_size > 1000
