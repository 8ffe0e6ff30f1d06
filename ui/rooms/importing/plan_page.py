"""A list before it is taken in: what its columns mean, what it would do, and what is odd about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.problems import Problem
from app.records.record_type import RecordType
from app.services.members.circles import CircleChoice
from app.services.tables.headers import NO_NAMES
from app.services.tables.importing import Choice, ImportPlan, Table
from ui.rooms.importing.choices import Choices
from ui.rooms.importing.findings import BAD, HERE, LIKE, Findings
from ui.rooms.importing.first_rows import FirstRows
from ui.rooms.importing.mapping import MappingView
from ui.rooms.importing.taking_over import TakingOver
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.emptying import empty
from ui.widgets.figure import FigureButton
from ui.widgets.notice import Notice
from ui.widgets.reader_choice import ReaderChoice, is_choice
from ui.widgets.segmented import Segmented
from ui.widgets.task_page import TaskPage

COLUMNS, ROWS, FINDINGS = "columns", "rows", "findings"
_PAUSE_MS = 250
_MOST = 0.5
_FEW = 3


class PlanPage(TaskPage):
    """Nothing is written while this page is in sight."""

    plan_wanted = Signal(dict)  # corrections
    look_wanted = Signal()  # the file has to be read in another way
    import_wanted = Signal(bool)  # leave out what looks like another
    stop_wanted = Signal()

    def __init__(self) -> None:
        """Start without a list."""
        super().__init__("", wide=True)
        self._plan: ImportPlan | None = None
        self._kind: RecordType | None = None
        self._running = False
        metrics = current_metrics()
        self.notices = QVBoxLayout()
        self.notices.setSpacing(metrics.px(8))
        self.body.addLayout(self.notices)
        self.choices, self.taking_over = Choices(), TakingOver()
        self.body.addWidget(self.choices)
        self._add_figures()
        views = [(COLUMNS, _("Columns")), (ROWS, _("First rows")), (FINDINGS, _("Findings"))]
        self.switch = Segmented(views, _("Show"))
        self.switch.chosen.connect(lambda which: self.show_view(str(which)))
        line = QHBoxLayout()
        line.addWidget(self.switch)
        line.addStretch()
        self._switches = line
        self.readers: ReaderChoice | None = None
        self.body.addLayout(line)
        self.mapping, self.rows, self.findings = MappingView(), FirstRows(), Findings()
        self._views: dict[str, QWidget] = {COLUMNS: self.mapping, ROWS: self.rows, FINDINGS: self.findings}
        self.stack = QStackedWidget(self)
        for view in self._views.values():
            self.stack.addWidget(view)
        self.body.addWidget(self.stack, 1)
        self.skip, self.photos = QCheckBox(), QCheckBox()
        self.skip.toggled.connect(lambda _on: self._enable())
        self.taking_over.changed.connect(self._enable)
        self.choices.changed.connect(self._on_choice)
        self.import_button = button("", self._import, kind="primary", icon="import")
        self.stop_button = button(_("Stop"), self._stop)
        self.leave_button = button(_("Leave it"), self.back_wanted.emit)
        self.offer(self.import_button, self.stop_button, self.leave_button)
        for box in (self.photos, self.skip):
            self._buttons.insertWidget(self._buttons.count() - 2, box)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.plan_wanted.emit(self.mapping.corrections()))
        self.mapping.changed.connect(self._on_mapping)
        self.set_running(False)

    def _add_figures(self) -> None:
        """Put what the dry run counts into a line, each leading to what it counts."""
        metrics = current_metrics()
        self.records, self.contacts, self.here, self.likes, self.bad = (FigureButton() for _place in range(5))
        figures = QHBoxLayout()
        figures.setSpacing(metrics.px(8))
        self._figures = (self.records, self.contacts, self.here, self.likes, self.bad)
        for figure in self._figures:
            figures.addWidget(figure)
        figures.addStretch()
        self.body.addLayout(figures)
        self.body.addWidget(self.taking_over)
        self.here.wanted.connect(lambda: self._show_findings(HERE))
        self.records.wanted.connect(lambda: self.show_view(ROWS))
        self.contacts.wanted.connect(lambda: self.show_view(ROWS))
        self.likes.wanted.connect(lambda: self._show_findings(LIKE))
        self.bad.wanted.connect(lambda: self._show_findings(BAD))

    def show_table(self, table: Table, kind: RecordType, offered: Mapping[str, str], file: Path) -> None:
        """Show a list that was looked at."""
        self._kind, self._plan = kind, None
        self.banner.dismiss()
        count = ngettext("{n} row", "{n} rows", len(table.lines)).format(n=f"{len(table.lines):n}")
        columns = ngettext("{n} column", "{n} columns", len(table.columns)).format(n=len(table.columns))
        self.say(file.name, f"{_(kind.many)} · {count} · {columns}")
        self.mapping.show_table(table, offered)
        self.choices.show_table(table)
        self.show_view(COLUMNS)
        self.set_running(False)
        # Until the dry run is done there is nothing to say of it: no empty boxes, no tick without words.
        for widget in (*self._figures, self.skip, self.photos, self.taking_over):
            widget.hide()
        self._clear_notices()
        self._enable()
        self.note.setText(_("Looking at {count}…").format(count=count))

    def offer_circles(self, choices: Sequence[CircleChoice]) -> None:
        """Ask who may read what is taken in, where there is something to choose."""
        chosen = self.circle()
        if self.readers is not None:
            self._switches.removeWidget(self.readers)
            self.readers.hide()
            self.readers.deleteLater()
            self.readers = None
        kind = self._kind
        if kind is None or not is_choice(choices):
            return
        part = kind.part_of is not None
        self.readers = ReaderChoice(choices, chosen, whole="" if part else None)
        self._switches.addWidget(self.readers)

    def circle(self) -> str:
        """Give the circle chosen; empty where there was nothing to choose."""
        return self.readers.circle() if self.readers is not None else ""

    def show_plan(self, plan: ImportPlan) -> None:
        """Show what taking it in would do."""
        kind = self._kind
        if kind is None:
            return
        first = self._plan is None
        self._plan = plan
        self.banner.dismiss()
        self._tell(plan)
        self.choices.show_plan(plan)
        self.taking_over.show_plan(plan)
        self.records.show()
        here = len(plan.updates) + len(plan.unchanged)
        words = ngettext("is here already, {changed} would change", "are here already, {changed} would change", here)
        self.here.show_number(here, words.format(changed=f"{len(plan.updates):n}"), attention=bool(plan.updates))
        self.here.setVisible(here > 0)
        self.photos.setText(
            ngettext(
                "Keep {n} picture: they said yes to it", "Keep {n} pictures: they said yes to them", plan.pictures
            ).format(n=f"{plan.pictures:n}")
        )
        self.photos.setAccessibleName(self.photos.text())
        self.photos.setVisible(plan.pictures > 0)
        count = len(plan.rows)
        many, one = _(kind.many).lower(), _(kind.one).lower()
        self.records.show_number(count, ngettext("new {one}", "new {many}", count).format(one=one, many=many))
        self.contacts.show_number(plan.contacts, ngettext("way to reach them", "ways to reach them", plan.contacts))
        self.contacts.setVisible(plan.contacts > 0)
        likes = len(plan.duplicates)
        self.likes.show_number(likes, ngettext("looks like another", "look like others", likes), attention=likes > 0)
        self.likes.setVisible(likes > 0)
        self.bad.show_number(
            len(plan.bad),
            ngettext("row cannot be read", "rows cannot be read", len(plan.bad)),
            attention=bool(plan.bad),
        )
        self.bad.setVisible(bool(plan.bad))
        self.skip.setText(
            ngettext(
                "Leave out the {n} that looks like another", "Leave out the {n} that look like others", likes
            ).format(n=f"{likes:n}")
        )
        self.skip.setAccessibleName(self.skip.text())
        self.skip.setVisible(likes > 0)
        if first:
            self.skip.setChecked(likes > max(_FEW, count * _MOST))
        self.rows.show_plan(plan)
        self.findings.show_plan(plan)
        found = likes + len(plan.bad) + len(plan.asides) + sum(len(each.fields) for each in plan.updates)
        self.switch.set_text(FINDINGS, _("Findings ({n})").format(n=f"{found:n}") if found else _("Findings"))
        self._enable()

    def show_view(self, which: str) -> None:
        """Show one of the three views."""
        self.switch.set_value(which)
        self.stack.setCurrentWidget(self._views[which])

    def set_running(self, running: bool) -> None:
        """Import once at a time; meanwhile it can be stopped."""
        self._running = running
        self.stop_button.setVisible(running)
        self.stop_button.setEnabled(True)
        self.leave_button.setVisible(not running)
        self.back.setEnabled(not running)
        self.note.setText(_("Importing…") if running else "")
        self._enable()

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong; the list is still here."""
        self.set_running(False)
        super().show_problem(problem)

    def start(self) -> None:
        """Put the keyboard into the view in sight."""
        if self.stack.currentWidget() is self.mapping:
            self.mapping.start()
        else:
            self.switch.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, plan: ImportPlan) -> None:
        """Say what there is to know."""
        self._clear_notices()
        # Where it is asked what the first line is, it need not be said as well.
        notes = [each for each in plan.notes if not (self.choices.is_open() and each == _(NO_NAMES))]
        if len(plan.duplicates) > max(_FEW, len(plan.rows) * _MOST):
            notes.append(_("Most of this list looks as if it were here already. Was it imported before?"))
        if plan.ignored:
            notes.append(_("Not taken: {columns}.").format(columns=", ".join(plan.ignored)))
        if notes:
            self.notices.addWidget(Notice("\n".join(notes), tone="attention", icon="info"))

    def _clear_notices(self) -> None:
        """Take away what was said of another list or plan."""
        empty(self.notices)

    def choice(self) -> Choice:
        """Give what is to be done with the plan."""
        photos = self.photos.isChecked() and self.photos.isVisible()
        return Choice(leave=self.taking_over.left(), photos=photos, circle=self.circle())

    def _on_choice(self, anew: bool) -> None:
        """Read the file in another way, or only its days."""
        if anew:
            self.import_button.setEnabled(False)
            self.note.setText(_("Looking…"))
            self.look_wanted.emit()
        else:
            self._on_mapping()

    def _on_mapping(self) -> None:
        """Plan anew once the person pauses; what is in sight is out of date until then."""
        self._pause.start()
        self.note.setText(_("Looking…"))
        self.import_button.setEnabled(False)

    def _import(self) -> None:
        """Ask for it, once."""
        self.set_running(True)
        self.banner.dismiss()
        self.import_wanted.emit(self.skip.isVisible() and self.skip.isChecked())

    def _stop(self) -> None:
        """Ask to stop."""
        self.stop_button.setEnabled(False)
        self.note.setText(_("Stopping…"))
        self.stop_wanted.emit()

    def _show_findings(self, sort: str) -> None:
        """Show one sort of findings."""
        self.show_view(FINDINGS)
        self.findings.show_only(sort)

    def _enable(self) -> None:
        """Allow to import what there is."""
        plan, kind = self._plan, self._kind
        if plan is None or kind is None:
            self.import_button.setText(_("Import"))
            self.import_button.setEnabled(False)
            return
        skipped = {each.line for each in plan.duplicates} if self.skip.isChecked() and plan.duplicates else set()
        left = self.taking_over.left()
        changing = sum(any(each.key not in left for each in update.fields) for update in plan.updates)
        count = sum(row.line not in skipped for row in plan.rows)
        words = ngettext("Import {n} {one}", "Import {n} {many}", count)
        self.import_button.setText(words.format(n=f"{count:n}", one=_(kind.one).lower(), many=_(kind.many).lower()))
        if changing:
            more = ngettext("{words}, change {n}", "{words}, change {n}", changing)
            self.import_button.setText(
                more.format(words=self.import_button.text(), n=f"{changing:n}")
                if count
                else ngettext("Change {n}", "Change {n}", changing).format(n=f"{changing:n}")
            )
        self.import_button.setAccessibleName(self.import_button.text())
        ready = count + changing > 0 and not plan.questions and not self.choices.is_open()
        self.import_button.setEnabled(ready and not self._running and not self._pause.isActive())
        if not self._running and not self._pause.isActive():
            self.note.setText("")
