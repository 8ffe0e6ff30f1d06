"""The real window over real vaults, with a person who answers the system's dialogs from a list."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from app.services.vaults.vaults import Environment
from tests.group import PASSPHRASE, Watch, declared, environment
from tests.patience import PATIENCE, rest
from ui.platform.dialogs import Dialogs
from ui.rooms.exchange.room import ExchangeRoom
from ui.rooms.importing.room import ImportRoom
from ui.rooms.printing.room import PrintingRoom
from ui.shell.session import WindowSession
from ui.shell.start import RESOURCES, rooms_of


class Answers(Dialogs):
    """Gives the answers in their order; None, and so "cancelled", when there are none left."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Path | None] = []
        self.printers: list[QPrinter | None] = []
        self.offered: list[str] = []

    def open_file(self, parent: QWidget | None, title: str, kinds: str = "") -> Path | None:
        return self.files.pop(0) if self.files else None

    def open_files(self, parent: QWidget | None, title: str, kinds: str = "") -> list[Path]:
        found = [path for path in self.files if path is not None]
        self.files = []
        return found

    def open_folder(self, parent: QWidget | None, title: str) -> Path | None:
        return self.files.pop(0) if self.files else None

    def save_file(
        self, parent: QWidget | None, title: str, name: str, kinds: str = "", *, folder: Path | None = None
    ) -> Path | None:
        self.offered.append(name)
        return self.files.pop(0) if self.files else None

    def printer(self, parent: QWidget | None, title: str, pages: int = 1) -> QPrinter | None:
        return self.printers.pop(0) if self.printers else None


