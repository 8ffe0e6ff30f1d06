"""What houses put on Today: who comes, who goes, and how many are in the house."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlmodel import col, func, select

from app.capabilities.houses.agenda_more import MORE_AGENDA
from app.capabilities.houses.departing import departure
from app.capabilities.houses.records import Stay
from app.i18n import N_, ngettext
from app.records.changes import Edit
from app.services.agenda.section import COMING, Action, AgendaFigure, AgendaItem, AgendaSection, Headline, Look, dated

ARRIVED, LEFT = "in", "out"
_KINDS = frozenset({"stay", "person", "house", "room", "bed"})


_ARRIVED: Mapping[str, Action] = MappingProxyType(
    {ARRIVED: Action(N_("Arrived"), lambda _vault, stay, _day: [Edit(stay, {"status": ARRIVED})])}
)
_LEFT: Mapping[str, Action] = MappingProxyType({LEFT: Action(N_("Left"), departure)})


def _stays(look: Look, when: Callable[[Stay], datetime.date | None], status: str, action: str) -> list[AgendaItem]:
    """List the stays of a status that are due."""
    stays = look.session.exec(select(Stay).where(Stay.status == status)).all()
    chosen = [(due, stay) for stay in stays if (due := when(stay)) is not None and due <= look.day]
    look.titles.fetch("person", [stay.person for _due, stay in chosen])
    look.titles.fetch("bed", [stay.bed for _due, stay in chosen])
    of = look.titles.of
    return [
        dated(stay.id, "stay", of(stay.person), of(stay.bed), due, look.day, action)
        for due, stay in sorted(chosen, key=lambda pair: (pair[0], pair[1].id))
    ]


def _in_house(look: Look) -> AgendaFigure:
    """Count who is in the houses."""
    number = look.session.exec(select(func.count()).select_from(Stay).where(col(Stay.status) == ARRIVED)).one()
    return AgendaFigure(
        ngettext("{n} in the houses", "{n} in the houses", number).format(n=f"{number:n}"), "houses", number
    )


AGENDA = (
    AgendaSection(
        "arrivals", N_("Arriving"), _KINDS, lambda look: _stays(look, lambda stay: stay.from_day, "planned", ARRIVED),
        COMING, of_the_day=True, actions=_ARRIVED,
    ),
    AgendaSection(
        "departures", N_("Leaving"), _KINDS, lambda look: _stays(look, lambda stay: stay.to_day, ARRIVED, LEFT),
        COMING, of_the_day=True, actions=_LEFT,
    ),
    *MORE_AGENDA,
)  # fmt: skip
HEADLINES = (Headline("in-house", frozenset({"stay"}), _in_house),)
