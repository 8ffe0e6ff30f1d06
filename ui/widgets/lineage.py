"""A drawing of what was made from what: versions from the oldest to the newest, each with lines to its parents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.tips import plain_tip

_STEP, _LANE, _DOT, _MOST = 64, 30, 9, 40


class LineageView(QWidget):
    """Numbers in circles, a fork in a lane of its own; what it shows is also said in words."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self._parents: Mapping[int, Sequence[int]] = {}
        self._solid: frozenset[int] = frozenset()
        self._places: dict[int, tuple[int, int]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_lineage(self, parents: Mapping[int, Sequence[int]], solid: Sequence[int], name: str, words: str) -> None:
        """Show numbers with the numbers each was made from; ``solid`` ones are filled. The newest forty are drawn."""
        newest = sorted(parents)[-_MOST:]
        self._parents = {each: parents[each] for each in newest}
        self._solid = frozenset(solid)
        self._places = lanes_of(self._parents)
        self.setAccessibleName(name)
        self.setAccessibleDescription(words)
        self.setToolTip(plain_tip(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for as many lanes as there are forks."""
        metrics = current_metrics()
        lanes = 1 + max((lane for _column, lane in self._places.values()), default=0)
        return QSize(metrics.px(_STEP) * max(len(self._places), 1), metrics.px(_LANE) * lanes + metrics.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint lines, then circles with their numbers."""
        painter, colours, metrics = QPainter(self), colours_of(self), current_metrics()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = max(len(self._places), 1)
        step = min(metrics.px(_STEP), max(self.width() // count, metrics.px(2 * _DOT)))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft

        def point(number: int) -> QPointF:
            column, lane = self._places[number]
            x = column * step + metrics.px(_DOT) + 2
            return QPointF(self.width() - x if mirrored else x, lane * metrics.px(_LANE) + metrics.px(_DOT) + 4)

        painter.setPen(QPen(colours.colour("line_strong"), 2))
        for number, parents in self._parents.items():
            for parent in parents:
                if parent in self._places:
                    painter.drawLine(point(parent), point(number))
        for number in self._places:
            middle, side = point(number), metrics.px(_DOT)
            full = number in self._solid
            painter.setPen(QPen(colours.colour("accent" if full else "muted"), 2))
            painter.setBrush(colours.colour("accent" if full else "surface"))
            painter.drawEllipse(middle, side, side)
            painter.setPen(colours.colour("on_accent" if full else "text"))
            square = QRectF(middle.x() - side, middle.y() - side, 2 * side, 2 * side)
            painter.drawText(square, int(Qt.AlignmentFlag.AlignCenter), str(number))
        painter.end()


def lanes_of(parents: Mapping[int, Sequence[int]]) -> dict[int, tuple[int, int]]:
    """Give each number a column, in their order, and a lane: that of its first parent, or a new one beside it."""
    places: dict[int, tuple[int, int]] = {}
    last: dict[int, int] = {}  # lane -> the number that stands last in it
    for column, number in enumerate(sorted(parents)):
        before = next((each for each in parents[number] if each in places), None)
        lane = 0 if before is None else places[before][1]
        if lane in last and last[lane] != before:
            lane = max(last) + 1
        places[number] = (column, lane)
        last[lane] = number
    return places
