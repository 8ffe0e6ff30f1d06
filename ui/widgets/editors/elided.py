"""A line of text that shows where it does not fit, as long as nobody writes in it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QToolButton

from ui.widgets.labels import leading
from ui.widgets.tips import plain_tip

_INSIDE = 2  # what a line keeps of its own at either side, beside the style's padding


class ElidedLine(QLineEdit):
    """Ends in dots instead of within a letter; the tool tip has the whole."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setAlignment(leading())
        self.textChanged.connect(lambda _text: self._tell())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text where it does not fit."""
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits, unless somebody writes here and may scroll."""
        if self.hasFocus() or self._fits():
            super().paintEvent(event)
            return
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        room = self._room()
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment()) | int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()

    def _room(self) -> QRect:
        """Give where the text stands."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        room = inside.marginsRemoved(self.textMargins()).adjusted(_INSIDE, 0, -_INSIDE, 0)
        for button in self.findChildren(QToolButton):
            if button.isVisibleTo(self) and button.x() > room.center().x():
                room.setRight(min(room.right(), button.x() - _INSIDE))
            elif button.isVisibleTo(self):
                room.setLeft(max(room.left(), button.geometry().right() + _INSIDE))
        return room

    def _fits(self) -> bool:
        """Say whether all of the text can be seen."""
        return self.fontMetrics().horizontalAdvance(self.text()) <= self._room().width()

    def _tell(self) -> None:
        """Put the whole text into the tool tip, or take it away."""
        self.setToolTip(plain_tip("" if self._fits() else self.text()))
