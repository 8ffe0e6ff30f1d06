"""Houses: who sleeps in which bed on which night."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign(
    "houses",
    N_("Houses"),
    "houses",
    shows=frozenset({"house", "room", "bed", "stay"}),
)
