"""The room of the flow of people."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign("flow", N_("Flow"), "history")
