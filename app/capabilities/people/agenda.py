"""What people put on Today: commitments that end soon."""

from __future__ import annotations

import datetime
from types import MappingProxyType
from typing import Any

from sqlmodel import select

from app.capabilities.people.records import Commitment
from app.i18n import N_, _
from app.records.changes import Change, Edit
from app.records.days import format_day
from app.services.agenda.section import LATER, Action, AgendaItem, AgendaSection, Look
from app.services.records import records
from app.storage.vault.vault import Vault

SOON = datetime.timedelta(days=7)
_MORE = datetime.timedelta(weeks=4)
GOES_ON = "commitment-goes-on"


def _commitments(look: Look) -> list[AgendaItem]:
    """List the commitments of which the last day is near."""
    until: Any = Commitment.until_day
    statement = select(Commitment).where(until >= look.day, until <= look.day + SOON).order_by(until)
    rows = look.session.exec(statement).all()
    look.titles.fetch("person", [row.person for row in rows])
    return [
        AgendaItem(
            row.person,
            "person",
            look.titles.of(row.person),
            _("until {day}").format(day=format_day(row.until_day or look.day)),
            GOES_ON,
            about=_hours(row),
            due=row.until_day,
            acts_on=row.id,
        )
        for row in rows
    ]


def _hours(commitment: Commitment) -> str:
    hours = _("{hours} hours a week").format(hours=commitment.hours_a_week) if commitment.hours_a_week else ""
    return ", ".join(filter(None, (hours, commitment.focus)))


def _four_weeks_more(vault: Vault, record: str, day: datetime.date) -> list[Change]:
    """Let a commitment go on for four weeks after its last day, or after today if that is gone."""
    until: datetime.date = records.get(vault, record).values["until_day"] or day
    return [Edit(record, {"until_day": max(until, day) + _MORE})]


AGENDA = (
    AgendaSection(
        "commitments",
        N_("Commitments that end soon"),
        frozenset({"commitment", "person"}),
        _commitments,
        LATER,
        "commitment",
        counted_down=True,
        actions=MappingProxyType({GOES_ON: Action(N_("Four weeks more"), _four_weeks_more)}),
    ),
)
