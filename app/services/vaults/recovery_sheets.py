"""The papers of recovery: a code, or a share, each on a page of its own that names neither group nor person."""

from __future__ import annotations

import datetime

from app.i18n import _
from app.records.days import format_day, locale_in_use
from app.services.members.quorum import TrusteeCard
from app.services.vaults.keys import EscrowSet
from app.sheets.render import Printable, SheetRenderer
from app.sheets.sheet import Paper
from app.sheets.slip import Slip

__all__ = ["Printable", "SheetRenderer", "Slip", "code_sheet", "share_sheet", "trustee_sheet"]


def code_sheet(code: str, now: datetime.datetime, paper: Paper = "a4") -> Slip:
    """Give the recovery code, for the person who has the vault."""
    return Slip(
        title=_("Recovery code"),
        words=tuple(code.split()),
        as_of=now,
        facts=(_("Made on {day}").format(day=_day(now)),),
        sentences=(
            _("These words, in this order, open a vault of which the passphrase is forgotten."),
            _(
                "On the first page of Switchboard choose “Recover”, then the vault’s folder, and type the words. Their "
                "first four letters are enough. Then choose a new passphrase."
            ),
            _("When a new code is made, this one ends: destroy this paper then."),
        ),
        care=_("Whoever has this paper and the laptop can read everything. Keep it where you keep a passport."),
        paper=paper,
        language=_language(),
    )


def share_sheet(drawn: EscrowSet, number: int, now: datetime.datetime, paper: Paper = "a4") -> Slip:
    """One share, counted from 1, for the person who will keep it."""
    terms = drawn.terms
    return Slip(
        title=_("Share {number} of {count}").format(number=number, count=terms.count),
        words=tuple(drawn.shares[number - 1].split()),
        as_of=now,
        facts=(
            _("{needed} of {count} open the vault").format(needed=terms.needed, count=terms.count),
            _("Made on {day}").format(day=_day(now)),
        ),
        sentences=(
            _(
                "You were asked to keep this because you are trusted. It belongs to a vault on somebody’s laptop. If "
                "they can no longer open it, {needed} people with such a paper can do it together. One alone can not."
            ).format(needed=terms.needed),
            _(
                "Give it to nobody but the person you have it from, and bring it yourself when they ask you to, face "
                "to face. Do not photograph it and do not send it."
            ),
        ),
        by_hand=(_("Kept by"), _("Received from")),
        care=_(
            "Keep it where you keep a passport, apart from the other shares. If it is lost, say so: new ones are made."
        ),
        paper=paper,
        language=_language(),
    )


def trustee_sheet(card: TrusteeCard, needed: int, count: int, now: datetime.datetime, paper: Paper = "a4") -> Slip:
    """Give a trustee's key, for the person who decides with others when a group's admins cannot."""
    return Slip(
        title=_("Trustee {number} of {count}").format(number=card.number, count=count),
        words=tuple(card.words.split()),
        as_of=now,
        facts=(
            _("{needed} of {count} decide together").format(needed=needed, count=count),
            _("Card {name}").format(name=card.name),
            _("Made on {day}").format(day=_day(now)),
        ),
        sentences=(
            _(
                "You were asked to keep this because you are trusted. If a group has lost its admins, or they have "
                "suspended each other, {needed} people with such a card decide together who is admin. One alone can "
                "not, and these words open nothing that anybody has written."
            ).format(needed=needed),
            _(
                "Type the words yourself, on a laptop of somebody in the group, when you have spoken with the others "
                "and know what you decide."
            ),
        ),
        by_hand=(_("Kept by"), _("Received from")),
        care=_(
            "Keep it where you keep a passport. If it is lost, or others may have seen it, say so: the group names "
            "trustees anew."
        ),
        paper=paper,
        language=_language(),
    )


def _day(now: datetime.datetime) -> str:
    return format_day(now.date())


def _language() -> str:
    return str(locale_in_use()).replace("_", "-")
