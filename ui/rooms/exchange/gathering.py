"""Several bundles taken one after the other, from a folder or dropped together, and one page that sums up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.i18n import ngettext
from app.problems import Problem
from app.services.exchange import receiving
from app.services.exchange.receiving import Received
from ui.frame.desk import Desk
from ui.rooms.exchange.summary import SummaryPage


class Gathering(QObject):
    """Does what the page with the summary shows."""

    over = Signal()
    look_wanted = Signal(Path)

    def __init__(self, desk: Desk) -> None:
        """Make the page."""
        super().__init__()
        self._desk = desk
        self.page = SummaryPage(desk.registry, desk.now)
        self.page.look_wanted.connect(lambda path: self.look_wanted.emit(Path(path)))
        self.page.back_wanted.connect(self.over)
        self.page.done_wanted.connect(self.over)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Take files that were chosen or dropped together."""
        count = len(paths)
        self.page.wait(ngettext("{n} file", "{n} files", count).format(n=f"{count:n}"))
        self._desk.run(
            lambda vault: receiving.take_files(vault, paths),
            self.show_received,
            failed=self._failed,
            cancelled=self.over.emit,
        )

    def take_folder(self, folder: Path) -> None:
        """Take what in a folder is for this laptop."""
        self.page.wait(folder.name)
        self._desk.run(
            lambda vault: receiving.take_folder(vault, folder),
            self.show_received,
            failed=self._failed,
            cancelled=self.over.emit,
        )

    def show_received(self, received: Received) -> None:
        """Sum up."""
        self.page.show_received(received)
        if self.page.isVisible():
            self.page.start()

    def _failed(self, problem: Problem) -> None:
        """Say above the room why nothing could be opened."""
        self.over.emit()
        self._desk.problem.emit(problem)
