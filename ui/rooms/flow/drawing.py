"""The drawings of the flow, by pyqtgraph, which is imported here and nowhere else, and only once a page is drawn."""

from __future__ import annotations

import datetime
import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from babel.dates import format_skeleton
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.capabilities.people.flow_page import FlowPage
from app.capabilities.people.flow_views import COHORTS, HOURS, STAYING, TRAFFIC
from app.i18n import _
from app.records.days import locale_in_use
from ui.theme.palette import Palette

_SOFT = 60
_MILKY = 170
_BAR = 0.36
_ROOM, _ROOM_FOR_WORDS = 1.08, 1.2
_FEWEST, _MOST_TICKS = 1, 5
_FEWEST_DAYS = 7


class Drawing:
    """A plot that is not dragged or zoomed: a click on it chooses the row of the table that says the same."""

    def __init__(self, on_row: Callable[[int], object]) -> None:
        """Make an empty plot; ``on_row`` is told the row of the table that belongs to where somebody clicked."""
        import pyqtgraph

        self._lib: Any = pyqtgraph
        self.plot: Any = pyqtgraph.PlotWidget()
        self.widget: QWidget = self.plot
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.setAccessibleName(_("Drawing of the figures; the table says the same"))
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self._on_row = on_row
        self._row_at: Callable[[float, float], int] = lambda _x, _y: -1
        self.plot.scene().sigMouseClicked.connect(self._clicked)

    def show_view(self, page: FlowPage, name: str, colours: Palette) -> None:
        """Draw one of the views in the colours of the theme."""
        self._line, self._quiet = QColor(colours.accent), QColor(colours.muted)
        self._amber, self._paper = QColor(colours.attention), QColor(colours.surface)
        self._soft = QColor(colours.accent)
        self._soft.setAlpha(_SOFT)
        self._paper.setAlpha(_MILKY)
        self.plot.clear()
        self.plot.setBackground(QColor(colours.surface))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(self._lib.mkPen(QColor(colours.line_strong)))
            axis.setTextPen(self._lib.mkPen(self._quiet))
            axis.enableAutoSIPrefix(False)
            axis.setTicks(None)
        self.plot.enableAutoRange()
        draw: dict[str, Callable[[FlowPage], None]] = {
            STAYING: self._staying,
            HOURS: self._hours,
            TRAFFIC: self._traffic,
            COHORTS: self._cohorts,
        }
        draw[name](page)

    def click(self, x: float, y: float) -> None:
        """Choose the row that belongs to a place of the drawing."""
        row = self._row_at(x, y)
        if row >= 0:
            self._on_row(row)

    def _clicked(self, event: Any) -> None:
        """Find out where in the figures somebody clicked."""
        place: QPointF = self.plot.getPlotItem().vb.mapSceneToView(event.scenePos())
        self.click(place.x(), place.y())

    def _label(self, left: str, bottom: str) -> None:
        """Name the axes."""
        self.plot.setLabel("left", left)
        self.plot.setLabel("bottom", bottom)

    def _staying(self, page: FlowPage) -> None:
        """Draw the curve as steps with its band, as long as anybody is watched; dotted where too few are at risk."""
        curve = page.forecast.curve
        self._label(_("Share that stays"), _("Days with the group"))
        days, shares = [0.0], [1.0]
        low, high = [1.0], [1.0]
        for point in curve.points:
            days += [float(point.day), float(point.day)]
            shares += [shares[-1], float(point.staying)]
            low += [low[-1], float(point.staying if point.low is None else point.low)]
            high += [high[-1], float(point.staying if point.high is None else point.high)]
        watched = max((float(each.duration) for each in curve.tenures), default=0.0)
        if watched > days[-1]:
            days.append(watched)
            for line in (shares, low, high):
                line.append(line[-1])
        clear = self._lib.mkPen(None)
        band = self._lib.FillBetweenItem(
            self._lib.PlotDataItem(days, low, pen=clear),
            self._lib.PlotDataItem(days, high, pen=clear),
            brush=self._soft,
        )
        self.plot.addItem(band)
        first, last = curve.enough or (1, 0)
        self.plot.plot(days, shares, pen=self._lib.mkPen(self._line, width=1, style=Qt.PenStyle.DotLine))
        if first <= last:
            solid = _part(days, shares, float(first), float(last))
            self.plot.plot(*solid, pen=self._lib.mkPen(self._line, width=2))
        self.plot.setXRange(0, max(days[-1], float(_FEWEST_DAYS)), padding=0.02)
        self.plot.setYRange(0, 1, padding=0.02)
        self.plot.getAxis("left").setTicks([[(n / 4, f"{n / 4:.0%}") for n in range(5)]])
        ends = [float(point.day) for point in curve.points]
        self._row_at = lambda x, _y: max(bisect_right(ends, x) - 1, 0) if ends else -1

    def _hours(self, page: FlowPage) -> None:
        """Draw what is expected with its range, the same with newcomers, and what is needed."""
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
        more = [float(week.expected + week.newcomers) for week in weeks]
        newcomers = any(week.newcomers for week in weeks)
        if newcomers:
            self.plot.plot(places, more, pen=self._lib.mkPen(self._quiet, width=1, style=Qt.PenStyle.DotLine))
        if weeks:
            self._name(needed[-1], places[-1], _("needed"), self._amber)
            self._name(high[-1], places[-1], _("expected"), self._line)  # Above its range, not across the line.
        if newcomers:
            self._name(more[-1], places[-1], _("with newcomers"), self._quiet)
        top = max((*high, *needed, *more, 1.0))
        self.plot.setYRange(0, top * _ROOM_FOR_WORDS, padding=0)
        self.plot.getAxis("bottom").setTicks([[(n, _short(week.first)) for n, week in enumerate(weeks)]])
        self._row_at = lambda x, _y: min(max(round(x), 0), len(weeks) - 1)

    def _name(self, height: float, place: float, words: str, colour: QColor) -> None:
        """Write a word at the end of a line, so that colour is not all that tells it apart; what is behind it pales."""
        text = self._lib.TextItem(words, color=colour, anchor=(1, 1), fill=self._paper)
        text.setPos(place, height)
        self.plot.addItem(text)

    def _traffic(self, page: FlowPage) -> None:
        """Draw arrivals upwards and departures downwards."""
        self._label(_("Came (up), left (down)"), _("Week from"))
        weeks = page.traffic
        came = {place: len(each.came) for place, each in enumerate(weeks) if each.came}
        left = {place: -len(each.left) for place, each in enumerate(weeks) if each.left}
        for bars, colour in ((came, self._line), (left, self._amber)):
            heights = list(bars.values())
            self.plot.addItem(
                self._lib.BarGraphItem(x=list(bars), height=heights, width=2 * _BAR, brush=colour, pen=colour)
            )
        ticks = [(n, _short(each.first)) for n, each in enumerate(weeks) if n % 4 == 0]
        self.plot.getAxis("bottom").setTicks([ticks])
        counts = _ticks(min((*left.values(), 0)), max((*came.values(), 0)))
        self.plot.getAxis("left").setTicks([[(n, str(abs(n))) for n in counts]])
        self.plot.setXRange(-_BAR, len(weeks) - 1 + _BAR, padding=0.02)
        # The newest week is the first row.
        self._row_at = lambda x, _y: len(weeks) - 1 - min(max(round(x), 0), len(weeks) - 1)

    def _cohorts(self, page: FlowPage) -> None:
        """Draw a lane for each quarter: all who came, and of these those who are here, with both figures at its end."""
        self._label(_("Came in the quarter from"), _("People: all who came, and those who are here"))
        lanes = page.lanes
        places = list(range(len(lanes)))
        came, here = [len(each.came) for each in lanes], [len(each.here) for each in lanes]
        zero = [0] * len(places)
        bars = self._lib.BarGraphItem
        self.plot.addItem(bars(x0=zero, y=places, height=2 * _BAR, width=came, brush=self._soft, pen=self._quiet))
        self.plot.addItem(bars(x0=zero, y=places, height=_BAR, width=here, brush=self._line, pen=self._line))
        for place, (all_of_them, still) in enumerate(zip(came, here, strict=True)):
            words = _("{here} of {came}").format(here=still, came=all_of_them)
            text = self._lib.TextItem(words, color=self._quiet, anchor=(0, 0.5))
            text.setPos(all_of_them, place)
            self.plot.addItem(text)
        most = max(came, default=1)
        self.plot.setXRange(0, most * _ROOM, padding=0.02)
        self.plot.getAxis("bottom").setTicks([[(n, str(n)) for n in _ticks(0, most)]])
        self.plot.getAxis("left").setTicks([[(n, _month(each.first)) for n, each in enumerate(lanes)]])
        self._row_at = lambda _x, y: len(lanes) - 1 - min(max(round(y), 0), len(lanes) - 1)


