"""What it means for the nights of a stay that somebody has left."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import cast

from app.capabilities.houses.records import Stay
from app.i18n import _
from app.problems import NotFound
from app.records.changes import Change, Edit
from app.storage.vault.vault import Vault

OUT, CANCELLED = "out", "cancelled"


def departure(vault: Vault, stay: str, day: datetime.date) -> Sequence[Change]:
    """Give the change that says that somebody left on a day: no night from that day on is held any more.

    A day of leaving that has passed is kept. Who leaves on the day of arriving had no night: the stay is called off.
    """
    with vault.reading() as session:
        row = session.get(Stay, stay)
        if row is None:
            raise NotFound(_("This stay is not here any more."))
        # Another laptop may have written less than our forms ask for.
        first = cast("datetime.date | None", row.from_day)
        last = row.to_day
    if last is not None and last <= day:
        return [Edit(stay, {"status": OUT})]
    if first is not None and day <= first:
        return [Edit(stay, {"status": CANCELLED})]
    return [Edit(stay, {"status": OUT, "to_day": day})]
