"""Trustees: their cards made and brought to paper, and what they decide together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.i18n import N_, _
from app.services.members import consequences, quorum
from app.services.members.quorum import Quorum
from app.services.members.trust import DeviceView, MotionView, SuspensionView
from app.services.members.trustee_sheets import trustee_sheet
from app.services.vaults.recovery_sheets import Slip
from ui.frame.desk import Desk, Vault
from ui.platform.dialogs import Dialogs
from ui.platform.typesetting import Press
from ui.rooms.members.trustees_decide import DecidePage
from ui.rooms.members.trustees_new import NewTrusteesPage

PDF = N_("PDF files (*.pdf)")


class Trustees(QObject):
    """Does what the two pages ask for."""

    asked = Signal()  # the page on which they decide wants to be shown
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

    def begin(self, about: SuspensionView | MotionView | DeviceView, quorum_in_force: Quorum) -> None:
        """Ask the trustees about a suspension, a vote, or whom to make an admin, once it is known what it means."""
        question = _question(about)

        def show(sentences: Sequence[str]) -> None:
            self._motion = question.motion
            self.deciding.ask(question.title, sentences, quorum_in_force)
            self.asked.emit()

        self._desk.ask(question.means, show)

    def forget(self) -> None:
        """Take every word away."""
        self._motion = None
        self.deciding.forget()
        self.naming.forget()

    def _count(self, cards: list[str]) -> None:
        """Say of each card whether its keeper has agreed."""
        self._desk.ask(
            lambda vault: quorum.look_at(vault, cards),
            self.deciding.show_looks,
            failed=self.deciding.show_problem,
            key=(self, "count"),
        )

    def _decide(self, cards: list[str]) -> None:
        motion = self._motion
        if motion is None:
            return
        self._desk.ask(
            lambda vault: quorum.decide(vault, motion(vault), [words for words in cards if words.strip()]),
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


@dataclass(frozen=True, slots=True)
class _Question:
    """What trustees are asked: its title, what it would mean, and the motion that they sign."""

    title: str
    means: Callable[[Vault], Sequence[str]]
    motion: Callable[[Vault], quorum.Motion]


def _question(about: SuspensionView | MotionView | DeviceView) -> _Question:
    if isinstance(about, SuspensionView):
        return _Question(
            _("Lift the suspension of {names}?").format(names=", ".join(about.names)),
            lambda _vault: consequences.by_trustees_lifting(about.names),
            lambda vault: quorum.to_lift(vault, about.suspension),
        )
    if isinstance(about, MotionView):
        return _Question(
            _("Remove {name} for good?").format(name=about.name),
            lambda _vault: consequences.by_trustees_removing(about.name),
            lambda vault: quorum.to_remove(vault, [about.device]),
        )
    return _Question(
        _("Make {name} an admin?").format(name=about.name),
        lambda vault: consequences.by_trustees_making_admin(vault, about.device),
        lambda vault: quorum.to_make_admin(vault, about.device),
    )
