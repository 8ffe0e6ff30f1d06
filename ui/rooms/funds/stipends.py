"""Stipends: who gets how much until when, the instalments around today, and the one key that hands the next one in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.capabilities.funds import expense_service, treasurer
from app.capabilities.funds.instalments import Term
from app.capabilities.funds.service import Treasury, read
from app.capabilities.funds.stipend_view import StipendView, is_held, next_words, stipend_view
from app.i18n import N_, _
from app.records.changes import Changed
from app.services.records import records
from app.services.records.records import Page, Query
from ui.frame.desk import Vault
from ui.rooms.funds import forms
from ui.rooms.funds.money_list import MoneyList
from ui.rooms.funds.standing_card import StandingCard
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.record_card import RecordCard
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import label, set_property
from ui.widgets.table.column import ShownRow, TableColumn

NEXT, HELD = "next", "held"


class StipendStrip(QFrame):
    """Say what is next, lists the instalments around today, and offers what can be done."""

    hand_in_wanted = Signal()
    review_wanted = Signal()
    terms_wanted = Signal()
    slip_wanted = Signal()
    expense_wanted = Signal(str)

    def __init__(self) -> None:
        """Start without a stipend."""
        super().__init__()
        self.view: StipendView | None = None
        self.setProperty("role", "banner")
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        column.setSpacing(metrics.px(4))
        self.heading = label("", "strong", wrap=True)
        column.addWidget(self.heading)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        column.addLayout(self._lines)
        row = FlowLayout(spacing=metrics.px(6))
        self.hand_in = button(_("Hand in the next one"), self.hand_in_wanted.emit, kind="primary")
        self.review = button(_("Reviewed today"), self.review_wanted.emit)
        self.terms = button(_("New terms…"), self.terms_wanted.emit, kind="quiet")
        self.slip = button(_("Print"), self.slip_wanted.emit, kind="quiet", icon="print")
        for each in (self.hand_in, self.review, self.terms, self.slip):
            row.addWidget(each)
        column.addLayout(row)

    def show_view(self, view: StipendView) -> None:
        """Show how it stands."""
        self.view = view
        self.heading.setText(_("{heading}. Next: {next}").format(heading=view.heading, next=view.next))
        empty(self._lines)
        for line in view.lines:
            if line.expense:
                made = button(line.words, lambda expense=line.expense: self.expense_wanted.emit(expense), kind="link")
                self._lines.addWidget(made, 0, Qt.AlignmentFlag.AlignLeading)
            else:
                self._lines.addWidget(label(line.words, "muted", wrap=True))
        self.hand_in.setVisible(view.can_hand_in)
        self.review.setVisible(view.review_due)
        set_property(self, "tone", "attention" if view.review_due else "")
        self.setAccessibleName(self.heading.text())


class StipendsList(MoneyList):
    """What full-time members get; instalments follow from it and are handed in one by one."""

    key, title, icon, kind = "stipends", N_("Stipends"), "funds", "stipend"
    kinds = frozenset({"stipend", "expense", "approval", "transaction", "fund", "person"})
    purpose = N_("What a full-time member gets every week or month, until when, and when the group looks at it again.")
    hint = N_("Choose a stipend to see its instalments.")
    chip_field = "every"
    asks_first = ("person", "fund", "amount", "currency", "every", "on_day", "from_day", "until", "review_on")
    widths = (("person", 14, 110), ("fund", 12, 90), ("amount", 9, 80), ("every", 10, 90), (NEXT, 16, 150))

    def more_columns(self) -> Sequence[TableColumn]:
        """Say what is next of each."""
        return [TableColumn(NEXT, _("Next"), _next, sortable=False, tone=_tone)]

    def make_card(self) -> RecordCard:
        """Make a card with the instalments."""
        self.strip = StipendStrip()
        card = StandingCard[StipendView](
            self.desk.registry, "stipend", self.sources, self.desk.now, self.strip, self.strip.show_view
        )
        card.standing_wanted.connect(self._stand)
        self.strip.hand_in_wanted.connect(self._hand_in)
        self.strip.review_wanted.connect(self._reviewed)
        self.strip.terms_wanted.connect(self.change_terms)
        self.strip.slip_wanted.connect(lambda: self.desk.go("print", "stipend-slip", self.table.chosen()))
        self.strip.expense_wanted.connect(lambda expense: self.desk.open("expense", expense))
        return card

    def page_of(self, vault: Vault, query: Query, offset: int, limit: int) -> Page:
        """Read a page of stipends with what is next of each."""
        found, treasury, day = records.page(vault, "stipend", query, offset, limit), read(vault), self.desk.today()
        terms = {term.id: term for term in treasury.terms}
        rows = (
            replace(row, more=_more(treasury, terms[row.id], day)) if row.id in terms else row for row in found.rows
        )
        return Page(tuple(rows), found.total)

    def change_terms(self) -> None:
        """Ask for new terms of the chosen stipend."""
        stipend, view = self.table.chosen(), self.strip.view
        if stipend and view is not None:

            def agree(vault: Vault, wanted: dict[str, str]) -> Changed:
                return treasurer.new_terms(vault, stipend, wanted)

            self.open_money_form(forms.terms_form(view.currency, self.desk.today()), agree, _("New terms are noted."))

    def _stand(self, stipend: str) -> None:
        """Find out how the stipend on the card stands."""
        card, day = self.card, self.desk.today()
        if isinstance(card, StandingCard):
            self.desk.ask(lambda vault: stipend_view(vault, stipend, day), card.show_standing, key=(self, "standing"))

    def _hand_in(self) -> None:
        """Hand the next instalment in."""
        stipend, day = self.table.chosen(), self.desk.today()
        self.desk.do(
            lambda vault: expense_service.hand_in_stipend(vault, stipend, day),
            _("Handed in. Two others have to approve it."),
        )

    def _reviewed(self) -> None:
        """Note that the group has looked at it."""
        stipend, day = self.table.chosen(), self.desk.today()
        self.desk.do(lambda vault: treasurer.note_review(vault, stipend, day, None), _("Reviewed today."))


def _more(treasury: Treasury, term: Term, day: datetime.date) -> dict[str, object]:
    """Give what a row says besides: what is next of a stipend, and whether it is held."""
    return {NEXT: next_words(treasury, term, day), HELD: is_held(treasury, term, day)}


def _next(row: ShownRow) -> str:
    """Say what is next of a stipend."""
    return str(getattr(row, "more", {}).get(NEXT, ""))


def _tone(row: ShownRow) -> str:
    """Draw the eye to what waits for a review."""
    return "attention" if getattr(row, "more", {}).get(HELD) else ""
