"""A short message at the bottom that says what was done and offers to undo it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import label

_SHOWN_MS = 7000
_MARGIN = 24


class Toast(QFrame):
    """Floats over its parent; waits while the pointer or the keyboard is on it; never takes the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        """Float over a window."""
        super().__init__(parent)
        self.setProperty("role", "toast")
        self.setAccessibleName(_("Message"))
        metrics = current_metrics()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(8), metrics.px(8))
        layout.setSpacing(metrics.px(12))
        self.text = label("")
        layout.addWidget(self.text)
        self.action = button("", self._act)
        layout.addWidget(self.action)
        layout.addWidget(icon_button("close", _("Close the message"), self.hide, role="window"))
        self._on_action: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self._on_timeout)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str, action: str = "", on: Callable[[], object] | None = None) -> None:
        """Show a message, with a button if there is something to do about it."""
        self._on_action = on
        self.text.setText(text)
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in its corner when the window changes its size."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while the pointer is here."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go on counting."""
        self._timer.start()
        super().leaveEvent(event)

    def _on_timeout(self) -> None:
        """Go, unless the keyboard is here."""
        focused = self.focusWidget()
        if focused is not None and focused.hasFocus():
            self._timer.start()
        else:
            self.hide()

    def _place(self) -> None:
        """Stand at the bottom of the trailing side, where no page has its buttons."""
        parent = self.parentWidget()
        if parent is None:
            return
        self.adjustSize()
        margin = current_metrics().px(_MARGIN)
        self.setMaximumWidth(max(parent.width() - 2 * margin, 200))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = margin if mirrored else parent.width() - self.width() - margin
        self.move(QPoint(left, parent.height() - self.height() - margin * 2))

    def _act(self) -> None:
        """Do what the button says, and go."""
        self.hide()
        if self._on_action is not None:
            self._on_action()
