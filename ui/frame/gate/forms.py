"""The forms: start a group, join one, open a vault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.problems import Problem, WrongPassphrase
from ui.frame.gate.field import GateField, NewPassphrase, PassphraseField
from ui.frame.gate.folder_field import Choose, FolderField, choose_folder
from ui.frame.gate.form_page import FormPage
from ui.frame.gate.wishes import JoinGroup, OpenVault, StartGroup
from ui.widgets.buttons import button

DefaultFolder = Callable[[], Path]


class StartPage(FormPage):
    """Start a group: its name, yours, a passphrase, and where it is kept."""

    wanted = Signal(StartGroup)

    def __init__(self, default_folder: DefaultFolder, choose: Choose = choose_folder) -> None:
        """Take where a new vault is kept unless the person says otherwise."""
        super().__init__(
            _("Start a group"),
            _("This makes an encrypted vault on this laptop. Others join later, from their own laptops."),
            _("Start the group"),
        )
        self.group = GateField(_("Name of the group"))
        self.me = GateField(_("Your name"), _("As the others know you. It stands beside what you change."))
        self.passphrase = NewPassphrase()
        self.folder = FolderField(_("Kept in"), default_folder(), choose)
        for each in (self.group, self.me, self.passphrase, self.folder):
            self.form.addWidget(each)

    def submit(self) -> None:
        """Check and tell."""
        self.banner.dismiss()
        checks = [
            (self.group, self.group.need(_("The group needs a name; you can change it later."))),
            (self.me, self.me.need(_("Your name is needed, so that others see who changed what."))),
            (self.passphrase, self.passphrase.check()),
        ]
        if _all_well(checks):
            self.wanted.emit(
                StartGroup(
                    self.group.text().strip(),
                    self.me.text().strip(),
                    self.passphrase.passphrase(),
                    self.folder.folder(),
                )
            )


class JoinPage(FormPage):
    """Join a group: your name and a passphrase; a member admits you afterwards."""

    wanted = Signal(JoinGroup)

    def __init__(self, default_folder: DefaultFolder, choose: Choose = choose_folder) -> None:
        """Take where a new vault is kept unless the person says otherwise."""
        super().__init__(
            _("Join a group"),
            _(
                "This makes an empty vault and a request. Give the request to a member of the group, compare a short "
                "code with them, and take back the answer."
            ),
            _("Make the request"),
        )
        self.me = GateField(_("Your name"), _("As the others know you."))
        self.passphrase = NewPassphrase()
        self.folder = FolderField(_("Kept in"), default_folder(), choose)
        for each in (self.me, self.passphrase, self.folder):
            self.form.addWidget(each)

    def submit(self) -> None:
        """Check and tell."""
        self.banner.dismiss()
        checks = [
            (self.me, self.me.need(_("Your name is needed, so that the member knows whom to admit."))),
            (self.passphrase, self.passphrase.check()),
        ]
        if _all_well(checks):
            self.wanted.emit(JoinGroup(self.me.text().strip(), self.passphrase.passphrase(), self.folder.folder()))


class UnlockPage(FormPage):
    """Open a vault by its passphrase, or with this computer's keystore where somebody has set that up."""

    wanted = Signal(OpenVault)
    keystore_wanted = Signal(Path)
    recover_wanted = Signal(Path)

    def __init__(self) -> None:
        """Start without a vault; `show_vault` says which."""
        super().__init__("", "", _("Open"), width=360)
        self._folder = Path()
        self.passphrase = PassphraseField(_("Passphrase"))
        self.form.addWidget(self.passphrase)
        self.buttons.addWidget(
            button(_("Passphrase forgotten?"), lambda: self.recover_wanted.emit(self._folder), kind="link")
        )
        self.keystore_button = button(_("Open with this computer’s keystore"), self._open_with_keystore, icon="laptop")
        self.keystore_button.hide()
        self.column.addWidget(self.keystore_button)

    def show_vault(self, folder: Path, name: str) -> None:
        """Ask for the passphrase of a vault."""
        self._folder = folder
        self.title.setText(name)
        self.sentence.setText(str(folder))
        self.sentence.show()
        self.setAccessibleName(_("Open {name}").format(name=name))
        self.passphrase.line.clear()
        self.passphrase.complain("")
        self.banner.dismiss()
        self.keystore_button.hide()
        self.set_busy("")

    def folder(self) -> Path:
        """Give the folder of the vault that is asked for."""
        return self._folder

    def offer_keystore(self, *, offered: bool) -> None:
        """Show or hide the way in without a passphrase."""
        self.keystore_button.setVisible(offered)

    def set_busy(self, text: str) -> None:
        """Let nothing be pressed twice."""
        super().set_busy(text)
        self.keystore_button.setEnabled(not text)

    def _open_with_keystore(self) -> None:
        """Tell."""
        self.banner.dismiss()
        self.set_busy(_("Opening…"))
        self.keystore_wanted.emit(self._folder)

    def submit(self) -> None:
        """Tell."""
        self.banner.dismiss()
        if self.passphrase.text():
            self.set_busy(_("Opening…"))
            self.wanted.emit(OpenVault(self._folder, self.passphrase.text()))
        else:
            self.passphrase.complain(_("The passphrase is needed to open the vault."))

    def show_problem(self, problem: Problem) -> None:
        """Show a wrong passphrase where it was typed, anything else above."""
        if not isinstance(problem, WrongPassphrase):
            super().show_problem(problem)
            self.start()
            return
        self.set_busy("")
        self.passphrase.complain(" ".join(each for each in (problem.what, problem.do) if each))
        self.passphrase.line.selectAll()
        self.start()


def _all_well(checks: list[tuple[QWidget, bool]]) -> bool:
    """Say whether all is well, and put the keyboard where it is not."""
    wrong = [widget for widget, well in checks if not well]
    if wrong:
        wrong[0].setFocus()
    return not wrong
