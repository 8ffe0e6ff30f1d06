"""How one cell of a list is drawn: quiet, aligned, with one soft colour for the chosen row."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.theme.fonts import tabular
from ui.theme.icons import paint_icon
from ui.theme.metrics import current_metrics
from ui.theme.palette import Palette, colours_of
from ui.widgets.table.column import ShownRow, TableColumn
from ui.widgets.table.model import Index, RecordModel, is_flagged

_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_TRAILING = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class Paint:
    """What all cells of one painting are drawn with, worked out once for all of them."""

    def __init__(self, view: QTableView) -> None:
        """Look at the view as it is now."""
        self.colours, metrics = colours_of(view), current_metrics()
        self.gap, self.mark = metrics.px(8), metrics.px(15)
        self.beside_mark = self.mark + metrics.px(4)
        self.direction = view.layoutDirection()
        self.mirrored = self.direction == Qt.LayoutDirection.RightToLeft
        self.first = view.horizontalHeader().logicalIndex(0)  # which the person may have changed
        self.line = QPen(self.colours.colour("line"), 1)
        self._font = view.font()
        self._fonts: dict[tuple[bool, bool], QFont] = {}

    def font(self, *, figures: bool, first: bool) -> QFont:
        """Give the font of a column."""
        font = self._fonts.get((figures, first))
        if font is None:
            font = QFont(tabular(self._font) if figures else self._font)
            if first:
                font.setWeight(QFont.Weight.Medium)
            self._fonts[figures, first] = font
        return font

    def side(self, column: TableColumn) -> int:
        """Say where the text of a column stands, and that it is one line."""
        flags = _TRAILING if column.align == "end" else _LEADING
        return int(QStyle.visualAlignment(self.direction, flags) | Qt.TextFlag.TextSingleLine)


class RecordDelegate(QStyledItemDelegate):
    """Draws text, hairline, hover, choice and the mark of a conflict."""

    def __init__(self, view: QTableView, model: RecordModel) -> None:
        """Take the view, whose hovered row is drawn as one, and what it shows."""
        super().__init__(view)
        self._view, self._model = view, model
        self._paint: Paint | None = None
        self.hovered = -1

    @contextmanager
    def painting(self) -> Generator[None]:
        """Stand around the painting of many cells."""
        self._paint = Paint(self._view)
        try:
            yield
        finally:
            self._paint = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        now = self._paint or Paint(self._view)
        colours, rect, number = now.colours, option.rect, index.column()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, self._background(colours, index.row(), chosen))
        painter.setPen(now.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen and number == now.first:
            self._draw_mark(painter, colours, QRectF(rect), now.mirrored)
        inner = rect.adjusted(now.gap, 0, -now.gap, 0)
        row = self._model.row(index.row())
        if row is None:
            self._draw_waiting(painter, colours, QRectF(inner), index.row() + number)
        else:
            if number == 0 and is_flagged(row):
                side = now.mark
                mark = QRectF(inner.left() if now.mirrored else inner.right() - side, 0, side, side)
                mark.moveTop(QRectF(inner).center().y() - side / 2)
                paint_icon(painter, mark, "conflict", "attention")
                inner = inner.adjusted(side if now.mirrored else 0, 0, 0 if now.mirrored else -now.beside_mark, 0)
            self._draw_text(painter, now, inner, number, row, chosen)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give all rows one height."""
        return QSize(current_metrics().px(80), self._view.verticalHeader().defaultSectionSize())

    def _background(self, colours: Palette, row: int, chosen: bool) -> QColor:
        """Choose the colour behind a row."""
        return colours.colour("accent_soft" if chosen else "hover" if row == self.hovered else "surface")

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

    def _draw_text(self, painter: QPainter, now: Paint, inner: QRect, number: int, row: ShownRow, chosen: bool) -> None:
        """Write the cell's text: the first column as what the row is, the others as what it has."""
        column, first = self._model.columns[number], number == 0
        text = column.text(row)
        if not text:
            return
        painter.setFont(now.font(figures=column.figures, first=first))
        role = column.tone(row) if column.tone is not None else ""
        painter.setPen(now.colours.colour(role or ("text" if first or chosen else "muted")))
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, now.side(column), elided)
