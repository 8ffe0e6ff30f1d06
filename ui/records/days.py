"""Days as people speak of them, seen from today."""

from __future__ import annotations

import datetime

from babel.dates import format_skeleton
from PySide6.QtCore import QDate, QLocale

from app.i18n import _, ngettext
from app.records.days import format_day, locale_in_use

_WEEK, _FAR = 7, 270


def spoken(day: datetime.date, today: datetime.date) -> str:
    """Say a day: today, tomorrow, yesterday, a weekday within the week, else the day itself, its year if far off."""
    ahead = (day - today).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if ahead in near:
        return near[ahead]
    if 0 < ahead < _WEEK:
        return QLocale().standaloneDayName(day.isoweekday(), QLocale.FormatType.LongFormat)
    return format_skeleton("MMMd", day, locale=locale_in_use()) if abs(ahead) < _FAR else format_day(day)


def overdue(day: datetime.date, today: datetime.date) -> str:
    """Say how late something is; empty if it is not."""
    late = (today - day).days
    return ngettext("{n} day late", "{n} days late", late).format(n=f"{late:n}") if late > 0 else ""


def ago(day: datetime.date, today: datetime.date) -> str:
    """Say how long ago a day was."""
    days = (today - day).days
    if days <= 1:
        return spoken(day, today)
    return ngettext("{n} day ago", "{n} days ago", days).format(n=f"{days:n}")


def whole(day: datetime.date) -> str:
    """Write a day with its weekday, for a heading."""
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def month_words(day: datetime.date) -> str:
    """Name the month of a day with its year, for a heading."""
    return f"{QLocale().standaloneMonthName(day.month, QLocale.FormatType.LongFormat)} {day.year}"
