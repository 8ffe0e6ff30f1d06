"""The room of pathways."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign("pathways", N_("Pathways"), "plan")
