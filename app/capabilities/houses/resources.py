"""What houses put on the field of play: the beds that are free tonight."""

from __future__ import annotations

from app.capabilities.houses.service import houses
from app.i18n import ngettext
from app.services.agenda.section import AgendaFigure, Headline, Look


def _beds(look: Look) -> AgendaFigure:
    """Count the beds that nobody has tonight."""
    number = sum(house.free for house in houses(look.vault, look.day))
    return AgendaFigure(ngettext("bed free tonight", "beds free tonight", number), "houses", number)


RESOURCES = (Headline("beds-free", frozenset({"stay", "bed", "room", "house"}), _beds),)
