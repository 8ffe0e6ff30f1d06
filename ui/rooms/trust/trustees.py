"""Trustees: their cards made and brought to paper, and what they decide together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.i18n import N_, _
from app.services import quorum
from app.services.quorum import Quorum
from app.services.recovery_sheets import Slip
from app.services.trust import MotionView, SuspensionView
from app.services.trustee_sheets import trustee_sheet
from ui.dialogs import Dialogs
from ui.frame.desk import Desk, Vault
from ui.press import Press
from ui.rooms.trust.trustees_decide import DecidePage
from ui.rooms.trust.trustees_new import NewTrusteesPage

PDF = N_("PDF files (*.pdf)")


class Trustees(QObject):
    """Does what the two pages ask for."""

    over = Signal()
    decided = Signal(str)  # what to say

    def __init__(self, desk: Desk, dialogs: Dialogs, press: Press) -> None:
        """Make the pages."""
        super().__init__()
        self._desk, self._dialogs, self._press = desk, dialogs, press
        self._motion: Callable[[Vault], quorum.Motion] | None = None
        self.deciding, self.naming = DecidePage(), NewTrusteesPage()
        self.deciding.typed.connect(self._count)
        self.deciding.decide_wanted.connect(self._decide)
        self.naming.make_wanted.connect(self._make)
        self.naming.print_wanted.connect(self._print)
        self.naming.save_wanted.connect(self._save)
        self.naming.force_wanted.connect(self._entrust)
        for page in (self.deciding, self.naming):
            page.back_wanted.connect(self.over)

    def begin(self, about: SuspensionView | MotionView, quorum_in_force: Quorum) -> None:
        """Ask the trustees about a suspension or a vote."""
        if isinstance(about, SuspensionView):
            suspension, names = about.suspension, ", ".join(about.names)
            self._motion = lambda vault: quorum.to_lift(vault, suspension)
            title = _("Lift the suspension of {names}?").format(names=names)
            question = _("The laptops of {names} read and write as before, and get the keys made meanwhile.").format(
                names=names
            )
        else:
            device = about.device
            self._motion = lambda vault: quorum.to_remove(vault, [device])
            title = _("Remove {name} for good?").format(name=about.name)
            question = _("{name} cannot come back with the same laptop.").format(name=about.name)
        self.deciding.ask(title, question, quorum_in_force)

    def forget(self) -> None:
        """Take every word away."""
        self._motion = None
        self.deciding.forget()
        self.naming.forget()

    def _count(self, cards: list[str]) -> None:
        """Say how many of these cards are of different trustees."""
        self._desk.ask(
            lambda vault: quorum.agreeing(vault, cards),
            self.deciding.show_agreed,
            failed=self.deciding.show_problem,
            key=(self, "count"),
        )

    def _decide(self, cards: list[str]) -> None:
        motion = self._motion
        if motion is None:
            return
        self._desk.ask(
            lambda vault: quorum.decide(vault, motion(vault), cards),
            lambda _kinds: self.decided.emit(_("The trustees have decided. Hand over bundles, so that others hear.")),
            failed=self.deciding.show_problem,
        )

    def _make(self, count: int) -> None:
        self._desk.ask(
            lambda vault: quorum.make_cards(vault, count), self.naming.show_cards, failed=self.naming.show_problem
        )

    def _sheet(self, number: int) -> Slip:
        cards = self.naming.cards
        return trustee_sheet(cards[number - 1], self.naming.needed.value(), len(cards), self._desk.now())

    def _print(self, number: int) -> None:
        sheet = self._sheet(number)
        printer = self._dialogs.printer(self.naming, sheet.title)
        if printer is None:
            return
        self.naming.set_busy(busy=True)
        self._press.print(sheet, printer, lambda _pages: self._made(number), self.naming.show_problem)

    def _save(self, number: int) -> None:
        name = f"trustee-{number}-of-{len(self.naming.cards)}.pdf"
        path = self._dialogs.save_file(self.naming, _("Save as PDF"), name, _(PDF))
        if path is None:
            return
        self.naming.set_busy(busy=True)
        self._press.save(self._sheet(number), path, lambda _path: self._made(number), self.naming.show_problem)

    def _made(self, number: int) -> None:
        if self.naming.cards:  # Else the page was left meanwhile.
            self.naming.note_made(number)

    def _entrust(self, needed: int) -> None:
        cards = self.naming.cards
        self.naming.set_busy(busy=True)

        def done(holds: bool) -> None:
            words = (
                _("The trustees are named. Hand each their card.")
                if holds
                else _("Your vote is noted. A second admin has to agree.")
            )
            self.decided.emit(words)

        self._desk.ask(lambda vault: quorum.entrust(vault, needed, cards), done, failed=self.naming.show_problem)
