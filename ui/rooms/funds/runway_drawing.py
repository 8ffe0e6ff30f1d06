"""The line of what is left, by pyqtgraph, which is imported only once the page of runway is drawn."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.capabilities.funds.runway_view import CurrencyRunway, RunwayLine
from app.capabilities.ledger.currencies import EXPONENTS
from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of

_MOST_MONTHS = 8


class RunwayDrawing:
    """A plot without a mouse of its own: the table below it is how one goes through its steps."""

    def __init__(self) -> None:
        """Make an empty plot."""
        import pyqtgraph

        self._lib: Any = pyqtgraph
        self.plot: Any = pyqtgraph.PlotWidget()
        self.widget: QWidget = self.plot
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.setAccessibleName(_("Drawing of what is left; the table says the same"))
        self.widget.setMinimumHeight(current_metrics().px(150))
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()

    def show_runway(self, found: CurrencyRunway, day: datetime.date) -> None:
        """Draw what is left with pledges and without, and the day on which nothing is."""
        colours = colours_of(self.widget)
        self.plot.clear()
        self.plot.setBackground(QColor(colours.surface))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(self._lib.mkPen(QColor(colours.line_strong)))
            axis.setTextPen(self._lib.mkPen(QColor(colours.muted)))
        self.plot.setLabel("left", _("Left, {currency}").format(currency=found.currency))
        self.plot.getAxis("left").enableAutoSIPrefix(False)
        self._line(found.bare, found, day, QColor(colours.muted), Qt.PenStyle.DashLine, (_("without pledges"), 0))
        self._line(found.lines, found, day, QColor(colours.accent), Qt.PenStyle.SolidLine, (_("with pledges"), 1))
        self.plot.addItem(self._lib.InfiniteLine(0, angle=0, pen=self._lib.mkPen(QColor(colours.line_strong))))
        if found.dry is not None:
            at = (found.dry - day).days
            pen = self._lib.mkPen(QColor(colours.attention), width=2, style=Qt.PenStyle.DotLine)
            self.plot.addItem(self._lib.InfiniteLine(at, angle=90, pen=pen))
        self._ticks(found, day)
        self.plot.enableAutoRange()

    def _line(
        self,
        steps: Sequence[RunwayLine],
        found: CurrencyRunway,
        day: datetime.date,
        colour: QColor,
        style: Qt.PenStyle,
        name: tuple[str, int],
    ) -> None:
        """Draw steps, and name the line, above or below it, so that colour is not all that tells them apart."""
        unit = 10 ** EXPONENTS.get(found.currency, 0)
        days, left = [0], [found.spendable / unit]
        for step in steps:
            at = (step.day - day).days
            days += [at, at]
            left += [left[-1], step.left / unit]
        self.plot.plot(days, left, pen=self._lib.mkPen(colour, width=2, style=style))
        if found.lines != found.bare:
            words, above = name
            text = self._lib.TextItem(words, color=colour, anchor=(0 if above else 1, above))
            place = len(days) // 2
            text.setPos(days[place], left[place])
            self.plot.addItem(text)

    def _ticks(self, found: CurrencyRunway, day: datetime.date) -> None:
        """Name the months."""
        last = max((step.day for step in (*found.lines, *found.bare)), default=day)
        months: list[tuple[int, str]] = []
        first = day.replace(day=1)
        while first <= last:
            if first >= day:
                months.append(((first - day).days, f"{first:%m.%Y}"))
            first = (first + datetime.timedelta(days=32)).replace(day=1)
        every = max(1, len(months) // _MOST_MONTHS)
        self.plot.getAxis("bottom").setTicks([months[::every]])
