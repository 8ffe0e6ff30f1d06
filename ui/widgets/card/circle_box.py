"""The circle of the record on a card: a chip with its name; behind it who reads it, and the way to another circle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.icons import icon
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.emptying import empty
from ui.widgets.labels import label

if TYPE_CHECKING:
    from app.services.members.circles import CircleChoice, MovePlan

_MOST_NAMED = 8


class CircleBox(QWidget):
    """Hidden while the group has one circle only. It moves nothing itself: it asks for a plan, shows it, and tells."""

    plan_wanted = Signal(str, str)  # id of the record, id of the circle
    move_wanted = Signal(object)  # MovePlan

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._record, self._circle = "", ""
        self._choices: Sequence[CircleChoice] = ()
        self.plan: MovePlan | None = None
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, metrics.px(8))
        column.setSpacing(metrics.px(8))
        self.chip = button("", kind="chip", tip=_("Who reads this"))
        self.chip.setCheckable(True)
        self.chip.toggled.connect(self._open)
        column.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeft)
        self.panel = QFrame()
        self.panel.setProperty("role", "form")
        inside = QVBoxLayout(self.panel)
        inside.setContentsMargins(metrics.px(12), metrics.px(10), metrics.px(12), metrics.px(10))
        inside.setSpacing(metrics.px(8))
        self.readers = label("", wrap=True)
        inside.addWidget(self.readers)
        self._moving = QWidget()
        line = QHBoxLayout(self._moving)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(metrics.px(8))
        caption = label(_("Move to"), "muted")
        self.target = ComboBox(_("Move to"))
        self.target.activated.connect(self._choose)
        caption.setBuddy(self.target)
        line.addWidget(caption)
        line.addWidget(self.target, 1)
        inside.addWidget(self._moving)
        self._said = QVBoxLayout()
        self._said.setSpacing(metrics.px(6))
        inside.addLayout(self._said)
        ends = QHBoxLayout()
        ends.addStretch()
        self.cancel = button(_("Cancel"), self.close_panel, kind="quiet")
        self.move_button = button(_("Move and erase it here"), self._move, kind="harm")
        ends.addWidget(self.cancel)
        ends.addWidget(self.move_button)
        inside.addLayout(ends)
        column.addWidget(self.panel)
        self.panel.hide()
        self.hide()

    def show_circle(self, record: str, circle: str, choices: Sequence[CircleChoice]) -> None:
        """Show the circle of a record; another record closes what was open for the last."""
        if record != self._record or circle != self._circle:
            self.chip.setChecked(False)
            self._forget_plan()
        self._record, self._circle, self._choices = record, circle, choices
        here = next((each for each in choices if each.circle == circle), None)
        self.setVisible(here is not None and len(choices) > 1)
        if here is None:
            return
        self.chip.setText(_("Everyone in the group") if here.everyone else here.name)
        self.chip.setIcon(icon("group" if here.everyone else "lock", "muted", "on_accent_soft"))
        self.chip.setAccessibleName(_("Circle: {name}").format(name=self.chip.text()))
        self.readers.setText(_("Read by {names}.").format(names=_some(here.readers)))
        others = [each for each in choices if each.circle != circle and each.may_write]
        if [each.circle for each in others] != [self.target.itemData(row) for row in range(1, self.target.count())]:
            self.target.clear()
            self.target.addItem(_("Choose a circle…"), "")
            for each in others:
                self.target.addItem(each.words(), each.circle)
        self._moving.setVisible(bool(others))

    def show_plan(self, plan: MovePlan) -> None:
        """Say what moving would do, with the button that does it if this laptop may."""
        if plan.circle != self.target.currentData():
            return
        self._forget_plan(keep_choice=True)
        self.plan = plan
        *sentences, last = plan.sentences
        for sentence in sentences:
            self._said.addWidget(label(sentence, wrap=True))
        if len(plan.follows) > 1:
            titles = [each.title for each in plan.follows]
            self._said.addWidget(label(_("Goes along: {names}.").format(names=_some(titles[1:])), "muted", wrap=True))
        if plan.rewritten:
            titles = [each.title for each in plan.rewritten]
            self._said.addWidget(label(_("Points to it: {names}.").format(names=_some(titles)), "muted", wrap=True))
        self._said.addWidget(label(last, "strong", wrap=True))
        self.move_button.setVisible(plan.allowed)

    def close_panel(self) -> None:
        """Close what the chip has opened."""
        self.chip.setChecked(False)
        self.chip.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.panel.isVisible():
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def _open(self, on: bool) -> None:
        """Open or close the panel."""
        self._forget_plan()
        self.panel.setVisible(on)

    def _choose(self, row: int) -> None:
        """Ask what moving there would do."""
        self._forget_plan(keep_choice=True)
        circle = self.target.itemData(row)
        if circle:
            self.plan_wanted.emit(self._record, circle)

    def _move(self) -> None:
        """Tell that it shall be moved, once."""
        plan, self.plan = self.plan, None
        if plan is not None:
            self.move_button.hide()
            self.move_wanted.emit(plan)

    def _forget_plan(self, *, keep_choice: bool = False) -> None:
        """Take the sentences of another plan away."""
        self.plan = None
        self.move_button.hide()
        empty(self._said)
        if not keep_choice:
            self.target.setCurrentIndex(0)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    rest = len(names) - _MOST_NAMED
    return shown if rest <= 0 else _("{names} and {count} more").format(names=shown, count=rest)
