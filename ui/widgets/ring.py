"""A ring of segments: how far a sequence is, and which parts of it are still missing."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.fonts import sized, tabular
from ui.theme.metrics import HEADING, current_metrics
from ui.theme.palette import colours_of

_FULL = 360 * 16
_TOP = 90 * 16


class Ring(QWidget):
    """One segment for each part, clockwise from the top; the words in the middle say the same."""

    def __init__(self, name: str, *, side: int = 120) -> None:
        """Take what is read out before the figures, and the side in pixels at 100 %."""
        super().__init__()
        self._name = name
        self._side = current_metrics().px(side)
        self._filled: frozenset[int] = frozenset()
        self._total, self._current, self._words = 0, -1, ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_parts(self, total: int, filled: Collection[int], words: str, *, current: int = -1) -> None:
        """Show how many parts there are, which are there (from 0), and which of them is in sight just now."""
        self._total, self._filled, self._words, self._current = total, frozenset(filled), words, current
        self.setAccessibleDescription(words)
        self.setAccessibleName(f"{self._name}: {words}" if words else self._name)
        self.update()

    def filled(self) -> frozenset[int]:
        """Give the parts that are there."""
        return self._filled

    def sizeHint(self) -> QSize:
        """Be square."""
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the segments with gaps between them, as long as these can be seen."""
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(self._side // 14, 4)
        area = QRectF(self.rect()).adjusted(width, width, -width, -width)
        count = max(self._total, 1)
        step = _FULL / count
        gap = min(step / 3, 3 * 16) if count > 1 else 0
        for number in range(count):
            role = "accent" if number in self._filled else "line"
            pen = QPen(colours.colour(role), width * (1.6 if number == self._current else 1))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawArc(area, round(_TOP - number * step - gap / 2), -round(step - gap))
        painter.setPen(colours.colour("text"))
        painter.setFont(tabular(sized(self.font(), current_metrics().px(HEADING), bold=True)))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._words)
        painter.end()
