"""Lists and address books taken in, after a look at what that would do."""

from __future__ import annotations

from app.i18n import N_
from app.services import files
from ui.frame.room import RoomSign

SIGN = RoomSign(
    "import",
    N_("Import"),
    "import",
    takes=frozenset({files.LIST}),
)
