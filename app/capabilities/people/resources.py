"""What people put on the field of play: the hours that can be expected."""

from __future__ import annotations

from app.capabilities.people.flow_service import Asked, forecast_of
from app.i18n import ngettext
from app.services.agenda.section import AgendaFigure, Headline, Look


def _hours(look: Look) -> AgendaFigure:
    """Give the hours expected in the seven days from now."""
    week = forecast_of(look.vault, Asked(as_of=look.day), 1).weeks[0]
    number = int(week.expected)
    return AgendaFigure(ngettext("hour expected in seven days", "hours expected in seven days", number), "flow", number)


RESOURCES = (Headline("hours-expected", frozenset({"commitment", "absence", "person", "attendance"}), _hours),)
