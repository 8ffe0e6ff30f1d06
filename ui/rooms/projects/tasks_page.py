"""The tasks of one project or of all: a board to push them along, a list of what is ready, four weeks of days."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.capabilities.projects import task_board
from app.capabilities.projects.records import TASK_STATUS
from app.capabilities.projects.task_board import TaskBoard, TaskCard
from app.i18n import N_, _
from ui.frame.desk import Desk
from ui.records.days import overdue, spoken
from ui.rooms.projects.lanes import TaskLanes, waiting_words
from ui.theme.metrics import current_metrics
from ui.widgets.combo import ComboBox
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.labels import label
from ui.widgets.segmented import Segmented
from ui.widgets.table_and_detail import KeyedRow, TableAndDetail

BOARD, LIST, CALENDAR = "board", "list", "calendar"
_SHOWN = {
    "": N_("All tasks"),
    "ready": N_("What is ready"),
    "pick_up": N_("What newcomers can pick up"),
    "late": N_("What is late"),
}
_WEEKS = 4


class TasksPage(QWidget):
    """Drag a card, or push it with Ctrl and the arrows; Space says that it is done, Enter opens its project."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.found: TaskBoard | None = None
        self._project = ""
        self.views = Segmented([(BOARD, _("Board")), (LIST, _("List")), (CALENDAR, _("Calendar"))], _("Show tasks as"))
        self.views.set_value(BOARD)
        self.views.chosen.connect(self.show_view)
        self.projects = ComboBox(_("Tasks of which project"))
        self.projects.activated.connect(lambda _place: self.show_project(str(self.projects.currentData() or "")))
        self.shown = ComboBox(_("Which tasks"))
        for code, words in _SHOWN.items():
            self.shown.addItem(_(words), code)
        self.shown.activated.connect(lambda _place: self._fill())
        self.count = label("", "muted")
        self.board = TaskLanes(list(TASK_STATUS), len(TASK_STATUS))
        self.calendar = TaskLanes([None] * 7 * _WEEKS, 7)
        nothing = EmptyState("task", _("No task is here"), _("A task is a piece of work that one person can do."))
        nothing.offer(_("Show all tasks"), self.show_all, primary=False)
        heads = (_("Task"), _("Project"), _("Who"), _("Due"), _("State"))
        self.list = TableAndDetail(heads, _("Tasks"), nothing, narrow=(3, 4), shares=68)
        self.list.chosen.connect(self._say)
        self.list.opened.connect(self._open)
        self.list.table.on_key(lambda: self._tick(self.list.key()), Qt.Key.Key_Space)
        self._lay_out()
        self.board.moved.connect(self._move)
        self.calendar.moved.connect(self._put_on)
        for lanes in (self.board, self.calendar):
            lanes.ticked.connect(self._tick)
            lanes.wanted.connect(self._open)

    def _lay_out(self) -> None:
        """Put the choices above the views."""
        metrics = current_metrics()
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(4))
        line.setSpacing(metrics.px(8))
        for each in (self.views, self.projects, self.shown):
            line.addWidget(each)
        line.addWidget(self.count, 1)
        self.stack = QStackedWidget(self)
        for each in (self.board, self.list, self.calendar):
            self.stack.addWidget(each)
        fill(self, line, self.stack)

    def refresh(self) -> None:
        """Ask for the tasks of the day it is now."""
        day, project = self._desk.today(), self._project
        self._desk.ask(lambda vault: task_board.board(vault, day, project), self._show, key=(self, "tasks"))

    def start(self) -> None:
        """Begin where work begins."""
        here = self.stack.currentWidget()
        if here is self.list:
            self.list.start()
        else:
            (self.board if here is self.board else self.calendar).start()

    def show_view(self, view: object) -> None:
        """Show the tasks as a board, a list or a calendar."""
        pages = {BOARD: self.board, LIST: self.list, CALENDAR: self.calendar}
        self.stack.setCurrentWidget(pages[str(view)])
        self.views.set_value(view)
        self.start()

    def show_project(self, project: str) -> None:
        """Show the tasks of a project, or of all."""
        self._project = project
        self.refresh()

    def show_all(self) -> None:
        """Take the choices back."""
        self.shown.setCurrentIndex(0)
        self.show_project("")

    def _show(self, found: TaskBoard) -> None:
        """Show what was found."""
        self.found = found
        self.projects.clear()
        self.projects.addItem(_("All projects"), "")
        for project, name in found.projects:
            self.projects.addItem(name, project)
        self.projects.setCurrentIndex(max(self.projects.findData(self._project), 0))
        self._fill()

    def _cards(self) -> Sequence[TaskCard]:
        """Give what the choice leaves."""
        wanted = str(self.shown.currentData() or "")
        cards = self.found.cards if self.found is not None else ()
        keep = {
            "": lambda _card: True,
            "ready": lambda card: card.ready,
            "pick_up": lambda card: card.picked_up,
            "late": lambda card: card.late,
        }[wanted]
        return [card for card in cards if keep(card)]

    def _fill(self) -> None:
        """Fill all three views."""
        if self.found is None:
            return
        day, cards = self.found.day, self._cards()
        ready = sum(card.ready for card in cards)
        late = sum(card.late for card in cards)
        self.count.setText(_("{ready} ready, {late} late").format(ready=f"{ready:n}", late=f"{late:n}"))
        lanes = [[card for card in cards if card.status == status] for status in TASK_STATUS]
        self.board.show_lanes(list(TASK_STATUS), [_(words) for words in TASK_STATUS.values()], lanes, day)
        first = self._desk.get_almanac().week_of(day)
        days = [first + datetime.timedelta(days=number) for number in range(7 * _WEEKS)]
        by_day = [[card for card in cards if card.due == each] for each in days]
        self.calendar.show_lanes(days, [f"{each:%a %d}" for each in days], by_day)
        for number, each in enumerate(days):
            self.calendar.mark(number, special=each == day)
        self.list.show_rows([_row(card, day) for card in cards])

    def _card(self, task: str) -> TaskCard | None:
        """Give a card by its task."""
        cards = self.found.cards if self.found is not None else ()
        return next((card for card in cards if card.id == task), None)

    def _say(self, task: str) -> None:
        """Say about a task whose it is, and what it waits for."""
        card, detail = self._card(task), self.list.detail
        if card is None or self.found is None:
            detail.begin("")
            return
        detail.begin(card.title, card.project_name)
        detail.offer(
            (_("Done"), lambda: self._tick(task), _("Key: Space")),
            (_("Open the project"), lambda: self._open(task), _("Key: Enter")),
        )
        if card.picked_up:
            detail.say(_("Short, and free to be picked up: newcomers are offered it."))
        if card.waits_for:
            detail.heading(_("Waits for"))
        for other, title in card.waits_for:
            detail.line(title, on=lambda other=other: self._open(other))

    def _move(self, task: str, status: object) -> None:
        """Put a card into another column."""
        day = self._desk.today()
        self._desk.do(lambda vault: task_board.set_status(vault, task, str(status), day))

    def _put_on(self, task: str, day: object) -> None:
        """Put a card on another day."""
        if isinstance(day, datetime.date):
            self._desk.do(lambda vault: task_board.put_on(vault, task, day))

    def _tick(self, task: str) -> None:
        """Say that a task is done, or that it is open again."""
        card = self._card(task)
        if card is not None:
            self._move(task, "open" if card.status == "done" else "done")

    def _open(self, task: str) -> None:
        """Show the project of a task."""
        self._desk.open("task", task)


def _row(card: TaskCard, day: datetime.date) -> KeyedRow:
    """Write a row of the list."""
    due = "" if card.due is None else overdue(card.due, day) if card.late else spoken(card.due, day)
    state = waiting_words(card) or (_("ready") if card.ready else _(TASK_STATUS[card.status]))
    cells = (card.title, card.project_name, card.who_name or _("nobody yet"), due, state)
    return KeyedRow(card.id, cells, (3,) if card.late else ())
