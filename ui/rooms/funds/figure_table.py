"""Figures in rows and columns: the arrows go from figure to figure, and each can say what it was made from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem

from app.i18n import _
from ui.theme.fonts import tabular
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.tips import plain_tip

_FIGURE_LEAST = 84


class FigureTable(QTableWidget):
    """Names in the first column, figures in the others; Enter goes to the rows behind the chosen figure."""

    wanted = Signal(int, int)  # row and column of the figure that was come to
    entered_rows = Signal()

    def __init__(self, name: str) -> None:
        """Take the name read out."""
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("The arrows choose a figure; Enter goes to the rows that make it."))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_metrics().px(36))
        self.horizontalHeader().setHighlightSections(False)
        self.currentCellChanged.connect(lambda row, column, *_old: self.wanted.emit(row, column))
        self.cellActivated.connect(lambda _row, _column: self.entered_rows.emit())

    def fill(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        notes: Sequence[str],
        *,
        summed: bool,
        harmful: Collection[int] = (),
    ) -> None:
        """Show figures; the chosen place stays, without telling anybody.

        `summed` says that the last row is a sum, `harmful` are the columns in which nothing should be below zero.
        """
        place = max(self.currentRow(), 0), max(self.currentColumn(), 1)
        blocked = self.blockSignals(True)
        self.clear()
        self.setColumnCount(len(heads))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(list(heads))
        figures = tabular(self.font())
        bold = tabular(self.font())
        bold.setBold(True)
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{cells[0]}, {heads[column]}: {text or '0'}")
                item.setFont(bold if summed and row == len(rows) - 1 else figures)
                if column in harmful and text.startswith(("-", "\u2212")):
                    item.setForeground(colours_of(self).colour("harm"))
                if not column and notes[row]:
                    item.setText(f"{text}\n{notes[row]}")
                    item.setToolTip(plain_tip(notes[row]))
                self.setItem(row, column, item)
            if notes[row]:
                self.setRowHeight(row, current_metrics().px(48))
        self._set_widths()
        if rows:
            self.setCurrentCell(min(place[0], len(rows) - 1), min(place[1], len(heads) - 1))
        self.blockSignals(blocked)

    def _set_widths(self) -> None:
        """Let figures be as wide as they need, and names take what is left."""
        head = self.horizontalHeader()
        for column in range(self.columnCount()):
            mode = QHeaderView.ResizeMode.ResizeToContents if column else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(column, mode)
            item = self.horizontalHeaderItem(column)
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeading
            if item is not None:
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(current_metrics().px(_FIGURE_LEAST))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the rows by Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered_rows.emit()
        else:
            super().keyPressEvent(event)
