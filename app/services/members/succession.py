"""Who can still decide: the admins who count, and whether it is time to think of the trustees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.services.members.trust import DeviceView, TrustView

ADMIN, GOOD = "admin", "good"
SILENT = timedelta(days=14)
"""After so long without news of any admin, whoever is none is reminded of the trustees."""


def standing_admins(view: TrustView) -> list[DeviceView]:
    """Give the laptops of admins that count: neither suspended nor removed."""
    return [each for member in view.members for each in member.devices if each.role == ADMIN and each.standing == GOOD]


@dataclass(frozen=True, slots=True)
class AdminsMissing:
    """That no admin can be counted on: none is in good standing, or none was heard of since a day."""

    names: tuple[str, ...]
    since: datetime | None


def admins_missing(view: TrustView, now: datetime) -> AdminsMissing | None:
    """Whether somebody who is no admin should think of the trustees; None while an admin was heard of lately."""
    if view.me is None or view.i_am_admin:
        return None
    admins = standing_admins(view)
    heard = max((max(each.heard_at or each.admitted_at, each.admitted_at) for each in admins), default=None)
    if heard is not None and now - heard < SILENT:
        return None
    return AdminsMissing(tuple(sorted({each.name for each in admins})), heard)
