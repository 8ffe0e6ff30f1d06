"""The group's words, compared before its answer is let in: whoever swapped the file cannot swap the words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.i18n import _
from ui.frame.gate.form_page import FormPage
from ui.widgets.buttons import button
from ui.widgets.code_words import CodeWords


class AnswerPage(FormPage):
    """Opens the vault only when somebody has said that the words are the same."""

    same = Signal()
    different = Signal()

    def __init__(self) -> None:
        """Start without words; `show_answer` brings them."""
        super().__init__(
            _("Are these the group's words?"), "", _("They are the same: join the group"), width=560, back=False
        )
        self.code = CodeWords(_("The group's words"))
        self.form.addWidget(self.code)
        self.differ = button(_("They are different"), self.different.emit)
        self.differ.setMinimumHeight(self.done.minimumHeight())
        self.buttons.insertWidget(1, self.differ)

    def show_answer(self, sender: str, made: str, code: str) -> None:
        """Show who made the answer, when, and the words that they see on their screen."""
        self.sentence.setText(
            _(
                "{sender} let you in ({made}). Their screen shows five words: ask them to read the words out, "
                "in person or on the telephone, and compare each with these."
            ).format(sender=sender, made=made)
        )
        self.sentence.show()
        self.code.show_code(code)
        self.set_busy("")

    def set_busy(self, text: str) -> None:
        """Let neither button be pressed twice."""
        super().set_busy(text)
        self.differ.setEnabled(not text)

    def forget(self) -> None:
        """Take the words away."""
        self.code.show_code("")

    def start(self) -> None:
        """Put the keyboard on neither answer: Enter, pressed in haste, must not compare for anybody."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as an answer only on a button: it must not compare for anybody."""
        event.ignore()

    def submit(self) -> None:
        """They are the same."""
        self.banner.dismiss()
        self.same.emit()
