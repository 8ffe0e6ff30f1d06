"""The page on which something is kept longer: until when, and why, which everybody who reads it will see."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from app.i18n import N_, _, ngettext
from app.problems import Problem, WrongValue
from app.records.attributes import Attribute
from app.records.kinds import Day, LongText
from app.services.retention.retention import Due
from ui.rooms.members.layout import sentence
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.editors.day import DayEditor
from ui.widgets.editors.sources import Sources
from ui.widgets.editors.text import TextEditor
from ui.widgets.step import GateStep
from ui.widgets.task_page import TaskPage

_NAMED = 12
_YEAR = datetime.timedelta(days=365)
_UNTIL = Attribute("until", N_("Until"), Day(), required=True)
_REASON = Attribute("reason", N_("Reason"), LongText(), required=True)


class KeepLongerPage(TaskPage):
    """Asks for a reason, because whoever comes later has to decide again."""

    keep_wanted = Signal(list, object, str)  # each a Due, the day, the reason

    def __init__(self, today: Callable[[], datetime.date]) -> None:
        """Take the day."""
        super().__init__(
            _("Keep it longer"),
            _("It leaves the queue until that day, on every laptop that reads it. Then it comes back to be looked at."),
        )
        self._today = today
        self._dues: Sequence[Due] = ()
        metrics = current_metrics()
        self.what = GateStep(1, _("What is kept"))
        self._names = sentence("", "muted")
        self.what.add(self._names)
        sources = Sources(today)
        self.until = DayEditor(_UNTIL, sources, place="form")
        self.until.setMaximumWidth(metrics.px(200))
        self.until.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.reason = TextEditor(_REASON, place="form")
        until, why = (
            GateStep(2, _("Until when")),
            GateStep(3, _("Why"), _("As others will read it: “The accounts are open.”")),
        )
        until.add(self.until)
        why.add(self.reason)
        for step in (self.what, until, why):
            self.body.addWidget(step)
        self.keep_button = button(_("Keep it until then"), self._keep, kind="primary", icon="clock")
        self.offer(self.keep_button, button(_("Cancel"), self.back_wanted.emit))

    def ask(self, dues: Sequence[Due]) -> None:
        """Ask about these."""
        self.banner.dismiss()
        self._dues = dues
        names = ", ".join(due.title for due in dues[:_NAMED])
        rest = len(dues) - _NAMED
        more = ngettext("and {n} more", "and {n} more", rest).format(n=rest) if rest > 0 else ""
        self._names.setText(" ".join(filter(None, (names, more))))
        self.until.set_value(self._today() + _YEAR)
        self.reason.set_value(None)
        self.keep_button.setEnabled(True)

    def start(self) -> None:
        """Put the keyboard on the reason: a year from now is what is usually meant."""
        self.reason.setFocus()

    def show_problem(self, problem: Problem) -> None:
        """Say below the day what is wrong with it, and let it be tried again."""
        self.keep_button.setEnabled(True)
        if isinstance(problem, WrongValue) and problem.field == _UNTIL.name:
            self.until.complain(problem.what)
        else:
            super().show_problem(problem)

    def _keep(self) -> None:
        if all([self.until.check(), self.reason.check()]):
            self.keep_button.setEnabled(False)
            self.keep_wanted.emit(list(self._dues), self.until.value(), str(self.reason.value()))
