"""What a page says when it has nothing to show: what it is for, and the first step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.theme.icons import paint_icon
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label


class IconBadge(QWidget):
    """A drawing, large and soft, that needs no name because words stand below it."""

    def __init__(self, icon: str, *, side: int = 40, role: str = "line_strong") -> None:
        """Take the drawing, its side and its colour."""
        super().__init__()
        self._icon, self._role = icon, role
        self.setFixedSize(current_metrics().px(side), current_metrics().px(side))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the square."""
        painter = QPainter(self)
        paint_icon(painter, QRectF(self.rect()), self._icon, self._role)
        painter.end()


class EmptyState(QWidget):
    """A heading, a sentence, and at most two buttons, a little above the middle."""

    def __init__(self, icon: str, heading: str, sentence: str = "") -> None:
        """Take the drawing and the words."""
        super().__init__()
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(sentence)
        metrics = current_metrics()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(metrics.px(24), metrics.px(24), metrics.px(24), metrics.px(24))
        self._layout.setSpacing(metrics.px(8))
        self._layout.addStretch(2)
        self._layout.addWidget(IconBadge(icon), 0, Qt.AlignmentFlag.AlignHCenter)
        self._heading = label(heading, "heading", wrap=True)
        self._heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence = label(sentence, "muted", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setMaximumWidth(metrics.px(420))
        self._layout.addWidget(self._heading)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._sentence, 4)
        row.addStretch(1)
        self._layout.addLayout(row)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(metrics.px(8))
        self._buttons.addStretch()
        self._buttons.addStretch()
        self._layout.addSpacing(metrics.px(8))
        self._layout.addLayout(self._buttons)
        self._layout.addStretch(3)

    def offer(self, text: str, on: Callable[[], object], *, icon: str = "", primary: bool = True) -> QPushButton:
        """Add a button for a first step."""
        made = button(text, on, kind="primary" if primary else "", icon=icon)
        self._buttons.insertWidget(self._buttons.count() - 1, made)
        if self.focusProxy() is None:
            self.setFocusProxy(made)
        return made

    def say(self, heading: str, sentence: str) -> None:
        """Change the words."""
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(sentence)
