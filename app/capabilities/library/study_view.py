"""What the page of study shows: reading paths, circles with their sessions, and the questions that come back."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.capabilities.library import studies
from app.capabilities.library.records_map import Path, Reading, Session, Study
from app.i18n import _
from app.services.members.authors import me
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class PathLine:
    """A reading path: what it is for, and how much there is to read."""

    id: str
    name: str
    purpose: str
    readings: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A reading of a path with what is asked of it."""

    id: str
    title: str
    questions: tuple[str, ...]
    minutes: int | None


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A study circle of the list."""

    id: str
    title: str
    start: datetime.date
    held: int
    sessions: int
    ended: bool


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session with what is read, who leads it, who came and what came of it."""

    id: str
    day: datetime.date
    reading: str
    minutes: int | None
    asks: tuple[str, ...]
    leader: str
    leader_name: str
    came: tuple[str, ...]
    covered: str
    ideas: tuple[str, ...]
    questions: tuple[str, ...]
    past: bool

    @property
    def held(self) -> bool:
        """Say whether it was noted who came."""
        return bool(self.came)


@dataclass(frozen=True, slots=True)
class RecallLine:
    """A question that comes back, with its answer."""

    id: str
    question: str
    answer: str
    due: datetime.date | None


@dataclass(frozen=True, slots=True)
class OpenedStudy:
    """A study circle: its people by name, its sessions, and how far those have come whom one may see."""

    id: str
    title: str
    start: datetime.date
    ended: datetime.date | None
    people: tuple[tuple[str, str], ...]
    sessions: tuple[SessionLine, ...]
    missed: tuple[SessionLine, ...]
    progress: tuple[tuple[str, int, int], ...]
    me: str


@dataclass(frozen=True, slots=True)
class StudyRoom:
    """Everything to choose from: circles, paths, and the questions due today for whoever works here."""

    studies: tuple[StudyLine, ...]
    paths: tuple[PathLine, ...]
    due: tuple[RecallLine, ...]
    me: str


def study_room(vault: Vault, day: datetime.date) -> StudyRoom:
    """Read what there is to choose from."""
    mine = me(vault)
    with vault.reading() as session:
        paths = session.exec(select(Path).order_by(col(Path.name), col(Path.id))).all()
        readings = session.exec(select(Reading.path, Reading.minutes)).all()
        circles = session.exec(select(Study)).all()
        attended: Any = Session.attended
        sessions: Any = session.exec(select(Session.study, attended)).all()
    named = {each.id: each.name or "" for each in paths}
    count, minutes = Counter(path for path, _m in readings), Counter[str]()
    for path, each in readings:
        minutes[path] += each or 0
    all_of, held = Counter(study for study, _a in sessions), Counter(study for study, came in sessions if came)
    lines = (
        StudyLine(each.id, named.get(each.path, ""), each.start, held[each.id], all_of[each.id], bool(each.ended_on))
        for each in circles
    )
    due = studies.due(vault, mine, day) if mine else []
    return StudyRoom(
        tuple(sorted(lines, key=lambda each: (each.ended, each.start, each.id))),
        tuple(PathLine(row.id, row.name or "", row.purpose or "", count[row.id], minutes[row.id]) for row in paths),
        tuple(RecallLine(each.id, each.question or "", each.answer or "", memory.due) for each, memory in due),
        mine,
    )  # fmt: skip


def opened_study(vault: Vault, study: str, day: datetime.date) -> OpenedStudy:
    """Open a study circle as whoever works at this laptop may see it."""
    row, rows, mine = studies.study_row(vault, study), studies.sessions(vault, study), me(vault)
    people = sorted({*(row.people or ()), *(person for each in rows for person in each.attended or ())})
    with vault.reading() as session:
        readings = {each.id: each for each in session.exec(select(Reading).where(Reading.path == row.path)).all()}
        titles = Titles.within(vault, session)
        titles.fetch("person", [*people, *(each.facilitator for each in rows)])
        titles.fetch("path", [row.path])
        names = {person: titles.of(person) for person in {*people, *(each.facilitator for each in rows)} if person}
        title = titles.of(row.path)
    lines = tuple(_session(each, readings, names, day) for each in rows)
    taking = mine in (row.people or ())
    missed = {each.session.id for each in studies.missed(vault, study, mine, day)} if taking else set[str]()
    told = ((names.get(who, ""), came, held) for who, came, held in studies.progress(vault, study, mine, day))
    return OpenedStudy(
        row.id, title, row.start, row.ended_on,
        tuple(sorted(((each, names[each]) for each in row.people or ()), key=lambda pair: pair[1].casefold())),
        lines, tuple(each for each in lines if each.id in missed),
        tuple(sorted(told, key=lambda each: each[0].casefold())), mine,
    )  # fmt: skip


def _session(
    row: Session, readings: Mapping[str, Reading], names: Mapping[str, str], day: datetime.date
) -> SessionLine:
    reading = readings.get(row.reading or "")
    return SessionLine(
        row.id, row.day, (reading.title or "") if reading else _("No reading"), reading.minutes if reading else None,
        _lines(reading.questions if reading else ""), row.facilitator or "", names.get(row.facilitator or "", ""),
        tuple(row.attended or ()), row.covered or "", _lines(row.ideas), _lines(row.questions), row.day < day,
    )  # fmt: skip


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def readings_of(vault: Vault, path: str) -> tuple[ReadingLine, ...]:
    """Give the readings of a path in their order."""
    with vault.reading() as session:
        rows = session.exec(select(Reading).where(Reading.path == path)).all()
    ordered = sorted(rows, key=lambda each: (each.position or 0, each.id))
    return tuple(ReadingLine(each.id, each.title or "", _lines(each.questions), each.minutes) for each in ordered)


def study_of(vault: Vault, kind: str, record: str) -> str:
    """Give the study circle of a record."""
    if kind == "study":
        return record
    with vault.reading() as session:
        return session.exec(select(Session.study).where(Session.id == record)).first() or ""
