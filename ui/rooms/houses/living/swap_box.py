"""With whom a turn is swapped, or that it is given up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.capabilities.houses.living import ComingTurn
from app.i18n import _
from app.records.days import format_day
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label


class SwapBox(QWidget):
    """Offers the coming turns of others; both have to have agreed, which no program can know."""

    swapped = Signal(str)  # the other turn
    given_up = Signal()

    def __init__(self, turn: ComingTurn, others: Sequence[ComingTurn]) -> None:
        """Take the turn, and those of others."""
        super().__init__()
        metrics = current_metrics()
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.px(24), 0, 0, metrics.px(6))
        self.others = ComboBox(_("Swap with"))
        for other in others:
            self.others.addItem(f"{other.who}, {format_day(other.on_day)}: {other.chore}", other.slot)
        if others:
            row.addWidget(self.others)
            row.addWidget(button(_("Both have agreed: swap"), self._swap, kind="quiet"))
        else:
            row.addWidget(label(_("Nobody else has a turn in these days."), "small"))
        row.addStretch(1)
        words = _("Give up, {backup} takes it").format(backup=turn.backup) if turn.backup else _("Give up")
        row.addWidget(button(words, self.given_up.emit, kind="quiet"))

    def _swap(self) -> None:
        """Tell which turn was chosen."""
        self.swapped.emit(str(self.others.currentData()))
