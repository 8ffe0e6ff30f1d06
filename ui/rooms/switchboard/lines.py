"""Lists of many listings, and the lines that are drawn between the chosen need and the offers that fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QWidget

from ui.theme.metrics import current_metrics
from ui.theme.palette import palette_for

Index = QModelIndex | QPersistentModelIndex


class LinesModel(QAbstractListModel):
    """Rows of two lines of words each, with an id."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._rows: Sequence[tuple[str, str]] = ()

    def show(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show rows of an id and words."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the words of a row."""
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._rows[index.row()][1]
        return None

    def id_at(self, row: int) -> str:
        """Give the id of a row, empty if there is none."""
        return self._rows[row][0] if 0 <= row < len(self._rows) else ""

    def row_of(self, record: str) -> int:
        """Find the row of an id, or -1."""
        return next((row for row, each in enumerate(self._rows) if each[0] == record), -1)


def listing_view(name: str) -> QListView:
    """Make a list that scrolls through tens of thousands of rows: all are of one height."""
    view = QListView()
    view.setAccessibleName(name)
    view.setUniformItemSizes(True)
    view.setSpacing(2)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setTextElideMode(Qt.TextElideMode.ElideRight)
    view.setModel(LinesModel())
    return view


class Wires(QWidget):
    """Draws a line from the chosen need to every offer in sight, the chosen one strong."""

    def __init__(self, needs: QListView, offers: QListView) -> None:
        """Take both lists, which stand beside it."""
        super().__init__()
        self._needs, self._offers = needs, offers
        self.setFixedWidth(current_metrics().px(72))
        self.setAccessibleName("")
        for view in (needs, offers):
            view.verticalScrollBar().valueChanged.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        start = self._middle(self._needs, self._needs.currentIndex())
        if start is None:
            return
        colours = palette_for(QApplication.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        model = self._offers.model()
        left, right = 0.0, float(self.width())
        if QApplication.isRightToLeft():
            left, right = right, left
        current = self._offers.currentIndex().row()
        for row in range(model.rowCount()):
            end = self._middle(self._offers, model.index(row, 0))
            if end is None:
                if row:
                    break
                continue
            chosen = row == current
            painter.setPen(QPen(colours.colour("accent" if chosen else "line_strong"), 2.0 if chosen else 1.0))
            path = QPainterPath(QPointF(left, start))
            middle = (left + right) / 2
            path.cubicTo(QPointF(middle, start), QPointF(middle, end), QPointF(right, end))
            painter.drawPath(path)
        painter.end()

    def _middle(self, view: QListView, index: QModelIndex) -> float | None:
        """Give the height of a row in sight, as seen from here."""
        if not index.isValid():
            return None
        rect = view.visualRect(index)
        if not view.viewport().rect().intersects(rect):
            return None
        return float(self.mapFromGlobal(view.viewport().mapToGlobal(rect.center())).y())
