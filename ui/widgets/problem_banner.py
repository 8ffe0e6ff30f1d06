"""A failure, where it happened: what happened, what was kept, what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.i18n import _
from app.problems import Bug, Problem
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.empty_state import IconBadge
from ui.widgets.labels import label, set_property

# A copy with this beside it says nothing about anybody, and so need not be taken out of the clipboard again.
HARMLESS = "application/x-switchboard-harmless"


class ProblemBanner(QFrame):
    """Shows one problem until it is closed or solved; a mistake of ours can be copied as a report."""

    closed = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setProperty("role", "banner")
        self.problem: Problem | None = None
        self._report = ""
        metrics = current_metrics()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(8), metrics.px(8))
        layout.setSpacing(metrics.px(12))
        self._harm = IconBadge("harm", side=20, role="harm")
        self._attention = IconBadge("attention", side=20, role="attention")
        for badge in (self._harm, self._attention):
            layout.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(metrics.px(2))
        self.what, self.kept, self.do = label("", "strong", wrap=True), label("", wrap=True), label("", wrap=True)
        for each in (self.what, self.kept, self.do):
            words.addWidget(each)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(metrics.px(8))
        self._buttons.setContentsMargins(0, metrics.px(4), 0, 0)
        self.copy = button(_("Copy the report"), self._copy, icon="copy")
        self.act = button("", self._act)
        self._buttons.addWidget(self.act)
        self._buttons.addWidget(self.copy)
        self._buttons.addStretch()
        words.addLayout(self._buttons)
        layout.addLayout(words, 1)
        layout.addWidget(icon_button("close", _("Close"), self.dismiss), 0, Qt.AlignmentFlag.AlignTop)
        self._on_act: Callable[[], object] | None = None
        self.hide()

    def show_problem(self, problem: Problem, action: str = "", on: Callable[[], object] | None = None) -> None:
        """Show a problem, with a button where one step would solve it."""
        self.problem = problem
        ours = isinstance(problem, Bug)
        for words, text in ((self.what, problem.what), (self.kept, problem.kept), (self.do, problem.do)):
            words.setText(text)
            words.setVisible(bool(text))
        self._report = str(getattr(problem, "report", ""))
        self.copy.setVisible(bool(self._report))
        self.act.setText(action)
        self.act.setAccessibleName(action)
        self.act.setVisible(bool(action))
        self._on_act = on
        self._harm.setVisible(ours)
        self._attention.setVisible(not ours)
        set_property(self, "tone", "harm" if ours else "attention")
        self.setAccessibleName(str(problem))
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, str(problem)))

    def dismiss(self) -> None:
        """Take the problem away."""
        self.problem = None
        self.hide()
        self.closed.emit()

    def _copy(self) -> None:
        """Put the report on the clipboard, where it stays until it has been pasted into a letter."""
        data = QMimeData()
        data.setText(self._report)
        data.setData(HARMLESS, b"1")
        QGuiApplication.clipboard().setMimeData(data)
        self.copy.setText(_("Copied"))

    def _act(self) -> None:
        """Do the one step."""
        self.dismiss()
        if self._on_act is not None:
            self._on_act()
