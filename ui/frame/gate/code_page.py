"""The recovery code, shown once after a vault is made: to be written down or printed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QWidget

from app.i18n import _
from ui.frame.gate.form_page import FormPage
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label

_COLUMNS = 3


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
        self._words: list[str] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(current_metrics().px(8))
        holder = QWidget()
        holder.setLayout(self._grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.form.addWidget(holder)
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
        self._words = list(words)
        rows = -(-len(words) // _COLUMNS)
        for place, word in enumerate(words):
            self._grid.addWidget(self._box(place + 1, word), place % rows, place // rows)

    def words(self) -> list[str]:
        """Give the words in sight."""
        return list(self._words)

    def forget(self) -> None:
        """Take the words away."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._words = []
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

    def _box(self, number: int, word: str) -> QFrame:
        """Write one word with its number."""
        metrics = current_metrics()
        box = QFrame()
        box.setProperty("role", "word")
        box.setAccessibleName(f"{number}: {word}")
        line = QHBoxLayout(box)
        line.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        line.setSpacing(metrics.px(8))
        place = label(str(number), "small")
        place.setFixedWidth(metrics.px(18))
        place.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(place)
        line.addWidget(label(word, "heading", selectable=True), 1)
        return box
