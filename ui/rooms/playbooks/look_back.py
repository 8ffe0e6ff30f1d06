"""Looking back on a run: each step is kept, said differently, or dropped; and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from app.capabilities.projects.playbooks import Step
from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.half_written import UNFINISHED
from ui.widgets.labels import label


class LookBackForm(QFrame):
    """A line for each step: the tick keeps it, other words change it."""

    submitted = Signal()
    cancelled = Signal()

    def __init__(self, project: str, steps: Sequence[Step]) -> None:
        """Take the name of the project, and the steps that it went by."""
        super().__init__()
        self.setProperty("role", "form")
        self.setAccessibleName(_("Looking back"))
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        column.setSpacing(metrics.px(4))
        column.addWidget(label(_("Looking back on {project}").format(project=project), "strong", wrap=True))
        column.addWidget(
            label(_("Untick what was not needed, and say differently what should be."), "small", wrap=True)
        )
        self.kept = self._line(column, _("What was good, and is kept"))
        self.why = self._line(column, _("Why the rest is to be different"))
        self.steps: dict[str, tuple[QCheckBox, QLineEdit, str]] = {}
        for step in steps:
            row = QHBoxLayout()
            row.setSpacing(metrics.px(6))
            box = QCheckBox(step.key)
            box.setChecked(True)
            box.setAccessibleName(_("Keep step {key}: {title}").format(key=step.key, title=step.title))
            words = QLineEdit(step.title)
            words.setCursorPosition(0)
            words.setAccessibleName(_("What step {key} should say").format(key=step.key))
            box.toggled.connect(words.setEnabled)
            row.addWidget(box)
            row.addWidget(words, 1)
            column.addLayout(row)
            self.steps[step.key] = (box, words, step.title)
        self._over = False
        self._waits = label(_(UNFINISHED), "attention", wrap=True)
        self._waits.hide()
        column.addWidget(self._waits)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(button(_("Cancel"), self._leave, kind="quiet"))
        self.done = button(_("Write it down"), self.submit, kind="primary")
        buttons.addWidget(self.done)
        column.addLayout(buttons)

    def _line(self, column: QVBoxLayout, words: str) -> QLineEdit:
        """Add a line to write a sentence into."""
        made = QLineEdit()
        made.setPlaceholderText(words)
        made.setAccessibleName(words)
        column.addWidget(made)
        return made

    def is_half_written(self) -> bool:
        """Say whether somebody has written into it what was neither handed over nor given up."""
        return not self._over and any((*self.said().values(), self.dropped(), self.changed()))

    def hold(self) -> None:
        """Say that it waits to be finished or left, and take the keyboard."""
        self._waits.show()
        self.start()

    def submit(self) -> None:
        """Hand it over."""
        self._over = True
        self.submitted.emit()

    def _leave(self) -> None:
        """Leave it, with what was written."""
        self._over = True
        self.cancelled.emit()

    def start(self) -> None:
        """Put the keyboard into the first line."""
        self.kept.setFocus(Qt.FocusReason.OtherFocusReason)

    def said(self) -> dict[str, str]:
        """Give what was said in sentences."""
        return {"kept": self.kept.text().strip(), "why": self.why.text().strip()}

    def dropped(self) -> list[str]:
        """Give the keys of the steps that are to go."""
        return [key for key, (box, _words, _title) in self.steps.items() if not box.isChecked()]

    def changed(self) -> dict[str, str]:
        """Give what steps should say, by their keys, where that is something else."""
        return {
            key: words.text().strip()
            for key, (box, words, title) in self.steps.items()
            if box.isChecked() and words.text().strip() and words.text().strip() != title
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)
