"""A question that comes back: think, look, and say by one key how it went."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.capabilities.library.study_view import RecallLine
from app.i18n import N_, _, ngettext
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label

RATINGS = {1: N_("Again"), 2: N_("Hard"), 3: N_("Good"), 4: N_("Easy")}


class RecallBox(QFrame):
    """Space or Enter shows the answer; 1 to 4 rate it."""

    rated = Signal(str, int)

    def __init__(self) -> None:
        """Start without a question."""
        super().__init__()
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        metrics = current_metrics()
        self.question: RecallLine | None = None
        self.shown = False
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(24), metrics.px(20), metrics.px(24), metrics.px(16))
        column.setSpacing(metrics.px(12))
        self.left = label("", "section")
        self.asked = label("", "title", wrap=True)
        self.answer = label("", wrap=True)
        self.look = button(_("Show the answer"), self.show_answer, kind="primary", tip=_("Key: Space"))
        column.addWidget(self.left)
        column.addWidget(self.asked)
        column.addWidget(self.answer)
        row = QHBoxLayout()
        row.setSpacing(metrics.px(8))
        row.addWidget(self.look)
        self.buttons = [
            button(f"{value}  {_(words)}", lambda value=value: self.rate(value), name=_(words))
            for value, words in RATINGS.items()
        ]
        for each in self.buttons:
            row.addWidget(each)
        row.addStretch(1)
        column.addLayout(row)
        self._show()

    def show_questions(self, questions: Sequence[RecallLine]) -> None:
        """Ask the first of those that are due."""
        self.question = questions[0] if questions else None
        self.shown = False
        count = len(questions)
        self.left.setText(ngettext("{n} question left today", "{n} questions left today", count).format(n=count))
        self._show()

    def show_answer(self) -> None:
        """Show what was to be remembered."""
        if self.question is not None:
            self.shown = True
            self._show()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def rate(self, value: int) -> None:
        """Say how it went, once the answer was looked at."""
        if self.question is not None and self.shown:
            self.rated.emit(self.question.id, value)

    def _show(self) -> None:
        asked = self.question
        self.asked.setText(asked.question if asked else _("Nothing comes back today."))
        self.answer.setText((asked.answer or _("No answer was written down.")) if asked else "")
        self.answer.setVisible(self.shown)
        self.look.setVisible(asked is not None and not self.shown)
        for each in self.buttons:
            each.setVisible(self.shown)
        self.setAccessibleName(self.asked.text())
        self.setAccessibleDescription(self.answer.text() if self.shown else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show and rate by key."""
        key = event.key()
        if key in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.shown:
            self.show_answer()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_4 and self.shown:
            self.rate(key - Qt.Key.Key_0.value)
        else:
            super().keyPressEvent(event)
