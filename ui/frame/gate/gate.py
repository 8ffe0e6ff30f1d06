"""The pages of the gate, and the ways between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.problems import Problem
from ui.frame.gate.code_page import RecoveryCodePage
from ui.frame.gate.folder_field import Choose, choose_folder
from ui.frame.gate.form_page import FormPage
from ui.frame.gate.forms import JoinPage, StartPage, UnlockPage
from ui.frame.gate.recover_page import RecoverPage
from ui.frame.gate.welcome import WelcomePage
from ui.frame.gate.wishes import JoinGroup, OpenVault, RecentVault, RecoverVault, ShareTyped, StartGroup


class Gate(QStackedWidget):
    """Tells what the person wants; whoever owns it does it, and answers with a problem or by opening the vault."""

    start_group = Signal(StartGroup)
    join_group = Signal(JoinGroup)
    open_vault = Signal(OpenVault)
    open_with_keystore = Signal(Path)
    recover_vault = Signal(RecoverVault)
    share_typed = Signal(ShareTyped)
    unlock_shown = Signal(Path)
    look_around = Signal()
    written_down = Signal()
    print_code = Signal()

    def __init__(self, default_folder: Callable[[], Path], choose: Choose = choose_folder) -> None:
        """Take where a new vault is kept unless the person says otherwise."""
        super().__init__()
        self._recent: Sequence[RecentVault] = ()
        self.welcome = WelcomePage()
        self.start_page = StartPage(default_folder, choose)
        self.join_page = JoinPage(default_folder, choose)
        self.unlock_page = UnlockPage()
        self.recover_page = RecoverPage(default_folder, choose)
        self.code_page = RecoveryCodePage()
        self._forms: tuple[FormPage, ...] = (
            self.start_page,
            self.join_page,
            self.unlock_page,
            self.recover_page,
            self.code_page,
        )
        self.addWidget(self.welcome)
        for form in self._forms:
            self.addWidget(form)
            form.back_wanted.connect(self.show_welcome)
        self.welcome.start_wanted.connect(lambda: self._show(self.start_page))
        self.welcome.join_wanted.connect(lambda: self._show(self.join_page))
        self.welcome.recover_wanted.connect(lambda: self._show(self.recover_page))
        self.welcome.sample_wanted.connect(self.look_around)
        self.welcome.vault_chosen.connect(lambda vault: self.show_unlock(vault.folder, vault.name))
        self.start_page.wanted.connect(self.start_group)
        self.join_page.wanted.connect(self.join_group)
        self.unlock_page.wanted.connect(self.open_vault)
        self.unlock_page.keystore_wanted.connect(self.open_with_keystore)
        self.unlock_page.recover_wanted.connect(self._recover)
        self.recover_page.wanted.connect(self.recover_vault)
        self.recover_page.share_typed.connect(self.share_typed)
        self.code_page.written_down.connect(self.written_down)
        self.code_page.print_wanted.connect(self.print_code)

    def show_welcome(self, recent: Sequence[RecentVault] | None = None) -> None:
        """Show the choices, and the vaults that were open lately (those known already if not given)."""
        if recent is not None:
            self._recent = recent
        self.forget()
        self.welcome.show_recent(self._recent)
        self.setCurrentWidget(self.welcome)
        self.welcome.start()

    def show_unlock(self, folder: Path, name: str) -> None:
        """Ask for the passphrase of a vault."""
        self.unlock_page.show_vault(folder, name)
        self._show(self.unlock_page)
        self.unlock_shown.emit(folder)

    def show_code(self, words: Sequence[str]) -> None:
        """Show the recovery code of a vault that was just made."""
        self.code_page.show_words(words)
        self._show(self.code_page)

    def show_problem(self, problem: Problem) -> None:
        """Show what went wrong on the page where it was wanted."""
        page = self.currentWidget()
        if isinstance(page, FormPage):
            page.show_problem(problem)

    def set_busy(self, text: str) -> None:
        """Let the page in sight wait with this text on its button; an empty one ends the waiting."""
        page = self.currentWidget()
        if isinstance(page, FormPage):
            page.set_busy(text)

    def forget(self) -> None:
        """Forget every passphrase and code that was typed or shown."""
        for page in (self.start_page, self.join_page, self.recover_page):
            page.passphrase.clear()
            page.set_busy("")
        self.unlock_page.passphrase.line.clear()
        self.recover_page.forget()
        self.code_page.forget()

    def _recover(self, folder: Path) -> None:
        """Go from the passphrase to the recovery code of the same vault."""
        self.recover_page.folder.set_folder(folder)
        self._show(self.recover_page)

    def _show(self, page: QWidget) -> None:
        """Show a form."""
        self.setCurrentWidget(page)
        if isinstance(page, FormPage):
            page.banner.dismiss()
            page.start()
