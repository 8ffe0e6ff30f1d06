"""The time zone that this computer is set to, which is only ever offered: what counts is what the group agreed on."""

from __future__ import annotations

from PySide6.QtCore import QTimeZone


def computer_zone() -> str:
    """Give its name in the IANA database; empty if it has none."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    return name if "/" in name else ""
