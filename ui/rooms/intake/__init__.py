"""The room in which many people are taken in, and sign-in sheets typed back."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign("intake", N_("Intake"), "join")
