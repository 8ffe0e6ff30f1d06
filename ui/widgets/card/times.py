"""Times as people say them, beside something that happened."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QDate, QLocale, QTime

from app.i18n import _
from app.records.almanac import seen_from


def when(at: datetime.datetime, now: datetime.datetime) -> str:
    """Say the time of something near in the zone of ``now``, and the day as well of something further away."""
    local, today = seen_from(at, now), now.date()
    locale = QLocale()
    clock = locale.toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
    days = (today - local.date()).days
    if days == 0:
        return _("today {time}").format(time=clock)
    if days == 1:
        return _("yesterday {time}").format(time=clock)
    form = "d MMM" if local.year == today.year else "d MMM yyyy"
    return f"{locale.toString(QDate(local.year, local.month, local.day), form)} {clock}"
