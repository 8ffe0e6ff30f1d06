"""A bundle looked into, and taken or left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.i18n import _
from app.problems import Problem
from app.services.exchange import exchange
from app.services.exchange.exchange import TakenBundle
from ui.frame.desk import Desk
from ui.rooms.exchange.look import LookPage
from ui.rooms.exchange.looking import LookedBundle, look_into
from ui.work.jobs import RunningJob


class Taking(QObject):
    """Does what the page with the preview asks for."""

    over = Signal()
    taken = Signal(object)  # Taken

    def __init__(self, desk: Desk) -> None:
        """Make the page."""
        super().__init__()
        self._desk = desk
        self._looked: LookedBundle | None = None
        self._looking: RunningJob | None = None
        self.page = LookPage(desk.registry, desk.now)
        self.page.take_wanted.connect(self._take)
        self.page.leave_wanted.connect(self.leave)
        self.page.back_wanted.connect(self.leave)

    def begin(self, source: Path | bytes) -> None:
        """Look into a file, or into what was read from codes, without taking it."""
        self._forget()
        self.page.wait(source.name if isinstance(source, Path) else _("Read from codes"))
        self._looking = self._desk.run(
            lambda vault: look_into(vault, source), self._on_looked, failed=self._not_looked, cancelled=self.over.emit
        )

    def leave(self) -> None:
        """Forget the bundle; nothing of it was kept."""
        self._forget()
        self.over.emit()

    def _forget(self) -> None:
        """Stop looking into a bundle that is not wanted any more."""
        self._looked = None
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _on_looked(self, looked: LookedBundle) -> None:
        """Show what it would change."""
        self._looking, self._looked = None, looked
        self.page.show_taken(looked.taken, looked.losses)
        if self.page.isVisible():
            self.page.start()

    def _not_looked(self, problem: Problem) -> None:
        """Say above the room why it cannot be opened."""
        self._looking = None
        self.over.emit()
        self._desk.problem.emit(problem)

    def _take(self) -> None:
        """Take it: all of it, or nothing."""
        looked = self._looked
        if looked is not None:
            self._desk.run(
                lambda vault: exchange.take(vault, looked.data),
                self._on_taken,
                failed=self._not_taken,
                cancelled=lambda: self.page.set_busy(False),
            )

    def _on_taken(self, taken: TakenBundle) -> None:
        """Let go of it."""
        self._looked = None
        self.page.set_busy(False)
        self.taken.emit(taken)

    def _not_taken(self, problem: Problem) -> None:
        """Say what went wrong; the bundle can be tried again."""
        self.page.set_busy(False)
        self.page.show_problem(problem)
