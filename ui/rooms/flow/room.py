"""The room of the flow: who comes, who stays, what hours to expect; each row of its table opens its people."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, Qt, QTime
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from app.capabilities.people.flow_page import FlowPage, flow_page
from app.capabilities.people.flow_views import STAYING, VIEWS, View, view_of
from app.i18n import _, ngettext
from ui.frame.command import Command
from ui.frame.room import RoomPage
from ui.records.days import whole
from ui.rooms.flow import SIGN
from ui.rooms.flow.drawing import Drawing
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label
from ui.widgets.page_header import PageHeader
from ui.widgets.segmented import Segmented

_PEOPLE_WIDTH = 280
_MOST_SHOWN = 500


class FlowRoom(RoomPage):
    """A drawing, the table that says the same, and the people behind the chosen row."""

    key, title, icon, shows, takes = SIGN
    kinds = frozenset({"person", "commitment", "absence", "attendance", "activity", "step_run", "task"})

    def build(self) -> None:
        """Put the page together; the drawing is made once there is something to draw."""
        metrics = current_metrics()
        self.found: FlowPage | None = None
        self.view: View | None = None
        self.drawing: Drawing | None = None
        self.choice = Segmented([(name, _(words)) for name, words in VIEWS], _("What is shown"))
        self.choice.set_value(STAYING)
        self.choice.chosen.connect(lambda _name: self._show_view())
        self.header = PageHeader(_(self.title), self.choice)
        self.page.addWidget(self.header)
        self.sentences = label("", "muted", wrap=True)
        self.table = QTableWidget()
        self.table.setAccessibleName(_("The figures as a table"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(metrics.px(28))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.currentCellChanged.connect(lambda row, column, *_rest: self._show_behind(row, column))
        self.count = label("", "section")
        self.people = QListWidget()
        self.people.setAccessibleName(_("What is behind the chosen figure; Enter opens one"))
        self.people.setFrameShape(QFrame.Shape.NoFrame)
        self.people.setFixedWidth(metrics.px(_PEOPLE_WIDTH))
        self.people.itemActivated.connect(self._open)
        self.empty = EmptyState(
            "people",
            _("Nobody is here yet"),
            _("Once people have a first day, this page shows who stays and what time."),
        )
        self.empty.offer(_("Go to the people"), lambda: self.desk.go("people"), icon="people", primary=False)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(metrics.px(16), 0, metrics.px(16), metrics.px(16))
        self._body.setSpacing(metrics.px(12))
        self._body.addWidget(self.sentences)
        below = QHBoxLayout()
        below.setSpacing(metrics.px(16))
        below.addWidget(self.table, 1)
        side = QVBoxLayout()
        side.addWidget(self.count)
        side.addWidget(self.people, 1)
        below.addLayout(side)
        self._body.addLayout(below, 1)
        self.page.addLayout(self._body, 1)
        self.page.addWidget(self.empty, 1)
        self.empty.hide()

    def refresh(self) -> None:
        """Ask for the page of the day it is now."""
        day = self.desk.today()
        self.desk.ask(lambda vault: flow_page(vault, day), self._show, key=(self, "flow"))

    def start(self) -> None:
        """Begin in the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def commands(self) -> Sequence[Command]:
        """Give the views, and opening somebody."""
        here = _(self.title)
        return [
            Command(_("Show: {view}").format(view=_(words)), lambda name=name: self.choose(name), "show", (), here)
            for name, words in VIEWS
        ]

    def choose(self, name: str) -> None:
        """Show one of the views."""
        self.choice.set_value(name)
        self._show_view()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.found is not None and self.drawing is not None:
            self.drawing.show_view(self.found, str(self.choice.value()), colours_of(self))

    def _show(self, found: FlowPage) -> None:
        """Show what was found."""
        self.found = found
        now = self.desk.now()
        time = QLocale().toString(QTime(now.hour, now.minute), QLocale.FormatType.ShortFormat)
        as_of = whole(found.forecast.curve.as_of)
        self.header.say(_("{day} · as of {time}").format(day=as_of, time=time))
        nobody = not found.names
        self.empty.setVisible(nobody)
        for each in (self.sentences, self.table, self.count, self.people, self.choice):
            each.setVisible(not nobody)
        if not nobody:
            if self.drawing is None:
                self.drawing = Drawing(self._choose_row)
                self._body.insertWidget(1, self.drawing.widget, 1)
            self._show_view()

    def _show_view(self) -> None:
        """Fill table and drawing with the chosen view."""
        if self.found is None or self.drawing is None:
            return
        name = str(self.choice.value())
        self.view = view = view_of(self.found, name)
        self.sentences.setText(" ".join(view.sentences))
        self.drawing.show_view(self.found, name, colours_of(self))
        self.table.clear()
        self.table.setColumnCount(len(view.heads))
        self.table.setHorizontalHeaderLabels(list(view.heads))
        self.table.setRowCount(len(view.lines))
        for row, line in enumerate(view.lines):
            for column, text in enumerate(line.cells):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.table.setItem(row, column, item)
        if view.lines:
            self.table.setCurrentCell(0, 0)
        self._show_behind(0, 0)

    def _choose_row(self, row: int) -> None:
        """Choose the row that says what was clicked in the drawing, and so show its people."""
        self.table.setCurrentCell(row, 0)
        self.table.scrollTo(self.table.currentIndex())

    def _show_behind(self, row: int, column: int) -> None:
        """List by name those behind a figure, which are tasks where it says what they need."""
        self.people.clear()
        if self.view is None or self.found is None or not 0 <= row < len(self.view.lines):
            self.count.setText("")
            return
        line, tasks, people = self.view.lines[row], self.found.tasks, self.found.names
        ids = line.behind(column)
        if ids and ids[0] in tasks:
            count = ngettext("{count} task", "{count} tasks", len(ids))
        else:
            count = ngettext("{count} person", "{count} people", len(ids))
        figure = f"{self.view.heads[column]}: " if column in line.apart else ""
        self.count.setText(figure + count.format(count=len(ids)))
        for name, each in sorted((tasks.get(each) or people.get(each, ""), each) for each in ids)[:_MOST_SHOWN]:
            item = QListWidgetItem(name, self.people)
            item.setData(Qt.ItemDataRole.UserRole, each)

    def _open(self, item: QListWidgetItem) -> None:
        """Go to the card of somebody, or of a task."""
        record = str(item.data(Qt.ItemDataRole.UserRole))
        self.desk.open("task" if self.found is not None and record in self.found.tasks else "person", record)
