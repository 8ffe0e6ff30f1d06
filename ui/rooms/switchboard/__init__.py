"""The room of the switchboard: needs left, offers right, and what connects them."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign("switchboard", N_("Switchboard"), "switchboard")
