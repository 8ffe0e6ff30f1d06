"""A bundle made and put where the person says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.changes import Changed
from app.i18n import _
from app.problems import Problem
from app.services import exchange, files
from app.services.exchange import Made, Peer
from ui.dialogs import Dialogs
from ui.frame.desk import Desk
from ui.rooms.exchange.kinds import BUNDLES, MEMBERS
from ui.rooms.exchange.make import MakePage


class Giving(QObject):
    """Does what the page for making a bundle asks for."""

    over = Signal()

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Make the page."""
        super().__init__()
        self._desk, self._dialogs = desk, dialogs
        self.page = MakePage(desk.now)
        self.page.make_wanted.connect(self._make)
        self.page.save_wanted.connect(self._save)
        self.page.back_wanted.connect(self.over)
        self.page.done_wanted.connect(self.over)

    def begin(self, peers: Sequence[Peer], only: str = "") -> None:
        """Offer the laptops; `only` ticks one."""
        self.page.show_peers(peers, only)

    def _make(self, devices: list[str]) -> None:
        """Make it in memory, then ask where to put it: making takes a second, finding a stick a minute."""
        self._desk.run(
            lambda vault: exchange.make_bundle(vault, devices),
            self._save,
            failed=self._on_problem,
            cancelled=lambda: self.page.set_busy(False),
        )

    def _save(self, made: Made) -> None:
        """Put a bundle where the person says; it stays in memory until that has worked."""
        path = self._dialogs.save_file(self.page, _("Save the bundle"), made.name, _(BUNDLES))
        if path is None:
            self.page.set_busy(False)
            return
        self._desk.ask(
            lambda _vault: files.write(path, made.data),
            lambda _done: self._on_saved(made, path),
            failed=self._on_problem,
        )

    def _on_saved(self, made: Made, path: Path) -> None:
        """Say what to do next."""
        self.page.show_saved(made, path)
        self._desk.changed.emit(Changed(frozenset({MEMBERS})))

    def _on_problem(self, problem: Problem) -> None:
        """Say what went wrong, and let it be tried again."""
        self.page.set_busy(False)
        self.page.show_problem(problem)
