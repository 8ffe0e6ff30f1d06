"""The room of the library."""

from __future__ import annotations

from app.i18n import N_
from ui.frame.room import RoomSign

SIGN = RoomSign(
    "library",
    N_("Library"),
    "library",
    shows=frozenset(
        {"document", "document_version", "annotation", "round", "seat", "claim", "argument", "study", "session"}
    ),
)
