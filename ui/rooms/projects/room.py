"""The room of projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.capabilities.projects import service as projects
from app.capabilities.projects.overview import overview
from app.capabilities.projects.pulse import AMBER, ASLEEP, QUIET
from app.capabilities.projects.service import ProjectStanding
from app.i18n import N_, _, ngettext
from app.services.records import records
from app.services.records.records import Page, Query
from ui.frame.desk import Vault
from ui.records.days import ago, spoken
from ui.records.record_room import RecordRoom
from ui.rooms.projects.card import ProjectCard
from ui.rooms.projects.overview import Overview
from ui.widgets.card.record_card import RecordCard
from ui.widgets.empty_state import EmptyState
from ui.widgets.table.column import ShownRow, TableColumn

_WIDTHS = {
    "name": (20, 110),
    "status": (11, 76),
    "heartbeat": (12, 96),
    "tasks": (11, 84),
    "owner": (13, 90),
    "successor": (13, 90),
}


class ProjectsRoom(RecordRoom):
    """Quiet projects stand out by words and by colour; a task is ticked off by one key."""

    key, title, icon, kind = "projects", N_("Projects"), "projects", "project"
    kinds = frozenset(
        {
            "project", "task", "role", "holder", "entry", "event", "wait", "action", "requirement", "indicator",
            "measurement", "playbook", "playbook_version", "person", "activity", "skill_claim",
        }
    )  # fmt: skip
    shows = frozenset({"project", "task"})
    purpose = N_(
        "What the group does together. Each has an owner, and a successor so that it does not vanish with one person."
    )
    hint = N_("Choose a project from the list to see its tasks.")
    chip_field = "status"
    asks_first = ("name", "purpose", "owner", "successor", "status")

    def columns(self) -> Sequence[TableColumn]:
        """Show who looks after it, whether it is alive, and how much is open."""
        derived = {column.key: column for column in super().columns()}
        heard = TableColumn("heartbeat", _("Last heard of"), self._heard, tone=_tone_of_heartbeat)
        tasks = TableColumn("tasks", _("Open tasks"), _tasks, sortable=False, tone=_tone_of_tasks)
        found = {**derived, "heartbeat": heard, "tasks": tasks}
        return [replace(found[key], weight=weight, least=least) for key, (weight, least) in _WIDTHS.items()]

    def make_card(self) -> RecordCard:
        """Make a card with a heartbeat and tasks to tick off."""
        card = ProjectCard(self.desk.registry, self.sources, self.desk.now, self.desk.today)
        card.heard.connect(self._hear)
        card.ticked.connect(self._tick)
        card.standing_wanted.connect(self._stand)
        card.strip.sign_wanted.connect(self.desk.open)
        return card

    def make_hint(self) -> QWidget:
        """Show how the projects stand while none is chosen."""
        self.overview = Overview(EmptyState(self.icon, "", _(self.hint)))
        self.overview.opened.connect(self.desk.open)
        return self.overview

    def refresh(self) -> None:
        """Fetch the list, the card and what stands in its place anew."""
        super().refresh()
        today = self.desk.today()
        self.desk.ask(lambda vault: overview(vault, today), self.overview.show_views, key=(self, "overview"))

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
        self.desk.do(lambda vault: projects.alive(vault, project, today), _("Heard of it today."))

    def _tick(self, task: str, title: str, done: bool) -> None:
        """Tick a task off, or open it again."""
        said = _("Done: {title}") if done else _("Open again: {title}")
        values: dict[str, object] = {"status": "done", "done_on": self.desk.today()}
        values = values if done else {"status": "open", "done_on": None}
        self.desk.do(lambda vault: records.edit(vault, task, values), said.format(title=title))

    def _stand(self, project: str) -> None:
        """Find out how the project on the card stands."""
        today, card = self.desk.today(), self.card
        if isinstance(card, ProjectCard):
            self.desk.ask(
                lambda vault: projects.standing(vault, project, today), card.show_standing, key=(self, "standing")
            )

    def _heard(self, row: ShownRow) -> str:
        """Say how alive it is: when somebody last heard of it, and of a quiet one how long it has been so."""
        stands, today = _standing(row), self.desk.today()
        if stands is None or stands.pulse.last_sign is None:
            return _("never")
        if stands.pulse.state == QUIET and stands.pulse.age is not None:
            return ngettext("Quiet, {n} day", "Quiet, {n} days", stands.pulse.age).format(n=f"{stands.pulse.age:n}")
        if stands.pulse.state == ASLEEP and stands.sleeps_until:
            return _("Sleeps until {day}").format(day=spoken(stands.sleeps_until, today))
        return ago(stands.pulse.last_sign, today)


def _standing(row: ShownRow) -> ProjectStanding | None:
    """Give how a project stands."""
    more: Any = getattr(row, "more", {})
    return more.get(projects.PULSE)


def _tone_of_heartbeat(row: ShownRow) -> str:
    """Draw the eye to what has gone quiet, or may soon."""
    stands = _standing(row)
    return "attention" if stands is not None and stands.pulse.state in {QUIET, AMBER} else ""


def _tone_of_tasks(row: ShownRow) -> str:
    """Draw the eye to what is late."""
    stands = _standing(row)
    return "attention" if stands is not None and stands.late_tasks else ""


def _tasks(row: ShownRow) -> str:
    """Say how many tasks are open, and how many of them are late."""
    stands = _standing(row)
    if stands is None or not stands.open_tasks:
        return ""
    if stands.late_tasks:
        return _("{n}, {late} late").format(n=stands.open_tasks, late=stands.late_tasks)
    return f"{stands.open_tasks:n}"
