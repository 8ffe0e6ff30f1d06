"""What stands between the page of pairs and the vault: what fits, what is typed, asking both, declared interests."""

from __future__ import annotations

from collections.abc import Callable

from app.capabilities.switchboard import board, listing_draft, recusing, service
from app.capabilities.switchboard.board import SwitchboardLook
from app.capabilities.switchboard.listing_draft import ListingDraft
from app.capabilities.switchboard.rows import NEED
from app.i18n import _
from app.problems import Problem, WrongValue
from app.records.changes import Changed
from ui.frame.desk import Desk
from ui.records.asking_form import FormAsker
from ui.rooms.switchboard.pairs_page import PairsPage

Look = Callable[[], SwitchboardLook | None]


class PairsDesk:
    """Answers the page from what was read once, and writes what is decided there."""

    def __init__(
        self, desk: Desk, page: PairsPage, look: Look, added: Callable[[str], object], asked: Callable[[str], object]
    ) -> None:
        """Listen to the page; ``added`` hears of a new need, and ``asked`` of a match that was introduced."""
        self._desk, self._page, self._look = desk, page, look
        self._added, self._asked = added, asked
        self._asker = FormAsker(desk, page.reasons)
        page.form.changed.connect(self.ask_typed)
        page.form.submitted.connect(self._add)
        page.chosen_need.connect(self._ask_chosen)
        page.introduced.connect(self.introduce)
        page.reasons.recusal.connect(self.recuse)
        page.reasons.waiver.connect(self.waive)

    def _ask_chosen(self, need: str) -> None:
        """Ask what fits a need."""
        found = self._look()
        if need and found is not None:
            self._desk.ask(lambda _vault: board.chosen(found, need), self._page.show_chosen, key=self._page)
        else:
            self._page.show_nothing()

    def ask_typed(self, draft: ListingDraft) -> None:
        """Ask what fits what is being typed."""
        found = self._look()
        if found is not None and self._page.is_typing():
            self._desk.ask(lambda _vault: board.typed(found, draft.row()), self._take_typed, key=self._page)

    def _take_typed(self, found: board.Chosen) -> None:
        """Show what fits, unless the form is gone."""
        if self._page.is_typing():
            self._page.show_chosen(found)

    def _add(self, draft: ListingDraft) -> None:
        """Write what was typed, and show it among the needs."""

        def done(changed: Changed) -> None:
            self._page.end()
            if draft.side == NEED and changed.added:
                self._added(changed.added[0])

        def failed(problem: Problem) -> None:
            self._page.form.complain(problem.field if isinstance(problem, WrongValue) else "", problem.what)

        self._desk.do(lambda vault: listing_draft.add(vault, draft), done=done, failed=failed)

    def introduce(self, need: str, offer: str, quantity: int) -> None:
        """Ask both sides; 0 is as much as is open of one and left of the other."""
        found, day = self._look(), self._desk.today()
        if found is None or need not in found.field.listings or offer not in found.field.listings:
            return
        fitter = found.fitter
        most = quantity or max(1, min(fitter.open[need], fitter.open[offer]))

        def done(changed: Changed) -> None:
            self._asked(next(iter((*changed.added, *sorted(changed.touched))), ""))

        def failed(problem: Problem) -> None:
            if isinstance(problem, WrongValue) and quantity:
                self._page.reasons.complain(problem.what)
            else:
                self._desk.problem.emit(problem)

        self._desk.do(
            lambda vault: service.introduce(vault, need, offer, most, day),
            _("Both sides are to be asked; the texts stand under “Under way”."),
            done=done,
            failed=failed,
        )

    def recuse(self) -> None:
        """Ask why somebody stays out of the chosen pair, for a declared interest."""
        pair, day = self._page.pair(), self._desk.today()
        if pair is None or not pair[1].declared:
            return
        need, offer = pair[0].listing, pair[1].line.id
        self._asker.ask(
            "pairing",
            ["reason"],
            (_("Keep whoever has the interest out of it? The two are then never brought together."), _("Recuse")),
            lambda vault, given: recusing.recuse(vault, need, offer, str(given.get("reason") or ""), day),
            said=_("Recused; the rule says why."),
        )

    def waive(self) -> None:
        """Ask why a declared interest in the chosen pair may pass; this laptop says it for its own member."""
        pair, day = self._page.pair(), self._desk.today()
        if pair is None or not pair[1].declared:
            return
        need, offer = pair[0].listing, pair[1].line.id
        self._asker.ask(
            "interest_waiver",
            ["reason"],
            (
                _("Let the interest pass for this pair? It takes two others, each on a laptop of their own."),
                _("Waive it"),
            ),
            lambda vault, given: recusing.waive(vault, need, offer, str(given.get("reason") or ""), day),
            needed=("reason",),
            said=_("The waiver is on the record."),
        )
