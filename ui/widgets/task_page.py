"""A page of a room on which one thing is done: a way back, the words, what is needed, and the buttons below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.problems import Problem
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import icon_button
from ui.widgets.labels import hairline, label
from ui.widgets.problem_banner import ProblemBanner

WIDTH = 720


class TaskPage(QWidget):
    """Subclasses fill `self.body` and add buttons with `offer`; Escape and the arrow go back."""

    back_wanted = Signal()

    def __init__(self, title: str, sentence: str = "", *, wide: bool = False) -> None:
        """Take the words at the top; a wide page gives its content all the room there is."""
        super().__init__()
        metrics = current_metrics()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(metrics.px(16), metrics.px(16), metrics.px(16), metrics.px(8))
        top.setSpacing(metrics.px(8))
        self.back = icon_button("back", _("Back"), self.back_wanted.emit)
        self.title = label(title, "title")
        top.addWidget(self.back)
        top.addWidget(self.title, 1)
        outer.addLayout(top)
        inner = QVBoxLayout()
        inner.setContentsMargins(metrics.px(54), 0, metrics.px(24), metrics.px(16))
        inner.setSpacing(metrics.px(12))
        self.sentence = label(sentence, "muted", wrap=True)
        self.sentence.setMaximumWidth(metrics.px(WIDTH))
        if not sentence:
            self.sentence.hide()
        inner.addWidget(self.sentence)
        self.banner = ProblemBanner()
        self.banner.setMaximumWidth(metrics.px(WIDTH))
        inner.addWidget(self.banner)
        self.body = QVBoxLayout()
        self.body.setSpacing(metrics.px(16))
        if wide:
            inner.addLayout(self.body, 1)
            outer.addLayout(inner, 1)
        else:
            outer.addWidget(self._scrolling(inner), 1)
        self._foot = QFrame()
        self._buttons = QHBoxLayout(self._foot)
        self._buttons.setContentsMargins(metrics.px(54), metrics.px(12), metrics.px(24), metrics.px(12))
        self._buttons.setSpacing(metrics.px(8))
        self.note = label("", "muted")
        self.note.setContentsMargins(metrics.px(8), 0, 0, 0)
        self._buttons.addWidget(self.note)
        self._buttons.addStretch()
        self._line = hairline()
        outer.addWidget(self._line)
        outer.addWidget(self._foot)
        self._show_foot()
        self.setAccessibleName(title)

    def offer(self, *buttons: QPushButton) -> None:
        """Put buttons at the bottom, in this order."""
        for each in buttons:
            self._buttons.insertWidget(self._buttons.count() - 2, each)
        self._show_foot()

    def say(self, title: str, sentence: str = "") -> None:
        """Change the words at the top."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.setAccessibleName(title)

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, here."""
        self.banner.show_problem(problem)

    def start(self) -> None:
        """Put the keyboard where work begins."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.back.isEnabled():
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)

    def show_foot(self, shown: bool) -> None:
        """Leave the foot away, where none of its buttons can be used yet."""
        self._foot.setVisible(shown)
        self._line.setVisible(shown)

    def _show_foot(self) -> None:
        """Leave the foot away while it holds nothing."""
        self.show_foot(self._buttons.count() > 2)

    def _scrolling(self, inner: QVBoxLayout) -> QScrollArea:
        """Let the content scroll where the window is low."""
        holder = QWidget()
        holder.setProperty("surface", "surface")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        width = QWidget()
        width.setMaximumWidth(current_metrics().px(WIDTH + 54 + 24))
        width.setLayout(inner)
        inner.addLayout(self.body)
        inner.addStretch()
        column.addWidget(width)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        return area
