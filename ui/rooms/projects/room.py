"""The room of projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.capabilities.projects import service as projects
from app.capabilities.projects import task_board
from app.capabilities.projects.belonging import project_of
from app.capabilities.projects.overview import overview
from app.capabilities.projects.pulse import AMBER, ASLEEP, QUIET
from app.capabilities.projects.service import ProjectStanding
from app.i18n import N_, _, ngettext
from app.services.records.records import Page, Query
from ui.frame.command import Command
from ui.frame.desk import Desk, Vault
from ui.platform.dialogs import Dialogs
from ui.records.days import ago, spoken
from ui.records.record_room import RecordRoom
from ui.rooms.projects import SIGN
from ui.rooms.projects.alike_page import AlikePage
from ui.rooms.projects.calendar_files import CalendarFiles
from ui.rooms.projects.card import ProjectCard
from ui.rooms.projects.events_page import EventsPage
from ui.rooms.projects.handover_view import HandoverView
from ui.rooms.projects.leaving_page import LeavingPage
from ui.rooms.projects.overview import Overview
from ui.rooms.projects.rescue_page import RescuePage
from ui.rooms.projects.tasks_page import TasksPage
from ui.theme.metrics import current_metrics
from ui.widgets.card.record_card import RecordCard
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import hairline
from ui.widgets.page_stack import PageStack
from ui.widgets.segmented import Segmented
from ui.widgets.table.column import ShownRow, TableColumn

LIST, RESCUE, TASKS, EVENTS, ALIKE, LEAVING = "list", "rescue", "tasks", "events", "alike", "leaving"
_VIEWS = (
    (LIST, N_("Projects")),
    (RESCUE, N_("To rescue")),
    (TASKS, N_("Tasks")),
    (EVENTS, N_("Events")),
    (ALIKE, N_("Alike")),
    (LEAVING, N_("Handing over")),
)
_WIDTHS = {
    "name": (19, 110),
    "status": (11, 76),
    "heartbeat": (15, 114),
    "tasks": (11, 84),
    "owner": (12, 84),
    "successor": (12, 84),
}


class ProjectsRoom(RecordRoom):
    """Quiet projects stand out by words and by colour; a task is ticked off by one key."""

    key, title, icon, shows, takes = SIGN
    kind = "project"
    kinds = frozenset(
        {
            "project", "task", "role", "holder", "entry", "event", "wait", "action", "requirement", "indicator",
            "measurement", "playbook", "playbook_version", "person", "activity", "skill_claim", "shift", "attendance",
            "partner_item", "absence", "commitment", "decision", "listing", "key_loan",
        }
    )  # fmt: skip
    purpose = N_(
        "What the group does together. Each has an owner, and a successor so that it does not vanish with one person."
    )
    hint = N_("Choose a project from the list to see its tasks.")
    chip_field = "status"
    asks_first = ("name", "purpose", "owner", "successor", "status")

    def __init__(self, desk: Desk, dialogs: Dialogs | None = None) -> None:
        """Take the desk, and the system's dialogs where there are some."""
        self._dialogs = dialogs
        super().__init__(desk)

    def build(self) -> None:
        """Put the other views beside the list, with a line above all of them to choose one."""
        self._stale_views: set[str] = set()
        super().build()
        self.views = Segmented([(name, _(words)) for name, words in _VIEWS], _("What to show"))
        self.views.set_value(LIST)
        self.views.chosen.connect(self.show_view)
        self.stack = PageStack[Any](
            {
                LIST: lambda: self.side, RESCUE: lambda: self.rescue, TASKS: lambda: self.tasks,
                EVENTS: lambda: self.events, ALIKE: lambda: self.alike, LEAVING: lambda: self.leaving,
            },
            self,
        )  # fmt: skip
        self.page.removeWidget(self.side)
        self.stack.added(self.side)
        self.stack.show_page(LIST)
        metrics = current_metrics()
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(8))
        line.addWidget(self.views)
        line.addStretch(1)
        self.page.addLayout(line)
        self.page.addWidget(hairline())
        self.page.addWidget(self.stack, 1)

    # These are made when somebody first goes there.

    @cached_property
    def rescue(self) -> RescuePage:
        """Give the page of projects to rescue."""
        return self.stack.added(RescuePage(self.desk))

    @cached_property
    def tasks(self) -> TasksPage:
        """Give the page of tasks."""
        return self.stack.added(TasksPage(self.desk))

    @cached_property
    def events(self) -> EventsPage:
        """Give the page of events."""
        return self.stack.added(EventsPage(self.desk))

    @cached_property
    def alike(self) -> AlikePage:
        """Give the page of projects that are alike."""
        return self.stack.added(AlikePage(self.desk))

    @cached_property
    def leaving(self) -> LeavingPage:
        """Give the page on which somebody hands over."""
        return self.stack.added(LeavingPage(self.desk))

    # The list.

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
        card.strip.rescue_wanted.connect(lambda: card.card and self.show_page(RESCUE, card.card.id))
        self.handover = HandoverView(self.desk, self.sources)
        page = card.add_page(_("Handover"), self.handover)
        card.page_wanted.connect(lambda number, project: number == page and self.handover.show_project(project))
        if self._dialogs is not None:
            self.calendars = CalendarFiles(self.desk, self._dialogs)
            card.offer("export", _("Its calendar as a file"), self.calendars.give_out)
            card.offer("import", _("Take in a calendar file"), self.calendars.take_in)
        card.offer("task", _("Its tasks on a board"), lambda project: self.show_page(TASKS, project))
        return card

    def make_hint(self) -> QWidget:
        """Show how the projects stand while none is chosen."""
        self.overview = Overview(EmptyState(self.icon, "", _(self.hint)))
        self.overview.opened.connect(self.desk.open)
        return self.overview

    # What the frame calls.

    def refresh(self) -> None:
        """Fetch the view in sight anew; the others when somebody goes there."""
        self._stale_views = {name for name, _words in _VIEWS}
        self._refresh_view()

    def _refresh_view(self) -> None:
        """Fetch the view in sight, unless it is fresh."""
        view = self.view()
        if view not in self._stale_views:
            return
        self._stale_views.discard(view)
        if view != LIST:
            self.stack.page(view).refresh()
            return
        super().refresh()
        today = self.desk.today()
        self.desk.ask(lambda vault: overview(vault, today), self.overview.show_views, key=(self, "overview"))

    def start(self) -> None:
        """Begin where work begins."""
        if self.view() == LIST:
            super().start()
        else:
            self.stack.page().start()

    def filter(self) -> bool:
        """Go to the filter of the list."""
        self.show_view(LIST)
        return super().filter()

    def new(self) -> bool:
        """Begin a new project."""
        self.show_view(LIST)
        return super().new()

    def commands(self) -> Sequence[Command]:
        """Give the views by a key each."""
        here = _(self.title)
        keys = {RESCUE: ("R",), TASKS: ("T",), EVENTS: ("E",), ALIKE: (), LEAVING: (), LIST: ()}
        icons = {RESCUE: "recover", TASKS: "task", EVENTS: "calendar", ALIKE: "projects", LEAVING: "hand_over"}
        return [
            Command(
                _("Show: {view}").format(view=_(words)),
                lambda name=name: self.show_view(name),
                icons.get(name, "projects"),
                keys[name],
                here,
            )
            for name, words in _VIEWS
        ]

    # The views.

    def view(self) -> str:
        """Say which view is in sight."""
        return self.stack.name()

    def show_view(self, view: object) -> None:
        """Show a view, unless something typed on the card does not pass yet."""
        if self.stack.has(view) and view != self.view() and self.leave():
            self.stack.show_page(str(view))
            self._refresh_view()
            self.start()
        self.views.set_value(self.view())

    def show_page(self, name: str, about: str = "") -> None:
        """Show a view, there a project, an event or somebody who leaves."""
        self.show_view(name)
        if not about or self.view() != name:
            return
        if name == LIST:
            self.show_record("project", about)
        elif name == TASKS:
            self.tasks.show_project(about)
        elif name in {RESCUE, EVENTS, LEAVING}:
            self.stack.page(name).go_to(about)

    def page_of(self, vault: Vault, query: Query, offset: int, limit: int) -> Page:
        """Read a page of projects with how they stand."""
        return projects.page(vault, query, self.desk.today(), offset, limit)

    def show_record(self, kind: str, record_id: str) -> None:
        """Show a project, or the project that something belongs to."""
        self.show_view(LIST)
        if kind == "project":
            super().show_record(kind, record_id)
        else:
            self.desk.ask(
                lambda vault: project_of(vault, kind, record_id),
                lambda project: project and self.show_record("project", project),
            )

    def _hear(self, project: str) -> None:
        """Write down that somebody heard of it today."""
        today = self.desk.today()
        self.desk.do(lambda vault: projects.alive(vault, project, today), _("Heard of it today."))

    def _tick(self, task: str, title: str, done: bool) -> None:
        """Tick a task off, or open it again."""
        said = _("Done: {title}") if done else _("Open again: {title}")
        status, today = "done" if done else "open", self.desk.today()
        self.desk.do(lambda vault: task_board.set_status(vault, task, status, today), said.format(title=title))

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
