"""Bars of who is ahead and who is behind with the chores, around a line in the middle; each opens to its turns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.capabilities.houses.living import Drift
from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.tips import plain_tip

_LINE = 22


def drift_words(drift: Drift) -> str:
    """Say how far somebody is ahead or behind, in whole minutes."""
    minutes = round(abs(drift.drift))
    if not minutes:
        return _("{name}: even").format(name=drift.name)
    words = _("{name}: {minutes} minutes ahead") if drift.drift > 0 else _("{name}: {minutes} minutes behind")
    return words.format(name=drift.name, minutes=minutes)


class DriftBars(QWidget):
    """Painted in one go; arrows choose somebody, Enter or a click opens the turns and days behind the bar."""

    opened = Signal(str)  # a person

    def __init__(self) -> None:
        """Start with nobody."""
        super().__init__()
        self._drifts: Sequence[Drift] = ()
        self._chosen = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_drifts(self, drifts: Sequence[Drift], chosen: str = "") -> None:
        """Show these people, who is furthest behind first."""
        self._drifts = drifts
        self._chosen = next((place for place, each in enumerate(drifts) if each.person == chosen), 0)
        if not drifts:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Chores"))
        self.setAccessibleDescription("; ".join(map(drift_words, drifts)))
        self.setToolTip(plain_tip("\n".join(map(drift_words, drifts))))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give each person a line."""
        return QSize(200, max(1, len(self._drifts)) * current_metrics().px(_LINE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by arrows, open by Enter or Space."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if self._drifts and 0 <= self._chosen + step < len(self._drifts) and step:
            self._chosen += step
            self.setAccessibleDescription(drift_words(self._drifts[self._chosen]))
            self.update()
        elif self._drifts and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit(self._drifts[self._chosen].person)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open by a click."""
        place = int(event.position().y() // current_metrics().px(_LINE))
        if event.button() == Qt.MouseButton.LeftButton and 0 <= place < len(self._drifts):
            self._chosen = place
            self.opened.emit(self._drifts[place].person)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show who is chosen."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a bar for each person."""
        painter = QPainter(self)
        colours = colours_of(self)
        line = current_metrics().px(_LINE)
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
        if self.hasFocus() and self._drifts:
            painter.setPen(QPen(colours.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(1, self._chosen * line + 1, self.width() - 2, line - 2), 4, 4)
        painter.end()
