"""As of which day a page speaks: a day back, a day on, any day, and back to today."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import _
from ui.records.days import whole
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.editors.calendar import CalendarPopup


class DayBar(QWidget):
    """Tells the day whenever another one is wanted; while it is today it goes on with the clock."""

    wanted = Signal(object)  # datetime.date

    def __init__(self, today: Callable[[], datetime.date]) -> None:
        """Start with today."""
        super().__init__()
        self._today = today
        self._chosen: datetime.date | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_metrics().px(2))
        self.back = icon_button("previous", _("The day before"), lambda: self.step(-1))
        self.button = button("", self._choose, kind="quiet", tip=_("Look at it as of another day"))
        self.on = icon_button("next", _("The day after"), lambda: self.step(1))
        self.now = button(_("Today"), self.go_to_today, kind="link")
        for each in (self.back, self.button, self.on, self.now):
            layout.addWidget(each)
        self.write()

    @property
    def day(self) -> datetime.date:
        """Give the day that is shown."""
        return self._chosen or self._today()

    def show_day(self, day: datetime.date) -> None:
        """Show a day and tell of it."""
        self._chosen = None if day == self._today() else day
        self.write()
        self.wanted.emit(day)

    def step(self, days: int) -> None:
        """Go some days back or on, as far as the calendar goes."""
        number = self.day.toordinal() + days
        if 1 <= number <= datetime.date.max.toordinal():
            self.show_day(datetime.date.fromordinal(number))

    def go_to_today(self) -> None:
        """Go back to today."""
        self.show_day(self._today())

    def write(self) -> None:
        """Name the day."""
        words = whole(self.day)
        words = _("Today, {day}").format(day=words) if self._chosen is None else words
        self.button.setText(words)
        self.button.setAccessibleName(_("As of {day}").format(day=words))
        self.now.setVisible(self._chosen is not None)

    def _choose(self) -> None:
        """Open the month below the day."""
        popup = CalendarPopup(self._today(), clearable=False, parent=self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.chosen.connect(lambda day: isinstance(day, datetime.date) and self.show_day(day))
        popup.open_at(self.button.mapToGlobal(QPoint(0, self.button.height() + 2)), self.day)
