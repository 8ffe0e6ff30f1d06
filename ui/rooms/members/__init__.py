"""Trust: who belongs to the group, who may see what, and what to have done before it is needed."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.members_pages import ROOM
from ui.frame.room import RoomSign

SIGN = RoomSign(ROOM, N_("Trust"), "trust")
