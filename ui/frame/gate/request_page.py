"""A vault that waits to be admitted: the request to hand over, the words to read out, the answer to open."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from app.i18n import _
from ui.frame.gate.form_page import FormPage
from ui.widgets.buttons import button
from ui.widgets.code_words import CodeWords
from ui.widgets.step import GateStep


class RequestPage(FormPage):
    """Three steps, of which the last may come days later: the page is there again each time the vault is opened."""

    save_wanted = Signal()
    codes_wanted = Signal()
    answer_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self) -> None:
        """Start without words; `show_code` brings them."""
        super().__init__(
            _("Ask to be let in"),
            _("Your vault is ready and empty. An admin of the group lets it in; then everything arrives in one file."),
            _("Save the request…"),
            width=600,
            back=False,
        )
        self.save_step = GateStep(
            1,
            _("Hand your request to an admin of the group"),
            _("On a stick, or through any messenger. It holds your name and public keys, and nothing secret."),
        )
        self.done.setParent(None)
        self.codes_button = button(
            _("Show it as codes"), self.codes_wanted.emit, icon="qr", tip=_("For an admin who sits beside you")
        )
        self.save_step.add(self.done, self.codes_button)
        self.words_step = GateStep(
            2,
            _("Read these five words out to them"),
            _("In person or on the telephone. They admit you only if their screen shows the same."),
        )
        self.code = CodeWords(_("The words of your request"))
        self.words_step.add(self.code)
        self.answer_step = GateStep(
            3,
            _("Open the answer that comes back"),
            _("Drag the file onto this window. You can close the program until then; the request stays the same."),
        )
        self.answer_button = button(_("Open the answer…"), self.answer_wanted.emit, icon="open")
        self.answer_step.add(self.answer_button)
        for step in (self.save_step, self.words_step, self.answer_step):
            self.form.addWidget(step)
        self.form.setSpacing(24)
        self.lock_button = button(
            _("Lock"), self.lock_wanted.emit, kind="quiet", icon="lock", tip=_("Close the vault (Ctrl+L)")
        )
        self.buttons.addWidget(self.lock_button)

    def show_code(self, code: str) -> None:
        """Show the words of the request."""
        self.code.show_code(code)
        self.say_saved("")

    def say_saved(self, name: str) -> None:
        """Say under which name the request was saved, so that it is found again."""
        words = _("Saved as “{name}”. Hand it to an admin now; saving it again does no harm.").format(name=name)
        usual = _("On a stick, or through any messenger. It holds your name and public keys, and nothing secret.")
        self.save_step.say(words if name else usual)

    def forget(self) -> None:
        """Take the words away."""
        self.code.show_code("")

    def start(self) -> None:
        """Put the keyboard on the first step."""
        self.done.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Save the request."""
        self.banner.dismiss()
        self.save_wanted.emit()
