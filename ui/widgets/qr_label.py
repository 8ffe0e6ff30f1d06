"""A QR code, drawn sharp at any size, always dark on light because cameras want it so."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.metrics import current_metrics
from ui.theme.palette import LIGHT

_QUIET_ZONE = 4


class QrLabel(QWidget):
    """Shows a text as a QR code (ISO/IEC 18004); the text itself has to be read out elsewhere."""

    def __init__(self, name: str, *, side: int = 200) -> None:
        """Take what is read out instead, and the side in pixels at 100 %."""
        super().__init__()
        self._matrix: tuple[bytearray, ...] = ()
        self._side = current_metrics().px(side)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Encode a text; an empty one shows nothing."""
        import segno

        self._matrix = tuple(segno.make(text, error="m", micro=False).matrix) if text else ()
        self.update()

    def sizeHint(self) -> QSize:
        """Be square."""
        return QSize(self._side, self._side)

    def modules(self) -> int:
        """Give how many modules a side of the code has."""
        return len(self._matrix)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw whole pixels only, so that no line blurs."""
        if not self._matrix:
            return
        painter = QPainter(self)
        count = len(self._matrix) + 2 * _QUIET_ZONE
        module = max(min(self.width(), self.height()) // count, 1)
        side = module * count
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(LIGHT.colour("surface"))
        painter.drawRoundedRect(QRectF(left, top, side, side), 6, 6)
        dark = LIGHT.colour("text")
        for row, line in enumerate(self._matrix):
            for column, on in enumerate(line):
                if on:
                    x, y = left + (column + _QUIET_ZONE) * module, top + (row + _QUIET_ZONE) * module
                    painter.fillRect(x, y, module, module, dark)
        painter.end()