def _part(days: Sequence[float], shares: Sequence[float], first: float, last: float) -> tuple[list[float], list[float]]:
    """Cut the steps of a curve to a span of days, whose ends need not be steps."""
    inside = [place for place, day in enumerate(days) if first <= day <= last]
    before = [place for place, day in enumerate(days) if day < first]
    begins = shares[before[-1]] if before else shares[0]
    ends = shares[inside[-1]] if inside else begins
    return (
        [first, *(days[place] for place in inside), last],
        [begins, *(shares[place] for place in inside), ends],
    )


def _ticks(low: int, high: int) -> list[int]:
    """Give whole numbers between two, not more than a few, with zero among them."""
    span = max(high - low, _FEWEST)
    rough = span / _MOST_TICKS
    power = 10 ** max(math.floor(math.log10(rough)), 0) if rough > 0 else 1
    step = next(int(power * each) for each in (1, 2, 5, 10) if power * each >= rough)
    return list(range(math.floor(low / step) * step, high + step, step))


def _short(day: datetime.date) -> str:
    """Write a day without its year, in the language in use."""
    return format_skeleton("MMMd", day, locale=locale_in_use())


def _month(day: datetime.date) -> str:
    """Write a month with its year, in the language in use."""
    return format_skeleton("yMMM", day, locale=locale_in_use())
