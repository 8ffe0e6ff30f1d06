"""A calendar taken in: what has a known UID is changed, the rest is added to a project, and all of it is one action."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.capabilities.projects import calendar_reading
from app.capabilities.projects.calendar import group_zone
from app.capabilities.projects.calendar_reading import CalendarMeeting, CalendarTodo, ReadCalendar
from app.capabilities.projects.instants import instant
from app.capabilities.projects.records import Task, Wait
from app.capabilities.projects.records_roles import ProjectEvent, Shift
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add, Change, Changed, DeleteRecord, Edit, New
from app.storage.vault.vault import Vault

_KINDS: tuple[tuple[str, Any], ...] = (("task", Task), ("event", ProjectEvent), ("shift", Shift))


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """What taking a calendar in comes to: the changes, how many are new and changed, and what could not be taken whole.

    ``repeating`` are the titles of events that repeat, of which only the first time is taken.
    """

    changes: tuple[Change, ...]
    added: int
    changed: int
    repeating: tuple[str, ...]


def plan(vault: Vault, data: bytes, project: str = "") -> CalendarPlan:
    """Say what taking a calendar in would do; nothing is written. Without a project only what is known is changed."""
    found = calendar_reading.read(data)
    with vault.reading() as session:
        return _Planning(session, project).plan(found)


def take_in(vault: Vault, data: bytes, project: str = "") -> tuple[Changed, CalendarPlan]:
    """Take a calendar in as one action."""
    planned = plan(vault, data, project)
    changed = vault.apply(planned.changes, _("Take in a calendar")) if planned.changes else Changed()
    return changed, planned


class _Planning:
    """Looks for what is here already, by the uid it came with or that of its record."""

    def __init__(self, session: Session, project: str) -> None:
        """Read what is known by which uid."""
        self._session, self._project = session, project
        self._usual = group_zone(session)
        self._here: dict[str, tuple[str, Any]] = {}
        for kind, model in _KINDS:
            for row in sorted(session.exec(select(model)).all(), key=lambda row: row.id, reverse=True):
                self._here[uuid.UUID(row.id).urn] = (kind, row)
                if row.calendar_uid:
                    self._here[row.calendar_uid] = (kind, row)
        self._changes: list[Change] = []
        self._made: dict[str, New] = {}
        self._added = self._changed = 0

    def plan(self, found: ReadCalendar) -> CalendarPlan:
        """Plan to-dos, then what waits for what, then events before their shifts."""
        for todo in found.todos:
            self._todo(todo)
        self._waits(found.todos)
        whole = [each for each in found.meetings if not each.part_of]
        for each in (*whole, *(each for each in found.meetings if each.part_of)):
            self._meeting(each)
        repeating = tuple(each.title for each in found.meetings if each.repeats)
        return CalendarPlan(tuple(self._changes), self._added, self._changed, repeating)

    def _todo(self, todo: CalendarTodo) -> None:
        values: dict[str, object] = {
            "title": todo.title, "due": todo.due, "status": todo.status, "done_on": todo.done_on,
            "note": todo.note or None,
        }  # fmt: skip
        self._put("task", todo.uid, values, {"project": self._home(todo.title)} if self._is_new(todo.uid) else {})

    def _meeting(self, each: CalendarMeeting) -> None:
        kind, row = self._here.get(each.uid, ("", None))
        values: dict[str, object] = {"name": each.title, "begins": each.begins, "ends": each.ends}
        whole: dict[str, object] = {}
        if row is None:
            parent = self._parent(each)
            kind = "shift" if parent is not None else "event"
            whole["event" if parent is not None else "project"] = parent or self._home(each.title)
        if kind == "event":
            values |= {"zone": each.zone, "place": each.place or None}
        if row is not None and self._is_when(kind, row, each):
            # It may be said on another clock, and be the same time.
            values = {name: value for name, value in values.items() if name not in {"begins", "ends", "zone"}}
        self._put(kind, each.uid, values, whole)

    def _is_when(self, kind: str, row: Any, each: CalendarMeeting) -> bool:
        """Say whether something is at the time that is known already."""
        whole = row if kind == "event" else self._session.get(ProjectEvent, row.event or "")
        here = whole.zone if whole is not None else None
        mine = [instant(text, here, self._usual) for text in (row.begins, row.ends)]
        return None not in mine and mine == [instant(text, each.zone, self._usual) for text in (each.begins, each.ends)]

    def _parent(self, each: CalendarMeeting) -> str | New | None:
        """Give the event that something is a shift of, from here or from the same file."""
        if each.part_of in self._made:
            return self._made[each.part_of]
        kind, row = self._here.get(each.part_of, ("", None))
        return row.id if kind == "event" else None

    def _put(self, kind: str, uid: str, values: dict[str, object], whole: dict[str, object]) -> None:
        """Change what is known, add what is not."""
        _kind, row = self._here.get(uid, ("", None))
        if row is not None:
            if _kind != kind:
                raise WrongValue(
                    _("“{title}” is something else here already.").format(
                        title=values.get("title", values.get("name"))
                    ),
                    kept=_("Nothing was changed."),
                )
            new = {name: value for name, value in values.items() if getattr(row, name) != value}
            if new:
                self._changed += 1
                self._changes.append(Edit(row.id, new))
            return
        self._made[uid] = New(sum(isinstance(each, Add) for each in self._changes))
        said = {name: value for name, value in (whole | values).items() if value is not None}
        self._changes.append(Add(kind, said | {"calendar_uid": uid}))
        self._added += 1

    def _is_new(self, uid: str) -> bool:
        return uid not in self._here

    def _home(self, title: str) -> str:
        """Give the project that new things go to, or refuse them."""
        if not self._project:
            raise WrongValue(
                _("“{title}” is new here, and belongs to no project yet.").format(title=title),
                kept=_("Nothing was changed."),
                do=_("Name the project that it belongs to."),
            )
        return self._project

    def _waits(self, todos: Iterable[CalendarTodo]) -> None:
        """Let tasks of the file wait for what it says, and no longer for what it does not say of its own tasks."""
        rows = self._session.exec(select(Wait)).all()
        known = {(row.task, row.for_task): row.id for row in rows}
        mine = {todo.uid for todo in todos}
        ids = {uid: self._task(uid) for uid in {*mine, *(other for todo in todos for other in todo.waits_for)}}
        for todo in todos:
            task = ids[todo.uid]
            wanted = {ids[other] for other in todo.waits_for if ids[other] is not None}
            for other in sorted(wanted, key=str):
                if (task, other) not in known:
                    self._changes.append(Add("wait", {"task": task, "for_task": other}))
            theirs = {ids[uid] for uid in mine if isinstance(ids[uid], str)}
            for (one, other), record in sorted(known.items(), key=str):
                if one == task and other in theirs and other not in wanted:
                    self._changes.append(DeleteRecord(record))

    def _task(self, uid: str) -> str | New | None:
        """Give the task of a uid, from here or from the file; None for one that is nowhere."""
        if uid in self._made:
            return self._made[uid]
        kind, row = self._here.get(uid, ("", None))
        return row.id if kind == "task" else None
