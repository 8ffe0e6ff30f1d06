"""A merge of two projects field by field before anything is written: both values, and which one stays."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.capabilities.people.merging import TakenField
from app.capabilities.projects import merging, rescuing
from app.capabilities.projects.merging import ProjectMergePreview
from app.i18n import _, ngettext
from app.problems import Problem
from app.records.changes import Changed
from app.services.open_vault import Vault
from ui.frame.desk import Desk
from ui.records.merge_fields import MergeFields
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.detail import DetailPane
from ui.widgets.labels import label

_MOST_ROWS = 9


class MergeBox(QFrame):
    """Space takes the other value of a field, Enter merges, Escape leaves it."""

    cancelled = Signal()

    def __init__(self, desk: Desk, detail: DetailPane, kept: str, gone: str) -> None:
        """Take where it is to stand, which project stays, and which is merged into it; `ask` shows it."""
        super().__init__()
        self._desk, self._detail, self._kept, self._gone = desk, detail, kept, gone
        self._takes: set[str] = set()
        self.preview: ProjectMergePreview | None = None
        self.setProperty("role", "form")
        self.setAccessibleName(_("Merge"))
        metrics = current_metrics()
        self.heading = label("", "strong", wrap=True)
        self.fields = MergeFields()
        key = Qt.Key
        self.fields.on_key(self.take, key.Key_Space)
        self.fields.on_key(self.merge, key.Key_Return, key.Key_Enter)
        self.fields.on_key(self.cancelled.emit, key.Key_Escape)
        self.moved = label("", "muted", wrap=True)
        self.take_button = button(_("Take the other value"), self.take, kind="link", tip=_("Key: Space"))
        self.cancel = button(_("Cancel"), self.cancelled.emit, kind="quiet")
        self.merge_button = button(_("Merge"), self.merge, kind="primary", tip=_("Key: Enter"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        layout.setSpacing(metrics.px(8))
        layout.addWidget(self.heading)
        layout.addWidget(self.fields)
        layout.addWidget(self.moved)
        row = QHBoxLayout()
        row.addWidget(self.take_button)
        row.addStretch()
        row.addWidget(self.cancel)
        row.addWidget(self.merge_button)
        layout.addLayout(row)
        self.cancelled.connect(detail.close_form)

    def ask(self) -> None:
        """Work the merge out, and show it beside the row; what cannot be merged is said and nothing is shown."""
        kept, gone = self._kept, self._gone
        takes = [TakenField(gone, name) for name in sorted(self._takes)]

        def plan(vault: Vault) -> ProjectMergePreview:
            rescuing.check_living(vault, gone)
            return merging.preview(vault, kept, gone, takes)

        self._desk.ask(plan, self._show, failed=self._refused)

    def merge(self) -> None:
        """Merge as it is shown; the toast offers to undo all of it."""
        kept, gone = self._kept, self._gone
        takes = [TakenField(gone, name) for name in sorted(self._takes)]

        def done(_changed: Changed) -> None:
            if self._detail.form is self:
                self._detail.close_form()

        self._desk.do(lambda vault: merging.merge(vault, merging.plan(vault, kept, gone, takes)), done=done)

    def take(self) -> None:
        """Take the other's value of the chosen field, or give it back."""
        row = self.fields.currentRow()
        if self.preview is not None and 0 <= row < len(self.preview.fields):
            self._takes ^= {self.preview.fields[row].name}
            self.ask()

    def _show(self, found: ProjectMergePreview) -> None:
        """Show both values of each field, and which one is kept."""
        first = self._detail.form is not self
        self.preview = found
        kept, gone = (found.names[each] for each in (self._kept, self._gone))
        self.heading.setText(_("“{kept}” stays, “{gone}” is merged into it").format(kept=kept, gone=gone))
        self.fields.show_fields(found.fields, lambda each: each.of == self._gone)
        self.fields.setVisible(bool(found.fields))
        self.take_button.setVisible(bool(found.fields))
        rows = min(len(found.fields), _MOST_ROWS) + 1
        self.fields.setFixedHeight(current_metrics().px(28) * rows + current_metrics().px(8))
        words = ngettext("{n} record moves there.", "{n} records move there.", found.plan.moved)
        self.moved.setText(words.format(n=f"{found.plan.moved:n}"))
        if first:
            self._detail.ask(self)
            (self.fields if found.fields else self.merge_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, problem: Problem) -> None:
        """Say why not."""
        self._desk.problem.emit(problem)
