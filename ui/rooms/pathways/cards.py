"""How a card on the board is drawn: who it is, and below it for how long they have been there."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.fonts import sized
from ui.theme.icons import paint_icon
from ui.theme.metrics import SMALL, current_metrics
from ui.theme.palette import colours_of
from ui.widgets.tips import plain_tip

RUN_ROLE, LATE_ROLE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_HEIGHT = 56
Index = QModelIndex | QPersistentModelIndex


def card_item(cards: QListWidget, run: str, name: str, said: str, *, late: bool) -> QListWidgetItem:
    """Add a card; what does not fit on it is in its tool tip."""
    item = QListWidgetItem(f"{name}\n{said}", cards)
    item.setData(RUN_ROLE, run)
    item.setData(LATE_ROLE, late)
    item.setToolTip(plain_tip(f"{name}\n{said}"))
    return item


class CardDelegate(QStyledItemDelegate):
    """Each line has its half of the card, so that no script pushes the other line out."""

    def __init__(self, cards: QListWidget) -> None:
        """Take the column."""
        super().__init__(cards)
        self._cards = cards

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give all cards one height."""
        return QSize(current_metrics().px(100), current_metrics().px(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one card."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        colours, metrics = colours_of(self._cards), current_metrics()
        chosen, late = bool(state & QStyle.StateFlag.State_Selected), bool(index.data(LATE_ROLE))
        name, _line, said = str(index.data() or "").partition("\n")
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(rect).adjusted(1, metrics.px(2), -1, -metrics.px(3))
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(colours.colour("accent_soft" if chosen else "hover" if hovered else "surface"))
        edge = "focus" if chosen and self._cards.hasFocus() else "line"
        painter.setPen(QPen(colours.colour(edge), 2 if edge == "focus" else 1))
        painter.drawRoundedRect(card, metrics.px(6), metrics.px(6))
        inner = card.adjusted(metrics.px(10), metrics.px(6), -metrics.px(10), -metrics.px(6))
        upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2)
        lower = upper.translated(0, inner.height() / 2)
        medium = QFont(self._cards.font())
        medium.setWeight(QFont.Weight.Medium)
        self._write(painter, upper, name, medium, colours.colour("text"))
        if late:
            side = metrics.px(12)
            mirrored = self._cards.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left = lower.right() - side if mirrored else lower.left()
            paint_icon(painter, QRectF(left, lower.center().y() - side / 2, side, side), "attention", "attention")
            room = side + metrics.px(4)
            lower = lower.adjusted(0, 0, -room, 0) if mirrored else lower.adjusted(room, 0, 0, 0)
        role = "attention" if late else "text" if chosen else "muted"
        self._write(painter, lower, said, sized(self._cards.font(), metrics.px(SMALL)), colours.colour(role))
        painter.restore()

    def _write(self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor) -> None:
        """Write a line, shortened where there is no room."""
        painter.setFont(font)
        painter.setPen(colour)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(rect.width()))
        side = QStyle.visualAlignment(self._cards.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
