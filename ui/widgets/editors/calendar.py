"""A month to choose a day from, drawn with our colours and walked with the arrows."""

from __future__ import annotations

import calendar
import datetime

from PySide6.QtCore import QDate, QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.records.almanac import Almanac
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import label

_WEEK = 7
_WEEKS = 6


class MonthGrid(QWidget):
    """Six weeks of days; the cursor is the day that Enter chooses."""

    chosen = Signal(object)
    moved = Signal()

    def __init__(self, today: datetime.date, almanac: Almanac | None = None) -> None:
        """Start on today; without an almanac, weeks begin as the language has it."""
        super().__init__()
        self.today = today
        self.cursor_day = today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Days of the month"))
        self._cell = current_metrics().px(32)
        self.setFixedSize(self.sizeHint())
        self._first_weekday = almanac.first_weekday if almanac else QLocale().firstDayOfWeek().value - 1
        self._free_days = almanac.free_days if almanac else frozenset[datetime.date]()

    def sizeHint(self) -> QSize:
        """Seven columns, and a row of weekday names above the weeks."""
        return QSize(self._cell * _WEEK, self._cell * (_WEEKS + 1))

    def first_shown(self) -> datetime.date:
        """Give the day in the first cell."""
        first = self.cursor_day.replace(day=1)
        return first - datetime.timedelta(days=(first.weekday() - self._first_weekday) % _WEEK)

    def move_to(self, day: datetime.date) -> None:
        """Move the cursor."""
        self.cursor_day = day
        spoken = QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)
        self.setAccessibleDescription(spoken)
        self.moved.emit()
        self.update()

    def move_months(self, months: int) -> None:
        """Move to the same day of another month, or to its last."""
        index = self.cursor_day.year * 12 + self.cursor_day.month - 1 + months
        year, month = divmod(index, 12)
        last = calendar.monthrange(year, month + 1)[1]
        self.move_to(datetime.date(year, month + 1, min(self.cursor_day.day, last)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by days, weeks and months; Enter chooses."""
        forward = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        days = {
            Qt.Key.Key_Left: -forward,
            Qt.Key.Key_Right: forward,
            Qt.Key.Key_Up: -_WEEK,
            Qt.Key.Key_Down: _WEEK,
        }.get(Qt.Key(event.key()), 0)
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()), 0)
        if days:
            self.move_to(self.cursor_day + datetime.timedelta(days=days))
        elif months:
            self.move_months(months)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.chosen.emit(self.cursor_day)
        elif event.key() == Qt.Key.Key_T:
            self.move_to(self.today)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the day under the pointer."""
        column, row = int(event.position().x()) // self._cell, int(event.position().y()) // self._cell - 1
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            column = _WEEK - 1 - column
        if row >= 0 and 0 <= column < _WEEK:
            self.chosen.emit(self.first_shown() + datetime.timedelta(days=row * _WEEK + column))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the names of the weekdays and the days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(self)
        locale = QLocale()
        for column in range(_WEEK):
            painter.setPen(colours.colour("muted"))
            weekday = (self._first_weekday + column) % _WEEK + 1
            name = locale.standaloneDayName(weekday, QLocale.FormatType.ShortFormat)[:2]
            painter.drawText(self._rect(0, column), Qt.AlignmentFlag.AlignCenter, name)
        start = self.first_shown()
        for index in range(_WEEKS * _WEEK):
            day = start + datetime.timedelta(days=index)
            rect = self._rect(1 + index // _WEEK, index % _WEEK).adjusted(2, 2, -2, -2)
            text = "text" if day.month == self.cursor_day.month else "disabled"
            text = "accent" if day in self._free_days else text
            if day == self.cursor_day:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.colour("accent"))
                painter.drawRoundedRect(rect, 6, 6)
                text = "on_accent"
            elif day == self.today:
                painter.setPen(QPen(colours.colour("accent"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect, 6, 6)
            painter.setPen(colours.colour(text))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, locale.toString(day.day))
        painter.end()

    def _rect(self, row: int, column: int) -> QRectF:
        """Give a cell, counted from the right in a right-to-left window."""
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            column = _WEEK - 1 - column
        return QRectF(column * self._cell, row * self._cell, self._cell, self._cell)


class CalendarPopup(QFrame):
    """The month in a popup, with the way to other months, to today, and to no day at all."""

    chosen = Signal(object)

    def __init__(
        self, today: datetime.date, *, clearable: bool, parent: QWidget, almanac: Almanac | None = None
    ) -> None:
        """Take today, and whether "no day" may be chosen."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "popup")
        self.setAccessibleName(_("Calendar"))
        self.grid = MonthGrid(today, almanac)
        self._month = label("", "strong")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(icon_button("previous", _("Previous month"), lambda: self.grid.move_months(-1)))
        top.addStretch()
        top.addWidget(self._month)
        top.addStretch()
        top.addWidget(icon_button("next", _("Next month"), lambda: self.grid.move_months(1)))
        layout.addLayout(top)
        layout.addWidget(self.grid)
        bottom = QHBoxLayout()
        bottom.addWidget(button(_("Today"), lambda: self._choose(today), kind="link"))
        bottom.addStretch()
        if clearable:
            bottom.addWidget(button(_("No day"), lambda: self._choose(None), kind="link"))
        layout.addLayout(bottom)
        self.grid.chosen.connect(self._choose)
        self.grid.moved.connect(self._show_month)

    def open_at(self, corner: QPoint, day: datetime.date | None) -> None:
        """Show the popup with its cursor on a day."""
        self.grid.move_to(day or self.grid.today)
        self.move(corner)
        self.show()
        self.grid.setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, day: object) -> None:
        """Close and tell."""
        self.close()
        self.chosen.emit(day)

    def _show_month(self) -> None:
        """Name the month shown."""
        day = self.grid.cursor_day
        name = QLocale().standaloneMonthName(day.month, QLocale.FormatType.LongFormat)
        self._month.setText(f"{name} {day.year}")
