"""What capabilities put on Today: sections of rows, and figures beside the title."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from app.records.changes import Change
from app.records.days import format_day
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

FIRST, COMING, DUE, LATER, LAST = 10, 30, 50, 70, 90
"""Where a section stands, from the top; those of one place in the order of the capabilities."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One row: the record it opens, its words, and what completing it means (empty: it cannot be completed here).

    ``detail`` says everything in one line; ``about`` is the same without the day, which is in ``due``. ``label`` is the
    marked word for the action, ``acts_on`` what it changes, if not the record that the row opens. ``room`` and ``page``
    are where it leads, if not to its record.
    """

    record: str
    kind: str
    title: str
    detail: str
    action: str = ""
    late: bool = False
    about: str = ""
    due: datetime.date | None = None
    label: str = ""
    room: str = ""
    page: str = ""
    acts_on: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a section is handed: the vault open for reading, titles, and the day."""

    vault: Vault
    session: Session
    titles: Titles
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Action:
    """What one key does to a row: its marked word, and the changes that it comes to for a record on a day."""

    label: str
    changes: Callable[[Vault, str, datetime.date], Sequence[Change]]


@dataclass(frozen=True, slots=True)
class AgendaSection:
    """Rows of one sort. ``name`` is stable, ``label`` marked; ``reads`` are the kinds that, when changed, renew it.

    ``items`` may be slow only in step with what it shows. ``counted_down`` says "until" before the day, or the
    marked ``before`` around it, ``of_the_day`` leaves out today. ``actions`` are by the name that an item gives.
    """

    name: str
    label: str
    reads: frozenset[str]
    items: Callable[[Look], Sequence[AgendaItem]]
    place: int = DUE
    icon: str = ""
    counted_down: bool = False
    before: str = ""
    of_the_day: bool = False
    actions: Mapping[str, Action] = field(default_factory=dict[str, Action])


@dataclass(frozen=True, slots=True)
class AgendaFigure:
    """A figure beside the title of Today, and the room that shows what it counts."""

    text: str
    room: str
    number: int


@dataclass(frozen=True, slots=True)
class Headline:
    """How such a figure is found; it is hidden while it is 0."""

    name: str
    reads: frozenset[str]
    figure: Callable[[Look], AgendaFigure]


def dated(
    record: str, kind: str, title: str, about: str, due: datetime.date, day: datetime.date, action: str = ""
) -> AgendaItem:
    """Make a row that is due on a day, and says so where that is not the day it is."""
    detail = about if due == day else f"{about}, {format_day(due)}"
    return AgendaItem(record, kind, title, detail, action, late=due < day, about=about, due=due)
