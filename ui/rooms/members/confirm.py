"""The page that stands before what cannot be undone: what it means, that it was read, and the button only then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from app.i18n import _
from app.problems import Problem
from ui.rooms.members.layout import bullet
from ui.theme.icons import icon
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import Kind, button
from ui.widgets.emptying import empty
from ui.widgets.labels import label, set_property
from ui.widgets.task_page import TaskPage


class ConfirmPage(TaskPage):
    """Is asked anew for each decision; nothing has happened while it is in sight."""

    def __init__(self) -> None:
        """Start without a question."""
        super().__init__(_("Before you decide"))
        self._then: Callable[[], object] = _nothing
        self._word = ""
        metrics = current_metrics()
        holder = QWidget()
        self._sentences = QVBoxLayout(holder)
        self._sentences.setContentsMargins(0, 0, 0, 0)
        self._sentences.setSpacing(metrics.px(8))
        self.body.addWidget(holder)
        self.read = QCheckBox(_("I have read this"))
        self.read.setAccessibleName(self.read.text())
        self.read.toggled.connect(lambda _on: self._enable())
        self.body.addWidget(self.read)
        self._asks = label("", "strong", wrap=True)
        self.typed = QLineEdit()
        self.typed.setMaximumWidth(metrics.px(320))
        self.typed.setMinimumHeight(metrics.px(36))
        self.typed.textChanged.connect(lambda _text: self._enable())
        self.typed.returnPressed.connect(self._go)
        self.body.addWidget(self._asks)
        self.body.addWidget(self.typed)
        self.go_button = button("", self._go, kind="harm", icon="attention")
        self.stay_button = button(_("Cancel"), self.back_wanted.emit)
        self.offer(self.go_button, self.stay_button)

    def ask(
        self,
        title: str,
        sentences: Sequence[str],
        words: str,
        then: Callable[[], object],
        *,
        harm: bool = True,
        word: str = "",
    ) -> None:
        """Ask for one decision; `word` has to be typed where there is no way back at all."""
        self.banner.dismiss()
        self.say(title)
        empty(self._sentences)
        for each in sentences:
            self._sentences.addWidget(bullet(each))
        self.read.setAccessibleDescription(" ".join(sentences))
        self.read.setChecked(False)
        self._then, self._word = then, word
        text = _("This cannot be undone. Type “{word}” to go on.").format(word=word)
        self._asks.setText(text)
        self.typed.setAccessibleName(text)
        self.typed.clear()
        self._asks.setVisible(bool(word))
        self.typed.setVisible(bool(word))
        kind: Kind = "harm" if harm else "primary"
        set_property(self.go_button, "kind", kind)
        self.go_button.setIcon(icon("attention" if harm else "done", "harm" if harm else "on_accent"))
        self.go_button.setText(words)
        self.go_button.setAccessibleName(words)
        self._enable()

    def set_busy(self) -> None:
        """Let nothing be pressed twice."""
        self.go_button.setEnabled(False)

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, and let it be tried again."""
        self._enable()
        super().show_problem(problem)

    def start(self) -> None:
        """Put the keyboard on what has to be done first."""
        self.read.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Take the question away."""
        self._then = _nothing
        self.typed.clear()
        self.read.setChecked(False)

    def _enable(self) -> None:
        same = not self._word or self.typed.text().strip().casefold() == self._word.casefold()
        self.go_button.setEnabled(self.read.isChecked() and same)

    def _go(self) -> None:
        if self.go_button.isEnabled():
            self.set_busy()
            self._then()


def _nothing() -> None:
    """Stand in where nothing is asked."""
