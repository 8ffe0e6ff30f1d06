"""Recover a vault: with the code that was written down when it was made, or with shares that people bring together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.problems import Problem
from ui.frame.gate.field import NewPassphrase
from ui.frame.gate.folder_field import Choose, FolderField, choose_folder
from ui.frame.gate.form_page import FormPage
from ui.frame.gate.wishes import RecoverVault, ShareTyped
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.growing_text import GrowingText
from ui.widgets.labels import label, set_property
from ui.widgets.segmented import Segmented

DefaultFolder = Callable[[], Path]
CODE_WORDS, SHARE_WORDS = 12, 33
CODE, SHARES = "code", "shares"


class RecoverPage(FormPage):
    """A share is looked at as soon as it is typed, so that a slip is found while its paper is still on the table."""

    wanted = Signal(RecoverVault)
    share_typed = Signal(ShareTyped)

    def __init__(self, default_folder: DefaultFolder, choose: Choose = choose_folder) -> None:
        """Take where to look for the vault first."""
        super().__init__(_("Recover a vault"), "", _("Recover"))
        self._shares: dict[int, str] = {}
        self._needed = 0
        self.folder = FolderField(_("The vault's folder"), default_folder(), choose)
        self.form.addWidget(self.folder)
        self.way = Segmented([(CODE, _("Recovery code")), (SHARES, _("Shares"))], _("With"))
        self.way.chosen.connect(lambda _way: self._turn())
        self.form.addWidget(self.way)
        self.code: QPlainTextEdit = GrowingText(2)
        self.code.textChanged.connect(self._count)
        self._caption = label("", "strong")
        self._below = label("", "small", wrap=True)
        self.add_button = button(_("Add this share"), self._add)
        self.found = label("", wrap=True)
        self.form.addWidget(self._code_box())
        self.passphrase = NewPassphrase()
        self.passphrase.first.caption.setText(_("The new passphrase"))
        self.passphrase.first.line.setAccessibleName(_("The new passphrase"))
        self.form.addWidget(self.passphrase)
        self.way.set_value(CODE)
        self._turn()

    def words(self) -> list[str]:
        """Give the words typed, without numbers and punctuation that may have been copied along."""
        letters = "".join(c if c.isalpha() else " " for c in self.code.toPlainText().lower())
        return letters.split()

    def start(self) -> None:
        """Begin with the words."""
        self.code.setFocus()

    def forget(self) -> None:
        """Forget every word."""
        self._shares, self._needed = {}, 0
        self.code.clear()
        self.way.set_value(CODE)
        self._turn()

    def take_share(self, typed: ShareTyped, number: int, needed: int) -> None:
        """Keep a share that is right, and say how many more are needed."""
        again = number in self._shares
        self._shares[number], self._needed = typed.words, needed
        self.code.clear()
        self._say_found()
        if again:
            self._complain(_("This was share {number} once more.").format(number=number))
        self.set_busy("")
        (self.passphrase if self._is_complete() else self.code).setFocus()

    def refuse_share(self, problem: Problem) -> None:
        """Say what is the matter with the share that was typed; those before stay."""
        self.set_busy("")
        self._complain(" ".join(each for each in (problem.what, problem.do) if each))
        self.start()

    def set_busy(self, text: str) -> None:
        """Let nothing be pressed twice."""
        super().set_busy(text)
        self.add_button.setEnabled(not text)

    def submit(self) -> None:
        """Check and tell."""
        self.banner.dismiss()
        if self.way.value() == SHARES and self.words():
            self._add()
            return
        if not self._check_words():
            self.start()
        elif not self.passphrase.check():
            self.passphrase.setFocus()
        elif self.way.value() == SHARES:
            shares = tuple(self._shares.values())
            self.wanted.emit(RecoverVault(self.folder.folder(), "", self.passphrase.passphrase(), shares))
        else:
            self.wanted.emit(RecoverVault(self.folder.folder(), " ".join(self.words()), self.passphrase.passphrase()))

    def _check_words(self) -> bool:
        """Say whether there is all that is needed, and complain if not."""
        if self.way.value() == SHARES:
            if not self._is_complete():
                self._complain(_("Type a share and add it, then the next."))
            return self._is_complete()
        count = len(self.words())
        if count != CODE_WORDS:
            self._complain(_("The code has {n} words; there are {have} here.").format(n=CODE_WORDS, have=count))
        return count == CODE_WORDS

    def _add(self) -> None:
        """Have the share that was typed looked at."""
        self.banner.dismiss()
        count = len(self.words())
        if count != SHARE_WORDS:
            self._complain(_("A share has {n} words; there are {have} here.").format(n=SHARE_WORDS, have=count))
        elif self.add_button.isEnabled():
            self.set_busy(_("Looking at the share…"))
            self.share_typed.emit(ShareTyped(self.folder.folder(), " ".join(self.words())))

    def _is_complete(self) -> bool:
        return 0 < self._needed <= len(self._shares)

    def _turn(self) -> None:
        """Ask for the one or for the other."""
        shares = self.way.value() == SHARES
        name = _("One share after the other") if shares else _("Recovery code")
        self._caption.setText(name)
        self.code.setAccessibleName(name)
        with_code = _("With the {n} words that were written down when the vault was made you choose a new passphrase.")
        with_shares = _("Those who keep shares of the vault come together, and each types theirs.")
        self.sentence.setText(with_shares if shares else with_code.format(n=CODE_WORDS))
        self.sentence.show()
        self.add_button.setVisible(shares)
        self._say_found()
        self._count()

    def _say_found(self) -> None:
        """Say which shares are there."""
        names = ", ".join(str(number) for number in sorted(self._shares))
        lacking = self._needed - len(self._shares)
        if not self._shares:
            self.found.setText("")
        elif lacking > 0:
            words = ngettext(
                "Right: share {names}. {count} more is needed.",
                "Right: share {names}. {count} more are needed.",
                lacking,
            )
            self.found.setText(words.format(names=names, count=lacking))
        else:
            self.found.setText(_("Right: share {names}. These are enough.").format(names=names))
        shares = self.way.value() == SHARES
        self.found.setVisible(bool(self.found.text()) and shares)
        self.passphrase.setVisible(not shares or self._is_complete())

    def _code_box(self) -> QWidget:
        """Put the words with a count below them."""
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_metrics().px(4))
        self._caption.setBuddy(self.code)
        for each in (self._caption, self.code, self._below, self.found, self.add_button):
            layout.addWidget(each)
        return box

    def _count(self) -> None:
        """Say how many words there are."""
        count, wanted = len(self.words()), SHARE_WORDS if self.way.value() == SHARES else CODE_WORDS
        self._below.setText(ngettext("{n} word of {all}", "{n} words of {all}", count).format(n=count, all=wanted))
        set_property(self._below, "role", "small")
        set_property(self.code, "wrong", "false")

    def _complain(self, sentence: str) -> None:
        """Show a sentence below the words."""
        self._below.setText(sentence)
        set_property(self._below, "role", "problem")
        set_property(self.code, "wrong", "true")
