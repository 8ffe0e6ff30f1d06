"""What is written when a match goes on: answers, deeds, and why one came to nothing."""

from __future__ import annotations

from app.capabilities.switchboard import service, under_way
from app.i18n import _
from ui.frame.desk import Desk
from ui.rooms.switchboard.under_way_page import UnderWayPage


class WayDesk:
    """Stands between the page of matches under way and the vault."""

    def __init__(self, desk: Desk, page: UnderWayPage) -> None:
        """Listen to the page."""
        self._desk, self._page = desk, page
        page.chosen_match.connect(self._ask_sides)
        page.answered.connect(self._answer)
        page.stepped.connect(self._step)
        page.fell_through.connect(self._fell_through)

    def _ask_sides(self, match: str) -> None:
        """Ask for the texts of a match, and how both are reached once they may be known."""
        page = self._page
        self._desk.ask(
            lambda vault: under_way.sides(vault, match), lambda found: page.show_sides(match, found), key=page
        )

    def _answer(self, match: str, side: str, says: str) -> None:
        """Note an answer."""
        words = _("Yes is noted.") if says == "yes" else _("No is noted; the quantity is open again.")
        self._desk.do(lambda vault: service.answer(vault, match, side, says), words)

    def _step(self, match: str, step: str) -> None:
        """Note that it was done, or confirmed."""
        if step == "delivered":
            self._desk.do(lambda vault: service.deliver(vault, match), _("Done; who needs it has yet to confirm."))
        else:
            self._desk.do(lambda vault: service.confirm(vault, match), _("Confirmed."))

    def _fell_through(self, match: str, whose: str, reason: str, again: bool) -> None:
        """Note that it came to nothing."""
        self._desk.do(
            lambda vault: service.fell_through(vault, match, whose, reason, ask_again=again),
            _("It fell through; the quantity is open again."),
        )
