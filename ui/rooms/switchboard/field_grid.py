"""The field of play: a grid of what is needed, offered, used and idle this week, by category."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.i18n import N_, _
from ui.theme.metrics import current_metrics
from ui.widgets.labels import label

_HEADS = (N_("Category"), N_("Needed"), N_("Offered"), N_("Used"), N_("Idle"), N_("Needs nobody can meet"))


class FieldGrid(QWidget):
    """One row for each category; figures stand at the end of their cells."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        margin = current_metrics().px(16)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margin, margin, margin, margin)
        self.as_of = label("", "muted")
        layout.addWidget(self.as_of)
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setAccessibleName(_("Field of play"))
        self.table.setHorizontalHeaderLabels([_(head) for head in _HEADS])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        layout.addWidget(self.table, 1)

    def show_rows(self, rows: Sequence[tuple[str, ...]], as_of: str) -> None:
        """Show the figures of this week."""
        self.as_of.setText(_("This week, as this laptop knows it at {time}").format(time=as_of))
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, words in enumerate(row):
                item = QTableWidgetItem(words)
                side = Qt.AlignmentFlag.AlignTrailing if column else Qt.AlignmentFlag.AlignLeading
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(place, column, item)