class Laptop:
    """One computer with the program on it."""

    def __init__(self, qtbot: QtBot, root: Path, name: str) -> None:
        self.qtbot, self.name = qtbot, name
        self.folder = root / name
        self.watch = Watch()
        self.environment: Environment = environment(root / f"{name}'s computer", self.watch)
        self.answers = Answers()
        self.session = WindowSession(self.environment, declared, rooms_of, RESOURCES / "sheets", self.answers)
        # A test's clock leaps, and goes on whenever it is read: whether somebody sits still is looked at by hand.
        self.session.idle._timer.setInterval(24 * 60 * 60 * 1000)
        qtbot.addWidget(self.session.window)
        self.gate = self.session.gate

    # Waiting.

    def until(self, happened: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(happened()), timeout=PATIENCE)

    def rest(self) -> None:
        """Wait until nothing is on its way any more."""

        def busy() -> bool:
            return self.session.thread_of_vault.is_busy() or self.session.press.thread_of_pages.is_busy()

        rest(self.qtbot, busy, self.session.window)

    # The gate.

    def start_group(self, group: str = "Kitchen table") -> None:
        self.session.start()
        self.gate.welcome.start_choice.click()
        page = self.gate.start_page
        page.group.line.setText(group)
        page.me.line.setText(self.name)
        self._passphrase(page)
        page.done.click()
        self._write_down()
        self.until(lambda: self.session.workplace is not None)
        self.rest()

    def ask_to_join(self, request: Path) -> None:
        self.session.start()
        self.gate.welcome.join_choice.click()
        page = self.gate.join_page
        page.me.line.setText(self.name)
        self._passphrase(page)
        page.done.click()
        self._write_down()
        waiting = self.session.joining.request_page
        self.until(lambda: self.gate.currentWidget() is waiting and waiting.code.words())
        self.answers.files = [request]
        waiting.done.click()
        self.until(request.exists)

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        page = self.gate.unlock_page
        page.passphrase.line.setText(passphrase)
        page.done.click()
        self.until(page.done.isEnabled if passphrase != PASSPHRASE else lambda: self.session.workplace is not None)
        self.rest()

    # Between tests.

    def put_away(self, place: Path) -> None:
        """Lock the vault, and keep a copy of all that is on this computer."""
        self.session.lock()
        self.until(lambda: self.session.workplace is None)
        self.rest()
        for mine in self._places():
            shutil.copytree(mine, place / mine.name)
        (place / f"{self.name} at").write_text(self.watch.time.isoformat(), "utf-8")

    def come_back(self, place: Path) -> None:
        """Open the vault that was put away, from its copy unless it is here."""
        if not self.folder.exists():
            for mine in self._places():
                shutil.copytree(place / mine.name, mine, dirs_exist_ok=True)
            self.watch.time = datetime.datetime.fromisoformat((place / f"{self.name} at").read_text("utf-8"))
            self.session.start(self.folder)
        self.unlock()

    def _places(self) -> tuple[Path, Path]:
        return self.folder, self.folder.parent / f"{self.name}'s computer"

    def _passphrase(self, page: Any) -> None:
        page.passphrase.first.line.setText(PASSPHRASE)
        page.passphrase.second.line.setText(PASSPHRASE)
        page.folder.set_folder(self.folder)

    def _write_down(self) -> None:
        self.until(lambda: self.gate.currentWidget() is self.gate.code_page)
        self.code = self.gate.code_page.words()
        self.gate.code_page.tick.click()
        self.gate.code_page.done.click()

    # The rooms.

    @property
    def exchange(self) -> ExchangeRoom:
        return self._room("exchange", ExchangeRoom)

    @property
    def paper(self) -> PrintingRoom:
        return self._room("print", PrintingRoom)

    @property
    def importing(self) -> ImportRoom:
        return self._room("import", ImportRoom)

    def _room(self, key: str, kind: type[Any]) -> Any:
        workplace = self.session.workplace
        assert workplace is not None
        if workplace.room().key != key:
            assert workplace.go(key)
            self.rest()
        room = workplace.rooms[key]
        assert isinstance(room, kind)
        return room

    def tell(self, question: Callable[[Any], Any]) -> Any:
        """Ask the vault something, behind the window's back."""
        desk, answers = self.session.desk, []
        assert desk is not None
        desk.ask(question, answers.append)
        self.until(lambda: answers)
        return answers[0]

    def do(self, verb: Callable[[Any], Any]) -> None:
        """Change something as a room does."""
        assert self.session.desk is not None
        self.session.desk.do(verb)
        self.rest()

    def drop(self, *paths: Path) -> None:
        """Drop files on the window."""
        self.session._on_dropped(list(paths))
        self.rest()

    def banner(self) -> str:
        """Tell what the window says went wrong."""
        workplace = self.session.workplace
        problem = workplace.problems.problem if workplace is not None else None
        return str(problem or "")

    def bundle(self, to: Path) -> Path:
        """Make a bundle for everybody, through the window."""
        self.exchange.make()
        self.rest()
        page = self.exchange.giving.page
        self.answers.files = [to]
        click(page.make_button)
        self.until(page.done_button.isVisible)
        click(page.done_button)
        self.rest()
        return to

    def take(self, bundle: Path) -> None:
        """Take a bundle that was dropped onto the window."""
        self.drop(bundle)
        page = self.exchange.taking.page
        self.until(lambda: page.isVisible() and page.take_button.isEnabled())
        click(page.take_button)
        self.until(self.exchange.overview.isVisible)
        self.rest()


def click(widget: QWidget) -> None:
    """Click in the middle of something that can be seen."""
    assert widget.isVisible(), widget
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def admit(admin: Laptop, newcomer: Laptop, root: Path, owner: str = "Somebody new") -> None:
    """Give the whole way of a laptop into the group, through both windows."""
    request, answer = root / f"{newcomer.name}.request", root / f"answer to {newcomer.name}.age"
    newcomer.ask_to_join(request)
    exchange = admin.exchange
    exchange.admit()
    admin.answers.files = [request]
    page = exchange.admitting.page
    click(page.choose_button)
    admin.until(page.code.words)
    assert page.code.words() == newcomer.session.joining.request_page.code.words()
    click(page.same)
    admin.rest()
    page.owner.setCurrentIndex(page.owner.findText(owner))
    click(page.admit_button)
    admin.until(page.is_waiting_for_answer)
    admin.answers.files = [answer]
    click(page.save_button)
    admin.until(answer.exists)
    admin.rest()
    newcomer.drop(answer)
    compare = newcomer.session.joining.answer_page
    newcomer.until(compare.isVisible)
    assert compare.code.words() == page.group_code.words()
    click(page.done_button)
    click(compare.done)
    newcomer.until(lambda: newcomer.session.workplace is not None)
    newcomer.rest()
    admin.rest()


def text_at(table: QTableWidget, row: int, column: int) -> str:
    """Give the text of a cell, which must be there."""
    item = table.item(row, column)
    assert item is not None
    return item.text()
