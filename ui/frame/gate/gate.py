"""The pages of the gate, and the ways between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.problems import Problem
from ui.frame.gate.folder_field import Choose, choose_folder
from ui.frame.gate.form_page import FormPage
from ui.frame.gate.welcome import WelcomePage
from ui.frame.gate.wishes import JoinGroup, OpenVault, RecentVault, RecoverVault, ShareTyped, StartGroup

if TYPE_CHECKING:
    from ui.frame.gate.code_page import RecoveryCodePage
    from ui.frame.gate.forms import JoinPage, StartPage, UnlockPage
    from ui.frame.gate.recover_page import RecoverPage

Page = TypeVar("Page", bound=FormPage)


class Gate(QStackedWidget):
    """Tells what the person wants; whoever owns it does it, and answers with a problem or by opening the vault.

    Its pages are built when they are first gone to: most starts show one of them.
    """

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
        self._default_folder, self._choose = default_folder, choose
        self._forgets: list[Callable[[], object]] = []

    @cached_property
    def welcome(self) -> WelcomePage:
        """Give the page of choices."""
        page = WelcomePage()
        self.addWidget(page)
        page.start_wanted.connect(lambda: self._show(self.start_page))
        page.join_wanted.connect(lambda: self._show(self.join_page))
        page.recover_wanted.connect(lambda: self._show(self.recover_page))
        page.sample_wanted.connect(self.look_around)
        page.vault_chosen.connect(lambda vault: self.show_unlock(vault.folder, vault.name))
        return page

    @cached_property
    def start_page(self) -> StartPage:
        """Give the page on which a group is started."""
        from ui.frame.gate.forms import StartPage

        page = self._added(StartPage(self._default_folder, self._choose))
        page.wanted.connect(self.start_group)
        self._forgets += [page.passphrase.clear, lambda: page.set_busy("")]
        return page

    @cached_property
    def join_page(self) -> JoinPage:
        """Give the page on which one asks to join."""
        from ui.frame.gate.forms import JoinPage

        page = self._added(JoinPage(self._default_folder, self._choose))
        page.wanted.connect(self.join_group)
        self._forgets += [page.passphrase.clear, lambda: page.set_busy("")]
        return page

    @cached_property
    def unlock_page(self) -> UnlockPage:
        """Give the page that asks for a passphrase."""
        from ui.frame.gate.forms import UnlockPage

        page = self._added(UnlockPage())
        page.wanted.connect(self.open_vault)
        page.keystore_wanted.connect(self.open_with_keystore)
        page.recover_wanted.connect(self._recover)
        self._forgets.append(page.passphrase.line.clear)
        return page

    @cached_property
    def recover_page(self) -> RecoverPage:
        """Give the page that opens a vault with what is on paper."""
        from ui.frame.gate.recover_page import RecoverPage

        page = self._added(RecoverPage(self._default_folder, self._choose))
        page.wanted.connect(self.recover_vault)
        page.share_typed.connect(self.share_typed)
        self._forgets += [page.passphrase.clear, lambda: page.set_busy(""), page.forget]
        return page

    @cached_property
    def code_page(self) -> RecoveryCodePage:
        """Give the page that shows a recovery code."""
        from ui.frame.gate.code_page import RecoveryCodePage

        page = self._added(RecoveryCodePage())
        page.written_down.connect(self.written_down)
        page.print_wanted.connect(self.print_code)
        self._forgets.append(page.forget)
        return page

    def know(self, recent: Sequence[RecentVault]) -> None:
        """Take the vaults that were open lately, for when the choices are shown."""
        self._recent = recent

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
        for forget in self._forgets:
            forget()

    def _recover(self, folder: Path) -> None:
        """Go from the passphrase to the recovery code of the same vault."""
        self.recover_page.folder.set_folder(folder)
        self._show(self.recover_page)

    def _added(self, page: Page) -> Page:
        """Take a form in."""
        self.addWidget(page)
        page.back_wanted.connect(self.show_welcome)
        return page

    def _show(self, page: QWidget) -> None:
        """Show a form."""
        self.setCurrentWidget(page)
        if isinstance(page, FormPage):
            page.banner.dismiss()
            page.start()
