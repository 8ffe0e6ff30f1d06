"""Erasing a person: found first, then what would go and what not, and only then the word that does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from app.domain.registry import Registry
from app.i18n import _, ngettext
from app.problems import Problem
from app.services.erasing import ErasurePlan, Named
from app.services.searching import Hit
from ui.rooms.trust.layout import bullet, sentence
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.step import Step
from ui.widgets.task_page import TaskPage

_NAMED = 12
WORD = "ERASE"


class ErasePage(TaskPage):
    """A dry run: nothing is erased while only this page was filled in as far as step 2."""

    searched = Signal(str)
    plan_wanted = Signal(str)  # the record
    erase_wanted = Signal(object)  # ErasurePlan

    def __init__(self, registry: Registry) -> None:
        """Take what records are called."""
        super().__init__(
            _("Erase a person"),
            _("For somebody who asks to be forgotten. A mistake is better deleted: that can be undone."),
        )
        self._registry = registry
        self._plan: ErasurePlan | None = None
        metrics = current_metrics()
        self.find_step = Step(1, _("Whom?"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Type a name"))
        self.line.setAccessibleName(_("Find the person"))
        self.line.setMinimumHeight(metrics.px(36))
        self.line.textChanged.connect(self._on_text)
        self.line.returnPressed.connect(self._to_hits)
        self.hits = QListWidget()
        self.hits.setAccessibleName(_("Found"))
        self.hits.setMaximumHeight(metrics.px(168))
        self.hits.itemActivated.connect(self._on_hit)
        self.hits.itemClicked.connect(self._on_hit)
        self.hits.hide()
        found = QWidget()
        column = QVBoxLayout(found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.px(4))
        column.addWidget(self.line)
        column.addWidget(self.hits)
        self.find_step.add(found)
        self.plan_step = Step(2, _("What would happen"))
        self._plan_box = QWidget()
        self._plan_lines = QVBoxLayout(self._plan_box)
        self._plan_lines.setContentsMargins(0, 0, 0, 0)
        self._plan_lines.setSpacing(metrics.px(8))
        self.plan_step.add(self._plan_box)
        self.word_step = Step(3, _("Say that you mean it"))
        self.word = QLineEdit()
        self.word.setFixedWidth(metrics.px(280))
        self.word.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.word.setMinimumHeight(metrics.px(36))
        self.word.textChanged.connect(lambda _text: self._enable())
        self.word.returnPressed.connect(self._erase)
        self.erase_button = button(_("Erase for good"), self._erase, kind="harm", icon="delete")
        self.word_step.add(self.word, self.erase_button)
        for step in (self.find_step, self.plan_step, self.word_step):
            self.body.addWidget(step)
        self.forget()

    def forget(self) -> None:
        """Start over."""
        self._plan = None
        self.banner.dismiss()
        self.line.clear()
        self.hits.hide()
        self.word.clear()
        self.plan_step.hide()
        self.word_step.hide()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show the persons found."""
        self.hits.clear()
        for hit in hits:
            if hit.kind == "person":
                item = QListWidgetItem(f"{hit.title}  ·  {hit.context}" if hit.context else hit.title)
                item.setData(Qt.ItemDataRole.UserRole, hit.id)
                self.hits.addItem(item)
        self.hits.setVisible(self.hits.count() > 0 and bool(self.line.text()))

    def show_plan(self, plan: ErasurePlan) -> None:
        """Show the dry run."""
        self._plan = plan
        self.hits.hide()
        self.banner.dismiss()
        while (item := self._plan_lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        target = plan.targets[0]
        self.plan_step.say(target.title)
        for each in plan.sentences:
            self._plan_lines.addWidget(bullet(each))
        self._plan_lines.addWidget(label(_("It takes"), "section"))
        self._plan_lines.addWidget(sentence(self._listed(plan.targets), "muted"))
        if plan.referring:
            words = ngettext(
                "{n} record refers to it and stays, without the name",
                "{n} records refer to it and stay, without the name",
                len(plan.referring),
            )
            self._plan_lines.addWidget(label(words.format(n=len(plan.referring)), "section"))
            self._plan_lines.addWidget(sentence(self._listed(plan.referring), "muted"))
        self._plan_lines.addWidget(label(_("On the laptops of"), "section"))
        self._plan_lines.addWidget(sentence(", ".join(plan.holders), "muted"))
        self.plan_step.show()
        self.word_step.setVisible(plan.allowed)
        if not plan.allowed:
            self._plan_lines.addWidget(
                sentence(_("Only an admin or a steward of the circle can order this. Ask one of them."), "attention")
            )
        text = _("Type “{name}” or {word}: there is no way back.").format(name=_first(target), word=WORD)
        self.word_step.say(text)
        self.word.setAccessibleName(text)
        self.word.clear()
        self._enable()
        if plan.allowed:
            self.word.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, and let it be tried again."""
        self._enable()
        super().show_problem(problem)

    def start(self) -> None:
        """Put the keyboard on the name."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _listed(self, named: Sequence[Named]) -> str:
        """Name some, and count the others by kind."""
        shown = ", ".join(f"{each.title} ({self._kind(each.kind)})" for each in named[:_NAMED])
        rest = Counter(self._kind(each.kind) for each in named[_NAMED:])
        return shown + "".join(f", +{count} {kind}" for kind, count in rest.items())

    def _kind(self, kind: str) -> str:
        return _(self._registry[kind].one) if kind in self._registry else kind

    def _on_text(self, text: str) -> None:
        if text.strip():
            self.searched.emit(text)
        else:
            self.hits.hide()

    def _to_hits(self) -> None:
        if self.hits.count():
            self.hits.setCurrentRow(0)
            self.hits.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, number: int) -> None:
        """Choose one of those found."""
        item = self.hits.item(number)
        if item is not None:
            self._on_hit(item)

    def _on_hit(self, item: QListWidgetItem) -> None:
        self.plan_wanted.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def _enable(self) -> None:
        typed = self.word.text().strip().casefold()
        plan = self._plan
        self.erase_button.setEnabled(
            plan is not None and plan.allowed and typed in {_first(plan.targets[0]).casefold(), WORD.casefold()}
        )

    def _erase(self) -> None:
        if self._plan is not None and self.erase_button.isEnabled():
            self.erase_button.setEnabled(False)
            self.erase_wanted.emit(self._plan)


def _first(named: Named) -> str:
    """Give the first name as it is to be typed; what has none is called by the word alone."""
    return (named.title.split() or [WORD])[0]
