"""A day that may be empty: typed as people write days, or chosen from a month."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.i18n import _
from app.records.attributes import Attribute
from app.records.kinds import Value
from app.records.spoken_days import parse_said_day
from ui.theme.fonts import tabular
from ui.theme.icons import icon
from ui.widgets.editors.calendar import CalendarPopup
from ui.widgets.editors.line import LineEditor
from ui.widgets.editors.sources import Sources


class DayEditor(LineEditor):
    """A line for a day; Alt+Down or the button opens the month, the arrows go a day on or back."""

    def __init__(self, attribute: Attribute, sources: Sources, *, place: str = "card") -> None:
        """Take where to learn what day it is."""
        super().__init__(attribute, place=place)
        self._today, self._almanac = sources.today, sources.almanac
        self._popup: CalendarPopup | None = None
        self.line.setFont(tabular(self.line.font()))
        self.open_calendar = QAction(icon("calendar"), _("Choose from a calendar"), self)
        self.open_calendar.triggered.connect(self.choose)
        self.line.addAction(self.open_calendar, QLineEdit.ActionPosition.TrailingPosition)

    def draft(self) -> Value:
        """Read the day, also as people say it: tomorrow, thursday, +3, 5.12."""
        return parse_said_day(self.line.text(), self._today())

    def choose(self) -> None:
        """Open the month below the line."""
        if self._popup is None:
            almanac = self._almanac() if self._almanac is not None else None
            self._popup = CalendarPopup(
                self._today(), clearable=not self.attribute.required, parent=self, almanac=almanac
            )
            self._popup.chosen.connect(self._take)
        try:
            day = self.draft()
        except ValueError:
            day = None
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.line.width() - self._popup.sizeHint().width() if mirrored else 0
        below = self.line.mapToGlobal(QPoint(left, self.line.height() + 2))
        self._popup.open_at(below, day if isinstance(day, datetime.date) else None)

    def popup(self) -> CalendarPopup | None:
        """Give the month if it was ever opened."""
        return self._popup

    def _take(self, day: object) -> None:
        """Commit the chosen day at once."""
        self._write(day if isinstance(day, datetime.date) else None)
        self.commit()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _write(self, day: Value) -> None:
        """Put a day into the line as a draft."""
        self.line.setText(self.attribute.format(day))
        self.touched()

    def _key(self, event: QKeyEvent) -> bool:
        """Walk through the days, or open the month."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if not step:
            return super()._key(event)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.choose()
            return True
        try:
            day = self.draft()
        except ValueError:
            return True
        self._write(day + datetime.timedelta(days=step) if isinstance(day, datetime.date) else self._today())
        return True
