"""The card of a trustee on paper: a page of its own that names neither group nor person."""

from __future__ import annotations

import datetime

from app.i18n import _
from app.records.days import format_day, locale_in_use
from app.services.members.quorum import TrusteeCard
from app.sheets.sheet import Paper
from app.sheets.slip import Slip


def trustee_sheet(card: TrusteeCard, needed: int, count: int, now: datetime.datetime, paper: Paper = "a4") -> Slip:
    """One card, for the trustee who will keep it."""
    return Slip(
        title=_("Trustee’s card {number} of {count}").format(number=card.number, count=count),
        words=tuple(card.words.split()),
        as_of=now,
        facts=(
            _("Short name {name}").format(name=card.name),
            _("{needed} of {count} decide together").format(needed=needed, count=count),
            _("Made on {day}").format(day=format_day(now.date())),
        ),
        sentences=(
            _(
                "You were asked to keep this because a group trusts you. If its admins are lost or quarrel, {needed} "
                "people with such a card can decide for it: lift a suspension, remove a laptop, name an admin."
            ).format(needed=needed),
            _(
                "It opens nothing and reads nothing. Type it only yourself, on the laptop of somebody in the group, "
                "in the room Trust, and read there what is decided before you do."
            ),
        ),
        by_hand=(_("Kept by"), _("Received from")),
        care=_("Keep it where you keep a passport. If it is lost, say so: the group then names trustees anew."),
        paper=paper,
        language=str(locale_in_use()).replace("_", "-"),
    )
