"""Which night is shown: a day back, a day on, any day, and back to tonight."""

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

_DAY = datetime.timedelta(days=1)


class NightBar(QWidget):
    """Tells the night whenever another one is wanted."""

    wanted = Signal(object)  # datetime.date

    def __init__(self, today: Callable[[], datetime.date]) -> None:
        """Start with tonight."""
        super().__init__()
        self._today = today
        self.night = today()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_metrics().px(2))
        self.back = icon_button("previous", _("The night before (Alt+Left)"), lambda: self.step(-1))
        self.day = button("", self._choose, kind="quiet", tip=_("Choose another night"))
        self.on = icon_button("next", _("The night after (Alt+Right)"), lambda: self.step(1))
        self.tonight = button(_("Tonight"), self.go_to_tonight, kind="link")
        for each in (self.back, self.day, self.on, self.tonight):
            layout.addWidget(each)
        self._write()

    def is_tonight(self) -> bool:
        """Say whether the night shown is the one that comes."""
        return self.night == self._today()

    def show_night(self, night: datetime.date) -> None:
        """Show a night and tell of it."""
        self.night = night
        self._write()
        self.wanted.emit(night)

    def step(self, days: int) -> None:
        """Go some nights back or on."""
        self.show_night(self.night + days * _DAY)

    def go_to_tonight(self) -> None:
        """Go back to the night that comes."""
        self.show_night(self._today())

    def _write(self) -> None:
        """Name the night."""
        words = whole(self.night)
        if self.is_tonight():
            words = _("Tonight, {day}").format(day=words)
        elif self.night < self._today():
            words = _("{day} (past)").format(day=words)
        self.day.setText(words)
        self.day.setAccessibleName(_("Night of {day}").format(day=words))
        self.tonight.setVisible(not self.is_tonight())

    def _choose(self) -> None:
        """Open the month below the day."""
        popup = CalendarPopup(self._today(), clearable=False, parent=self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.chosen.connect(lambda day: isinstance(day, datetime.date) and self.show_night(day))
        popup.open_at(self.day.mapToGlobal(QPoint(0, self.day.height() + 2)), self.night)
