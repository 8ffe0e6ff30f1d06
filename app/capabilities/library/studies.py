"""Study circles in a vault: starting one, what somebody missed, and which questions come back."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.library.records_map import Rating, Reading, Recall, Session, Study
from app.capabilities.library.studying import Rated, RecallState, days_of, replay, turns
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Changed, New
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Missed:
    """A session that somebody missed, with what was read in it."""

    session: Session
    reading: Reading | None


def start(vault: Vault, path: str, day: datetime.date, people: Sequence[str], every: int) -> Changed:
    """Start a path on a date: a session for each reading, facilitated in turn."""
    with vault.reading() as session:
        readings = session.exec(select(Reading).where(Reading.path == path)).all()
    if not readings:
        raise WrongValue(_("This path has no readings."), kept=_("Nothing was changed."))
    ordered = sorted(readings, key=lambda each: (each.position or 0, each.id))
    leading = turns(people, (), len(ordered))
    values = {"path": path, "start": day, "every": every, "people": sorted(set(people)) or None}
    changes: list[Change] = [Add("study", values)]
    for place, (when, reading) in enumerate(zip(days_of(day, every, len(ordered)), ordered, strict=True)):
        who = leading[place] if leading else None
        changes.append(Add("session", {"study": New(0), "day": when, "reading": reading.id, "facilitator": who}))
    return vault.apply(changes, _("Start a study circle"))


def sessions(vault: Vault, study: str) -> list[Session]:
    """Give the sessions of a study circle by day, then id."""
    with vault.reading() as session:
        rows = session.exec(select(Session).where(Session.study == study)).all()
    return sorted(rows, key=lambda each: (each.day, each.id))


def missed(vault: Vault, study: str, person: str, day: datetime.date) -> list[Missed]:
    """Give the sessions before a day whose attendance was noted without this person."""
    with vault.reading() as session:
        row = session.exec(select(Study).where(Study.id == study)).first()
        readings = {each.id: each for each in session.exec(select(Reading)).all()}
    if row is None or person not in (row.people or ()):
        raise NotFound(_("This person does not take part in this study circle."))
    return [
        Missed(each, readings.get(each.reading or ""))
        for each in sessions(vault, study)
        if each.day < day and each.attended and person not in each.attended
    ]


def due(vault: Vault, person: str, day: datetime.date) -> list[tuple[Recall, RecallState]]:
    """Give the questions that come back to a person by a day, those never rated first, then by day and id."""
    with vault.reading() as session:
        questions = session.exec(select(Recall)).all()
        ratings = session.exec(select(Rating).where(Rating.person == person)).all()
        studies = {each.id: each for each in session.exec(select(Study)).all()}
        by_session = {each.id: studies.get(each.study) for each in session.exec(select(Session)).all()}
    by_question: defaultdict[str, list[Rated]] = defaultdict(list)
    for each in ratings:
        if 1 <= each.value <= 4:
            by_question[each.recall].append(Rated(each.id, each.day, each.value))

    def concerns(question: Recall) -> bool:
        study = by_session.get(question.session or "")
        return not question.session or (study is not None and person in (study.people or ()) and not study.ended_on)

    found = [(each, replay(by_question[each.id])) for each in questions if concerns(each)]
    ready = [(each, memory) for each, memory in found if memory.due is None or memory.due <= day]
    return sorted(ready, key=lambda pair: (pair[1].due or datetime.date.min, pair[0].id))
