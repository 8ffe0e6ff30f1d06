"""A small word in a rounded box: one that can be taken out, and one that can be switched on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import label, pad


class Chip(QFrame):
    """A member of a set; the cross, Delete or Backspace takes it out."""

    removed = Signal()

    def __init__(self, text: str) -> None:
        """Take the word."""
        super().__init__()
        self.setProperty("role", "chip")
        layout = QHBoxLayout(self)
        metrics = current_metrics()
        pad(layout, metrics.px(8), 0, 2, 0)
        layout.setSpacing(0)
        layout.addWidget(label(text))
        self.cross = icon_button("remove", _("Remove {what}").format(what=text), self.removed.emit)
        self.cross.setProperty("kind", "cross")
        side = metrics.px(10)
        self.cross.setIconSize(
            self.cross.iconSize().boundedTo(
                self.cross.iconSize().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
            )
        )
        layout.addWidget(self.cross)
        self.setFocusProxy(self.cross)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the word out by key."""
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


def filter_chip(text: str, count: int | None = None) -> QPushButton:
    """Make a chip that switches a filter on and off, with how many it would show."""
    made = button(text if count is None else f"{text}  {count:n}", kind="chip", name=text)
    made.setCheckable(True)
    return made
