"""One line of the finder, and how it is drawn."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.records.searching import Hit
from ui.frame.command import Command
from ui.theme.fonts import sized
from ui.theme.icons import NAMES, paint_icon
from ui.theme.metrics import SMALL, current_metrics
from ui.theme.palette import colours_of

ITEM = Qt.ItemDataRole.UserRole
TAIL = Qt.ItemDataRole.UserRole + 1


class FoundDelegate(QStyledItemDelegate):
    """Draws one line: drawing, name, what tells it from others, and at the end its kind or keys."""

    def __init__(self, view: QListView) -> None:
        """Take the view."""
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give all lines one height."""
        return QSize(100, current_metrics().px(36))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the line."""
        item = index.data(ITEM)
        colours, metrics = colours_of(self._view), current_metrics()
        painter.save()
        rect = option.rect.adjusted(metrics.px(6), 1, -metrics.px(6), -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("accent_soft"))
            painter.drawRoundedRect(rect, metrics.px(6), metrics.px(6))
        role = "on_accent_soft" if chosen else "muted"
        mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        inner = rect.adjusted(metrics.px(10), 0, -metrics.px(10), 0)
        side = metrics.px(18)
        place = QRectF(inner.right() - side if mirrored else inner.left(), rect.center().y() - side / 2, side, side)
        name, context, drawing = _words(item)
        tail = str(index.data(TAIL) or "")
        paint_icon(painter, place, drawing, role)
        gap = side + metrics.px(10)
        inner = inner.adjusted(0 if mirrored else gap, 0, -gap if mirrored else 0, 0)
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter  # The painter mirrors it.
        trailing = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        small = sized(self._view.font(), metrics.px(SMALL))
        painter.setFont(small)
        painter.setPen(colours.colour(role))
        painter.drawText(inner, int(trailing), tail)
        room = painter.fontMetrics().horizontalAdvance(tail) + metrics.px(12)
        inner = inner.adjusted(room if mirrored else 0, 0, 0 if mirrored else -room, 0)
        painter.setFont(self._view.font())
        painter.setPen(colours.colour("text"))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(leading), shown)
        used = painter.fontMetrics().horizontalAdvance(shown) + metrics.px(10)
        inner = inner.adjusted(0 if mirrored else used, 0, -used if mirrored else 0, 0)
        if context and inner.width() > metrics.px(40):
            painter.setFont(small)
            painter.setPen(colours.colour("muted"))
            text = painter.fontMetrics().elidedText(context, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(leading), text)
        painter.restore()


def keys_text(command: Command) -> str:
    """Write the first of a command's keys as this system writes keys."""
    if not command.keys:
        return ""
    return QKeySequence(command.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)


def _words(item: Command | Hit) -> tuple[str, str, str]:
    """Give name, context and drawing of a line."""
    if isinstance(item, Hit):
        return item.title, item.context, item.kind if item.kind in NAMES else "note"
    return item.name, item.group, item.icon
