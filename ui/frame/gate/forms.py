"""The forms: start a group, join one, open a vault, recover one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.problems import Problem, WrongPassphrase
from ui.frame.gate.field import Field, NewPassphrase, PassphraseField
from ui.frame.gate.folder_field import Choose, FolderField, choose_folder
from ui.frame.gate.form_page import FormPage
from ui.frame.gate.wishes import JoinGroup, OpenVault, RecoverVault, StartGroup
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.editors.text import GrowingText
from ui.widgets.labels import label, set_property

DefaultFolder = Callable[[], Path]
CODE_WORDS = 12


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
        self.group = Field(_("Name of the group"))
        self.me = Field(_("Your name"), _("As the others know you. It stands beside what you change."))
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
        self.me = Field(_("Your name"), _("As the others know you."))
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
    """Open a vault by its passphrase."""

    wanted = Signal(OpenVault)
    recover_wanted = Signal(Path)

    def __init__(self) -> None:
        """Start without a vault; `show_vault` says which."""
        super().__init__("", "", _("Open"), width=360)
        self._folder = Path()
        self.passphrase = PassphraseField(_("Passphrase"))
        self.form.addWidget(self.passphrase)
        self.buttons.addWidget(
            button(_("Use the recovery code"), lambda: self.recover_wanted.emit(self._folder), kind="link")
        )

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
        self.set_busy("")

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
            return
        self.set_busy("")
        self.passphrase.complain(" ".join(each for each in (problem.what, problem.do) if each))
        self.passphrase.line.selectAll()
        self.start()


class RecoverPage(FormPage):
    """Open a vault by the code that was written down when it was made."""

    wanted = Signal(RecoverVault)

    def __init__(self, default_folder: DefaultFolder, choose: Choose = choose_folder) -> None:
        """Take where to look for the vault first."""
        super().__init__(
            _("Recover a vault"),
            _("With the {n} words that were written down when the vault was made you choose a new passphrase.").format(
                n=CODE_WORDS
            ),
            _("Recover"),
        )
        self.folder = FolderField(_("The vault's folder"), default_folder(), choose)
        self.form.addWidget(self.folder)
        self.code: QPlainTextEdit = GrowingText(2)
        self.code.setAccessibleName(_("Recovery code"))
        self.code.textChanged.connect(self._count)
        self._below = label("", "small", wrap=True)
        self.form.addWidget(self._code_box())
        self.passphrase = NewPassphrase()
        self.form.addWidget(self.passphrase)
        self._count()

    def words(self) -> list[str]:
        """Give the words typed, without numbers and punctuation that may have been copied along."""
        letters = "".join(c if c.isalpha() else " " for c in self.code.toPlainText().lower())
        return letters.split()

    def start(self) -> None:
        """Begin with the code."""
        self.code.setFocus()

    def submit(self) -> None:
        """Check and tell."""
        self.banner.dismiss()
        complete = len(self.words()) == CODE_WORDS
        if not complete:
            self._complain(
                _("The code has {n} words; there are {have} here.").format(n=CODE_WORDS, have=len(self.words()))
            )
        if _all_well([(self.code, complete), (self.passphrase, self.passphrase.check())]):
            self.wanted.emit(RecoverVault(self.folder.folder(), " ".join(self.words()), self.passphrase.passphrase()))

    def _code_box(self) -> QWidget:
        """Put the words with a count below them."""
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_metrics().px(4))
        caption = label(_("Recovery code"), "strong")
        caption.setBuddy(self.code)
        for each in (caption, self.code, self._below):
            layout.addWidget(each)
        return box

    def _count(self) -> None:
        """Say how many words there are."""
        count = len(self.words())
        self._below.setText(ngettext("{n} word of {all}", "{n} words of {all}", count).format(n=count, all=CODE_WORDS))
        set_property(self._below, "role", "small")
        set_property(self.code, "wrong", "false")

    def _complain(self, sentence: str) -> None:
        """Show a sentence below the code."""
        self._below.setText(sentence)
        set_property(self._below, "role", "problem")
        set_property(self.code, "wrong", "true")


def _all_well(checks: list[tuple[QWidget, bool]]) -> bool:
    """Say whether all is well, and put the keyboard where it is not."""
    wrong = [widget for widget, well in checks if not well]
    if wrong:
        wrong[0].setFocus()
    return not wrong
