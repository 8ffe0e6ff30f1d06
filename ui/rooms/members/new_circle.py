"""A new circle: its name, and who is in it from the start."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.i18n import _
from app.problems import Problem, WrongValue
from app.services.members.trust import MemberView
from ui.frame.gate.field import GateField
from ui.rooms.members import words
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.emptying import empty
from ui.widgets.labels import label
from ui.widgets.task_page import TaskPage


class NewCirclePage(TaskPage):
    """Nobody outside it can read what is put into it; they carry it unread."""

    make_wanted = Signal(str, list)  # name, devices

    def __init__(self) -> None:
        """Start without anybody."""
        super().__init__(
            _("A new circle"),
            _("What is put into it can be read by those in it and by nobody else. All laptops carry it, unread."),
        )
        self.name = GateField(_("Name"), _("Such as “Housing” or “Money”. Everybody in the group can read the name."))
        self.body.addWidget(self.name)
        self.body.addWidget(label(_("Who is in it beside you, and may write"), "strong"))
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current_metrics().px(8))
        self.body.addWidget(self._list)
        self.ticks: dict[str, tuple[QCheckBox, list[str]]] = {}
        self.make_button = button(_("Make the circle"), self._make, kind="primary", icon="done")
        self.offer(self.make_button)
        self.name.line.returnPressed.connect(self._make)

    def begin(self, members: Sequence[MemberView]) -> None:
        """Offer everybody who can read."""
        self.banner.dismiss()
        self.name.line.clear()
        self.make_button.setEnabled(True)
        empty(self._column)
        self.ticks = {}
        for member in members:
            devices = [
                each.device
                for each in member.devices
                if each.standing not in {words.REMOVED, words.SUSPENDED} and each.role != "carrier"
            ]
            if member.me or not devices:
                continue
            tick = QCheckBox(member.name)
            tick.setAccessibleName(member.name)
            self.ticks[member.person] = (tick, devices)
            self._column.addWidget(tick)
        if not self.ticks:
            self._column.addWidget(label(_("Nobody else yet: you can let others in later."), "muted"))

    def show_problem(self, problem: Problem) -> None:
        """Say it at the name if it is about the name."""
        self.make_button.setEnabled(True)
        if isinstance(problem, WrongValue) and problem.field == "name":
            self.name.complain(problem.what)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().show_problem(problem)

    def start(self) -> None:
        """Put the keyboard on the name."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self) -> None:
        if self.make_button.isEnabled() and self.name.need(_("A name is needed.")):
            self.make_button.setEnabled(False)
            chosen = [device for tick, devices in self.ticks.values() if tick.isChecked() for device in devices]
            self.make_wanted.emit(self.name.text(), chosen)
