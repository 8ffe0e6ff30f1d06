"""What is the matter with a bed, and the ways to settle it, right below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.services.conflicts.conflicts import Conflict
from ui.theme.metrics import current_metrics
from ui.widgets.conflict_row import ConflictRow, WayRow


class DisputeBox(QWidget):
    """One row for each conflict; Escape closes them."""

    settled = Signal(str, str)  # the conflict, the way
    closed = Signal()

    def __init__(self, disputes: Sequence[Conflict]) -> None:
        """Write the conflicts."""
        super().__init__()
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(8), metrics.px(4), metrics.px(4), metrics.px(8))
        layout.setSpacing(metrics.px(8))
        self.rows: list[ConflictRow] = []
        for dispute in disputes:
            ways = [WayRow(option.key, option.label, button=_("Choose this")) for option in dispute.options]
            row = ConflictRow(dispute.title, dispute.sentence, ways)
            row.settled.connect(lambda way, dispute=dispute: self.settled.emit(dispute.id, way))
            layout.addWidget(row)
            self.rows.append(row)

    def start(self) -> None:
        """Put the keyboard on the first way."""
        if self.rows and self.rows[0].buttons:
            self.rows[0].buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
