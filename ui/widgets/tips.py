"""Tool tips that say what somebody wrote letter by letter: Qt reads some texts as HTML, and loads their pictures."""

from __future__ import annotations

from PySide6.QtGui import Qt

_MOST = 2_000


def plain_tip(text: str) -> str:
    """Give a text as a tool tip says it, whatever it looks like; of a very long one the beginning."""
    said = text if len(text) <= _MOST else f"{text[:_MOST]}…"
    return Qt.convertFromPlainText(said) if Qt.mightBeRichText(said) else said
