"""A page of the gate: one column in the middle, a way back, one thing to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.problems import Problem
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.problem_banner import ProblemBanner


class FormPage(QScrollArea):
    """Subclasses add fields to `self.form` and say in `submit` what happens."""

    back_wanted = Signal()

    def __init__(self, title: str, sentence: str, done: str, *, width: int = 440, back: bool = True) -> None:
        """Take the words at the top and on the button."""
        super().__init__()
        metrics = current_metrics()
        self._done_text = done
        self.setWidgetResizable(True)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._desk = QWidget()
        self._desk.setProperty("surface", "window")
        self.setWidget(self._desk)
        self.back = button(_("Back"), self.back_wanted.emit, kind="quiet", icon="back")
        self.back.setVisible(back)
        self.title = label(title, "title", wrap=True)
        self.sentence = label(sentence, "muted", wrap=True)
        self.sentence.setVisible(bool(sentence))
        self.banner = ProblemBanner()
        self.form = QVBoxLayout()
        self.form.setSpacing(metrics.px(16))
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 0)
        self.waiting.setTextVisible(False)
        self.waiting.setAccessibleName(_("Working"))
        self.waiting.hide()
        self.done = button(done, self.submit, kind="primary")
        self._lay_out(metrics.px(width))

    def _lay_out(self, width: int) -> None:
        """Put heading, banner, form and buttons below each other in the middle."""
        metrics = current_metrics()
        outer = QVBoxLayout(self._desk)
        outer.setContentsMargins(metrics.px(24), metrics.px(24), metrics.px(24), metrics.px(24))
        top = QHBoxLayout()
        top.addWidget(self.back)
        top.addStretch()
        outer.addLayout(top)
        outer.addStretch(2)
        column = QWidget()
        column.setFixedWidth(width)
        self.column = QVBoxLayout(column)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(metrics.px(16))
        heading = QVBoxLayout()
        heading.setSpacing(metrics.px(4))
        heading.addWidget(self.title)
        heading.addWidget(self.sentence)
        self.column.addLayout(heading)
        self.column.addWidget(self.banner)
        self.column.addLayout(self.form)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(metrics.px(8))
        self.buttons.addWidget(self.done)
        self.buttons.addStretch()
        self.column.addLayout(self.buttons)
        self.column.addWidget(self.waiting)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(column)
        middle.addStretch()
        outer.addLayout(middle)
        outer.addStretch(3)

    def submit(self) -> None:
        """Check what was filled in, and tell it."""
        raise NotImplementedError

    def start(self) -> None:
        """Put the keyboard into the first field."""
        item = self.form.itemAt(0)
        first = item.widget() if item is not None else None
        (first or self.done).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, text: str) -> None:
        """Wait with this text on the button; an empty one ends the waiting."""
        self.done.setText(text or self._done_text)
        self.done.setEnabled(not text)
        self.back.setEnabled(not text)
        self.waiting.setVisible(bool(text))

    def show_problem(self, problem: Problem) -> None:
        """Show what went wrong, and let the person try again."""
        self.set_busy("")
        self.banner.show_problem(problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Submit on Enter, go back on Escape."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.done.isEnabled():
            self.submit()
        elif event.key() == Qt.Key.Key_Escape and self.back.isVisible() and self.back.isEnabled():
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)
