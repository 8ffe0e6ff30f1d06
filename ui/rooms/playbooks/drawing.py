"""The plot of an indicator, by pyqtgraph, which is imported only once there is something to draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.capabilities.projects.outcomes import Outcome, baseline_of
from app.i18n import _
from app.records.days import format_day
from ui.theme.palette import colours_of

_SIZE, _PADDING = 11, 0.16


class OutcomePlot(QObject):
    """Measurements as points on their days, baseline and target as lines; a click on a point opens its row."""

    wanted = Signal(str)  # the id of a measurement

    def __init__(self) -> None:
        """Make an empty plot."""
        super().__init__()
        import pyqtgraph

        self._lib: Any = pyqtgraph
        self.plot: Any = pyqtgraph.PlotWidget()
        self.widget: QWidget = self.plot
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.setAccessibleName(_("Drawing of the measurements; the lines below say the same"))
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.getPlotItem().getViewBox().setDefaultPadding(_PADDING)
        self.points: Any = None

    def show_outcome(self, each: Outcome, points: Sequence[tuple[int, float, str]]) -> None:
        """Draw an indicator; ``points`` are the day's number, the value, and the measurement."""
        colours = colours_of(self.widget)
        line, quiet, amber = QColor(colours.accent), QColor(colours.muted), QColor(colours.attention)
        self.plot.clear()
        self.plot.setBackground(QColor(colours.surface))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(self._lib.mkPen(QColor(colours.line_strong)))
            axis.setTextPen(self._lib.mkPen(quiet))
        self.plot.setLabel("left", each.aim.unit or each.aim.name)
        days, values = [day for day, _value, _id in points], [value for _day, value, _id in points]
        self.plot.plot(days, values, pen=self._lib.mkPen(line, width=2))
        self.points = self._lib.ScatterPlotItem(
            x=days, y=values, size=_SIZE, brush=line, pen=self._lib.mkPen(line), data=[one for _d, _v, one in points]
        )
        self.points.sigClicked.connect(self._clicked)
        self.plot.addItem(self.points)
        first, last = (min(days), max(days)) if days else (0, 1)
        until = each.aim.until.toordinal() if each.aim.until is not None else last
        baseline = baseline_of(each.aim)
        marks = ((baseline, _("baseline"), quiet), (each.aim.target, _("target"), amber))
        for value, words, colour in marks:
            if value is not None:
                pen = self._lib.mkPen(colour, width=2, style=Qt.PenStyle.DashLine)
                self.plot.plot([first, max(last, until)], [float(value)] * 2, pen=pen)
                text = self._lib.TextItem(words, color=colour, anchor=(0, 1))
                text.setPos(first, float(value))
                self.plot.addItem(text)
        import datetime

        some = sorted({*days, first, max(last, until)})
        step = max(1, len(some) // 5)
        ticks = [(day, format_day(datetime.date.fromordinal(day))) for day in some[::step] if day > 0]
        self.plot.getAxis("bottom").setTicks([ticks])
        self.plot.enableAutoRange()

    def _clicked(self, _item: Any, points: Any, _event: Any = None) -> None:
        """Tell which measurement was clicked on."""
        if len(points):
            self.wanted.emit(str(points[0].data()))
