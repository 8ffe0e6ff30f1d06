"""The first 21 days of a person, on their card: tasks that fit with why, a buddy, the next nudge, the handover."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.capabilities.people import first_days_page
from app.capabilities.people.first_days_page import FirstDaysPage
from app.i18n import _
from app.records.changes import Changed
from app.records.days import format_day
from app.services.members import authors
from ui.frame.desk import Desk, Vault
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.emptying import empty
from ui.widgets.labels import label


class FirstDaysView(QWidget):
    """Each line says why, and has a button that does it."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; `show_person` asks."""
        super().__init__()
        self._desk = desk
        self.page: FirstDaysPage | None = None
        self._pressed = False
        self._actions: list[tuple[QWidget, QPushButton]] = []
        self.setAccessibleName(_("The first 21 days"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, current_metrics().px(8), 0, 0)
        self._layout.setSpacing(current_metrics().px(6))

    def show_person(self, person: str) -> None:
        """Plan the first days of somebody, as of today."""
        day = self._desk.today()
        self._desk.ask(
            lambda vault: first_days_page.first_days_page(vault, person, day), self._show, key=(self, "first days")
        )

    def _show(self, page: FirstDaysPage) -> None:
        """Show the plan."""
        self.page = page
        plan = page.plan
        here = self._pressed or any(does.hasFocus() for _holder, does in self._actions)
        self._pressed = False
        self._actions.clear()
        empty(self._layout)
        since = "" if plan.since is None else _("here since {day}").format(day=format_day(plan.since))
        stay = _("Day {day}").format(day=plan.day) if plan.day else ""
        left = _("left on {day}").format(day=format_day(plan.left_on)) if plan.left_on else ""
        said = " · ".join(filter(None, (stay, since, left)))
        self._layout.addWidget(label(said or _("No first day is known."), "muted"))
        if not plan.left_on:
            self._show_beginning(page)
        self._show_handover(page)
        self._layout.addStretch()
        if here and self._actions:
            holder, following = self._actions[0]
            holder.show()
            following.setFocus(Qt.FocusReason.OtherFocusReason)  # What was pressed is gone; the next is at hand.

    def _show_beginning(self, page: FirstDaysPage) -> None:
        """Show what there is to do with somebody who is here: tasks, a buddy, the next nudge."""
        plan, titles = page.plan, page.titles
        self._section(_("Tasks that fit"))
        for each in plan.tasks:
            words = f"{titles[each.task]}: {format_day(each.on_day)}"
            self._line(words, ", ".join(each.reasons), _("Give it"), self._give(each.task, each.on_day))
        if not plan.tasks:
            self._line(_("No open task of at most two hours fits."), _("Make one that anybody can do."))
        self._section(_("Buddy"))
        if plan.buddy:
            self._line(titles[plan.buddy], "")
        elif plan.proposed:
            shared = self._desk.registry["person"].attributes["languages"].format(list(plan.proposed.languages))
            why = _("looks after {count} newcomers").format(count=plan.proposed.newcomers)
            why = _("shares {languages}, {why}").format(languages=shared, why=why) if shared else why
            buddy = plan.proposed.person
            self._line(
                titles[buddy], why, _("Make the buddy"),
                lambda: self._do(lambda vault: first_days_page.make_buddy(vault, plan.person, buddy)),
            )  # fmt: skip
        else:
            self._line(_("Nobody who shares a language has time."), "")
        self._section(_("Next"))
        if plan.nudge:
            day, late = format_day(plan.nudge.on_day), plan.nudge.late
            said = _("{day}, overdue").format(day=day) if late else day
            self._line(plan.nudge.text, said, _("Talked today"), self._talked, late=late)
        else:
            self._line(_("Nothing is open."), "")

    def _show_handover(self, page: FirstDaysPage) -> None:
        """Show what the person holds, and to whom it goes before their last day."""
        plan, titles = page.plan, page.titles
        if plan.handover is None:
            return
        self._section(_("Closing handover by {day}").format(day=format_day(plan.handover.by)))
        for held in plan.handover.holds:
            to = titles[held.to] if held.to else _("nobody yet")
            self._line(titles[held.record], _("goes to {name}").format(name=to), late=plan.handover.due and not held.to)
        if any(held.to for held in plan.handover.holds):
            self._line("", "", _("Hand over"), lambda: self._do(lambda vault: first_days_page.hand_over(vault, plan)))
        if not plan.handover.holds:
            self._line(_("They hold nothing."), "")

    def _section(self, words: str) -> None:
        """Begin a section."""
        head = label(words, "section")
        head.setContentsMargins(0, current_metrics().px(8), 0, 0)
        self._layout.addWidget(head)

    def _line(
        self, words: str, why: str, action: str = "", on: Callable[[], object] | None = None, *, late: bool = False
    ) -> None:
        """Write a line with why, and a button for what can be done."""
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(0)
        if words:
            column.addWidget(label(words, wrap=True))
        if why:
            column.addWidget(label(why, "attention" if late else "small", wrap=True))
        line.addLayout(column, 1)
        if on is not None:
            name = f"{action}: {words}" if words else action
            does = button(action, on, name=name)
            self._actions.append((holder, does))
            line.addWidget(does, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addWidget(holder)

    def _give(self, task: str, day: datetime.date) -> Callable[[], None]:
        """Make what gives a task."""
        return lambda: self._do(lambda vault: first_days_page.take_task(vault, self._person(), task, day))

    def _talked(self) -> None:
        """Note that somebody was spoken to."""
        person, day = self._person(), self._desk.today()
        self._do(lambda vault: first_days_page.got_in_touch(vault, person, day, authors.me(vault) or ""))

    def _do(self, verb: Callable[[Vault], Changed]) -> None:
        """Do something, and plan anew."""
        person, self._pressed = self._person(), True
        self._desk.do(verb, done=lambda _changed: self.show_person(person))

    def _person(self) -> str:
        """Give who the page is about."""
        return self.page.plan.person if self.page is not None else ""
