"""What wants attention today: rows that one key completes or opens."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from app.domain.changes import Changed, Edit
from app.domain.days import format_day
from app.domain.houses import Stay
from app.domain.people import Commitment
from app.domain.projects import Project, Task
from app.i18n import N_, _, ngettext
from app.problems import NotFound
from app.services import retention
from app.services.advice import next_steps
from app.services.conflicts import open_conflicts
from app.services.titles import Titles
from app.storage.vault import Vault

SOON = datetime.timedelta(days=7)
QUIET = datetime.timedelta(days=14)
ARRIVED, LEFT, DONE = "in", "out", "done"


@dataclass(frozen=True, slots=True)
class Item:
    """One row: the record it opens, its words, and what completing it means (empty: it cannot be completed here).

    `detail` says everything in one line; `about` is the same without the day, which is in `due`.
    """

    record: str
    kind: str
    title: str
    detail: str
    action: str = ""
    late: bool = False
    about: str = ""
    due: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one sort; `name` is stable, `label` its words."""

    name: str
    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The page: its sections that are not empty, how many sleep in the houses, and as of when."""

    day: datetime.date
    sections: tuple[Section, ...]
    in_house: int
    as_of: datetime.datetime


_LABELS = {
    "settle": N_("To settle"),
    "arrivals": N_("Arriving"),
    "departures": N_("Leaving"),
    "tasks": N_("Due"),
    "commitments": N_("Commitments that end soon"),
    "quiet": N_("Projects gone quiet"),
    "peers": N_("To hand over"),
    "retention": N_("Kept for long enough"),
}


def today(vault: Vault, day: datetime.date) -> Today:
    """Everything about `day`, from what this laptop knows."""
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        stays = session.exec(select(Stay)).all()
        sections = {
            "settle": _to_settle(vault),
            "arrivals": _stays(titles, stays, _arrives(day), ARRIVED, day),
            "departures": _stays(titles, stays, _leaves(day), LEFT, day),
            "tasks": _tasks(session, titles, day),
            "commitments": _commitments(session, titles, day),
            "quiet": _quiet(session, titles, day),
            "peers": _peers(vault),
            "retention": _kept_long_enough(vault, day),
        }
        in_house = sum(stay.status == ARRIVED for stay in stays)
    found = tuple(Section(name, _(_LABELS[name]), tuple(items)) for name, items in sections.items() if items)
    return Today(day, found, in_house, vault.environment.now())


def _to_settle(vault: Vault) -> list[Item]:
    return [
        Item(conflict.record, conflict.kind, conflict.title, conflict.sentence, "settle")
        for conflict in open_conflicts(vault)
    ]


def _arrives(day: datetime.date) -> Callable[[Stay], datetime.date | None]:
    return lambda stay: stay.from_day if stay.status == "planned" and stay.from_day and stay.from_day <= day else None


def _leaves(day: datetime.date) -> Callable[[Stay], datetime.date | None]:
    return lambda stay: stay.to_day if stay.status == ARRIVED and stay.to_day and stay.to_day <= day else None


def _stays(
    titles: Titles, stays: Sequence[Stay], when: Callable[[Stay], datetime.date | None], action: str, day: datetime.date
) -> list[Item]:
    chosen = [(due, stay) for stay in stays if (due := when(stay)) is not None]
    titles.fetch("person", [stay.person for _due, stay in chosen])
    titles.fetch("bed", [stay.bed for _due, stay in chosen])
    return [
        _item(stay.id, "stay", titles.of(stay.person), titles.of(stay.bed), due, day, action)
        for due, stay in sorted(chosen, key=lambda pair: (pair[0], pair[1].id))
    ]


def _item(record: str, kind: str, title: str, about: str, due: datetime.date, day: datetime.date, action: str) -> Item:
    detail = about if due == day else f"{about}, {format_day(due)}"
    return Item(record, kind, title, detail, action, late=due < day, about=about, due=due)


def _tasks(session: Session, titles: Titles, day: datetime.date) -> list[Item]:
    due: Any = Task.due
    statement = select(Task).where(due <= day + SOON, col(Task.status).in_(["open", "doing"]))
    tasks = session.exec(statement.order_by(due)).all()
    titles.fetch("person", filter(None, (task.who for task in tasks)))
    titles.fetch("project", [task.project for task in tasks])
    return [_item(task.id, "task", task.title, _whose(task, titles), task.due or day, day, DONE) for task in tasks]


def _whose(task: Task, titles: Titles) -> str:
    who = titles.of(task.who) if task.who else _("nobody yet")
    return f"{who}, {titles.of(task.project)}"


def _commitments(session: Session, titles: Titles, day: datetime.date) -> list[Item]:
    until: Any = Commitment.until_day
    rows = session.exec(select(Commitment).where(until >= day, until <= day + SOON).order_by(until)).all()
    titles.fetch("person", [row.person for row in rows])
    return [
        Item(
            row.person,
            "person",
            titles.of(row.person),
            _("until {day}").format(day=format_day(row.until_day or day)),
            about=_hours(row),
            due=row.until_day,
        )
        for row in rows
    ]


def _hours(commitment: Commitment) -> str:
    hours = _("{hours} hours a week").format(hours=commitment.hours_a_week) if commitment.hours_a_week else ""
    return ", ".join(filter(None, (hours, commitment.focus)))


def _quiet(session: Session, titles: Titles, day: datetime.date) -> list[Item]:
    heard: Any = Project.heartbeat
    silent = or_(heard.is_(None), heard < day - QUIET)
    known = col(Project.status) == "quiet"  # Somebody has said so already, and it is still to be looked after.
    rows = session.exec(
        select(Project).where(or_(known, and_(silent, col(Project.status) == "active"))).order_by(heard, Project.name)
    ).all()
    titles.fetch("person", filter(None, (row.owner for row in rows)))
    return [Item(row.id, "project", row.name, _heard(row, titles)) for row in rows]


def _heard(project: Project, titles: Titles) -> str:
    owner = titles.of(project.owner) if project.owner else _("no owner")
    if project.heartbeat is None:
        return _("{owner}, never heard of").format(owner=owner)
    return _("{owner}, last heard of on {day}").format(owner=owner, day=format_day(project.heartbeat))


def _peers(vault: Vault) -> list[Item]:
    return [
        Item(each.device, "device", each.name or _("Everybody"), each.text, about=each.text)
        for each in next_steps(vault)
    ]


def _kept_long_enough(vault: Vault, day: datetime.date) -> list[Item]:
    """One row for the whole queue, named after what is longest over."""
    found = retention.queue(vault, day)
    if not found:
        return []
    first, count = found[0], len(found)
    others = ngettext("{title} and {count} other", "{title} and {count} others", count - 1)
    title = others.format(title=first.title, count=count - 1) if count > 1 else first.title
    detail = ngettext("{count} to keep longer or to erase", "{count} to keep longer or to erase", count)
    return [Item(first.record, first.kind, title, detail.format(count=count), about=detail.format(count=count))]


def complete(vault: Vault, record: str, action: str) -> Changed:
    """What one key does to a row: arrived, left, or done. Can be undone like any change."""
    if action not in {ARRIVED, LEFT, DONE}:
        raise NotFound(_("This row cannot be completed here."), do=_("Open it instead."))
    labels = {ARRIVED: _("Arrived"), LEFT: _("Left"), DONE: _("Done")}
    return vault.apply([Edit(record, {"status": action})], labels[action])
