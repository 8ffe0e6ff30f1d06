"""Erasing in the window: whom, the dry run of it, the sheet that comes before, and the order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.services.printing.printing import HELD_ON_YOU
from app.services.records import searching
from app.services.retention import erasing
from app.services.retention.erasing import ErasurePlan
from ui.frame.desk import Desk
from ui.rooms.members.decisions import Decisions
from ui.rooms.members.erase import ErasePage

_FOUND = 36


class Erasing(QObject):
    """Does what the page asks for."""

    asked = Signal()  # the page wants to be shown
    over = Signal()

    def __init__(self, desk: Desk, decisions: Decisions) -> None:
        """Make the page; `decisions` gives the order."""
        super().__init__()
        self._desk, self._decisions = desk, decisions
        self.page = ErasePage(desk.registry)
        self.page.searched.connect(self._search)
        self.page.plan_wanted.connect(self._plan)
        self.page.erase_wanted.connect(self._erase)
        self.page.print_wanted.connect(lambda person: desk.go("print", HELD_ON_YOU, person))
        self.page.back_wanted.connect(self.over)

    def begin(self) -> None:
        """Ask whom to erase."""
        self.page.forget()
        self.asked.emit()

    def begin_with(self, record: str) -> None:
        """Show what erasing a record would do."""
        self.begin()
        self._plan(record)

    def begin_together(self, plans: Sequence[ErasurePlan]) -> None:
        """Show what erasing several would do."""
        self.page.show_plans(plans)
        self.asked.emit()

    def _plan(self, record: str) -> None:
        self._desk.ask(lambda vault: erasing.plan(vault, [record]), self.page.show_plan, failed=self.page.show_problem)

    def _search(self, typed: str) -> None:
        self._desk.ask(lambda vault: searching.search(vault, typed, _FOUND), self.page.show_hits, key=(self, "search"))

    def _erase(self, plans: list[ErasurePlan]) -> None:
        self._decisions.erase(plans, self.page.show_problem, self.over.emit)
