"""What to do next, above the table: at most three rows, each with the one button that does it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.services.exchange.advice import OPEN, Advice
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import IconBadge
from ui.widgets.emptying import empty
from ui.widgets.labels import label

_SHOWN = 3


class AdviceRow(QFrame):
    """One piece of advice."""

    def __init__(self, advice: Advice) -> None:
        """Write what is the matter and why it matters."""
        super().__init__()
        self.setProperty("role", "banner")
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(8), metrics.px(8))
        line.setSpacing(metrics.px(12))
        opens = advice.action == OPEN
        line.addWidget(IconBadge("open" if opens else "hand_over", side=20, role="accent"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(advice.text, "strong", wrap=True))
        words.addWidget(label(advice.why, "muted", wrap=True))
        line.addLayout(words, 1)
        text = _("Open a bundle…") if opens else _("Make the bundle…")
        self.button = button(text, name=f"{text} {advice.text}")
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(advice.text)


class NextSteps(QWidget):
    """Hidden while all is well: praise would only take room."""

    make_wanted = Signal(str)  # the device, or empty for all
    open_wanted = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self._shown: tuple[Advice, ...] = ()
        self.steps: list[AdviceRow] = []
        metrics = current_metrics()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(metrics.px(16), 0, metrics.px(16), metrics.px(12))
        self._column.setSpacing(metrics.px(8))
        self.hide()

    def show_advice(self, found: Sequence[Advice]) -> None:
        """Show the most urgent; the rest is one line."""
        if tuple(found) == self._shown:
            return
        self._shown = tuple(found)
        self.steps = []
        empty(self._column)
        for advice in found[:_SHOWN]:
            step = AdviceRow(advice)
            step.button.clicked.connect(lambda _on=False, advice=advice: self._act(advice))
            self.steps.append(step)
            self._column.addWidget(step)
        rest = len(found) - _SHOWN
        if rest > 0:
            text = ngettext("{n} more", "{n} more", rest).format(n=rest)
            self._column.addWidget(label(text, "muted"))
        self.setVisible(bool(found))

    def _act(self, advice: Advice) -> None:
        """Do it."""
        if advice.action == OPEN:
            self.open_wanted.emit()
        else:
            self.make_wanted.emit(advice.device)
