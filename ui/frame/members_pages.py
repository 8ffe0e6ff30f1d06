"""The pages of the Trust room by name, for every room that leads there, and on which of them each need is settled."""

from __future__ import annotations

from typing import Final

from app.services.agenda import attention

ROOM: Final = "trust"
MEMBERS: Final = "members"
CIRCLES: Final = "circles"
QUARANTINE: Final = "quarantine"
RETENTION: Final = "retention"
ERASURE: Final = "erasure"
STORY: Final = "story"
RECOVERY: Final = "recovery"
COMPUTER: Final = "computer"

_SETTLED_ON = {
    attention.VOTES: MEMBERS,
    attention.CLAIM: MEMBERS,
    attention.CONTESTED: MEMBERS,
    attention.QUARANTINE: QUARANTINE,
    attention.PREPARE: RECOVERY,
}


def page_for(found: tuple[attention.AttentionLine, ...]) -> str:
    """Give the page on which the first of these is settled; empty if there is none."""
    return _SETTLED_ON[found[0].what] if found else ""
