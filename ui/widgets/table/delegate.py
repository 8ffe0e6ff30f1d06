"""How one cell of a list is drawn: quiet, aligned, with one soft colour for the chosen row."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.theme.fonts import tabular
from ui.theme.icons import paint_icon
from ui.theme.metrics import current_metrics
from ui.theme.palette import Palette, colours_of
from ui.widgets.table.model import ROW_ROLE, Index, RecordModel, is_flagged


class RecordDelegate(QStyledItemDelegate):
    """Draws text, hairline, hover, choice and the mark of a conflict."""

    def __init__(self, view: QTableView) -> None:
        """Take the view, whose hovered row is drawn as one."""
        super().__init__(view)
        self._view = view
        self.hovered = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        colours, metrics = colours_of(self._view), current_metrics()
        rect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, self._background(colours, index.row(), chosen))
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if chosen and index.column() == self._first_column():
            self._draw_mark(painter, colours, QRectF(rect), mirrored)
        inner = rect.adjusted(metrics.px(8), 0, -metrics.px(8), 0)
        row = index.data(ROW_ROLE)
        if row is None:
            self._draw_waiting(painter, colours, QRectF(inner), index.row() + index.column())
        else:
            if index.column() == 0 and is_flagged(row):
                side = metrics.px(15)
                mark = QRectF(inner.left() if mirrored else inner.right() - side, 0, side, side)
                mark.moveTop(QRectF(inner).center().y() - side / 2)
                paint_icon(painter, mark, "conflict", "attention")
                inner = inner.adjusted(side if mirrored else 0, 0, 0 if mirrored else -side - metrics.px(4), 0)
            self._draw_text(painter, colours, inner, index, chosen)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give all rows one height."""
        return QSize(current_metrics().px(80), self._view.verticalHeader().defaultSectionSize())

    def _background(self, colours: Palette, row: int, chosen: bool) -> QColor:
        """Choose the colour behind a row."""
        return colours.colour("accent_soft" if chosen else "hover" if row == self.hovered else "surface")

    def _first_column(self) -> int:
        """Give the column that stands first, which the person may have changed."""
        return self._view.horizontalHeader().logicalIndex(0)

    def _draw_mark(self, painter: QPainter, colours: Palette, rect: QRectF, mirrored: bool) -> None:
        """Mark the chosen row by shape too: wide where the keyboard is in the list."""
        width = current_metrics().px(4 if self._view.hasFocus() else 2)
        left = rect.right() - width + 1 if mirrored else rect.left()
        painter.fillRect(QRectF(left, rect.top(), width, rect.height()), colours.colour("focus"))

    def _draw_waiting(self, painter: QPainter, colours: Palette, inner: QRectF, number: int) -> None:
        """Draw a soft bar where text will be."""
        bar = QRectF(inner.left(), inner.center().y() - 4, inner.width() * (0.4 + number % 3 * 0.15), 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("pressed"))
        painter.drawRoundedRect(bar, 4, 4)

    def _draw_text(self, painter: QPainter, colours: Palette, inner: QRect, index: Index, chosen: bool) -> None:
        """Write the cell's text: the first column as what the row is, the others as what it has."""
        model = index.model()
        font = self._view.font()
        if isinstance(model, RecordModel) and model.columns[index.column()].figures:
            font = tabular(font)
        first = index.column() == 0
        if first:
            font = QFont(font)
            font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        tone = model.columns[index.column()].tone if isinstance(model, RecordModel) else None
        role = tone(index.data(ROW_ROLE)) if tone is not None else ""
        painter.setPen(colours.colour(role or ("text" if first or chosen else "muted")))
        text = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width())
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        sided = QStyle.visualAlignment(self._view.layoutDirection(), Qt.AlignmentFlag(alignment))
        painter.drawText(inner, int(sided | Qt.TextFlag.TextSingleLine), text)
