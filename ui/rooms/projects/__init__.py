"""What the group does: who looks after it, whether it is alive, and what is to be done next."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign(
    "projects",
    N_("Projects"),
    "projects",
    shows=frozenset(
        {"project", "task", "wait", "role", "holder", "entry", "event", "shift", "decision", "indicator", "measurement"}
    ),
)
