"""Playbooks and actions: what worked, what can be done now and what is missing, what came of it, who comes in."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign(
    "playbooks",
    N_("Playbooks"),
    "playbooks",
    shows=frozenset({"action", "playbook"}),
)
