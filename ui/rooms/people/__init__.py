"""Everybody: a list of any size, and the card of one person beside it."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign(
    "people",
    N_("People"),
    "people",
    shows=frozenset({"person"}),
)
