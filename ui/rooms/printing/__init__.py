"""Sheets to print, with a preview of the very pages."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign("print", N_("Print"), "print")
