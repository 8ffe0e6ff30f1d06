"""A panel that comes forward over the window and goes with Escape or a click beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.theme.metrics import current_metrics

_VEIL = QColor(0, 0, 0, 70)


class Overlay(QWidget):
    """Covers its parent with a veil; gives the keyboard back to whoever had it."""

    closed = Signal()

    def __init__(self, parent: QWidget, *, width: int, top: int) -> None:
        """Take the width of the panel and how far below the top it stands, in pixels at 100 %."""
        super().__init__(parent)
        self._panel_width, self._top = width, top
        self._before: QWidget | None = None
        self.panel = QFrame(self)
        self.panel.setProperty("surface", "popup")
        self.body = QVBoxLayout(self.panel)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Come forward."""
        window = self.window()
        self._before = window.focusWidget()
        self._cover()
        self.show()
        self.raise_()
        self.arrange()

    def close_overlay(self) -> None:
        """Go, and give the keyboard back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        self.closed.emit()

    def panel_height(self) -> int:
        """Give the height the panel wants."""
        return self.panel.sizeHint().height()

    def arrange(self) -> None:
        """Stand in the middle, near the top."""
        metrics = current_metrics()
        width = min(metrics.px(self._panel_width), self.width() - metrics.px(48))
        top = min(metrics.px(self._top), max((self.height() - self.panel_height()) // 3, metrics.px(16)))
        height = min(self.panel_height(), self.height() - 2 * top)
        self.panel.setGeometry((self.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window at any size."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._cover()
            self.arrange()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go when clicked beside the panel."""
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_overlay()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_overlay()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the veil."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _VEIL)
        painter.end()

    def _cover(self) -> None:
        """Cover the parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
