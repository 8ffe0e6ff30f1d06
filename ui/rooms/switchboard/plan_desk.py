"""What stands between the page of a plan and the vault: solving beside the window, keeping, pinning and refusing."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from app.capabilities.switchboard import board, plan_board, plan_service
from app.capabilities.switchboard.board import SwitchboardLook
from app.capabilities.switchboard.plan_board import Levers, PlannedWeek
from app.i18n import _
from app.records.changes import Changed
from ui.frame.desk import Desk
from ui.frame.status_line import ProgressStrip
from ui.rooms.switchboard.pairs_desk import Look
from ui.rooms.switchboard.plan_page import WeekPlanPage
from ui.work.jobs import RunningJob, VaultThread


class PlanDesk:
    """Plans on a thread of its own; without one it is that of the vault, where others wait meanwhile."""

    def __init__(
        self,
        desk: Desk,
        solver: VaultThread,
        look: Look,
        take_look: Callable[[SwitchboardLook], object],
        begin: Callable[[], object],
    ) -> None:
        """Take what was read last, what takes a look that is newer, and what brings the page into sight to plan."""
        self._desk, self._solver, self._look, self._take_look = desk, solver, look, take_look
        self._running: RunningJob | None = None
        self._levers: Levers | None = None
        self.page = WeekPlanPage(begin, self.keep, self.look_for, ProgressStrip(solver))
        self.page.held.connect(self._hold)

    def plan(self) -> None:
        """Plan this week beside the window, with progress; cancelling keeps the best so far."""
        found, day = self._look(), self._desk.today()
        if found is None or (self._running is not None and self._solver.is_busy()):
            return
        self._running = self._solver.run(
            plan_board.planning(found, day, time.monotonic), partial(self._take_plan, found), self._desk.problem.emit
        )

    def _take_plan(self, at: SwitchboardLook, found: PlannedWeek) -> None:
        """Show a plan, then look for what is missing."""
        self._running = None
        self.page.show_plan(found)
        if found.plan.needs and not found.plan.stopped:
            self._levers = None
            job = plan_board.leverage_of(at, self._desk.today(), time.monotonic)
            self._solver.run(job, self._take_levers, self._desk.problem.emit)

    def _take_levers(self, found: Levers) -> None:
        """Show what is missing most."""
        self._levers = found
        self.page.show_levers(found)

    def keep(self) -> None:
        """Write the plan as suggestions."""
        if self.page.found is not None:
            plan = self.page.found.plan
            self._desk.do(lambda vault: plan_service.keep(vault, plan), _("The plan is kept as suggestions."))

    def look_for(self) -> None:
        """Make a need of what is missing most."""
        missing = self._levers.missing if self._levers is not None else None
        if missing is None:
            return
        self._desk.do(
            lambda vault: plan_service.look_for(vault, missing.title, missing.words, missing.missing.area),
            _("“{title}” stands among the needs.").format(title=missing.title),
        )
        self.page.look_button.hide()

    def _hold(self, need: str, offer: str, state: str) -> None:
        """Pin or refuse a pair, or let go of it; the plan then is made again."""
        found = self.page.found
        if found is None:
            return
        plan, day = found.plan, self._desk.today()
        pinned, refused = state == plan_board.PINNED, state == plan_board.REFUSED

        def show(look: SwitchboardLook) -> None:
            self._take_look(look)
            self.page.show_again(plan_board.in_words(look, plan))

        def done(_changed: Changed) -> None:
            self._desk.ask(lambda vault: board.look(vault, day), show, key=self)

        self._desk.do(
            lambda vault: plan_service.hold(vault, plan, need, offer, pinned=pinned, refused=refused), done=done
        )
