"""The room of projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.i18n import N_, _, ngettext
from app.services import projects, records
from app.services.projects import Pulse
from app.services.records import Page, Query
from ui.frame.desk import Vault
from ui.records.days import ago
from ui.records.list_room import ListRoom
from ui.rooms.projects.card import ProjectCard
from ui.widgets.card.record_card import RecordCard
from ui.widgets.table.column import Column, Row

_WIDTHS = {
    "name": (20, 110),
    "status": (11, 76),
    "heartbeat": (12, 96),
    "tasks": (11, 84),
    "owner": (13, 90),
    "successor": (13, 90),
}
_NONE = Pulse(0, 0, quiet=False)


class ProjectsRoom(ListRoom):
    """Quiet projects stand out by words and by colour; a task is ticked off by one key."""

    key, title, icon, kind = "projects", N_("Projects"), "projects", "project"
    kinds = frozenset({"project", "task"})
    shows = frozenset({"project", "task"})
    purpose = N_(
        "What the group does together. Each has an owner, and a successor so that it does not vanish with one person."
    )
    hint = N_("Choose a project from the list to see its tasks.")
    chip_field = "status"
    asks_first = ("name", "purpose", "owner", "successor", "status")

    def columns(self) -> Sequence[Column]:
        """Show who looks after it, whether it is alive, and how much is open."""
        derived = {column.key: column for column in super().columns()}
        heard = Column("heartbeat", _("Last heard of"), self._heard, tone=_tone_of_heartbeat)
        tasks = Column("tasks", _("Open tasks"), _tasks, sortable=False, tone=_tone_of_tasks)
        found = {**derived, "heartbeat": heard, "tasks": tasks}
        return [replace(found[key], weight=weight, least=least) for key, (weight, least) in _WIDTHS.items()]

    def make_card(self) -> RecordCard:
        """Make a card with a heartbeat and tasks to tick off."""
        card = ProjectCard(self.desk.registry, self.sources, self.desk.now, self.desk.today)
        card.heard.connect(self._hear)
        card.ticked.connect(self._tick)
        return card

    def page_of(self, vault: Vault, query: Query, offset: int, limit: int) -> Page:
        """Read a page of projects with how they stand."""
        return projects.page(vault, query, self.desk.today(), offset, limit)

    def show_record(self, kind: str, record_id: str) -> None:
        """Show a project, or the project of a task."""
        if kind == "task":
            self.desk.ask(
                lambda vault: str(records.get(vault, record_id).values["project"]),
                lambda project: self.show_record("project", project),
            )
        else:
            super().show_record(kind, record_id)

    def _hear(self, project: str) -> None:
        """Write down that somebody heard of it today."""
        today = self.desk.today()
        self.desk.do(lambda vault: projects.heard_of(vault, project, today), _("Heard of it today."))

    def _tick(self, task: str, title: str, done: bool) -> None:
        """Tick a task off, or open it again."""
        said = _("Done: {title}") if done else _("Open again: {title}")
        status = "done" if done else "open"
        self.desk.do(lambda vault: records.edit(vault, task, {"status": status}), said.format(title=title))

    def _heard(self, row: Row) -> str:
        """Say when somebody last heard of it, and of a quiet one how long it has been so."""
        heard, today = row.values.get("heartbeat"), self.desk.today()
        if heard is None:
            return _("Quiet, never") if _pulse(row).quiet else _("never")
        if _pulse(row).quiet:
            days = (today - heard).days
            return ngettext("Quiet, {n} day", "Quiet, {n} days", days).format(n=f"{days:n}")
        return ago(heard, today)


def _pulse(row: Row) -> Pulse:
    """Give how a project stands."""
    more: Any = getattr(row, "more", {})
    return more.get(projects.PULSE, _NONE)


def _tone_of_heartbeat(row: Row) -> str:
    """Draw the eye to what has gone quiet."""
    return "attention" if _pulse(row).quiet else ""


def _tone_of_tasks(row: Row) -> str:
    """Draw the eye to what is late."""
    return "attention" if _pulse(row).late_tasks else ""


def _tasks(row: Row) -> str:
    """Say how many tasks are open, and how many of them are late."""
    pulse = _pulse(row)
    if not pulse.open_tasks:
        return ""
    if pulse.late_tasks:
        return _("{n}, {late} late").format(n=pulse.open_tasks, late=pulse.late_tasks)
    return f"{pulse.open_tasks:n}"
