"""Recovery: what to have done before it is needed, and the pages on which it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.i18n import N_, _
from app.problems import Problem, UserProblem
from app.services.vaults import keys, recovery_sheets
from app.services.vaults.keys import EscrowSet, KeyState
from app.services.vaults.recovery_sheets import Slip
from ui.frame.command import Command
from ui.frame.desk import Desk, Vault
from ui.platform.dialogs import Dialogs
from ui.platform.typesetting import Press
from ui.rooms.members import recovery_overview as overview
from ui.rooms.members.recovery_code import CheckPage, CodePage
from ui.rooms.members.recovery_overview import RecoveryOverview
from ui.rooms.members.recovery_passphrase import PassphrasePage
from ui.rooms.members.recovery_shares import SharesPage
from ui.widgets.filling import fill
from ui.widgets.task_page import TaskPage

EXCHANGE = "exchange"
PDF = N_("PDF files (*.pdf)")


class Recovery(QWidget):
    """A page to be put into a room. Call `refresh` when it comes into sight, and `leave` when it goes out of it."""

    def __init__(self, desk: Desk, dialogs: Dialogs, press: Press) -> None:
        """Take the desk, the system's dialogs, and what sets sheets; nothing is asked before `refresh`."""
        super().__init__()
        self._desk, self._dialogs, self._press = desk, dialogs, press
        self._use_code: Callable[[], None] = self._put_code_in_force
        self._change: tuple[str, str] = ("", "")
        self._arriving = True
        self.overview, self.code, self.check = RecoveryOverview(), CodePage(), CheckPage()
        self.shares, self.passphrase = SharesPage(), PassphrasePage()
        self._pages: tuple[CodePage | CheckPage | SharesPage | PassphrasePage, ...] = (
            self.code,
            self.check,
            self.shares,
            self.passphrase,
        )
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.overview)
        for page in self._pages:
            self.stack.addWidget(page)
            page.back_wanted.connect(self.show_overview)
        fill(self, self.stack)
        self._listen()

    def _listen(self) -> None:
        """Do what the pages ask for."""
        self.overview.wanted.connect(self.do)
        self.overview.keystore_wanted.connect(self._set_keystore)
        self.code.print_wanted.connect(lambda: self._print(self._code_sheet(), self.code, _nothing))
        self.code.save_wanted.connect(lambda: self._save(self._code_sheet(), "recovery-code.pdf", self.code, _nothing))
        self.code.checked.connect(self._check_words)
        self.check.typed.connect(self._check_code)
        self.shares.make_wanted.connect(self._draw_shares)
        self.shares.print_wanted.connect(self._print_share)
        self.shares.save_wanted.connect(self._save_share)
        self.shares.force_wanted.connect(self._use_shares)
        self.passphrase.change_wanted.connect(self._change_passphrase)

    # What the room calls.

    def refresh(self) -> None:
        """Ask how everything stands."""
        self._desk.ask(keys.state, self._on_state, key=(self, "state"))

    def start(self) -> None:
        """Put the keyboard where work begins."""
        page = self.stack.currentWidget()
        if isinstance(page, RecoveryOverview | TaskPage):
            page.start()

    def leave(self) -> bool:
        """Forget what was shown or typed and not put in force."""
        self._forget()
        self.stack.setCurrentWidget(self.overview)
        return True

    def commands(self) -> Sequence[Command]:
        """Give what can be done here."""
        here = _("Recovery")
        return [
            Command(_("Change the passphrase"), lambda: self.do(overview.PASSPHRASE), "key", (), here, _("password")),
            Command(_("Make a new recovery code"), lambda: self.do(overview.NEW_CODE), "recover", (), here),
            Command(_("Check the recovery code"), lambda: self.do(overview.CHECK_CODE), "recover", (), here),
            Command(_("Make shares for people you trust"), lambda: self.do(overview.NEW_SHARES), "people", (), here),
        ]

    def show_overview(self) -> None:
        """Go back to the list."""
        self._forget()
        self._arriving = True
        self._show(self.overview)
        self.refresh()

    def do(self, action: str) -> None:
        """Begin one of the things that can be done here."""
        if action == overview.NEW_CODE:
            sentence = _(
                "It opens the vault if the passphrase is forgotten. The code before ends when this one is checked."
            )
            self._draw_code(self._put_code_in_force, _("Put in force"), sentence)
        elif action == overview.CHECK_CODE:
            self._show(self.check)
        elif action == overview.NEW_SHARES:
            self._show(self.shares)
        elif action == overview.PASSPHRASE:
            self._show(self.passphrase)
        elif action == overview.MEET:
            self._desk.go(EXCHANGE)
        elif action == overview.HANDED:
            self._ask(keys.note_shares_handed, _("Noted."))
        elif action == overview.END_SHARES:
            self._desk.asked.emit(
                UserProblem(
                    _("The shares in people’s hands will open nothing any more, and this cannot be undone."),
                    kept=_("The passphrase and the recovery code stay as they are."),
                ),
                _("Make them worthless"),
                lambda: self._ask(keys.end_shares, _("The shares open nothing any more.")),
            )

    # The recovery code.

    def _draw_code(self, use: Callable[[], None], done: str, sentence: str) -> None:
        """Draw a code and show it; `use` comes when it was read back."""
        self._use_code = use

        def show(drawn: tuple[str, tuple[int, ...]]) -> None:
            self.code.show_code(*drawn, done=done, sentence=sentence)
            self._show(self.code)

        self._desk.ask(lambda vault: (keys.draw_code(vault), keys.places_to_check(vault)), show)

    def _check_words(self, typed: Mapping[int, str]) -> None:
        """Compare what was read back."""
        try:
            keys.check_words(self.code.code, typed)
        except Problem as problem:
            self.code.show_problem(problem)
        else:
            self.code.set_busy(busy=True)
            self._use_code()

    def _put_code_in_force(self) -> None:
        """End the code before."""
        code = self.code.code

        def use(vault: Vault) -> None:
            keys.use_code(vault, code)
            keys.note_code_checked(vault)

        self._finish(use, self.code, _("The new recovery code counts from now on. Destroy the old paper."))

    def _check_code(self, typed: str) -> None:
        """Try the code of the paper."""
        self._finish(lambda vault: keys.check_code(vault, typed), self.check, _("The paper is right."))

    def _code_sheet(self) -> Slip:
        return recovery_sheets.code_sheet(self.code.code, self._desk.now())

    # The passphrase.

    def _change_passphrase(self, old: str, new: str, key_too: bool) -> None:
        """Change it, or try the old one and go on to the new recovery code."""
        if not key_too:
            self._finish(
                lambda vault: keys.change_passphrase(vault, old, new),
                self.passphrase,
                _("The passphrase is changed."),
            )
            return

        def check(vault: Vault) -> None:
            keys.check_new_passphrase(vault, new)
            keys.check_passphrase(vault, old)

        def go_on(_checked: None) -> None:
            self.passphrase.forget()
            self._change = (old, new)
            sentence = _("With the key behind the passphrase, the recovery code changes too. Nothing is changed yet.")
            self._draw_code(self._change_key, _("Change passphrase and key"), sentence)

        self._desk.ask(check, go_on, failed=self.passphrase.show_problem)

    def _change_key(self) -> None:
        """Encrypt everything anew."""
        (old, new), code = self._change, self.code.code

        def change(vault: Vault) -> None:
            keys.change_passphrase(vault, old, new, rekey=code)
            keys.note_code_checked(vault)

        self._finish(change, self.code, _("Passphrase and key are changed. Destroy the old recovery code."))

    # Shares.

    def _draw_shares(self, needed: int, count: int) -> None:
        """Draw them."""
        self.shares.set_busy(busy=True)

        def show(drawn: EscrowSet) -> None:
            self.shares.set_busy(busy=False)
            self.shares.show_shares(drawn)

        self._desk.ask(lambda vault: keys.draw_shares(vault, needed, count), show, failed=self._not_drawn)

    def _not_drawn(self, problem: Problem) -> None:
        self.shares.set_busy(busy=False)
        self.shares.show_problem(problem)

    def _print_share(self, number: int) -> None:
        """Print one."""
        self._print(self._share_sheet(number), self.shares, lambda: self.shares.note_on_paper(number, _("printed")))

    def _save_share(self, number: int) -> None:
        """Save one."""
        name = f"share-{number}-of-{len(self.shares.rows)}.pdf"
        self._save(self._share_sheet(number), name, self.shares, lambda: self.shares.note_on_paper(number, _("saved")))

    def _use_shares(self) -> None:
        """End the shares before."""
        drawn = self.shares.drawn
        if drawn is not None:
            self.shares.set_busy(busy=True)
            words = _("These shares count from now on. Hand each to one person.")
            self._finish(lambda vault: keys.use_shares(vault, drawn), self.shares, words)

    def _share_sheet(self, number: int) -> Slip:
        assert self.shares.drawn is not None
        return recovery_sheets.share_sheet(self.shares.drawn, number, self._desk.now())

    # The keystore.

    def _set_keystore(self, on: bool) -> None:
        """Switch it on or off."""
        words = _("This computer’s keystore opens the vault now.") if on else _("Only you can open the vault now.")
        self._ask(keys.keystore_on if on else keys.keystore_off, words)

    # All of them.

    def _print(self, sheet: Slip, page: CodePage | SharesPage, done: Callable[[], object]) -> None:
        """Put a sheet on paper; nothing of it is kept."""
        printer = self._dialogs.printer(self, sheet.title)
        if printer is None:
            return
        page.set_busy(busy=True)

        def printed(_count: int) -> None:
            page.set_busy(busy=False)
            self._desk.say(_("Sent to the printer."))
            done()

        self._press.print(sheet, printer, printed, lambda problem: self._not_on_paper(page, problem))

    def _save(self, sheet: Slip, name: str, page: CodePage | SharesPage, done: Callable[[], object]) -> None:
        """Write a sheet where the person says."""
        path = self._dialogs.save_file(self, _("Save as PDF"), name, _(PDF))
        if path is None:
            return
        page.set_busy(busy=True)

        def saved(_path: object) -> None:
            page.set_busy(busy=False)
            words = _("Saved as “{name}”. Print it, then delete it: it is not encrypted.")
            self._desk.say(words.format(name=path.name))
            done()

        self._press.save(sheet, path, saved, lambda problem: self._not_on_paper(page, problem))

    def _not_on_paper(self, page: CodePage | SharesPage, problem: Problem) -> None:
        page.set_busy(busy=False)
        page.show_problem(problem)

    def _finish(self, verb: Callable[[Vault], object], page: TaskPage, said: str) -> None:
        """Do the last thing of a page, and go back to the list."""

        def done(_result: object) -> None:
            self._desk.say(said)
            self.show_overview()

        def failed(problem: Problem) -> None:
            if isinstance(page, CodePage | SharesPage):
                page.set_busy(busy=False)
            page.show_problem(problem)

        self._desk.ask(verb, done, failed=failed)

    def _ask(self, verb: Callable[[Vault], object], said: str) -> None:
        """Do something of the list."""

        def done(_result: object) -> None:
            self._desk.say(said)
            self.refresh()

        def failed(problem: Problem) -> None:
            self._desk.problem.emit(problem)
            self.refresh()

        self._desk.ask(verb, done, failed=failed)

    def _on_state(self, state: KeyState) -> None:
        """Show how everything stands."""
        take = self._arriving or self.overview.has_keyboard_in_list()
        self.overview.show_state(state)
        if take and self.isVisible() and self.stack.currentWidget() is self.overview:
            self._arriving = False
            self.overview.start()

    def _show(self, page: QWidget) -> None:
        """Show a page and put the keyboard on it."""
        self.stack.setCurrentWidget(page)
        if self.isVisible():
            self.start()

    def _forget(self) -> None:
        """Take every word away."""
        self._change = ("", "")
        for page in self._pages:
            page.forget()


def _nothing() -> None:
    """Stand in where nothing follows."""
