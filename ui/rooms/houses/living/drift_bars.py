"""Bars of who is ahead and who is behind with the chores, around a line in the middle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.capabilities.houses.living import Drift
from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of


def drift_words(drift: Drift) -> str:
    """Say how far somebody is ahead or behind, in whole minutes."""
    minutes = round(abs(drift.drift))
    if not minutes:
        return _("{name}: even").format(name=drift.name)
    words = _("{name}: {minutes} minutes ahead") if drift.drift > 0 else _("{name}: {minutes} minutes behind")
    return words.format(name=drift.name, minutes=minutes)


class DriftBars(QWidget):
    """Painted in one go; the names stand at the start, minutes at the end of each bar."""

    def __init__(self) -> None:
        """Start with nobody."""
        super().__init__()
        self._drifts: Sequence[Drift] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_drifts(self, drifts: Sequence[Drift]) -> None:
        """Show these people, who is furthest behind first."""
        self._drifts = drifts
        self.setAccessibleName(_("Chores"))
        self.setAccessibleDescription("; ".join(map(drift_words, drifts)))
        self.setToolTip("\n".join(map(drift_words, drifts)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give each person a line."""
        return QSize(200, max(1, len(self._drifts)) * current_metrics().px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a bar for each person."""
        painter = QPainter(self)
        colours = colours_of(self)
        line = current_metrics().px(22)
        names = min(self.width() // 3, current_metrics().px(220))
        room = self.width() - names - current_metrics().px(60)
        middle = names + room / 2
        most = max((abs(drift.drift) for drift in self._drifts), default=0) or 1
        for number, drift in enumerate(self._drifts):
            top = number * line
            painter.setPen(colours.colour("text"))
            shown = QFontMetrics(painter.font()).elidedText(drift.name, Qt.TextElideMode.ElideRight, names - 8)
            painter.drawText(QRectF(0, top, names - 8, line), int(Qt.AlignmentFlag.AlignVCenter), shown)
            length = float(drift.drift / most) * room / 2
            bar = QRectF(middle, top + 5, length, line - 10).normalized()
            painter.fillRect(bar, colours.colour("accent" if drift.drift >= 0 else "attention"))
            painter.setPen(colours.colour("muted"))
            place = QRectF(max(bar.right(), middle) + 6, top, current_metrics().px(60), line)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), f"{round(drift.drift):+d}")
        painter.setPen(colours.colour("line_strong"))
        painter.drawLine(QLineF(middle, 0, middle, len(self._drifts) * line))
        painter.end()
