"""What wants attention today."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign("today", N_("Today"), "today")
