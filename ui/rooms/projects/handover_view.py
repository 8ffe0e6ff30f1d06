"""The handover packet of a project on its card, in the order of ICS 201, with steps to tick off for whoever follows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.capabilities.projects import handover, task_board
from app.capabilities.projects.handover import Packet
from app.i18n import _
from app.records.changes import Changed
from app.services.open_vault import Vault
from ui.frame.desk import Desk
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.record_form import RecordForm
from ui.widgets.detail import DetailLine
from ui.widgets.editors.sources import Sources
from ui.widgets.emptying import empty
from ui.widgets.labels import label


class HandoverView(QWidget):
    """Every line opens its record; Space ticks a step off."""

    def __init__(self, desk: Desk, sources: Sources) -> None:
        """Take the desk; `show_project` asks."""
        super().__init__()
        self._desk, self._sources = desk, sources
        self.found: Packet | None = None
        self.form: RecordForm | None = None
        self.boxes: list[QCheckBox] = []
        self.lines: list[DetailLine] = []
        self.setAccessibleName(_("Handover"))
        metrics = current_metrics()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, metrics.px(8), 0, 0)
        self._column.setSpacing(metrics.px(4))

    def show_project(self, project: str) -> None:
        """Ask for the packet of a project, as of today."""
        day = self._desk.today()
        self._desk.ask(lambda vault: handover.packet(vault, project, day), self._show, key=(self, "packet"))

    def _show(self, found: Packet) -> None:
        """Show the packet; a form that is written into stays."""
        if self.form is not None and self.found is not None and self.found.project == found.project:
            return
        self.found, self.form = found, None
        self.boxes, self.lines = [], []
        empty(self._column)
        line = QHBoxLayout()
        line.addWidget(button(_("Print or save as PDF"), self._print, icon="print"))
        line.addStretch(1)
        self._column.addLayout(line)
        self._column.addWidget(self._heading(_("Steps for whoever takes over")))
        for text, task, done in found.checklist:
            box = QCheckBox()
            box.setAccessibleName(text)
            box.setChecked(done)
            box.setEnabled(bool(task))
            box.clicked.connect(lambda checked, task=task: self._tick(task, bool(checked)))
            self.boxes.append(box)
            row = QHBoxLayout()
            row.setSpacing(current_metrics().px(8))
            row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(text, "" if task and not done else "muted", wrap=True), 1)
            self._column.addLayout(row)
        if any(not task for _text, task, _done in found.checklist):
            words = _("They become tasks that can be ticked off, here or by whoever takes over.")
            self._column.addWidget(label(words, "small", wrap=True))
            begin = button(_("Begin the handover…"), self.begin, kind="primary")
            self._column.addWidget(begin, 0, Qt.AlignmentFlag.AlignLeft)
        for part in found.parts:
            if not part.lines:
                continue
            self._column.addWidget(self._heading(part.heading))
            for each in part.lines:
                made = DetailLine(each.what, each.more, opens=bool(each.record and each.kind != "project"))
                made.wanted.connect(lambda kind=each.kind, record=each.record: self._desk.open(kind, record))
                self._column.addWidget(made)
                self.lines.append(made)
        self._column.addStretch(1)

    def _heading(self, words: str) -> QWidget:
        made = label(words, "section")
        made.setContentsMargins(0, current_metrics().px(12), 0, 0)
        return made

    def begin(self) -> None:
        """Ask who takes over, and make tasks of the steps."""
        if self.found is None or self.form is not None:
            return
        form = RecordForm(
            self._desk.registry["task"], self._sources, done=_("Begin"), only=("who",), heading=_("Who takes over?")
        )
        form.fill({}, {})
        form.cancelled.connect(self._close)
        form.submitted.connect(self._begun)
        self.form = form
        self._column.insertWidget(1, form)
        form.show()
        form.start()

    def _begun(self, given: Mapping[str, object]) -> None:
        """Write the tasks."""
        who, form, found = given.get("who"), self.form, self.found
        if form is None or found is None:
            return
        if not isinstance(who, str):
            form.complain("who", _("This is needed."))
            return
        project, day = found.project, self._desk.today()

        def verb(vault: Vault) -> Changed:
            return handover.begin(vault, project, who, day)

        self._desk.do(verb, done=lambda _changed: self._close())

    def _close(self) -> None:
        """Take the form away and show the packet as it is now."""
        self.form = None
        if self.found is not None:
            project, self.found = self.found.project, None
            self.show_project(project)

    def _tick(self, task: str, done: bool) -> None:
        """Tick a step off, or open it again."""
        day = self._desk.today()
        self._desk.do(lambda vault: task_board.set_status(vault, task, "done" if done else "open", day))

    def _print(self) -> None:
        """Show the packet as a sheet."""
        if self.found is not None:
            self._desk.go("print", "handover-packet", self.found.project)
