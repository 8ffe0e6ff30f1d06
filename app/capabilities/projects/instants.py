"""Times on the clock of a place as moments that can be compared, whatever another laptop has written."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def instant(text: str | None, zone: str | None, usual: datetime.tzinfo) -> datetime.datetime | None:
    """Give the moment of a day and time in its zone, or in the usual one; None for what is no time.

    A time that a clock skips when it goes forward is the one after the gap; of one that it shows twice, the first.
    """
    try:
        at = datetime.datetime.fromisoformat(text or "")
        place = zone_of(zone, usual)
        aware = at if at.tzinfo else at.replace(tzinfo=place)
        return aware.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None


def zone_of(zone: str | None, usual: datetime.tzinfo) -> datetime.tzinfo:
    """Give a zone by its name, the usual one for none or one that nobody knows."""
    try:
        return ZoneInfo(zone) if zone else usual
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return usual
