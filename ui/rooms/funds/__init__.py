"""The room of funds: what there is, how long it lasts, who gets what, and what the bank says."""

from __future__ import annotations

from app.i18n import N_
from app.services import files
from ui.frame.room import RoomSign

LISTED = (
    "fund", "account", "pledge", "standing_cost", "allocation", "funder", "report", "bank_line", "balance_check",
    "closing", "approval",
)  # fmt: skip
SIGN = RoomSign(
    "funds",
    N_("Funds"),
    "funds",
    shows=frozenset({*LISTED, "expense", "stipend", "ask", "transaction"}),
    takes=frozenset({files.STATEMENT}),
)
