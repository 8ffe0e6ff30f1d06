"""What the library puts on Today: reviews that are due, sessions of study circles, and questions that come back."""

from __future__ import annotations

import datetime
from typing import Any

from sqlmodel import col, select

from app.capabilities.library import studies
from app.capabilities.library.records import Round, Seat, Verdict
from app.capabilities.library.records_map import Session
from app.i18n import N_, ngettext
from app.services.agenda.section import DUE, AgendaItem, AgendaSection, Look, dated
from app.services.members.authors import me

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


def _recall(look: Look) -> list[AgendaItem]:
    """Say how many questions come back today to whoever works here, in one row that leads to them."""
    mine = me(look.vault)
    due = studies.due(look.vault, mine, look.day) if mine else []
    if not due:
        return []
    words = ngettext("{n} question comes back", "{n} questions come back", len(due)).format(n=len(due))
    first, _memory = due[0]
    return [AgendaItem(first.id, "recall", words, first.question or "", room="library", page="study")]


AGENDA = (
    AgendaSection("reviews", N_("Reviews due"), frozenset({"round", "seat", "verdict", "person"}), _reviews, DUE),
    AgendaSection("recall", N_("To remember"), frozenset({"recall", "rating", "study", "session"}), _recall, DUE),
    AgendaSection("sessions", N_("Study sessions"), frozenset({"session", "study", "person"}), _sessions, DUE),
)
