"""A bundle made and put where the person says: into a file, a folder with one for each, or codes on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.i18n import _
from app.problems import Problem
from app.services import files
from app.services.exchange import exchange, handing, qr_pictures
from app.services.exchange.exchange import Made, Peer
from app.services.exchange.handing import HandedOut
from ui.frame.desk import Desk
from ui.platform.dialogs import Dialogs
from ui.rooms.exchange.kinds import BUNDLES
from ui.rooms.exchange.make import CODES, STICK, MakePage


class Giving(QObject):
    """Does what the page for making a bundle asks for."""

    over = Signal()
    codes_wanted = Signal(object, str, str)  # Codes, the title above them, for whom

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Make the page."""
        super().__init__()
        self._desk, self._dialogs = desk, dialogs
        self.page = MakePage(desk.now)
        self.page.make_wanted.connect(self._make)
        self.page.save_wanted.connect(self._save)
        self.page.back_wanted.connect(self.over)
        self.page.done_wanted.connect(self.over)

    def begin(self, peers: Sequence[Peer], only: str = "", *, everything: bool = False) -> None:
        """Offer the laptops; `only` ticks one."""
        self.page.show_peers(peers, only, everything=everything)

    def make_now(self) -> None:
        """Make the bundle for those that are ticked, as the button does."""
        self.page.make_button.click()

    def show_codes(self, made: Made, title: str) -> None:
        """Show a bundle as codes, if it is small enough."""
        names = ", ".join(dict.fromkeys(made.recipients))
        self._desk.ask(
            lambda vault: qr_pictures.codes_for(vault, made.data),
            lambda codes: self.codes_wanted.emit(codes, title, names),
            failed=self._on_problem,
        )

    def _make(self, devices: list[str], way: str) -> None:
        """Make it in the way that was chosen."""
        if way == STICK:
            self._fill(devices)
            return
        everything = self.page.everything.isChecked()
        self._desk.run(
            lambda vault: exchange.make_bundle(vault, devices, everything=everything),
            self._show if way == CODES else self._save,
            failed=self._on_problem,
            cancelled=lambda: self.page.set_busy(False),
        )

    def _fill(self, devices: list[str]) -> None:
        """Ask for a folder first: without one there is nothing to make."""
        folder = self._dialogs.open_folder(self.page, _("Choose a folder, such as that of a stick"))
        if folder is None:
            self.page.set_busy(False)
            return
        everything = self.page.everything.isChecked()
        self._desk.run(
            lambda vault: handing.hand_out(vault, folder, devices, everything=everything),
            self._on_filled,
            failed=self._on_problem,
            cancelled=lambda: self.page.set_busy(False),
        )

    def _on_filled(self, out: HandedOut) -> None:
        """Say what lies there."""
        self.page.show_handed_out(out)

    def _show(self, made: Made) -> None:
        """Show it as codes."""
        self.page.set_busy(False)
        self.show_codes(made, _("A bundle as codes"))

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

    def _on_problem(self, problem: Problem) -> None:
        """Say what went wrong, and let it be tried again."""
        self.page.set_busy(False)
        self.page.show_problem(problem)
