"""Study circles in a vault: starting one, what somebody missed, and which questions come back."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.library import documents
from app.capabilities.library.placing import quote
from app.capabilities.library.records import Annotation
from app.capabilities.library.records_map import Rating, Reading, Recall, Session, Study
from app.capabilities.library.studying import Rated, RecallState, days_of, replay, turns
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Changed, Edit, New
from app.storage.vault.vault import Vault

IDEAS = 3
FADES = datetime.timedelta(days=28)


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


def study_row(vault: Vault, study: str) -> Study:
    """Give a study circle by id."""
    with vault.reading() as session:
        row = session.exec(select(Study).where(Study.id == study)).first()
    if row is None:
        raise NotFound(_("This study circle is not here."))
    return row


def take_part(vault: Vault, study: str, person: str, day: datetime.date) -> Changed:
    """Let somebody in; who facilitates is dealt anew from a day on, fairly with what has been."""
    people = study_row(vault, study).people or []
    if person in people:
        raise WrongValue(_("This person takes part already."), kept=_("Nothing was changed."))
    return _deal(vault, study, sorted({*people, person}), day, _("Take part in a study circle"))


def leave(vault: Vault, study: str, person: str, day: datetime.date) -> Changed:
    """Let somebody go; their coming turns go to the others."""
    people = study_row(vault, study).people or []
    return _deal(vault, study, sorted(set(people) - {person}), day, _("Leave a study circle"))


def _deal(vault: Vault, study: str, people: Sequence[str], day: datetime.date, label: str) -> Changed:
    rows = sessions(vault, study)
    coming = [each for each in rows if each.day >= day and not each.attended]
    done = [each.facilitator for each in rows if each not in coming]
    leading = turns(people, done, len(coming))
    changes: list[Change] = [Edit(study, {"people": list(people) or None})]
    for place, each in enumerate(coming):
        who = leading[place] if leading else None
        if who != each.facilitator:
            changes.append(Edit(each.id, {"facilitator": who}))
    return vault.apply(changes, label)


def note_session(vault: Vault, session: str, values: Mapping[str, object], more: Sequence[Change] = ()) -> Changed:
    """Note what became of a session: who came, what was covered, up to three ideas, and what stays open.

    `more` is written with it, such as questions to remember.
    """
    ideas = [line for line in str(values.get("ideas") or "").splitlines() if line.strip()]
    if len(ideas) > IDEAS:
        raise WrongValue(_("A session keeps up to three ideas."), field="ideas", kept=_("Nothing was changed."))
    return vault.apply([Edit(session, dict(values)), *more], _("Note a session"))


def rate(vault: Vault, recall: str, person: str, day: datetime.date, value: int) -> Changed:
    """Say how well a question was remembered: 1 again, 2 hard, 3 good, 4 easy."""
    if not person:
        raise WrongValue(_("Say first who you are in the books."), kept=_("Nothing was changed."))
    values = {"recall": recall, "person": person, "day": day, "value": value}
    return vault.apply([Add("rating", values)], _("Rate a question"))


def question_to_note(vault: Vault, session: str, question: str) -> Changed:
    """Make an open question of a session a note on the passage that was read, or on where its text begins."""
    with vault.reading() as reading:
        row = reading.exec(select(Session).where(Session.id == session)).first()
        read = reading.exec(select(Reading).where(Reading.id == ((row.reading if row else "") or ""))).first()
    if read is None or not read.version:
        raise WrongValue(
            _("What was read in this session is no text of the library."),
            kept=_("Nothing was changed."),
            do=_("Name the version on the card of the reading."),
        )
    version = documents.version_of(vault, read.version)
    text = version.text or ""
    words = (read.passage or "").strip()
    start = text.find(words) if words else -1
    if start < 0:
        words = next((line.strip() for line in text.splitlines() if line.strip()), "")
        start = text.find(words)
    with vault.reading() as reading:
        there = reading.exec(select(Annotation).where(Annotation.version == version.id)).all()
    if any(each.text == question for each in there):
        raise WrongValue(_("This question is a note on the text already."), kept=_("Nothing was changed."))
    passage = documents.quoted(quote(text, start, start + len(words)))
    values = {**passage, "version": version.id, "kind": "question", "text": question}
    return vault.apply([Add("annotation", values)], _("Make a question a note"))


def progress(vault: Vault, study: str, viewer: str, day: datetime.date) -> list[tuple[str, int, int]]:
    """Give (person, sessions they came to, sessions held) for whom the viewer may see, by id and never by figure.

    One's own is for everybody, all are for who facilitates; nothing is said any more some weeks after the study ended.
    """
    row, rows = study_row(vault, study), sessions(vault, study)
    if row.ended_on is not None and day > row.ended_on + FADES:
        return []
    held = [each for each in rows if each.attended]
    leads = viewer in {each.facilitator for each in rows}
    people = [each for each in sorted(row.people or ()) if leads or each == viewer]
    return [(each, sum(each in (one.attended or ()) for one in held), len(held)) for each in people]


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
