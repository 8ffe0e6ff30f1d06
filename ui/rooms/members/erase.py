"""Erasing a person: found first, then what would go and what not, and only then the word that does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.problems import Problem
from app.records.registry import Registry
from app.services.records.searching import Hit
from app.services.retention.erasing import ErasurePlan, Named
from ui.rooms.members.layout import bullet, sentence
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.emptying import empty
from ui.widgets.labels import label
from ui.widgets.step import GateStep
from ui.widgets.task_page import TaskPage

_NAMED = 12
WORD = "ERASE"


class ErasePage(TaskPage):
    """A dry run: nothing is erased while only this page was filled in as far as step 2."""

    searched = Signal(str)
    plan_wanted = Signal(str)  # the record
    erase_wanted = Signal(list)  # each an ErasurePlan
    print_wanted = Signal(str)  # the person on whom everything is to be printed first

    def __init__(self, registry: Registry) -> None:
        """Take what records are called."""
        super().__init__(_("Erase a person"))
        self._registry = registry
        self._plans: Sequence[ErasurePlan] = ()
        self._only: Named | None = None
        metrics = current_metrics()
        self.find_step = GateStep(1, _("Whom?"))
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
        self.plan_step = GateStep(2, _("What would happen"))
        self._plan_box = QWidget()
        self._plan_lines = QVBoxLayout(self._plan_box)
        self._plan_lines.setContentsMargins(0, 0, 0, 0)
        self._plan_lines.setSpacing(metrics.px(8))
        self.plan_step.add(self._plan_box)
        self.print_button = button(_("Print everything we hold on them first…"), self._print, kind="link", icon="print")
        self.plan_step.add(self.print_button)
        self.word_step = GateStep(3, _("Say that you mean it"))
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
        """Start over, with nobody chosen yet."""
        self._plans = ()
        self._call(_("Erase a person"), asked=True)
        self.banner.dismiss()
        self.line.clear()
        self.hits.hide()
        self.word.clear()
        self.plan_step.hide()
        self.word_step.hide()

    def _call(self, title: str, *, asked: bool) -> None:
        """Say what is erased here, and ask whom only where that is not known."""
        words = _("For somebody who asks to be forgotten. A mistake is better deleted: that can be undone.")
        self.say(title, words if asked else _("What is still needed can be kept longer instead: go back for that."))
        self.find_step.setVisible(asked)
        for number, step in enumerate((self.plan_step, self.word_step), 2 if asked else 1):
            step.renumber(number)

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, and let it be tried again."""
        super().show_problem(problem)
        self._enable()

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
        """Show the dry run of erasing one record with its parts."""
        self._show((plan,), plan.targets[0].title, plan.targets[0])

    def show_plans(self, plans: Sequence[ErasurePlan]) -> None:
        """Show the dry run of erasing several at once, which were chosen elsewhere."""
        self.forget()
        chosen = {named.record for plan in plans for named in plan.targets}
        self._call(_("Erase what was kept for long enough"), asked=False)
        words = ngettext("{n} record is concerned", "{n} records are concerned", len(chosen)).format(n=len(chosen))
        self._show(plans, words, None)

    def _show(self, plans: Sequence[ErasurePlan], heading: str, only: Named | None) -> None:
        """Show a dry run; `only` is that whose name may be typed."""
        self._plans, self._only = plans, only
        self.hits.hide()
        self.banner.dismiss()
        empty(self._plan_lines)
        self.plan_step.say(heading)
        for each in dict.fromkeys(text for plan in plans for text in plan.sentences):
            self._plan_lines.addWidget(bullet(each))
        for each, words in _told(plans, self._registry):
            self._plan_lines.addWidget(label(each, "section"))
            self._plan_lines.addWidget(sentence(words, "muted"))
        self.plan_step.show()
        self.print_button.setVisible(only is not None and only.kind == "person")
        self._ask_word(only)

    def _ask_word(self, only: Named | None) -> None:
        """Ask for the word that erases, or say who may order it."""
        allowed = all(plan.allowed for plan in self._plans)
        self.word_step.setVisible(allowed)
        if not allowed:
            self._plan_lines.addWidget(
                sentence(_("Only an admin or a steward of the circle can order this. Ask one of them."), "attention")
            )
        text = (
            _("Type “{name}” or {word}: there is no way back.").format(name=_first(only), word=WORD)
            if only is not None
            else _("Type {word}: there is no way back.").format(word=WORD)
        )
        self.word_step.say(text)
        self.word.setAccessibleName(text)
        self.word.clear()
        self._enable()
        if allowed:
            self.word.setFocus(Qt.FocusReason.OtherFocusReason)

    def _print(self) -> None:
        if self._only is not None:
            self.print_wanted.emit(self._only.record)

    def start(self) -> None:
        """Put the keyboard on the name, or on the word where it is known what is erased."""
        (self.line if self.find_step.isVisibleTo(self) else self.word).setFocus(Qt.FocusReason.OtherFocusReason)

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
        words = {WORD.casefold(), _first(self._only).casefold() if self._only is not None else ""} - {""}
        allowed = bool(self._plans) and all(plan.allowed for plan in self._plans)
        self.erase_button.setEnabled(allowed and typed in words)

    def _erase(self) -> None:
        if self._plans and self.erase_button.isEnabled():
            self.erase_button.setEnabled(False)
            self.erase_wanted.emit(list(self._plans))


def _first(named: Named) -> str:
    """Give the first name as it is to be typed; what has none is called by the word alone."""
    return (named.title.split() or [WORD])[0]


def _told(plans: Sequence[ErasurePlan], registry: Registry) -> Iterator[tuple[str, str]]:
    """Say below headings what goes, what refers to it and stays, and on whose laptops it is."""
    for plan in plans:
        attributes = registry[plan.targets[0].kind].attributes
        fields = ", ".join(_(attributes[field].label) for field in plan.fields)
        heading = _("It takes of each: {fields}").format(fields=fields) if fields else _("It takes")
        yield heading, _listed(plan.targets, registry)
    referring = list({named.record: named for plan in plans for named in plan.referring}.values())
    if referring:
        words = ngettext(
            "{n} record refers to it and stays, without the name",
            "{n} records refer to it and stay, without the name",
            len(referring),
        )
        yield words.format(n=len(referring)), _listed(referring, registry)
    holders = Counter[str]()
    for plan in plans:
        holders |= Counter(plan.holders)  # Two who are called alike are two.
    yield _("On the laptops of"), ", ".join(sorted(holders.elements(), key=str.casefold))


def _listed(named: Sequence[Named], registry: Registry) -> str:
    """Name some, and count the others by kind."""
    shown = ", ".join(f"{each.title} ({_kind(each.kind, registry)})" for each in named[:_NAMED])
    rest = Counter(_kind(each.kind, registry) for each in named[_NAMED:])
    return shown + "".join(f", +{count} {kind}" for kind, count in rest.items())


def _kind(kind: str, registry: Registry) -> str:
    return _(registry[kind].one) if kind in registry else kind
