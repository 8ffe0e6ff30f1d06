"""The recovery code, shown once after a vault is made: to be written down or printed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox

from app.i18n import _
from ui.frame.gate.form_page import FormPage
from ui.widgets.buttons import button
from ui.widgets.word_grid import WordGrid


class RecoveryCodePage(FormPage):
    """Twelve words, large; the way on opens with the tick."""

    written_down = Signal()
    print_wanted = Signal()

    def __init__(self) -> None:
        """Start without words; `show_words` brings them."""
        super().__init__(
            _("Write down the recovery code"),
            _(
                "If you forget the passphrase, these words open the vault, in this order. Keep the paper where you "
                "keep a passport. They are shown this once."
            ),
            _("Go on"),
            width=560,
            back=False,
        )
        self._grid = WordGrid()
        self.form.addWidget(self._grid)
        self.tick = QCheckBox(_("I have written it down"))
        self.tick.setAccessibleName(_("I have written it down"))
        self.tick.toggled.connect(self.done.setEnabled)
        self.form.addWidget(self.tick)
        self.print_button = button(_("Print it"), self.print_wanted.emit, icon="print")
        self.buttons.insertWidget(1, self.print_button)
        self.done.setEnabled(False)

    def show_words(self, words: Sequence[str]) -> None:
        """Show the words of a new vault."""
        self.forget()
        self._grid.show_words(words)

    def words(self) -> list[str]:
        """Give the words in sight."""
        return list(self._grid.words())

    def forget(self) -> None:
        """Take the words away."""
        self._grid.show_words(())
        self.tick.setChecked(False)

    def set_busy(self, text: str) -> None:
        """Keep the way on closed until the tick."""
        super().set_busy(text)
        self.done.setEnabled(self.tick.isChecked())

    def start(self) -> None:
        """Put the keyboard on the tick."""
        self.tick.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Go on, and forget the words."""
        if self.tick.isChecked():
            self.forget()
            self.written_down.emit()
