"""Changing all records of a list alike: one field, what it becomes, and how many that changes, counted before."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.i18n import N_, _, ngettext
from app.problems import Problem
from app.records.changes import Changed
from app.records.registry import Registry
from app.services.records import bulk
from app.services.records.bulk import BulkPlan, FieldSetting
from app.services.records.records import Query
from ui.frame.desk import Desk
from ui.records.filter_parts import ValueEditor, fields_of, options_of
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label

_HOWS = (("=", N_("becomes")), ("+=", N_("gets")), ("-=", N_("loses")))
_PAUSE_MS = 200


class BulkPane(QFrame):
    """Asks what to change; the count comes as one chooses, and one undo takes all of it back."""

    closed = Signal()

    def __init__(self, desk: Desk, registry: Registry, kind: str) -> None:
        """Take the kind of record."""
        super().__init__()
        self.setProperty("role", "banner")
        self._desk, self._kind, self.query = desk, kind, Query()
        self.plan: BulkPlan | None = None
        own = [each for each in fields_of(registry, kind) if "." not in each.name]
        self._fields = {each.name: each.attribute for each in own}
        metrics = current_metrics()
        self.field, self.how, self.value = ComboBox(_("Field")), ComboBox(_("How")), ValueEditor(_("New value"))
        for each in own:
            self.field.addItem(each.words, each.name)
        for combo in (self.field, self.how, self.value.combo):
            combo.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(9)
        line = QHBoxLayout()
        line.addWidget(label(_("For all of them:")))
        line.addWidget(self.field, 2)
        line.addWidget(self.how)
        line.addWidget(self.value, 2)
        self.said = label("", "muted", wrap=True)
        self.do_button = button(_("Change"), self.carry_out, kind="primary", icon="done")
        below = QHBoxLayout()
        below.addWidget(self.said, 1)
        below.addWidget(button(_("Close"), self.closed.emit, kind="quiet"))
        below.addWidget(self.do_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(8), metrics.px(8), metrics.px(8), metrics.px(8))
        layout.addLayout(line)
        layout.addLayout(below)
        chosen = next((n for n, each in enumerate(own) if options_of(each.attribute)), 0)
        self.field.setCurrentIndex(chosen)
        self._wait = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._wait.timeout.connect(self._ask)
        self.field.currentIndexChanged.connect(lambda _index: self._on_field())
        self.how.currentIndexChanged.connect(lambda _index: self._wait.start())
        self.value.changed.connect(self._wait.start)
        self._on_field()

    def show_query(self, query: Query) -> None:
        """Be about another list."""
        self.query = query
        self._wait.start()

    def carry_out(self) -> None:
        """Change them; the toast offers to undo it."""
        plan = self.plan
        if plan is not None and plan.changing:
            self.do_button.setEnabled(False)
            self._desk.do(lambda vault: bulk.carry_out(vault, plan), done=self._done)

    def _done(self, _changed: Changed) -> None:
        """Count anew."""
        self._wait.start()

    def _on_field(self) -> None:
        """Offer what fits another field."""
        attribute = self._fields[str(self.field.currentData())]
        blocked = self.how.blockSignals(True)
        self.how.clear()
        for how, words in _HOWS if attribute.merge == "set" else _HOWS[:1]:
            self.how.addItem(_(words), how)
        self.how.blockSignals(blocked)
        self.value.show_field(attribute)
        self._wait.start()

    def _ask(self) -> None:
        """Count what it would change."""
        if not self.isVisible():
            return
        setting = FieldSetting(str(self.field.currentData()), str(self.how.currentData()), self.value.text())
        query = self.query
        self._desk.ask(
            lambda vault: bulk.plan(vault, self._kind, query, [setting]),
            self._show,
            failed=self._show_problem,
            key=(self, "plan"),
        )

    def _show(self, plan: BulkPlan) -> None:
        """Say what would change."""
        self.plan = plan
        field = plan.fields[0]
        before = ", ".join(f"{words or _('nothing')} {count:n}" for words, count in field.before[:6])
        said = _("{label} of {changing} of {total}: {before} → {after}. {same} are so already.").format(
            label=field.label,
            changing=f"{plan.changing:n}",
            total=f"{plan.total:n}",
            before=before or "–",
            after=field.after or _("nothing"),
            same=f"{field.same:n}",
        )
        if plan.refused:
            said += " " + _("{count} stay as they are: {why}").format(count=len(plan.refused), why=plan.refused[0][1])
        self.said.setText(said)
        words = ngettext("Change {count}", "Change {count}", plan.changing).format(count=f"{plan.changing:n}")
        self.do_button.setText(words)
        self.do_button.setEnabled(bool(plan.changing))

    def _show_problem(self, problem: Problem) -> None:
        """Say why not."""
        self.plan = None
        self.said.setText(problem.what)
        self.do_button.setText(_("Change"))
        self.do_button.setEnabled(False)
