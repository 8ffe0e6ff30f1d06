"""Text that is only read, by the role it plays on the page."""

from __future__ import annotations

import re
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLayout, QSizePolicy, QWidget

from ui.widgets.tips import plain_tip

Role = Literal[
    "",
    "display",
    "title",
    "heading",
    "strong",
    "muted",
    "small",
    "section",
    "problem",
    "attention",
    "key",
    "badge",
    "pill",
]


def leading() -> Qt.AlignmentFlag:
    """Give the side where lines begin; Qt would go by the script of a text, so that names stood at either side."""
    side = Qt.AlignmentFlag.AlignRight if QApplication.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute


def label(text: str = "", role: Role = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Make a label; `wrap` for whole sentences, `selectable` for what people copy."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    made.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)  # Otherwise the second line is cut off inside nested layouts.
        made.setSizePolicy(policy)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def breakable(text: str) -> str:
    """Let a very long word be broken, so that it does not widen the page; for text that nobody copies."""
    return re.sub(r"(\S{24})(?=\S)", "\\1\u200b", text)


class ElidedLabel(QLabel):
    """A line that gives way when there is no room, with the whole text in its tool tip."""

    def __init__(self, text: str = "", role: Role = "") -> None:
        """Take the text, and the role as for `label`."""
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Ask for hardly any width."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text where it does not fit."""
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()
        self.setToolTip(plain_tip("" if fits else self.text()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        rect = self.contentsRect()
        text = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
        flags = int(self.alignment()) if self.alignment() else int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(rect, flags | int(Qt.TextFlag.TextSingleLine), text)
        painter.end()


def pad(layout: QLayout, start: int, top: int, end: int, bottom: int) -> None:
    """Set the margins of a layout by start and end of the line, since Qt does not turn margins round."""
    left, right = (end, start) if QApplication.isRightToLeft() else (start, end)
    layout.setContentsMargins(left, top, right, bottom)


def hairline() -> QFrame:
    """Make a thin line that parts what is above from what is below."""
    line = QFrame()
    line.setProperty("role", "hairline")
    return line


def upright() -> QFrame:
    """Make a thin line that parts what stands side by side."""
    line = QFrame()
    line.setProperty("role", "upright")
    return line


def restyle(widget: QWidget) -> None:
    """Let the stylesheet look at a widget again after one of its properties changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property the stylesheet asks for, and restyle only if it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        restyle(widget)


def is_style_change(event: QEvent) -> bool:
    """Say whether an event means that colours or sizes are new."""
    return event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange}
