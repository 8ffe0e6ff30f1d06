"""Handing over and taking in: bundles made and opened, conflicts settled, who has what, and newcomers admitted."""

from __future__ import annotations

from app.i18n import N_
from app.services import files
from app.services.exchange import dropped
from ui.frame.room import RoomSign

SIGN = RoomSign(
    "exchange",
    N_("Exchange"),
    "exchange",
    shows=frozenset({"device"}),
    takes=frozenset({files.BUNDLE, files.REQUEST, dropped.FOLDER, dropped.PICTURE}),
)
