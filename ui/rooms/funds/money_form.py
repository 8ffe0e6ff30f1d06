"""Short forms for what is done with money: lines, days and choices, one button, Enter and Escape."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import _
from app.problems import Problem
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.half_written import UNFINISHED
from ui.widgets.labels import label


class MoneyForm(QFrame):
    """Gather texts and choices by name; what is wrong with them stands above the buttons, and all of it stays."""

    submitted = Signal(dict)
    cancelled = Signal()

    def __init__(self, heading: str, sentence: str, done: str) -> None:
        """Take the words above, and the word on the button."""
        super().__init__()
        self.setProperty("role", "form")
        self.setAccessibleName(heading)
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        layout.setSpacing(metrics.px(8))
        layout.addWidget(label(heading, "heading", wrap=True))
        if sentence:
            layout.addWidget(label(sentence, "muted", wrap=True))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.px(8))
        self._grid.setVerticalSpacing(metrics.px(6))
        self._grid.setColumnStretch(1, 1)
        layout.addLayout(self._grid)
        self._wrong = label("", "problem", wrap=True)
        self._wrong.hide()
        layout.addWidget(self._wrong)
        row = QHBoxLayout()
        row.addStretch()
        self.cancel = button(_("Cancel"), self.cancelled.emit, kind="quiet")
        self.done = button(done, self.submit, kind="primary")
        row.addWidget(self.cancel)
        row.addWidget(self.done)
        layout.addLayout(row)
        self._begun: dict[str, str] | None = None
        self.lines: dict[str, QLineEdit] = {}
        self.choices: dict[str, ComboBox] = {}

    def ask(self, name: str, words: str, value: str = "", hint: str = "") -> QLineEdit:
        """Ask for a line of text."""
        made = QLineEdit(value)
        made.setProperty("place", "form")
        made.setAccessibleName(words)
        made.setPlaceholderText(hint)
        self.lines[name] = made
        self._put(words, made)
        return made

    def choose(self, name: str, words: str, options: Sequence[tuple[str, str]], chosen: str = "") -> ComboBox:
        """Ask for one of several: (id, words)."""
        made = ComboBox(words)
        made.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(12)
        for identity, text in options:
            made.addItem(text, identity)
        made.setCurrentIndex(max(made.findData(chosen), 0))
        self.choices[name] = made
        self._put(words, made)
        return made

    def put_widget(self, widget: QWidget) -> None:
        """Put something over the whole width."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def _put(self, words: str, control: QWidget) -> None:
        caption = label(words, "muted", wrap=True)
        caption.setMinimumWidth(current_metrics().px(96))
        caption.setBuddy(control)
        row = self._grid.rowCount()
        self._grid.addWidget(caption, row, 0)
        self._grid.addWidget(control, row, 1)

    def values(self) -> dict[str, str]:
        """Give what was written and chosen, by name."""
        found = {name: line.text().strip() for name, line in self.lines.items()}
        return found | {name: str(choice.currentData() or "") for name, choice in self.choices.items()}

    def submit(self) -> None:
        """Hand everything over, once, until it is refused."""
        if self.done.isEnabled():
            self.done.setEnabled(False)
            self.submitted.emit(self.values())

    def refuse(self, problem: Problem) -> None:
        """Say what is wrong, and let it be tried again."""
        self.done.setEnabled(True)
        self._wrong.setText(" ".join(filter(None, (problem.what, problem.kept, problem.do))))
        self._wrong.show()

    def complaint(self) -> str:
        """Give what was said to be wrong."""
        return self._wrong.text()

    def is_half_written(self) -> bool:
        """Say whether somebody has written into it what was neither handed over nor given up."""
        return self.done.isEnabled() and self._begun is not None and self.values() != self._begun

    def hold(self) -> None:
        """Say that it waits to be finished or left, and take the keyboard."""
        self._wrong.setText(_(UNFINISHED))
        self._wrong.show()
        self.start()

    def start(self) -> None:
        """Put the keyboard into the first field."""
        self._begun = self.values() if self._begun is None else self._begun
        first: QWidget | None = next(iter((*self.lines.values(), *self.choices.values())), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Submit on Enter and leave on Escape."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
