"""The drawings of the flow, by pyqtgraph, which is imported here and nowhere else, and only once a page is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.capabilities.people.flow_page import FlowPage
from app.i18n import _
from ui.rooms.flow.views import COHORTS, HOURS, STAYING, TRAFFIC
from ui.theme.palette import colours_of

_SOFT = 60
_BAR = 0.36


class Drawing:
    """A plot without a mouse of its own: the table beside it is how one goes through its points."""

    def __init__(self) -> None:
        """Make an empty plot."""
        import pyqtgraph

        self._lib: Any = pyqtgraph
        self.plot: Any = pyqtgraph.PlotWidget()
        self.widget: QWidget = self.plot
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.setAccessibleName(_("Drawing of the figures; the table says the same"))
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()

    def show_view(self, page: FlowPage, name: str) -> None:
        """Draw one of the views in the colours of the theme."""
        colours = colours_of(self.widget)
        self._line, self._quiet = QColor(colours.accent), QColor(colours.muted)
        self._amber = QColor(colours.attention)
        self._soft = QColor(colours.accent)
        self._soft.setAlpha(_SOFT)
        self.plot.clear()
        self.plot.setBackground(QColor(colours.surface))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(self._lib.mkPen(QColor(colours.line_strong)))
            axis.setTextPen(self._lib.mkPen(self._quiet))
            axis.setTicks(None)
        draw: dict[str, Callable[[FlowPage], None]] = {
            STAYING: self._staying,
            HOURS: self._hours,
            TRAFFIC: self._traffic,
            COHORTS: self._cohorts,
        }
        draw[name](page)
        self.plot.enableAutoRange()

    def _label(self, left: str, bottom: str) -> None:
        """Name the axes."""
        self.plot.setLabel("left", left)
        self.plot.setLabel("bottom", bottom)

    def _staying(self, page: FlowPage) -> None:
        """Draw the curve as steps with its band; dotted where too few are at risk."""
        curve = page.forecast.curve
        self._label(_("Share that stays"), _("Days with the group"))
        days, shares = [0.0], [1.0]
        low, high = [1.0], [1.0]
        for point in curve.points:
            days += [float(point.day), float(point.day)]
            shares += [shares[-1], float(point.staying)]
            low += [low[-1], float(point.staying if point.low is None else point.low)]
            high += [high[-1], float(point.staying if point.high is None else point.high)]
        clear = self._lib.mkPen(None)
        band = self._lib.FillBetweenItem(
            self._lib.PlotDataItem(days, low, pen=clear),
            self._lib.PlotDataItem(days, high, pen=clear),
            brush=self._soft,
        )
        self.plot.addItem(band)
        first, last = curve.enough or (1, 0)
        full = [place for place, day in enumerate(days) if first <= day <= last]
        self.plot.plot(days, shares, pen=self._lib.mkPen(self._line, width=1, style=Qt.PenStyle.DotLine))
        if full:
            solid = slice(full[0], full[-1] + 1)
            self.plot.plot(days[solid], shares[solid], pen=self._lib.mkPen(self._line, width=2))

    def _hours(self, page: FlowPage) -> None:
        """Draw what is expected with its range, newcomers on top, and what is needed."""
        weeks = page.forecast.weeks
        self._label(_("Hours a week"), _("Week from"))
        places = list(range(len(weeks)))
        low, high = [float(week.low) for week in weeks], [float(week.high) for week in weeks]
        clear = self._lib.mkPen(None)
        self.plot.addItem(
            self._lib.FillBetweenItem(
                self._lib.PlotDataItem(places, low, pen=clear),
                self._lib.PlotDataItem(places, high, pen=clear),
                brush=self._soft,
            )
        )
        expected = [float(week.expected) for week in weeks]
        self.plot.plot(places, expected, pen=self._lib.mkPen(self._line, width=2), symbol="o", symbolBrush=self._line)
        needed = [float(week.needed) for week in weeks]
        self.plot.plot(places, needed, pen=self._lib.mkPen(self._amber, width=2, style=Qt.PenStyle.DashLine))
        if weeks:
            self._name(needed[-1], places[-1], _("needed"), self._amber)
            self._name(expected[-1], places[-1], _("expected"), self._line)
        self.plot.getAxis("bottom").setTicks([[(n, f"{week.first:%d.%m.}") for n, week in enumerate(weeks)]])

    def _name(self, height: float, place: float, words: str, colour: QColor) -> None:
        """Write a word at the end of a line, so that colour is not all that tells it apart."""
        text = self._lib.TextItem(words, color=colour, anchor=(1, 1))
        text.setPos(place, height)
        self.plot.addItem(text)

    def _traffic(self, page: FlowPage) -> None:
        """Draw arrivals upwards and departures downwards."""
        self._label(_("Came (up), left (down)"), _("Week from"))
        places = list(range(len(page.traffic)))
        came = [len(each.came) for each in page.traffic]
        left = [-len(each.left) for each in page.traffic]
        self.plot.addItem(
            self._lib.BarGraphItem(x=places, height=came, width=2 * _BAR, brush=self._line, pen=self._line)
        )
        self.plot.addItem(
            self._lib.BarGraphItem(x=places, height=left, width=2 * _BAR, brush=self._amber, pen=self._amber)
        )
        ticks = [(n, f"{each.first:%d.%m.}") for n, each in enumerate(page.traffic) if n % 4 == 0]
        self.plot.getAxis("bottom").setTicks([ticks])

    def _cohorts(self, page: FlowPage) -> None:
        """Draw a lane for each quarter: all who came, and of these those who are here."""
        self._label(_("Came in the quarter from"), _("People: all who came, and those who are here"))
        places = list(range(len(page.lanes)))
        came, here = [len(each.came) for each in page.lanes], [len(each.here) for each in page.lanes]
        zero = [0] * len(places)
        bars = self._lib.BarGraphItem
        self.plot.addItem(bars(x0=zero, y=places, height=2 * _BAR, width=came, brush=self._soft, pen=self._quiet))
        self.plot.addItem(bars(x0=zero, y=places, height=_BAR, width=here, brush=self._line, pen=self._line))
        self.plot.getAxis("left").setTicks([[(n, f"{each.first:%m.%Y}") for n, each in enumerate(page.lanes)]])
