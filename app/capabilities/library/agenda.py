"""What the library puts on Today: reviews that are due, and sessions of study circles."""

from __future__ import annotations

import datetime
from typing import Any

from sqlmodel import col, select

from app.capabilities.library.records import Round, Seat, Verdict
from app.capabilities.library.records_map import Session
from app.i18n import N_
from app.services.agenda.section import DUE, AgendaItem, AgendaSection, Look, dated

SOON = datetime.timedelta(days=7)


def _reviews(look: Look) -> list[AgendaItem]:
    """List the seats of open rounds whose review is due within a week."""
    due: Any = Round.due
    verdicts = look.session.exec(select(Verdict)).all()
    settled = {each.round for each in verdicts if not each.withdrawn}
    rounds = {each.id: each for each in look.session.exec(select(Round).where(due <= look.day + SOON)).all()}
    rounds = {identity: each for identity, each in rounds.items() if identity not in settled}
    rows = look.session.exec(select(Seat).where(col(Seat.state).in_(["asked", "accepted"]))).all()
    seats = sorted((each for each in rows if each.round in rounds), key=lambda each: each.id)
    look.titles.fetch("person", [each.person for each in seats])
    look.titles.fetch("round", list(rounds))
    of = look.titles.of
    return [
        dated(each.id, "seat", of(each.round), of(each.person), rounds[each.round].due or look.day, look.day)
        for each in seats
    ]


def _sessions(look: Look) -> list[AgendaItem]:
    """List the sessions of the coming week."""
    day: Any = Session.day
    rows = look.session.exec(select(Session).where(day >= look.day, day <= look.day + SOON)).all()
    look.titles.fetch("study", [each.study for each in rows])
    look.titles.fetch("person", [each.facilitator for each in rows])
    of = look.titles.of
    return [
        dated(each.id, "session", of(each.study), of(each.facilitator) if each.facilitator else "", each.day, look.day)
        for each in sorted(rows, key=lambda row: (row.day, row.id))
    ]


AGENDA = (
    AgendaSection("reviews", N_("Reviews due"), frozenset({"round", "seat", "verdict", "person"}), _reviews, DUE),
    AgendaSection("sessions", N_("Study sessions"), frozenset({"session", "study", "person"}), _sessions, DUE),
)
