"""A choice from a list that drops down, drawn like our other inputs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyleOptionComboBox, QWidget

from ui.theme.icons import paint_icon
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of


class ComboBox(QComboBox):
    """A combo box that paints itself; `place="card"` shows its edge only when touched."""

    def __init__(self, name: str, *, place: str = "", parent: QWidget | None = None) -> None:
        """Take the name read out and where it stands."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("place", place)
        self._is_opened = False
        self.setMinimumHeight(current_metrics().px(32))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def showPopup(self) -> None:
        """Drop a list down that is made when it is first asked for: of many choices on a page few are opened."""
        if not self._is_opened:
            self._is_opened = True
            view = QListView()
            view.setProperty("role", "options")
            view.setAccessibleName(self.accessibleName())
            self.setView(view)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll: nobody means to change a value by scrolling past it."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw edge, text and caret."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        colours, metrics = colours_of(self), current_metrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        touched = bool(option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_On))
        focused, enabled = self.hasFocus(), self.isEnabled()
        on_card = self.property("place") == "card"
        if focused or touched or not on_card:
            role = "focus" if focused else "line_strong" if enabled else "line"
            width = 2 if focused else 1
            painter.setPen(QPen(colours.colour(role), width))
            painter.setBrush(colours.colour("surface" if enabled else "window"))
            edge = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(edge, metrics.px(6), metrics.px(6))
        inner = self.rect().adjusted(metrics.px(11), 0, -metrics.px(9), 0)
        caret = QRectF(0, 0, metrics.px(12), metrics.px(12))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        caret.moveCenter(QRectF(inner).center())
        caret.moveLeft(inner.left() if mirrored else inner.right() - caret.width())
        if focused or touched or not on_card:
            paint_icon(painter, caret, "down", "muted" if enabled else "disabled")
        room = int(caret.width()) + metrics.px(6)
        words = inner.adjusted(room if mirrored else 0, 0, 0 if mirrored else -room, 0)
        text = self.currentText() or self.placeholderText()
        painter.setPen(colours.colour("disabled" if not enabled else "text" if self.currentText() else "muted"))
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()
