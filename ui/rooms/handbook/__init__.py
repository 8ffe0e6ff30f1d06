"""The handbook, inside the program, since there is no network to look things up."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign("handbook", N_("Handbook"), "help")
